import { type AccountOpener, makeAccountOpener } from "#ledger";
import { makeOutcomeLanes, type OutcomeLanes } from "./apply-outcome.ts";
import { makeChanges } from "./changes.ts";
import { type CheckoutLanes, makeCheckoutLanes } from "./create-checkout.ts";
import { type LoadLanes, makeLoadLanes } from "./load.ts";
import type { PaymentsNeeds } from "./needs.ts";
import { makeStartLanes, type StartLanes } from "./start-intent.ts";

/** What the verbs of this room share: what main handed in, and the lanes that they write through. */
export type PaymentsContext = {
  needs: PaymentsNeeds;
  accounts: AccountOpener;
  outcomes: OutcomeLanes;
  checkouts: CheckoutLanes;
  starts: StartLanes;
  loads: LoadLanes;
  /** Tells open pages that a checkout changed. */
  changed(checkout: string): void;
  /** True while somebody subscribes. */
  watched(): boolean;
  /** Calls back after each change of a checkout, until the returned function is called. */
  subscribe(checkout: string, listener: () => void): () => void;
};

/** Two lanes a kind fill two PostgreSQL backends; more only shrink the batches on a small machine. */
const lanesDefault = 2;

export function makeContext(needs: PaymentsNeeds, lanes = lanesDefault): PaymentsContext {
  const accounts = makeAccountOpener(needs.db);
  const parts = { db: needs.db, ids: needs.ids, accounts, lanes };
  return {
    needs,
    accounts,
    outcomes: makeOutcomeLanes(parts),
    checkouts: makeCheckoutLanes(parts),
    starts: makeStartLanes(parts),
    loads: makeLoadLanes(needs.db),
    ...makeChanges(),
  };
}
