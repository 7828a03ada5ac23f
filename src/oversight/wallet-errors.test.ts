import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf, type Db, derivedId, makeIds, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { createOversight } from "./create-oversight.ts";

let database: TestDatabase;
let db: Db;
let at = new Date("2026-11-22T08:00:00.000Z");
const clock = { now: () => at };
const ids = makeIds(clock, randomBytes);
const [market, store, account] = [ids.next("mkt"), ids.next("sto", 5), ids.next("wac")];

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "wallet errors test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function pays(wallet: string, state: string, code: string | null = null, says = code): Promise<[string, string]> {
  const order = ids.next("ord", 5);
  const payment = derivedId("pay", order, "payment", 0);
  await db.read(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, reason_code, reason_says, by_friend, start, expires_at, created_at)
     values ($1, $2, $3, 'chk', $4, $5, $6, $7, 'qr', 100, 'CNY', $8, $9, $10, false, '{}', $11, $11)`,
    [bucketOf(order), payment, order, market, store, wallet, account, state, code, says, at],
  );
  at = new Date(at.getTime() + 1000);
  return [payment, order];
}

const errors = async (reach: { marketplace: string | null; store: string | null }) =>
  Object.fromEntries(
    (await createOversight({ db, clock, ids, agreedFees: async () => new Map() }).walletHealth(reach)).map((one) => [
      one.wallet,
      one.errors,
    ]),
  );

test("refusals and open answers of a day by wallet and its own code, most often first, with the latest payment", async () => {
  await pays("alipay", "refused", "TOO_OLD");
  at = new Date(at.getTime() + 25 * 3_600_000);
  await pays("alipay", "paid");
  await pays("alipay", "closed");
  await pays("alipay", "refused", "SYSTEM_ERROR", "first");
  const [open, openOrder] = await pays("alipay", "abandoned");
  const [last, lastOrder] = await pays("alipay", "refused", "SYSTEM_ERROR", "latest");
  const [short, shortOrder] = await pays("wechatpay", "refused", "NOTENOUGH");
  const expected = {
    alipay: [
      { outcome: "refused", code: "SYSTEM_ERROR", says: "latest", count: 2, payment: last, order: lastOrder },
      { outcome: "unknown", code: null, says: null, count: 1, payment: open, order: openOrder },
    ],
    wechatpay: [
      { outcome: "refused", code: "NOTENOUGH", says: "NOTENOUGH", count: 1, payment: short, order: shortOrder },
    ],
  };
  expect(await errors({ marketplace: market, store })).toEqual(expected);
  expect(await errors({ marketplace: null, store: null })).toEqual(expected);
  expect(await errors({ marketplace: ids.next("mkt"), store: null })).toEqual({});
});
