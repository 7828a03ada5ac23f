import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { capsOf } from "./caps.ts";
import { decide, type Facts } from "./decide.ts";
import { placeOf } from "./place.ts";
import { compile, type Programme } from "./programmes.ts";
import { toStage } from "./stages.ts";
import { decided, draft, move, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";
import type { BuyerAudience, NewStage, StoreAudience } from "./types.ts";

const effectiveAt = new Date("2024-09-11T16:00:00.000Z");
const later = new Date("2024-09-20T00:00:00Z");
const day = 86_400_000;

const programme = (stages: readonly NewStage[], more: Partial<Programme> = {}): Programme => ({
  ...{ id: "opn_1", version: 1, capability: "payment", partner: "wechatpay", methods: null, state: "opening" },
  ...{ effectiveAt, caps: capsOf({}), pilots: [], stages: stages.map(toStage), salt: "5a17" },
  ...more,
});
const base: Facts = {
  ...{ marketplace: "mkt_1", store: "sto_1", capability: "payment", partner: "wechatpay", method: "qr" },
  ...{ amount: fen(100), buyer: { reference: "b1" }, standing: "ready", health: "well" },
  storeFacts: { tags: {}, signedUpAt: null },
};
const by = (one: Programme, more: Partial<Facts> = {}, at = later) =>
  decide({ ...base, ...more }, compile("mkt_1", "Asia/Shanghai", 1n, [one]), at);
const codes = (...given: Parameters<typeof by>) => by(...given).reasons.map((one) => one.code);

test("stage 1 opens at the effective instant to the millisecond; later ones at their date or by hand; then everybody", () => {
  const stages = [
    { stores: { share: 0 } },
    { starts_at: new Date(effectiveAt.getTime() + day), stores: { list: ["sto_1"] } },
    {},
  ];
  const one = programme(stages, { state: "announced" });
  expect(codes(one, {}, new Date(effectiveAt.getTime() - 1))).toEqual(["not_yet_effective"]);
  expect(by(one, {}, effectiveAt)).toMatchObject({ open: false, stage: { kind: "stage", n: 1 } });
  expect(by(one, {}, new Date(effectiveAt.getTime() + day - 1)).open).toBe(false);
  expect(by(one, {}, new Date(effectiveAt.getTime() + day))).toMatchObject({ open: true, stage: { n: 2 } });
  // The third waits for a hand.
  expect(codes(one, { store: "sto_2" })).toEqual(["store_not_listed"]);
  const started = one.stages.map((stage) => (stage.n === 3 ? { ...stage, started_at: later } : stage));
  expect(by({ ...one, stages: started }, { store: "sto_2" })).toMatchObject({ open: true, stage: { n: 3 } });
  expect(by({ ...one, state: "open" }, { store: "sto_2" })).toMatchObject({ open: true, stage: null });
});

test("November 2023: a buyer without a card pays 300.00 by QR; 300.01, a jump, and a buyer with a card are told why not", () => {
  const pilot = {
    methods: ["qr"],
    buyers: { any_of: ["no_bound_card", "no_balance"] },
    caps: { per_payment: fen(30_000) },
  } as const;
  const pilots = [{ ...toStage(pilot, 0), started_at: new Date("2023-11-10T00:00:00Z") }];
  const one = programme([], { state: "piloting", effectiveAt: null, pilots });
  const at = new Date("2023-11-11T00:00:00Z");
  const buyer = { reference: "b1", no_bound_card: true };
  expect(by(one, { buyer, amount: fen(30_000) }, at)).toMatchObject({ open: true, stage: { kind: "pilot", n: 1 } });
  expect(codes(one, { buyer, amount: fen(30_001) }, at)).toEqual(["over_cap_per_payment"]);
  expect(codes(one, { buyer, method: "jump" }, at)).toEqual(["method_not_open"]);
  expect(by(one, { buyer: { reference: "b1", no_balance: true } }, at).open).toBe(true);
  expect(by(one, {}, at).reasons).toMatchObject([
    { code: "buyer_fact_later", zh: expect.stringContaining("未绑定银行卡") },
  ]);
  // It runs on while the stores are asked and until the effective instant, and not a moment before it began.
  for (const state of ["consulting", "decided", "announced"] as const)
    expect(by({ ...one, state, effectiveAt: later }, { buyer }, at).open).toBe(true);
  expect(codes(one, { buyer }, new Date("2023-11-09T23:59:59.999Z"))).toEqual(["not_announced"]);
  expect(codes({ ...one, state: "paused" }, { buyer }, at)).toContain("paused");
});

test('"mainly": a share of the others is in as well', () => {
  const one = programme([{ buyers: { any_of: ["no_bound_card"], others: 500 } }]);
  const others = Array.from({ length: 4000 }, (_, n) => by(one, { buyer: { reference: `b${n}` } }).open);
  const share = others.filter(Boolean).length;
  expect(share).toBeGreaterThan(120);
  expect(share).toBeLessThan(280);
});

test("app versions are compared by number, and a fact that nobody told does not hold", () => {
  const one = programme([{ buyers: { app_version_from: "10.9.0", city_tiers: [1], age_bands: ["25-34"] } }]);
  const buyer = { app_version: "10.38.2", city_tier: 1, age_band: "25-34" };
  expect(by(one, { buyer }).open).toBe(true);
  expect(by(one, { buyer: { ...buyer, app_version: "10.9" } }).open).toBe(true);
  for (const app_version of ["10.8.99", "9.40", "", "x", "10.9.0-beta"])
    expect(codes(one, { buyer: { ...buyer, app_version } })).toEqual(["app_version_too_old"]);
  expect(codes(one, { buyer: {} })).toEqual(["buyer_city_later", "buyer_age_later", "app_version_too_old"]);
});

test("a stage for one app: in another, or where nobody told which, the buyer reads that it comes later", () => {
  const one = programme([{ buyers: { apps: ["taobao"], app_version_from: "10.9" } }]);
  expect(by(one, { buyer: { app: "taobao", app_version: "10.9" } }).open).toBe(true);
  expect(codes(one, { buyer: { app: "taobao", app_version: "10.8" } })).toEqual(["app_version_too_old"]);
  expect(codes(one, { buyer: { app: "tmall", app_version: "11" } })).toEqual(["buyer_app_later"]);
  expect(codes(one, { buyer: {} })).toEqual(["buyer_app_later", "app_version_too_old"]);
});

const references = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const shares = fc.integer({ min: 0, max: 10_000 });

test("a share sticks: whoever is in at one is in at every higher one, in later stages too, and only then", () => {
  fc.assert(
    fc.property(references, shares, shares, (reference, a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      const asked = { buyer: { reference } };
      const at = (share: number) => by(programme([{ buyers: { share } }]), asked).open;
      const second = (share: number) => by(programme([{}, { starts_at: later, buyers: { share } }]), asked).open;
      if (at(low)) expect([at(high), second(high)]).toEqual([true, true]);
      expect(at(low)).toBe(placeOf("5a17", "buyer", reference) < low);
      expect([at(0), at(10_000)]).toEqual([false, true]);
      const store = (share: number) => by(programme([{ stores: { share } }]), { store: `sto_${reference}` }).open;
      if (store(low)) expect(store(high)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("places fall evenly, and another opening's salt shuffles them", () => {
  const tenths = new Array<number>(10).fill(0);
  let same = 0;
  for (let n = 0; n < 20_000; n++) {
    const place = placeOf("one", "buyer", `b${n}`);
    tenths[Math.floor(place / 1000)]! += 1;
    if (placeOf("two", "buyer", `b${n}`) < 500 && place < 500) same++;
  }
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  expect(same).toBeLessThan(100);
});

const subset = (values: readonly string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const arbitraryStores = fc.record<StoreAudience>(
  {
    ...{ list: subset(["sto_1", "sto_2", "sto_3"]), share: shares, categories: subset(["tea", "cloth"]) },
    ...{ city_tiers: subset(["1", "2"]), signed_up_before: fc.constantFrom(effectiveAt, later) },
  },
  { requiredKeys: [] },
);
const arbitraryBuyers = fc.record<BuyerAudience>(
  {
    ...{ share: shares, any_of: subset(["no_bound_card", "no_balance"]) as fc.Arbitrary<"no_balance"[]> },
    ...{ others: shares, city_tiers: fc.constant([1, 2]), age_bands: subset(["a", "b"]) },
    app_version_from: fc.constantFrom("1", "2.5"),
  },
  { requiredKeys: [] },
);
const arbitraryBuyer = fc.record(
  {
    ...{
      reference: references,
      no_bound_card: fc.boolean(),
      no_balance: fc.boolean(),
      age_band: fc.constantFrom("a", "c"),
    },
    ...{ city_tier: fc.integer({ min: 1, max: 3 }), app_version: fc.constantFrom("1", "2", "2.5.1", "old") },
  },
  { requiredKeys: [] },
);

type Asked = {
  stores: StoreAudience;
  buyers: BuyerAudience;
  store: string;
  buyer: Record<string, unknown>;
  tags: Record<string, string>;
  signedUpAt: Date | null;
};

/** The rule, said as plainly as can be. */
function naive({ stores, buyers, store, buyer, tags, signedUpAt }: Asked): boolean {
  const place = (kind: "store" | "buyer" | "other", reference: unknown) =>
    typeof reference === "string" ? placeOf("5a17", kind, reference) : Number.POSITIVE_INFINITY;
  const within = (kind: "buyer" | "other", share: number) =>
    share === 10_000 || place(kind, buyer["reference"]) < share;
  const rules = [
    !stores.list || stores.list.includes(store),
    stores.share === undefined || place("store", store) < stores.share,
    !stores.categories || stores.categories.includes(tags["category"] ?? ""),
    !stores.city_tiers || stores.city_tiers.includes(tags["city_tier"] ?? ""),
    !stores.signed_up_before || (signedUpAt !== null && signedUpAt < stores.signed_up_before),
    buyers.share === undefined || within("buyer", buyers.share),
    !buyers.any_of || buyers.any_of.some((fact) => buyer[fact] === true) || within("other", buyers.others ?? 0),
    !buyers.city_tiers || buyers.city_tiers.includes(buyer["city_tier"] as number),
    !buyers.age_bands || buyers.age_bands.includes(buyer["age_band"] as string),
    !buyers.app_version_from ||
      { "1": ["1", "2", "2.5.1"], "2.5": ["2.5.1"] }[buyers.app_version_from]?.includes(
        buyer["app_version"] as string,
      ) === true,
  ];
  return rules.every(Boolean);
}

test("audiences decide as the plain rule does; shut never without a reason, in both languages, none twice", () => {
  const seen = new Set<string>();
  let open = 0;
  const asked = fc.record<Asked>({
    ...{ stores: fc.oneof(fc.constant({}), arbitraryStores), buyers: fc.oneof(fc.constant({}), arbitraryBuyers) },
    ...{ store: fc.constantFrom("sto_1", "sto_2", "sto_9") },
    buyer: arbitraryBuyer as fc.Arbitrary<Record<string, unknown>>,
    tags: fc.constantFrom({}, { category: "tea", city_tier: "1" }, { category: "x", city_tier: "2" }) as fc.Arbitrary<
      Record<string, string>
    >,
    signedUpAt: fc.constantFrom(null, effectiveAt, new Date(0)),
  });
  fc.assert(
    fc.property(asked, (one) => {
      const storeFacts = { tags: one.tags, signedUpAt: one.signedUpAt };
      const facts = { store: one.store, storeFacts, buyer: one.buyer as Facts["buyer"] };
      const decision = by(programme([{ stores: one.stores, buyers: one.buyers }]), facts);
      expect(decision.open).toBe(naive(one));
      expect(decision.reasons.length > 0).toBe(!decision.open);
      expect(new Set(decision.reasons.map((reason) => reason.code)).size).toBe(decision.reasons.length);
      for (const reason of decision.reasons) expect([reason.zh.length, reason.en.length]).not.toContain(0);
      if (decision.open) open++;
      for (const reason of decision.reasons) seen.add(reason.code);
    }),
    { numRuns: 4000 },
  );
  expect(open).toBeGreaterThan(50);
  expect(seen.size).toBe(11);
});

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());
const why = "because";

test("pilots and stages live in the database: begun, started by hand in order, only grown, and kept step by step", async () => {
  rig.now = "2024-02-01T00:00:00Z";
  const made = await draft(rig, {
    pilots: [{ methods: ["qr"], buyers: { any_of: ["no_bound_card"] } }, { buyers: { share: 500 } }],
    stages: [{ stores: { share: 1000 } }, { starts_at: later, stores: { categories: ["tea"] } }, {}],
  });
  const stage = (kind: "pilot" | "stage", n: number) =>
    rig.openings.startStage(operator, made.id, { kind, n, why }, null);
  expect(await stage("pilot", 2)).toMatchObject({ fault: "opening_wrong_state" });
  ok(await move(rig, made.id, "pilot"));
  const poor = { reference: "b1", no_bound_card: true };
  const elsewhere = rig.boot();
  await elsewhere.refresh();
  expect(decided(rig, { buyer: poor }, rig.now, elsewhere)).toMatchObject({
    open: true,
    stage: { kind: "pilot", n: 1 },
  });
  ok(await stage("pilot", 2));
  expect(decided(rig, { buyer: poor }).stage).toEqual({ kind: "pilot", n: 2 });
  expect(await stage("stage", 2)).toMatchObject({ fault: "opening_wrong_state" });
  rig.now = "2024-09-05T06:30:00Z";
  const announcement = { why, effective_at: null, skip_consultation: "asked on paper" };
  ok(await rig.openings.announceOpening(operator, made.id, announcement, null));
  rig.now = effectiveAt;
  await rig.openings.tick();
  expect((await rig.openings.getOpening(made.id))?.state).toBe("opening");
  expect(await stage("stage", 3)).toMatchObject({ fault: "opening_wrong_state", detail: { running: "1" } });
  const plan = (stores: StoreAudience) =>
    rig.openings.changePlan(operator, made.id, { why, stages: [{ stores }, { starts_at: later }, {}] }, null);
  expect(await plan({ share: 999 })).toMatchObject({ fault: "opening_invalid" });
  expect(await plan({ share: 1000, city_tiers: ["1"] })).toMatchObject({ fault: "opening_invalid" });
  expect(ok(await plan({ share: 2000 })).stages[0]?.stores).toEqual({ share: 2000 });
  ok(await stage("stage", 2));
  expect(decided(rig)).toMatchObject({ open: true, stage: { n: 2 } });
  ok(await move(rig, made.id, "complete"));
  expect(decided(rig)).toMatchObject({ open: true, stage: null });
  const steps = await rig.openings.stepsOf(made.id);
  expect(steps.map((step) => step.event)).toEqual([
    "draft",
    "pilot",
    "stage",
    "announce",
    "begin",
    "plan",
    "stage",
    "complete",
  ]);
  ok(await move(rig, made.id, "withdraw"));
});

test("what is wrong with a plan is told, all of it", async () => {
  const wrong = {
    methods: ["qr"],
    stages: [
      { starts_at: later, stores: { share: 10_001 }, methods: ["jump"] },
      { starts_at: later, buyers: { others: 5 } },
      { starts_at: later, stores: { list: [] } },
    ],
  };
  const made = await rig.openings.createOpening(
    operator,
    { ...(await draft(rig)), ...wrong, sides: [rig.marketplace] },
    null,
  );
  expect(!made.ok && made.detail?.["faults"]).toHaveLength(7);
});
