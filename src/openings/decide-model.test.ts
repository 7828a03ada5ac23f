import fc from "fast-check";
import { expect, test } from "vitest";
import { fen, type Money } from "#money";
import { capsOf } from "./caps.ts";
import { decide, type Facts } from "./decide.ts";
import { placeOf } from "./place.ts";
import { compile, type Programme } from "./programmes.ts";
import { toStage } from "./stages.ts";
import type { Caps, NewStage, Stage } from "./types.ts";

/**
 * The rules as the guide words them, one after another and without a thought for speed. decide() must say the same
 * about everything: open or not, by which pilot or stage, and every reason in its order.
 */
type Said = { open: boolean; codes: string[]; stage: string | null };

const hour = 3_600_000;
const start = Date.UTC(2024, 8, 11, 16);
const at = (hours: number) => new Date(start + hours * hour);

function holding(stages: readonly Stage[], from: Date | null, now: Date): Stage | undefined {
  if (!from || now < from) return undefined;
  const firstBack = stages.findIndex((one) => one.paused_at !== null);
  const usable = firstBack === -1 ? stages : stages.slice(0, firstBack);
  return usable.findLast((one, n) => n === 0 || [one.started_at ?? one.starts_at].some((when) => when && when <= now));
}

function stageFor(one: Programme, now: Date): Stage | string {
  const announced = ["announced", "opening", "open"].includes(one.state);
  if (one.state === "paused") return "paused";
  if (announced && one.effectiveAt && now >= one.effectiveAt) {
    if (one.state === "open" || one.stages.length === 0) return "all";
    return holding(one.stages, one.effectiveAt, now) ?? "stage_waits";
  }
  const pilot = ["open", "opening"].includes(one.state)
    ? undefined
    : holding(one.pilots, one.pilots[0]?.started_at ?? null, now);
  return pilot ?? (announced && one.effectiveAt ? "not_yet_effective" : "not_announced");
}

function outside(stage: Stage, salt: string, facts: Facts): string[] {
  const { stores, buyers } = stage;
  const { buyer, store, storeFacts } = facts;
  const within = (kind: "store" | "buyer" | "other", who: unknown, share: number) =>
    share >= 10_000 || (typeof who === "string" && placeOf(salt, kind, who) < share);
  const rules: [string, boolean][] = [
    ["method_not_open", !stage.methods || facts.method === null || stage.methods.includes(facts.method)],
    ["store_not_listed", !stores.list || stores.list.includes(store)],
    ["store_category_later", !stores.categories || stores.categories.includes(storeFacts?.tags["category"] ?? "")],
    ["store_share_later", stores.share === undefined || within("store", store, stores.share)],
    [
      "buyer_fact_later",
      !buyers.any_of ||
        buyers.any_of.some((fact) => buyer[fact]) ||
        within("other", buyer["reference"], buyers.others ?? 0),
    ],
    ["buyer_city_later", !buyers.city_tiers || buyers.city_tiers.some((tier) => tier === buyer["city_tier"])],
    [
      buyer["reference"] === undefined ? "buyer_not_known" : "buyer_share_later",
      buyers.share === undefined || within("buyer", buyer["reference"], buyers.share),
    ],
    ["condition_not_met", stage.condition === null || (facts.amount !== null && facts.amount.minor < 5n)],
  ];
  return rules.flatMap(([code, holds]) => (holds ? [] : [code]));
}

function least(...caps: (Money | null)[]): bigint | null {
  const set = caps.flatMap((one) => (one ? [one.minor] : []));
  return set.toSorted((a, b) => Number(a - b))[0] ?? null;
}

function model(facts: Facts, one: Programme, now: Date): Said {
  const found = stageFor(one, now);
  const stage = typeof found === "object" ? found : null;
  const codes = typeof found === "string" && found !== "all" ? [found] : [];
  if (stage) codes.push(...outside(stage, one.salt, facts));
  if (facts.standing !== "ready") codes.push(facts.standing);
  if (facts.health === "degraded") codes.push("wallet_degraded");
  if (facts.method === "in_app" && facts.inPartnerApp === false) codes.push("needs_wallet_app");
  if (facts.amount !== null) {
    const names = ["per_payment", "per_buyer_day", "per_store_day", "total_day"] as const;
    const limit = (name: keyof Caps) => least(one.caps[name], stage?.caps[name] ?? null);
    for (const name of names) {
      const most = limit(name);
      if (most !== null && facts.amount.minor > most) codes.push(`over_cap_${name}`);
    }
    if (limit("per_buyer_day") !== null && facts.buyer["reference"] === undefined) codes.push("buyer_not_known");
  }
  const kind = stage && (one.pilots.includes(stage) ? "pilot" : "stage");
  return { open: codes.length === 0, codes: [...new Set(codes)], stage: stage && `${kind} ${stage.n}` };
}

/** `freq` of fast-check's option: one draw in so many is nothing. */
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
const money = fc.integer({ min: 1, max: 9 }).map(fen);
const cap = rarely(money);
const caps = fc.record({ per_payment: cap, per_buyer_day: cap, per_store_day: cap, total_day: cap }).map(capsOf);
const share = fc.oneof(fc.constantFrom(0, 500, 5000, 10_000), fc.integer({ min: 0, max: 10_000 }));
const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const hours = fc.integer({ min: -30, max: 30 }).map(at);

const stage = fc.record({
  plan: fc.record({
    starts_at: fc.option(hours),
    methods: rarely(some("qr", "jump", "in_app")),
    stores: fc.record({
      list: maybe(some("sto_1", "sto_2")),
      share: maybe(share),
      categories: maybe(some("tea", "cloth")),
    }),
    buyers: fc.record({
      ...{ share: maybe(share), any_of: maybe(some("no_bound_card", "no_balance")), others: maybe(share) },
      city_tiers: maybe(some(1, 2, 3)),
    }),
    condition: rarely(fc.constant("payment.amount < 5")),
    caps,
  }),
  started_at: rarely(hours),
  paused_at: rarely(hours),
});
const stages = fc.array(stage, { maxLength: 4 }).map((all) =>
  all.map(({ plan, started_at, paused_at }, n): Stage => {
    const defined = (from: object) =>
      Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined));
    const clean = { ...plan, stores: defined(plan.stores), buyers: defined(plan.buyers) } as NewStage;
    return { ...toStage(clean, n), started_at, paused_at };
  }),
);
const programme = fc.record({
  ...{ id: fc.constant("opn_1"), version: fc.constant(3), capability: fc.constant("payment") },
  ...{ partner: fc.constant("wechatpay"), methods: fc.constant(null), salt: fc.constantFrom("5a17", "bead") },
  state: fc.constantFrom(
    "piloting",
    "consulting",
    "decided",
    "announced",
    "announced",
    "opening",
    "opening",
    "open",
    "paused",
  ),
  ...{ effectiveAt: fc.option(hours, { freq: 9 }), caps, pilots: stages, stages },
}) as fc.Arbitrary<Programme>;
const facts = fc.record({
  ...{ marketplace: fc.constant("mkt_1"), capability: fc.constant("payment"), partner: fc.constant("wechatpay") },
  ...{ store: fc.constantFrom("sto_1", "sto_2", "sto_3"), method: fc.constantFrom("qr", "jump", "in_app", null) },
  storeFacts: fc.constantFrom({ tags: { category: "tea" }, signedUpAt: null }, { tags: {}, signedUpAt: null }),
  amount: fc.option(money, { freq: 3 }),
  buyer: fc
    .record({
      reference: maybe(fc.stringMatching(/^[a-z\u4e00-\u4e0f]{1,5}$/)),
      ...{ no_bound_card: fc.boolean(), no_balance: fc.boolean(), city_tier: fc.integer({ min: 1, max: 4 }) },
    })
    .map(({ reference, ...rest }) => (reference === undefined ? rest : { ...rest, reference })),
  standing: fc.constantFrom("ready", "ready", "ready", "store_not_activated"),
  health: fc.constantFrom("well", "well", "well", "degraded"),
  inPartnerApp: fc.boolean(),
}) as fc.Arbitrary<Facts>;

test("decide says exactly what the rules say, about every opening, stage, fact and instant", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(facts, programme, hours, (asked, one, now) => {
      const said = decide(asked, compile("mkt_1", "Asia/Shanghai", 1n, [one]), now);
      const told = said.reasons.map(({ code }) => code).filter((code) => !code.startsWith("cap_"));
      const decided = { open: said.open, codes: told, stage: said.stage && `${said.stage.kind} ${said.stage.n}` };
      expect(decided).toEqual(model(asked, one, now));
      for (const what of [said.open ? "open" : "shut", ...told]) seen.set(what, (seen.get(what) ?? 0) + 1);
    }),
    { numRuns: 6000 },
  );
  // It would prove nothing if the draws met only some of the rules.
  expect(seen.get("open")).toBeGreaterThan(100);
  expect(seen.size).toBeGreaterThan(19);
});
