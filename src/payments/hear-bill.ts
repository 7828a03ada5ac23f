import type { Money } from "#money";
import { loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { type RefundRow, readRows } from "./rows.ts";
import { applyRefundUnasked, sendRefund } from "./send-refund.ts";
import { applyUnasked, askAttempt } from "./settle-attempt.ts";

/** What a wallet's bill says of a payment (pay_…) or a refund (ref_…) that went through. */
export type HeardInBill = { kind: "payment" | "refund"; walletRef: string; amount: Money; at: Date };

/**
 * A success that only the bill told: applied like any other word of the wallet, so it becomes the order's money or goes
 * back as surplus; of another amount, after the wallet was asked, whole. True when it stands now; false for what we do
 * not know on this account, or what differs.
 */
export async function hearBill(
  context: PaymentsContext,
  account: string,
  subject: string,
  heard: HeardInBill,
): Promise<boolean> {
  const { walletRef, amount, at } = heard;
  const half = context.needs.acceptance?.isClearing(account) ? await hearHalf(context, subject, heard) : null;
  if (half !== null) return half;
  if (heard.kind === "refund") {
    const outcome = { kind: "refunded", walletRefundRef: walletRef, amount, refundedAt: at } as const;
    return (await applyRefundUnasked(context, subject, outcome, account)) === "refunded";
  }
  const row = await context.loads.payments.submit(subject);
  if (!row || row.wallet_account !== account) return false;
  const result = await applyUnasked(context, row, { kind: "paid", walletRef, amount, paidAt: at });
  return result === "moved" || result === "same";
}

/**
 * The bill of the wallet whose user pays at another wallet's merchant tells one half alone, so it is a hint, as a
 * notice is: both wallets are asked. It is heard when that half is done, whatever became of the other. What goes back
 * whole has a number that is no refund of ours: there the payment is asked about. Null: it is about no such payment.
 */
async function hearHalf(context: PaymentsContext, subject: string, heard: HeardInBill): Promise<boolean | null> {
  const { acceptance, db } = context.needs;
  const refund =
    heard.kind === "refund" ? (await readRows<RefundRow>(db, "refunds", [subject])).get(subject) : undefined;
  const of = refund?.payment ?? (heard.kind === "refund" ? await acceptance?.paymentOfReturn?.(subject) : subject);
  const row = of ? await context.loads.payments.submit(of) : null;
  if (row?.start.issuer === undefined) return null;
  if (refund) await sendRefund(context, subject, "ask");
  else await askAttempt(context, await loadAttempt(context, row));
  return (await acceptance?.isHalfDone?.(subject, heard.amount)) ?? false;
}
