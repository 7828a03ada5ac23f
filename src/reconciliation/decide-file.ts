import type { Tx } from "#db";
import { type FileRow, fileView, findFile } from "./files.ts";
import { otherStory } from "./take-file.ts";
import {
  type BillFileView,
  type Caller,
  type FileFault,
  type ReconciliationNeeds,
  type Result,
  refused,
} from "./types.ts";

type Answer = Result<BillFileView, FileFault>;

/**
 * One person proposes that a day be held against this file of trades, and against the day's other files as they are
 * now. Nothing is read before another approves.
 */
export async function proposeFile(
  needs: ReconciliationNeeds,
  caller: Caller,
  id: string,
  { why }: { why: string },
): Promise<Answer> {
  return await needs.db.tx(async (tx) => {
    const row = await findFile(tx.query, id, "for update of f");
    if (!row) return refused("not_found", { bill_file: id });
    const no = await whyNot(tx, row);
    if (no) return no;
    const beside = await besideOf(tx, row);
    const made = await tx.query<{ at: Date }>(
      `update bill_files set state = 'proposed', beside = $2, proposed_why = $3, proposer = $4, decided_by = null,
         proposed_at = greatest($5::timestamptz, proposed_at + interval '1 millisecond'), decided_why = null,
         decided_at = null
       where id = $1 returning proposed_at as at`,
      [id, beside, why, caller.id, needs.clock.now()],
    );
    await step(tx, { file: id, event: "proposed", beside, by: caller.id, why, at: made[0]?.at ?? needs.clock.now() });
    return await answer(tx, id);
  });
}

/** Only trades are proposed, once, and only while the day has no other story. */
async function whyNot(tx: Tx, row: FileRow): Promise<Result<never, FileFault> | null> {
  if (row.kind !== "trade") return refused("bill_file_wrong_state", { kind: row.kind });
  // Approved, and no longer what the day is read from: it may be proposed again.
  const waits = await tx.query("select 1 from bill_days where wallet_account = $1 and day = $2 and $3 = any(files)", [
    ...[row.wallet_account, row.day, row.id],
  ]);
  if (row.state === "approved" && waits.length > 0) return refused("bill_file_wrong_state", { state: row.state });
  const run = await otherStory(tx.query, row);
  if (run !== null) return refused("bill_changed", { run });
  const done = await tx.query("select 1 from bill_runs where id = $1 and state = 'done'", [row.run]);
  return done.length > 0 ? refused("bill_file_wrong_state", { run: row.run }) : null;
}

/** The day's other files, the latest of each kind. */
async function besideOf(tx: Tx, row: FileRow): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select distinct on (kind) id from bill_files
     where wallet_account = $1 and day = $2 and kind <> 'trade' order by kind, uploaded_at desc, id desc`,
    [row.wallet_account, row.day],
  );
  return rows.map((one) => one.id);
}

/** `proposed_at`: of the proposal that this person has seen; one that took its place since is not decided by it. */
export type DecideFile = { approve: boolean; why: string; proposed_at: Date };

/**
 * Another person approves, who brought none of the files, and the day is read from them at the worker's next turn; or
 * rejects, and the file lies there as before.
 */
export async function decideFile(
  needs: ReconciliationNeeds,
  caller: Caller,
  id: string,
  input: DecideFile,
): Promise<Answer> {
  const found = await findFile(needs.db.read, id);
  if (!found) return refused("not_found", { bill_file: id });
  if (found.state !== "proposed" || found.proposer === null)
    return refused("bill_file_wrong_state", { state: found.state });
  for (const hand of await handsOf(needs, found)) {
    const may = await needs.mayApprove(caller, found.marketplace, hand);
    if (!may.ok) return refused("second_person_needed", may.detail);
  }
  return await needs.db.tx((tx) => decided(tx, needs, { ...input, id, by: caller.id }));
}

/** Everybody who had a hand in what would be read. */
async function handsOf(needs: ReconciliationNeeds, row: FileRow): Promise<ReadonlySet<string>> {
  const beside = await needs.db.read<{ by: string }>("select uploaded_by as by from bill_files where id = any($1)", [
    row.beside,
  ]);
  return new Set([row.proposer ?? row.uploaded_by, row.uploaded_by, ...beside.map((one) => one.by)]);
}

async function decided(
  tx: Tx,
  needs: ReconciliationNeeds,
  { id, by, approve, why, proposed_at: seen }: DecideFile & { id: string; by: string },
): Promise<Answer> {
  const row = await findFile(tx.query, id, "for update of f");
  if (row?.state !== "proposed") return refused("bill_file_wrong_state", { state: row?.state ?? "" });
  // Each proposal has an instant of its own: what was seen, with the files beside it, is what is decided.
  if (row.proposed_at?.getTime() !== seen.getTime())
    return refused("bill_file_proposal_outdated", { proposed_at: row.proposed_at?.toISOString() });
  const no = approve ? await whyNot(tx, row) : null;
  if (no) return no;
  const at = needs.clock.now();
  await tx.query(
    `update bill_files set state = case when $2 then 'approved' else 'checked' end, decided_by = $3, decided_why = $4,
       decided_at = $5
     where id = $1 or $2 and id = any($6)`,
    [id, approve, by, why, at, row.beside],
  );
  await step(tx, { file: id, event: approve ? "approved" : "rejected", beside: row.beside, by, why, at });
  if (approve) await readFromNowOn(tx, row, at);
  return await answer(tx, id);
}

/** The day is due at once, from these files: what its run then finds goes the way of every bill. */
async function readFromNowOn(tx: Tx, row: FileRow, at: Date): Promise<void> {
  await tx.query(
    `insert into bill_days (wallet_account, day, marketplace, wallet, state, next_at, opened_at, files)
     values ($1, $2, $3, $4, 'waiting', $5, $5, $6)
     on conflict (wallet_account, day) do update
       set state = 'waiting', code = null, says = null, next_at = $5, files = $6`,
    [row.wallet_account, row.day, row.marketplace, row.wallet, at, [row.id, ...row.beside]],
  );
}

type Step = { file: string; event: "proposed" | "approved" | "rejected"; beside: readonly string[] } & {
  by: string;
  why: string;
  at: Date;
};

async function step(tx: Tx, { file, event, beside, by, why, at }: Step): Promise<void> {
  await tx.query(
    `insert into bill_file_steps (file, n, event, beside, by_whom, why, at)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6 from bill_file_steps where file = $1`,
    [file, event, beside, by, why, at],
  );
}

async function answer(tx: Tx, id: string): Promise<Answer> {
  const row = await findFile(tx.query, id);
  return row ? { ok: true, value: fileView(row) } : refused("not_found", { bill_file: id });
}
