import { bucketOf } from "#db";
import { money } from "#money";
import type { Parts, PlatformDay } from "./types.ts";

type Row = { code: Code; day: string; change: bigint };
const codes = ["funds", "advances", "in_transit", "media_due", "media_payouts"] as const;
type Code = (typeof codes)[number];

/** An account's change in the direction in which it grows. */
const grown = "case o.side when 'c' then e.credit - e.debit else e.debit - e.credit end";

/**
 * The platform's own book at a wallet account as each day ended, oldest first, in CNY; the last is as it is now. From
 * today's balances and the book's own transfers since, read along their key. `since`: not later than the first day.
 */
export async function platformDays(
  { db }: Parts,
  account: string,
  { days, timeZone, since }: { days: readonly string[]; timeZone: string; since: Date },
): Promise<readonly PlatformDay[]> {
  const bucket = bucketOf(account);
  // One reading of both: a transfer in between would be missed by one of them.
  const rows = await db.read<Row & { balance: bigint }>(
    `with own as (
       select id, code, side, case side when 'c' then credits - debits else debits - credits end as balance
       from accounts where bucket = $1 and book = $2 and code = any($3) and currency = 'CNY'
     ), changed as (
       select o.code, to_char(e.at at time zone $4, 'YYYY-MM-DD') as day, sum(${grown})::bigint as change
       from entries e join own o on o.id = e.account where e.bucket = $1 and e.book = $2
         and e.at >= $6 group by 1, 2
     )
     select o.code, o.balance, coalesce(c.day, '') as day, coalesce(c.change, 0)::bigint as change
     from own o left join changed c on c.code = o.code and c.day >= $5`,
    [bucket, account, codes, timeZone, days[0] ?? "", since],
  );
  const at = new Map<Code, bigint>(rows.map((row) => [row.code, row.balance]));
  const changed = new Map(rows.map((row) => [`${row.day} ${row.code}`, row.change]));
  const back: PlatformDay[] = [];
  for (const day of days.toReversed()) {
    back.push(viewOf(day, at));
    for (const code of codes) at.set(code, (at.get(code) ?? 0n) - (changed.get(`${day} ${code}`) ?? 0n));
  }
  return back.toReversed();
}

function viewOf(day: string, at: ReadonlyMap<Code, bigint>): PlatformDay {
  const of = (code: Code) => at.get(code) ?? 0n;
  const fen = (minor: bigint) => money(minor, "CNY");
  return {
    ...{ day, funds: fen(of("funds")), advanced: fen(-of("advances")), compensated: fen(-of("in_transit")) },
    ...{ media_due: fen(of("media_due")), media_payouts: fen(of("media_payouts")) },
  };
}
