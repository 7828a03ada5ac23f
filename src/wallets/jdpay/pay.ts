import { createHash } from "node:crypto";
import { toMinorNumber } from "#money";
import type {
  AskOutcome,
  PaymentSubject,
  PayOutcome,
  RefundOutcome,
  RefundRequest,
  RefundSubject,
  StartRequest,
} from "../protocol.ts";
import type { JdPaySettings } from "./config.ts";
import { judge, notKnown, refundOutcome, tradeOutcome } from "./outcome.ts";
import { shanghaiText } from "./time.ts";
import type { Wire } from "./wire.ts";
import type { Fields } from "./xml.ts";

type Now = () => Date;
/** tradeType of a query: a payment or a refund. Remembered, not verified. */
const query = { payment: "0", refund: "1" } as const;

function orderFields(request: StartRequest, now: Date): Fields {
  const seconds = Math.max(1, Math.floor((request.expiresAt.getTime() - now.getTime()) / 1000));
  return {
    tradeNum: request.paymentId,
    tradeName: [...request.title].slice(0, 64).join("") || "-",
    tradeTime: shanghaiText(now),
    amount: toMinorNumber(request.amount).toString(),
    currency: "CNY",
    orderType: "0",
    notifyUrl: request.noticeUrl,
    callbackUrl: request.returnUrl,
    ip: request.buyer.ip ?? "127.0.0.1",
    // Seconds from tradeTime on.
    expireTime: seconds.toString(),
    ...(request.subMerchant === undefined ? {} : { vendorId: request.subMerchant }),
  };
}

/** Opens one payment: by the pay page's form, or by an order that an app hands to JD's SDK. */
export async function startPayment(
  wire: Wire,
  settings: JdPaySettings,
  request: StartRequest,
  now: Now,
): Promise<PayOutcome> {
  const order = orderFields(request, now());
  if (request.method === "jump") {
    const { url, form } = wire.pageForm(request.device, order);
    return { kind: "waiting", stage: "offered", action: { kind: "jump", url, form } };
  }
  if (request.method !== "app")
    return { kind: "refused", code: "method_unsupported", says: "JD Pay has no such way to pay here." };
  const judged = judge(await wire.call("uniorder", { ...order, tradeType: "GEN" }));
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "taken") return settled(await askPayment(wire, request, now));
  if (judged.meaning === "refused") return { kind: "refused", code: judged.code, says: judged.says };
  const orderId = judged.fields["orderId"] ?? "";
  if (judged.meaning !== "ok" || orderId === "" || judged.fields["tradeNum"] !== request.paymentId)
    return notKnown(judged);
  return {
    kind: "waiting",
    stage: "offered",
    ref: orderId,
    action: { kind: "app", order: appOrder(settings, orderId) },
  };
}

/** What the app gives to JD's SDK: MD5 over merchant, order and a shared key. Remembered, not verified. */
function appOrder({ merchant, appKey }: JdPaySettings, orderId: string): string {
  const signData = createHash("md5").update(`merchant=${merchant}&orderId=${orderId}&key=${appKey}`).digest("hex");
  return JSON.stringify({ merchant, orderId, signData });
}

function settled(outcome: AskOutcome): PayOutcome {
  return outcome.kind === "absent" ? { kind: "unknown", cause: "the number is taken, but no such order" } : outcome;
}

export async function askPayment(wire: Wire, subject: { paymentId: string }, now: Now): Promise<AskOutcome> {
  const judged = judge(await wire.call("query", { tradeNum: subject.paymentId, tradeType: query.payment }));
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "absent") return { kind: "absent" };
  if (judged.meaning !== "ok") return notKnown(judged);
  // An answer's signature binds it to no request: what it names must be ours.
  if (judged.fields["tradeNum"] !== subject.paymentId)
    return { kind: "unknown", cause: "an answer about another order", alarm: true };
  return tradeOutcome(judged.fields, now());
}

/** No call that closes an unpaid order is known: it ends by its expireTime. So this asks, and otherwise waits. */
export async function closePayment(wire: Wire, subject: PaymentSubject, now: Now): Promise<PayOutcome> {
  const outcome = await askPayment(wire, subject, now);
  return outcome.kind === "absent" ? { kind: "waiting", stage: "offered" } : outcome;
}

/** Sends money back under refundId. */
export async function refundPayment(wire: Wire, request: RefundRequest, now: Now): Promise<RefundOutcome> {
  const judged = judge(
    await wire.call("refund", {
      ...{ tradeNum: request.refundId, oTradeNum: request.paymentId, tradeTime: shanghaiText(request.createdAt) },
      ...{ amount: toMinorNumber(request.amount).toString(), currency: "CNY", notifyUrl: request.noticeUrl },
      note: [...request.reason].slice(0, 64).join("") || "-",
    }),
  );
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "refused") return { kind: "refused", code: judged.code, says: judged.says };
  if (judged.meaning === "taken") {
    const found = await askRefund(wire, request, now);
    return found.kind === "absent" ? { kind: "unknown", cause: "the number is taken, but no such refund" } : found;
  }
  if (judged.meaning !== "ok") return notKnown(judged);
  if (judged.fields["tradeNum"] !== request.refundId)
    return { kind: "unknown", cause: "an answer about another refund", alarm: true };
  return refundOutcome(judged.fields, now());
}

export async function askRefund(
  wire: Wire,
  subject: RefundSubject,
  now: Now,
): Promise<RefundOutcome | { kind: "absent" }> {
  const { refundId, paymentId } = subject;
  const judged = judge(await wire.call("query", { tradeNum: refundId, oTradeNum: paymentId, tradeType: query.refund }));
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "absent") return { kind: "absent" };
  if (judged.meaning !== "ok") return notKnown(judged);
  if (judged.fields["tradeNum"] !== refundId)
    return { kind: "unknown", cause: "an answer about another refund", alarm: true };
  return refundOutcome(judged.fields, now());
}
