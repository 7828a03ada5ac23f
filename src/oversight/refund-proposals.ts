import { type Currency, money } from "#money";
import { wordsOf } from "./flow-words.ts";
import type { FlowItem, Parts } from "./types.ts";

type Row = {
  id: string;
  amount: bigint;
  currency: Currency;
  reason: string;
  proposed_at: Date;
  state: "waiting" | "approved" | "rejected" | "withdrawn";
  decided_at: Date | null;
};

/** Refunds above somebody's own limit: that each waits, and what a second person said. */
export async function refundProposalItems(
  { db }: Pick<Parts, "db">,
  { bucket, payments }: { bucket: number; payments: readonly string[] },
): Promise<FlowItem[]> {
  const rows = await db.read<Row>(
    `select id, amount, currency, reason, proposed_at, state, decided_at from refund_proposals
     where bucket = $1 and payment = any($2)`,
    [bucket, payments],
  );
  return rows.flatMap((row) => {
    const item = (at: Date, code: string): FlowItem => ({
      ...{ flow: "payment", at, code, words: wordsOf(code), amount: money(row.amount, row.currency) },
      ...{ evidence: { kind: "refund_proposal", id: row.id }, detail: { reason: row.reason } },
    });
    const asked = item(row.proposed_at, "refund_waiting");
    return row.decided_at === null ? [asked] : [asked, item(row.decided_at, `refund_${row.state}`)];
  });
}
