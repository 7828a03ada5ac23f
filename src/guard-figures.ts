import { bucketValues, type Clock, type Db } from "#db";
import type { OpeningsParts } from "#openings";

const reader = "guards";
/** The longest window of a guard, and some room. */
const keptMs = 25 * 3_600_000;
const trimEveryMs = 600_000;
/** How long a start may have no word of the wallet before it counts as unknown. */
const unknownMs = 30_000;

/** Databases whose cursors this process knows to be there. */
const opened = new WeakSet<Db>();

/**
 * Counts what came since the last turn: events after the reader's own cursors, into slots of a second. One statement:
 * a bucket's cursor moves only if nobody moved it since it was read, and only what moved is counted, so of two
 * processes one counts. Answers how many events were looked at.
 */
const countEvents = `
with begun as (
  select bucket, number from event_cursors where reader = '${reader}'
), seen as (
  select b.bucket, b.number as start, e.number, e.type, e.subject, e.at
  from begun b cross join lateral (
    select e.number, e.type, e.subject, e.at from events e
    where e.bucket = b.bucket and e.number > b.number order by e.number limit $1
  ) e
), moved as (
  update event_cursors c set number = s.last
  from (select bucket, min(start) as start, max(number) as last from seen group by bucket) s
  where c.reader = '${reader}' and c.bucket = s.bucket and c.number = s.start
  returning c.bucket
), counted as (
  insert into guard_slots as g (marketplace, partner, method, slot, paid, refused, refunded, complaints)
  select p.marketplace, p.wallet, p.method,
    date_trunc('second', s.at),
    count(*) filter (where s.type = 'payment.paid'), count(*) filter (where s.type = 'payment.refused'),
    count(*) filter (where s.type = 'refund.created'), count(*) filter (where s.type = 'complaint.received')
  from seen s join moved using (bucket) join payments p on p.bucket = s.bucket and p.id = s.subject
  where s.type in ('payment.paid', 'payment.refused', 'refund.created', 'complaint.received') and s.at >= $2
  group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (marketplace, partner, method, slot) do update set paid = g.paid + excluded.paid,
    refused = g.refused + excluded.refused, refunded = g.refunded + excluded.refunded,
    complaints = g.complaints + excluded.complaints
)
select count(*) as seen from seen join moved using (bucket)`;

const perBucket = 200;

/** What guards watch: counters that are fed from events as they come, so that a look costs the same on a busy day. */
export function makeGuardFigures(db: Db, clock: Clock) {
  let trimmedAt = Number.NEGATIVE_INFINITY;
  return {
    /** Counts what is new; call it before guards look. Answers how many events it went through. */
    async feed(): Promise<number> {
      if (!opened.has(db))
        await db.read(
          `insert into event_cursors (bucket, reader, number) select unnest($1::int[]), '${reader}', 0
           on conflict do nothing`,
          [bucketValues],
        );
      opened.add(db);
      const now = clock.now().getTime();
      const oldest = new Date(now - keptMs);
      if (now - trimmedAt >= trimEveryMs) {
        trimmedAt = now;
        await db.read("delete from guard_slots where slot < $1", [oldest]);
      }
      const [row] = await db.read<{ seen: bigint }>(countEvents, [perBucket, oldest]);
      return Number(row?.seen ?? 0n);
    },
    figuresOf: figuresOf.bind(null, db, clock),
  };
}

type Asked = Parameters<OpeningsParts["figuresOf"]>[0];
type Figures = Awaited<ReturnType<OpeningsParts["figuresOf"]>>;

async function figuresOf(db: Db, clock: Clock, asked: Asked): Promise<Figures> {
  const { sides, partner, methods, since, figure } = asked;
  const [row] = await db.read<Record<"paid" | "refused" | "refunded" | "complaints", bigint>>(
    `select coalesce(sum(paid), 0)::bigint as paid, coalesce(sum(refused), 0)::bigint as refused,
       coalesce(sum(refunded), 0)::bigint as refunded, coalesce(sum(complaints), 0)::bigint as complaints
     from guard_slots where marketplace = any($1) and partner = $2 and ($3::text[] is null or method = any($3))
       and slot >= date_trunc('second', $4::timestamptz)`,
    [sides, partner, methods, since],
  );
  const counted = row ?? { paid: 0n, refused: 0n, refunded: 0n, complaints: 0n };
  const unknown = figure === "unknown_rate" ? await unknownOf(db, clock, asked) : 0n;
  const breaks = figure === "breaks" ? await breaksOf(db, asked) : 0n;
  return { ...counted, unknown, breaks };
}

/** Starts without a word of the wallet: each has a due row that has been taken at least once. */
async function unknownOf(db: Db, clock: Clock, { sides, partner, methods, since }: Asked): Promise<bigint> {
  const [row] = await db.read<{ unknown: bigint }>(
    `select count(*) as unknown from due d join payments p on p.bucket = d.bucket and p.id = d.subject
     where d.bucket = any($1) and d.kind = 'payment' and d.tries > 0 and p.state = 'starting'
       and p.marketplace = any($2) and p.wallet = $3 and ($4::text[] is null or p.method = any($4))
       and p.created_at >= $5 and p.created_at < $6`,
    [bucketValues, sides, partner, methods, since, new Date(clock.now().getTime() - unknownMs)],
  );
  return row?.unknown ?? 0n;
}

/** Differences that a bill showed since then; what only fell on the other side of midnight is none. */
async function breaksOf(db: Db, { sides, partner, since }: Asked): Promise<bigint> {
  const [row] = await db.read<{ breaks: bigint }>(
    `select count(*) as breaks from bill_breaks b join bill_runs r on r.id = b.run
     where b.bucket = any($1) and b.opened_at >= $4 and b.class <> 'day_boundary'
       and r.marketplace = any($2) and r.wallet = $3`,
    [bucketValues, sides, partner, since],
  );
  return row?.breaks ?? 0n;
}
