import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import type { Directory } from "./create-directory.ts";
import { clockAt, makeDirectory, masterKey, ok, openTestDatabase, operator, populate, settings } from "./test-rig.ts";

const clock = clockAt("2024-09-04T02:00:00Z");
let db: Db;
let directory: Directory;

beforeAll(async () => {
  const urls = await freshDatabase();
  db = openTestDatabase(urls.appUrl);
  directory = await makeDirectory(db, clock);
});
afterAll(() => db.close());

test("secrets are in no view and in no column, yet the wallet can be connected with them", async () => {
  const { marketplace, account } = await populate(directory);
  expect(account.settings).toEqual({ number: settings.number });
  expect(account.secrets_set).toEqual(["pay_key", "pay_key_2"]);
  const listed = await directory.listWalletAccounts(
    { marketplace: marketplace.id, store: null },
    { after: null, limit: 9 },
  );
  const snapshot = directory.snapshot.walletAccount(account.id);
  expect(snapshot).toEqual(account);
  expect(JSON.stringify([account, listed, snapshot])).not.toContain("top-secret");
  const [row] = await db.read<{ row: string }>("select to_jsonb(w)::text as row from wallet_accounts w where id = $1", [
    account.id,
  ]);
  expect(row?.row).toContain(settings.number);
  expect(row?.row).not.toContain("top-secret");
  expect(directory.walletSettings(account.id)?.settings).toEqual(settings);
  expect(directory.walletSettings("wac_nobody")).toBeNull();
});

test("all faults of the settings are named at once, an unknown setting and an unknown wallet too", async () => {
  const { marketplace } = await populate(directory);
  const wrong = { marketplace: marketplace.id, wallet: "redpay", title: "x", settings: { number: "1", colour: "red" } };
  const made = await directory.createWalletAccount(operator, wrong, null);
  expect(made).toMatchObject({ ok: false, fault: "settings_wrong" });
  expect(!made.ok && made.detail?.["faults"]).toEqual([
    "colour: redpay has no such setting",
    "pay_key is missing",
    "pay_key_2 is missing",
  ]);
  const nobody = await directory.createWalletAccount(operator, { ...wrong, wallet: "greenpay" }, null);
  expect(nobody).toMatchObject({ ok: false, fault: "wallet_unknown" });
});

test("a change lays new settings over the old ones and raises the version to connect by", async () => {
  const { account } = await populate(directory);
  const before = directory.walletSettings(account.id);
  const changed = ok(await directory.changeWalletAccount(operator, account.id, { settings: { pay_key: "new" } }));
  expect(JSON.stringify(changed)).not.toContain("new");
  const after = directory.walletSettings(account.id);
  expect(after?.settings).toEqual({ ...settings, pay_key: "new" });
  expect((after?.version ?? 0n) > (before?.version ?? 0n)).toBe(true);
  const refused = await directory.changeWalletAccount(operator, account.id, { settings: { pay_key: "" } });
  expect(refused).toMatchObject({ ok: false, fault: "settings_wrong" });
});

test("a sealed secret that is moved to another account does not open", async () => {
  const one = await populate(directory);
  const two = await populate(directory);
  await db.read(
    `update wallet_accounts set secret_settings = (select secret_settings from wallet_accounts where id = $1),
       version = $3 where id = $2`,
    [one.account.id, two.account.id, directory.snapshot.version() + 1n],
  );
  await db.read("update directory_version set version = version + 1");
  await directory.refresh();
  expect(() => directory.walletSettings(two.account.id)).toThrow(/does not open/);
});

test("after a rotation of the master key every row opens with the new key alone", async () => {
  const urls = await freshDatabase();
  const own = openTestDatabase(urls.appUrl);
  const old = await makeDirectory(own, clock);
  const { account } = await populate(old);
  const newKey = { id: "k2", key: Buffer.alloc(32, 2) };
  const rotating = await makeDirectory(own, clock, { current: newKey, older: [masterKey] });
  expect(await rotating.rewrapSecrets()).toBe(1);
  expect(await rotating.rewrapSecrets()).toBe(0);
  const rotated = await makeDirectory(own, clock, { current: newKey });
  expect(rotated.walletSettings(account.id)?.settings).toEqual(settings);
  await own.close();
});
