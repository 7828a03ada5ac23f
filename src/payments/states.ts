/**
 * The life of a payment (one attempt with one wallet), as a table. Names of columns are states, names of rows are what
 * happens. The database holds the same table (payment_moves_allowed) and a test compares the two.
 */
export const paymentTable = {
  /** The intent is committed; the wallet's answer is not. */
  starting: {
    offered: "waiting",
    paid: "paid",
    surplus: "surplus",
    other_amount: "surplus",
    refused: "refused",
    closed: "closed",
    left: "abandoned",
    revoked: "abandoned",
  },
  /** The wallet waits for the buyer. */
  waiting: {
    offered: "waiting",
    paid: "paid",
    surplus: "surplus",
    other_amount: "surplus",
    refused: "refused",
    closed: "closed",
    left: "abandoned",
    revoked: "abandoned",
  },
  /**
   * The buyer turned to another wallet, or the house took the code back, and the wallet has not proven the attempt
   * closed: it may still be paid. What is paid after it was taken back goes back.
   */
  abandoned: {
    paid: "paid",
    surplus: "surplus",
    other_amount: "surplus",
    refused: "refused",
    closed: "closed",
    revoked: "abandoned",
  },
  /** The wallet's own word: not paid, and it cannot be any more. Money that comes all the same is looked at. */
  refused: { paid: "paid", surplus: "surplus", other_amount: "surplus" },
  closed: { paid: "paid", surplus: "surplus", other_amount: "surplus" },
  paid: {},
  /** Paid, but the order did not need it (double payment, too late), or not as asked (another amount): sent back. */
  surplus: { returned: "returned" },
  returned: {},
} as const satisfies Record<string, Partial<Record<string, string>>>;

export type PaymentState = keyof typeof paymentTable;
export type PaymentEvent =
  | ("offered" | "paid" | "surplus" | "other_amount" | "refused" | "closed")
  | ("left" | "revoked" | "returned");

/** The code for why an attempt has no code any more, and for why money that came for it goes back. */
export const revoked = "revoked";

export const paymentStart: PaymentState = "starting";

/** The state after an event, or null when the table has no such move. */
export function next(state: PaymentState, event: PaymentEvent): PaymentState | null {
  const row: Partial<Record<PaymentEvent, PaymentState>> = paymentTable[state];
  return row[event] ?? null;
}

/** States in which the wallet may still take the buyer's money. */
export const liveStates: readonly PaymentState[] = ["starting", "waiting", "abandoned"];

export const orderStates = ["unpaid", "paid", "partly_refunded", "refunded", "closed"] as const;
export type OrderState = (typeof orderStates)[number];
