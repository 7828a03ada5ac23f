import type { NoticeReading, RawRequest } from "../protocol.ts";
import type { JdPaySettings } from "./config.ts";
import { refundOutcome, tradeOutcome } from "./outcome.ts";
import { prove } from "./wire.ts";

/** Proves a notice (posted XML, sealed and signed as answers are). It holds no instant: an old one is harmless. */
export function readNotice(raw: RawRequest, settings: JdPaySettings, now: Date): NoticeReading {
  const proven = prove(raw.body.toString(), settings);
  if (proven.kind === "unproven") return { kind: "not_genuine", why: proven.cause };
  const { fields } = proven;
  const [tradeNum = "", type = "", status = ""] = [fields["tradeNum"], fields["tradeType"], fields["status"]];
  const noticeId = `${type}-${tradeNum}-${fields["orderId"] ?? ""}-${status}`;
  if (tradeNum !== "" && type === "0") {
    const outcome = tradeOutcome(fields, now);
    if (outcome.kind !== "absent") return { kind: "payment", noticeId, paymentId: tradeNum, outcome };
  }
  if (tradeNum !== "" && type === "1") {
    const paymentId = fields["oTradeNum"] ?? "";
    return { kind: "refund", noticeId, refundId: tradeNum, paymentId, outcome: refundOutcome(fields, now) };
  }
  return { kind: "ignored", noticeId, type: `tradeType ${type}` };
}
