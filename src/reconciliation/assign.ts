import { bucketOf, claimRepeat, type RepeatKey, type Tx } from "#db";
import { type BreakRow, readBreak, toView } from "./break-row.ts";
import { type ToldBreak, tellBreaks, toldColumns } from "./tell-breaks.ts";
import {
  type AssignFault,
  type BreakView,
  type Caller,
  type ReconciliationNeeds,
  type Result,
  refused,
} from "./types.ts";

/**
 * `assignee` null: nobody looks after it any more. `instead_of`: who looked after it as the caller saw it; where that
 * has changed since, nothing is done. Left out: whoever comes last is told.
 */
export type AssignInput = { assignee: string | null; instead_of?: string | null };

type Done = { ok: true; value: BreakView; repeated?: true } | Refusal;
type Assigning = { caller: Caller; id: string; input: AssignInput; repeat: RepeatKey | null };

/**
 * Gives a break that has not ended to somebody who may end one, or takes it back. The break's lock puts two who do it
 * at once in a row: both stand in the record, the later one holds. The same person again changes nothing.
 */
export async function assignBreak(
  needs: ReconciliationNeeds,
  caller: Caller,
  id: string,
  input: AssignInput,
  repeat: RepeatKey | null,
): Promise<Done> {
  try {
    return await needs.db.tx((tx) => assigned(tx, needs, { caller, id, input, repeat }));
  } catch (fault) {
    if (fault instanceof NotAssigned) return fault.refusal;
    throw fault;
  }
}

async function assigned(tx: Tx, needs: ReconciliationNeeds, asked: Assigning): Promise<Done> {
  const { caller, id, input, repeat } = asked;
  if (!(await readBreak(tx, id, true))) return refused("not_found", { break: id });
  // Read again once the lock is held: whoever was waited for may have given it to somebody with another name.
  const row = await standing(tx, id);
  const claim = repeat && (await claimRepeat(tx, bucketOf(id), repeat, id, needs.clock.now()));
  if (claim && !claim.first) {
    if (!claim.same) return refused("idempotency_key_reused");
    return { ok: true, value: toView(row, needs.clock.now()), repeated: true };
  }
  const fault = whyNot(needs, row, input);
  // A refusal is not kept: the same key may try again.
  if (fault) throw new NotAssigned(fault);
  if (row.assignee !== input.assignee) await giveBreak(tx, needs, { id, assignee: input.assignee, by: caller.id });
  return { ok: true, value: toView(await standing(tx, id), needs.clock.now()) };
}

async function standing(tx: Tx, id: string): Promise<BreakRow> {
  const row = await readBreak(tx, id);
  if (!row) throw new Error("A break that was just locked must be there.");
  return row;
}

type Refusal = Extract<Result<never, AssignFault>, { ok: false }>;

/** Thrown so that the transaction leaves nothing. */
class NotAssigned extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.fault);
    this.refusal = refusal;
  }
}

function whyNot(
  needs: Pick<ReconciliationNeeds, "mayKeep">,
  row: Pick<BreakView, "id" | "state" | "marketplace" | "assignee" | "assignee_name">,
  { assignee, instead_of: seen }: AssignInput,
): Refusal | null {
  if (row.state === "closed") return refusalOf("break_wrong_state", { state: row.state });
  if (seen !== undefined && seen !== row.assignee && row.assignee !== assignee)
    return refusalOf("break_assigned_meanwhile", { break: row.id, assignee: row.assignee_name ?? row.assignee ?? "–" });
  const may = assignee === null || (needs.mayKeep?.(assignee, row.marketplace) ?? false);
  return may ? null : refusalOf("break_assignee_unfit", { assignee });
}

const refusalOf = (fault: AssignFault, detail: Readonly<Record<string, unknown>>): Refusal => ({
  ...{ ok: false, fault, detail },
});

type TellNeeds = Pick<ReconciliationNeeds, "ids" | "clock">;
type Assignment = { id: string; assignee: string | null; by: string };

/** Under the break's lock: the break, its place in the record, and the word of it. */
export async function giveBreak(tx: Tx, needs: TellNeeds, { id, assignee, by }: Assignment): Promise<void> {
  const place = [bucketOf(id), id];
  const made = await tx.query<ToldBreak>(
    `update bill_breaks b set assignee = $3 where b.bucket = $1 and b.id = $2 returning ${toldColumns}`,
    [...place, assignee],
  );
  await tx.query(
    `insert into break_assignments (bucket, break_id, n, marketplace, assignee, by_whom, at)
     select b.bucket, b.id, 1 + (select coalesce(max(a.n), 0) from break_assignments a
         where a.bucket = b.bucket and a.break_id = b.id), b.marketplace, b.assignee, $3, $4
     from bill_breaks b where b.bucket = $1 and b.id = $2`,
    [...place, by, needs.clock.now()],
  );
  await tellBreaks(tx, needs, "assigned", made);
}
