import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf, type Db } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import type { Directory } from "./create-directory.ts";
import { clockAt, makeDirectory, ok, openTestDatabase, operator, populate, repeatKey, settings } from "./test-rig.ts";

const clock = clockAt("2024-09-04T02:00:00Z");
let db: Db;
let ownerDb: Db;
let directory: Directory;

beforeAll(async () => {
  const urls = await freshDatabase();
  db = openTestDatabase(urls.appUrl);
  ownerDb = openTestDatabase(urls.ownerUrl);
  directory = await makeDirectory(db, clock);
});
afterAll(async () => {
  await db.close();
  await ownerDb.close();
});

const name = { zh: "店", en: "Shop" };

test("what was made is got and listed, newest first, page by page", async () => {
  const { marketplace, merchant, store } = await populate(directory);
  expect(await directory.getStore(store.id)).toEqual(store);
  expect(await directory.getMerchant(merchant.id)).toEqual(merchant);
  const rest = [];
  for (const n of [1, 2, 3]) {
    clock.advance(5);
    const input = { marketplace: marketplace.id, merchant: merchant.id, name, tags: { n: `${n}` } };
    rest.unshift(ok(await directory.createStore(operator, input, null)));
  }
  const reach = { marketplace: marketplace.id, store: null };
  const first = await directory.listStores(reach, { after: null, limit: 2 });
  expect(first.data).toEqual(rest.slice(0, 2));
  const second = await directory.listStores(reach, { after: first.next, limit: 2 });
  expect(second.data).toEqual([rest[2], store]);
  expect(second.next).toBeNull();
  const own = await directory.listStores({ marketplace: marketplace.id, store: store.id }, { after: null, limit: 9 });
  expect(own.data).toEqual([store]);
});

test("a store's bucket is the one that its id carries", async () => {
  const { store } = await populate(directory);
  const [row] = await db.read<{ bucket: number }>("select bucket from stores where id = $1", [store.id]);
  expect(row?.bucket).toBe(bucketOf(store.id));
});

test("a repeated request makes nothing new; the same key with another request is refused", async () => {
  const input = { name, time_zone: "Asia/Shanghai", shop_url: "http://shop.test" };
  const first = await directory.createMarketplace(operator, input, repeatKey("r1", input));
  const again = await directory.createMarketplace(operator, input, repeatKey("r1", input));
  expect(again).toEqual({ ...first, repeated: true });
  const other = await directory.createMarketplace(operator, input, repeatKey("r1", { other: true }));
  expect(other).toMatchObject({ ok: false, fault: "idempotency_key_reused" });
});

test("two equal requests at once make one store", async () => {
  const { marketplace, merchant } = await populate(directory);
  const input = { marketplace: marketplace.id, merchant: merchant.id, name, tags: {} };
  const repeat = repeatKey("at once", input);
  const made = await Promise.all([1, 2, 3, 4].map(() => directory.createStore(operator, input, repeat)));
  expect(new Set(made.map((result) => ok(result).id)).size).toBe(1);
  expect(made.filter((result) => result.ok && result.repeated)).toHaveLength(3);
});

test("a refused request leaves its repeat key free", async () => {
  const { marketplace, merchant } = await populate(directory);
  const input = { marketplace: marketplace.id, merchant: "mer_nobody", name, tags: {} };
  const refused = await directory.createStore(operator, input, repeatKey("free", input));
  expect(refused).toMatchObject({ ok: false, fault: "parent_unknown" });
  const mended = { ...input, merchant: merchant.id };
  expect((await directory.createStore(operator, mended, repeatKey("free", mended))).ok).toBe(true);
});

test("a tenant cannot make a marketplace, nor anything in another's; a store makes nothing of its marketplace's", async () => {
  const { marketplace, merchant, store } = await populate(directory);
  const other = await populate(directory);
  const tenant = { ...operator, marketplace: other.marketplace.id };
  const input = { name, time_zone: "Asia/Shanghai", shop_url: null };
  expect(await directory.createMarketplace(tenant, input, null)).toMatchObject({ fault: "forbidden" });
  const newMerchant = { marketplace: marketplace.id, name };
  expect(await directory.createMerchant(tenant, newMerchant, null)).toMatchObject({ fault: "forbidden" });
  // Its own marketplace, with a merchant of another one.
  const newStore = { marketplace: other.marketplace.id, merchant: merchant.id, name, tags: {} };
  expect(await directory.createStore(tenant, newStore, null)).toMatchObject({ fault: "parent_unknown" });
  const owner = { ...operator, marketplace: marketplace.id, store: store.id };
  expect(await directory.createMerchant(owner, newMerchant, null)).toMatchObject({ fault: "forbidden" });
  const newAccount = { marketplace: marketplace.id, wallet: "redpay", title: "x", settings };
  expect(await directory.createWalletAccount(owner, newAccount, null)).toMatchObject({ fault: "forbidden" });
});

test("the database itself refuses a store whose merchant is another tenant's", async () => {
  const { store } = await populate(directory);
  const other = await populate(directory);
  const sql = "update stores set merchant = $2 where id = $1";
  await expect(ownerDb.read(sql, [store.id, other.merchant.id])).rejects.toMatchObject({ code: "23503" });
});

test("a time zone that is none is refused", async () => {
  for (const time_zone of ["Asia/Nowhere", "+08:00", ""]) {
    const made = await directory.createMarketplace(operator, { name, time_zone, shop_url: null }, null);
    expect(made).toMatchObject({ ok: false, fault: "time_zone_unknown" });
  }
});
