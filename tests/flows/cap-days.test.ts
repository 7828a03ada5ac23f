import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

/** Into which day money counts, where it moves: the whole house at the midnights of its marketplace. */
let database: TestDatabase;
let flow: FlowHouse;
const limit = fen(10_000);

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await flow.house.close();
  await database.drop();
});

async function open(startAt: string, timeZone?: string): Promise<void> {
  const wait = async () => {};
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 2, startAt: new Date(startAt), wait });
  const { openings, directory } = flow.house;
  if (timeZone !== undefined) await live(timeZone);
  for (const state of ["suspended", "open"] as const)
    await directory.changeMarketplace(flow.operator, flow.marketplace, { state });
  const all = await openings.listOpenings({ marketplace: null, store: null }, { after: null, limit: 10 });
  const opening = all.data.find((one) => one.partner === "wechatpay")?.id as string;
  const caps = { per_payment: null, per_buyer_day: limit, per_store_day: fen(9000), total_day: limit };
  const done = await openings.changePlan(flow.operator, opening, { why: "test", caps }, null);
  if (!done.ok) throw new Error(done.fault);
  await flow.house.refresh();
}

/** As if it had been made there: a marketplace does not move. */
async function live(timeZone: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query("update marketplaces set time_zone = $1", [timeZone]);
  await client.end();
}

const at = (instant: string) => flow.advance((Date.parse(instant) - flow.now().getTime()) / 1000);

/** Starts a payment of so much; its id, or why not. */
async function pay(amount: number, store = 0, reference = "b-1"): Promise<string> {
  const order = { store: flow.stores[store] as string, number: "N1", title: "茶", amount: fen(amount), lines: [] };
  const made = await flow.house.payments.createCheckout(
    flow.operator,
    {
      ...{ marketplace: flow.marketplace, orders: [order], buyer: { reference }, locale: "en", expires_in: 3600 },
      ...{ metadata: {}, success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" },
    },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  const how = { wallet: "wechatpay", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const checkout = made.value.checkout.id;
  const done = await flow.house.payments.startPayment(flow.operator, { checkout, ...how }, null);
  if (done.ok) return done.value.payments[0]?.id as string;
  const reasons = (done.detail?.["reasons"] ?? []) as { code: string }[];
  return reasons[0]?.code ?? done.fault;
}

/** By day: what buyers, stores and the total have used. */
async function used(): Promise<Record<string, number[]>> {
  const rows = await flow.house.db.read<{ day: string; buyer: bigint; store: bigint; total: bigint }>(
    `select day, sum(buyer)::bigint as buyer, sum(store)::bigint as store, sum(total)::bigint as total from (
       select day, used as buyer, 0 as store, 0 as total from cap_buyer_days
       union all select day, 0, used, 0 from cap_store_days union all select day, 0, 0, used from cap_leases
     ) as u group by day order by day`,
    [],
  );
  return Object.fromEntries(
    rows.map((row) => [row.day, [row.buyer, row.store, row.total].map((one) => Number.parseInt(one.toString(), 10))]),
  );
}

test("a millisecond before midnight in Shanghai and at it are two days, also at a month's end", async () => {
  await open("2026-11-30T15:00:00Z");
  at("2026-11-30T15:59:59.999Z");
  const last = await pay(8000);
  expect(last).toMatch(/^pay_/);
  expect(await pay(2001)).toBe("over_cap_per_buyer_day");
  expect(await pay(1001, 0, "b-2")).toBe("over_cap_per_store_day");
  expect(await pay(2001, 1, "b-2")).toBe("over_cap_total_day");
  at("2026-11-30T16:00:00.000Z");
  expect(await pay(9000)).toMatch(/^pay_/);
  expect(await used()).toEqual({ "2026-11-30": [8000, 8000, 8000], "2026-12-01": [9000, 9000, 9000] });
  // Given back after midnight: to the day it was taken from, and today has no more room for it.
  expect(await flow.house.payments.closePayment(last)).toMatchObject({ ok: true, value: { state: "closed" } });
  expect(await used()).toEqual({ "2026-11-30": [0, 0, 0], "2026-12-01": [9000, 9000, 9000] });
  expect(await pay(1001)).toBe("over_cap_per_buyer_day");
  expect(await pay(1000, 1)).toMatch(/^pay_/);
});

test("started before midnight and paid after it: it counts where it was started", async () => {
  await open("2026-12-31T15:59:59.999Z");
  const started = await pay(8000);
  at("2026-12-31T16:04:00Z");
  const [payment] = flow.fakes.wechatpay.ledger().payments;
  const view = await flow.house.payments.getPayment(started);
  const content = view?.action?.kind === "qr" ? view.action.content : "";
  expect((await flow.fakes.wechatpay.act(content, "pay")).state).toBe("paid");
  await flow.settle();
  expect(payment?.out_trade_no).toBe(started.slice(4));
  expect(await used()).toEqual({ "2026-12-31": [8000, 8000, 8000] });
  expect(await pay(9000)).toMatch(/^pay_/);
  expect((await used())["2027-01-01"]).toEqual([9000, 9000, 9000]);
});

test("in Berlin the day on which clocks go back has 25 hours, and the one on which they go on has 23", async () => {
  await open("2026-10-24T21:00:00Z", "Europe/Berlin");
  const days = [
    ["2026-10-24T21:59:59.999Z", "2026-10-24"],
    ["2026-10-24T22:00:00.000Z", "2026-10-25"],
    // The 25th hour: by 24 of them, or by the offset of its beginning, this would be the next day.
    ["2026-10-25T22:59:59.999Z", "2026-10-25"],
    ["2026-10-25T23:00:00.000Z", "2026-10-26"],
    ["2027-03-27T22:59:59.999Z", "2027-03-27"],
    ["2027-03-28T21:59:59.999Z", "2027-03-28"],
    ["2027-03-28T22:00:00.000Z", "2027-03-29"],
  ] as const;
  const expected: Record<string, number> = {};
  for (const [instant, day] of days) {
    at(instant);
    expect(await pay(4000), instant).toMatch(/^pay_/);
    expected[day] = (expected[day] ?? 0) + 4000;
  }
  const counted = Object.fromEntries(Object.entries(await used()).map(([day, [, , total]]) => [day, total]));
  expect(counted).toEqual(expected);
});
