import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import type { Config } from "#config";
import { scopes } from "#http";
import { buildHouse, type House, openHouse } from "#main";
import type { NewCaps } from "#openings";
import * as alipay from "#wallets/alipay/fake";
import type { FakeCredentials, FakeOutside, WalletFake } from "#wallets/fake-protocol";
import type { Http, RawRequest, RawResponse } from "#wallets/protocol";
import * as wechatpay from "#wallets/wechatpay/fake";

/** The whole house in one process: real PostgreSQL, the wallets' fakes, no sockets, a clock that only tests move. */
export type FlowHouse = Awaited<ReturnType<typeof makeFlowHouse>>;

export type FlowOptions = {
  databaseUrl: string;
  /** Called with every notice that a wallet sends, instead of delivering it to the house. */
  onNotice?: (wallet: string, request: RawRequest) => void;
  stores?: number;
  startAt?: Date;
  /** The built pages, for tests with a browser. */
  pages?: string;
  /** Wallets beside the two, by id: reached at `https://<id>.test`, seeded by whoever brings them. */
  more?: Readonly<Record<string, (outside: FakeOutside) => WalletFake>>;
  /** Where a browser finds the house, and a provider that people sign in at. */
  publicUrl?: string;
  signIn?: Config["signIn"];
  /** What happens while the house lets time pass. */
  wait?: (ms: number) => Promise<void>;
};

export const walletIds = ["wechatpay", "alipay"] as const;
export type FlowWallet = (typeof walletIds)[number];

const origins: Record<FlowWallet, string> = { wechatpay: "https://wechatpay.test", alipay: "https://alipay.test" };
const makers = {
  wechatpay: (credentials: FakeCredentials, outside: FakeOutside) => wechatpay.makeWeChatPayFake(credentials, outside),
  alipay: (credentials: FakeCredentials, outside: FakeOutside) => alipay.makeAlipayFake(credentials, outside),
};

/** Made once a process: RSA keys take half a second. */
let credentials: Promise<Record<FlowWallet, FakeCredentials>> | null = null;

async function makeCredentials(now: Date): Promise<Record<FlowWallet, FakeCredentials>> {
  return {
    wechatpay: await wechatpay.makeCredentials({ random: randomBytes, now }),
    alipay: await alipay.makeCredentials(now),
  };
}

/** One a run: processes over one database have the same. */
export const flowKey = { id: "sandbox-test", key: randomBytes(32) };

export async function makeFlowHouse(options: FlowOptions) {
  let now = options.startAt ?? new Date("2026-11-22T08:00:00Z");
  const clock = { now: () => now };
  credentials ??= makeCredentials(now);
  const kept = await credentials;
  const fakes = {} as Record<FlowWallet, WalletFake>;
  const more: Record<string, WalletFake> = {};
  const place: { house?: House } = {};
  for (const id of walletIds) {
    const outside: FakeOutside = {
      now: clock.now,
      random: randomBytes,
      origin: origins[id],
      sleep: async () => {},
      http: (request) => deliver(place.house as House, id, request, options.onNotice),
    };
    fakes[id] = makers[id](kept[id], outside);
  }
  for (const [id, make] of Object.entries(options.more ?? {}))
    more[id] = make({
      ...{ now: clock.now, random: randomBytes, origin: `https://${id}.test`, sleep: async () => {} },
      http: (request) => deliver(place.house as House, id, request, options.onNotice),
    });
  const toFakes: Http = async (request) => {
    const url = new URL(request.url);
    const fake = { ...more, ...fakes }[url.hostname.replace(/\.test$/, "")];
    if (!fake) throw new Error(`No wallet at ${request.url}.`);
    return await fake.handle(toRaw(request, url));
  };
  const parts = {
    config: flowConfig(options),
    masterKey: flowKey,
    databaseUrl: options.databaseUrl,
    pages: options.pages ?? tmpdir(),
    outside: { clock, http: toFakes, timers: { every: () => () => {} }, ...(options.wait && { wait: options.wait }) },
    worker: false,
  };
  const house = await buildHouse(parts);
  place.house = house;
  const settings = {
    wechatpay: wechatpay.accountSettings(kept.wechatpay, origins.wechatpay),
    alipay: alipay.accountSettings(kept.alipay as never, origins.alipay),
  };
  const market = await seed(house, settings, options.stores ?? 3);
  return {
    house,
    fakes,
    more,
    ...market,
    now: clock.now,
    /** Another process's rooms over the same database, with memory and a pool of their own. */
    another: () => openHouse(parts, parts.config.publicUrl ?? ""),
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** Delivers notices and works until everything is quiet. */
    async settle(): Promise<void> {
      for (let turn = 0; turn < 20; turn++) {
        let sent = 0;
        for (const fake of Object.values({ ...fakes, ...more })) sent += await fake.deliverDue();
        await house.settle();
        if (sent === 0) return;
      }
    },
  };
}

function flowConfig({ publicUrl = "http://house.test", signIn }: FlowOptions): Config {
  return {
    mode: "sandbox",
    home: tmpdir(),
    port: 1,
    host: "127.0.0.1",
    publicUrl,
    ...(signIn && { signIn }),
    database: null,
    masterKey: () => flowKey,
    logLevel: "silent",
    sandboxPort: 0,
    sandboxClock: null,
    callsKeptDays: 30,
  };
}

function toRaw(request: Parameters<Http>[0], url: URL): RawRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const body = typeof request.body === "string" ? Buffer.from(request.body) : (request.body ?? Buffer.alloc(0));
  return { method: request.method, path: url.pathname + url.search, headers, body };
}

async function deliver(
  house: House,
  wallet: string,
  request: Parameters<Http>[0],
  onNotice: FlowOptions["onNotice"],
): Promise<RawResponse> {
  const raw = toRaw(request, new URL(request.url));
  if (onNotice) {
    onNotice(wallet, raw);
    return { status: 200, headers: {}, body: Buffer.from("success") };
  }
  const answer = await house.app.inject({
    method: "POST",
    url: raw.path,
    headers: { ...raw.headers },
    payload: raw.body,
  });
  return { status: answer.statusCode, headers: {}, body: answer.rawPayload };
}

/** One of the watch's chores, until nothing is left of it. */
export async function runChore({ house }: Pick<FlowHouse, "house">, name: string): Promise<void> {
  const found = house.watch.chores.find((one) => one.name === name);
  if (!found) throw new Error(`The watch has no chore of the name ${name}.`);
  while ((await found.run()) > 0);
}

export const operator = { kind: "person" as const, id: "per_flow", marketplace: null, store: null, scopes };

export function must<T>(result: { ok: true; value: T } | { ok: false; fault: string; detail?: unknown }): T {
  if (!result.ok) throw new Error(`${result.fault} ${JSON.stringify(result.detail)}`);
  return result.value;
}

/** A marketplace with stores, both wallets open, every store activated for both. */
export async function seed(
  house: Pick<House, "directory" | "openings" | "refresh">,
  settings: Record<FlowWallet, Record<string, string>>,
  stores: number,
  caps: NewCaps = { per_payment: null },
) {
  const { directory, openings } = house;
  const name = { zh: "互通集市", en: "Hutong Bazaar" };
  const market = must(
    await directory.createMarketplace(operator, { name, time_zone: "Asia/Shanghai", shop_url: null }, null),
  );
  const marketplace = market.id;
  const merchant = must(await directory.createMerchant(operator, { marketplace, name }, null)).id;
  const ids: string[] = [];
  for (let i = 0; i < stores; i++) {
    const store = { marketplace, merchant, name: { zh: `店铺${i}`, en: `Store ${i}` }, tags: {} };
    ids.push(must(await directory.createStore(operator, store, null)).id);
  }
  const accounts = {} as Record<FlowWallet, string>;
  for (const wallet of walletIds) {
    const account = { marketplace, wallet, title: wallet, settings: settings[wallet] };
    accounts[wallet] = must(await directory.createWalletAccount(operator, account, null)).id;
    for (const store of ids) must(await directory.setActivation(operator, store, wallet, { state: "active" }));
    const opening = must(
      await openings.createOpening(
        operator,
        {
          ...{ marketplace, capability: "payment", partner: wallet, methods: null, effective_at: null },
          ...{ caps, terms: { zh: "开放", en: "Open" } },
        },
        null,
      ),
    );
    must(await openings.moveOpening(operator, opening.id, "open", "flow test", null));
  }
  await house.refresh();
  const key = must(
    await directory.createApiKey(operator, { marketplace, store: null, name: "flow", scopes: keyScopes }, null),
  );
  return { marketplace, stores: ids, accounts, token: key.token as string, operator };
}

const keyScopes = [
  "checkouts:read",
  "checkouts:write",
  "payments:read",
  "payments:write",
  "refunds:read",
  "refunds:write",
  "orders:read",
  "orders:write",
  "books:read",
] as const;
