import { toMinorNumber } from "#money";
import type { AskOutcome, PaymentSubject, PayOutcome, StartRequest } from "../protocol.ts";
import { judge, notKnown, orderOutcome } from "./outcome.ts";
import type { Fields } from "./sign.ts";
import { orderTime, shanghaiText } from "./time.ts";
import type { Wire } from "./wire.ts";

type Now = () => Date;

/** 01 consume; 01 by the buyer's own act, 07 a code to be scanned. Products of codes: remembered, not verified. */
const consume = { txnType: "01", txnSubType: "01", bizType: "000201" } as const;
const consumeByCode = { txnType: "01", txnSubType: "07", bizType: "000000" } as const;

/** The order as every way of paying names it. `payTimeout` ends it. */
function orderFields(request: StartRequest): Fields {
  return {
    orderId: request.paymentId,
    txnTime: orderTime(request.expiresAt),
    payTimeout: shanghaiText(request.expiresAt),
    txnAmt: toMinorNumber(request.amount).toString(),
    currencyCode: "156",
    backUrl: request.noticeUrl,
    channelType: request.device === "phone" ? "08" : "07",
    orderDesc: orderText(request.title),
    ...(request.subMerchant === undefined ? {} : { subMerId: request.subMerchant }),
  };
}

/** No signs that the wire's own text uses. */
function orderText(title: string): string {
  return [...title.replace(/[{}&=\p{Cc}]/gu, " ").trim()].slice(0, 32).join("") || "-";
}

/** Opens one payment: a code to scan, the gateway's pay page by a posted form, or a number for an app's SDK. */
export async function startPayment(wire: Wire, request: StartRequest, now: Now): Promise<PayOutcome> {
  const order = orderFields(request);
  if (request.method === "jump") {
    const { url, form } = await wire.pageForm({ ...consume, ...order, frontUrl: request.returnUrl });
    return { kind: "waiting", stage: "offered", action: { kind: "jump", url, form } };
  }
  if (request.method === "in_app")
    return {
      kind: "refused",
      code: "method_unsupported",
      says: "UnionPay has no payment inside its own browser here.",
    };
  const byCode = request.method === "qr";
  const judged = judge(
    byCode
      ? await wire.call("backTransReq", { ...consumeByCode, ...order, channelType: "08" })
      : await wire.call("appTransReq", { ...consume, ...order, channelType: "08" }),
  );
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "taken") return settled(await askPayment(wire, request, now));
  if (judged.meaning === "refused") return { kind: "refused", code: judged.code, says: judged.says };
  const given = judged.fields[byCode ? "qrCode" : "tn"] ?? "";
  if (judged.meaning !== "ok" || given === "" || judged.fields["orderId"] !== request.paymentId)
    return notKnown(judged);
  const action = byCode ? ({ kind: "qr", content: given } as const) : ({ kind: "app", order: given } as const);
  return { kind: "waiting", stage: "offered", action };
}

/** The number was taken, so the order was there; that it is not found now is no word of its end. */
function settled(outcome: AskOutcome): PayOutcome {
  return outcome.kind === "absent" ? { kind: "unknown", cause: "the number is taken, but no such order" } : outcome;
}

export async function askPayment(
  wire: Wire,
  subject: Pick<PaymentSubject, "paymentId" | "expiresAt">,
  now: Now,
): Promise<AskOutcome> {
  const txnTime = orderTime(subject.expiresAt);
  const judged = judge(await queryOrder(wire, subject.paymentId, txnTime));
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "absent") return { kind: "absent" };
  // A query that was refused says nothing about the order.
  if (judged.meaning !== "ok") return notKnown(judged);
  const { fields } = judged;
  // An answer's signature binds it to no request: what it names must be ours.
  if (fields["orderId"] !== subject.paymentId || fields["txnTime"] !== txnTime)
    return { kind: "unknown", cause: "an answer about another order", alarm: true };
  return orderOutcome(fields, fields["origRespCode"] ?? "", now(), subject.expiresAt);
}

export function queryOrder(wire: Wire, orderId: string, txnTime: string) {
  return wire.call("queryTrans", { txnType: "00", txnSubType: "00", bizType: "000000", orderId, txnTime });
}

/**
 * UnionPay has no call that closes an unpaid order: it ends at its payTimeout. So this only asks; an order that is not
 * there yet (a code nobody scanned) can still be paid and goes on waiting until its time is over.
 */
export async function closePayment(wire: Wire, subject: PaymentSubject, now: Now): Promise<PayOutcome> {
  const outcome = await askPayment(wire, subject, now);
  return outcome.kind === "absent" ? { kind: "waiting", stage: "offered" } : outcome;
}

/** What a void (31) did: only a payment of the same day, and only whole. */
export type VoidOutcome = { kind: "voided" | "refused" | "processing" } | Extract<PayOutcome, { kind: "unknown" }>;

/**
 * Undoes a payment of today under a number of its own. Its result is asked for as a refund's is. Nothing calls it yet.
 */
export async function voidPayment(
  wire: Wire,
  request: { voidId: string; createdAt: Date; walletRef: string; amount: StartRequest["amount"]; noticeUrl: string },
): Promise<VoidOutcome> {
  const judged = judge(
    await wire.call("backTransReq", {
      ...{ txnType: "31", txnSubType: "00", bizType: "000201", channelType: "07" },
      ...{ orderId: request.voidId, txnTime: shanghaiText(request.createdAt), origQryId: request.walletRef },
      ...{ txnAmt: toMinorNumber(request.amount).toString(), currencyCode: "156", backUrl: request.noticeUrl },
    }),
  );
  if ("unproven" in judged) return notKnown(judged);
  if (judged.meaning === "ok") return { kind: "voided" };
  if (judged.meaning === "refused") return { kind: "refused" };
  return judged.meaning === "unknown" || judged.meaning === "taken" ? { kind: "processing" } : notKnown(judged);
}
