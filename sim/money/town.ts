import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import type { Config } from "#config";
import { type Db, openDatabase } from "#db";
import { openHouse } from "#main";
import * as alipay from "#wallets/alipay/fake";
import type { FakeOutside, WalletFake } from "#wallets/fake-protocol";
import type { Http, RawRequest, RawResponse } from "#wallets/protocol";
import * as wechatpay from "#wallets/wechatpay/fake";
import { freshDatabase } from "../../tests/database.ts";
import { flowKey, seed } from "../../tests/flows/house.ts";
import type { Dice } from "../dice.ts";
import { makeScheduler } from "../scheduler.ts";
import { makeLife, type Process, type Rooms } from "./process.ts";

export type WalletName = "wechatpay" | "alipay";
export const walletNames = ["wechatpay", "alipay"] as const;

/** Which of Alipay's two ways a run plays: it holds sub-merchants' money, or sends the account's own to banks. */
export type AlipayWay = "held" | "plain";

/** The real house over a real PostgreSQL, between the strict fakes of both wallets; only clock and chance are ours. */
export type Town = Awaited<ReturnType<typeof makeTown>>;

const startsAt = new Date("2026-11-22T00:30:00Z");

type Credentials = [wechatpay.WeChatPayCredentials, Awaited<ReturnType<typeof alipay.makeCredentials>>];

/** Keys are made once: they take half a second. */
let keys: Promise<Credentials> | undefined;

export async function makeTown(dice: Dice, way: AlipayWay) {
  const database = await freshDatabase();
  const real = openDatabase(database.appUrl, { poolSize: 6, applicationName: "money simulation" });
  keys ??= Promise.all([
    wechatpay.makeCredentials({ random: randomBytes, now: startsAt }),
    alipay.makeCredentials(startsAt),
  ]);
  const credentials = await keys;
  let now = startsAt;
  const clock = { now: () => now };
  const scheduler = makeScheduler(dice);
  const place: { front: () => Process | null } = { front: () => null };
  const outside = (id: WalletName): FakeOutside => ({
    ...{ now: clock.now, random: dice.bytes, origin: `https://${id}.test`, sleep: async () => {} },
    http: (request) => takeNotice(place.front(), request),
  });
  const fakes: Record<WalletName, WalletFake> = {
    wechatpay: wechatpay.makeWeChatPayFake(credentials[0], outside("wechatpay")),
    alipay: alipay.makeAlipayFake(credentials[1], outside("alipay")),
  };
  const toFakes: Http = (request) => {
    const url = new URL(request.url);
    return fakes[url.hostname.replace(".test", "") as WalletName].handle(rawOf(request));
  };
  const open = async (db: Db, http: Http): Promise<Rooms> =>
    await openHouse(
      {
        ...{ config, masterKey: flowKey, databaseUrl: database.appUrl, pages: tmpdir(), worker: false },
        outside: { clock, http, database: () => db, random: dice.bytes, wait: async () => {} },
      },
      "http://house.test",
    );
  /** A process that is never interrupted: for what is no part of the chances taken. */
  const calm = await open(real, toFakes);
  const settings = settingsOf(credentials, way);
  const market = await seed(calm, settings, 3);
  await joinSubMerchants(calm, market, credentials[0].sub_mchid, way);
  return {
    ...{ db: real, fakes, calm, clock, way, place, ...market },
    own: { wechatpay: credentials[0].mchid, alipay: credentials[1].seller_id },
    subMerchant: (store: string, wallet: WalletName): string | null =>
      calm.directory.snapshot.subMerchantAt(store, market.accounts[wallet]),
    advance(seconds: number): void {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** Another process over the same database, one contact of all processes at a time. */
    async boot(): Promise<Process> {
      const life = makeLife();
      const scheduled: Http = (request) =>
        scheduler.call(() => toFakes(request), `${request.url} ${String(request.body)}`);
      return { life, rooms: await open(life.db(scheduler.db(real)), life.http(scheduled)) };
    },
    async end(): Promise<void> {
      await real.close();
      await database.drop();
    },
  };
}

const config: Config = {
  ...{ mode: "sandbox", home: tmpdir(), port: 1, host: "127.0.0.1", publicUrl: "http://house.test", database: null },
  ...{ masterKey: () => flowKey, logLevel: "silent", sandboxPort: 0, sandboxClock: null, callsKeptDays: 30 },
};

function settingsOf([theirs, other]: Credentials, way: AlipayWay): Record<WalletName, Record<string, string>> {
  const more = way === "held" ? { settle_period: "30d" } : { bank_transfers: "on" };
  return {
    wechatpay: wechatpay.accountSettings(theirs, "https://wechatpay.test", "partner", "ecommerce"),
    alipay: { ...alipay.accountSettings(other, "https://alipay.test"), ...more },
  };
}

/** Each store has a number of its own at WeChat Pay, and at Alipay where that holds the money. */
async function joinSubMerchants(
  rooms: Rooms,
  { stores, operator }: Awaited<ReturnType<typeof seed>>,
  first: string,
  way: AlipayWay,
): Promise<void> {
  for (const [n, store] of stores.entries()) {
    const numbers = {
      wechatpay: `${first.slice(0, -2)}1${n}`,
      alipay: way === "held" ? `20881000000000${10 + n}` : null,
    };
    for (const wallet of walletNames) {
      const joined = { state: "active", sub_merchant: numbers[wallet] } as const;
      const done = await rooms.directory.setActivation(operator, store, wallet, joined);
      if (!done.ok) throw new Error(done.fault);
    }
  }
  await rooms.refresh();
}

function rawOf(request: Parameters<Http>[0]): RawRequest {
  const url = new URL(request.url);
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const body = typeof request.body === "string" ? Buffer.from(request.body) : (request.body ?? Buffer.alloc(0));
  return { method: request.method, path: url.pathname + url.search, headers: Object.fromEntries(headers), body };
}

/** A wallet's notice, at whichever process is up; nobody there: the wallet comes again. */
async function takeNotice(process: Process | null, request: Parameters<Http>[0]): Promise<RawResponse> {
  if (process === null) throw new Error("Nobody answers.");
  const raw = rawOf(request);
  const [, wallet = "", account = ""] = /^\/notices\/([^/]+)\/([^/?]+)/.exec(raw.path) ?? [];
  const reply = await process.rooms.payments.takeNotice(wallet, account, raw);
  if (process.life.died()) throw new Error("It died over the notice.");
  return reply ?? { status: 404, headers: {}, body: Buffer.alloc(0) };
}
