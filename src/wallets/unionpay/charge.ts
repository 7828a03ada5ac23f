import { toMinorNumber } from "#money";
import type { ChargeRequest, ChargeWallet, PaymentSubject, PayOutcome } from "../protocol.ts";
import { judge, notKnown, orderOutcome } from "./outcome.ts";
import { askPayment } from "./pay.ts";
import { orderTime, shanghaiText } from "./time.ts";
import type { Wire } from "./wire.ts";

type Now = () => Date;

/**
 * Consume by scan (txnSubType 06, qrNo), reversed by 99/01 under the order's own number and time. Both products:
 * remembered, not verified.
 */
export function makeCharge(wire: Wire, now: Now): ChargeWallet {
  return {
    charge: (request) => charge(wire, request, now),
    ask: (subject) => askPayment(wire, subject, now),
    reverse: (subject) => reverse(wire, subject, now),
  };
}

async function charge(wire: Wire, request: ChargeRequest, now: Now): Promise<PayOutcome> {
  const judged = judge(
    await wire.call("backTransReq", {
      ...{ txnType: "01", txnSubType: "06", bizType: "000000", channelType: "08", currencyCode: "156" },
      ...{ orderId: request.paymentId, txnTime: orderTime(request.expiresAt), qrNo: request.payerCode },
      ...{ payTimeout: shanghaiText(request.expiresAt), txnAmt: toMinorNumber(request.amount).toString() },
      ...{ backUrl: request.noticeUrl },
      ...(request.subMerchant === undefined ? {} : { subMerId: request.subMerchant }),
    }),
  );
  if ("unproven" in judged) return notKnown(judged);
  const { meaning, code, says, fields } = judged;
  if (meaning === "refused") return { kind: "refused", code, says };
  if (meaning === "unknown") return { kind: "waiting", stage: "paying" };
  if (meaning !== "ok") return notKnown(judged);
  if (fields["orderId"] !== request.paymentId)
    return { kind: "unknown", cause: "an answer about another order", alarm: true };
  const outcome = orderOutcome(fields, "00", now(), request.expiresAt);
  return outcome.kind === "absent" ? { kind: "unknown", cause: "taken, and not there" } : outcome;
}

async function reverse(wire: Wire, subject: PaymentSubject, now: Now): Promise<PayOutcome> {
  const found = await askPayment(wire, subject, now);
  if (found.kind !== "waiting" && found.kind !== "absent") return found;
  const judged = judge(
    await wire.call("backTransReq", {
      ...{ txnType: "99", txnSubType: "01", bizType: "000000", channelType: "08", currencyCode: "156" },
      ...{ orderId: subject.paymentId, txnTime: orderTime(subject.expiresAt) },
    }),
  );
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "ok" || judged.meaning === "absent") return { kind: "closed", code: `99 ${judged.code}` };
  return judged.meaning === "unknown" ? { kind: "unknown", cause: "reversal under way" } : notKnown(judged);
}
