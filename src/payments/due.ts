import { bucketCount, bucketValues } from "#db";
import type { PaymentsContext } from "./context.ts";
import type { DueMove } from "./due-moves.ts";
import { endCheckout, isUnanswered } from "./end-checkout.ts";
import { lookAfter } from "./look-after.ts";
import { loadCheckout } from "./read-checkout.ts";
import { endedUnpaid, lookAgain } from "./second-look.ts";
import { sendRefund } from "./send-refund.ts";
import { liveStates } from "./states.ts";

type DueRow = Omit<DueMove, "next" | "kind"> & { kind: "payment" | "refund" | "checkout"; tries: number };
/** What a taking found: `over` is a checkout that ended meanwhile, whose row is gone already. */
type Taken = DueRow & { over: boolean };

const takenForMs = 60_000;
const batch = 64;
/** Seconds until the next question, by how often we asked. After that, the last one again and again. */
const payment = [15, 30, 60, 120, 240, 300];
/** While the buyer has no code to pay with, nothing else matters. */
const withoutAction = [10, 10, 15, 30, 60];
/** A till waits, and so does the queue behind it. */
const charge = [5, 5, 5, 5, 5, 5, 10, 10, 30, 60];
/** Never longer than the minutes within which a success must have its place. */
const later = [60, 300, 600, 840];
/** A checkout whose time is over, while its wallet gives no answer: what was paid in time is not to go back. */
const unanswered = [20, 40, 60, 120, 240];
/** An attempt that ended unpaid, whose wallet cannot say now whether that holds: for three days. */
const secondLook = [60, 300, 600, ...Array.from({ length: 72 }, () => 3600)];
/** A refund that needs a person: asked after now and then, since the person may act at the wallet. */
const needsPerson = [600, 3600, 21_600];

/**
 * Takes what is due and does it; answers how many were taken. A row that is taken is put off, not deleted, so that it
 * comes back if we die; several workers share the rows with SKIP LOCKED. Each time another bucket comes first, so that
 * a bucket where more falls due than we can do keeps no other waiting. What is due twice is one row from then on. Most
 * checkouts have ended when their time is over: for these there is nothing left to do, and their rows go in the same
 * statement. `atMost`: how many are taken at once.
 */
export async function workDue(context: PaymentsContext, atMost = batch): Promise<number> {
  const now = context.needs.clock.now();
  const first = context.dueTurns.next++ % bucketCount;
  const rows = await context.needs.db.read<Taken>(take, [
    ...[[...bucketValues.slice(first), ...bucketValues.slice(0, first)], now, new Date(now.getTime() + takenForMs)],
    atMost,
  ]);
  await Promise.all(rows.filter((row) => !row.over).map((row) => workOne(context, row)));
  return rows.length;
}

// Lateral with a limit: always along the primary key, whatever the planner believes of a young table.
const take = `
with taken as (
  select d.* from unnest($1::int[]) as b (bucket)
  cross join lateral (
    select * from due d where d.bucket = b.bucket and d.at <= $2 order by d.at limit $4 for update skip locked
  ) d limit $4
), gone as (
  delete from due d using taken t
  where d.bucket = t.bucket and d.at = t.at and d.kind = t.kind and d.subject = t.subject
), seen as materialized (
  select t.*, t.kind = 'checkout' and coalesce(c.state <> 'open', false) as over from taken t
  left join lateral (
    select state from checkouts c where t.kind = 'checkout' and c.bucket = t.bucket and c.id = t.subject limit 1
  ) c on true
), kept as (
  insert into due (bucket, at, kind, subject, tries)
  select bucket, $3, kind, subject, max(tries) + 1 from seen where not over group by bucket, kind, subject
  on conflict (bucket, at, kind, subject) do update set tries = excluded.tries
  returning bucket, at, kind, subject, tries
)
select bucket, at, kind, subject, tries, false as over from kept
union all
select bucket, at, kind, subject, tries, true from seen where over`;

async function workOne(context: PaymentsContext, row: DueRow): Promise<void> {
  let again: number | null;
  try {
    again = await kinds[row.kind](context, row);
  } catch (fault) {
    context.needs.alarm("due_work_failed", { kind: row.kind, subject: row.subject, fault: String(fault) });
    again = delay(later, row.tries);
  }
  const next = again === null ? null : new Date(context.needs.clock.now().getTime() + again * 1000);
  await context.dueMoves.submit({ ...row, next });
}

function delay(seconds: readonly number[], tries: number): number {
  return seconds[Math.min(tries, seconds.length) - 1] ?? 60;
}

/** Each does its work and answers the seconds until it is to be done again, or null when it is over. */
const kinds: Record<DueRow["kind"], (context: PaymentsContext, row: DueRow) => Promise<number | null>> = {
  async payment(context, row) {
    const before = await context.loads.payments.submit(row.subject);
    // A wallet that cannot even be connected is one that cannot say: it is not asked for ever.
    if (before && endedUnpaid(before))
      return (await lookAgain(context, before).catch(() => false)) ? null : (secondLook[row.tries - 1] ?? null);
    const after = await lookAfter(context, row.subject, before);
    if (!after || !liveStates.includes(after.state)) return null;
    const left = (after.expires_at.getTime() - context.needs.clock.now().getTime()) / 1000;
    if (after.method === "code") return delay(charge, row.tries);
    const schedule = after.state !== "abandoned" && after.action === null ? withoutAction : payment;
    return left > 0 ? Math.min(delay(schedule, row.tries), Math.ceil(left) + 1) : delay(later, row.tries);
  },
  async refund(context, row) {
    const state = await sendRefund(context, row.subject, row.tries > 1 ? "ask" : "send");
    if (state === "abnormal") return delay(needsPerson, row.tries);
    return state === "created" || state === "processing" ? delay(later, row.tries) : null;
  },
  async checkout(context, row) {
    const loaded = await loadCheckout(context, row.subject);
    if (loaded?.row.state !== "open") return null;
    if (row.tries <= unanswered.length && (await isUnanswered(context, loaded))) return delay(unanswered, row.tries);
    const done = await endCheckout(context, row.subject, "expired");
    return done.ok || done.fault !== "payment_in_progress" ? null : delay(later, row.tries);
  },
};
