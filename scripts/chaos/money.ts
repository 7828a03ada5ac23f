import { bucketValues, type Db } from "#db";
import type { House } from "#main";
import type { SandboxWallets } from "#sandbox";
import { readTruth, type Truth } from "../../sim/money/truth.ts";
import { countTransfers, type Held } from "../../sim/money/watchman.ts";
import { caps, type Market } from "./market.ts";

export type MoneyVerdict = { wrong: string[]; counts: Record<string, number> };

/** What stores have, shared and withdrew, and what caps counted: each against what really happened. */
export async function judgeMoney(house: House, wallets: SandboxWallets, market: Market): Promise<MoneyVerdict> {
  const fake = (id: string) => {
    const found = wallets.mounted.find(({ wallet }) => wallet.id === id);
    if (!found) throw new Error(`The sandbox has no ${id}.`);
    return found;
  };
  const [one, other] = [fake("wechatpay"), fake("alipay")];
  const truth = readTruth({ fakes: { wechatpay: one.fake, alipay: other.fake } });
  const { held, faults } = await countTransfers(house.db);
  const own = { wechatpay: `${one.credentials["mchid"]}`, alipay: `${other.credentials["seller_id"]}` };
  const withdrawals = await judgeWithdrawals(house.db, truth);
  const shares = await judgeShares(house.db, one.fake.ledger().shares ?? []);
  const capped = await judgeCaps(house.db);
  const wrong = [...faults, ...judgeBalances(house, market, { truth, held, own }), ...withdrawals.wrong];
  wrong.push(...shares.wrong, ...capped.wrong);
  return { wrong, counts: { withdrawn: withdrawals.paid, shared: shares.shared, capped_days: capped.days } };
}

type Places = { truth: Truth; held: readonly Held[]; own: Record<"wechatpay" | "alipay", string> };

/** Each merchant number has at its wallet what the books say lies there. */
function judgeBalances(house: House, market: Market, { truth, held, own }: Places): string[] {
  const sums = new Map<string, bigint>();
  const add = (at: string, by: bigint) => sums.set(at, (sums.get(at) ?? 0n) + by);
  for (const { book, code, heldAt, amount } of held) {
    const wallet = heldAt === market.accounts.wechatpay ? "wechatpay" : "alipay";
    if (!market.stores.includes(book)) continue;
    const place = `${wallet} ${house.directory.snapshot.subMerchantAt(book, heldAt) ?? own[wallet]}`;
    if (code === "receivable" || code === "wallet_fees") add(place, amount);
    if (code !== "commission_collected") continue;
    add(place, -amount);
    add(`${wallet} ${own[wallet]}`, amount);
  }
  return [...sums].flatMap(([place, ours]) => {
    const theirs = truth.balances.get(place) ?? 0n;
    return ours === theirs ? [] : [`${place}: ${ours} by our books, it has ${theirs}`];
  });
}

async function judgeWithdrawals(db: Db, truth: Truth) {
  const rows = await db.read<{ id: string; state: string }>(
    "select id, state from withdrawals where bucket = any($1)",
    [bucketValues],
  );
  const wrong = rows.flatMap(({ id, state }) => {
    const there = truth.withdrawals.get(id) ?? "never sent";
    const fits = there === "arrived" ? state === "paid" : !["paid", "sending", "processing"].includes(state);
    return fits ? [] : [`${id} is ${state} here, ${there} there`];
  });
  const known = new Set(rows.map((row) => row.id));
  wrong.push(...[...truth.withdrawals.keys()].filter((id) => !known.has(id)).map((id) => `${id} left and is unknown`));
  return { wrong, paid: rows.filter((row) => row.state === "paid").length };
}

type TheirShare = { out_order_no: string; amount: string; state: string };

async function judgeShares(db: Db, theirs: readonly TheirShare[]) {
  const rows = await db.read<{ id: string; state: string; amount: bigint }>(
    "select id, state, amount from shares where bucket = any($1)",
    [bucketValues],
  );
  const there = new Map(theirs.map((one) => [`shr_${one.out_order_no}`, one]));
  const wrong = rows.flatMap(({ id, state, amount }) => {
    const one = there.get(id);
    const done = one?.state === "SUCCESS" && one.amount === amount.toString();
    return (state === "shared") === done ? [] : [`share ${id} is ${state} here, ${one?.state} ${one?.amount} there`];
  });
  const known = new Set(rows.map((row) => row.id));
  wrong.push(
    ...theirs.filter((one) => !known.has(`shr_${one.out_order_no}`)).map((one) => `${one.out_order_no} shared`),
  );
  return { wrong, shared: rows.filter((row) => row.state === "shared").length };
}

/** What each day has used of its caps is what was paid on it through the opening: no more, no less, below the cap. */
async function judgeCaps(db: Db) {
  const used = "coalesce(sum(used), 0)::bigint as used";
  const [buyers] = await db.read<{ used: bigint; most: bigint; days: bigint }>(
    `select ${used}, coalesce(max(used), 0)::bigint as most, count(*) as days from cap_buyer_days`,
  );
  const [total] = await db.read<{ used: bigint }>(`select ${used} from cap_leases`);
  const days = await db.read<{ used: bigint }>(`select ${used} from cap_leases group by opening, day`);
  const [paid] = await db.read<{ sum: bigint }>(
    "select coalesce(sum(amount), 0)::bigint as sum from payments where state = 'paid'",
  );
  const [waiting] = await db.read<{ n: bigint }>(
    `select (select count(*) from cap_uses where state = 'held')
       + (select count(*) from cap_holds where state = 'held') as n`,
  );
  const wrong: string[] = [];
  if (buyers?.used !== paid?.sum) wrong.push(`buyers' days have used ${buyers?.used}, ${paid?.sum} were paid`);
  if (total?.used !== paid?.sum) wrong.push(`the days' totals have used ${total?.used}, ${paid?.sum} were paid`);
  if ((buyers?.most ?? 0n) > caps.per_buyer_day.minor) wrong.push(`a buyer's day has used ${buyers?.most}`);
  if (days.some((day) => day.used > caps.total_day.minor)) wrong.push("a day's total is above its cap");
  if (waiting?.n !== 0n) wrong.push(`${waiting?.n} uses of caps still wait`);
  return { wrong, days: Number.parseInt(`${buyers?.days}`, 10) };
}
