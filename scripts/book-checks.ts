import { acceptanceChecks } from "#acceptance";
import { voucherChecks } from "#agreements";
import { campaignChecks } from "#campaigns";
import { bucketOf, type Db } from "#db";
import { disputeChecks } from "#disputes";
import { type BookCheck, checkBooks, ledgerChecks } from "#ledger";
import { capChecks } from "#openings";
import { paymentChecks } from "#payments";
import { reconciliationChecks } from "#reconciliation";
import { settlementChecks } from "#settlement";
import { hubChecks } from "#transfers";
import { referenceChecks } from "./reference-checks.ts";

/** Every check of every room, and every reference that no foreign key guards: what the books' command asks. */
export const bookChecks: readonly BookCheck[] = [
  ...ledgerChecks,
  ...paymentChecks,
  ...capChecks,
  ...settlementChecks,
  ...hubChecks,
  ...acceptanceChecks,
  ...campaignChecks,
  ...voucherChecks,
  ...disputeChecks,
  ...reconciliationChecks,
  ...referenceChecks,
];

/** All of them where a store's book lies, which is where its payments are: a 64th of the house, as fast as that. */
export const booksOfStore = (db: Pick<Db, "read">) => (store: string) =>
  checkBooks(db, bookChecks, () => {}, [bucketOf(store)]);
