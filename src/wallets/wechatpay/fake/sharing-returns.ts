import { wireTime } from "../time.ts";
import type { JsonObject } from "../wire.ts";
import { type Result, WireFault } from "./answer.ts";
import { canonical, check } from "./check.ts";
import { type Context, digits, nowMs } from "./context.ts";
import { fundsSettleMs } from "./funds.ts";
import type { FakeReturn } from "./funds-state.ts";
import { checkSubMerchant, text } from "./orders.ts";
import { type Form, receiverKey, receiverTypes, refuse } from "./sharing.ts";
import { keyOf } from "./state.ts";

const number = { is: "text", min: 1, max: 64 } as const;

/** Takes a merchant's share back to whom it came from; within what that receiver got. */
export function createReturn(context: Context, form: Form, body: JsonObject): Result {
  check(body, [
    { at: "out_return_no", ...number },
    { at: "out_order_no", ...number },
    { at: "return_mchid", is: "text", max: 32 },
    { at: "amount", is: "whole", min: 1 },
    { at: "description", is: "text", min: 1, max: 80 },
    { at: "sub_mchid", is: "text", max: 32, optional: form === "partner" },
  ]);
  const sub = text(body, "sub_mchid");
  if (sub !== null) checkSubMerchant(context, sub);
  const { funds } = context.store;
  const merchant = sub ?? context.credentials.mchid;
  const key = keyOf(merchant, body["out_return_no"] as string);
  const known = funds.returns.get(key);
  if (known && known.request !== canonical(body)) throw refuse("商户回退单号重复，且请求参数与首次请求不一致");
  if (known) return { status: 200, json: returnView(context, form, known) };
  const share = funds.shares.get(keyOf(merchant, body["out_order_no"] as string));
  if (!share) throw new WireFault(404, "RESOURCE_NOT_EXISTS", "分账单不存在", 268_512_771);
  const account = body["return_mchid"] as string;
  const got = share.receivers.find((part) => part.account === account && part.result === "SUCCESS");
  const before = [...funds.returns.values()].filter(
    (one) => one.share === keyOf(merchant, share.outOrderNo) && one.account === account && one.result !== "FAILED",
  );
  const amount = body["amount"] as number;
  if (!got) throw refuse("该接收方没有可回退的分账");
  if (before.reduce((sum, one) => sum + one.amount, amount) > got.amount)
    throw new WireFault(403, "NOT_ENOUGH", "回退金额大于可回退金额", 268_435_470);
  const back: FakeReturn = {
    merchant,
    subMchid: sub,
    share: keyOf(merchant, share.outOrderNo),
    outReturnNo: body["out_return_no"] as string,
    returnId: `3009${digits(context, 24)}`,
    request: canonical(body),
    account,
    amount,
    description: body["description"] as string,
    result: "PROCESSING",
    failReason: null,
    createdAt: nowMs(context),
    dueAt: nowMs(context) + fundsSettleMs,
    finishedAt: null,
  };
  funds.returns.set(key, back);
  funds.open.add(back);
  return { status: 200, json: returnView(context, form, back) };
}

export function findReturn(context: Context, query: URLSearchParams, outReturnNo: string): FakeReturn {
  const back = context.store.funds.returns.get(keyOf(query.get("sub_mchid") ?? context.credentials.mchid, outReturnNo));
  if (!back) throw new WireFault(404, "RESOURCE_NOT_EXISTS", "回退单不存在", 268_512_771);
  return back;
}

export function returnView(context: Context, form: Form, back: FakeReturn): JsonObject {
  const share = context.store.funds.shares.get(back.share);
  return {
    ...(back.subMchid ? { sub_mchid: back.subMchid } : {}),
    order_id: share?.orderId,
    out_order_no: share?.outOrderNo,
    out_return_no: back.outReturnNo,
    [form === "partner" ? "return_id" : "return_no"]: back.returnId,
    return_mchid: back.account,
    amount: back.amount,
    ...(form === "partner" ? { description: back.description } : {}),
    result: back.result,
    ...(back.failReason === null ? {} : { fail_reason: back.failReason }),
    ...(form === "partner" ? { create_time: wireTime(new Date(back.createdAt)) } : {}),
    ...(back.finishedAt === null ? {} : { finish_time: wireTime(new Date(back.finishedAt)) }),
  };
}

/** Adds or deletes a receiver; a repeat is answered as the first. */
export function moveReceiver(context: Context, form: Form, way: "add" | "delete", body: JsonObject): Result {
  check(body, [
    { at: "appid", is: "text", max: 32 },
    { at: "type", is: "text", like: receiverTypes },
    { at: "account", is: "text", min: 1, max: 64 },
    ...(way === "add" ? [{ at: "relation_type", is: "text", min: 1, max: 32 } as const] : []),
    { at: "sub_mchid", is: "text", max: 32, optional: true },
  ]);
  const sub = text(body, "sub_mchid");
  if (sub !== null) checkSubMerchant(context, sub);
  if (body["appid"] !== context.credentials.appid)
    throw new WireFault(400, "APPID_MCHID_NOT_MATCH", "appid 与商户号不匹配", 268_445_527);
  const [type, account] = [body["type"] as string, body["account"] as string];
  const key = receiverKey(form, { merchant: sub ?? context.credentials.mchid }, type, account);
  if (way === "add") context.store.funds.receivers.add(key);
  else context.store.funds.receivers.delete(key);
  const relation = form === "partner" && way === "add" ? { relation_type: body["relation_type"] } : {};
  return {
    status: 200,
    json: { ...(form === "partner" && sub ? { sub_mchid: sub } : {}), type, account, ...relation },
  };
}
