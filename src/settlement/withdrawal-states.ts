/** The life of a withdrawal. Rows: states; names: what a person, the clock or the wallet said. */
export const withdrawalTable = {
  /** The money is set aside; a second caller has to confirm within a day. */
  asked: { confirmed: "sending", cancelled: "cancelled" },
  /** The intent is committed; the wallet may or may not have heard of it. */
  sending: { processing: "processing", paid: "paid", refused: "refused" },
  processing: { paid: "paid", refused: "refused" },
  /** A bank may send money back days after it arrived. */
  paid: { refused: "returned" },
  returned: {},
  refused: {},
  cancelled: {},
} as const;

export type WithdrawalState = keyof typeof withdrawalTable;
export type WithdrawalEvent = "confirmed" | "cancelled" | "processing" | "paid" | "refused";

export function nextWithdrawal(state: WithdrawalState, event: WithdrawalEvent): WithdrawalState | null {
  const row: Partial<Record<WithdrawalEvent, WithdrawalState>> = withdrawalTable[state];
  return row[event] ?? null;
}
