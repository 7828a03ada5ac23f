import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bare, bucketOf, type Db, derivedId, makeIds, openDatabase, prefixes } from "#db";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { createOversight } from "./create-oversight.ts";
import { findable, unfindable } from "./find.ts";

let database: TestDatabase;
let db: Db;
const clock = { now: () => new Date("2026-11-22T08:00:00.000Z") };
const ids = makeIds(clock, randomBytes);
const [market, other, store, neighbour] = [ids.next("mkt"), ids.next("mkt"), ids.next("sto", 5), ids.next("sto", 6)];
const order = ids.next("ord", 5);
const payment = derivedId("pay", order, "payment", 0);
const checkout = derivedId("chk", order, "checkout", 0);
const account = ids.next("wac");

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "find test" });
  const [bucket, at] = [bucketOf(order), clock.now()];
  for (const id of [market, other])
    await db.read(
      `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
       values ($1, '集', 'M', 'Asia/Shanghai', 'open', $2, 1)`,
      [id, at],
    );
  await db.read(
    `insert into orders (bucket, id, marketplace, store, checkout, number, title, amount, currency, refunded, state,
       lines, created_at) values ($1, $2, $3, $4, $5, 'A-77', 't', 100, 'CNY', 0, 'unpaid', '[]', $6)`,
    [bucket, order, market, store, checkout, at],
  );
  await db.read(
    `insert into checkouts (bucket, id, marketplace, caller, mode, state, locale, buyer, success_url, cancel_url,
       metadata, amount, currency, order_ids, expires_at, created_at)
     values ($1, $2, $3, 'c', 'test', 'open', 'zh-CN', '{}', 'u', 'u', '{}', 100, 'CNY', $4, $5, $5)`,
    [bucket, checkout, market, [order], at],
  );
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, expires_at, created_at)
     values ($1, $2, $3, $4, $5, $6, 'alipay', $7, 'qr', 100, 'CNY', 'paid', false, '{}', $8, $8)`,
    [bucket, payment, order, checkout, market, store, account, at],
  );
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const find = (text: string, reach: { marketplace: string | null; store: string | null } = all) =>
  createOversight({ db, clock, ids, agreedFees: async () => new Map() }).find(reach, text);
const all = { marketplace: null, store: null };

test("every kind of id is looked for, and one that there is not is nothing", async () => {
  // A kind of id that is new says here whether it can be looked for, and if not, why.
  expect([...findable, ...Object.keys(unfindable)].sort()).toEqual([...prefixes].sort());
  for (const prefix of findable) {
    const id = `${prefix}_${bare(ids.next("ord"))}`;
    expect([prefix, await find(id)]).toEqual([prefix, []]);
  }
  for (const text of ["opn_x", "zzz_01", "'; drop table orders; --", "ord_"]) expect(await find(text)).toEqual([]);
});

test("a payment, a checkout, a moment, and our number on a bill lead to the order; so does the shop's number", async () => {
  const owner = { marketplace: market, store };
  const found = { ...owner, leads_to: order };
  expect(await find(payment)).toEqual([{ kind: "payment", id: payment, ...found }]);
  expect(await find(` ${bare(payment)} `)).toEqual([{ kind: "payment", id: payment, ...found }]);
  expect(await find(checkout)).toEqual([{ kind: "checkout", id: checkout, ...found, store: null }]);
  expect(await find("A-77")).toEqual([{ kind: "order", id: order, ...found }]);
  const moment = { kind: "viewed", host: "wechat", surface: null, side: null, ref: "1", sha256: null, at: clock.now() };
  const told = await createOversight({ db, clock, ids, agreedFees: async () => new Map() }).tellMoments(
    "k",
    owner,
    order,
    [moment as never],
  );
  const id = told.ok ? (told.value[0]?.id ?? "") : "";
  expect(await find(id)).toEqual([{ kind: "moment", id, ...found }]);
});

test("evidence once it was shown, an appeal, a bill of a campaign and a payout are found; unshown evidence is not", async () => {
  const owner = { marketplace: market, store };
  const [shown, hidden] = [ids.next("evd", 5), ids.next("evd", 5)];
  const [dispute, appeal, bill, payout] = [ids.next("dsp", 5), ids.next("lap", 5), ids.next("bil"), ids.next("mpo")];
  const at = clock.now();
  for (const [id, where] of [[shown, dispute] as const, [hidden, null] as const])
    await db.read(
      `insert into evidence_files (bucket, id, order_id, marketplace, store, checkout, party, file_name, type, bytes,
         sha256, sealed, uploaded_by, uploaded_at, dispute)
       values ($1, $2, $3, $4, $5, $6, 'buyer', 'a.png', 'image/png', 1, $7, 'x', 'b', $8, $9)`,
      [bucketOf(id), id, order, market, store, checkout, "0".repeat(64), at, where],
    );
  await db.read(
    `insert into screen_appeals (bucket, id, marketplace, store, kind, subject, why, state, appealed_by, appealed_at)
     values ($1, $2, $3, $4, 'link', 'https://a.example', 'x', 'open', 'per_1', $5)`,
    [bucketOf(appeal), appeal, market, store, at],
  );
  await db.read(
    `insert into campaign_bills (bucket, campaign, host, n, id, marketplace, wallet_account, amount, total, currency,
       asked_by, at, state) values ($1, $2, 'wechat', 1, $3, $4, $5, 1, 1, 'CNY', 'per_1', $6, 'proposed')`,
    [bucketOf(bill), ids.next("cmp"), bill, market, account, at],
  );
  await db.read(
    `insert into media_payouts (bucket, id, marketplace, wallet_account, host, payee, way, amount, currency, state,
       asked_by, asked_at) values ($1, $2, $3, $4, 'wechat', 1, 'hand', 1, 'CNY', 'asked', 'per_1', $5)`,
    [bucketOf(payout), payout, market, account, at],
  );
  expect(await find(shown, owner)).toEqual([{ kind: "evidence", id: shown, ...owner, leads_to: shown }]);
  for (const reach of [all, owner, { ...owner, store: null }]) expect(await find(hidden, reach)).toEqual([]);
  expect(await find(appeal, owner)).toEqual([{ kind: "screen_appeal", id: appeal, ...owner, leads_to: appeal }]);
  for (const [kind, id] of [["campaign_bill", bill] as const, ["media_payout", payout] as const]) {
    expect(await find(id)).toEqual([{ kind, id, marketplace: market, store: null, leads_to: id }]);
    expect(await find(id, owner)).toEqual([]);
  }
});

test("what is the house's own is found by the whole house alone; a contract's run leads to its contract", async () => {
  const [window, contract, run] = [ids.next("cls"), ids.next("alc", 5), ids.next("alr", 5)];
  const at = clock.now();
  await db.read(
    `insert into acceptance_settlements (id, acquirer, issuer, currency, state, closed_by, closed_at, due_at)
     values ($1, $2, $3, 'CNY', 'closing', 'per_1', $4, $4)`,
    [window, "wechatpay", "alipay", at],
  );
  await db.read(
    `insert into alliance_contracts (bucket, id, marketplace, partner, title, purposes, modes, currency, clip, crowd,
       epsilon_milli, padding, budget, starts_at, ends_at, created_by, created_at)
     values ($1, $2, $3, 'partner', 't', '{reach}', '{size}', 'CNY', 1, 2, 1, 0, 1, $4, $5, 'per_1', $4)`,
    [bucketOf(contract), contract, market, at, new Date(at.getTime() + 1000)],
  );
  await db.read(
    `insert into alliance_runs (bucket, id, contract, dataset, marketplace, partner, purpose, mode, state, step,
       steps_done, steps_of, currency, opening, created_by, created_at, changed_at)
     values ($1, $2, $3, 'd', $4, 'partner', 'reach', 'size', 'running', 's', 0, 1, 'CNY', 'o', 'per_1', $5, $5)`,
    [bucketOf(run), run, contract, market, at],
  );
  const whole = { marketplace: null, store: null };
  expect(await find(window)).toEqual([{ kind: "acceptance_settlement", id: window, ...whole, leads_to: window }]);
  expect(await find(window, { marketplace: market, store: null })).toEqual([]);
  const own = { marketplace: market, store: null };
  expect(await find(run, own)).toEqual([{ kind: "alliance_run", id: run, ...own, leads_to: contract }]);
  expect(await find(run, { marketplace: other, store: null })).toEqual([]);
});

test("an alarm is found by who sees the alarms' list: the marketplace's people, the house's by the house's", async () => {
  const [mine, house] = [ids.next("alm"), ids.next("alm")];
  for (const [id, whose] of [[mine, market] as const, [house, null] as const])
    await db.read(
      `insert into alarms (bucket, id, marketplace, what, key, about, raised_at, last_at)
       values ($1, $2, $3, 'bill_refused', $2, '{}', $4, $4)`,
      [bucketOf(id), id, whose, clock.now()],
    );
  const found = { kind: "alarm", id: mine, marketplace: market, store: null, leads_to: mine };
  expect(await find(mine, { marketplace: market, store: null })).toEqual([found]);
  for (const reach of [
    { marketplace: market, store },
    { marketplace: other, store: null },
  ])
    expect(await find(mine, reach)).toEqual([]);
  expect(await find(house)).toMatchObject([{ kind: "alarm", id: house, marketplace: null }]);
  expect(await find(house, { marketplace: market, store: null })).toEqual([]);
});

test("a store finds its own endpoint and delivery; its marketplace, the house and a neighbour do not", async () => {
  const at = clock.now();
  const made = async (whose: string | null) => {
    const [endpoint, delivery, event] = [ids.next("whe"), ids.next("whd"), ids.next("evt")];
    await db.read(
      `insert into webhook_endpoints (id, marketplace, store, url, description, events, state, secret, created_at)
       values ($1, $2, $3, 'https://a.example', '', '{*}', 'enabled', 's', $4)`,
      [endpoint, market, whose, at],
    );
    await db.read(
      `insert into webhook_deliveries (bucket, id, endpoint, marketplace, event, event_type, payload, store, state,
         tries, attempts, next_at, created_at) values ($1, $2, $3, $4, $5, 'x', '{}', $6, 'waiting', 0, '[]', $7, $7)`,
      [bucketOf(delivery), delivery, endpoint, market, event, whose, at],
    );
    return [endpoint, delivery] as const;
  };
  const [own, whole] = [await made(store), await made(null)];
  const [ofStore, ofMarket] = [
    { marketplace: market, store },
    { marketplace: market, store: null },
  ];
  for (const [n, kind] of ["webhook_endpoint", "delivery"].entries()) {
    const [mine = "", theirs = ""] = [own[n], whole[n]];
    expect(await find(mine, ofStore)).toEqual([{ kind, id: mine, ...ofStore, leads_to: own[0] }]);
    for (const reach of [ofMarket, all, { marketplace: market, store: neighbour }])
      expect(await find(mine, reach)).toEqual([]);
    expect(await find(theirs, ofMarket)).toEqual([{ kind, id: theirs, ...ofMarket, leads_to: whole[0] }]);
    expect(await find(theirs, ofStore)).toEqual([]);
  }
});

test("nobody finds what is another marketplace's or another store's", async () => {
  const texts = [order, payment, checkout, "A-77", bare(payment)];
  for (const text of texts) {
    expect(await find(text, { marketplace: market, store })).toHaveLength(1);
    expect(await find(text, { marketplace: other, store: null })).toEqual([]);
    expect(await find(text, { marketplace: market, store: neighbour })).toEqual([]);
  }
});
