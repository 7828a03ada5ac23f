import { bucketFromText, bucketValue, claimRepeat, isId, type RepeatKey, type Tx } from "#db";
import { type Money, money } from "#money";
import type { PaymentsContext } from "./context.ts";

/** Who may have a limit: the roles that may send money back at all, and keys. */
export const refundRoles = ["operator", "finance", "merchant_owner", "merchant_finance", "key"] as const;
export type RefundRole = (typeof refundRoles)[number];

export type LimitFault =
  | "idempotency_key_reused"
  | "not_found"
  | "second_person_needed"
  | "refund_limit_pending"
  | "refund_limit_decided";
type Result<T> = { ok: true; value: T; repeated?: boolean } | { ok: false; fault: LimitFault };

/** Amounts in CNY; null: no limit; 0: nothing goes out by one person alone. */
export type NewLimit = { role: RefundRole; per_refund: Money | null; per_day: Money | null };

/** What one person of a marketplace proposes, and another decides. */
export type LimitChange = NewLimit & {
  id: string;
  marketplace: string;
  why: string;
  proposer: string;
  at: Date;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
};

type Row = Omit<LimitChange, "per_refund" | "per_day"> & { per_refund: bigint | null; per_day: bigint | null };

export const yuanOrNull = (minor: bigint | null): Money | null => (minor === null ? null : money(minor, "CNY"));

const viewOf = (row: Row): LimitChange => ({
  ...row,
  per_refund: yuanOrNull(row.per_refund),
  per_day: yuanOrNull(row.per_day),
});

/** One at a time for each role: a second proposal waits until the first is decided. */
export async function proposeLimit(
  { needs }: PaymentsContext,
  by: string,
  marketplace: string,
  { role, per_refund, per_day, why }: NewLimit & { why: string },
  repeat: RepeatKey | null,
): Promise<Result<LimitChange>> {
  const id = needs.ids.next("rlc");
  const now = needs.clock.now();
  return await needs.db
    .tx(async (tx): Promise<Result<LimitChange>> => {
      if (repeat) {
        // No row of this has a bucket: its repeat keys lie where they fall.
        const bucket = bucketValue(bucketFromText(`${repeat.caller} ${repeat.key}`));
        const claim = await claimRepeat(tx, bucket, repeat, id, now);
        const made = claim.first ? null : await findLimitChange(tx.query, claim.subject);
        if (!claim.first) return claim.same && made ? { ok: true, value: made, repeated: true } : reused;
      }
      const [row] = await tx.query<Row>(
        `insert into refund_limit_changes (id, marketplace, role, per_refund, per_day, why, proposer, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (marketplace, role) where state = 'pending' do nothing returning *`,
        [...[id, marketplace, role, per_refund?.minor ?? null, per_day?.minor ?? null, why, by, now]],
      );
      if (!row) throw new Pending();
      return { ok: true, value: viewOf(row) };
    })
    .catch((fault: unknown): Result<LimitChange> => {
      if (fault instanceof Pending) return { ok: false, fault: "refund_limit_pending" };
      throw fault;
    });
}

const reused = { ok: false, fault: "idempotency_key_reused" } as const;

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class Pending extends Error {}

export async function findLimitChange(query: Tx["query"], id: string, lock = false): Promise<LimitChange | null> {
  if (!isId(id, "rlc")) return null;
  const sql = `select * from refund_limit_changes where id = $1 ${lock ? "for update" : ""}`;
  const [row] = await query<Row>(sql, [id]);
  return row ? viewOf(row) : null;
}

/** The latest, of one state or of all. */
export async function listLimitChanges(
  { needs }: PaymentsContext,
  marketplace: string | null,
  state: string | null,
): Promise<LimitChange[]> {
  const rows = await needs.db.read<Row>(
    `select * from refund_limit_changes
     where ($1::text is null or marketplace = $1) and ($2::text is null or state = $2) order by id desc limit 200`,
    [marketplace, state],
  );
  return rows.map(viewOf);
}

/**
 * The second person's word; whether they may was asked before. Approved, it holds from this commit on: a refund that is
 * under way is waited for, one that comes after sees it.
 */
export async function decideLimit(
  { needs }: PaymentsContext,
  id: string,
  { by, why, approve }: { by: string; why: string; approve: boolean },
): Promise<Result<LimitChange>> {
  const state = approve ? "approved" : "rejected";
  return await needs.db.tx(async (tx): Promise<Result<LimitChange>> => {
    const now = needs.clock.now();
    const change = await findLimitChange(tx.query, id, true);
    if (!change) return { ok: false, fault: "not_found" };
    if (change.proposer === by) return { ok: false, fault: "second_person_needed" };
    // The same person's same word again is the same.
    if (change.state === state && change.decided_by === by) return { ok: true, value: change };
    if (change.state !== "pending") return { ok: false, fault: "refund_limit_decided" };
    const [row] = await tx.query<Row>(
      `update refund_limit_changes set state = $2, decided_by = $3, decided_why = $4, decided_at = $5 where id = $1
       returning *`,
      [id, state, by, why, now],
    );
    if (approve)
      await addLimit(tx, { ...change, store: "", set_by: change.proposer, approved_by: by, now, holds_from: now });
    return { ok: true, value: viewOf(row as Row) };
  });
}

/** Taken by whoever sets a limit of a marketplace or of one of its stores, against all refunds under way there. */
export async function lockLimits(tx: Tx, marketplace: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 111))", [marketplace]);
}

type ToAdd = NewLimit & {
  marketplace: string;
  store: string;
  set_by: string;
  approved_by: string | null;
  now: Date;
  holds_from: Date;
};

export async function addLimit(tx: Tx, limit: ToAdd): Promise<void> {
  const { marketplace, store, role, per_refund, per_day, set_by, approved_by, now, holds_from } = limit;
  await lockLimits(tx, marketplace);
  await tx.query(
    `insert into refund_limits (marketplace, store, role, n, per_refund, per_day, set_by, set_at, approved_by,
       holds_from)
     select $1, $2, $3, coalesce(max(n), 0) + 1, $4, $5, $6, $7, $8, $9 from refund_limits
     where marketplace = $1 and store = $2 and role = $3`,
    [
      ...[marketplace, store, role, per_refund?.minor ?? null, per_day?.minor ?? null],
      ...[set_by, now, approved_by, holds_from],
    ],
  );
}
