import { bucketValues } from "#db";
import { closeHeard } from "./close-heard.ts";
import { dayOf, dayText } from "./day.ts";
import { overdueHours } from "./days.ts";
import { nameLive, nameStrays } from "./name-live.ts";
import { placedOf, placedWithinMinutes, type Unplaced, unplacedIn, unplacedWord } from "./placed.ts";
import { countUnplaced, makeClosePlaced } from "./placed-breaks.ts";
import { idsOf } from "./read-ours.ts";
import { sweepDays } from "./sweep-days.ts";
import type { BreakClass, ReconciliationNeeds, Watched } from "./types.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Keeps watch: a bucket a turn for money without a posting, older days bucket by bucket, and of the whole house what
 * waits too long. Answers the figures; what is new among them raises an alarm once, and is a break with a name.
 */
export function makeWatch(needs: ReconciliationNeeds) {
  let turn = 0;
  const looked = new Map<number, number>();
  const closePlaced = makeClosePlaced(needs);
  /** Of accounts that nobody knows, so that no break has their name. */
  const nameless = new Set<string>();
  const told = new Set<string>();
  const strays = new Set<string>();
  const tell = (what: string, key: string, about: Readonly<Record<string, unknown>>): void => {
    if (told.has(key)) return;
    if (told.size > 10_000) told.clear();
    told.add(key);
    needs.alarm?.(what, about);
  };
  const nameUnplaced = async (one: Unplaced): Promise<void> => {
    const word = unplacedWord(needs, one);
    if (word) await nameLive(needs, word);
    else nameless.add(one.id);
    tell("wallet_success_unplaced", one.id, { [one.kind]: one.id });
  };
  return async (): Promise<Watched> => {
    const now = needs.clock.now();
    await nameStrays(needs, new Date(now.getTime() - (turn === 0 ? longestMs : dayMs)), strays);
    await closeHeard(needs);
    const bucket = bucketValues[turn++ % bucketValues.length] as number;
    const found = await quickLook(needs, bucket, looked.get(bucket) ?? null);
    for (const one of [...found, ...(await sweepDays(needs))]) await nameUnplaced(one);
    looked.set(bucket, now.getTime());
    for (const id of [...(await closePlaced()), ...(await placedOf(needs.db, [...nameless]))]) {
      nameless.delete(id);
      told.delete(id);
    }
    const late = await readLate(needs);
    for (const day of late.days) tell("bill_overdue", `${day.wallet_account} ${day.day}`, day);
    for (const run of late.runs) tell("bill_unmatched", run.run, run);
    // Its alarm is over once nothing is late; what is late after that is told again.
    const workKey = `work ${dayText(now)}`;
    if (late.work > 0) tell("work_overdue", workKey, { count: late.work });
    else told.delete(workKey);
    const breaks = await openBreaks(needs);
    const overdue = { work_overdue: late.work, days_overdue: late.days.length, bills_unmatched: late.runs.length };
    return { unplaced: (await countUnplaced(needs)) + nameless.size, ...overdue, ...breaks };
  };
}

/**
 * How far back the quick look goes; where a bucket was not looked at for longer, back to when it was. Whoever has just
 * started does not know that, and looks at two days; days before are the slow sweep's.
 */
const lookBackMs = 8 * placedWithinMinutes * minuteMs;
const atStartMs = 2 * dayMs;
const longestMs = 31 * dayMs;

/** Successes in a bucket whose money stands in no book, though they had their minutes. */
async function quickLook(needs: ReconciliationNeeds, bucket: number, last: number | null): Promise<Unplaced[]> {
  const now = needs.clock.now().getTime();
  const back = last === null ? atStartMs : Math.min(longestMs, now - last + lookBackMs);
  const [from, to] = [new Date(now - back), new Date(now - placedWithinMinutes * minuteMs)];
  return await unplacedIn(needs.db, { bucket, account: null, ids: idsOf({ from, to }), from, to });
}

/** Work that is long due and that nobody does, days whose bill is not in, and bills whose breaks have no name yet. */
async function readLate(needs: ReconciliationNeeds) {
  const now = needs.clock.now();
  const before = new Date(now.getTime() - placedWithinMinutes * minuteMs);
  const [work] = await needs.db.read<{ count: bigint }>(
    "select count(*) as count from due where bucket = any($1) and at < $2",
    [bucketValues, before],
  );
  const late = dayOf(dayText(new Date(now.getTime() - overdueHours * 60 * minuteMs)));
  const days = await needs.db.read<{ wallet_account: string; day: string; code: string | null }>(
    "select wallet_account, day, code from bill_days where next_at is not null and day < $1 order by 1, 2 limit 1000",
    [late ? dayText(late.from) : ""],
  );
  const runs = await needs.db.read<{ run: string; wallet_account: string; day: string }>(
    `select r.id as run, r.wallet_account, r.day from bill_days d
     join bill_runs r on r.wallet_account = d.wallet_account and r.day = d.day
     where d.next_at is not null and r.state = 'imported' and r.imported_at < $1 limit 1000`,
    [before],
  );
  return { work: Number.parseInt(`${work?.count ?? 0}`, 10), days, runs };
}

async function openBreaks(needs: ReconciliationNeeds): Promise<Pick<Watched, "breaks_open" | "breaks_oldest_hours">> {
  const rows = await needs.db.read<{ class: BreakClass; count: bigint; oldest: Date }>(
    `select class, count(*) as count, min(opened_at) as oldest from bill_breaks
     where bucket = any($1) and state <> 'closed' group by class`,
    [bucketValues],
  );
  const now = needs.clock.now().getTime();
  const hours = rows.map((row) => Math.floor((now - row.oldest.getTime()) / (60 * minuteMs)));
  return {
    breaks_open: Object.fromEntries(rows.map((row) => [row.class, Number.parseInt(`${row.count}`, 10)])),
    breaks_oldest_hours: Math.max(0, ...hours),
  };
}
