import { scopes } from "#http";
import { fen } from "#money";
import type { YearOptions } from "./index.ts";
import { signUp } from "./people.ts";
import { openDay, type PlannedStore, planStore } from "./plan.ts";
import type { YearRooms } from "./rooms.ts";

const dayMs = 86_400_000;
export const author = { kind: "person" as const, id: "per_year", marketplace: null, store: null, scopes };

/** What the year asks for is never refused. */
export function must<T>(result: { ok: true; value: T } | { ok: false; fault: string; detail?: unknown }): T {
  if (!result.ok) throw new Error(`The demo year: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
}

/** `owner`: whoever votes for it; `wallets`: those that it has joined. */
export type YearStore = PlannedStore & { id: string; merchant: string; owner: string; wallets: readonly string[] };
export type YearMarket = {
  marketplace: string;
  stores: readonly YearStore[];
  /** By wallet. */
  accounts: Readonly<Record<string, string>>;
  staff: Staff;
};

type Person = { kind: "person"; id: string; marketplace: string; store: null };
export type Staff = { operator: Person; finance: Person; approver: Person };

const walletIds = ["alipay", "wechatpay", "unionpay"] as const;
/** What the demo calls its wallets. */
export const walletNames = {
  alipay: { zh: "支付宝（模拟）", en: "Alipay (simulated)" },
  wechatpay: { zh: "微信支付（模拟）", en: "WeChat Pay (simulated)" },
  unionpay: { zh: "云闪付（模拟）", en: "UnionPay (simulated)" },
  jdpay: { zh: "京东支付（模拟）", en: "JD Pay (simulated)" },
} as const;
const name = { zh: "四季集市（模拟一年）", en: "Four Seasons Market (a simulated year)" };
const perMerchant = 8;
/** What the simulated wallets keep, and their bills say. */
const sixInAThousand = { rate: 600, minimum: fen(0n), rounding: "either", refunds_return: true } as const;

/** The marketplace with its people and stores. Accounts are as old as the house: no bill of last year is asked for. */
export async function makeYearMarket(
  rooms: YearRooms,
  given: { from: Date; now: Date; stores: number; accountSettings: YearOptions["accountSettings"] },
): Promise<YearMarket> {
  const { directory, settlement, reconciliation } = rooms;
  rooms.at(given.from);
  const market = { name, time_zone: "Asia/Shanghai", shop_url: null };
  const marketplace = must(await directory.createMarketplace(author, market, null)).id;
  await directory.refresh();
  const staff = await hireStaff(rooms, marketplace);
  await settlement.setTerms(staff.finance.id, marketplace, { release_after_days: 7, commission_bp: 60 });
  rooms.at(given.now);
  const accounts: Record<string, string> = {};
  for (const wallet of walletIds) {
    const settings = await given.accountSettings(wallet);
    const account = { marketplace, wallet, title: walletNames[wallet].zh, settings };
    accounts[wallet] = must(await directory.createWalletAccount(author, account, null)).id;
  }
  await directory.refresh();
  for (const wallet_account of Object.values(accounts)) {
    const agreed = { wallet_account, method: "*", starts_at: given.from, figures: sixInAThousand };
    must(await reconciliation.setAgreedRate(staff.finance.id, agreed));
  }
  rooms.at(given.from);
  const merchants = await inTurn(Math.ceil(given.stores / perMerchant), async (n) => {
    const merchant = { marketplace, name: planStore(n * perMerchant).name };
    const { id } = must(await directory.createMerchant(author, merchant, null));
    const owner = must(await directory.createPerson({ name: ownerName(n) }, null)).id;
    const place = { person: owner, marketplace, merchant: id, store: null };
    must(await directory.addMembership(author.id, { ...place, role: "merchant_owner" }));
    return { merchant: id, owner };
  });
  const stores = await inTurn(
    given.stores,
    async (n): Promise<YearStore> => {
      const { merchant = "", owner = "" } = merchants[Math.floor(n / perMerchant)] ?? {};
      return await openStore(rooms, n, { marketplace, merchant, owner, from: given.from });
    },
    // What the directory keeps in memory is read anew after each write; the more write at once, the fewer readings.
    32,
  );
  await rooms.directory.refresh();
  const [first, ...others] = stores;
  if (!first) throw new Error("The demo year has no store.");
  const owner = await signUp(rooms, "owner", { marketplace, store: first.id });
  const mayRead = ["orders:read", "payments:read"] as const;
  for (const [title, store] of [
    ["商城服务端", null],
    ["门店收银系统", first.id],
  ] as const)
    must(await directory.createApiKey(author, { marketplace, store, name: title, scopes: mayRead }, null));
  return { marketplace, stores: [{ ...first, owner }, ...others], accounts, staff };
}

async function openStore(
  rooms: YearRooms,
  n: number,
  given: { marketplace: string; merchant: string; owner: string; from: Date },
): Promise<YearStore> {
  const { marketplace, merchant, owner, from } = given;
  const planned = planStore(n);
  const made = { marketplace, merchant, name: planned.name, tags: planned.tags };
  const { id } = must(await rooms.directory.createStore(author, made, null));
  const wallets = walletsOf(n);
  for (const wallet of wallets) {
    if (joinsByApplication(n, wallet)) continue;
    // In the last weeks before the wallet opened.
    const day = Math.max(0, (openDay[wallet] ?? 0) - 3 - (n % 17));
    const moment = { at: new Date(from.getTime() + day * dayMs + n * 60_000) };
    const joins = () => rooms.directory.setActivation(author, id, wallet, { state: "active" });
    must(await rooms.in(moment, joins));
  }
  return { ...planned, id, merchant, owner, wallets };
}

async function hireStaff(rooms: YearRooms, marketplace: string): Promise<Staff> {
  const hire = async (login: "operator" | "approver" | "finance" | "auditor"): Promise<Person> => {
    const id = await signUp(rooms, login, { marketplace, store: null });
    return { kind: "person", id, marketplace, store: null };
  };
  const [operator, approver, finance] = await Promise.all([hire("operator"), hire("approver"), hire("finance")]);
  await hire("auditor");
  return { operator, approver, finance };
}

const families = ["韩", "林", "何", "罗", "高", "梁", "宋", "唐", "许", "邓"];
const givens = ["梅", "建国", "小雨", "海燕", "志强", "晓东", "丽华"];
const ownerName = (n: number): string =>
  `店主 ${families[n % families.length]}${givens[Math.floor(n / 3) % givens.length]} (demo)`;

/** One in fifteen has Alipay alone; of the others three in eight have joined UnionPay beside the two great ones. */
const walletsOf = (store: number): readonly string[] => {
  if (store % 15 === 7) return walletIds.slice(0, 1);
  return store % 8 < 3 ? walletIds : walletIds.slice(0, 2);
};

/** These came to WeChat Pay by an application of their own. */
export const joinsByApplication = (store: number, wallet: string): boolean =>
  wallet === "wechatpay" && store % 40 === 0;

/** As many as there are connections at once; the answers in their order. */
export async function inTurn<T>(count: number, make: (n: number) => Promise<T>, abreast = 8): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const walk = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) made[n] = await make(n);
  };
  await Promise.all(Array.from({ length: abreast }, walk));
  return made;
}
