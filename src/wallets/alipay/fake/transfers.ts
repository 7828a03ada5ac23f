import { shanghaiText } from "../time.ts";
import { fieldText, isFields } from "../wire.ts";
import type { FakeTransfer } from "./after-state.ts";
import { balanceOf, fundsSettleMs, move } from "./funds.ts";
import { readYuan } from "./orders.ts";
import { refuse, refuseFund } from "./refusal.ts";
import type { Call } from "./trades.ts";
import { newNumber, nowMs, yuanText } from "./world.ts";

/** From the seller's account to a bank card; never more than there is. Its sub_codes are remembered, not verified. */
export const uniTransfer: Call = (world, biz) => {
  const outBizNo = fieldText(biz, "out_biz_no");
  if (!/^\w{1,64}$/.test(outBizNo)) return refuse("INVALID_PARAMETER", "out_biz_no");
  if (fieldText(biz, "product_code") !== "TRANS_BANKCARD_NO_PWD")
    return refuse("INVALID_PARAMETER", "product_code（沙箱仅支持转账到银行卡）");
  if (fieldText(biz, "biz_scene") !== "DIRECT_TRANSFER") return refuse("INVALID_PARAMETER", "biz_scene");
  const amount = readYuan(biz["trans_amount"]);
  if (amount === null || amount < 10n) return refuse("INVALID_PARAMETER", "trans_amount");
  const payee = biz["payee_info"];
  const card = isFields(payee) ? payee : {};
  const named = ["BANKCARD_NO", "BANKCARD_ACCOUNT"].includes(fieldText(card, "identity_type"));
  if (!named || !/^\d{12,19}$/.test(fieldText(card, "identity")) || fieldText(card, "name") === "")
    return refuse("INVALID_PARAMETER", "payee_info");
  if (!isFields(card["bankcard_ext_info"])) return refuse("INVALID_PARAMETER", "payee_info.bankcard_ext_info");
  const { transfers } = world.state.after;
  const fingerprint = JSON.stringify([amount.toString(), card]);
  const before = transfers.get(outBizNo);
  if (before && before.fingerprint !== fingerprint) return refuseFund("DUPLICATE_REQUEST", "请求号重复，参数不一致");
  if (before) return { ok: true, fields: answered(before) };
  if (amount > balanceOf(world, world.sellerId)) return refuseFund("PAYER_BALANCE_NOT_ENOUGH", "付款方余额不足");
  move(world, world.sellerId, -amount);
  const made: FakeTransfer = {
    ...{ outBizNo, orderId: newNumber(world), fingerprint, amount, at: nowMs(world) },
    ...{ status: "DEALING", reason: "", dueAt: nowMs(world) + fundsSettleMs },
  };
  transfers.set(outBizNo, made);
  return { ok: true, fields: answered(made) };
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
