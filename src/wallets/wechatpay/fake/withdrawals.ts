import { wireTime } from "../time.ts";
import type { JsonObject } from "../wire.ts";
import { type Result, WireFault } from "./answer.ts";
import { canonical, check, noticeUrl } from "./check.ts";
import { type Context, digits, nowMs } from "./context.ts";
import { fundsSettleMs, notEnough, pendingOf } from "./funds.ts";
import type { FakeWithdrawal } from "./funds-state.ts";
import { checkSubMerchant } from "./orders.ts";
import { refuse } from "./sharing.ts";
import { keyOf } from "./state.ts";

/** A platform withdraws a sub-merchant's balance to the card that it bound; never more than there is. */
export function createWithdrawal(context: Context, body: JsonObject): Result {
  check(body, [
    { at: "sub_mchid", is: "text", max: 32 },
    // Letters and digits only, as other numbers of the fund calls.
    { at: "out_request_no", is: "text", min: 1, max: 32, like: /^[0-9a-zA-Z]+$/ },
    { at: "amount", is: "whole", min: 1, max: 800_000_000 },
    { at: "remark", is: "text", max: 56, optional: true },
    { at: "bank_memo", is: "text", max: 32, optional: true },
    { at: "account_type", is: "text", like: /^(BASIC|OPERATION|FEES)$/, optional: true },
    { at: "notify_url", ...noticeUrl, optional: true },
  ]);
  const merchant = body["sub_mchid"] as string;
  checkSubMerchant(context, merchant);
  const { funds } = context.store;
  const key = keyOf(merchant, body["out_request_no"] as string);
  const known = funds.withdrawals.get(key);
  if (known && known.request !== canonical(body)) throw refuse("商户提现单号重复，且请求参数与首次请求不一致");
  const one = known ?? openWithdrawal(context, key, body);
  const { withdrawId: withdraw_id, outRequestNo: out_request_no } = one;
  return { status: 200, json: { sub_mchid: merchant, withdraw_id, out_request_no, account_type: "BASIC" } };
}

function openWithdrawal(context: Context, key: string, body: JsonObject): FakeWithdrawal {
  const { funds } = context.store;
  const merchant = body["sub_mchid"] as string;
  const amount = body["amount"] as number;
  if (amount > funds.balance(merchant)) throw notEnough("账户可用余额不足");
  funds.move(merchant, -amount);
  const made: FakeWithdrawal = {
    merchant,
    outRequestNo: body["out_request_no"] as string,
    withdrawId: `1232${digits(context, 28)}`,
    request: canonical(body),
    amount,
    remark: (body["remark"] as string | undefined) ?? "",
    status: "CREATE_SUCCESS",
    reason: "",
    createdAt: nowMs(context),
    updatedAt: nowMs(context),
    dueAt: nowMs(context) + fundsSettleMs,
  };
  funds.withdrawals.set(key, made);
  funds.open.add(made);
  return made;
}

export function findWithdrawal(context: Context, sub: string | null, by: "out" | "id", number: string): FakeWithdrawal {
  if (sub !== null) checkSubMerchant(context, sub);
  const { withdrawals } = context.store.funds;
  const found =
    by === "out"
      ? withdrawals.get(keyOf(sub ?? "", number))
      : [...withdrawals.values()].find((one) => one.withdrawId === number && one.merchant === sub);
  if (!found) throw new WireFault(404, "ORDER_NOT_EXIST", "提现单不存在", 268_512_771);
  return found;
}

export function withdrawalView(context: Context, one: FakeWithdrawal): JsonObject {
  return {
    sub_mchid: one.merchant,
    sp_mchid: context.credentials.mchid,
    status: one.status,
    withdraw_id: one.withdrawId,
    out_request_no: one.outRequestNo,
    amount: one.amount,
    create_time: wireTime(new Date(one.createdAt)),
    update_time: wireTime(new Date(one.updatedAt)),
    ...(one.reason === "" ? {} : { reason: one.reason }),
    remark: one.remark,
    account_type: "BASIC",
    account_number: boundCard(one.merchant),
    account_bank: "招商银行",
  };
}

/** The last four digits of the card that a sandbox sub-merchant bound: those of its own number. */
export const boundCard = (merchant: string): string => merchant.slice(-4);

export function balanceView(context: Context, merchant: string): JsonObject {
  checkSubMerchant(context, merchant);
  return {
    sub_mchid: merchant,
    account_type: "BASIC",
    available_amount: context.store.funds.balance(merchant),
    pending_amount: pendingOf(context, merchant),
  };
}
