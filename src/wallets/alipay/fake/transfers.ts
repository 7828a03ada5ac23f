import { shanghaiText } from "../time.ts";
import { type Fields, fieldText, isFields } from "../wire.ts";
import type { FakeTransfer } from "./after-state.ts";
import { balanceOf, fundsSettleMs, move } from "./funds.ts";
import { readYuan } from "./orders.ts";
import { type Refusal, refuse, refuseFund } from "./refusal.ts";
import type { Call } from "./trades.ts";
import { newNumber, nowMs, yuanText } from "./world.ts";

/**
 * From the seller's account to a bank card, which takes a while, or to an Alipay account, which is done at once; never
 * more than there is. The sub_codes are remembered, not verified.
 */
export const uniTransfer: Call = (world, biz) => {
  const outBizNo = fieldText(biz, "out_biz_no");
  if (!/^\w{1,64}$/.test(outBizNo)) return refuse("INVALID_PARAMETER", "out_biz_no");
  const product = fieldText(biz, "product_code");
  if (product !== "TRANS_BANKCARD_NO_PWD" && product !== "TRANS_ACCOUNT_NO_PWD")
    return refuse("INVALID_PARAMETER", "product_code");
  if (fieldText(biz, "biz_scene") !== "DIRECT_TRANSFER") return refuse("INVALID_PARAMETER", "biz_scene");
  const amount = readYuan(biz["trans_amount"]);
  if (amount === null || amount < 10n) return refuse("INVALID_PARAMETER", "trans_amount");
  const payee = isFields(biz["payee_info"]) ? biz["payee_info"] : {};
  const toCard = product === "TRANS_BANKCARD_NO_PWD";
  const wrong = toCard ? cardFault(payee) : accountFault(payee);
  if (wrong) return wrong;
  const { transfers } = world.state.after;
  const fingerprint = JSON.stringify([amount.toString(), payee]);
  const before = transfers.get(outBizNo);
  if (before && before.fingerprint !== fingerprint) return refuseFund("DUPLICATE_REQUEST", "请求号重复，参数不一致");
  if (before) return { ok: true, fields: answered(before) };
  if (amount > balanceOf(world, world.sellerId)) return refuseFund("PAYER_BALANCE_NOT_ENOUGH", "付款方余额不足");
  move(world, world.sellerId, -amount);
  if (!toCard) move(world, fieldText(payee, "identity"), amount);
  const made: FakeTransfer = {
    ...{ outBizNo, orderId: newNumber(world), fingerprint, amount, at: nowMs(world), reason: "" },
    ...(toCard ? { status: "DEALING", dueAt: nowMs(world) + fundsSettleMs } : { status: "SUCCESS", dueAt: null }),
  };
  transfers.set(outBizNo, made);
  return { ok: true, fields: answered(made) };
};

function cardFault(card: Fields): Refusal | null {
  const named = ["BANKCARD_NO", "BANKCARD_ACCOUNT"].includes(fieldText(card, "identity_type"));
  if (!named || !/^\d{12,19}$/.test(fieldText(card, "identity")) || fieldText(card, "name") === "")
    return refuse("INVALID_PARAMETER", "payee_info");
  return isFields(card["bankcard_ext_info"]) ? null : refuse("INVALID_PARAMETER", "payee_info.bankcard_ext_info");
}

/** A login name wants the name of its owner too. */
function accountFault(account: Fields): Refusal | null {
  const [type, identity] = [fieldText(account, "identity_type"), fieldText(account, "identity")];
  const shapes: Readonly<Record<string, RegExp>> = {
    ALIPAY_USER_ID: /^2088\d{12}$/,
    ALIPAY_OPEN_ID: /^[\w-]{20,64}$/,
    ALIPAY_LOGON_ID: /^(1\d{10}|\S+@\S+)$/,
  };
  if (!shapes[type]?.test(identity)) return refuse("INVALID_PARAMETER", "payee_info");
  const unnamed = type === "ALIPAY_LOGON_ID" && fieldText(account, "name") === "";
  return unnamed ? refuse("INVALID_PARAMETER", "payee_info.name") : null;
}

/** What the seller may use. The model is public; that another account's number is refused so is remembered. */
export const accountQuery: Call = (world, biz) => {
  const asked = fieldText(biz, "alipay_user_id");
  if (asked !== "" && asked !== world.sellerId) return refuseFund("AUTH_RELATION_NOT_EXIST", "无权查询该账户");
  const type = fieldText(biz, "account_type");
  if (type !== "" && type !== "ACCTRANS_ACCOUNT") return refuse("INVALID_PARAMETER", "account_type");
  return { ok: true, fields: { available_amount: yuanText(balanceOf(world, world.sellerId)), freeze_amount: "0.00" } };
};

const answered = (one: FakeTransfer) => ({
  out_biz_no: one.outBizNo,
  order_id: one.orderId,
  pay_fund_order_id: one.orderId,
  status: one.status,
  trans_date: shanghaiText(new Date(one.at)),
});

export const transferQuery: Call = (world, biz) => {
  const outBizNo = fieldText(biz, "out_biz_no");
  if (outBizNo !== "" && (fieldText(biz, "product_code") === "" || fieldText(biz, "biz_scene") === ""))
    return refuse("INVALID_PARAMETER", "product_code / biz_scene");
  const orderId = fieldText(biz, "order_id");
  const { transfers } = world.state.after;
  const found =
    orderId === "" ? transfers.get(outBizNo) : [...transfers.values()].find((one) => one.orderId === orderId);
  if (!found) return refuseFund("ORDER_NOT_EXIST", "转账单据不存在");
  const failed = found.status === "FAIL" || found.status === "REFUND";
  const fields = {
    ...{ out_biz_no: found.outBizNo, order_id: found.orderId, status: found.status },
    pay_date: shanghaiText(new Date(found.at)),
    ...(found.status === "SUCCESS" ? { trans_amount: yuanText(found.amount) } : {}),
    ...(failed ? { error_code: "PAYEE_CARD_INFO_ERROR", fail_reason: found.reason } : {}),
  };
  return { ok: true, fields };
};
