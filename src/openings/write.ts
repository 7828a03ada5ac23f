import { bucketFromText, bucketValue, claimRepeat, sqlState, type Tx } from "#db";
import type { House } from "./create-openings.ts";
import { type OpeningRow, openingView } from "./rows.ts";
import type { Caller, Fault, OpeningView, RepeatKey, Result } from "./types.ts";

/** Ends a write with an expected refusal: the transaction rolls back, the caller gets the fault. */
export class Refusal extends Error {
  readonly fault: Fault;
  readonly detail: Readonly<Record<string, unknown>> | undefined;
  constructor(fault: Fault, detail?: Readonly<Record<string, unknown>>) {
    super(fault);
    this.name = "Refusal";
    this.fault = fault;
    this.detail = detail;
  }
}

export function refused<T>(fault: Fault, detail?: Readonly<Record<string, unknown>>): Result<T> {
  return detail ? { ok: false, fault, detail } : { ok: false, fault };
}

/**
 * One write about one opening in one commit; then the snapshot takes it in. A repeat does nothing and answers the
 * opening as it is now.
 */
export async function write(
  house: House,
  given: { id: string; repeat: RepeatKey | null },
  work: (tx: Tx, now: Date) => Promise<OpeningRow>,
): Promise<Result<OpeningView>> {
  let repeated = false;
  try {
    const row = await house.db.tx(async (tx) => {
      const now = house.clock.now();
      const first = await claim(tx, given.repeat, given.id, now);
      if (first === null) return await work(tx, now);
      repeated = true;
      return await mustFind(tx, first);
    });
    await house.snapshot.refresh();
    const value = openingView(row);
    return repeated ? { ok: true, value, repeated } : { ok: true, value };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault, error.detail);
    if (sqlState(error) === exclusionViolation) return await overlap(house, given.id);
    throw error;
  }
}

const exclusionViolation = "23P01";

async function claim(tx: Tx, repeat: RepeatKey | null, id: string, now: Date): Promise<string | null> {
  if (!repeat) return null;
  const bucket = bucketValue(bucketFromText(`${repeat.caller} ${repeat.route} ${repeat.key}`));
  const found = await claimRepeat(tx, bucket, repeat, id, now);
  if (found.first) return null;
  if (!found.same) throw new Refusal("idempotency_key_reused");
  return found.subject;
}

/** The database refused; this only finds out whom it met. */
async function overlap(house: House, id: string): Promise<Result<OpeningView>> {
  const met = await house.db.read<{ id: string }>(
    `select o.id from openings o join openings own on own.id = $1
     where o.claim && own.claim and o.id <> own.id and o.state not in ('draft', 'withdrawn')`,
    [id],
  );
  return refused("opening_overlaps", { openings: met.map((row) => row.id).join(", ") });
}

/** Locked until the commit, so that two moves of one opening stand in line. */
export async function mustFind(tx: Tx, id: string): Promise<OpeningRow> {
  const [row] = await tx.query<OpeningRow>("select * from openings where id = $1 for update", [id]);
  if (!row) throw new Refusal("not_found", { id });
  return row;
}

/**
 * Locks an opening for a move, and what it requires, all in the order of their ids: two openings that require each
 * other stand in line instead of waiting for each other. What is required stays as it is until the commit.
 */
export async function lockForMove(tx: Tx, id: string): Promise<OpeningRow> {
  const rows = await tx.query<OpeningRow>(
    `with named as (
       select id from openings where id = $1
       union
       select r.value ->> 'id' from openings o cross join jsonb_array_elements(o.requires) r
       where o.id = $1 and r.value ->> 'kind' = 'opening'
     )
     select * from openings where id in (select id from named) order by id for update`,
    [id],
  );
  const row = rows.find((one) => one.id === id);
  if (!row) throw new Refusal("not_found", { id });
  return row;
}

/**
 * Whoever acts for the whole marketplace (or house); a store opens nothing by itself. Sides beyond the caller's own
 * marketplace are the house's to open.
 */
export function maySteer(caller: Caller, marketplace: string, sides: readonly string[] = [marketplace]): boolean {
  if (caller.store !== null) return false;
  return caller.marketplace === null || [marketplace, ...sides].every((side) => side === caller.marketplace);
}

/** In the commit of every move: what was decided before it no longer starts a payment, on any of its sides. */
export async function raiseVersion(tx: Tx, sides: readonly string[]): Promise<void> {
  await tx.query(
    `insert into opening_versions as v (marketplace, version)
     select side, 1 from unnest($1::text[]) as side order by side
     on conflict (marketplace) do update set version = v.version + 1`,
    [sides],
  );
}

export async function keepStep(
  tx: Tx,
  row: OpeningRow,
  step: { event: string; from: string | null; by: string; why: string; at: Date; details?: object },
): Promise<void> {
  await tx.query(
    `insert into opening_moves (opening, version, marketplace, event, from_state, to_state, effective_at, by_whom,
       why, at, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      row.id,
      row.version,
      row.marketplace,
      step.event,
      step.from,
      row.state,
      row.effective_at,
      step.by,
      step.why,
      step.at,
      JSON.stringify(step.details ?? {}),
    ],
  );
}
