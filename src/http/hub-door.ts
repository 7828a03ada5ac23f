import type {
  CallResource,
  ChangeDetail,
  ChangeView,
  FundsOut,
  NewChange,
  Overdue,
  OwnKey,
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
    funds_out: readonly Pick<FundsOut, "id" | "amount" | "why" | "reserved_at">[];
    overdue: readonly Omit<Overdue, "participant">[];
  };

/** The hub as its participants know it; without a key until it has listened once. */
export type HubView = {
  name: string;
  public_key: string | null;
  fingerprint: string | null;
  keys: readonly OwnKey[];
};

/** As it was asked for: what of it may be so is looked at before it becomes a change. */
export type AskedChange = Omit<NewChange, "detail"> &
  Pick<ChangeDetail, "signing" | "settle" | "withdrawal" | "own_key"> & {
    endpoint?: { resource: CallResource; url: string | null };
    public_key?: string;
  };

/** What this room needs of the hub between wallets. */
export type HubDoor = Pick<
  Transfers,
  "closeWindow" | "receiveLine" | "getSettlement" | "listSettlements" | "retireKey" | "retireOwnKey"
> & {
  self(): Promise<HubView>;
  participants(): Promise<readonly ParticipantView[]>;
  put(given: Pick<Participant, "name" | "title">, by: string): Promise<unknown>;
  /** To let it on again is a change that two people make. */
  pause(given: { name: string; by: string }, repeat: RepeatKey | null): Promise<Result<Participant>>;
  /** Publishes one more key of the hub's own; two people let the hub sign with it. */
  addOwnKey(given: { by: string }, repeat: RepeatKey | null): Promise<Result<OwnKey>>;
  propose(change: AskedChange, repeat: RepeatKey | null): Promise<Result<ChangeView>>;
  changes(state: "pending" | null): Promise<readonly ChangeView[]>;
  decide(
    caller: Caller,
    id: string,
    verdict: { approve: boolean; why: string },
    repeat: RepeatKey | null,
  ): Promise<Result<ChangeView>>;
};
