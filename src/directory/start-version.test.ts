import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import type { Directory } from "./create-directory.ts";
import { clockAt, makeDirectory, ok, openTestDatabase, operator, populate, settings } from "./test-rig.ts";

let db: Db;
let here: Directory;
let there: Directory;
let made: Awaited<ReturnType<typeof populate>>;
beforeAll(async () => {
  const urls = await freshDatabase();
  db = openTestDatabase(urls.appUrl);
  const clock = clockAt("2024-09-04T02:00:00Z");
  here = await makeDirectory(db, clock);
  there = await makeDirectory(db, clock);
  made = await populate(here);
});
afterAll(() => db.close());

const store = (change: Parameters<Directory["changeStore"]>[2]) => here.changeStore(operator, made.store.id, change);
const market = (change: Parameters<Directory["changeMarketplace"]>[2]) =>
  here.changeMarketplace(operator, made.marketplace.id, change);
const account = (change: Parameters<Directory["changeWalletAccount"]>[2]) =>
  here.changeWalletAccount(operator, made.account.id, change);
const activation = (change: Parameters<Directory["setActivation"]>[3]) =>
  here.setActivation(operator, made.store.id, "redpay", change);

// In order: each stands on those before it.
const changes: readonly [what: string, raises: boolean, change: () => Promise<{ ok: boolean }>][] = [
  ["a store is renamed", false, () => store({ name: { zh: "新", en: "New" } })],
  ["a store's tags change, by which openings pick stores", true, () => store({ tags: { category: "tea" } })],
  ["a store is suspended", true, () => store({ state: "suspended" })],
  ["it is suspended once more", false, () => store({ state: "suspended" })],
  ["it opens again", false, () => store({ state: "open" })],
  ["a marketplace is renamed", false, () => market({ name: { zh: "市", en: "Market" } })],
  ["a marketplace is suspended", true, () => market({ state: "suspended" })],
  ["it opens again", false, () => market({ state: "open" })],
  ["a store joins a wallet", false, () => activation({ state: "active", sub_merchant: "1" })],
  ["it is paid under another number from now on", true, () => activation({ state: "active", sub_merchant: "2" })],
  ["the same is said again", false, () => activation({ state: "active", sub_merchant: "2" })],
  ["it is switched off", true, () => activation({ state: "switched_off" })],
  ["it is switched on again", false, () => activation({ state: "active" })],
  ["a wallet account has another title", false, () => account({ title: "Redder" })],
  ["a wallet account has other settings", true, () => account({ settings })],
  ["a wallet account is disabled", true, () => account({ state: "disabled" })],
  ["it is enabled again", false, () => account({ state: "enabled" })],
  ["a store is closed for good", true, () => store({ state: "closed" })],
];

test.each(changes)("%s: what was decided before starts nothing any more: %s", async (_, raises, change) => {
  const { id } = made.marketplace;
  await there.refresh();
  const before = there.snapshot.startVersion(id);
  ok((await change()) as never);
  // Here at once, elsewhere with its next refresh, even where no row of its own would have told it.
  expect([here.snapshot.startVersion(id), there.snapshot.startVersion(id)]).toEqual([
    raises ? before + 1n : before,
    before,
  ]);
  await there.refresh();
  expect(there.snapshot.startVersion(id)).toBe(here.snapshot.startVersion(id));
});

test("a change that is refused raises nothing; another marketplace's is its own", async () => {
  const { id } = made.marketplace;
  const before = here.snapshot.startVersion(id);
  expect((await store({ state: "open" })).ok).toBe(false);
  const other = await populate(here);
  ok(await here.changeStore(operator, other.store.id, { state: "suspended" }));
  expect([here.snapshot.startVersion(id), here.snapshot.startVersion(other.marketplace.id)]).toEqual([before, 1n]);
});
