import { carryOut } from "./carry-out.ts";
import { notTheirs, showFiles } from "./evidence-files.ts";
import { type Move, type Moved, moveDispute } from "./move-dispute.ts";
import { type DisputeRow, disputeView, findDispute, writeStep } from "./rows.ts";
import { nextDispute } from "./states.ts";
import {
  type Caller,
  type DisputesNeeds,
  type DisputeView,
  type Proposed,
  type Result,
  refuse,
  type Said,
  type VerdictDecision,
} from "./types.ts";

/** A step that one caller takes alone: the store's answer or appeal, the buyer's withdrawal. */
export async function take(needs: DisputesNeeds, id: string, move: Move): Promise<Result<DisputeView>> {
  const before = await findDispute(needs.db.read, id);
  if (!before) return refuse("not_found");
  const late = move.event === "appealed" && (before.due_at === null || before.due_at < needs.clock.now());
  if (late && before.state === "refunded") return refuse("appeal_too_late");
  return await after(needs, id, await moveDispute(needs, id, move));
}

async function after(needs: DisputesNeeds, id: string, { moved, row, evidence }: Moved): Promise<Result<DisputeView>> {
  if (!row) return refuse("not_found");
  if (evidence === false) return refuse("evidence_invalid", notTheirs);
  if (!moved) return refuse("dispute_wrong_state", { state: row.state });
  await carryOut(needs, id);
  const now = await findDispute(needs.db.read, id);
  return { ok: true, value: disputeView(now ?? row) };
}

/** One person says how it is to end, on record; another decides. A later proposal takes an earlier one's place. */
export async function propose(
  needs: DisputesNeeds,
  caller: Caller,
  id: string,
  input: { verdict: Proposed } & Said,
): Promise<Result<DisputeView>> {
  return await needs.db.tx(async (tx): Promise<Result<DisputeView>> => {
    const row = await findDispute(tx.query, id, true);
    if (!row) return refuse("not_found");
    const { verdict, why } = input;
    if (!nextDispute(row.state, verdict)) return refuse("dispute_wrong_state", { state: row.state });
    const shown = { order: row.order_id, dispute: id, by: caller, evidence: input.evidence };
    const evidence = await showFiles(tx, shown);
    if (!evidence) return refuse("evidence_invalid", notTheirs);
    const at = needs.clock.now();
    const [changed] = await tx.query<DisputeRow>(
      `update disputes set proposed = $3, proposed_why = $4, proposer = $5, changed_at = $6
       where bucket = $1 and id = $2 returning *`,
      [row.bucket, id, verdict, why, caller.id, at],
    );
    const step = { event: `proposed_${verdict}`, from: row.state, to: row.state, by: caller, why, evidence, at };
    await writeStep(tx, id, step);
    return { ok: true, value: disputeView(changed as DisputeRow) };
  });
}

/**
 * A second person approves, and it is done, or rejects, and it waits for another proposal. `verdict` is what they saw
 * proposed: another one that took its place since is not decided by it.
 */
export async function decide(
  needs: DisputesNeeds,
  caller: Caller,
  id: string,
  input: VerdictDecision,
): Promise<Result<DisputeView>> {
  const row = await findDispute(needs.db.read, id);
  if (!row) return refuse("not_found");
  const { proposed, proposer } = row;
  if (!proposed || !proposer) return refuse("nothing_proposed");
  const may = await needs.mayApprove(caller, row.marketplace, proposer);
  if (!may.ok) return refuse("second_person_needed", may.detail);
  if (input.verdict !== proposed) return refuse("verdict_outdated", { proposed });
  const { approve, why } = input;
  if (!approve) return await reject(needs, caller, row, why);
  const move = { event: proposed, by: caller, why, evidence: [] };
  const same = (one: DisputeRow) => one.proposed === proposed && one.proposer === proposer;
  return await after(needs, id, await moveDispute(needs, id, move, same));
}

async function reject(
  needs: DisputesNeeds,
  caller: Caller,
  known: DisputeRow,
  why: string,
): Promise<Result<DisputeView>> {
  return await needs.db.tx(async (tx): Promise<Result<DisputeView>> => {
    const row = await findDispute(tx.query, known.id, true);
    if (!row || row.proposed !== known.proposed || row.proposer !== known.proposer) return refuse("nothing_proposed");
    const at = needs.clock.now();
    const [changed] = await tx.query<DisputeRow>(
      `update disputes set proposed = null, proposed_why = null, proposer = null, changed_at = $3
       where bucket = $1 and id = $2 returning *`,
      [row.bucket, row.id, at],
    );
    const step = { event: "proposal_rejected", from: row.state, to: row.state, by: caller, why, evidence: [], at };
    await writeStep(tx, row.id, step);
    return { ok: true, value: disputeView(changed as DisputeRow) };
  });
}
