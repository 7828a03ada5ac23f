import {
  bucketIndex,
  bucketOf,
  bucketValue,
  bucketValues,
  type Clock,
  type Db,
  type Ids,
  type Tx,
  writeEvent,
} from "#db";
import type { Directory } from "#directory";
import { alarmWords } from "./alarm-words.ts";
import type { Alarm } from "./alarms.ts";
import { missedAlarms } from "./alarms-missed.ts";
import { isNamedId, makeWaiting, storableJson, type Waiting } from "./alarms-waiting.ts";

export type AlarmView = {
  id: string;
  /** Null: of the whole house. */
  marketplace: string | null;
  what: string;
  words: { zh: string; en: string };
  about: Readonly<Record<string, unknown>>;
  /** How often it was raised since it is open. */
  times: bigint;
  raised_at: Date;
  last_at: Date;
  cleared_at: Date | null;
  cleared_by: string | null;
  cleared_why: string | null;
};

type Row = Omit<AlarmView, "words"> & { bucket: number; key: string };

type Parts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  directory: Pick<Directory, "snapshot">;
  alarms: {
    listen(listener: (alarm: Alarm) => void): void;
    raise(what: string, about: Alarm["about"]): void;
  };
};

/**
 * Alarms that last: kept until they are over, told to the marketplace's webhooks and under its people's bell (one of no
 * marketplace under the bell of the whole house's people), counted for /metrics. `flush` writes what was raised since,
 * and throws when the database does not answer; whoever raises an alarm waits for nothing.
 */
export function makeAlarmBook(parts: Parts) {
  const { db, alarms } = parts;
  const waiting = makeWaiting(alarms);
  return {
    flush: () => waiting.write((one) => raised(parts, one)),
    /** How many were never written since this process began. */
    lost: waiting.lost,
    /** Clears what is seen to be over, tells what nobody lived to tell, and answers how many of each are open. */
    async look(): Promise<Record<string, number>> {
      const faults = await clearOver(parts);
      for (const about of await missedAlarms(db)) alarms.raise("webhook_disabled", about);
      for (const { what, fault } of faults) alarms.raise("alarm_not_cleared", { of: what, fault: String(fault) });
      const open = await db.read<{ what: string; count: bigint }>(
        "select what, count(*) as count from alarms where bucket = any($1) and cleared_at is null group by what",
        [bucketValues],
      );
      return Object.fromEntries(open.map(({ what, count }) => [what, Number.parseInt(`${count}`, 10)]));
    },
    /** Newest first; null sees the whole house. */
    async list(filter: { marketplace: string | null; open?: boolean }, page: { after: string | null; limit: number }) {
      const rows = await db.read<Row>(
        `select * from alarms where bucket = any($1) and ($2::text is null or marketplace = $2)
           and ($3::boolean is null or (cleared_at is null) = $3) and ($4::text is null or id < $4)
         order by id desc limit $5`,
        [bucketValues, filter.marketplace, filter.open ?? null, page.after, page.limit + 1],
      );
      const data = rows.slice(0, page.limit).map(toView);
      return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
    },
    async get(id: string): Promise<AlarmView | null> {
      const [row] = await db.read<Row>("select * from alarms where bucket = $1 and id = $2", [bucketOf(id), id]);
      return row ? toView(row) : null;
    },
    /** A person has looked into it; one that is cleared stays as it was. */
    async clear(id: string, by: string, why: string): Promise<AlarmView | null> {
      const [row] = await db.read<Row>("select * from alarms where bucket = $1 and id = $2", [bucketOf(id), id]);
      if (!row) return null;
      await cleared(parts, row, { by, why });
      return await this.get(id);
    },
  };
}

export type AlarmBook = ReturnType<typeof makeAlarmBook>;

function toView({ bucket: _bucket, key: _key, ...row }: Row): AlarmView {
  return { ...row, words: alarmWords(row.what) };
}

/** One row for the thing, and its word to webhooks and people when it is new, in one commit. */
async function raised(parts: Parts, { alarm, key, times }: Waiting): Promise<void> {
  const { db, ids } = parts;
  const marketplace = await marketplaceOf(parts, alarm.about);
  const id = ids.next("alm", marketplace === null ? 0 : bucketIndex(marketplace));
  await db.tx(async (tx) => {
    const [row] = await tx.query<Row>(
      `insert into alarms (bucket, id, marketplace, what, key, about, times, raised_at, last_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
       on conflict (bucket, what, key) where cleared_at is null
       do update set times = alarms.times + excluded.times, last_at = excluded.last_at returning *`,
      [bucketOf(id), id, marketplace, alarm.what, key, storableJson(alarm.about), times, alarm.at],
    );
    if (row?.id !== id) return;
    await tellPeople(tx, parts, row, marketplace);
    await tell(tx, parts, "alarm.raised", row, alarm.at);
  });
}

async function tell(tx: Tx, { ids }: Parts, type: string, row: Row, at: Date): Promise<void> {
  const { id, marketplace, what, about, cleared_by, cleared_why } = row;
  if (marketplace === null) return;
  const data = { alarm: id, what, words: alarmWords(what), about, cleared_by, cleared_why };
  await writeEvent(tx, ids, { type, version: 1, marketplace, subject: id, data }, at);
}

/** Under the bell of the marketplace's own people; without a marketplace, of whoever has a role in the whole house. */
async function tellPeople(tx: Tx, { ids }: Parts, row: Row, marketplace: string | null): Promise<void> {
  const { zh, en } = alarmWords(row.what);
  const index = marketplace === null ? 0 : bucketIndex(marketplace);
  await tx.query(
    `insert into notifications (bucket, id, marketplace, store, type, subject, zh, en, data, at)
     values ($1, $2, $3, '', 'alarm.raised', $4, $5, $6, $7, $8)`,
    [
      ...[bucketValue(index), ids.next("ntf", index), marketplace ?? "", row.id, zh, en],
      ...[JSON.stringify(row.about), row.raised_at],
    ],
  );
}

async function cleared(parts: Parts, row: Row, by: { by: string; why: string }): Promise<void> {
  const at = parts.clock.now();
  await parts.db.tx(async (tx) => {
    const [done] = await tx.query<Row>(
      `update alarms set cleared_at = $3, cleared_by = $4, cleared_why = $5
       where bucket = $1 and id = $2 and cleared_at is null returning *`,
      [row.bucket, row.id, at, by.by, by.why],
    );
    if (done) await tell(tx, parts, "alarm.cleared", done, at);
  });
}

/** Conditions under which an alarm is over, as a question over alarms `a`; $2 is now. What has none a person clears. */
const overWhen: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["wallet_success_unplaced", "payment_amount_differs", "payment_contradiction"].map((what) => [
      what,
      // A break that nobody could name yet is not one that is closed.
      `(select count(*) > 0 and bool_and(b.state = 'closed') from bill_breaks b where b.bucket = any($3)
         and b.subject = coalesce(a.about ->> 'payment', a.about ->> 'refund'))`,
    ]),
  ),
  ...Object.fromEntries(
    ["bill_refused", "bill_overdue"].map((what) => [
      what,
      `exists (select 1 from bill_days d where d.wallet_account = a.about ->> 'wallet_account'
         and d.day = a.about ->> 'day' and d.state = 'done')`,
    ]),
  ),
  bill_unmatched: "exists (select 1 from bill_runs r where r.id = a.about ->> 'run' and r.state = 'done')",
  work_overdue:
    "not exists (select 1 from due d where d.bucket = any($3) and d.at < $2::timestamptz - interval '15 minutes')",
  refund_abnormal: `not exists (select 1 from refunds r where r.bucket = any($3) and r.id = a.about ->> 'refund'
    and r.state = 'abnormal')`,
  // Once it is switched off, that is the alarm.
  webhook_failing: `not exists (select 1 from webhook_endpoints e where e.id = a.about ->> 'endpoint'
    and e.state = 'enabled' and e.failing_since is not null)`,
  webhook_disabled: `not exists (select 1 from webhook_endpoints e where e.id = a.about ->> 'endpoint'
    and e.disabled_reason in ('failing', 'gone'))`,
};

/** A break may be named a moment after its alarm. */
const settleSeconds = 60;

/**
 * Clears open alarms that are over: of each kind for itself, so that none waits behind those that a person clears, and
 * one that cannot be cleared keeps no other up. Answers the first fault of each kind.
 */
async function clearOver(parts: Parts): Promise<{ what: string; fault: unknown }[]> {
  const faults = new Map<string, unknown>();
  for (const [what, condition] of Object.entries(overWhen)) {
    const failed = (fault: unknown) => void (faults.has(what) || faults.set(what, fault));
    const over = await overNow(parts, what, condition).catch((fault: unknown) => {
      failed(fault);
      return [];
    });
    for (const row of over) await cleared(parts, row, { by: "house", why: "It is over." }).catch(failed);
  }
  return [...faults].map(([what, fault]) => ({ what, fault }));
}

async function overNow({ db, clock }: Parts, what: string, condition: string): Promise<Row[]> {
  return await db.read<Row>(
    `select a.* from alarms a where a.bucket = any($3) and a.cleared_at is null and a.what = $1
       and a.last_at <= $2::timestamptz - make_interval(secs => ${settleSeconds})
       and ${condition}
     order by a.id limit 1000`,
    [what, clock.now(), bucketValues],
  );
}

const tables: Readonly<Record<string, readonly [table: string, lone?: "lone"]>> = {
  pay: ["payments"],
  ref: ["refunds"],
  wdr: ["withdrawals"],
  dsp: ["disputes"],
  ord: ["orders"],
  shr: ["shares"],
  srt: ["share_returns"],
  brk: ["bill_breaks"],
  vch: ["vouchers"],
  mpo: ["media_payouts"],
  bil: ["campaign_bills"],
  apl: ["applications"],
  adv: ["advances"],
  cmp: ["campaigns", "lone"],
  drl: ["drills", "lone"],
};

/** Whose it is, from what it is about; null where nothing tells. */
async function marketplaceOf({ db, directory }: Parts, about: Alarm["about"]): Promise<string | null> {
  const ids = Object.values(about).filter((value) => typeof value === "string" && isNamedId(value)) as string[];
  for (const id of ids) {
    const kind = id.slice(0, 3);
    const known =
      kind === "mkt" ? id : (directory.snapshot.walletAccount(id) ?? directory.snapshot.store(id))?.marketplace;
    if (known) return known;
    const place = tables[kind];
    if (place === undefined) continue;
    const [table, lone] = place;
    const [row] = await db.read<{ marketplace: string }>(
      `select marketplace from ${table} where id = $1 ${lone ? "" : "and bucket = $2"}`,
      lone ? [id] : [id, bucketOf(id)],
    );
    if (row) return row.marketplace;
  }
  return null;
}
