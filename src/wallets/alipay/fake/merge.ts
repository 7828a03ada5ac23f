import { createHash } from "node:crypto";
import { type Fields, fieldText, isFields } from "../wire.ts";
import { type Addresses, isRefusal, placeOrder, readYuan } from "./orders.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { type FakeMerge, type FakeTrade, indexMerge } from "./state.ts";
import type { Call } from "./trades.ts";
import { newNumber, type World } from "./world.ts";

/** Combined orders, after the public models of merge.precreate and page/wap/app.merge.pay. */

const partsMax = 20; // remembered, not verified

export const mergePrecreate: Call = (world, biz, addresses) => {
  const merge = placeMerge(world, biz, addresses);
  if ("ok" in merge) return merge;
  const over = refusedPart(world, merge);
  if (over) return over;
  const order_detail_results = merge.parts.map((outTradeNo) => ({
    app_id: world.appId,
    out_trade_no: outTradeNo,
    success: true,
    result_code: "SUCCESS",
  }));
  const fields = { out_merge_no: merge.outMergeNo, pre_order_no: merge.preOrderNo, order_detail_results };
  return { ok: true, fields };
};

/** Makes a trade a part, all or none; the same order again finds the same combined order. */
export function placeMerge(world: World, biz: Fields, addresses: Addresses): FakeMerge | Refusal {
  const details = biz["order_details"];
  if (!Array.isArray(details) || details.length < 1 || details.length > partsMax)
    return refuse("INVALID_PARAMETER", "order_details");
  const parts = details.filter(isFields);
  const numbers = parts.map((part) => fieldText(part, "out_trade_no"));
  if (parts.length !== details.length || new Set(numbers).size !== numbers.length)
    return refuse("INVALID_PARAMETER", "order_details");
  if (parts.some((part) => fieldText(part, "app_id") !== world.appId)) return refuse("PARTNER_ERROR");
  const fingerprint = fingerprintOf(parts);
  // Without a number of the merchant's own, the parts' numbers stand for the combined order.
  const outMergeNo = fieldText(biz, "out_merge_no") || fingerprint;
  const before = world.state.mergesByOwnNo.get(outMergeNo);
  if (before && before.fingerprint !== fingerprint) return refuse("CONTEXT_INCONSISTENT");
  if (before) return before;
  const wrong = parts.map((part) => checkedPart(world, part, biz)).find((one) => one !== null);
  if (wrong) return wrong;
  const times = { time_expire: biz["time_expire"], timeout_express: biz["timeout_express"] };
  for (const part of parts) {
    const made = placeOrder(world, { ...part, ...times }, "merge", addresses, outMergeNo);
    if (isRefusal(made)) return made;
  }
  const merge: FakeMerge = { preOrderNo: newNumber(world), outMergeNo, fingerprint, parts: numbers };
  indexMerge(world.state, merge);
  return merge;
}

export function partsOf(world: World, merge: FakeMerge): FakeTrade[] {
  return merge.parts.flatMap((outTradeNo) => world.state.trades.get(outTradeNo) ?? []);
}

function fingerprintOf(parts: readonly Fields[]): string {
  const text = JSON.stringify(
    parts.map((part) => ["out_trade_no", "subject", "total_amount", "seller_id"].map((name) => part[name] ?? "")),
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** A dry run, so that no part is made when another cannot be. */
function checkedPart(world: World, part: Fields, biz: Fields): Refusal | null {
  if (world.state.trades.has(fieldText(part, "out_trade_no"))) return refuse("CONTEXT_INCONSISTENT");
  const trial: World = { ...world, state: { ...world.state, trades: new Map() } };
  const times = { time_expire: biz["time_expire"], timeout_express: biz["timeout_express"] };
  if (readYuan(part["total_amount"]) === null) return refuse("INVALID_PARAMETER", "total_amount");
  const made = placeOrder(trial, { ...part, ...times }, "merge", { noticeUrl: null, returnUrl: null });
  return isRefusal(made) ? made : null;
}

function refusedPart(world: World, merge: FakeMerge): Refusal | null {
  const states = partsOf(world, merge).map((trade) => trade.state);
  if (states.some((state) => state === "TRADE_SUCCESS" || state === "TRADE_FINISHED"))
    return refuse("TRADE_HAS_SUCCESS");
  return states.includes("TRADE_CLOSED") ? refuse("TRADE_HAS_CLOSE") : null;
}
