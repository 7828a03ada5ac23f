import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import type { Directory } from "./create-directory.ts";
import { clockAt, makeDirectory, ok, openTestDatabase, operator, populate, settings } from "./test-rig.ts";
import type { Bearer } from "./types.ts";

const clock = clockAt("2024-09-04T02:00:00Z");
let db: Db;
let directory: Directory;

beforeAll(async () => {
  const urls = await freshDatabase();
  db = openTestDatabase(urls.appUrl);
  directory = await makeDirectory(db, clock);
});
afterAll(() => db.close());

test("a store applies, is made ready, is shown to buyers days later, and every move is kept", async () => {
  const { store } = await populate(directory);
  const set = (state: "applied" | "merchant_ready" | "active" | "switched_off", sub_merchant?: string) => {
    clock.advance(86_400_000);
    const input = { state, why: `to ${state}`, ...(sub_merchant ? { sub_merchant } : {}) };
    return directory.setActivation(operator, store.id, "redpay", input);
  };
  const found = () => directory.snapshot.accountFor(store.id, "redpay");
  const applied = ok(await set("applied"));
  expect(found()).toEqual({ missing: "activation_applied" });
  const ready = ok(await set("merchant_ready", "190001"));
  expect(ready).toMatchObject({ id: applied.id, sub_merchant: "190001", visible_at: null });
  expect(found()).toEqual({ missing: "activation_not_visible" });
  const active = ok(await set("active"));
  expect(active).toMatchObject({ sub_merchant: "190001", merchant_ready_at: ready.merchant_ready_at });
  expect((active.visible_at?.getTime() ?? 0) - (active.merchant_ready_at?.getTime() ?? 0)).toBe(86_400_000);
  expect(found()).toMatchObject({ activation: { id: applied.id, sub_merchant: "190001" } });
  ok(await set("switched_off"));
  expect(found()).toEqual({ missing: "store_switched_off" });
  const moves = await directory.activationMoves(applied.id);
  expect(moves.map((move) => [move.n, move.from, move.to, move.by, move.why])).toEqual([
    [1, null, "applied", operator.id, "to applied"],
    [2, "applied", "merchant_ready", operator.id, "to merchant_ready"],
    [3, "merchant_ready", "active", operator.id, "to active"],
    [4, "active", "switched_off", operator.id, "to switched_off"],
  ]);
  const change = "update activation_moves set why = 'other'";
  await expect(db.read(change)).rejects.toMatchObject({ code: "42501" });
  await expect(db.read("delete from activation_moves")).rejects.toMatchObject({ code: "42501" });
});

test("saying the same twice is one move; a step back to applied is refused", async () => {
  const { store } = await populate(directory);
  const first = ok(await directory.setActivation(operator, store.id, "redpay", { state: "active", sub_merchant: "1" }));
  clock.advance(5);
  expect(ok(await directory.setActivation(operator, store.id, "redpay", { state: "active" }))).toEqual(first);
  expect(await directory.activationMoves(first.id)).toHaveLength(1);
  const back = await directory.setActivation(operator, store.id, "redpay", { state: "applied" });
  expect(back).toMatchObject({ ok: false, fault: "activation_wrong_state" });
  const renumbered = { state: "active", sub_merchant: "2" } as const;
  expect(ok(await directory.setActivation(operator, store.id, "redpay", renumbered)).sub_merchant).toBe("2");
  expect(await directory.activationMoves(first.id)).toHaveLength(2);
});

test("the merchant applies, switches off and on again; readiness and the number are not its to say", async () => {
  const { store, marketplace } = await populate(directory);
  const merchant: Bearer = { ...operator, marketplace: marketplace.id, store: store.id };
  const set = (input: Parameters<Directory["setActivation"]>[3], caller = merchant) =>
    directory.setActivation(caller, store.id, "redpay", input);
  expect(await set({ state: "active" })).toMatchObject({ fault: "forbidden" });
  ok(await set({ state: "applied" }));
  expect(await set({ state: "merchant_ready" })).toMatchObject({ fault: "forbidden" });
  expect(await set({ state: "active" })).toMatchObject({ fault: "forbidden" });
  ok(await set({ state: "merchant_ready", sub_merchant: "9" }, operator));
  expect(await set({ state: "active", sub_merchant: "mine" })).toMatchObject({ fault: "forbidden" });
  ok(await set({ state: "active" }));
  ok(await set({ state: "switched_off" }));
  expect(ok(await set({ state: "active" })).sub_merchant).toBe("9");
  const other = await populate(directory);
  const away = await directory.setActivation(merchant, other.store.id, "redpay", { state: "applied" });
  expect(away).toMatchObject({ fault: "not_found" });
});

test("of two accounts one must be named, and only one of them is active", async () => {
  const { store, marketplace, account } = await populate(directory);
  const input = { marketplace: marketplace.id, wallet: "redpay", title: "Red 2", settings };
  const second = ok(await directory.createWalletAccount(operator, input, null));
  const set = (more: Partial<Parameters<Directory["setActivation"]>[3]>) =>
    directory.setActivation(operator, store.id, "redpay", { state: "active", ...more });
  expect(await set({})).toMatchObject({ fault: "wallet_account_missing" });
  const first = ok(await set({ wallet_account: account.id }));
  const taken = await set({ wallet_account: second.id });
  expect(taken).toMatchObject({ fault: "activation_taken", detail: { activation: first.id } });
  ok(await set({ state: "switched_off" }));
  ok(await set({ wallet_account: second.id }));
  expect(directory.snapshot.accountFor(store.id, "redpay")).toMatchObject({ account: { id: second.id } });
  const foreign = await populate(directory);
  expect(await set({ wallet_account: foreign.account.id })).toMatchObject({ fault: "wallet_account_missing" });
  expect(await directory.setActivation(operator, store.id, "greenpay", { state: "active" })).toMatchObject({
    fault: "wallet_unknown",
  });
});
