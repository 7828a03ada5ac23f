import { bucketOf, type Db } from "#db";
import type { AccountFacts, LiveWord, ReconciliationNeeds } from "./types.ts";

/** Within so many minutes every success of a wallet's is an order's money, a refund, or a named break. */
export const placedWithinMinutes = 15;

/** A success of a wallet's whose money stands in no book. */
export type Unplaced = {
  id: string;
  kind: "payment" | "refund";
  wallet_account: string;
  wallet_ref: string | null;
  amount: bigint;
  at: Date;
};

/** Postings have the time of their payment in their ids: found along the key, however old. */
const posted = (bucket: string, subject: string, kinds: string): string => `exists (
  select 1 from transfers t where t.bucket = ${bucket} and t.id >= 'tra_' || substr(${subject}, 5, 12)
    and t.id <= 'tra_' || substr(${subject}, 5, 12) || 'ZZZZZZZZZZZZZZ' and t.subject = ${subject}
    and t.kind in (${kinds}))`;
const paidKinds = "'payment_paid', 'payment_surplus', 'payment_suspended'";
/** SQL: a payment or a refund of that bucket stands in a book. */
export const hasPosting = (bucket: string, subject: string): string =>
  posted(bucket, subject, `${paidKinds}, 'refund_done'`);

const paymentsIn = `select p.id, 'payment' as kind, p.wallet_account, p.wallet_ref,
  coalesce(p.received, p.amount) as amount, p.paid_at as at from payments p`;
const refundsIn = `select r.id, 'refund' as kind, p.wallet_account, r.wallet_refund_ref as wallet_ref, r.amount,
  r.refunded_at as at
  from refunds r join payments p on p.bucket = r.bucket and p.id = r.payment`;

export type Span = {
  bucket: number;
  /** What the ids of its payments can be. */
  ids: { from: string; to: string };
  from: Date;
  to: Date;
  /** Null: of every account. */
  account: string | null;
};

/** A refund arrives within so many days of being asked for; found along the day on which it was asked for. */
export const refundDays = 31;

/** Successes between two instants, in one bucket, that have no posting. */
export async function unplacedIn(db: Pick<Db, "read">, span: Span): Promise<Unplaced[]> {
  return await db.read<Unplaced>(
    `${paymentsIn} where p.bucket = $1 and p.id >= $2 and p.id < $3 and p.paid_at >= $4 and p.paid_at < $5
       and ($6::text is null or p.wallet_account = $6) and not ${posted("$1", "p.id", paidKinds)}
     union all
     ${refundsIn} where r.bucket = $1 and r.created_at >= $4::timestamptz - make_interval(days => ${refundDays})
       and r.created_at < $5 and r.refunded_at >= $4 and r.refunded_at < $5 and r.state = 'refunded'
       and ($6::text is null or p.wallet_account = $6) and not ${posted("$1", "r.id", "'refund_done'")}
     limit 1000`,
    [span.bucket, span.ids.from, span.ids.to, span.from, span.to, span.account],
  );
}

/** Which of these have their posting by now. */
export async function placedOf(db: Pick<Db, "read">, ids: readonly string[]): Promise<string[]> {
  const placed: string[] = [];
  for (const bucket of new Set(ids.map((id) => bucketOf(id)))) {
    const rows = await db.read<{ id: string }>(
      `select w.id from unnest($2::text[]) as w (id)
       where ${hasPosting("$1", "w.id")}`,
      [bucket, ids.filter((id) => bucketOf(id) === bucket)],
    );
    placed.push(...rows.map((row) => row.id));
  }
  return placed;
}

/** A break's word for it, so that it has a name and an owner from then on. */
export function unplacedWord(needs: Pick<ReconciliationNeeds, "account">, one: Unplaced): LiveWord | null {
  const account: AccountFacts | null = needs.account(one.wallet_account);
  if (!account) return null;
  return {
    ...{ account, class: "state", kind: one.kind, subject: one.id, walletRef: one.wallet_ref ?? one.id },
    ...{ ours: one.amount, theirs: one.amount, at: one.at },
    says: `The wallet has this ${one.kind} as done, and so have we; its money stands in no book.`,
  };
}
