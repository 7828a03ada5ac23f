import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketIndex, bucketOf, type Db, makeIds, openDatabase } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import { createReach, type EffectAsked, type Reach } from "./effect-report.ts";

let db: Db;
let owner: Db;
let reach: Reach;
const start = new Date("2024-09-12T00:00:00Z");
let now = start;
/** When a wider stage took over. */
let end: Date | null = null;
let pauses: { from: Date; to: Date | null }[] = [];
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
const [marketplace, opening] = [ids.next("mkt"), ids.next("opn")];

beforeAll(async () => {
  const { appUrl, ownerUrl } = await freshDatabase();
  db = openDatabase(appUrl, { poolSize: 4, applicationName: "effect test" });
  owner = openDatabase(ownerUrl, { poolSize: 2, applicationName: "effect test" });
  reach = createReach({
    ...{ db, clock, ids, random: randomBytes },
    holdOut: async (_opening, kind) =>
      kind === "pilot"
        ? null
        : {
            ...{ marketplace, sides: [marketplace], start: kind === "stage" ? start : null, end, pauses },
            groupOf: ({ reference, buyer }) =>
              buyer["city_tier"] === 9 ? null : reference.startsWith("in") ? "in" : "out",
          },
  });
});
afterAll(() => Promise.all([db.close(), owner.close()]));

/** An order as payments would have left it; its checkout may lie in another bucket, as a cart's does. */
async function order(buyer: object, hours: number, wallet: string | null): Promise<void> {
  now = new Date(start.getTime() + hours * 3_600_000);
  const [checkout, id] = [ids.next("chk"), ids.next("ord")];
  const payment = wallet === null ? null : ids.next("pay", bucketIndex(id));
  await owner.read(
    `insert into checkouts (bucket, id, marketplace, caller, mode, state, locale, buyer, success_url, cancel_url,
       metadata, amount, currency, order_ids, expires_at, created_at)
     values ($1, $2, $3, 'k', 'test', 'complete', 'zh', $4, 'u', 'u', '{}', 100, 'CNY', array[$5], $6, $6)`,
    [bucketOf(checkout), checkout, marketplace, JSON.stringify(buyer), id, now],
  );
  await owner.read(
    `insert into orders (bucket, id, marketplace, store, checkout, number, title, amount, currency, lines, paid_payment,
       created_at)
     values ($1, $2, $3, 's', $4, 'n', 't', 100, 'CNY', '[]', $5, $6)`,
    [bucketOf(id), id, marketplace, checkout, payment, now],
  );
  if (payment !== null)
    await owner.read(
      `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
         currency, by_friend, start, state, expires_at, created_at)
       values ($1, $2, $3, $4, $5, 's', $6, 'w', 'qr', 100, 'CNY', false, '{}', 'paid', $7, $7)`,
      [bucketOf(payment), payment, id, checkout, marketplace, wallet, now],
    );
}

test("a report reads the orders around the start, knows buyers of carts, and is made once for one key", async () => {
  await order({ reference: "in-1", city_tier: 3, age_band: "55+" }, -5, "alipay");
  await order({ reference: "in-1", city_tier: 3 }, 5, "alipay");
  await order({ reference: "in-2", city_tier: 3 }, 5, "wechatpay");
  await order({ reference: "out-1" }, 5, "alipay");
  await order({ reference: "out-2" }, 5, null);
  // Nobody's, too early, and too late.
  await order({}, 5, "alipay");
  await order({ reference: "in-3" }, -49, "alipay");
  await order({ reference: "in-3" }, 49, "alipay");
  // Not one that the stage's other terms let in.
  await order({ reference: "in-4", city_tier: 9 }, 5, "alipay");
  now = new Date(start.getTime() + 90 * 86_400_000);
  const asked: EffectAsked = {
    ...{ opening, kind: "stage", n: 1, incumbent: "alipay", start, before_days: 2, after_days: 2 },
  };
  const key = { caller: "per_1", route: "POST", key: "k", requestHash: "a".repeat(64) };
  const [one, two] = [
    await reach.makeReport({ id: "per_1" }, asked, key),
    await reach.makeReport({ id: "per_1" }, asked, key),
  ];
  if (!one.ok || !two.ok) throw new Error("refused");
  expect([two.value.id, two.repeated]).toEqual([one.value.id, true]);
  const { report } = one.value;
  expect([report.orders, report.buyers]).toEqual([5, { in: 2, out: 2 }]);
  expect(report.new_buyers.in).toMatchObject({ n: 1, of: 2 });
  expect(report.wallets.map((wallet) => [wallet.wallet, wallet.in.n, wallet.out.n])).toEqual([
    ["alipay", 1, 1],
    ["wechatpay", 1, 0],
  ]);
  expect(report.displacement.value).toBeCloseTo(0.5, 10);
  expect(await reach.getReport(one.value.id)).toEqual(one.value);
  const other = { ...key, requestHash: "b".repeat(64) };
  expect(await reach.makeReport({ id: "per_1" }, asked, other)).toEqual({ ok: false, fault: "idempotency_key_reused" });
  expect([report.left_out, report.to]).toEqual([2, "2024-09-14T00:00:00.000Z"]);
  end = new Date(start.getTime() + 4 * 3_600_000);
  const cut = await reach.makeReport({ id: "per_1" }, { ...asked, start: null }, null);
  expect(cut.ok && [cut.value.asked.start, cut.value.report.orders, cut.value.report.to]).toEqual([
    start.toISOString(),
    1,
    end.toISOString(),
  ]);
  end = null;
  pauses = [{ from: new Date(start.getTime() + 4 * 3_600_000), to: new Date(start.getTime() + 6 * 3_600_000) }];
  const paused = await reach.makeReport({ id: "per_1" }, asked, null);
  // All of the day's orders fell into the pause, of both groups; the one before the start did not.
  expect(paused.ok && [paused.value.report.orders, paused.value.report.left_out, paused.value.report.paused]).toEqual([
    ...[1, 6, [{ from: "2024-09-12T04:00:00.000Z", to: "2024-09-12T06:00:00.000Z" }]],
  ]);
  pauses = [{ from: new Date(start.getTime() + 6 * 3_600_000), to: null }];
  const lasting = await reach.makeReport({ id: "per_1" }, asked, null);
  expect(lasting.ok && [lasting.value.report.orders, lasting.value.report.paused]).toEqual([
    ...[5, [{ from: "2024-09-12T06:00:00.000Z", to: "2024-09-14T00:00:00.000Z" }]],
  ]);
  pauses = [];
  now = start;
  const early = await reach.makeReport({ id: "per_1" }, asked, null);
  expect(early).toEqual({ ok: false, fault: "effect_not_begun" });
  const none = await reach.makeReport({ id: "per_1" }, { ...asked, kind: "pilot" }, null);
  expect(none).toEqual({ ok: false, fault: "effect_no_hold_out" });
  await expect(db.read("update effect_reports set marketplace = 'x'")).rejects.toThrow("permission denied");
});

test("new is who never bought before: not long ago, not where the stage says nothing, not in a pause", async () => {
  const later = new Date(start.getTime() + 720 * 3_600_000);
  await order({ reference: "in-old" }, 100, "alipay");
  await order({ reference: "in-old" }, 725, "wechatpay");
  await order({ reference: "in-elsewhere", city_tier: 9 }, 715, "alipay");
  await order({ reference: "in-elsewhere" }, 725, "wechatpay");
  await order({ reference: "in-paused" }, 710, "wechatpay");
  await order({ reference: "in-paused" }, 726, "wechatpay");
  await order({ reference: "in-new" }, 100, null);
  await order({ reference: "in-new" }, 726, "wechatpay");
  await order({ reference: "out-new" }, 726, "wechatpay");
  pauses = [{ from: new Date(start.getTime() + 709 * 3_600_000), to: new Date(start.getTime() + 711 * 3_600_000) }];
  now = new Date(start.getTime() + 90 * 86_400_000);
  const made = await reach.makeReport(
    { id: "per_1" },
    { ...{ opening, kind: "stage", n: 1, incumbent: "alipay", start: later, before_days: 2, after_days: 2 } },
    null,
  );
  pauses = [];
  if (!made.ok) throw new Error(made.fault);
  const { new_buyers, without_incumbent } = made.value.report;
  expect([new_buyers.in, new_buyers.out]).toMatchObject([
    { n: 1, of: 4 },
    { n: 1, of: 1 },
  ]);
  expect(without_incumbent.in).toMatchObject({ n: 2, of: 4 });
});

test("drawn orders in the database, also of other stores and in a pause: counted again one buyer at a time", async () => {
  const day = 24;
  const base = 4000;
  const later = new Date(start.getTime() + base * 3_600_000);
  // Park and Miller's: the same orders at every run.
  let state = 20_241_122;
  const draw = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  type Made = { buyer: string; at: number; wallet: string | null; counts: boolean };
  const made = Array.from({ length: 90 }, (): Made => {
    const wallet = ["alipay", "wechatpay", "wechatpay", null][draw(4)] as string | null;
    const buyer = `${draw(2) === 0 ? "in" : "out"}-drawn-${draw(9)}`;
    return { buyer, at: (draw(8 * day * 60) - 6 * day * 60) / 60, wallet, counts: draw(4) !== 0 };
  });
  for (const one of made)
    await order({ reference: one.buyer, city_tier: one.counts ? 3 : 9 }, base + one.at, one.wallet);
  now = new Date(later.getTime() + 90 * 86_400_000);
  const asked = { opening, kind: "stage", n: 1, incumbent: "alipay", start: later, before_days: 2, after_days: 2 };
  const told = await reach.makeReport({ id: "per_1" }, { ...asked, kind: "stage" }, null);
  if (!told.ok) throw new Error(told.fault);
  const { report } = told.value;
  for (const group of ["in", "out"] as const)
    for (const [begins, ends] of [
      [-2 * day, 0],
      [0, 2 * day],
    ] as const) {
      const buyers = [...new Set(made.map((one) => one.buyer))].filter((one) => one.startsWith(group));
      const mine = (buyer: string, from: number, to: number) =>
        made.filter((one) => one.buyer === buyer && one.at >= from && one.at < to);
      const ordered = buyers.filter((one) => mine(one, begins, ends).some(({ counts }) => counts));
      const paying = ordered.filter((one) => mine(one, begins, ends).some(({ counts, wallet }) => counts && wallet));
      const knows = (one: string, to: number) => mine(one, -1e9, to).some(({ wallet }) => wallet === "alipay");
      const asks = ordered.filter((one) => !knows(one, begins));
      const [without, gained] = [paying.filter((one) => !knows(one, ends)), asks.filter((one) => paying.includes(one))];
      const { before, ...after } = report.without_incumbent;
      expect((begins < 0 ? before : after)[group]).toMatchObject({ n: without.length, of: paying.length });
      expect(report.gained[begins < 0 ? "before" : "after"][group]).toMatchObject({
        n: gained.length,
        of: asks.length,
      });
      const fresh = paying.filter((one) => !mine(one, -1e9, begins).some(({ wallet }) => wallet));
      if (begins === 0) expect(report.new_buyers[group]).toMatchObject({ n: fresh.length, of: paying.length });
    }
});
