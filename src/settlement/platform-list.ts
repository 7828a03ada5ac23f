import { bucketOf, bucketValues } from "#db";
import { readTransfers } from "#ledger";
import { type Currency, type Money, money } from "#money";
import type { SettlementContext } from "./context.ts";
import type { FundsMoveView } from "./platform-funds.ts";
import type { ListPage } from "./types.ts";

type Row = Omit<FundsMoveView, "amount"> & { bucket: number; amount: bigint; currency: Currency };

/** Proposals to put own money somewhere or take it away, newest first: of one wallet account or of all. */
export async function listFunds(
  { needs }: SettlementContext,
  reach: { marketplace: string | null; wallet_account: string | null },
  page: ListPage,
): Promise<{ data: readonly FundsMoveView[]; next: string | null }> {
  const { marketplace, wallet_account } = reach;
  const rows = await needs.db.read<Row>(
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
  const data = rows.slice(0, page.limit).map(({ bucket: _, amount, currency, ...row }) => ({
    ...row,
    amount: money(amount, currency),
  }));
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

/** Every move of the platform's own book at a wallet account, newest first. */
export async function platformMoves(
  { needs }: SettlementContext,
  account: string,
  page: ListPage,
): Promise<{ data: readonly PlatformMoveView[]; next: string | null }> {
  const before = page.after === null ? {} : { before: page.after };
  const found = await readTransfers(needs.db, account, { ...before, limit: page.limit + 1 });
  const rows = found.slice(0, page.limit);
  const whys = await needs.db.read<{ id: string; why: string }>(
    "select id, why from platform_funds where bucket = $1 and id = any($2)",
    [bucketOf(account), rows.map((row) => row.subject).filter((subject) => subject.startsWith("pfm_"))],
  );
  const data = rows.map(({ id, kind, subject, amount, debit, credit, at }) => {
    const less = { ...amount, minor: -amount.minor };
    const funds = credit.code === "funds" ? amount : debit.code === "funds" ? less : null;
    return { id, kind, subject, amount, funds, why: whys.find((one) => one.id === subject)?.why ?? null, at };
  });
  return { data, next: found.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
