import { bare } from "#db";
import { money } from "#money";
import type { RefundOutcome, RefundRequest, Wallet } from "#wallets/protocol";
import type { PaymentsContext } from "./context.ts";
import { applyRefundOutcome } from "./refund-outcome.ts";
import { cameOf, type PaymentRow, type RefundRow, readRows } from "./rows.ts";
import type { RefundState } from "./types.ts";
import { walletOf } from "./wallet-of.ts";

/**
 * Sends a refund to the wallet, or asks after one that was sent. Safe at any moment and any number of times: the
 * refund's id is the wallet's repeat key. `retry`: a person has it tried again after the wallet could not reach the
 * buyer's account, under the same number. Answers its state afterwards.
 */
export async function sendRefund(
  context: PaymentsContext,
  id: string,
  how: "send" | "ask" | "retry",
): Promise<RefundState | null> {
  const refund = (await readRows<RefundRow>(context.needs.db, "refunds", [id])).get(id);
  if (!refund || refund.state === "refunded" || refund.state === "refused") return refund?.state ?? null;
  const { wallet, request, payment } = await refundAtWallet(context, refund);
  const asked = how === "ask" || refund.state === "abnormal" ? await wallet.askRefund(request) : null;
  const stuck = how === "retry" && (asked?.kind === "abnormal" || asked?.kind === "processing");
  if (asked && asked.kind !== "absent" && !stuck) return await applyRefundOutcome(context, id, asked);
  // What a store asked for and the wallet could not do, a person settles; what was paid too much has to go back.
  if (how !== "retry" && refund.state === "abnormal" && refund.cause === "asked") return refund.state;
  const back = await context.needs.released?.sharesBack?.(payment.wallet_account, payment.id, id);
  const whole = back && back.length > 0 ? { ...request, sharesBack: back } : request;
  return await applyRefundOutcome(context, id, await wallet.refund(whole));
}

/** A refund as its wallet wants it, and that wallet. */
export async function refundAtWallet(
  context: PaymentsContext,
  refund: RefundRow,
): Promise<{ wallet: Wallet; request: RefundRequest; payment: PaymentRow }> {
  const payment = await context.loads.payments.submit(refund.payment);
  const wallet = payment && (await context.needs.wallet(payment.wallet_account));
  if (!payment || !wallet)
    throw new Error(`Refund ${refund.id} cannot be sent: its payment or wallet account is missing.`);
  const seen = payment.start.issuer === undefined ? wallet : walletOf(context, wallet, payment);
  return { wallet: seen, request: toRequest(context, refund, payment), payment };
}

/**
 * Applies a word on a refund that nobody asked for (a notice, a bill); null as applyRefundOutcome. What another
 * wallet's user paid goes back in two halves, and such a word tells of one alone: there it is a hint, both are asked.
 */
export async function applyRefundUnasked(
  context: PaymentsContext,
  id: string,
  outcome: RefundOutcome,
  account: string,
): Promise<RefundState | null> {
  const refund = (await readRows<RefundRow>(context.needs.db, "refunds", [id])).get(id);
  const payment = refund && (await context.loads.payments.submit(refund.payment));
  if (payment?.start.issuer === undefined || payment.wallet_account !== account)
    return await applyRefundOutcome(context, id, outcome, account);
  return await sendRefund(context, id, "ask");
}

function toRequest(context: PaymentsContext, refund: RefundRow, payment: PaymentRow): RefundRequest {
  return {
    refundId: bare(refund.id),
    paymentId: bare(payment.id),
    createdAt: refund.created_at,
    amount: money(refund.amount, refund.currency),
    total: cameOf(payment),
    reason: refund.reason,
    noticeUrl: `${context.needs.publicUrl}/notices/${payment.wallet}/${payment.wallet_account}`,
    combined: payment.combined !== null,
    ...(payment.wallet_ref === null ? {} : { walletRef: payment.wallet_ref }),
    ...(payment.sub_merchant === null ? {} : { subMerchant: payment.sub_merchant }),
  };
}
