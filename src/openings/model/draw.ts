import fc from "fast-check";
import { type Currency, money } from "#money";
import { capsOf } from "../caps.ts";
import type { Facts } from "../decide.ts";
import type { Programme } from "../programmes.ts";
import { reasonTable, type Standing } from "../reasons.ts";
import { stagesColumn, stagesOf, toStage } from "../stages.ts";
import type { NewStage, Stage } from "../types.ts";
import { drawConditions } from "./draw-condition.ts";

/** Whole snapshots of a side's openings, and questions about them: everything that rules can be about. */
const hour = 3_600_000;
/** Midnight of 12 September 2024 in Shanghai. Few instants, so that many of them meet. */
const midnight = Date.UTC(2024, 8, 11, 16);
const instant = fc.integer({ min: -4, max: 4 }).map((hours) => new Date(midnight + hours * hour));
/** A millisecond before, at, and a millisecond after what may begin. */
export const drawnNow = fc
  .tuple(fc.integer({ min: -3, max: 5 }), fc.constantFrom(-1, 0, 0, 1))
  .map(([hours, ms]) => new Date(midnight + hours * hour + ms));

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const rarely = <T>(value: fc.Arbitrary<T>, nothing = 5) =>
  fc.oneof({ weight: nothing, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
/** As weights of fc.constantFrom. */
const often = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value);
const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const defined = <T extends object>(of: T): T =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as T;

export const { condition: drawnCondition, meaningOf } = drawConditions(instant);

const methods = ["qr", "jump", "in_app"] as const;
const share = fc.oneof(fc.constantFrom(0, 500, 5000, 10_000), fc.integer({ min: 0, max: 10_000 }));
const capsIn = (currency: Currency) => {
  const cap = rarely(fc.integer({ min: 1, max: 9 }).map((minor) => money(BigInt(minor), currency)));
  return fc.record({ per_payment: cap, per_buyer_day: cap, per_store_day: cap, total_day: cap }).map(capsOf);
};

const storesAsked = fc.record({
  ...{ list: maybe(some("sto_1", "sto_2")), share: maybe(share), categories: maybe(some("tea", "cloth")) },
  ...{ city_tiers: maybe(some("1", "2")), signed_up_before: maybe(instant) },
});
const buyersAsked = fc
  .record({
    ...{ share: maybe(share), any_of: maybe(some("no_bound_card", "no_balance")), others: maybe(share) },
    ...{ city_tiers: maybe(some(1, 2, 3)), age_bands: maybe(some("18-26", "55+")), apps: maybe(some("taobao", "web")) },
    app_version_from: maybe(fc.constantFrom("10", "10.9", "10.38.0")),
  })
  // What cannot be saved cannot be met: `others` stands beside `any_of` alone.
  .map(({ others, ...rest }) => (rest.any_of === undefined ? rest : { ...rest, others }));

/** An audience asks for little at a time, or nobody would ever be in. */
const sparse = <T extends object>(whole: fc.Arbitrary<T>): fc.Arbitrary<Partial<T>> =>
  fc.tuple(whole, fc.nat(), fc.constantFrom(0, 1, 1, 2)).map(([all, from, count]) => {
    const told = Object.entries(defined(all)).filter(([name]) => name !== "others");
    const kept = told.slice(from % (told.length || 1)).slice(0, count);
    const others = kept.some(([name]) => name === "any_of") && "others" in all ? { others: all.others } : {};
    return defined({ ...Object.fromEntries(kept), ...others }) as Partial<T>;
  });

const stageIn = (currency: Currency) =>
  fc.record({
    plan: fc.record({
      starts_at: fc.option(instant),
      methods: rarely(some(...methods)),
      stores: sparse(storesAsked),
      buyers: sparse(buyersAsked),
      condition: rarely(drawnCondition, 2),
      caps: capsIn(currency),
    }) as fc.Arbitrary<NewStage>,
    started_at: rarely(instant),
    paused_at: rarely(instant),
  });

/** As they come back from where they are kept. */
const stagesIn = (currency: Currency, first: fc.Arbitrary<Date | null>) =>
  fc.tuple(fc.array(stageIn(currency), { maxLength: 4 }), first).map(([all, begun]): readonly Stage[] => {
    const made = all.map(({ plan, ...kept }, n): Stage => ({ ...toStage(plan, n), ...kept }));
    if (made[0] && begun) made[0] = { ...made[0], started_at: begun };
    return stagesOf(JSON.parse(stagesColumn(made)) as Parameters<typeof stagesOf>[0]);
  });

/** One stage alone, with an audience. */
export const drawnStage = stageIn("CNY").map(({ plan }): Stage => toStage(plan, 0));

const live = [
  ...(["piloting", "consulting", "decided", "announced", "announced", "announced"] as const),
  ...(["opening", "opening", "opening", "open"] as const),
];
const plan = fc.constantFrom<Currency>(...often<Currency>("CNY", 9), "HKD").chain((currency) =>
  fc.record({
    version: fc.integer({ min: 1, max: 9 }),
    state: fc.constantFrom(...live, "paused"),
    effectiveAt: fc.option(instant, { freq: 9 }),
    ...{ caps: capsIn(currency), pilots: stagesIn(currency, fc.option(instant, { freq: 5 })) },
    stages: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: stagesIn(currency, fc.constant(null)) },
    ),
    salt: fc.constantFrom("5a17", "bead", "c0de"),
  }),
) as fc.Arbitrary<Omit<Programme, "id" | "capability" | "partner" | "methods">>;

/** The database lets no two live ones overlap, so a place is one for all methods, or each method is somebody's. */
const whose = fc.oneof(
  { weight: 4, arbitrary: fc.constant([null]) },
  { weight: 1, arbitrary: fc.constant([]) },
  {
    weight: 5,
    arbitrary: fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 3, maxLength: 3 }).map((owners) =>
      [0, 1, 2].flatMap((owner) => {
        const own = methods.filter((_, n) => owners[n] === owner);
        return own.length > 0 ? [own] : [];
      }),
    ),
  },
);
const place = (capability: string, partner: string) =>
  fc
    .tuple(
      whose,
      fc.array(plan, { minLength: 4, maxLength: 4 }),
      fc.option(fc.option(some(...methods), { freq: 2 }), { nil: undefined, freq: 2 }),
    )
    .map(([lists, plans, gone]): Omit<Programme, "id">[] => {
      const at = { capability, partner };
      const alive = lists.map((own, n) => ({ ...(plans[n] as (typeof plans)[number]), ...at, methods: own }));
      const last = plans[3] as (typeof plans)[number];
      return gone === undefined ? alive : [...alive, { ...last, ...at, methods: gone, state: "withdrawn" as const }];
    });

export const drawnOpenings = fc
  .tuple(place("payment", "wechatpay"), rarely(place("payment", "alipay"), 1), rarely(place("link", "wechatpay"), 1))
  .map((places) => places.flatMap((one) => one ?? []).map((one, n): Programme => ({ ...one, id: `opn_${n}` })));

const ofStore = /^(store_(unknown|suspended|closed|not_activated|switched_off)|activation_)/;
const ofSide = /^(marketplace_suspended|account_missing)$/;
const standings = Object.keys(reasonTable).filter((code) => ofStore.test(code) || ofSide.test(code)) as Standing[];

export const drawnFacts = fc
  .record({
    ...{ capability: fc.constantFrom(...often("payment", 9), "link"), marketplace: fc.constant("mkt_1") },
    partner: fc.constantFrom(...often("wechatpay", 9), "alipay"),
    ...{ store: fc.constantFrom("sto_1", "sto_2", "sto_3"), method: fc.constantFrom(...methods, null, null) },
    storeFacts: maybe(
      fc.record({
        tags: fc
          .record({ category: maybe(fc.constantFrom("tea", "x")), city_tier: maybe(fc.constantFrom("1", "3")) })
          .map(defined),
        signedUpAt: fc.option(instant, { freq: 4 }),
      }),
    ),
    amount: fc.option(
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom<Currency>(...often<Currency>("CNY", 9), "HKD"))
        .map(([minor, currency]) => money(BigInt(minor), currency)),
      { freq: 4 },
    ),
    buyer: fc
      .record({
        reference: maybe(fc.stringMatching(/^[a-z\u4e00-\u4e0f]{1,5}$/)),
        ...{ no_bound_card: maybe(fc.boolean()), no_balance: maybe(fc.boolean()) },
        ...{ city_tier: maybe(fc.integer({ min: 1, max: 4 })), age_band: maybe(fc.constantFrom("18-26", "40-54")) },
        app: maybe(fc.constantFrom("taobao", "tmall")),
        app_version: maybe(fc.constantFrom("9.40", "10.9.0", "10.38.2", "11", "10.9-beta", "")),
        tags: maybe(fc.constantFrom({}, { member: "gold" })),
      })
      .map(defined),
    standing: fc.oneof(
      { weight: 9, arbitrary: fc.constant("ready") },
      { weight: 1, arbitrary: fc.constantFrom(...standings) },
    ),
    health: fc.constantFrom(...often("well", 9), "degraded"),
    inPartnerApp: maybe(fc.boolean()),
  })
  .map(defined) as fc.Arbitrary<Facts>;
