import { bucketOf, isUniqueViolation, type Tx } from "#db";
import { post } from "#ledger";
import { money } from "#money";
import { type BreakRow, entriesOf, readBreak, toView } from "./break-row.ts";
import { enteredElsewhere } from "./entered-elsewhere.ts";
import { type EntryChoice, entryOf, keptOf, sameEntry, transfersOf } from "./entries.ts";
import { getBreak } from "./lists.ts";
import { openAccounts } from "./open-accounts.ts";
import { type ToldBreak, tellBreaks, toldColumns } from "./tell-breaks.ts";
import {
  type BreakView,
  type Caller,
  type EndFault,
  type ProposedAct,
  type ReconciliationNeeds,
  type Result,
  refused,
} from "./types.ts";

/** `entry`: which of the break's entries, with the act `enter` alone; `suspense` where nothing is said. */
export type ProposeInput = { act: ProposedAct; entry?: EntryChoice; why: string };

/** One person says how a break is to end. A later proposal takes the place of one that nobody has decided. */
export async function proposeEnd(
  needs: ReconciliationNeeds,
  caller: Caller,
  id: string,
  input: ProposeInput,
): Promise<Result<BreakView, EndFault>> {
  return await needs.db.tx(async (tx) => {
    const row = await readBreak(tx, id, true);
    if (!row) return refused("not_found", { break: id });
    if (row.state === "closed") return refused("break_wrong_state", { state: row.state });
    const choices = entriesOf(row);
    const chosen = choices.find((one) => one.choice === (input.entry ?? "suspense")) ?? null;
    if (input.act === "enter" && chosen === null)
      return refused("break_no_entry", { break: id, entries: choices.map((one) => one.choice) });
    const entry = input.act === "enter" && chosen !== null ? JSON.stringify(keptOf(chosen)) : null;
    const made = await tx.query<ToldBreak>(
      `update bill_breaks b set state = 'proposed', proposed_act = $3, proposed_why = $4, proposer = $5,
         proposed_at = greatest($6::timestamptz, b.proposed_at + interval '1 millisecond'),
         proposed_entry = $7, decided_by = null, decided_why = null
       where b.bucket = $1 and b.id = $2 returning ${toldColumns}`,
      [bucketOf(id), id, input.act, input.why, caller.id, needs.clock.now(), entry],
    );
    await tellBreaks(tx, needs, "proposed", made);
    return await answer(tx, needs, id);
  });
}

/** `proposed_at`: of the proposal that this person has seen. One that took its place since is not decided by it. */
export type DecideInput = { approve: boolean; why: string; proposed_at: Date };

/** Another person approves, and it is done at once, or rejects, and the break is open again. */
export async function decideEnd(
  needs: ReconciliationNeeds,
  caller: Caller,
  id: string,
  input: DecideInput,
): Promise<Result<BreakView, EndFault>> {
  const found = await getBreak(needs, id);
  if (!found) return refused("not_found", { break: id });
  const { proposer, proposed_act: act, proposed_entry: entry } = found;
  if (found.state !== "proposed" || proposer === null || act === null)
    return refused("break_wrong_state", { state: found.state });
  const may = await needs.mayApprove(caller, found.marketplace, proposer);
  if (!may.ok) return refused("second_person_needed", may.detail);
  if (!isSeen(found, input)) return outdated(found);
  if (input.approve && act === "hear" && !(await hearAgain(needs, found)))
    return refused("break_not_heard", { break: id });
  if (input.approve && act === "enter" && entry !== null) await openAccounts(needs, found, entry);
  const decision = { caller, id, ...input, act };
  try {
    return await needs.db.tx((tx) => decided(tx, needs, decision));
  } catch (fault) {
    if (fault instanceof EntryRefused) return refused("break_entry_refused", { break: id });
    // The lock lets one of two decide; an entry's key is the last word, should anything get past it.
    if (isUniqueViolation(fault)) return refused("break_wrong_state", { state: "closed" });
    throw fault;
  }
}

type Decision = DecideInput & { caller: Caller; id: string; act: ProposedAct };

const isSeen = ({ proposed_at: at }: Pick<BreakView, "proposed_at">, seen: DecideInput): boolean =>
  at?.getTime() === seen.proposed_at.getTime();
const outdated = ({ id, proposed_at }: Pick<BreakView, "id" | "proposed_at">): Result<never, EndFault> =>
  refused("break_proposal_outdated", { break: id, proposed_at: proposed_at?.toISOString() });

/** Thrown so that the transaction leaves nothing. */
class EntryRefused extends Error {}

const endings = { hear: "heard", accept: "accepted", enter: "entered" } as const;

/** The entry, the end and the word of it in one commit: two who approve at once post it once. */
async function decided(tx: Tx, needs: ReconciliationNeeds, decision: Decision): Promise<Result<BreakView, EndFault>> {
  const { id, act, approve } = decision;
  const row = await readBreak(tx, id, true);
  if (!row) return refused("not_found", { break: id });
  if (row.state !== "proposed") return refused("break_wrong_state", { state: row.state });
  // Each proposal has an instant of its own: what was seen, and who made it, is what is decided.
  if (!isSeen(row, decision)) return outdated(row);
  const at = needs.clock.now();
  const entering = approve && act === "enter";
  if (entering) {
    const proposed = row.proposed_entry === null ? null : entryOf(row.proposed_entry, row.currency);
    const now = entriesOf(row).find((one) => one.choice === proposed?.choice);
    if (proposed === null || now === undefined || !sameEntry(proposed, now))
      return refused("break_proposal_outdated", { break: id, our_state: row.our_state });
    const elsewhere = await enteredElsewhere(tx, row);
    if (elsewhere !== null) return refused("break_entered_elsewhere", { break: id, entered: elsewhere });
    const move = transfersOf(proposed, { id, wallet_account: row.wallet_account, at, n: 0 });
    if ((await post(tx, [move]))[0] !== "posted") throw new EntryRefused();
  }
  const ended = await tx.query<ToldBreak>(
    `update bill_breaks b set state = case when $3::text is null then 'open' else 'closed' end, resolution = $3,
       decided_by = $4, decided_why = $5, closed_at = case when $3::text is not null then $6::timestamptz end,
       entry = case when $7::boolean then b.proposed_entry end,
       proposed_entry = case when $3::text is null then null else b.proposed_entry end
     where b.bucket = $1 and b.id = $2 returning ${toldColumns}`,
    [bucketOf(id), id, approve ? endings[act] : null, decision.caller.id, decision.why, at, entering],
  );
  await tellBreaks(tx, needs, approve ? "closed" : "rejected", ended);
  return await answer(tx, needs, id);
}

async function answer(tx: Tx, needs: ReconciliationNeeds, id: string): Promise<Result<BreakView, EndFault>> {
  const row: BreakRow | null = await readBreak(tx, id);
  return row ? { ok: true, value: toView(row, needs.clock.now()) } : refused("not_found", { break: id });
}

/** From the line that the break was found in. */
async function hearAgain(needs: ReconciliationNeeds, found: BreakView): Promise<boolean> {
  if (found.subject === null || found.kind === "fund" || found.run === null) return false;
  const [line] = await needs.db.read<{ wallet_ref: string; amount: bigint; at: Date; brought: boolean }>(
    `select wallet_ref, amount, at, (select r.files is not null from bill_runs r where r.id = run) as brought
     from bill_lines where bucket = $1 and run = $2 and subject = $3 and wallet_ref = $4 and state = 'done'`,
    [bucketOf(found.subject), found.run, found.subject, found.wallet_ref],
  );
  if (!line) return false;
  const { amount, wallet_ref: walletRef, at, brought } = line;
  const heard = { kind: found.kind, walletRef, amount: money(amount, "CNY"), at, brought };
  return await needs.hear(found.wallet_account, found.subject, heard);
}
