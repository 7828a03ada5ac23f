import { bucketOf, type RepeatKey, type Tx } from "#db";
import type { Account } from "#ledger";
import { readBalances } from "./balances.ts";
import { type BookPlace, storeBalance } from "./chart.ts";
import { makeContext, type SettlementNeeds } from "./context.ts";
import { releaseDue } from "./due.ts";
import { followPaid } from "./follow-paid.ts";
import { releaseOrder } from "./release-order.ts";
import { setTerms, termsAt } from "./terms.ts";
import type { TermsView } from "./types.ts";

export { settlementChecks } from "./checks.ts";
export type { SettlementNeeds } from "./context.ts";
export type * from "./types.ts";

export type Settlement = ReturnType<typeof createSettlement>;

/** The room, with what main hands in. */
export function createSettlement(needs: SettlementNeeds) {
  const context = makeContext(needs);
  return {
    /** The buyer has the goods: the order's money becomes the store's. */
    confirmReceipt: (by: string, order: string, repeat: RepeatKey | null) =>
      releaseOrder(context, { order, cause: "receipt", by }, repeat),
    balances: (store: string) => readBalances(context, store),
    terms: (marketplace: string) => termsAt(needs.db.read, marketplace, needs.clock.now()),
    setTerms: (by: string, marketplace: string, terms: Pick<TermsView, "release_after_days" | "commission_bp">) =>
      setTerms(context, by, marketplace, terms),
    /** Where a payment's money is once it was released, for refunds; null while it waits in escrow. */
    async releasedTo(tx: Tx, payment: BookPlace & { id: string }): Promise<Account | null> {
      const found = await tx.query("select 1 from releases where bucket = $1 and payment = $2", [
        bucketOf(payment.id),
        payment.id,
      ]);
      return found.length === 0 ? null : storeBalance(payment);
    },
    /** Notes what was paid and releases what is due; answers how much it did. */
    tick: async () => (await followPaid(context)) + (await releaseDue(context)),
  };
}
