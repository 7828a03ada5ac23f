/**
 * A store's joining of a wallet. `merchant_ready`: the wallet has made the merchant able to be paid; `active`: buyers
 * see it too. The two are apart, because in life days lie between them.
 */
export const activationTable = {
  applied: ["merchant_ready", "active", "switched_off"],
  merchant_ready: ["active", "switched_off"],
  active: ["switched_off"],
  switched_off: ["merchant_ready", "active"],
} as const satisfies Record<string, readonly string[]>;

export type ActivationState = keyof typeof activationTable;

/** The states that a first word about a store may set: an operator may bring in what is already running elsewhere. */
export const activationStarts: readonly ActivationState[] = ["applied", "merchant_ready", "active"];

/** True when the state may follow; staying where it is, is no move. */
export function mayFollow(from: ActivationState | null, to: ActivationState): boolean {
  if (from === null) return activationStarts.includes(to);
  return (activationTable[from] as readonly ActivationState[]).includes(to);
}
