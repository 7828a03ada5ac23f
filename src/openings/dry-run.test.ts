import fc from "fast-check";
import { expect, test } from "vitest";
import { fen } from "#money";
import { dayOf } from "./calendar.ts";
import { capsOf } from "./caps.ts";
import { decide, type Facts } from "./decide.ts";
import { makeDraftRun, type PastOrder } from "./dry-run.ts";
import { compile } from "./programmes.ts";
import type { Standing } from "./reasons.ts";
import { toStage } from "./stages.ts";
import type { Trial } from "./try-plan.ts";
import type { NewStage } from "./types.ts";

const zone = "Asia/Shanghai";
// Around a midnight of the marketplace and a month's end.
const middle = Date.UTC(2024, 8, 30, 16);
const opening = { marketplace: "mkt_1", sides: ["mkt_1"], capability: "payment", partner: "wechatpay" };
const standings: Readonly<Record<string, Standing>> = { sto_1: "ready", sto_2: "activation_applied", sto_3: "ready" };

function trialOf(plan: NewStage, own: NewStage["caps"]): Trial {
  const stage = toStage(plan, 0);
  const programme = {
    ...{ id: "opn_1", version: 1, capability: "payment", partner: "wechatpay", methods: null, salt: "5a17" },
    ...{ state: "opening" as const, effectiveAt: new Date(0), pilots: [], caps: capsOf(own ?? {}), stages: [stage] },
  };
  return { kind: "stage", n: 1, title: null, programmes: compile("mkt_1", zone, 0n, [programme]) };
}

type Taken = "joined" | "then" | "all";
/** The second store joins in the middle of the time. */
const stoodThen = ({ store, at }: PastOrder): Standing =>
  store === "sto_2" && at.getTime() < middle ? "store_not_activated" : "ready";

function factsOf(order: PastOrder, stores: Taken): Facts {
  const { store, amount, buyer } = order;
  const now = standings[store] ?? "store_unknown";
  const standing = stores === "all" ? "ready" : stores === "joined" ? now : stoodThen(order);
  const asked = { ...opening, store, amount, buyer, method: null, health: "well" as const };
  return { ...asked, standing, storeFacts: { tags: { city_tier: store.slice(-1) }, signedUpAt: null } };
}

/** As the guide words it: one order after another, each against all that were let in on its day before it. */
function naive(orders: readonly PastOrder[], trial: Trial, stores: Taken) {
  const taken: PastOrder[] = [];
  const days = new Set<string>();
  const reasons: string[] = [];
  for (const order of orders) {
    const decision = decide(factsOf(order, stores), trial.programmes, order.at);
    if (!decision.open) {
      reasons.push(...decision.reasons.map((one) => one.code));
      continue;
    }
    const today = taken.filter((one) => dayOf(one.at, zone) === dayOf(order.at, zone));
    const spent = (of: readonly PastOrder[]) => of.reduce((sum, one) => sum + one.amount.minor, order.amount.minor);
    const { caps } = decision;
    const over = [
      ["buyer", caps.per_buyer_day, today.filter((one) => one.buyer["reference"] === order.buyer["reference"])],
      ["store", caps.per_store_day, today.filter((one) => one.store === order.store)],
    ] as const;
    const broken = [
      ...over.flatMap(([name, cap, of]) => (cap && spent(of) > cap.minor ? [`over_cap_per_${name}_day`] : [])),
      ...(caps.total_day && spent(today) > caps.total_day.minor ? ["over_cap_total_day"] : []),
    ];
    if (broken.length === 0) taken.push(order);
    else days.add(dayOf(order.at, zone));
    reasons.push(...broken);
  }
  const counts = new Map<string, number>();
  for (const code of reasons) counts.set(code, (counts.get(code) ?? 0) + 1);
  const amount = taken.reduce((sum, one) => sum + one.amount.minor, 0n);
  return { let_in: taken.length, amount, days: days.size, reasons: Object.fromEntries(counts), taken };
}

const cap = fc.option(fc.integer({ min: 1, max: 30 }).map(fen), { freq: 2 });
const caps = fc.record({ per_payment: cap, per_buyer_day: cap, per_store_day: cap, total_day: cap });
const plan = fc.record({
  buyers: fc.constantFrom({}, { city_tiers: [1, 2] }, { share: 6000 }),
  stores: fc.constantFrom({}, { list: ["sto_1", "sto_2"] }),
  caps,
}) as fc.Arbitrary<NewStage>;
const orders = fc.array(
  fc.record({
    marketplace: fc.constant("mkt_1"),
    store: fc.constantFrom("sto_1", "sto_2", "sto_3"),
    amount: fc.integer({ min: 1, max: 20 }).map(fen),
    buyer: fc.record({ reference: fc.constantFrom("a", "b", "c"), city_tier: fc.integer({ min: 1, max: 3 }) }),
    paid: fc.constantFrom(true, true, true, false),
    at: fc.integer({ min: -30, max: 60 }).map((hours) => new Date(middle + hours * 3_600_000)),
  }),
  { minLength: 10, maxLength: 60 },
) as fc.Arbitrary<PastOrder[]>;

test("a dry run counts days' caps and joined stores exactly as one order after another would", async () => {
  const seen = new Map<string, number>();
  const property = async (all: PastOrder[], one: NewStage, own: NewStage["caps"], stores: Taken, paid: boolean) => {
    const inOrder = all.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const trial = trialOf(one, own);
    const run = makeDraftRun({
      planTrials: async () => ({ ok: false, fault: "not_found" }),
      draftTrials: async () => ({ ok: true, value: { opening, timeZone: zone, trials: [trial], missing: [] } }),
      storeFacts: (store) => ({ tags: { city_tier: store.slice(-1) }, signedUpAt: null }),
      standingOf: (store) => standings[store] ?? "store_unknown",
      standingsThen: async (page) => page.map(stoodThen),
      async *pastOrders() {
        for (let at = 0; at < inOrder.length; at += 7) yield inOrder.slice(at, at + 7);
      },
    });
    const caller = { kind: "person", id: "per_1", marketplace: null, store: null };
    const draft = { ...opening, methods: null, effective_at: null, caps: {} };
    const span = { from: new Date(middle), to: new Date(middle + 1), stores, only_paid: paid };
    const answer = await run(caller, { draft, ...span });
    if (!answer.ok) throw new Error(answer.fault);
    const [told] = answer.value.trials;
    const expected = naive(paid ? inOrder.filter((order) => order.paid) : inOrder, trial, stores);
    const reasons = Object.fromEntries((told?.reasons ?? []).map(({ code, orders: count }) => [code, count]));
    expect(reasons).toEqual(expected.reasons);
    expect([told?.let_in, told?.capped_days, told?.let_in_amounts[0]?.minor ?? 0n]).toEqual([
      ...[expected.let_in, expected.days, expected.amount],
    ]);
    const inStores = (told?.by_store ?? []).filter((group) => group.let_in > 0).map((group) => group.store);
    expect(inStores.toSorted()).toEqual([...new Set(expected.taken.map((order) => order.store))].toSorted());
    for (const group of told?.by_tier_and_age ?? [])
      expect(group.let_in).toBe(
        expected.taken.filter((order) => (order.buyer["city_tier"] ?? null) === group.city_tier).length,
      );
    for (const code of Object.keys(expected.reasons)) seen.set(code, (seen.get(code) ?? 0) + 1);
    if (expected.days > 1) seen.set("two days", (seen.get("two days") ?? 0) + 1);
  };
  const drawn = fc.asyncProperty(
    orders,
    plan,
    caps,
    fc.constantFrom<Taken>("joined", "then", "all"),
    fc.boolean(),
    property,
  );
  await fc.assert(drawn, { numRuns: 800 });
  // It would prove nothing if the draws met only some of the rules.
  for (const code of ["over_cap_per_buyer_day", "over_cap_per_store_day", "over_cap_total_day", "two days"])
    expect([code, (seen.get(code) ?? 0) > 25]).toEqual([code, true]);
  expect(seen.get("activation_applied")).toBeGreaterThan(50);
  expect(seen.get("store_not_activated")).toBeGreaterThan(50);
}, 60_000);
