import { bucketValues, type Db } from "#db";

/** A difference that must not be: what, where, and the figures that do not agree. */
export type BookFault = { check: string; bucket: number; about: string; detail: string };

/**
 * One question to the database that answers a row per difference. `$1` is the bucket; `whole`: of tables that lie in
 * none, so it is asked once and without.
 */
export type BookCheck = { name: string; sql: string; whole?: boolean };

/**
 * The ledger's own checks, from the transfers alone: running totals against their sums, overdrafts, references that no
 * foreign key guards. Other rooms add theirs.
 */
export const ledgerChecks: readonly BookCheck[] = [
  {
    name: "totals",
    sql: `select a.book || ' ' || a.code as about,
        format('account says %s/%s, transfers say %s/%s', a.debits, a.credits,
          coalesce(e.debits, 0), coalesce(e.credits, 0)) as detail
      from accounts a left join (
        select account, sum(debit) as debits, sum(credit) as credits from entries where bucket = $1 group by account
      ) e on e.account = a.id
      where a.bucket = $1 and (a.debits <> coalesce(e.debits, 0) or a.credits <> coalesce(e.credits, 0))`,
  },
  {
    name: "double entry",
    sql: `select book as about, format('debits %s, credits %s in %s', sum(debits), sum(credits), currency) as detail
      from accounts where bucket = $1 group by book, currency having sum(debits) <> sum(credits)`,
  },
  {
    name: "overdraft",
    sql: `select book || ' ' || code as about, format('%s/%s', debits, credits) as detail from accounts
      where bucket = $1 and guarded and case side when 'c' then credits < debits else debits < credits end`,
  },
  {
    name: "transfer's accounts",
    sql: `select t.id as about, 'an account is missing, of another book, or of another currency' as detail
      from transfers t
      left join accounts d on d.bucket = t.bucket and d.id = t.debit
      left join accounts c on c.bucket = t.bucket and c.id = t.credit
      where t.bucket = $1 and (d.id is null or c.id is null or d.book <> t.book or c.book <> t.book
        or d.currency <> c.currency)`,
  },
];

/**
 * Runs every check over every bucket, or over those that are named; an empty answer means that the books stand.
 * `progress` is told after each.
 */
export async function checkBooks(
  db: Pick<Db, "read">,
  checks: readonly BookCheck[],
  progress: (done: number, of: number) => void = () => {},
  buckets: readonly number[] = bucketValues,
): Promise<BookFault[]> {
  const faults: BookFault[] = [];
  let done = 0;
  for (const bucket of buckets) {
    for (const check of checks) {
      if (check.whole && done > 0) continue;
      const rows = await db.read<{ about: string; detail: string }>(check.sql, check.whole ? [] : [bucket]);
      faults.push(...rows.map((row) => ({ check: check.name, bucket, about: row.about, detail: row.detail })));
    }
    progress(++done, buckets.length);
  }
  return faults;
}
