import type { Money } from "#money";
import type { Caller } from "./parts.ts";

type Words = { zh: string; en: string };
export type ParticipantView = {
  name: string;
  title: Words;
  state: "active" | "paused";
  created_at: Date;
  accounts: readonly { cap: Money; funds: Money; position: Money }[];
};
export type HubChangeKind = "cap" | "funds_in" | "funds_out" | "person_limit" | "fee" | "resume";
export type NewHubChange = {
  kind: HubChangeKind;
  participant: string;
  amount: Money;
  rate: number | null;
  why: string;
  proposer: string;
};
export type HubChangeView = NewHubChange & {
  id: string;
  at: Date;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
};
export type SettlementLineView = {
  participant: string;
  net: Money;
  fee: Money;
  due: Money;
  state: "waiting" | "done";
  how: "paid" | "covered" | "received" | "nothing" | null;
  done_at: Date | null;
};
export type HubSettlementView = {
  id: string;
  currency: string;
  opened_at: Date | null;
  closed_at: Date;
  state: "open" | "settled";
  settled_at: Date | null;
  in_transit: Money;
  lines: readonly SettlementLineView[];
};

/** What this room needs of the hub between wallets. */
export type HubDoor = {
  participants(): Promise<readonly ParticipantView[]>;
  put(given: { name: string; title: Words }): Promise<Omit<ParticipantView, "accounts">>;
  /** Null: there is none of that name. To let it on again is a change that two people make. */
  pause(name: string): Promise<Omit<ParticipantView, "accounts"> | null>;
  /** Null: there is no such participant. */
  propose(change: NewHubChange): Promise<HubChangeView | null>;
  changes(state: string | null): Promise<readonly HubChangeView[]>;
  decide(
    caller: Caller,
    id: string,
    verdict: { approve: boolean; why: string },
  ): Promise<
    { kind: "decided"; change: HubChangeView } | { kind: "unknown" | "decided_before" | "funds_needed" | "may_not" }
  >;
  /** Null: there is nothing to settle. */
  closeWindow(currency: "CNY" | "HKD" | "USD" | "JPY", by: string): Promise<HubSettlementView | null>;
  settleLine(line: {
    settlement: string;
    participant: string;
    how: "paid" | "covered" | "received";
    by: string;
  }): Promise<"done" | "repeat" | "unknown" | "wrong_way" | "transit_short" | "funds_short">;
  getSettlement(id: string): Promise<HubSettlementView | null>;
  listSettlements(after: string | null, limit: number): Promise<readonly HubSettlementView[]>;
};
