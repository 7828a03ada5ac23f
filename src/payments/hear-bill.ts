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
  const half = context.needs.acceptance?.isClearing(account) ? await hearHalf(context, subject, heard.kind) : null;
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
 * notice is: both wallets are asked. Null: it is about no such payment.
 */
async function hearHalf(context: PaymentsContext, subject: string, kind: HeardInBill["kind"]): Promise<boolean | null> {
  if (kind === "refund") {
    const refund = (await readRows<RefundRow>(context.needs.db, "refunds", [subject])).get(subject);
    const paid = refund && (await context.loads.payments.submit(refund.payment));
    if (paid?.start.issuer === undefined) return null;
    return (await sendRefund(context, subject, "ask")) === "refunded";
  }
  const row = await context.loads.payments.submit(subject);
  if (row?.start.issuer === undefined) return null;
  await askAttempt(context, await loadAttempt(context, row));
  const after = await context.loads.payments.submit(subject);
  return after !== null && ["paid", "surplus", "returned"].includes(after.state);
}
