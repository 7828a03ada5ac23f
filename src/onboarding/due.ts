import { bucketValues, type Db, type Tx } from "#db";

type Subject = { bucket: number; id: string };

/** Looks at it again at this instant, whatever was planned before. */
export async function lookAgain(tx: Tx, { bucket, id }: Subject, at: Date): Promise<void> {
  await tx.query(
    `insert into application_due (bucket, at, application) values ($1, $2, $3)
     on conflict (bucket, application) do update set at = excluded.at`,
    [bucket, at, id],
  );
}

export async function lookNoMore(tx: Tx, { bucket, id }: Subject): Promise<void> {
  await tx.query("delete from application_due where bucket = $1 and application = $2", [bucket, id]);
}

/** Takes what is due and puts it off for as long as the work may last: it comes back if we die. */
export async function takeDue(db: Db, now: Date, batch: number): Promise<readonly string[]> {
  const rows = await db.read<{ application: string }>(
    `with taken as (
       select bucket, application from application_due where bucket = any($1) and at <= $2
       order by at limit $4 for update skip locked
     )
     update application_due d set at = $3 from taken t
     where d.bucket = t.bucket and d.application = t.application returning d.application`,
    [bucketValues, now, new Date(now.getTime() + takenForMs), batch],
  );
  return rows.map((row) => row.application);
}

const takenForMs = 120_000;
const secondMs = 1000;
const hourMs = 3_600_000;

/** After a call whose answer we may never hear. */
export const afterCall = (now: Date): Date => new Date(now.getTime() + 15 * secondMs);

/** While a review runs: a minute at first, then a tenth of the time since it began, an hour at most. */
export function nextQuestion(submittedAt: Date | null, now: Date): Date {
  const waited = submittedAt ? now.getTime() - submittedAt.getTime() : 0;
  return new Date(now.getTime() + Math.min(hourMs, Math.max(60 * secondMs, Math.trunc(waited / 10))));
}

/** Until a store that is ready is looked at again: an opening's stage may let its buyers in. */
export const nextLookAtStage = (now: Date): Date => new Date(now.getTime() + 15 * secondMs);
