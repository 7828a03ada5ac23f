import { createHash, randomBytes } from "node:crypto";
import { type Db, makeIds, openDatabase } from "#db";
import { type WalletKind, WalletSettingsFault, type Words } from "#wallets/protocol";
import { createDirectory, type Directory } from "./create-directory.ts";
import { createSealer, type MasterKey } from "./sealer.ts";
import type { KeyMode } from "./tokens.ts";
import type { Bearer, RepeatKey, Result } from "./types.ts";

/** For this room's tests: directories over one database, on one clock. */

const words = (en: string): Words => ({ zh: en, en });
const reply = { status: 200, headers: {}, body: Buffer.alloc(0) };

/** A wallet with one public and two secret settings, so that these tests need no real wallet. */
export function walletKind(id: string): WalletKind {
  const field = (name: string, secret: boolean) => ({
    name,
    title: words(name),
    secret,
    required: true,
    shape: "text" as const,
  });
  return {
    id,
    title: words(id),
    mark: { svg: "<svg/>", colour: "#000" },
    currencies: ["CNY"],
    methods: ["qr"],
    combined: null,
    inAppNeedsOpenid: false,
    inAppUserAgent: "x",
    payerCodes: [],
    hosts: [],
    schemes: [],
    settings: [field("number", false), field("pay_key", true), field("pay_key_2", true)],
    readSettings(settings) {
      const faults = ["number", "pay_key", "pay_key_2"]
        .filter((name) => !settings[name])
        .map((name) => `${name} is missing`);
      if (faults.length > 0) throw new WalletSettingsFault(id, faults);
      return settings;
    },
    connect: () => {
      throw new Error("These tests call no wallet.");
    },
    replies: { taken: reply, again: reply, notGenuine: reply },
  };
}

export const settings = { number: "1900000001", pay_key: "top-secret-one", pay_key_2: "top-secret-two" };
export const masterKey: MasterKey = { id: "k1", key: Buffer.alloc(32, 1) };

/** The house's operator. */
export const operator: Bearer = {
  kind: "person",
  id: "per_operator",
  marketplace: null,
  store: null,
  scopes: ["house:write", "directory:write", "payments:read", "refunds:write", "keys:write"],
};

export type Clockwork = { now(): Date; advance(ms: number): void };

export function clockAt(text: string): Clockwork {
  let now = new Date(text);
  return {
    now: () => now,
    advance: (ms) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

export function openTestDatabase(url: string): Db {
  return openDatabase(url, { poolSize: 4, applicationName: "directory test" });
}

export async function makeDirectory(
  db: Db,
  clock: Clockwork,
  keys: { current: MasterKey; older?: MasterKey[] } = { current: masterKey },
  mode: KeyMode = "test",
): Promise<Directory> {
  const sealer = createSealer({ ...keys, random: randomBytes });
  const ids = makeIds(clock, randomBytes);
  const walletKinds = [walletKind("redpay"), walletKind("bluepay")];
  const directory = createDirectory({ db, clock, ids, random: randomBytes, sealer, walletKinds, mode });
  await directory.refresh();
  return directory;
}

export function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Refused: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
}

export const hashOf = (token: string | null): string =>
  createHash("sha256")
    .update(token ?? "")
    .digest("hex");

export function repeatKey(key: string, asked: unknown = {}): RepeatKey {
  return { caller: operator.id, route: "POST /v1/x", key, requestHash: hashOf(JSON.stringify(asked)) };
}

/** A marketplace with a merchant, its store and an account of redpay. */
export async function populate(directory: Directory) {
  const name = { zh: "淘集市", en: "Bazaar" };
  const marketplace = ok(
    await directory.createMarketplace(operator, { name, time_zone: "Asia/Shanghai", shop_url: null }, null),
  );
  const merchant = ok(await directory.createMerchant(operator, { marketplace: marketplace.id, name }, null));
  const newStore = { marketplace: marketplace.id, merchant: merchant.id, name, tags: { category: "books" } };
  const store = ok(await directory.createStore(operator, newStore, null));
  const newAccount = { marketplace: marketplace.id, wallet: "redpay", title: "Red", settings };
  const account = ok(await directory.createWalletAccount(operator, newAccount, null));
  return { marketplace, merchant, store, account };
}
