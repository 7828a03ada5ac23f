import { join } from "node:path";
import type { Words } from "#wallets/protocol";
import { type Api, ApiRefusal, makeApi } from "./api.ts";
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
  shopUrl: string;
  stores: readonly DemoStore[];
  accountSettings(wallet: string): Record<string, string>;
  wallets: readonly string[];
};

export const bazaar: Words = { zh: "互通集市（演示）", en: "Hutong Bazaar (demo)" };

const keyScopes = [
  ...["checkouts:read", "checkouts:write", "payments:read", "payments:write", "refunds:read", "refunds:write"],
  ...["orders:read", "directory:read", "openings:read", "books:read", "events:read", "webhooks:read"],
];

/**
 * Makes the demo marketplace through the public API, as its operator would: stores, wallet accounts at the fakes,
 * activations, openings, a key, a webhook. What was made is kept; a house that does not know it any more gets it anew.
 */
export async function seedDemo(options: SeedOptions): Promise<Demo> {
  const file = join(options.home, "sandbox", "demo.json");
  const kept = await keptText(file);
  const demo = kept === null ? null : (JSON.parse(kept) as Demo);
  if (demo && (await stillKnown(options, demo))) return demo;
  const made = await make(options, makeApi(options.houseUrl, options.operatorToken));
  await keepJson(file, made);
  return made;
}

async function stillKnown(options: SeedOptions, demo: Demo): Promise<boolean> {
  try {
    const { data } = await makeApi(options.houseUrl, demo.token).get<{ data: { id: string }[] }>(
      "/v1/stores?limit=100",
    );
    const ids = new Set(data.map((store) => store.id));
    return options.stores.every((store) => ids.has(demo.stores[store.name] ?? ""));
  } catch (fault) {
    if (fault instanceof ApiRefusal) return false;
    throw fault;
  }
}

type Made = { id: string };

async function make(options: SeedOptions, api: Api): Promise<Demo> {
  const market = await api.post<Made>("/v1/marketplaces", {
    name: bazaar,
    time_zone: "Asia/Shanghai",
    shop_url: options.shopUrl,
  });
  const marketplace = market.id;
  for (const wallet of options.wallets) {
    const settings = options.accountSettings(wallet);
    await api.post("/v1/wallet-accounts", { marketplace, wallet, title: `Sandbox ${wallet}`, settings });
  }
  const stores: Record<string, string> = {};
  for (const store of options.stores) {
    const merchant = await api.post<Made>("/v1/merchants", { marketplace, name: store.title });
    const body = { marketplace, merchant: merchant.id, name: store.title, tags: store.tags };
    stores[store.name] = (await api.post<Made>("/v1/stores", body)).id;
    for (const wallet of store.wallets)
      await api.put(`/v1/stores/${stores[store.name]}/activations/${wallet}`, { state: "active" });
  }
  for (const wallet of options.wallets) await openWallet(api, marketplace, wallet);
  const key = { marketplace, name: "Hutong Bazaar", scopes: keyScopes };
  const { token } = await api.post<{ token: string }>("/v1/api-keys", key);
  const webhook = await api.post<{ id: string; secret: string }>("/v1/webhook-endpoints", {
    ...{ marketplace, url: `${options.shopUrl}/webhooks`, events: ["*"] },
    description: "The demo shop",
  });
  return { marketplace, stores, token, webhook: { id: webhook.id, secret: webhook.secret } };
}

/** Open from this moment on: the demo shows payments, the story shows how a marketplace gets there. */
async function openWallet(api: Api, marketplace: string, wallet: string): Promise<void> {
  const terms = { zh: `演示：${wallet} 全面开放`, en: `Demo: ${wallet} is open to all stores` };
  const opening = await api.post<Made>("/v1/openings", { marketplace, capability: "payment", partner: wallet, terms });
  await api.post(`/v1/openings/${opening.id}/open`, { why: "Seed of the demo" });
}
