import { toMinorNumber } from "#money";
import type { ChargeRequest, ChargeWallet, PaymentSubject, PayOutcome } from "../protocol.ts";
import { judge, notKnown, tradeOutcome } from "./outcome.ts";
import { askPayment } from "./pay.ts";
import { shanghaiText } from "./time.ts";
import type { Wire } from "./wire.ts";

type Now = () => Date;

/**
 * fkmPay and revoke, as described by IJPay; the names of their fields are remembered, not verified. JD gives payer
 * codes a key set of their own: an account for tills is a wallet account with those keys.
 */
export function makeCharge(wire: Wire, now: Now): ChargeWallet {
  return {
    charge: (request) => charge(wire, request, now),
    ask: (subject) => askPayment(wire, subject, now),
    reverse: (subject) => reverse(wire, subject, now),
  };
}

async function charge(wire: Wire, request: ChargeRequest, now: Now): Promise<PayOutcome> {
  const seconds = Math.max(1, Math.floor((request.expiresAt.getTime() - now().getTime()) / 1000));
  const judged = judge(
    await wire.call("fkmPay", {
      ...{ token: request.payerCode, tradeNum: request.paymentId, tradeTime: shanghaiText(now()) },
      ...{ tradeName: [...request.title].slice(0, 64).join("") || "-", currency: "CNY" },
      ...{ amount: toMinorNumber(request.amount).toString(), notifyUrl: request.noticeUrl },
      ...{ ip: request.buyer.ip ?? "127.0.0.1", expireTime: seconds.toString() },
      ...(request.subMerchant === undefined ? {} : { vendorId: request.subMerchant }),
    }),
  );
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "refused") return { kind: "refused", code: judged.code, says: judged.says };
  if (judged.meaning === "unknown") return { kind: "waiting", stage: "paying" };
  if (judged.meaning !== "ok") return notKnown(judged);
  if (judged.fields["tradeNum"] !== request.paymentId)
    return { kind: "unknown", cause: "an answer about another order", alarm: true };
  return tradeOutcome(judged.fields, now()) as PayOutcome;
}

async function reverse(wire: Wire, subject: PaymentSubject, now: Now): Promise<PayOutcome> {
  const found = await askPayment(wire, subject, now);
  if (found.kind !== "waiting" && found.kind !== "absent") return found;
  const judged = judge(
    await wire.call("revoke", {
      // A number of its own that follows from the payment's: revoked twice is revoked once.
      ...{ tradeNum: `${subject.paymentId}R`, oTradeNum: subject.paymentId, tradeTime: shanghaiText(now()) },
      ...{ amount: toMinorNumber(subject.amount).toString(), currency: "CNY" },
    }),
  );
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "ok" || judged.meaning === "absent") return { kind: "closed", code: `revoke ${judged.code}` };
  return notKnown(judged);
}
