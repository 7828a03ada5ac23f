import { bucketOf, isId, type Tx } from "#db";
import { type Currency, money } from "#money";
import type { DisputeState } from "./states.ts";
import type { DisputeView, Evidence, StepView } from "./types.ts";

export type DisputeRow = Omit<DisputeView, "order" | "amount"> & {
  bucket: number;
  order_id: string;
  amount: bigint;
  currency: Currency;
};

export function disputeView({ bucket: _, order_id, amount, currency, ...row }: DisputeRow): DisputeView {
  return { ...row, order: order_id, amount: money(amount, currency) };
}

export async function findDispute(read: Tx["query"], id: string, lock = false): Promise<DisputeRow | null> {
  if (!isId(id, "dsp")) return null;
  const [row] = await read<DisputeRow>(
    `select * from disputes where bucket = $1 and id = $2 ${lock ? "for no key update" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}

export type NewStep = {
  event: string;
  from: DisputeState | null;
  to: DisputeState;
  by: { kind: string; id: string };
  why: string;
  evidence: readonly Evidence[];
  at: Date;
};

/** Adds a step to the record, under the dispute's lock. */
export async function writeStep(tx: Tx, dispute: string, step: NewStep): Promise<void> {
  await tx.query(
    `insert into dispute_steps (bucket, dispute, n, event, from_state, to_state, by_kind, by_id, why, evidence, at)
     select $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10 from dispute_steps
     where bucket = $1 and dispute = $2`,
    [
      ...[bucketOf(dispute), dispute, step.event, step.from, step.to, step.by.kind, step.by.id, step.why],
      ...[JSON.stringify(step.evidence), step.at],
    ],
  );
}

export async function stepsOf(read: Tx["query"], dispute: string): Promise<StepView[]> {
  return await read<StepView>(
    `select n, event, from_state as from, to_state as to, by_kind, by_id as by, why, evidence, at from dispute_steps
     where bucket = $1 and dispute = $2 order by n`,
    [bucketOf(dispute), dispute],
  );
}

/** When the dispute is looked at next; null: nothing is to be done for it any more. */
export async function setDue(tx: Tx, dispute: string, at: Date | null): Promise<void> {
  const place = [bucketOf(dispute), dispute];
  if (at === null) return void (await tx.query("delete from dispute_due where bucket = $1 and dispute = $2", place));
  await tx.query(
    `insert into dispute_due (bucket, dispute, at) values ($1, $2, $3)
     on conflict (bucket, dispute) do update set at = excluded.at`,
    [...place, at],
  );
}
