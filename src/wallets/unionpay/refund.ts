import { toMinorNumber } from "#money";
import type { RefundOutcome, RefundRequest, RefundSubject } from "../protocol.ts";
import { judge, notKnown, refundOutcome } from "./outcome.ts";
import { queryOrder } from "./pay.ts";
import { shanghaiText } from "./time.ts";
import type { Wire } from "./wire.ts";

/**
 * Sends money back (04) under refundId. 00 says only that it was taken in: what comes of it is told by a notice, or
 * asked for. It names the payment by UnionPay's own number, which every paid payment has.
 */
export async function refundPayment(wire: Wire, request: RefundRequest, now: () => Date): Promise<RefundOutcome> {
  if (request.walletRef === undefined)
    return { kind: "unknown", cause: "UnionPay's number of the payment is not known yet" };
  const judged = judge(
    await wire.call("backTransReq", {
      ...{ txnType: "04", txnSubType: "00", bizType: "000201", channelType: "07", currencyCode: "156" },
      ...{ orderId: request.refundId, txnTime: shanghaiText(request.createdAt), origQryId: request.walletRef },
      ...{ txnAmt: toMinorNumber(request.amount).toString(), backUrl: request.noticeUrl },
    }),
  );
  if ("unproven" in judged) return notKnown(judged);
  const { meaning, code, says, fields } = judged;
  if (meaning === "taken") {
    const found = await askRefund(wire, request, now);
    return found.kind === "absent" ? { kind: "unknown", cause: "the number is taken, but no such refund" } : found;
  }
  if (meaning === "refused") return { kind: "refused", code, says };
  if (meaning !== "ok" && meaning !== "unknown") return notKnown(judged);
  const walletRefundRef = fields["queryId"] ?? "";
  return { kind: "processing", ...(walletRefundRef ? { walletRefundRef } : {}) };
}

export async function askRefund(
  wire: Wire,
  subject: RefundSubject,
  now: () => Date,
): Promise<RefundOutcome | { kind: "absent" }> {
  const txnTime = shanghaiText(subject.createdAt);
  const judged = judge(await queryOrder(wire, subject.refundId, txnTime));
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "absent") return { kind: "absent" };
  const { fields } = judged;
  if (judged.meaning !== "ok") return notKnown(judged);
  if (fields["orderId"] !== subject.refundId || fields["txnTime"] !== txnTime)
    return { kind: "unknown", cause: "an answer about another refund", alarm: true };
  return refundOutcome(fields, fields["origRespCode"] ?? "", now());
}
