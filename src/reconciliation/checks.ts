import type { BookCheck } from "#ledger";
import { sameThing } from "./entered-elsewhere.ts";

const told = "coalesce(b.theirs, b.ours)";

/** What the wallets' bills and the books must agree in. `$1` is the bucket. */
export const reconciliationChecks: readonly BookCheck[] = [
  {
    name: "wallet fees name a run",
    sql: `select t.id as about, format('%s names %s', t.kind, t.subject) as detail from transfers t
      left join bill_runs r on r.id = t.subject
      where t.bucket = $1 and t.kind ~ '^wallet_fee_' and r.id is null`,
  },
  {
    name: "a closed break says how, and two people ended what people ended",
    sql: `select id as about, format('%s by %s and %s', resolution, proposer, decided_by) as detail from bill_breaks
      where bucket = $1 and state = 'closed'
        and (closed_at is null or resolution in ('accepted', 'entered')
          and (decided_by is null or decided_by = proposer))`,
  },
  {
    name: "what two people entered for a break stands in the books once, or was taken back once",
    sql: `select b.id as about, format('entered %s, taken back %s; transfers say %s', b.entry, b.taken_back_at,
        coalesce(t.said, 'nothing')) as detail
      from accounts a
      join bill_breaks b on b.wallet_account = a.book and b.entry is not null
      cross join lateral (
        select count(*) as lines, coalesce(sum((m ->> 'minor')::bigint), 0) as amount
        from jsonb_array_elements(b.entry -> 'moves') as m
      ) e
      left join (
        select subject, count(*) as lines, sum(amount) as amount, string_agg(kind || ' ' || amount, ', ') as said
        from transfers where bucket = $1 and kind ~ '^(bill|difference)_' group by subject
      ) t on t.subject = b.id
      where a.bucket = $1 and a.code = 'bill_differences' and a.book = a.held_at
        and (coalesce(t.lines, 0) <> e.lines * (1 + (b.taken_back_at is not null)::int)
          or t.amount <> e.amount * (1 + (b.taken_back_at is not null)::int))`,
  },
  {
    name: "what the bills of several days tell was entered once",
    sql: `select b.id as about, format('%s %s was entered for %s too', b.kind, coalesce(b.subject, b.wallet_ref), o.id)
        as detail
      from bill_breaks b
      join bill_breaks o on o.bucket = $1 and o.wallet_account = b.wallet_account and o.kind = b.kind and o.id > b.id
        and o.run is distinct from b.run and (o.class = 'fee') = (b.class = 'fee')
        and ${sameThing("o", { subject: "b.subject", ref: "b.wallet_ref", amount: told, currency: "b.currency" })}
        and o.entry is not null and o.taken_back_at is null
      where b.bucket = $1 and b.entry is not null and b.taken_back_at is null`,
  },
  {
    name: "what moved by a break has its entry",
    sql: `select t.id as about, format('%s names %s, which entered nothing', t.kind, t.subject) as detail
      from transfers t left join bill_breaks b on b.id = t.subject and b.entry is not null
      where t.bucket = $1 and t.kind ~ '^(bill|difference)_' and b.id is null`,
  },
];
