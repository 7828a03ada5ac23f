import type { MoneyJson } from "#money";
import type { Words } from "#wallets/protocol";
import type { Client } from "./client.ts";
import { accountSettings, type WalletName } from "./control.ts";
import type { World } from "./world.ts";

export type Store = { id: string; name: Words };

/** A marketplace of the story: made fresh, a simulation that says so in its name. */
export type Market<Stores extends readonly Store[] = readonly Store[]> = {
  id: string;
  name: Words;
  /** Holds the marketplace's own API key, as its shop server would. */
  shop: Client;
  stores: Stores;
};

type StoreOfEach<Names extends readonly Words[]> = { readonly [Place in keyof Names]: Store };

const shopScopes = [
  ...(["checkouts:read", "checkouts:write", "payments:read", "payments:write", "orders:read"] as const),
  ...(["refunds:read", "refunds:write", "books:read"] as const),
];

/** Founds a marketplace with its stores, each of a merchant of its own, and the API key of its shop server. */
export async function found<const Names extends readonly Words[]>(
  world: World,
  name: Words,
  stores: Names,
): Promise<Market<StoreOfEach<Names>>> {
  const { operator } = world;
  const labelled = { zh: `${name.zh}（模拟）`, en: `${name.en} (simulation)` };
  const { id } = await operator.createMarketplace({ name: labelled, time_zone: "Asia/Shanghai" });
  const made: Store[] = [];
  for (const store of stores) {
    const merchant = await operator.createMerchant({ marketplace: id, name: store });
    const { id: storeId } = await operator.createStore({ marketplace: id, merchant: merchant.id, name: store });
    made.push({ id: storeId, name: store });
  }
  const { token } = await operator.createApiKey({ marketplace: id, name: "Shop server", scopes: [...shopScopes] });
  const market = { id, name: labelled, shop: operator.as(token), stores: made as StoreOfEach<Names> };
  world.markets.push(market);
  return market;
}

/** Connects the marketplace's account at a wallet of the sandbox. */
export async function connect(
  world: World,
  market: Market,
  wallet: WalletName,
  mode: "direct" | "partner" = "direct",
): Promise<void> {
  const settings = await accountSettings(world.control, wallet, mode);
  await world.operator.createWalletAccount({ marketplace: market.id, wallet, title: `${wallet} sandbox`, settings });
}

export type Terms = {
  methods?: string[];
  effective_at?: string;
  caps?: { per_payment: MoneyJson };
  /** The past event's opening that it models. */
  models?: string;
};

/** Drafts an opening of the marketplace's checkout to a wallet and opens it, from its effective instant on. */
export async function open(world: World, market: Market, wallet: WalletName, terms: Terms = {}): Promise<string> {
  const draft = { marketplace: market.id, partner: wallet, terms: termsOf(market, wallet), ...terms };
  const { id } = await world.operator.createOpening(draft);
  await world.operator.moveOpening(id, "open", "story");
  return id;
}

/** What stores are asked to agree to. */
export function termsOf(market: Market, partner: string): Words {
  return {
    zh: `${market.name.zh}向 ${partner} 开放收银台`,
    en: `${market.name.en} opens its checkout to ${partner}`,
  };
}

/** Everything at once: the account is connected, the stores have activated it, the checkout is open to it. */
export async function admit(world: World, market: Market, wallet: WalletName): Promise<void> {
  await connect(world, market, wallet);
  await activate(world, market.stores, wallet);
  await open(world, market, wallet);
}

export async function activate(world: World, stores: readonly Store[], wallet: WalletName): Promise<void> {
  for (const store of stores) await world.operator.setActivation(store.id, wallet, { state: "active" });
}
