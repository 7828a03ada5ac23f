import { type Tx, writeEvent } from "#db";
import type { House } from "./create-openings.ts";
import { tellLosses } from "./prerequisites.ts";
import type { OpeningRow } from "./rows.ts";
import { demandApproval, demandUnchanged, markApproved } from "./second-person.ts";
import { next, type OpeningEvent } from "./states.ts";
import { writeTelling } from "./tell-stores.ts";
import type { Caller, OpeningView, RepeatKey, Result } from "./types.ts";
import { keepStep, lockForMove, maySteer, Refusal, raiseVersion, refused, write } from "./write.ts";

/** Columns that a change may write beside the state. */
export type Patch = Partial<
  Pick<
    OpeningRow,
    | "effective_at"
    | "caps"
    | "terms_zh"
    | "terms_en"
    | "terms_version"
    | "terms_hash"
    | "voted_hash"
    | "consultation_skipped"
  >
> & { pilots?: string; stages?: string; guards?: string };

/** What a verb does to an opening: events in their order, the last of which carries the patch and the details. */
export type Change = {
  /** What was asked for, as it is told to others. */
  move: string;
  /** None: the state stays, and one step called `move` is kept. */
  events: readonly OpeningEvent[];
  patch?: Patch;
  details?: object;
  /** Whether it opens, widens or resumes something, so that a second person may be needed. Left out: by its move. */
  opens?: boolean;
};

export type Moved = { tx: Tx; found: OpeningRow; now: Date };

/**
 * One change of an opening in one commit: decided under its row's lock, kept step by step with who and why, its sides'
 * versions raised, told as an event, and prerequisites of others that are lost by it are told too.
 */
export async function change(
  house: House,
  given: { caller: Caller; id: string; why: string; repeat: RepeatKey | null },
  work: (moved: Moved) => Promise<Change> | Change,
): Promise<Result<OpeningView>> {
  const { caller, id, why, repeat } = given;
  if (!why.trim()) return refused("opening_invalid", { faults: ["why: say why, it is kept"] });
  return await write(house, { id, repeat }, async (tx, now) => {
    const found = await lockForMove(tx, id);
    if (!maySteer(caller, found.marketplace, found.sides)) throw new Refusal("not_found", { id });
    if (caller.approval) await demandUnchanged({ tx, found, now }, caller.approval);
    const what = await work({ tx, found, now });
    await demandApproval(house, { tx, found, now }, caller, what);
    const { approval } = caller;
    // The proposal is marked in the commit of what it does: it is done and marked, or neither.
    if (approval) await markApproved({ tx, found, now }, approval);
    const details = approval ? { details: { ...what.details, approved_by: approval.by, proposal: approval.n } } : {};
    return await applyChange(house, { tx, found, now }, { by: caller.id, why }, { ...what, ...details });
  });
}

/** The opening's row must be locked. */
export async function applyChange(
  house: House,
  { tx, found, now }: Moved,
  given: { by: string; why: string },
  { move, events, patch = {}, details }: Change,
): Promise<OpeningRow> {
  // The moves of a side stand in one line from here on, so two that overlap never meet in a deadlock.
  await raiseVersion(tx, found.sides);
  let row = found;
  const steps = events.length > 0 ? events : [null];
  for (const [index, event] of steps.entries()) {
    const to = event === null ? row.state : next(row.state, row.paused_from, event);
    if (to === null) throw new Refusal("opening_wrong_state", { state: row.state, move: event ?? move });
    const first = index === 0;
    const pausedFrom = event === null ? row.paused_from : to === "paused" ? row.state : null;
    const from = row.state;
    row = await store(tx, row.id, { state: to, paused_from: pausedFrom, ...(first ? patch : {}) }, now);
    const kept = first && details ? { details } : {};
    await keepStep(tx, row, { event: event ?? move, from, at: now, ...given, ...kept });
  }
  await tell(house, tx, row, { move, from: found.state, at: now });
  await tellLosses(house, tx, row, found.state, now);
  // A draft that is withdrawn was nobody's news.
  if (found.state !== "draft" || row.state !== "withdrawn")
    await writeTelling(house, { tx, now }, row, move, details ?? {});
  return row;
}

async function store(tx: Tx, id: string, patch: object, now: Date): Promise<OpeningRow> {
  const names = Object.keys(patch);
  const sets = names.map((name, index) => `${name} = $${index + 3}`).join(", ");
  const values = Object.values(patch).map((value) =>
    typeof value === "object" && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value,
  );
  const [row] = await tx.query<OpeningRow>(
    `update openings set ${sets}, version = version + 1, changed_at = $2 where id = $1 returning *`,
    [id, now, ...values],
  );
  if (!row) throw new Error("The row is locked, so it is there.");
  return row;
}

async function tell(
  house: House,
  tx: Tx,
  row: OpeningRow,
  about: { move: string; from: string; at: Date },
): Promise<void> {
  const { id, marketplace, sides, capability, partner, methods, state, version, terms_hash } = row;
  const effective_at = row.effective_at?.toISOString() ?? null;
  const what = { opening: id, sides, capability, partner, methods, terms_hash };
  const data = { ...what, from: about.from, state, version, effective_at, move: about.move };
  await writeEvent(tx, house.ids, { type: "opening.moved", version: 1, marketplace, subject: id, data }, about.at);
}
