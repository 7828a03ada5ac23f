import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Words } from "#wallets/protocol";
import { type Api, ApiRefusal, makeApi } from "./api.ts";
import { demoPairs } from "./demo-pairs.ts";
import { demoRates } from "./demo-rates.ts";
import { keepJson, keptText } from "./keep.ts";

/** The demo marketplace as the house knows it. */
export type Demo = {
  marketplace: string;
  /** By the shop's own name of the store. */
  stores: Record<string, string>;
  /** An API key of the marketplace. */
  token: string;
  webhook: { id: string; secret: string };
};

export type DemoStore = { name: string; title: Words; wallets: readonly string[]; tags: Record<string, string> };

export type SeedOptions = {
  home: string;
  houseUrl: string;
  operatorToken: string;
  /** Of a second person, who approves. */
  approverToken: string;
  shopUrl: string;
  stores: readonly DemoStore[];
  accountSettings(wallet: string): Record<string, string>;
  wallets: readonly string[];
};

const bazaar: Words = { zh: "互通集市（演示）", en: "Hutong Bazaar (demo)" };

const keyScopes = [
  ...["checkouts:read", "checkouts:write", "payments:read", "payments:write", "refunds:read", "refunds:write"],
  ...["orders:read", "directory:read", "openings:read", "books:read", "events:read", "webhooks:read"],
];

/** What has been made so far. Written down after every step, so that a seed that was cut off goes on where it was. */
type Progress = {
  marketplace?: string;
  /** By wallet; `settings` is a hash, since another port or another key makes another account. */
  accounts: Record<string, { id: string; settings: string }>;
  stores: Record<string, string>;
  openings: Record<string, string>;
  token?: string;
  webhook?: { id: string; secret: string };
};

type Seeding = { options: SeedOptions; api: Api; progress: Progress; keep: () => Promise<void> };
type Made = { id: string };

/**
 * Makes the demo marketplace through the public API, as its operator would: stores, wallet accounts at the fakes,
 * activations, openings, a key, a webhook. What stands already is left as it is; a house that does not know it any
 * more gets it anew.
 */
export async function seedDemo(options: SeedOptions): Promise<Demo> {
  const file = join(options.home, "sandbox", "demo.json");
  const api = makeApi(options.houseUrl, options.operatorToken);
  const progress = (await keptProgress(file, api)) ?? { accounts: {}, stores: {}, openings: {} };
  const seeding = { options, api, progress, keep: () => keepJson(file, progress) };
  const marketplace = await ensureMarketplace(seeding);
  for (const wallet of options.wallets) await ensureAccount(seeding, marketplace, wallet);
  for (const store of options.stores) await ensureStore(seeding, marketplace, store);
  for (const wallet of options.wallets) {
    await ensureOpening(seeding, marketplace, wallet, "payment");
    await ensureOpening(seeding, marketplace, wallet, "code");
  }
  await ensurePair(seeding);
  const token = await ensureKey(seeding, marketplace);
  const webhook = await ensureWebhook(seeding, marketplace);
  return { marketplace, stores: progress.stores, token, webhook };
}

async function keptProgress(file: string, api: Api): Promise<Progress | null> {
  const text = await keptText(file);
  if (text === null) return null;
  const kept = JSON.parse(text) as Progress;
  const known = kept.marketplace !== undefined && (await knows(api, `/v1/marketplaces/${kept.marketplace}`));
  return known ? { ...kept, accounts: kept.accounts ?? {}, openings: kept.openings ?? {} } : null;
}

async function knows(api: Api, path: string): Promise<boolean> {
  try {
    await api.get(path);
    return true;
  } catch (fault) {
    if (fault instanceof ApiRefusal && [401, 403, 404].includes(fault.status)) return false;
    throw fault;
  }
}

async function ensureMarketplace({ options, api, progress, keep }: Seeding): Promise<string> {
  if (progress.marketplace !== undefined) return progress.marketplace;
  const body = { name: bazaar, time_zone: "Asia/Shanghai", shop_url: options.shopUrl };
  const { id } = await api.post<Made>("/v1/marketplaces", body);
  // Guaranteed trade as buyers of Taobao know it: ten days from the shipment, three from when it was signed for.
  const limit = { release_after_days: 10, release_from: "shipment", release_after_delivery_days: 3 };
  await api.put(`/v1/marketplaces/${id}/settlement-terms`, { ...limit, ship_within_days: 3, commission_bp: 0 });
  progress.marketplace = id;
  await keep();
  return id;
}

/** Where the fake has moved to another port, a fresh account takes the stores over. */
async function ensureAccount({ options, api, progress, keep }: Seeding, marketplace: string, wallet: string) {
  const settings = options.accountSettings(wallet);
  const hash = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
  const before = progress.accounts[wallet];
  if (before?.settings === hash) return;
  const body = { marketplace, wallet, title: `Sandbox ${wallet}`, settings };
  const { id } = await api.post<Made>("/v1/wallet-accounts", body);
  const agreed = demoRates[wallet];
  if (agreed) await api.post(`/v1/wallet-accounts/${id}/agreed-rates`, agreed);
  for (const store of Object.values(before ? progress.stores : {})) {
    const path = `/v1/stores/${store}/activations`;
    const { data } = await api.get<{ data: { wallet: string; state: string; wallet_account: string }[] }>(path);
    const old = data.find((one) => one.wallet === wallet && one.state === "active");
    if (!old) continue;
    const why = "The sandbox wallet has moved";
    await api.put(`${path}/${wallet}`, { state: "switched_off", wallet_account: old.wallet_account, why });
    await api.put(`${path}/${wallet}`, { state: "active", wallet_account: id, why });
  }
  progress.accounts[wallet] = { id, settings: hash };
  await keep();
}

async function ensureStore({ api, progress, keep }: Seeding, marketplace: string, store: DemoStore): Promise<void> {
  if (progress.stores[store.name] !== undefined) return;
  const merchant = await api.post<Made>("/v1/merchants", { marketplace, name: store.title });
  const body = { marketplace, merchant: merchant.id, name: store.title, tags: store.tags };
  const { id } = await api.post<Made>("/v1/stores", body);
  for (const wallet of store.wallets) {
    const joins = { state: "active", wallet_account: progress.accounts[wallet]?.id };
    await api.put(`/v1/stores/${id}/activations/${wallet}`, joins);
  }
  progress.stores[store.name] = id;
  await keep();
}

/** Open from this moment on: the demo shows payments, the story shows how a marketplace gets there. */
async function ensureOpening(
  { api, progress, keep }: Seeding,
  marketplace: string,
  wallet: string,
  capability: "payment" | "code",
): Promise<void> {
  const place = capability === "payment" ? wallet : `${capability} ${wallet}`;
  if (progress.openings[place] !== undefined) return;
  const terms = { zh: `演示：${wallet} 全面开放`, en: `Demo: ${wallet} is open to all stores` };
  const body = { marketplace, capability, partner: wallet, terms };
  const { id } = await api.post<Made>("/v1/openings", body);
  await api.post(`/v1/openings/${id}/open`, { why: "Seed of the demo" });
  progress.openings[place] = id;
  await keep();
}

/** An acquirer reaches an issuer as its merchant: what is left is an opening between the two, which stays shut. */
async function ensurePair({ options, api, progress }: Seeding): Promise<void> {
  const known = await api.get<{ data: { acquirer: string; issuer: string }[] }>("/v1/hub/acceptance-pairs");
  for (const { acquirer, issuer } of demoPairs) {
    const account = progress.accounts[issuer]?.id;
    const stands = known.data.some((one) => one.acquirer === acquirer && one.issuer === issuer);
    if (account === undefined || stands) continue;
    const { id } = await api.post<{ id: string }>("/v1/hub/acceptance-pairs", { acquirer, issuer, account });
    const second = makeApi(options.houseUrl, options.approverToken);
    await second.post(`/v1/hub/acceptance-changes/${id}/decide`, { approve: true, why: "demo" });
  }
}

async function ensureKey({ options, api, progress, keep }: Seeding, marketplace: string): Promise<string> {
  const kept = progress.token;
  if (kept !== undefined && (await knows(makeApi(options.houseUrl, kept), "/v1/stores?limit=1"))) return kept;
  const key = { marketplace, name: "Hutong Bazaar", scopes: keyScopes };
  const { token } = await api.post<{ token: string }>("/v1/api-keys", key);
  progress.token = token;
  await keep();
  return token;
}

/** The shop may have moved, and an endpoint that nobody answered for days was switched off. */
async function ensureWebhook({ options, api, progress, keep }: Seeding, marketplace: string) {
  const url = `${options.shopUrl}/webhooks`;
  const kept = progress.webhook;
  if (kept && (await knows(api, `/v1/webhook-endpoints/${kept.id}`))) {
    await api.patch(`/v1/webhook-endpoints/${kept.id}`, { url, state: "enabled" });
    return kept;
  }
  const body = { marketplace, url, events: ["*"], description: "The demo shop" };
  const { id, secret } = await api.post<{ id: string; secret: string }>("/v1/webhook-endpoints", body);
  progress.webhook = { id, secret };
  await keep();
  return progress.webhook;
}
