import { scopes } from "#http";
import { type PlannedStore, planStore } from "./plan.ts";
import type { YearRooms } from "./rooms.ts";

export const author = { kind: "person" as const, id: "per_year", marketplace: null, store: null, scopes };

/** What the year asks for is never refused. */
export function must<T>(result: { ok: true; value: T } | { ok: false; fault: string; detail?: unknown }): T {
  if (!result.ok) throw new Error(`The demo year: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
}

/** `owner`: whoever votes for it; `wallets`: those that it has joined. */
export type YearStore = PlannedStore & { id: string; merchant: string; owner: string; wallets: readonly string[] };
export type YearMarket = { marketplace: string; stores: readonly YearStore[] };

const walletIds = ["alipay", "wechatpay", "unionpay"] as const;
const name = { zh: "四季集市（模拟一年）", en: "Four Seasons Market (a simulated year)" };
const perMerchant = 8;

/** The marketplace with its stores. Accounts are as old as the house, so that no bill of last year is asked for. */
export async function makeYearMarket(
  rooms: YearRooms,
  given: { from: Date; now: Date; stores: number; accountSettings(wallet: string): Record<string, string> },
): Promise<YearMarket> {
  const { directory } = rooms;
  rooms.at(given.from);
  const market = { name, time_zone: "Asia/Shanghai", shop_url: null };
  const marketplace = must(await directory.createMarketplace(author, market, null)).id;
  rooms.at(given.now);
  for (const wallet of walletIds) {
    const account = { marketplace, wallet, title: `Year ${wallet}`, settings: given.accountSettings(wallet) };
    must(await directory.createWalletAccount(author, account, null));
  }
  rooms.at(given.from);
  const merchants = await inTurn(Math.ceil(given.stores / perMerchant), async (n) => {
    const merchant = { marketplace, name: planStore(n * perMerchant).name };
    const { id } = must(await directory.createMerchant(author, merchant, null));
    const owner = must(await directory.createPerson({ name: "店主 (demo)" }, null)).id;
    const place = { person: owner, marketplace, merchant: id, store: null };
    must(await directory.addMembership(author.id, { ...place, role: "merchant_owner" }));
    return { merchant: id, owner };
  });
  const stores = await inTurn(given.stores, async (n): Promise<YearStore> => {
    const planned = planStore(n);
    const { merchant = "", owner = "" } = merchants[Math.floor(n / perMerchant)] ?? {};
    const made = { marketplace, merchant, name: planned.name, tags: planned.tags };
    const { id } = must(await directory.createStore(author, made, null));
    const wallets = walletsOf(n);
    for (const wallet of wallets) must(await directory.setActivation(author, id, wallet, { state: "active" }));
    return { ...planned, id, merchant, owner, wallets };
  });
  return { marketplace, stores };
}

/** Three stores in eight have joined UnionPay, all of them the two great ones. */
const walletsOf = (store: number): readonly string[] => (store % 8 < 3 ? walletIds : walletIds.slice(0, 2));

/** As many as there are connections at once; the answers in their order. */
async function inTurn<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const walk = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) made[n] = await make(n);
  };
  await Promise.all(Array.from({ length: 8 }, walk));
  return made;
}
