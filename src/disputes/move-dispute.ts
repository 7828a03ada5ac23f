import { type Tx, writeEvent } from "#db";
import { money } from "#money";
import { giveBack, keepCount } from "./counts.ts";
import { showFiles } from "./evidence-files.ts";
import { type DisputeRow, findDispute, setDue, writeStep } from "./rows.ts";
import { rulesAt } from "./rules.ts";
import { type DisputeEvent, type DisputeState, disputeTable, holdingStates, nextDispute } from "./states.ts";
import type { Caller, DisputesNeeds, Said } from "./types.ts";

export type Move = {
  event: DisputeEvent;
  by: { kind: string; id: string; store?: string | null; role?: string };
  refund?: string;
} & Said;

/** The house itself: a rule, the clock, a refund that came through. */
export const house = { kind: "house", id: "house" } as const;

/** `evidence: false`: it names a file that is not this party's. */
export type Moved = { moved: boolean; row: DisputeRow | null; evidence?: false };

/**
 * Moves a dispute on under its row's lock: state, record, hold, deadline and event in one commit. Any number of times,
 * in any order; what its state does not know changes nothing. `allowed` may refuse by what is there under the lock.
 */
export async function moveDispute(
  needs: DisputesNeeds,
  id: string,
  move: Move,
  allowed: (row: DisputeRow, now: Date) => boolean = () => true,
): Promise<Moved> {
  return await needs.db.tx(async (tx) => {
    const row = await findDispute(tx.query, id, true);
    const to = row && nextDispute(row.state, move.event);
    const at = needs.clock.now();
    if (!row || !to || !allowed(row, at)) return { moved: false, row };
    const by = { marketplace: null, store: null, ...move.by };
    const evidence = await showFiles(tx, { order: row.order_id, dispute: id, by, evidence: move.evidence });
    if (!evidence) return { moved: false, row, evidence: false };
    const event = move.event === "agreed" ? await agreedBy(needs, tx, by, row) : move.event;
    // Nothing was sent back: the day of whoever's word it was has it again.
    if (event === "refund_failed") await giveBack(needs, tx, row, at);
    const moved = { row, to: event === "agreed_not_alone" ? disputeTable.with_store[event] : to, at };
    return { moved: true, row: await write(needs, tx, { ...moved, move: { ...move, event, evidence } }) };
  });
}

/** Last of all, since what it allows is counted. */
async function agreedBy(
  needs: DisputesNeeds,
  tx: Tx,
  by: Caller,
  row: DisputeRow,
): Promise<"agreed" | "agreed_not_alone"> {
  const { marketplace, opened_by } = row;
  const alone = await needs.mayAgree(tx, by, { marketplace, opened_by, amount: money(row.amount, row.currency) });
  if (alone) await keepCount(tx, row, alone);
  return alone ? "agreed" : "agreed_not_alone";
}

type Written = { row: DisputeRow; to: DisputeState; move: Move; at: Date };

async function write(needs: DisputesNeeds, tx: Tx, { row, to, move, at }: Written): Promise<DisputeRow> {
  const dueAt = await deadline(tx, row, to, at);
  const [moved] = await tx.query<DisputeRow>(
    `update disputes set state = $3, refund = coalesce($4, refund), due_at = $5, changed_at = $6, proposed = null,
       proposed_why = null, proposer = null where bucket = $1 and id = $2 returning *`,
    [row.bucket, row.id, to, move.refund ?? null, dueAt, at],
  );
  const { event, by, why, evidence } = move;
  await writeStep(tx, row.id, { event, from: row.state, to, by, why, evidence, at });
  if (!holdingStates.includes(to)) await needs.unhold(tx, row.order_id, row.id, at);
  await setDue(tx, row.id, hasWork(row, to) ? at : null);
  const data = { dispute: row.id, order: row.order_id, store: row.store, kind: row.kind, from: row.state, to, event };
  const about = { type: `dispute.${to}`, version: 1, marketplace: row.marketplace, subject: row.id };
  await writeEvent(tx, needs.ids, { ...about, data }, at);
  return moved as DisputeRow;
}

/** What the house does next by itself (see carry-out.ts). */
function hasWork(row: DisputeRow, to: DisputeState): boolean {
  return to === "granted" || to === "compensating" || (to === "rejected" && row.kind === "dispute");
}

async function deadline(tx: Tx, row: DisputeRow, to: DisputeState, at: Date): Promise<Date | null> {
  if (to !== "refunded" || row.kind !== "refund_only") return null;
  const rules = await rulesAt(tx.query, row.marketplace, row.opened_at);
  return new Date(at.getTime() + rules.appeal_days * 86_400_000);
}
