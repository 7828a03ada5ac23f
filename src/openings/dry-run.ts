import type { Money } from "#money";
import type { BuyerFacts, StoreFacts } from "./audience.ts";
import { decide, type Facts } from "./decide.ts";
import type { Standing } from "./reasons.ts";
import { makeTrialCaps } from "./trial-caps.ts";
import { addTo, newTally, type TrialTold, told } from "./trial-tally.ts";
import type { DraftToTry, PlanToTry, Trial, Tried } from "./try-plan.ts";
import type { Caller, Prerequisite, Result } from "./types.ts";

/** An order as it was asked for, with what the marketplace told of its buyer then. */
export type PastOrder = {
  marketplace: string;
  store: string;
  amount: Money;
  buyer: BuyerFacts;
  at: Date;
  /** By whichever wallet. */
  paid: boolean;
};

/**
 * `joined`: stores as they stand with the partner now. `then`: as each stood with it when the order was made. `all`: as
 * if every one of them had joined.
 */
export type StoresTaken = "joined" | "then" | "all";
/** `only_paid`: orders that nobody paid are not looked at, so that they fill no cap of a day. */
type Span = { from: Date; to: Date; stores?: StoresTaken; only_paid?: boolean };
export type DryRunAsked = Span & { plan: PlanToTry };
export type DraftRunAsked = Span & { draft: DraftToTry };

export type DryRun = {
  /** Null for a draft that was not saved. */
  opening: string | null;
  from: Date;
  to: Date;
  stores: StoresTaken;
  only_paid: boolean;
  /** False: there were more orders than are looked at; the figures are of the first ones. */
  complete: boolean;
  orders: number;
  trials: readonly TrialTold[];
  /** What the opening requires and does not have: announcing it would be refused. */
  missing: readonly Prerequisite[];
};

const ordersMax = 500_000;

export type DryRunNeeds = {
  planTrials(caller: Caller, id: string, plan: PlanToTry): Promise<Result<Tried>>;
  draftTrials(caller: Caller, draft: DraftToTry): Promise<Result<Tried>>;
  /** What is known of a store now: openings pick by it, and nobody keeps what it was then. */
  storeFacts(store: string, partner: string): StoreFacts;
  /** How a store stands with a partner now. */
  standingOf(store: string, capability: string, partner: string): Standing;
  /** How the stores of these orders stood with a wallet when each order was made, in the orders' order. */
  standingsThen(orders: readonly PastOrder[], wallet: string): Promise<readonly Standing[]>;
  /** A page at a time, the oldest first: days' caps are counted in that order. */
  pastOrders(asked: { sides: readonly string[]; from: Date; to: Date }): AsyncIterable<readonly PastOrder[]>;
};

/**
 * How many past orders each pilot and stage of a plan would have let in, had it held then: by the buyer's city tier and
 * age band, by store, and why not. Every order that is let in is taken to be paid at once, so that days' caps fill up
 * at least as fast as they would. Nothing is written; a page of orders and a day of counters are in memory at a time.
 */
export function makeDryRun(needs: DryRunNeeds) {
  return async (caller: Caller, id: string, { plan, ...span }: DryRunAsked): Promise<Result<DryRun>> =>
    await run(needs, id, await needs.planTrials(caller, id, plan), span);
}

/** The same for a draft that nobody has saved: its shares fall on others than the saved one's will. */
export function makeDraftRun(needs: DryRunNeeds) {
  return async (caller: Caller, { draft, ...span }: DraftRunAsked): Promise<Result<DryRun>> =>
    await run(needs, null, await needs.draftTrials(caller, draft), span);
}

async function run(needs: DryRunNeeds, id: string | null, tried: Result<Tried>, span: Span): Promise<Result<DryRun>> {
  if (!tried.ok) return tried;
  const { opening, timeZone, trials, missing } = tried.value;
  const { from, to, stores = "joined", only_paid = false } = span;
  const tallies = trials.map((trial) => ({ trial, caps: makeTrialCaps(timeZone), tally: newTally() }));
  let orders = 0;
  for await (const read of needs.pastOrders({ sides: opening.sides, from, to })) {
    const page = only_paid ? read.filter((order) => order.paid) : read;
    const standings = await standingsOf(needs, page, opening, stores);
    for (const [index, order] of page.slice(0, ordersMax - orders).entries()) {
      const facts = factsOf(needs, order, opening, standings[index] ?? "store_unknown");
      for (const one of tallies) judge(one, facts, order);
    }
    orders += page.length;
    if (orders >= ordersMax) break;
  }
  const counted = { complete: orders < ordersMax, orders: Math.min(orders, ordersMax) };
  const value: DryRun = {
    ...{ opening: id, from, to, stores, only_paid, ...counted, missing },
    trials: tallies.map(({ trial, caps, tally }) => told(trial, tally, caps.cappedDays())),
  };
  return { ok: true, value };
}

/** How each order's store is taken to have stood. Only payment has activations; for the rest it is as it is now. */
async function standingsOf(
  needs: DryRunNeeds,
  page: readonly PastOrder[],
  { capability, partner }: Tried["opening"],
  stores: StoresTaken,
): Promise<readonly Standing[]> {
  if (stores === "all") return page.map(() => "ready");
  if (stores === "then" && capability === "payment") return await needs.standingsThen(page, partner);
  return page.map(({ store }) => needs.standingOf(store, capability, partner));
}

function factsOf(needs: DryRunNeeds, order: PastOrder, opening: Tried["opening"], standing: Standing): Facts {
  const { marketplace, capability, partner } = opening;
  const { store, amount, buyer } = order;
  const asked = { marketplace, capability, partner, store, amount, buyer, method: null, standing };
  return { ...asked, health: "well", storeFacts: needs.storeFacts(store, partner) };
}

type Judged = {
  trial: Trial;
  caps: ReturnType<typeof makeTrialCaps>;
  tally: ReturnType<typeof newTally>;
};

function judge({ trial, caps, tally }: Judged, facts: Facts, { store, amount, buyer, at }: PastOrder): void {
  const decision = decide(facts, trial.programmes, at);
  const over = decision.open ? caps.take(decision.caps, { store, buyer: buyer["reference"], amount, at }) : [];
  addTo(tally, facts, amount, decision.open ? over : decision.reasons);
}
