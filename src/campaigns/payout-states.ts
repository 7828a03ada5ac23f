/** The life of a payout to a host app. Rows: states; names: what a person, the clock, the wallet or the bank said. */
export const payoutTable = {
  /** The money is set aside; a second person has to confirm within three days. */
  asked: { confirmed: "sending", cancelled: "cancelled" },
  /** The intent is committed; the wallet, or whoever goes to the bank, may or may not have acted. */
  sending: { processing: "processing", paid: "paid", refused: "refused" },
  processing: { paid: "paid", refused: "refused" },
  /** A bank may send money back days after it arrived. */
  paid: { refused: "returned" },
  returned: {},
  refused: {},
  cancelled: {},
} as const;

export type PayoutState = keyof typeof payoutTable;
export type PayoutEvent = "confirmed" | "cancelled" | "processing" | "paid" | "refused";

export function nextPayout(state: PayoutState, event: PayoutEvent): PayoutState | null {
  const row: Partial<Record<PayoutEvent, PayoutState>> = payoutTable[state];
  return row[event] ?? null;
}
