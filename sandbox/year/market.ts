import { scopes } from "#http";
import { type PlannedStore, planStore } from "./plan.ts";
import type { YearRooms } from "./rooms.ts";

export const author = { kind: "person" as const, id: "per_year", marketplace: null, store: null, scopes };

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string; detail?: unknown }): T {
  if (!result.ok) throw new Error(`The demo year: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
}

export type YearStore = PlannedStore & { id: string; merchant: string };
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
  const stores: YearStore[] = [];
  let merchant = "";
  for (let n = 0; n < given.stores; n++) {
    const planned = planStore(n);
    if (n % perMerchant === 0)
      merchant = must(await directory.createMerchant(author, { marketplace, name: planned.name }, null)).id;
    const made = { marketplace, merchant, name: planned.name, tags: planned.tags };
    const { id } = must(await directory.createStore(author, made, null));
    for (const wallet of walletIds) must(await directory.setActivation(author, id, wallet, { state: "active" }));
    stores.push({ ...planned, id, merchant });
  }
  return { marketplace, stores };
}
