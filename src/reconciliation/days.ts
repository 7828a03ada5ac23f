import { writeEvent } from "#db";
import { dayOf, dayText } from "./day.ts";
import { runDay } from "./run-day.ts";
import { makeTrimFiles } from "./trim-files.ts";
import { type AccountFacts, type DayView, type ReconciliationNeeds, type Result, refused } from "./types.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Wallets have a day's bill ready at about ten the next morning. */
const readyHours = 10;
/** A day whose bill is not in by then is overdue: six in the evening. */
export const overdueHours = 18;
/** How far back the house looks for days that it never asked for, beyond its last look: always, and when it starts. */
const lookBackDays = 7;
const lookBackAtStartDays = 60;
/** A try that died with its process is made again after so long. */
const leaseMs = 60 * minuteMs;

const columns = `wallet_account, day, marketplace, wallet, state, code, says, tries, next_at, run, files,
  opened_at, tried_at`;

/**
 * Looks after the days of every account: opens those whose bill must be there, tries those that are due, one at a
 * time. Answers how many it tried.
 */
export function makeTickDays(needs: ReconciliationNeeds): () => Promise<number> {
  let looked: number | null = null;
  const trimFiles = makeTrimFiles(needs);
  return async () => {
    const now = needs.clock.now().getTime();
    // Whoever could not look for long (the database was away) looks back over all of that time.
    const missed = looked === null ? lookBackAtStartDays : lookBackDays + Math.ceil((now - looked) / dayMs);
    await openDays(needs, missed);
    looked = now;
    const due = await takeDue(needs);
    if (!due) await trimFiles();
    if (!due) return 0;
    await tryDay(needs, due);
    return 1;
  };
}

/** After ten in the morning of the next day, and for days that were missed; from the account's own first day on. */
async function openDays(needs: ReconciliationNeeds, farthest: number): Promise<void> {
  const now = needs.clock.now();
  const ready = new Date(now.getTime() - readyHours * 60 * minuteMs);
  const today = dayOf(dayText(ready));
  if (!today) throw new Error("A day's own text is a day.");
  const wanted: { account: AccountFacts; day: string }[] = [];
  for (const account of needs.accounts?.() ?? [])
    for (let back = 1; back <= farthest; back++) {
      const begins = new Date(today.from.getTime() - back * dayMs);
      if (begins.getTime() + dayMs > account.since.getTime()) wanted.push({ account, day: dayText(begins) });
    }
  if (wanted.length > 0) await putDays(needs, wanted, now);
}

async function putDays(
  needs: ReconciliationNeeds,
  wanted: readonly { account: AccountFacts; day: string }[],
  now: Date,
): Promise<void> {
  await needs.db.read(
    `insert into bill_days (wallet_account, day, marketplace, wallet, state, next_at, opened_at)
     select account, day, marketplace, wallet, 'waiting', $5::timestamptz, $5::timestamptz
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as u (account, day, marketplace, wallet)
     where not exists (select 1 from bill_days d where d.wallet_account = u.account and d.day = u.day)
     on conflict do nothing`,
    [
      wanted.map(({ account }) => account.id),
      wanted.map(({ day }) => day),
      wanted.map(({ account }) => account.marketplace),
      wanted.map(({ account }) => account.wallet),
      now,
    ],
  );
}

async function takeDue(needs: ReconciliationNeeds): Promise<DayView | null> {
  const now = needs.clock.now();
  const [taken] = await needs.db.read<DayView>(
    `update bill_days d set next_at = $2, tries = d.tries + 1, tried_at = $1
     from (select wallet_account, day from bill_days where next_at <= $1 order by next_at, wallet_account, day limit 1
       for update skip locked) w
     where d.wallet_account = w.wallet_account and d.day = w.day returning d.*`,
    [now, new Date(now.getTime() + leaseMs)],
  );
  return taken ?? null;
}

async function tryDay(needs: ReconciliationNeeds, due: DayView): Promise<void> {
  const { wallet_account: account, day, files } = due;
  const done = await runDay(needs, { account, day, files });
  if (done.ok) return await endDay(needs, due, done.value.run.id);
  // A wallet without bills has nothing to wait for, and an account that is gone neither.
  if (done.fault === "bill_not_offered" || done.fault === "not_found") return await endDay(needs, due, null);
  const says = done.detail?.["says"] ?? done.detail?.["run"] ?? "";
  await putOff(needs, due, done.fault, typeof says === "string" ? says : "");
}

/** Asked again after ten minutes, and then ever later, to an hour. */
async function putOff(needs: ReconciliationNeeds, due: DayView, code: string, says: string): Promise<void> {
  const now = needs.clock.now();
  const later = new Date(now.getTime() + Math.min(60, 10 * due.tries) * minuteMs);
  const refusal = code !== "bill_not_ready" && code !== "bill_unreachable";
  const isNews = refusal && due.code !== code;
  await needs.db.tx(async (tx) => {
    await tx.query(
      `update bill_days set state = $3, code = $4, says = $5, next_at = $6
       where wallet_account = $1 and day = $2 and state <> 'done' and files is not distinct from $7::text[]`,
      [due.wallet_account, due.day, refusal ? "refused" : "waiting", code, says.slice(0, 500), later, due.files],
    );
    if (!isNews) return;
    const { wallet, wallet_account, day, marketplace } = due;
    const data = { wallet, wallet_account, day, code, says };
    await writeEvent(
      tx,
      needs.ids,
      { type: "reconciliation.refused", version: 1, marketplace, subject: wallet_account, data },
      now,
    );
  });
  if (isNews) needs.alarm?.("bill_refused", { wallet_account: due.wallet_account, day: due.day, code, says });
}

async function endDay(needs: ReconciliationNeeds, due: DayView, run: string | null): Promise<void> {
  await needs.db.read(
    `update bill_days set state = 'done', run = $3, code = null, says = null, next_at = null, swept = 0
     where wallet_account = $1 and day = $2 and files is not distinct from $4::text[]`,
    // Where two people approved a file meanwhile, the day is read once more: it may tell another story.
    [due.wallet_account, due.day, run, due.files],
  );
}

/**
 * Has a day fetched at once, whether the house opened it or a person asks for it; one that is done is tried again. Of
 * one that was read from files, the wallet's own word is asked after all; of one that waits to be read from files that
 * two people approved it is not.
 */
export async function askForDay(
  needs: ReconciliationNeeds,
  asked: { account: string; day: string },
): Promise<Result<DayView, "not_found" | "bill_day_invalid" | "bill_day_from_files">> {
  const day = dayOf(asked.day);
  const account = needs.account(asked.account);
  if (!account) return refused("not_found", { wallet_account: asked.account });
  const now = needs.clock.now();
  if (!day || now < day.to) return refused("bill_day_invalid", { day: asked.day });
  const [row] = await needs.db.read<DayView>(
    `insert into bill_days as d (wallet_account, day, marketplace, wallet, state, next_at, opened_at)
     values ($1, $2, $3, $4, 'waiting', $5, $5)
     on conflict (wallet_account, day) do update
       set state = 'waiting', code = null, says = null, next_at = $5, files = null
       where d.files is null or d.state <> 'waiting'
     returning ${columns}`,
    [account.id, asked.day, account.marketplace, account.wallet, now],
  );
  if (!row) return refused("bill_day_from_files", { wallet_account: asked.account, day: asked.day });
  return { ok: true, value: row };
}

export type DayFilter = { marketplace: string | null; wallet_account?: string; day?: string; state?: string };

/** Newest day first; `after` is "day/wallet_account". */
export async function listDays(
  needs: ReconciliationNeeds,
  filter: DayFilter,
  page: { after: string | null; limit: number },
): Promise<{ data: readonly DayView[]; next: string | null }> {
  const rows = await needs.db.read<DayView>(
    `select ${columns} from bill_days
     where ($1::text is null or marketplace = $1) and ($2::text is null or wallet_account = $2)
       and ($3::text is null or day = $3) and ($4::text is null or state = $4)
       and ($5::text is null or day || '/' || wallet_account < $5)
     order by day desc, wallet_account desc limit $6`,
    [
      ...[filter.marketplace, filter.wallet_account ?? null, filter.day ?? null, filter.state ?? null],
      ...[page.after, page.limit + 1],
    ],
  );
  const data = rows.slice(0, page.limit);
  const last = data.at(-1);
  return { data, next: rows.length > page.limit && last ? `${last.day}/${last.wallet_account}` : null };
}
