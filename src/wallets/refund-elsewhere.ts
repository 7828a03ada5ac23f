import type { RefundOutcome, RefundSubject } from "./protocol.ts";

/** Where a refund goes that the payer's own account could not take. Neither is kept by the house. */
export type RefundTo =
  /** A bank card of the payer's; `bank` in the wallet's own code of it ("ICBC_DEBIT"). */
  | { kind: "payer_card"; bank: string; number: string; holder: string }
  /** The bank account that the wallet knows of the store, which then pays the payer itself. */
  | { kind: "store_account" };

/**
 * Sends a refund that is abnormal to another account, under its own number. A repeat, or one of a refund that is not
 * abnormal any more, answers how it stands and moves nothing a second time.
 */
export type RefundElsewhere = (subject: RefundSubject, to: RefundTo) => Promise<RefundOutcome>;
