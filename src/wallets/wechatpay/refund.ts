import { toMinorNumber } from "#money";
import type { RefundOutcome, RefundRequest, RefundSubject } from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { meaningOf, refundOutcome, unknownError } from "./outcome.ts";
import { refused, wrongStore } from "./pay.ts";
import { type JsonObject, textAt, type Wire } from "./wire.ts";

const root = "/v3/refund/domestic/refunds";

export async function startRefund(
  settings: WeChatPaySettings,
  wire: Wire,
  request: RefundRequest,
): Promise<RefundOutcome> {
  const fault = wrongStore(settings, request.subMerchant);
  if (fault) return fault;
  const answer = await wire.post(root, {
    ...(request.walletRef === undefined ? { out_trade_no: request.paymentId } : { transaction_id: request.walletRef }),
    ...(request.subMerchant === undefined ? {} : { sub_mchid: request.subMerchant }),
    out_refund_no: request.refundId,
    // At most 80 bytes are taken (remembered, not verified).
    reason: [...request.reason].slice(0, 26).join(""),
    notify_url: request.noticeUrl,
    amount: {
      refund: toMinorNumber(request.amount),
      total: toMinorNumber(request.total),
      currency: request.amount.currency,
    },
  });
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200) return checkedRefund(answer.body, request);
  const code = textAt(answer.body, "code");
  const says = textAt(answer.body, "message");
  const meaning = meaningOf("refund", answer.status, code);
  if (meaning === "refused") return refused(code, says);
  if (meaning === "abnormal") return { kind: "abnormal", code, says };
  if (meaning !== "look") return unknownError(meaning, answer.status, answer.body);
  // The number may be in use already: only if it is not did nothing happen under it.
  const found = await askRefund(wire, request);
  return found.kind === "absent" ? refused(code, says) : found;
}

export async function askRefund(wire: Wire, subject: RefundSubject): Promise<RefundOutcome | { kind: "absent" }> {
  const answer = await wire.get(refundPath(subject));
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200) return checkedRefund(answer.body, subject);
  const meaning = meaningOf("askRefund", answer.status, textAt(answer.body, "code"));
  return meaning === "absent" ? { kind: "absent" } : unknownError(meaning, answer.status, answer.body);
}

/** Where a refund is asked for. */
export function refundPath(subject: Pick<RefundSubject, "refundId" | "subMerchant">): string {
  const query = subject.subMerchant === undefined ? "" : `?sub_mchid=${encodeURIComponent(subject.subMerchant)}`;
  return `${root}/${encodeURIComponent(subject.refundId)}${query}`;
}

/** An answer that names our refund of our payment, read; anything else tells nothing. */
export function checkedRefund(body: JsonObject, subject: Pick<RefundSubject, "refundId" | "paymentId">): RefundOutcome {
  const isOurs =
    textAt(body, "out_refund_no") === subject.refundId && textAt(body, "out_trade_no") === subject.paymentId;
  if (!isOurs) return { kind: "unknown", cause: "the answer is about another refund", alarm: true };
  return refundOutcome(body);
}
