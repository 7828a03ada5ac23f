import type { NoticeReading, RawRequest } from "../protocol.ts";
import type { UnionPaySettings } from "./config.ts";
import { orderOutcome, refundOutcome } from "./outcome.ts";
import type { Fields } from "./sign.ts";
import { prove } from "./wire.ts";

/**
 * Proves a notice (a posted form) by the certificate that it brings. It holds no number of its own and no instant of
 * sending, so an old one may be sent again by anybody who saw it: it says what was true, and is taken twice harmlessly.
 */
export function readNotice(raw: RawRequest, settings: UnionPaySettings, now: Date): NoticeReading {
  const proven = prove(readForm(raw.body), settings, now);
  if (proven.kind === "unproven") return { kind: "not_genuine", why: proven.cause };
  const { fields } = proven;
  const [type = "", orderId = "", queryId = ""] = [fields["txnType"], fields["orderId"], fields["queryId"]];
  const noticeId = `${type}-${orderId}-${queryId}-${fields["respCode"] ?? ""}`;
  if (type === "01" && orderId !== "") {
    const outcome = orderOutcome(fields, fields["respCode"] ?? "", now, null);
    if (outcome.kind !== "absent") return { kind: "payment", noticeId, paymentId: orderId, outcome };
  }
  if (type === "04" && orderId !== "") {
    const outcome = refundOutcome(fields, fields["respCode"] ?? "", now);
    // It names the payment by UnionPay's own number (origQryId) alone; the house goes by the refund's.
    if (outcome.kind !== "absent") return { kind: "refund", noticeId, refundId: orderId, paymentId: "", outcome };
  }
  return { kind: "ignored", noticeId, type: `txnType ${type}` };
}

/** Fields by name; null when there are none or when a name comes twice. */
function readForm(body: Buffer): Fields | null {
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body.toString())) {
    if (name in form) return null;
    form[name] = value;
  }
  return Object.keys(form).length > 0 ? form : null;
}
