import { formFields, makeShower, ownReply, shownBody, splitPath } from "../shown.ts";
import type { ShownCall, WireCall } from "../wire-call.ts";
import { parseAnswer } from "./wire.ts";

/**
 * What may be kept of UnionPay's messages. Withheld, because they are on no list: the order's description, where the
 * buyer is sent back to, which kind of card was used.
 */
const shownOf = makeShower({
  values: [
    ...["version", "encoding", "signMethod", "accessType", "merId", "subMerId", "txnType", "txnSubType", "bizType"],
    ...["channelType", "orderId", "txnTime", "txnAmt", "currencyCode", "payTimeout", "backUrl", "queryId", "origQryId"],
    ...["respCode", "origRespCode", "settleAmt", "settleCurrencyCode", "settleDate", "traceNo", "traceTime", "payTime"],
  ],
  words: ["respMsg", "origRespMsg"],
  secrets: ["signature", "signPubKeyCert", "certId", "qrNo", "qrCode", "tn"],
  persons: ["accNo", "customerInfo", "payCardType", "payCardNo", "issInsCode"],
});

/** Forms out and in; an answer is text of its own kind, read as its proof reads it. */
export function showCall(call: WireCall): ShownCall {
  const withheld = new Set<string>();
  const show = (value: unknown) => shownOf(value, withheld);
  const request = shownBody(call.request, "form", formFields, show);
  const path = splitPath(call.path).pathname;
  if (call.direction === "in") return { path, request, withheld, response: ownReply(call) };
  return { path, request, withheld, response: shownBody(call.response?.body ?? null, "form", parseAnswer, show) };
}
