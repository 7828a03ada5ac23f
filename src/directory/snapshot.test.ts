import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import type { Directory } from "./create-directory.ts";
import { clockAt, hashOf, makeDirectory, ok, openTestDatabase, operator, populate, settings } from "./test-rig.ts";

const clock = clockAt("2024-09-04T02:00:00Z");
let db: Db;
let here: Directory;
let there: Directory;

beforeAll(async () => {
  const urls = await freshDatabase();
  db = openTestDatabase(urls.appUrl);
  here = await makeDirectory(db, clock);
  there = await makeDirectory(db, clock);
});
afterAll(() => db.close());

test("a write is in this process's snapshot when it returns, and in another's after its refresh", async () => {
  const { store, marketplace, account } = await populate(here);
  expect(here.snapshot.store(store.id)).toEqual(store);
  expect(here.snapshot.marketplace(marketplace.id)).toEqual(marketplace);
  expect(here.snapshot.walletAccounts(marketplace.id)).toEqual([account]);
  expect(there.snapshot.store(store.id)).toBeNull();
  expect(await there.refresh()).toBe(true);
  expect(there.snapshot.store(store.id)).toEqual(store);
  expect(await there.refresh()).toBe(false);
  expect(there.snapshot.version()).toBe(here.snapshot.version());
});

test("a refused write changes no version", async () => {
  const before = here.snapshot.version();
  const input = { marketplace: "mkt_nobody", name: { zh: "店", en: "Shop" } };
  expect((await here.createMerchant(operator, input, null)).ok).toBe(false);
  await here.refresh();
  expect(here.snapshot.version()).toBe(before);
});

test("writes of two processes at once end in equal snapshots, with nothing missed", async () => {
  const { marketplace, merchant } = await populate(here);
  await there.refresh();
  const input = { marketplace: marketplace.id, merchant: merchant.id, name: { zh: "店", en: "Shop" }, tags: {} };
  const made = await Promise.all(
    Array.from({ length: 20 }, (_, n) => (n % 2 ? here : there).createStore(operator, input, null)),
  );
  await Promise.all([here.refresh(), there.refresh()]);
  for (const result of made)
    for (const directory of [here, there]) expect(directory.snapshot.store(ok(result).id)).toEqual(ok(result));
});

test("a suspended store, marketplace or account gives no account; which of them says why", async () => {
  const { store, marketplace, account } = await populate(here);
  const find = () => here.snapshot.accountFor(store.id, "redpay");
  expect(find()).toEqual({ missing: "store_not_activated" });
  expect(here.snapshot.accountFor(store.id, "bluepay")).toEqual({ missing: "account_missing" });
  expect(here.snapshot.accountFor("sto_nobody", "redpay")).toEqual({ missing: "store_unknown" });
  const activation = ok(await here.setActivation(operator, store.id, "redpay", { state: "active", sub_merchant: "7" }));
  expect(find()).toEqual({ account, activation });
  ok(await here.changeStore(operator, store.id, { state: "suspended" }));
  expect(find()).toEqual({ missing: "store_suspended" });
  ok(await here.changeStore(operator, store.id, { state: "open" }));
  ok(await here.changeMarketplace(operator, marketplace.id, { state: "suspended" }));
  expect(find()).toEqual({ missing: "marketplace_suspended" });
  ok(await here.changeMarketplace(operator, marketplace.id, { state: "open" }));
  ok(await here.changeWalletAccount(operator, account.id, { state: "disabled" }));
  expect(find()).toEqual({ missing: "account_missing" });
  ok(await here.changeWalletAccount(operator, account.id, { state: "enabled", settings }));
  ok(await here.changeStore(operator, store.id, { state: "closed" }));
  expect(find()).toEqual({ missing: "store_closed" });
  // Its balance still lies there, under its number.
  expect(here.snapshot.subMerchantAt(store.id, account.id)).toBe("7");
  expect(here.snapshot.subMerchantAt(store.id, "wac_nobody")).toBeNull();
  expect(await here.changeStore(operator, store.id, { state: "open" })).toMatchObject({ fault: "store_closed" });
});

test("look-ups go on when the database is away; only the refresh fails", async () => {
  const urls = await freshDatabase();
  const own = openTestDatabase(urls.appUrl);
  const directory = await makeDirectory(own, clock);
  const { store, marketplace } = await populate(directory);
  const input = { marketplace: marketplace.id, store: null, name: "k", scopes: ["payments:read"] as const };
  const { token } = ok(await directory.createApiKey(operator, input, null));
  await own.close();
  expect(directory.snapshot.store(store.id)).toEqual(store);
  expect(await directory.authenticate(hashOf(token))).toMatchObject({ marketplace: marketplace.id });
  await expect(directory.refresh()).rejects.toThrow();
});

test("a refresh that is asked for while another reads does not answer with the other's older reading", async () => {
  const gate = { shut: false, read: Promise.withResolvers<void>(), opened: Promise.withResolvers<void>() };
  const gated: Db = {
    ...db,
    read: async (sql, parameters) => {
      const rows = await db.read<never>(sql, parameters);
      if (gate.shut && sql.includes("from stores")) {
        gate.read.resolve();
        await gate.opened.promise;
      }
      return rows;
    },
  };
  const slow = await makeDirectory(gated, clock);
  await populate(here);
  gate.shut = true;
  const first = slow.refresh();
  await gate.read.promise;
  const { store } = await populate(here);
  const second = slow.refresh();
  gate.opened.resolve();
  await second;
  expect(slow.snapshot.store(store.id)).toEqual(store);
  expect(await first).toBe(true);
});
