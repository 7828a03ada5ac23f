import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf, type Db, derivedId, makeIds, openDatabase } from "#db";
import { type Money, money } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { createOversight } from "./create-oversight.ts";
import type { NewMoment } from "./types.ts";

let database: TestDatabase;
let db: Db;
const now = new Date("2026-11-22T08:00:00.000Z");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
const owner = { marketplace: "mkt_a", store: ids.next("sto", 5) };
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 22, 8, minutes));

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "flows test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** By payment: what is agreed of it. */
const agreed = new Map<string, Money>();
const oversight = () => createOversight({ db, clock, ids, agreedFees: async () => agreed });

/** A paid order of 100 fen whose checkout carries a click. */
async function order(click: string | null = null, marketplace = "mkt_a"): Promise<{ id: string; payment: string }> {
  const id = ids.next("ord", 5);
  const checkout = derivedId("chk", id, "checkout", 0);
  const payment = derivedId("pay", id, "payment", 0);
  const place = [bucketOf(id), id, marketplace, owner.store, checkout];
  await db.read(
    `insert into orders (bucket, id, marketplace, store, checkout, number, title, amount, currency, refunded, state,
       lines, created_at, paid_at) values ($1, $2, $3, $4, $5, $2, 't', 100, 'CNY', 0, 'paid', '[]', $6, $6)`,
    [...place, now],
  );
  await db.read(
    `insert into checkouts (bucket, id, marketplace, caller, mode, state, locale, buyer, success_url, cancel_url,
       metadata, amount, currency, order_ids, expires_at, created_at)
     values ($1, $2, $3, 'c', 'test', 'open', 'zh-CN', '{}', 'u', 'u', $4, 100, 'CNY', $5, $6, $7)`,
    [place[0], checkout, marketplace, click ? { hutong_click: click } : {}, [id], at(600), now],
  );
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, expires_at, created_at, paid_at)
     values ($1, $6, $2, $5, $3, $4, 'alipay', 'wac_1', 'qr', 100, 'CNY', 'paid', false, '{}', $8, $7, $7)`,
    [...place, payment, now, at(15)],
  );
  return { id, payment };
}

const said = (more: Partial<NewMoment> = {}): NewMoment => ({
  ...{ kind: "chat", host: "wechat", surface: "chat", side: "buyer", ref: "m-1", sha256: null, at: at(-5), ...more },
});
const lane = async (id: string, flow: string) =>
  ((await oversight().orderFlows(id))?.items ?? []).filter((one) => one.flow === flow);

test("what host apps tell stands in the information lane once, with its number and never a person or a word", async () => {
  const { id } = await order();
  const seen = said({ kind: "viewed", side: null, surface: "moments", ref: "v-9", at: at(-9) });
  const told = [seen, said({ kind: "shared", ref: "s-1", at: at(-7) }), said({ sha256: "ab".repeat(32) })];
  const tell = () => oversight().tellMoments("key_1", owner, id, told);
  const [first, again] = await Promise.all([tell(), tell()]);
  expect(first).toEqual(again);
  const items = await lane(id, "information");
  expect(items.map((one) => [one.code, one.evidence.kind])).toEqual([
    ["order_viewed", "moment"],
    ["order_shared", "moment"],
    ["chat_message", "moment"],
    ["checkout_opened", "checkout"],
  ]);
  expect(items[2]?.detail).toEqual({
    host: "wechat",
    surface: "chat",
    side: "buyer",
    ref: "m-1",
    sha256: "abababababab…",
  });
  expect(items.every((one) => one.words.zh !== one.code && one.words.en !== one.code)).toBe(true);
  const kept = await oversight().momentsOf(id);
  expect(items.filter((one) => one.evidence.kind === "moment").map((one) => one.evidence.id)).toEqual(
    kept.map((one) => one.id),
  );
});

test("an order keeps so many and no more, also when two tell at once", async () => {
  const { id } = await order();
  const batch = (from: number) => Array.from({ length: 50 }, (_, n) => said({ ref: `m-${from + n}` }));
  for (let n = 0; n < 9; n++) await oversight().tellMoments("key_1", owner, id, batch(n * 50));
  const two = await Promise.all([batch(450), batch(500)].map((some) => oversight().tellMoments("k", owner, id, some)));
  expect(two.map((one) => one.ok).toSorted()).toEqual([false, true]);
  expect(await oversight().momentsOf(id)).toHaveLength(500);
  // What it has already is no more: a repeat is answered.
  expect((await oversight().tellMoments("key_1", owner, id, batch(0))).ok).toBe(true);
});

async function campaign(): Promise<{ campaign: string; click: string }> {
  await db.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ('mkt_a', '淘集市', 'Bazaar', 'Asia/Shanghai', 'open', $1, 1)`,
    [now],
  );
  const [one, placement, click] = [ids.next("cmp"), ids.next("plc"), ids.next("clk", 9)];
  await db.read(
    `insert into campaigns (id, marketplace, name_zh, name_en, state, starts_at, model, window_seconds, pricing, price,
       currency, version, created_by, created_at, changed_at)
     values ($1, 'mkt_a', '红猫计划', 'Red Cat', 'running', $2, 'last_touch', 86400, 'click', 5, 'CNY', 1, 'p', $2, $2)`,
    [one, now],
  );
  await db.read(
    `insert into placements (id, campaign, marketplace, host, surface, target, url, created_at)
     values ($1, $2, 'mkt_a', 'xiaohongshu', 'feed', 'store', 'https://shop.example/', $3)`,
    [placement, one, now],
  );
  await db.read(
    `insert into clicks (bucket, id, visitor, campaign, placement, marketplace, host, at, fee, opened_at)
     values ($1, $2, 'v', $3, $4, 'mkt_a', 'xiaohongshu', $5, 5, $6)`,
    [bucketOf(click), click, one, placement, at(-30), at(-29)],
  );
  return { campaign: one, click };
}

test("the click that led to an order, and what a campaign is credited, stand beside it by name", async () => {
  const ad = await campaign();
  const { id, payment } = await order(ad.click);
  const before = await lane(id, "information");
  // Carried by the checkout, and not credited yet.
  expect(before.map((one) => one.code)).toEqual(["ad_clicked", "ad_opened", "checkout_opened"]);
  await db.read(
    `insert into attributions (bucket, payment, click, order_id, marketplace, store, campaign, placement, host, weight,
       amount, refunded, currency, pricing, fee, paid_at)
     values ($1, $2, $3, $4, 'mkt_a', $5, $6, 'plc', 'xiaohongshu', 10000, 100, 30, 'CNY', 'click', 0, $7)`,
    [bucketOf(id), payment, ad.click, id, owner.store, ad.campaign, now],
  );
  const credited = (await lane(id, "information")).find((one) => one.code === "campaign_credited");
  expect(credited).toMatchObject({
    ...{ evidence: { kind: "campaign", id: ad.campaign }, note: { zh: "红猫计划", en: "Red Cat" } },
    ...{ amount: { minor: 70n }, detail: { host: "xiaohongshu", weight: "100 %" } },
  });
  // Another marketplace's click is nobody's business here.
  const strange = await order(ad.click, "mkt_b");
  expect((await lane(strange.id, "information")).map((one) => one.code)).toEqual(["checkout_opened"]);
});

test("disputes step by step, complaints and friends that were asked are told, each with its row", async () => {
  const { id, payment } = await order();
  const dispute = derivedId("dsp", id, "dispute", 0);
  const bucket = bucketOf(id);
  await db.read(
    `insert into disputes (bucket, id, marketplace, store, checkout, order_id, payment, kind, state, amount, currency,
       reason, rule, opened_by, opened_at, changed_at)
     values ($1, $2, 'mkt_a', $3, 'c', $4, $5, 'dispute', 'rejected', 80, 'CNY', '受潮', 'person', 'b', $6, $6)`,
    [bucket, dispute, owner.store, id, payment, at(10)],
  );
  for (const [n, event] of ["opened", "contested", "for_store"].entries())
    await db.read(
      `insert into dispute_steps (bucket, dispute, n, event, to_state, by_kind, by_id, why, evidence, at)
       values ($1, $2, $3, $4, 'with_person', 'person', 'per_1', 'a private word', '[]', $5)`,
      [bucket, dispute, n + 1, event, at(10 + n)],
    );
  await db.read(
    `insert into complaints (bucket, id, payment, marketplace, store, wallet, code, says, by_whom, at)
     values ($1, $2, $3, 'mkt_a', $4, 'alipay', 'not_received', 'call me', 'k', $5)`,
    [bucket, derivedId("cpl", payment, "complaint", 0), payment, owner.store, at(20)],
  );
  const checkout = derivedId("chk", id, "checkout", 0);
  await db.read("insert into friend_links (bucket, id, checkout, created_at) values ($1, $2, $3, $4)", [
    ...[bucket, derivedId("frl", id, "link", 0), checkout, now],
  ]);
  const items = await lane(id, "transaction");
  expect(items.slice(-4).map((one) => [one.code, one.evidence.kind])).toEqual([
    ["dispute_opened", "dispute"],
    ["dispute_contested", "dispute"],
    ["dispute_for_store", "dispute"],
    ["complaint_received", "complaint"],
  ]);
  expect(JSON.stringify(items, (_, value) => (typeof value === "bigint" ? `${value}` : value))).not.toMatch(
    /private word|call me|per_1/,
  );
  expect((await lane(id, "information")).map((one) => one.code)).toContain("friend_asked");
});

test("checkouts are told by tier and age: offered, begun, paid; another marketplace's are not", async () => {
  const marketplace = "mkt_figures";
  const buy = async (buyer: object, state: string, begins: boolean) => {
    const { id } = await order(null, marketplace);
    const checkout = derivedId("chk", id, "checkout", 0);
    await db.read("update checkouts set buyer = $3, state = $4 where bucket = $1 and id = $2", [
      ...[bucketOf(checkout), checkout, buyer, state],
    ]);
    if (!begins)
      await db.read("update payments set created_at = $3 where bucket = $1 and checkout = $2", [
        ...[bucketOf(checkout), checkout, new Date(0)],
      ]);
  };
  await buy({ city_tier: 3, age_band: "25-34" }, "complete", true);
  await buy({ city_tier: 3, age_band: "25-34" }, "expired", true);
  await buy({ city_tier: 3, age_band: "25-34" }, "expired", false);
  await buy({ city_tier: "many" }, "open", true);
  const span = { from: now, to: new Date(now.getTime() + 1000) };
  expect(await oversight().buyerFigures({ marketplace, store: null }, span)).toEqual([
    { city_tier: 3, age_band: "25-34", offered: 3, started: 2, paid: 1, amount: money(100n, "CNY") },
    { city_tier: null, age_band: null, offered: 1, started: 1, paid: 0, amount: money(0n, "CNY") },
  ]);
  expect(await oversight().buyerFigures({ marketplace: "mkt_other", store: null }, span)).toEqual([]);
});

test("a payment's fee is what the latest bill says the wallet kept, or what is agreed, or not known", async () => {
  const { id, payment } = await order();
  const fees = async () => (await oversight().orderFlows(id))?.wallet_fees;
  expect(await fees()).toEqual([{ payment, fee: null, basis: null }]);
  agreed.set(payment, money(2n, "CNY"));
  expect(await fees()).toEqual([{ payment, fee: money(2n, "CNY"), basis: "agreed" }]);
  const told = async (run: string, fee: number, kind = "payment") =>
    await db.read(
      `insert into bill_lines (bucket, run, n, kind, subject, wallet_ref, amount, currency, fee, state, at)
       values ($1, $2, $3, $4, $5, 'w', 100, 'CNY', $6, 'done', $7)`,
      [bucketOf(id), run, kind === "payment" ? 1 : 2, kind, payment, fee, now],
    );
  await told("rec_1", 60);
  await told("rec_2", 1);
  await told("rec_3", 9, "refund");
  expect(await fees()).toEqual([{ payment, fee: money(1n, "CNY"), basis: "billed" }]);
});
