import { bucketOf, type Db, derivedId, isId } from "#db";
import { type Currency, type Money, money } from "#money";
import type { Acceptance, AcceptanceState, Bearer } from "./types.ts";

export type AcceptanceRow = {
  bucket: number;
  id: string;
  payment: string;
  marketplace: string;
  store: string;
  acquirer: string;
  acquirer_account: string;
  issuer: string;
  issuer_account: string;
  title: string;
  amount: bigint;
  currency: Currency;
  fee: bigint;
  fee_back: bigint;
  bearer: Bearer;
  state: AcceptanceState;
  taken: bigint | null;
  issuer_ref: string | null;
  acquirer_ref: string | null;
  says: string | null;
  refunded: bigint;
  created_at: Date;
  debited_at: Date | null;
  paid_at: Date | null;
  ended_at: Date | null;
  /** The number under which what its opening limits by the day is counted; "" where nothing is. */
  cap_use: string;
};

/** The one acceptance that a payment can have. */
export const acceptanceOf = (payment: string): string => derivedId("acp", payment, "acceptance", 0);

/** Under which a payment's money goes back to its payer when the acquirer would not have it. */
export const returnOf = (payment: string): string => derivedId("ref", payment, "acceptance returned", 0);

export async function readAcceptance(db: Pick<Db, "read">, id: string): Promise<AcceptanceRow | null> {
  if (!isId(id, "acp")) return null;
  const sql = "select * from acceptances where bucket = $1 and id = $2";
  const [row] = await db.read<AcceptanceRow>(sql, [bucketOf(id), id]);
  return row ?? null;
}

export const amountOf = (row: Pick<AcceptanceRow, "amount" | "currency">): Money => money(row.amount, row.currency);

export function viewOf(row: AcceptanceRow): Acceptance {
  const of = (minor: bigint): Money => money(minor, row.currency);
  const { id, payment, marketplace, store, acquirer, issuer, bearer, state, issuer_ref, acquirer_ref } = row;
  const { created_at, debited_at, paid_at, ended_at } = row;
  return {
    ...{ id, payment, marketplace, store, acquirer, issuer },
    ...{ amount: of(row.amount), fee: of(row.fee), fee_back: of(row.fee_back), bearer, refunded: of(row.refunded) },
    ...{ state, issuer_ref, acquirer_ref, created_at, debited_at, paid_at, ended_at },
  };
}

/** Newest first, over all pairs or one, of every state or one; `after` is the last id that was seen. */
export async function listAcceptances(
  db: Pick<Db, "read">,
  only: { acquirer?: string | undefined; issuer?: string | undefined; state?: AcceptanceState | undefined },
  page: { after: string | null; limit: number },
): Promise<{ data: Acceptance[]; next: string | null }> {
  const rows = await db.read<AcceptanceRow>(
    `select * from acceptances where ($1::text is null or acquirer = $1) and ($2::text is null or issuer = $2)
       and ($3::text is null or id < $3) and ($5::text is null or state = $5) order by id desc limit $4`,
    [only.acquirer ?? null, only.issuer ?? null, page.after, page.limit + 1, only.state ?? null],
  );
  const data = rows.slice(0, page.limit).map(viewOf);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
