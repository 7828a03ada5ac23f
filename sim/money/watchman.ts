import type { Db } from "#db";

/** What may never be below zero, as a person who only knows the chart would say it; the platform's advances may. */
const neverBelow = [
  ...["escrow", "balance", "commission", "commission_collected", "refunds_due", "suspense", "withdrawals_due"],
  ...["withdrawal_fees", "funds", "ads_held", "vouchers_due", "media_payouts"],
];
/** Accounts that grow by debits. */
const byDebit = ["receivable", "wallet_fees", "advances", "in_transit", "vouchers_between", "ads_between"];

export type Held = { book: string; code: string; heldAt: string; amount: bigint };

type Row = { book: string; code: string; held_at: string; told: bigint; debits: bigint; credits: bigint };

/** Every account's balance from the transfers alone, in the direction in which the account grows. */
export async function countTransfers(db: Db): Promise<{ held: Held[]; faults: string[] }> {
  const rows = await db.read<Row>(
    `select a.book, a.code, a.held_at, a.debits - a.credits as told,
       coalesce(d.sum, 0)::bigint as debits, coalesce(c.sum, 0)::bigint as credits
     from accounts a
     left join (select debit, sum(amount) from transfers group by debit) d on d.debit = a.id
     left join (select credit, sum(amount) from transfers group by credit) c on c.credit = a.id`,
  );
  const faults: string[] = [];
  const sums = new Map<string, bigint>();
  const held = rows.map(({ book, code, held_at: heldAt, told, debits, credits }) => {
    const net = debits - credits;
    sums.set(book, (sums.get(book) ?? 0n) + net);
    if (net !== told) faults.push(`${code} of ${book} says ${told}, its transfers ${net}`);
    const amount = byDebit.includes(code) ? net : -net;
    const guarded = neverBelow.includes(code) || (code === "advances" && book !== heldAt);
    if (guarded && amount < 0n) faults.push(`${code} of ${book} is below zero: ${amount}`);
    return { book, code, heldAt, amount };
  });
  for (const [book, sum] of sums) if (sum !== 0n) faults.push(`book ${book} does not sum to zero: ${sum}`);
  return { held, faults };
}
