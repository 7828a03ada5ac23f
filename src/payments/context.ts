import { type AccountOpener, makeAccountOpener } from "#ledger";
import { makeOutcomeLanes, type OutcomeLanes } from "./apply-outcome.ts";
import { makeChanges } from "./changes.ts";
import { type CheckoutLanes, makeCheckoutLanes } from "./create-checkout.ts";
import { type DueMoves, makeDueMoves } from "./due-moves.ts";
import { type LoadLanes, makeLoadLanes } from "./load.ts";
import type { PaymentsNeeds } from "./needs.ts";
import { makeRecent, type Recent } from "./recent.ts";
import { makeStartLanes, type StartLanes } from "./start-intent.ts";

/** What the verbs of this room share: what main handed in, and the lanes that they write through. */
export type PaymentsContext = {
  needs: PaymentsNeeds;
  accounts: AccountOpener;
  outcomes: OutcomeLanes;
  checkouts: CheckoutLanes;
  starts: StartLanes;
  loads: LoadLanes;
  dueMoves: DueMoves;
  recent: Recent;
  /** Counts the worker's turns. */
  dueTurns: { next: number };
  /** Tells open pages that a checkout changed. */
  changed(checkout: string): void;
  allChanged(): void;
  /** True while somebody subscribes. */
  watched(): boolean;
  /** Calls back after each change of a checkout, until the returned function is called. */
  subscribe(checkout: string, listener: () => void): () => void;
};

export function makeContext(needs: PaymentsNeeds): PaymentsContext {
  const { lanes } = needs;
  const accounts = makeAccountOpener(needs.db);
  const parts = { db: needs.db, ids: needs.ids, accounts, lanes };
  return {
    needs,
    accounts,
    outcomes: makeOutcomeLanes(parts),
    checkouts: makeCheckoutLanes(parts),
    starts: makeStartLanes(parts),
    loads: makeLoadLanes(needs.db, lanes),
    dueMoves: makeDueMoves(needs.db),
    recent: makeRecent(),
    dueTurns: { next: 0 },
    ...makeChanges(),
  };
}
