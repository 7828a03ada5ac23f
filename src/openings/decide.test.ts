import fc from "fast-check";
import { expect, test } from "vitest";
import { compare, fen, money } from "#money";
import { capsOf } from "./caps.ts";
import { decide, type Facts } from "./decide.ts";
import { compile, type Programme } from "./programmes.ts";
import { reason, reasonTable, type Standing } from "./reasons.ts";

const effectiveAt = new Date("2024-09-11T16:00:00.000Z"); // 12 September 00:00 in Shanghai
const wechat: Programme = {
  id: "opn_1",
  version: 4,
  capability: "payment",
  partner: "wechatpay",
  methods: null,
  state: "open",
  effectiveAt,
  caps: capsOf({}),
  pilots: [],
  stages: [],
  salt: "5a17",
};
const facts: Facts = {
  marketplace: "mkt_1",
  store: "sto_1",
  capability: "payment",
  partner: "wechatpay",
  method: "qr",
  amount: fen(12_800),
  buyer: {},
  standing: "ready",
  health: "well",
};
const later = new Date("2024-09-20T00:00:00Z");

const decideBy = (programmes: Partial<Programme>[], asked: Partial<Facts> = {}, now = later) =>
  decide(
    { ...facts, ...asked },
    compile(
      "mkt_1",
      "Asia/Shanghai",
      7n,
      programmes.map((programme) => ({ ...wechat, ...programme })),
    ),
    now,
  );
const codes = (...given: Parameters<typeof decideBy>) => decideBy(...given).reasons.map((one) => one.code);

test("without an opening there is the wall", () => {
  const decision = decideBy([]);
  expect(decision).toMatchObject({ open: false, openingId: null, version: 7n });
  expect(decision.reasons).toEqual([
    { code: "not_opened", zh: "本平台尚未开放。", en: "Not opened on this marketplace." },
  ]);
  expect(codes([{ partner: "alipay" }])).toEqual(["not_opened"]);
  expect(codes([{ capability: "link" }])).toEqual(["not_opened"]);
});

test("an open one answers which opening and which version decided, and no reason when nothing limits it", () => {
  expect(decideBy([{}])).toEqual({
    open: true,
    reasons: [],
    caps: capsOf({}),
    openingId: "opn_1",
    openingVersion: 4,
    stage: null,
    version: 7n,
  });
});

test("at 23:59:59.999 of 11 September in Shanghai it is shut, a millisecond later open, though nobody moved it", () => {
  const announced = [{ state: "announced" as const }];
  const before = decideBy(announced, {}, new Date(effectiveAt.getTime() - 1));
  expect(before.open).toBe(false);
  expect(before.reasons[0]?.code).toBe("not_yet_effective");
  expect(before.reasons[0]?.zh).toContain("2024年9月12日 00:00");
  expect(before.reasons[0]?.en).toContain("12 September 2024");
  expect(decideBy(announced, {}, effectiveAt).open).toBe(true);
});

test("300.00 yuan pass a cap of 300.00, 300.01 are told why not; an open one tells its limit", () => {
  const capped = [{ caps: capsOf({ per_payment: fen(30_000) }) }];
  const open = decideBy(capped, { amount: fen(30_000) });
  expect(open).toMatchObject({ open: true, caps: { per_payment: fen(30_000) } });
  expect(open.reasons).toMatchObject([{ code: "cap_per_payment", zh: "每笔最高 300.00 元。" }]);
  const shut = decideBy(capped, { amount: fen(30_001) });
  expect(shut.open).toBe(false);
  expect(shut.reasons).toEqual([
    {
      code: "over_cap_per_payment",
      zh: "超过每笔上限 300.00 元。",
      en: "More than the limit of CNY 300.00 a payment.",
    },
  ]);
  expect(codes(capped, { amount: money(1n, "HKD") })).toEqual(["currency_not_open"]);
});

test("paused, withdrawn, in preparation: each says so", () => {
  expect(codes([{ state: "paused" }])).toEqual(["paused"]);
  expect(codes([{ state: "withdrawn" }])).toEqual(["withdrawn"]);
  for (const state of ["piloting", "consulting", "decided"] as const)
    expect(codes([{ state, effectiveAt: null }])).toEqual(["not_announced"]);
  expect(codes([{ state: "withdrawn" }, { id: "opn_2" }])).toEqual([]);
});

test("a method that is not open names those that are; with no method chosen one open method is enough", () => {
  const byCode = [{ methods: ["qr"] }];
  const jump = decideBy(byCode, { method: "jump" });
  expect(jump.reasons).toMatchObject([{ code: "method_not_open" }]);
  expect(jump.reasons[0]?.en).toContain("qr");
  expect(decideBy(byCode, { method: null }).open).toBe(true);
  const two = [
    { id: "opn_1", methods: ["qr"], caps: capsOf({ per_payment: fen(30_000) }) },
    { id: "opn_2", methods: ["jump"], state: "paused" as const },
  ];
  expect(decideBy(two, { method: null })).toMatchObject({ open: true, openingId: "opn_1" });
  expect(codes(two, { method: "jump" })).toEqual(["paused"]);
  const wider = [two[0] ?? {}, { id: "opn_3", methods: ["jump"] }];
  expect(decideBy(wider, { method: null, amount: fen(30_001) })).toMatchObject({ open: true, openingId: "opn_3" });
  expect(decideBy(wider, { method: null })).toMatchObject({ caps: { per_payment: null } });
});

test("all reasons are told at once: the opening's, the store's, the moment's", () => {
  const all = codes([{ state: "paused", caps: capsOf({ per_payment: fen(1) }) }], {
    standing: "store_switched_off",
    health: "degraded",
    method: "in_app",
    inPartnerApp: false,
  });
  expect(all).toEqual(["paused", "store_switched_off", "wallet_degraded", "needs_wallet_app", "over_cap_per_payment"]);
  expect(codes([], { standing: "store_not_activated" })).toEqual(["not_opened", "store_not_activated"]);
});

test("programmes of another marketplace decide nothing", () => {
  expect(() => decide({ ...facts, marketplace: "mkt_2" }, compile("mkt_1", "UTC", 1n, []), later)).toThrow(RangeError);
});

test("every reason speaks both languages", () => {
  for (const code of Object.keys(reasonTable) as (keyof typeof reasonTable)[]) {
    const words = reason(code, { at: effectiveAt, timeZone: "Asia/Shanghai", cap: fen(1), methods: ["qr"] });
    expect(words.zh).toMatch(/\p{Script=Han}/u);
    expect(words.en).toMatch(/^[\x20-\x7e]+\.$/);
    expect(words.en).not.toContain("undefined");
  }
});

const arbitraryProgramme = fc.record({
  id: fc.stringMatching(/^opn_[0-9]{3}$/),
  version: fc.nat(),
  capability: fc.constantFrom("payment", "link"),
  partner: fc.constantFrom("wechatpay", "alipay"),
  methods: fc.option(fc.uniqueArray(fc.constantFrom("qr", "jump", "in_app"), { minLength: 1 })),
  state: fc.constantFrom(
    "piloting",
    "consulting",
    "decided",
    "announced",
    "opening",
    "open",
    "open",
    "open",
    "open",
    "paused",
    "withdrawn",
  ),
  effectiveAt: fc.option(fc.integer({ min: -3, max: 3 }).map((days) => new Date(later.getTime() + days * 86_400_000))),
  caps: fc.record({ per_payment: fc.option(fc.integer({ min: 1, max: 9 }).map(fen)) }).map(capsOf),
  ...{ pilots: fc.constant([]), stages: fc.constant([]), salt: fc.constant("5a17") },
}) as fc.Arbitrary<Programme>;
const arbitraryFacts = fc.record({
  ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, fc.constant(value)])),
  capability: fc.constantFrom("payment", "link"),
  partner: fc.constantFrom("wechatpay", "alipay", "unionpay"),
  method: fc.constantFrom("qr", "jump", "in_app", null),
  amount: fc.option(fc.integer({ min: 1, max: 9 }).map(fen)),
  standing: fc.constantFrom<Standing>("ready", "ready", "store_not_activated", "store_closed"),
  health: fc.constantFrom("well", "well", "degraded"),
  inPartnerApp: fc.boolean(),
}) as fc.Arbitrary<Facts>;

/** The rule, said as plainly as can be, against which decide() is held. */
function naive(asked: Facts, programmes: readonly Programme[]): boolean {
  if (asked.standing !== "ready" || asked.health !== "well") return false;
  if (asked.method === "in_app" && asked.inPartnerApp === false) return false;
  return programmes.some((programme) => {
    const cap = programme.caps.per_payment;
    return (
      programme.capability === asked.capability &&
      programme.partner === asked.partner &&
      (asked.method === null || (programme.methods ?? [asked.method]).includes(asked.method)) &&
      ["announced", "opening", "open"].includes(programme.state) &&
      programme.effectiveAt !== null &&
      programme.effectiveAt <= later &&
      (cap === null || asked.amount === null || compare(asked.amount, cap) <= 0)
    );
  });
}

test("decide is the plain rule, and explains itself: shut never without a reason, open never with a refusal", () => {
  const shutters = new Set<string>();
  let open = 0;
  fc.assert(
    fc.property(arbitraryFacts, fc.array(arbitraryProgramme, { maxLength: 5 }), (asked, programmes) => {
      const decision = decide(asked, compile("mkt_1", "Asia/Shanghai", 1n, programmes), later);
      expect(decision.open).toBe(naive(asked, programmes));
      const told = decision.reasons.map((one) => one.code);
      if (decision.open) expect(told.filter((code) => code !== "cap_per_payment")).toEqual([]);
      else expect(told).not.toHaveLength(0);
      if (!decision.open) expect(told).not.toContain("cap_per_payment");
      expect(new Set(told).size).toBe(told.length);
      if (decision.open) open++;
      for (const code of told) shutters.add(code);
    }),
    { numRuns: 3000 },
  );
  // The property would prove nothing if the generator never met both sides and most reasons.
  expect(open).toBeGreaterThan(30);
  expect(shutters.size).toBeGreaterThan(9);
});
