import { bucketValues, type Tx } from "#db";
import type { SettlementContext } from "./context.ts";

export type DueKind = "release" | "share" | "share_return";
export type DueRow = { kind: DueKind; subject: string; since: Date };

const firstAskMs = 30_000;
const batch = 64;
const lateMs = 3_600_000;

/** The first question after an intent: whoever wrote it calls the wallet at once, this is for when it died. */
export async function setDue(tx: Tx, bucket: number, kind: DueKind, subject: string, now: Date): Promise<void> {
  await tx.query(
    `insert into settlement_due (bucket, kind, subject, at, since) values ($1, $2, $3, $4, $5)
     on conflict (bucket, kind, subject) do update set at = excluded.at, since = excluded.since`,
    [bucket, kind, subject, new Date(now.getTime() + firstAskMs), now],
  );
}

export async function endDue(tx: Tx, bucket: number, kind: DueKind, subject: string): Promise<void> {
  await tx.query("delete from settlement_due where bucket = $1 and kind = $2 and subject = $3", [
    bucket,
    kind,
    subject,
  ]);
}

/** Rows whose time has come, each put off (a quarter of its age, a minute to six hours) while it is worked on. */
export async function takeDue(context: SettlementContext): Promise<DueRow[]> {
  const { db, clock, alarm } = context.needs;
  const now = clock.now();
  const rows = await db.read<DueRow>(
    `with taken as (
       select bucket, kind, subject from settlement_due where bucket = any($1) and at <= $2
       order by at limit $3 for update skip locked
     )
     update settlement_due d set
       at = $2 + greatest(interval '1 minute', least(interval '6 hours', ($2::timestamptz - d.since) / 4))
     from taken t where d.bucket = t.bucket and d.kind = t.kind and d.subject = t.subject
     returning d.kind, d.subject, d.since`,
    [bucketValues, now, batch],
  );
  for (const { kind, subject, since } of rows)
    if (now.getTime() - since.getTime() > lateMs) alarm("wallet_effect_late", { kind, subject, since });
  return rows;
}
