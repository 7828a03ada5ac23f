import type { AcceptanceChangeView, AcceptanceRoom, ChangeFault, Decided, NewAcceptanceChange } from "#acceptance";
import type { Caller } from "./parts.ts";

/** What this room needs of acceptance between wallets. */
export type AcceptanceDoor = Pick<
  AcceptanceRoom,
  "pairs" | "listRates" | "list" | "closeWindow" | "getClearing" | "listClearings" | "today"
> & {
  propose(
    change: NewAcceptanceChange,
    by: { proposer: string; why: string },
  ): Promise<{ ok: true; value: AcceptanceChangeView } | { ok: false; fault: ChangeFault }>;
  changes(state: "pending" | null): Promise<readonly AcceptanceChangeView[]>;
  /** Refused where the caller is not another person than the proposer; asked in the decision's own transaction. */
  decide(caller: Caller, id: string, verdict: { approve: boolean; why: string }): Promise<Decided>;
};
