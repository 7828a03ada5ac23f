import { equals, type Money } from "#money";
import { loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { type RefundRow, readRows } from "./rows.ts";
import { applyRefundUnasked, sendRefund } from "./send-refund.ts";
import { applyUnasked, askAttempt } from "./settle-attempt.ts";

/**
 * What a wallet's bill says of a payment (pay_…) or a refund (ref_…) that went through. `brought`: the bill is a file
 * that a person brought, so that it is nobody's word but theirs.
 */
export type HeardInBill = {
  kind: "payment" | "refund";
  walletRef: string;
  amount: Money;
  at: Date;
  brought: boolean;
};

/**
 * A success that only the bill told: applied like any other word of the wallet, so it becomes the order's money or goes
 * back as surplus; of another amount, after the wallet was asked, whole. A bill that a person brought is a hint: the
 * wallet is asked, and only what it answers is applied. True when it stands now; false for what we do not know on this
 * account, what differs, or what the wallet does not say.
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
  if (heard.brought) return await hearBrought(context, account, subject, heard);
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

/** Asks the wallet, and answers whether its own word, which was applied, is that of the bill. */
async function hearBrought(
  context: PaymentsContext,
  account: string,
  subject: string,
  { kind, walletRef, amount }: HeardInBill,
): Promise<boolean> {
  const refundOf = async () => (await readRows<RefundRow>(context.needs.db, "refunds", [subject])).get(subject);
  const refund = kind === "refund" ? await refundOf() : undefined;
  const of = kind === "refund" ? refund?.payment : subject;
  const row = of === undefined ? null : await context.loads.payments.submit(of);
  if (!row || row.wallet_account !== account) return false;
  if (kind === "payment") {
    const said = await askAttempt(context, await loadAttempt(context, row));
    const own = said.find((one) => one.row.id === row.id);
    if (own?.outcome.kind !== "paid" || (own.result !== "moved" && own.result !== "same")) return false;
    return own.outcome.walletRef === walletRef && equals(own.outcome.amount, amount);
  }
  if (refund?.amount !== amount.minor || (await sendRefund(context, subject, "ask")) !== "refunded") return false;
  const ref = (await refundOf())?.wallet_refund_ref ?? null;
  return ref === null || ref === walletRef;
}
