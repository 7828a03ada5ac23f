import { type Currency, money } from "#money";
import { wordsOf } from "./flow-words.ts";
import { rangeOf } from "./reach.ts";
import type { FlowItem, Parts } from "./types.ts";

type Row = {
  id: string;
  kind: string;
  amount: bigint;
  currency: Currency;
  reason: string;
  n: number;
  event: string;
  to_state: string;
  by_kind: string;
  why: string;
  at: Date;
};
type Complaint = { id: string; code: string; at: Date };

/** What buyer, store and people said about an order's disputes, step by step, and what service desks heard. */
export async function disputeItems(
  { db }: Parts,
  { bucket, order, payments }: { bucket: number; order: string; payments: readonly string[] },
): Promise<FlowItem[]> {
  const [steps, complaints] = await Promise.all([
    db.read<Row>(
      `select d.id, d.kind, d.amount, d.currency, d.reason, s.n, s.event, s.to_state, s.by_kind, s.why, s.at
       from disputes d join dispute_steps s on s.bucket = d.bucket and s.dispute = d.id
       where d.bucket = $1 and d.order_id = $2 order by s.at, s.n`,
      [bucket, order],
    ),
    // A complaint's id keeps its payment's time, which is the order's.
    db.read<Complaint>(
      "select id, code, at from complaints where bucket = $1 and id between $3 and $4 and payment = any($2)",
      [bucket, payments, ...rangeOf("cpl", order)],
    ),
  ]);
  return [...steps.map(stepItem), ...complaints.map(complaintItem)];
}

function stepItem(one: Row): FlowItem {
  const first = one.n === 1;
  const code = first ? "dispute_opened" : `dispute_${one.event}`;
  const said = first ? one.reason : one.why;
  return {
    ...{ flow: "transaction", at: one.at, code, words: wordsOf(code) },
    amount: first ? money(one.amount, one.currency) : null,
    evidence: { kind: "dispute", id: one.id },
    // What a person wrote may name somebody; it is read on the dispute's own page. A buyer's reason is the order's.
    detail: first ? { kind: one.kind, reason: said } : { by: one.by_kind },
  };
}

function complaintItem({ id, code, at }: Complaint): FlowItem {
  const words = wordsOf("complaint_received");
  const evidence = { kind: "complaint", id };
  return { flow: "transaction", at, code: "complaint_received", words, amount: null, evidence, detail: { code } };
}
