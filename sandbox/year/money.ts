import { bucketValues, moveCursors } from "#db";
import { fen } from "#money";
import { inTurn, must, type YearMarket, type YearStore } from "./market.ts";
import type { Sale } from "./orders.ts";
import { makeDice } from "./plan.ts";
import type { Tell } from "./progress.ts";
import type { YearRooms } from "./rooms.ts";

const dayMs = 86_400_000;
const monthMs = 30 * dayMs;
/** Receipts are told every so many days, at night, as a marketplace's own batch does. */
const tellDays = 3;
/** What younger orders bring still waits for the buyers' word. */
const waitDays = 7;

export type MoneyYear = { rooms: YearRooms; market: YearMarket; sales: readonly Sale[]; from: Date; now: Date };

/** Buyers have their goods: what they paid becomes the stores' balance and the marketplace's commission. */
export async function releaseYear({ rooms, market, sales, from, now }: MoneyYear, told: Tell): Promise<void> {
  const dice = makeDice(7);
  const nights = new Map<number, string[]>();
  for (const sale of sales) {
    const received = sale.at.getTime() + (3 + Math.floor(dice() * 3)) * dayMs;
    if (sale.refund !== null || sale.at.getTime() > now.getTime() - waitDays * dayMs) continue;
    const night = Math.ceil((received - from.getTime()) / (tellDays * dayMs));
    nights.set(night, [...(nights.get(night) ?? []), sale.order]);
  }
  const batches = [...nights].toSorted(([a], [b]) => a - b);
  let over = 0;
  await inTurn(batches.length, async (n) => {
    const [night, orders] = batches[n] ?? [0, []];
    const at = new Date(Math.min(from.getTime() + night * tellDays * dayMs + 3 * 3_600_000, now.getTime()));
    const tell = () => rooms.settlement.confirmReceipts(market.staff.operator.id, orders);
    const done = await rooms.in({ at }, tell);
    if (done.size !== orders.length) throw new Error(`The demo year released ${done.size} of ${orders.length} orders.`);
    told(++over, batches.length);
  });
}

/** Where settlement goes on: what was paid in the last days is noted, to be released by itself. */
export async function noteWaiting({ rooms, now }: Pick<MoneyYear, "rooms" | "now">): Promise<void> {
  const since = new Date(now.getTime() - waitDays * dayMs);
  const rows = await rooms.db.read<{ bucket: number; number: bigint }>(
    `select bucket, max(number)::bigint as number from events where bucket = any($1) and at < $2 group by bucket`,
    [bucketValues, since],
  );
  await rooms.db.tx((tx) => moveCursors(tx, "settlement", new Map(rows.map((row) => [row.bucket, row.number]))));
  rooms.at(now);
  while ((await rooms.settlement.tick()) > 0);
}

const banks = ["招商银行", "工商银行", "建设银行", "农业银行"];

/** The stores that take their money out: the great ones every month, some others now and then. */
export async function withdrawYear(year: MoneyYear, told: Tell): Promise<void> {
  const { market } = year;
  const stores = market.stores.filter((_, n) => n < 6 || n % 20 === 9);
  let over = 0;
  await inTurn(stores.length, async (n) => {
    const store = stores[n];
    if (store) await withdrawOf(year, store, n);
    told(++over, stores.length);
  });
  await leftOpen(year);
}

async function withdrawOf({ rooms, market, sales, from, now }: MoneyYear, store: YearStore, n: number): Promise<void> {
  const { settlement } = rooms;
  const at = (instant: number) => ({ at: new Date(instant) });
  const card = { holder: store.name.zh, bank: banks[n % banks.length] ?? "", number: `62148300${1000_0000 + n * 137}` };
  const begin = at(from.getTime() + dayMs);
  must(await rooms.in(begin, () => settlement.setCard(store.owner, store.id, card)));
  const own = sales.filter((sale) => sale.store.id === store.id && sale.refund === null);
  const taken = new Map<string, bigint>();
  const step = n < 6 ? 1 : 4;
  for (let month = step; month <= 12; month += step) {
    const instant = Math.min(from.getTime() + month * monthMs, now.getTime() - 2 * dayMs) + n * 600_000;
    const wallet = store.wallets[month % 2] ?? store.wallets[0] ?? "";
    const before = taken.get(wallet) ?? 0n;
    // Long enough after the sale for the money to be the store's.
    const ripe = own.filter((sale) => sale.wallet === wallet && sale.at.getTime() < instant - 11 * dayMs);
    const earned = ripe.reduce((sum, sale) => sum + sale.amount.minor, 0n);
    // Whole hundreds of yuan, and something stays for refunds.
    const amount = (((earned * 9n) / 10n - before) / 10_000n) * 10_000n;
    const most = amount > 5_000_000n ? 5_000_000n : amount;
    if (most <= 0n) continue;
    taken.set(wallet, before + most);
    await withdraw({ rooms, market }, store, { wallet, amount: most, instant, back: n === 1 && month === 12 });
  }
}

async function withdraw(
  { rooms, market }: Pick<MoneyYear, "rooms" | "market">,
  store: YearStore,
  { wallet, amount, instant, back }: { wallet: string; amount: bigint; instant: number; back: boolean },
): Promise<void> {
  const { settlement, phone } = rooms;
  const asked = await rooms.in({ at: new Date(instant) }, () => ask({ rooms, market }, store, wallet, amount));
  const confirm = () => settlement.confirmWithdrawal(market.staff.finance.id, asked.id);
  must(await rooms.in({ at: new Date(instant + 2 * 3_600_000) }, confirm));
  if (back) phone.returned.add(asked.id.slice(4));
}

async function ask(
  { rooms, market }: Pick<MoneyYear, "rooms" | "market">,
  store: YearStore,
  wallet: string,
  amount: bigint,
) {
  const wallet_account = market.accounts[wallet] ?? "";
  const input = { marketplace: market.marketplace, store: store.id, wallet_account, amount: fen(amount) };
  return must(await rooms.settlement.askWithdrawal(store.owner, input, null));
}

/** Today's: one waits for somebody to confirm it, one was called off. */
async function leftOpen({ rooms, market, now }: MoneyYear): Promise<void> {
  const at = (hours: number) => ({ at: new Date(now.getTime() - hours * 3_600_000) });
  const [first, , third] = market.stores;
  if (first) await rooms.in(at(3), () => ask({ rooms, market }, first, "alipay", 20_000n));
  if (!third) return;
  const wrong = await rooms.in(at(30), () => ask({ rooms, market }, third, "alipay", 10_000n));
  must(await rooms.in(at(29), () => rooms.settlement.cancelWithdrawal(wrong.id)));
}
