import type { Tx } from "#db";
import { money } from "#money";
import { bookFunded, bookRefund, lockPayment } from "./book-refund.ts";
import { chartOf } from "./chart.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { findProposal, type ProposalRow, tellProposal } from "./propose-refund.ts";
import { refundIdOf } from "./rows.ts";
import type { RefundProposalView } from "./types.ts";

export type Verdict = { by: string; why: string; approve: boolean };

/**
 * A second person's word on a refund that waits; whether they may was asked before, and the database refuses the
 * proposer once more. Approved, the refund is written and reserved in the same commit, of what is left of the payment
 * now; where that is too little, or the store's balance, nothing was decided. The wallet is called after the commit.
 * The same person's same word again is the same. Answers the proposal's id.
 */
export async function decideRefund(context: PaymentsContext, id: string, verdict: Verdict): Promise<Result<string>> {
  const known = await findProposal(context.needs.db.read, id);
  const payment = known && (await context.loads.payments.submit(known.payment));
  if (!known || !payment) return refuse("not_found");
  if (!verdict.approve) return await end(context, id, "rejected", verdict);
  await context.accounts.ensure(chartOf(payment));
  return await bookFunded(context, payment, async (tx, advance) => {
    const now = context.needs.clock.now();
    const row = await lockPayment(tx, payment);
    const proposal = await findProposal(tx.query, id, true);
    if (!row || !proposal) return refuse("not_found");
    const before = decided(proposal, "approved", verdict.by);
    if (before) return before;
    const refund = refundIdOf(row.id, row.refunds + 1);
    const amount = money(proposal.amount, proposal.currency);
    await bookRefund(context, tx, row, { amount, reason: proposal.reason, advance, counted: null }, now);
    await write(tx, proposal, { ...verdict, state: "approved", refund, now });
    await tellProposal(context, tx, { ...proposal, refund }, "approved", now);
    return ok(id);
  });
}

/** Whoever asked takes it back, while nobody has decided. */
export function withdrawRefund(context: PaymentsContext, id: string, by: string): Promise<Result<string>> {
  return end(context, id, "withdrawn", { by, why: "" });
}

/** The answer where it was decided already; null: it waits. */
function decided(row: ProposalRow, state: RefundProposalView["state"], by: string): Result<string> | null {
  if (row.state === "waiting" && state === "withdrawn" && row.proposer !== by) return refuse("refund_others_own");
  if (row.state === "waiting")
    return state !== "withdrawn" && row.proposer === by ? refuse("second_person_needed") : null;
  if (row.state === state && row.decided_by === by) return ok(row.id, true);
  return refuse("refund_decided", { state: row.state });
}

async function end(
  context: PaymentsContext,
  id: string,
  state: "rejected" | "withdrawn",
  verdict: { by: string; why: string },
): Promise<Result<string>> {
  return await context.needs.db.tx(async (tx) => {
    const now = context.needs.clock.now();
    const proposal = await findProposal(tx.query, id, true);
    if (!proposal) return refuse("not_found");
    const before = decided(proposal, state, verdict.by);
    if (before) return before;
    await write(tx, proposal, { ...verdict, state, refund: null, now });
    await tellProposal(context, tx, proposal, state, now);
    return ok(id);
  });
}

type End = { state: RefundProposalView["state"]; by: string; why: string; now: Date; refund: string | null };

async function write(tx: Tx, { bucket, id }: ProposalRow, { state, by, why, now, refund }: End): Promise<void> {
  await tx.query(
    `update refund_proposals set state = $3, decided_by = $4, decided_why = $5, decided_at = $6, refund = $7
     where bucket = $1 and id = $2`,
    [bucket, id, state, by, why, now, refund],
  );
}
