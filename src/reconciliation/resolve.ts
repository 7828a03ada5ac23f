import { bucketOf } from "#db";
import { money } from "#money";
import { getBreak } from "./lists.ts";
import { type BreakView, type Caller, type EndFault, type ReconciliationNeeds, type Result, refused } from "./types.ts";

export type ProposeInput = { act: "hear" | "accept"; why: string };

/** One person says how a break is to end. A later proposal takes the place of one that nobody has decided. */
export async function proposeEnd(
  needs: ReconciliationNeeds,
  caller: Caller,
  id: string,
  input: ProposeInput,
): Promise<Result<BreakView, EndFault>> {
  const made = await needs.db.read(
    `update bill_breaks set state = 'proposed', proposed_act = $3, proposed_why = $4, proposer = $5, proposed_at = $6,
       decided_by = null, decided_why = null
     where bucket = $1 and id = $2 and state <> 'closed' returning id`,
    [bucketOf(id), id, input.act, input.why, caller.id, needs.clock.now()],
  );
  return await answer(needs, id, made.length === 1);
}

/** Another person approves, and it is done at once, or rejects, and the break is open again. */
export async function decideEnd(
  needs: ReconciliationNeeds,
  caller: Caller,
  id: string,
  input: { approve: boolean; why: string },
): Promise<Result<BreakView, EndFault>> {
  const found = await getBreak(needs, id);
  if (!found) return refused("not_found", { break: id });
  const { proposer, proposed_act: act } = found;
  if (found.state !== "proposed" || proposer === null || act === null)
    return refused("break_wrong_state", { state: found.state });
  const may = needs.mayApprove(caller, found.marketplace, proposer);
  if (!may.ok) return refused("second_person_needed", may.detail);
  if (input.approve && act === "hear" && !(await hearAgain(needs, found)))
    return refused("break_not_heard", { break: id });
  const closed = input.approve ? (act === "hear" ? "heard" : "accepted") : null;
  const decided = await needs.db.read(
    `update bill_breaks set state = case when $3::text is null then 'open' else 'closed' end, resolution = $3,
       decided_by = $4, decided_why = $5, closed_at = case when $3::text is not null then $6::timestamptz end
     where bucket = $1 and id = $2 and state = 'proposed' and proposer = $7 and proposed_act = $8 returning id`,
    [bucketOf(id), id, closed, caller.id, input.why, needs.clock.now(), proposer, act],
  );
  return await answer(needs, id, decided.length === 1);
}

async function answer(needs: ReconciliationNeeds, id: string, done: boolean): Promise<Result<BreakView, EndFault>> {
  const found = await getBreak(needs, id);
  if (!found) return refused("not_found", { break: id });
  return done ? { ok: true, value: found } : refused("break_wrong_state", { state: found.state });
}

/** From the line that the break was found in. */
async function hearAgain(needs: ReconciliationNeeds, found: BreakView): Promise<boolean> {
  if (found.subject === null || found.kind === "fund" || found.run === null) return false;
  const [line] = await needs.db.read<{ wallet_ref: string; amount: bigint; at: Date }>(
    `select wallet_ref, amount, at from bill_lines
     where bucket = $1 and run = $2 and subject = $3 and wallet_ref = $4 and state = 'done'`,
    [bucketOf(found.subject), found.run, found.subject, found.wallet_ref],
  );
  if (!line) return false;
  const heard = { kind: found.kind, walletRef: line.wallet_ref, amount: money(line.amount, "CNY"), at: line.at };
  return await needs.hear(found.wallet_account, found.subject, heard);
}
