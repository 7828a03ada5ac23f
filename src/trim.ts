import { bucketValues, type Clock, type Db } from "#db";

/** Rows that nobody asks for after so many days: `old` is their condition, where $2 is the instant to trim before. */
type Kept = { table: string; key: string; days: number; old: string };

const day = 86_400_000;

/**
 * Repeat keys: a caller may repeat a request for 30 days. Wallets' transaction numbers: longer than any wallet repeats
 * a notice or takes a refund back (a year). Deliveries: as long as somebody may replay them. What host apps told of an
 * order: as long as it may be argued about. Money, states, events and audit are never trimmed.
 */
const kept: readonly Kept[] = [
  { table: "repeat_keys", key: "bucket, scope, key", days: 30, old: "at < $2" },
  {
    table: "wallet_refs",
    key: "bucket, wallet_account, wallet_ref",
    days: 400,
    old: `exists (select 1 from payments p
                   where p.bucket = t.bucket and p.id = t.payment and p.created_at < $2)`,
  },
  { table: "order_moments", key: "bucket, order_id, id", days: 400, old: "at < $2" },
  // A file that was brought and shown in no dispute.
  { table: "evidence_files", key: "bucket, id", days: 30, old: "dispute is null and uploaded_at < $2" },
  // Parts of a bill whose upload broke off: a file's row is written after them.
  {
    table: "bill_file_parts",
    key: "bucket, file, n",
    days: 2,
    old: "at < $2 and not exists (select from bill_files f where f.id = t.file)",
  },
  // Where a stranger's address led, once nobody has asked for it in so long; it is found out anew.
  { table: "link_follows", key: "bucket, id", days: 90, old: "asked_at < $2" },
  { table: "webhook_deliveries", key: "bucket, id", days: 90, old: "state <> 'waiting' and created_at < $2" },
  { table: "hub_calls", key: "bucket, transfer, kind, hash", days: 90, old: "at < $2" },
  { table: "hub_quotes", key: "bucket, id", days: 60, old: "at < $2" },
  { table: "hub_terms", key: "bucket, condition", days: 60, old: "at < $2" },
  {
    table: "hub_cap_days",
    key: "bucket, counter, day",
    days: 60,
    old: "day < to_char($2::timestamptz, 'YYYY-MM-DD')",
  },
];

const batch = 1000;

/**
 * Trims one bucket after the other, at most a batch of each table a turn; answers how many rows went. What went over
 * the wire with wallets is kept for the setting's days.
 */
export function makeTrim(db: Db, clock: Clock, callsKeptDays: number): () => Promise<number> {
  const calls = { table: "wire_calls", key: "bucket, subject, id", days: callsKeptDays, old: "at < $2" };
  let turn = 0;
  return async () => {
    const bucket = bucketValues[turn % bucketValues.length];
    let gone = 0;
    let full = false;
    for (const { table, key, days, old } of [...kept, calls]) {
      const before = new Date(clock.now().getTime() - days * day);
      const rows = await db.read(
        // Asked again of the row itself: what somebody took up since the choice was made (a dispute that shows the
        // file, a delivery that is sent once more) stays.
        `delete from ${table} t where (${key}) in
           (select ${key} from ${table} t where t.bucket = $1 and ${old} limit ${batch}) and ${old} returning 1`,
        [bucket, before],
      );
      gone += rows.length;
      full ||= rows.length === batch;
    }
    // A bucket with more to trim has the next turn too.
    if (!full) turn += 1;
    return gone;
  };
}
