import type { BookCheck } from "#ledger";
import { accounts, postingKinds } from "./postings.ts";

const quoted = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(", ");

const allowed = Object.entries(postingKinds).flatMap(([kind, row]) =>
  row.debit.flatMap((debit) => row.credit.map((credit) => `(${quoted([kind, debit, credit])})`)),
);

const charted = Object.entries(accounts).map(
  ([code, row]) => `(${quoted([code, row.side === "debit" ? "d" : "c"])}, ${row.guarded})`,
);

/** That the books hold nothing but what the chart knows. `$1` is the bucket. */
export const chartChecks: readonly BookCheck[] = [
  {
    name: "every transfer is one of the chart's",
    sql: `select t.id as about, format('%s from %s to %s stands in no chart', t.kind, d.code, c.code) as detail
      from transfers t
      join accounts d on d.bucket = t.bucket and d.id = t.debit
      join accounts c on c.bucket = t.bucket and c.id = t.credit
      where t.bucket = $1 and (t.kind, d.code, c.code) not in (values ${allowed.join(", ")})`,
  },
  {
    name: "every account is one of the chart's",
    sql: `select a.book || ' ' || a.code as about, format('side %s, guarded %s', a.side, a.guarded) as detail
      from accounts a left join (values ${charted.join(", ")}) as c (code, side, guarded) on c.code = a.code
      where a.bucket = $1 and (c.code is null or a.side::text <> c.side
        or a.guarded <> (c.guarded and not (a.code = 'advances' and a.book = a.held_at)))`,
  },
];
