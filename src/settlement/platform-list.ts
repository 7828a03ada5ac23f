import { bucketOf, bucketValues } from "#db";
import { type Currency, type Money, money } from "#money";
import type { SettlementContext } from "./context.ts";
import { type FundsMoveView, type FundsRow, fundsViewOf } from "./platform-funds.ts";
import type { ListPage } from "./types.ts";

/** Proposals to put own money somewhere or take it away, newest first: of one wallet account or of all. */
export async function listFunds(
  { needs }: SettlementContext,
  reach: { marketplace: string | null; wallet_account: string | null },
  page: ListPage,
): Promise<{ data: readonly FundsMoveView[]; next: string | null }> {
  const { marketplace, wallet_account } = reach;
  const rows = await needs.db.read<FundsRow>(
    `select * from platform_funds where bucket = any($1) and ($2::text is null or marketplace = $2)
       and ($3::text is null or wallet_account = $3) and ($4::text is null or id < $4) order by id desc limit $5`,
    // An account's proposals lie in its bucket.
    [
      wallet_account === null ? bucketValues : [bucketOf(wallet_account)],
      marketplace,
      wallet_account,
      page.after,
      page.limit + 1,
    ],
  );
  const data = rows.slice(0, page.limit).map(fundsViewOf);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

export type PlatformMoveView = {
  id: string;
  /** Of the chart: `funds_added`, `advance_given`, … */
  kind: string;
  /** What it was done for: a proposal (pfm_…), a payment, a dispute, a bill, a payout. */
  subject: string;
  amount: Money;
  /** What it did to the platform's own funds; null: it moved something else of the book. */
  funds: Money | null;
  /** Of a proposal: why. */
  why: string | null;
  at: Date;
};

type MoveRow = Omit<PlatformMoveView, "amount" | "funds"> & { amount: bigint; currency: Currency; funds: bigint };

/**
 * Every move of the platform's own book at a wallet account, newest first. An id keeps the time of what the move is of,
 * which may be long ago, so the order is that of the moves themselves: the book is read, along its key. `after`: the
 * instant and the id of the last that was seen.
 */
export async function platformMoves(
  { needs }: SettlementContext,
  account: string,
  page: { after: { at: Date; id: string } | null; limit: number },
): Promise<{ data: readonly PlatformMoveView[]; next: { at: Date; id: string } | null }> {
  const rows = await needs.db.read<MoveRow>(
    `select t.id, t.kind, t.subject, t.amount, d.currency, t.at, f.why,
       case 'funds' when c.code then t.amount when d.code then -t.amount else 0 end as funds
     from transfers t
     join accounts d on d.bucket = t.bucket and d.id = t.debit
     join accounts c on c.bucket = t.bucket and c.id = t.credit
     left join platform_funds f on f.bucket = t.bucket and f.id = t.subject
     where t.bucket = $1 and t.book = $2 and ($3::timestamptz is null or (t.at, t.id) < ($3, $4))
     order by t.at desc, t.id desc limit $5`,
    [bucketOf(account), account, page.after?.at ?? null, page.after?.id ?? null, page.limit + 1],
  );
  const data = rows.slice(0, page.limit).map(({ currency, amount, funds, ...row }) => ({
    ...row,
    amount: money(amount, currency),
    funds: funds === 0n ? null : money(funds, currency),
  }));
  const last = rows.length > page.limit ? data.at(-1) : undefined;
  return { data, next: last ? { at: last.at, id: last.id } : null };
}
