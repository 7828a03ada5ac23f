import type { Money } from "#money";
import type { PaymentsContext } from "./context.ts";
import { applyRefundUnasked } from "./send-refund.ts";
import { applyUnasked } from "./settle-attempt.ts";

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
  if (heard.kind === "refund") {
    const outcome = { kind: "refunded", walletRefundRef: walletRef, amount, refundedAt: at } as const;
    return (await applyRefundUnasked(context, subject, outcome, account)) === "refunded";
  }
  const row = await context.loads.payments.submit(subject);
  if (!row || row.wallet_account !== account) return false;
  const result = await applyUnasked(context, row, { kind: "paid", walletRef, amount, paidAt: at });
  return result === "moved" || result === "same";
}
