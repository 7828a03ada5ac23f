/**
 * The life of a release where the wallet holds the money. Rows: states; names: what the share, the wallet or a caller
 * said. `stopped`: the wallet refused; the money stays in escrow until somebody asks again.
 */
export const walletReleaseTable = {
  sharing: { share_ended: "releasing" },
  releasing: { released: "released", refused: "stopped" },
  stopped: { asked_again: "releasing" },
  released: {},
} as const;

export type WalletReleaseState = keyof typeof walletReleaseTable;
export type WalletReleaseEvent = "share_ended" | "released" | "refused" | "asked_again";

export function nextWalletRelease(state: WalletReleaseState, event: WalletReleaseEvent): WalletReleaseState | null {
  const row: Partial<Record<WalletReleaseEvent, WalletReleaseState>> = walletReleaseTable[state];
  return row[event] ?? null;
}
