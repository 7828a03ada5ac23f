import type { CombinedOutcome, CombinedStartRequest, CombinedWallet, PayOutcome } from "../protocol.ts";
import { type Judged, judge, newWord, notKnown } from "./outcome.ts";
import { mergeBiz, mergePageBiz, productCodes, type Seller } from "./requests.ts";
import { askTrade, closeTrade } from "./trades.ts";
import { type Fields, fieldText, isFields, type Wire } from "./wire.ts";
import { verdictOf } from "./words.ts";

/**
 * One payment for several orders: a trade per part, each with its own number, notice and refund. A desktop's browser
 * gets page.merge.pay, which carries the order; wap and app name one made before by merge.precreate. Field names: the
 * public Java models; no SDK test of these calls was at hand.
 */
export function combinedPayments(wire: Wire, seller: Seller, now: () => Date): CombinedWallet {
  const eachPart = async (
    parts: CombinedStartRequest["parts"],
    outcomeOf: (paymentId: string) => Promise<CombinedOutcome[number]["outcome"]>,
  ): Promise<CombinedOutcome> =>
    Promise.all(parts.map(async ({ paymentId }) => ({ paymentId, outcome: await outcomeOf(paymentId) })));
  return {
    start: (request) => startCombined(wire, seller, request, now()),
    ask: ({ parts, method }) => eachPart(parts, (paymentId) => askTrade(wire, paymentId, method, now)),
    close: ({ parts, method }) => eachPart(parts, (paymentId) => closeTrade(wire, paymentId, method, now)),
  };
}

async function startCombined(
  wire: Wire,
  seller: Seller,
  request: CombinedStartRequest,
  now: Date,
): Promise<PayOutcome> {
  const { method, device, noticeUrl, returnUrl } = request;
  if (method !== "jump" && method !== "app")
    return { kind: "refused", code: "method_not_combined", says: `Alipay combines no orders by ${method}.` };
  if (method === "jump" && device === "desktop") {
    const biz = mergePageBiz(seller, request, now);
    const url = await wire.pageUrl("alipay.trade.page.merge.pay", biz, { noticeUrl, returnUrl });
    return { kind: "waiting", stage: "offered", action: { kind: "jump", url } };
  }
  const product = method === "app" ? productCodes.app : productCodes.wap;
  const answer = await wire.call("alipay.trade.merge.precreate", mergeBiz(seller, request, product), { noticeUrl });
  const judged = judge("start", answer);
  if (judged.verdict === "refused") return { kind: "refused", code: judged.code, says: judged.says };
  if (judged.verdict === "closed") return { kind: "closed", code: judged.code };
  if (judged.verdict === "look") return { kind: "unknown", cause: `${judged.code}: the parts tell their own state` };
  if (judged.verdict !== "ok") return notKnown(judged);
  const failed = failedPart(judged.fields);
  if (failed) return refusedPart(failed, judged);
  const ref = fieldText(judged.fields, "pre_order_no");
  if (ref === "") return newWord("ok to a combined order, but gave it no pre_order_no");
  if (method === "jump") {
    const url = await wire.pageUrl("alipay.trade.wap.merge.pay", { pre_order_no: ref }, { noticeUrl, returnUrl });
    return { kind: "waiting", stage: "offered", ref, action: { kind: "jump", url } };
  }
  const order = await wire.orderString("alipay.trade.app.merge.pay", { pre_order_no: ref }, { noticeUrl });
  return { kind: "waiting", stage: "offered", ref, action: { kind: "app", order } };
}

/** merge.precreate answers a result per part; one that failed fails them all. */
function failedPart(fields: Fields): Fields | undefined {
  const results = fields["order_detail_results"];
  if (!Array.isArray(results)) return undefined;
  return results.filter(isFields).find((result) => result["success"] === false || result["success"] === "false");
}

function refusedPart(part: Fields, judged: Judged): PayOutcome {
  const code = fieldText(part, "result_code");
  const says = `part ${fieldText(part, "out_trade_no")}: ${code}`;
  const verdict = verdictOf("start", "40004", code);
  return verdict === "refused" ? { kind: "refused", code, says } : notKnown({ ...judged, verdict, code, says });
}
