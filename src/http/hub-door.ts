import type { ChangeView, NewChange, Participant, Position, Transfers } from "#transfers";
import type { Caller } from "./parts.ts";

export type ParticipantView = Participant & { accounts: readonly Omit<Position, "participant">[] };

/** What this room needs of the hub between wallets. */
export type HubDoor = Pick<Transfers, "closeWindow" | "settleLine" | "getSettlement" | "listSettlements"> & {
  participants(): Promise<readonly ParticipantView[]>;
  put(given: Pick<Participant, "name" | "title">): Promise<Participant>;
  /** Null: there is none of that name. To let it on again is a change that two people make. */
  pause(name: string): Promise<Participant | null>;
  /** Null: there is no such participant. */
  propose(change: NewChange): Promise<ChangeView | null>;
  changes(state: string | null): Promise<readonly ChangeView[]>;
  decide(
    caller: Caller,
    id: string,
    verdict: { approve: boolean; why: string },
  ): Promise<
    { kind: "decided"; change: ChangeView } | { kind: "unknown" | "decided_before" | "funds_needed" | "may_not" }
  >;
};
