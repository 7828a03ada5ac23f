import type {
  CallResource,
  ChangeDetail,
  ChangeView,
  NewChange,
  Overdue,
  Participant,
  ParticipantSetUp,
  Position,
  Transfers,
} from "#transfers";
import type { Caller, RepeatKey, Result } from "./parts.ts";

export type ParticipantView = Participant &
  Omit<ParticipantSetUp, "signing"> & {
    accounts: readonly Omit<Position, "participant">[];
    /** As it holds: its own, or else the hub's rule. */
    signing: { verify: boolean; sign: boolean };
    overdue: readonly Omit<Overdue, "participant">[];
  };

/** The hub as its participants know it; without a key until it has listened once. */
export type HubView = { name: string; public_key: string | null; fingerprint: string | null };

/** As it was asked for: what of it may be so is looked at before it becomes a change. */
export type AskedChange = Omit<NewChange, "detail"> &
  Pick<ChangeDetail, "signing" | "settle"> & {
    endpoint?: { resource: CallResource; url: string | null };
    public_key?: string;
  };

/** What this room needs of the hub between wallets. */
export type HubDoor = Pick<
  Transfers,
  "closeWindow" | "receiveLine" | "getSettlement" | "listSettlements" | "retireKey"
> & {
  self(): Promise<HubView>;
  participants(): Promise<readonly ParticipantView[]>;
  put(given: Pick<Participant, "name" | "title">, by: string): Promise<unknown>;
  /** To let it on again is a change that two people make. */
  pause(given: { name: string; by: string }, repeat: RepeatKey | null): Promise<Result<Participant>>;
  propose(change: AskedChange, repeat: RepeatKey | null): Promise<Result<ChangeView>>;
  changes(state: "pending" | null): Promise<readonly ChangeView[]>;
  decide(
    caller: Caller,
    id: string,
    verdict: { approve: boolean; why: string },
    repeat: RepeatKey | null,
  ): Promise<Result<ChangeView>>;
};
