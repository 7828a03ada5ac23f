import type { BookCheck } from "#ledger";

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
        and (closed_at is null or resolution = 'accepted' and (decided_by is null or decided_by = proposer))`,
  },
];
