import { toDecimalText } from "#money";
import type { RefundOutcome, RefundRequest, RefundSubject } from "../protocol.ts";
import { judge, newWord, notKnown, refundQueryOutcome } from "./outcome.ts";
import { typeOf } from "./sharing.ts";
import { fromShanghaiText } from "./time.ts";
import { type Fields, fieldText, type Wire } from "./wire.ts";

/**
 * Sends money back under refundId as out_request_no. Only fund_change Y says that this very call moved money; N or none
 * (a repeat, or not yet) is looked up. It goes without notify_url, which this call does not have: a notice of it, if
 * any, goes to the order's address. refund_fee is the trade's cumulative total and is never read as this amount.
 */
export async function refundTrade(wire: Wire, request: RefundRequest, now: () => Date): Promise<RefundOutcome> {
  const biz = {
    ...tradeNumber(request),
    refund_amount: toDecimalText(request.amount),
    out_request_no: request.refundId,
    refund_reason: [...request.reason].slice(0, 128).join("") || "-",
    ...royaltiesBack(request),
  };
  const judged = judge("refund", await wire.call("alipay.trade.refund", biz));
  const { verdict, code, says } = judged;
  if (verdict === "ok" && !isAbout(judged.fields, request)) return newWord("ok to the refund of another order");
  if (verdict === "ok" && fieldText(judged.fields, "fund_change") === "Y")
    return {
      kind: "refunded",
      walletRefundRef: request.refundId,
      amount: request.amount,
      refundedAt: fromShanghaiText(fieldText(judged.fields, "gmt_refund_pay")) ?? now(),
    };
  if (verdict === "ok") {
    const found = await askRefund(wire, request, now);
    const accepted = found.kind === "absent" || (found.kind === "unknown" && !found.alarm);
    return accepted ? { kind: "processing", walletRefundRef: request.refundId } : found;
  }
  if (verdict === "look") {
    const found = await askRefund(wire, request, now);
    return found.kind === "absent" ? { kind: "refused", code, says } : found;
  }
  if (verdict === "refused" || verdict === "abnormal") return { kind: verdict, code, says };
  return notKnown(judged);
}

/** A royalty goes back from its receiver to the seller, whose money the refund then is. Fields: their Java models. */
function royaltiesBack({ sharesBack = [] }: RefundRequest): Fields {
  if (sharesBack.length === 0) return {};
  const parts = sharesBack.map(({ receiver, amount }) => ({
    royalty_type: "transfer",
    trans_out_type: typeOf(receiver),
    trans_out: receiver.account,
    amount: toDecimalText(amount),
    desc: "退款退佣",
  }));
  return { refund_royalty_parameters: parts };
}

/**
 * The refund's state. No information at all is `absent`: Alipay has not received it, or it failed, and the same refund
 * may be sent again under the same number. Alipay wants ten seconds between a refund and this question.
 */
export async function askRefund(
  wire: Wire,
  subject: RefundSubject,
  now: () => Date,
): Promise<RefundOutcome | { kind: "absent" }> {
  const biz = { ...tradeNumber(subject), out_request_no: subject.refundId, query_options: ["gmt_refund_pay"] };
  const judged = judge("ask", await wire.call("alipay.trade.fastpay.refund.query", biz));
  if (judged.verdict === "absent") return { kind: "absent" };
  if (judged.verdict !== "ok") return notKnown(judged);
  if (!isAbout(judged.fields, subject)) return newWord("the refund of another order");
  return refundQueryOutcome(judged.fields, subject.refundId, now()) ?? { kind: "absent" };
}

/** An answer's signature binds it to no request: what it names must be ours. */
function isAbout(fields: Fields, subject: RefundSubject): boolean {
  const outTradeNo = fieldText(fields, "out_trade_no");
  const outRequestNo = fieldText(fields, "out_request_no");
  return (
    (outTradeNo === "" || outTradeNo === subject.paymentId) &&
    (outRequestNo === "" || outRequestNo === subject.refundId)
  );
}

/** trade_no wins over out_trade_no at Alipay, so exactly one is sent. */
function tradeNumber(subject: RefundSubject): Record<string, string> {
  return subject.walletRef === undefined ? { out_trade_no: subject.paymentId } : { trade_no: subject.walletRef };
}
