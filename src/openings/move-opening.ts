import { type Tx, writeEvent } from "#db";
import type { House } from "./create-openings.ts";
import type { OpeningRow } from "./rows.ts";
import { eventsOf, next, type OpeningEvent, type OpeningMove, type OpeningState } from "./states.ts";
import type { Caller, OpeningView, RepeatKey, Result } from "./types.ts";
import { keepStep, maySteer, mustFind, Refusal, raiseVersion, refused, write } from "./write.ts";

/**
 * Opens, pauses, resumes or withdraws. Every step is kept with who and why, and the marketplace's version rises in the
 * same commit. Opening one without an effective instant makes it effective now.
 */
export async function moveOpening(
  house: House,
  caller: Caller,
  id: string,
  move: OpeningMove,
  why: string,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  if (!why.trim()) return refused("opening_invalid", { faults: ["why: say why, it is kept"] });
  return await write(house, { id, repeat }, async (tx, now) => {
    const found = await mustFind(tx, id);
    if (!maySteer(caller, found.marketplace)) throw new Refusal("not_found", { id });
    const effectiveAt = move === "open" ? (found.effective_at ?? now) : found.effective_at;
    const events = eventsOf(move, found.state, effectiveAt !== null && effectiveAt <= now);
    if (!events) throw new Refusal("opening_wrong_state", { state: found.state, move });
    // The marketplace's moves stand in one line from here on, so two that overlap never meet in a deadlock.
    await raiseVersion(tx, found.marketplace);
    let row: OpeningRow = { ...found, effective_at: effectiveAt };
    for (const event of events) row = await step(tx, row, event, { by: caller.id, why, at: now });
    await tell(house, tx, row, { move, from: found.state, at: now });
    return row;
  });
}

async function step(
  tx: Tx,
  row: OpeningRow,
  event: OpeningEvent,
  given: { by: string; why: string; at: Date },
): Promise<OpeningRow> {
  const to = next(row.state, row.paused_from, event);
  if (to === null) throw new Refusal("opening_wrong_state", { state: row.state, move: event });
  const [moved] = await tx.query<OpeningRow>(
    `update openings set state = $2, paused_from = $3, effective_at = $4, version = version + 1, changed_at = $5
     where id = $1 returning *`,
    [row.id, to, to === "paused" ? row.state : null, row.effective_at, given.at],
  );
  if (!moved) throw new Error("The row is locked, so it is there.");
  await keepStep(tx, moved, { event, from: row.state, ...given });
  return moved;
}

async function tell(
  house: House,
  tx: Tx,
  row: OpeningRow,
  about: { move: OpeningMove; from: OpeningState; at: Date },
): Promise<void> {
  const { id, marketplace, capability, partner, methods, state, version } = row;
  const effective_at = row.effective_at?.toISOString() ?? null;
  const data = { opening: id, capability, partner, methods, from: about.from, state, version, effective_at };
  await writeEvent(
    tx,
    house.ids,
    {
      type: "opening.moved",
      version: 1,
      marketplace,
      subject: id,
      data: { ...data, move: about.move },
    },
    about.at,
  );
}
