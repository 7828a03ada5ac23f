import type { RefundOutcome, RefundSubject, RefundTo } from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { meaningOf, unknownError } from "./outcome.ts";
import { refused, wrongStore } from "./pay.ts";
import { checkedRefund, refundPath } from "./refund.ts";
import { encryptSensitive } from "./sign.ts";
import type { Trust } from "./trust.ts";
import { type JsonObject, textAt, type Wire } from "./wire.ts";

/**
 * apply-abnormal-refund: the wallet's number of the refund is in the path, so it is asked for first; that also tells
 * whether it is abnormal still, so a repeat finds it under way and sends nothing. The path is the wallet's published
 * one; the fields `type`, `bank_type`, `bank_account` and `real_name` are remembered, not verified.
 */
export async function refundElsewhere(
  settings: WeChatPaySettings,
  wire: Wire,
  trust: Pick<Trust, "preferred">,
  subject: RefundSubject,
  to: RefundTo,
): Promise<RefundOutcome> {
  const fault = wrongStore(settings, subject.subMerchant);
  if (fault) return fault;
  const known = await wire.get(refundPath(subject));
  if (known.kind === "silent") return { kind: "unknown", cause: known.cause };
  if (known.status !== 200) return failed("askRefund", known.status, known.body);
  const stands = checkedRefund(known.body, subject);
  if (stands.kind !== "abnormal") return stands;
  const target = targetOf(trust, to);
  if (target === null) return { kind: "unknown", cause: "no key of the wallet to seal a card with", alarm: true };
  const number = encodeURIComponent(textAt(known.body, "refund_id"));
  const answer = await wire.post(`/v3/refund/domestic/refunds/${number}/apply-abnormal-refund`, {
    ...(subject.subMerchant === undefined ? {} : { sub_mchid: subject.subMerchant }),
    out_refund_no: subject.refundId,
    ...target,
  });
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200) return checkedRefund(answer.body, subject);
  return failed("refund", answer.status, answer.body);
}

/** The wallet will not send it there. The refund itself stays as it is: abnormal, and no money went. */
function failed(call: "refund" | "askRefund", status: number, body: JsonObject): RefundOutcome {
  const [code, says] = [textAt(body, "code"), textAt(body, "message")];
  const meaning = meaningOf(call, status, code);
  if (meaning === "refused" || meaning === "look" || meaning === "abnormal")
    return { ...refused(code, says), kind: "abnormal" };
  return meaning === "absent" ? { kind: "abnormal", code, says } : unknownError(meaning, status, body);
}

function targetOf(trust: Pick<Trust, "preferred">, to: RefundTo): JsonObject | null {
  if (to.kind === "store_account") return { type: "MERCHANT_BANK_CARD" };
  const key = trust.preferred()?.key;
  if (!key) return null;
  const [bank_account, real_name] = [to.number, to.holder].map((text) => encryptSensitive(key, text));
  return { type: "USER_BANK_CARD", bank_type: to.bank, bank_account, real_name };
}
