/**
 * A store's application to a wallet. `sending`: the intent is committed, the wallet's answer is not; `withdrawing`
 * likewise. Everything but draft, sending and withdrawing is the wallet's own word, or the end of a draft.
 */
export const applicationTable = {
  draft: ["sending", "withdrawn"],
  sending: ["reviewing", "action_needed", "frozen", "rejected", "accepted", "withdrawing", "withdrawn"],
  reviewing: ["action_needed", "frozen", "rejected", "accepted", "withdrawing", "withdrawn"],
  action_needed: ["reviewing", "frozen", "rejected", "accepted", "withdrawing", "withdrawn"],
  frozen: ["reviewing", "action_needed", "rejected", "accepted", "withdrawing", "withdrawn"],
  rejected: ["sending", "accepted", "withdrawing", "withdrawn"],
  withdrawing: ["reviewing", "action_needed", "frozen", "rejected", "accepted", "withdrawn"],
  withdrawn: [],
  accepted: [],
} as const satisfies Record<string, readonly string[]>;

export type ApplicationState = keyof typeof applicationTable;
export const applicationStates = Object.keys(applicationTable) as ApplicationState[];

/** True when the state may follow; staying where it is, is no move. */
export function mayFollow(from: ApplicationState, to: ApplicationState): boolean {
  return (applicationTable[from] as readonly ApplicationState[]).includes(to);
}

/** Nothing happens any more. */
export const isOver = (state: ApplicationState): boolean => applicationTable[state].length === 0;

/** What the store itself may still change. */
export const isOpenToChange = (state: ApplicationState): boolean => state === "draft" || state === "rejected";
