import { announceable, mustStand } from "./announce.ts";
import { type Change, change, type Moved } from "./change.ts";
import type { House } from "./create-openings.ts";
import { mustBePerson } from "./person.ts";
import { stagesColumn, stagesOf } from "./stages.ts";
import { eventsOf, type OpeningMove } from "./states.ts";
import type { Caller, OpeningView, RepeatKey, Result } from "./types.ts";
import { Refusal } from "./write.ts";

/**
 * Pilots, opens, completes, pauses, resumes or withdraws. Every step is kept with who and why, and its sides' versions
 * rise in the same commit. `open` on what is not announced yet announces it too: at once where no days of notice
 * were promised, with the reason kept for why nobody was asked.
 */
export async function moveOpening(
  house: House,
  caller: Caller,
  id: string,
  move: OpeningMove,
  why: string,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  return await change(house, { caller, id, why, repeat }, async (moved) => {
    if (move === "resume") await mustBePerson(moved, caller, "opening");
    if (move === "open" || move === "complete") await mustBePerson(moved, caller, "any");
    return await plan(house, moved, move, why);
  });
}

async function plan(house: House, moved: Moved, move: OpeningMove, why: string): Promise<Change> {
  const { found, now } = moved;
  const effectiveAt = move === "open" ? (found.effective_at ?? now) : found.effective_at;
  const events = eventsOf(move, found.state, effectiveAt !== null && effectiveAt <= now);
  if (!events) throw new Refusal("opening_wrong_state", { state: found.state, move });
  if (move === "pilot") return { move, events, patch: { pilots: startFirst(moved) } };
  if (move === "resume" || events.includes("begin")) await mustStand(house, moved);
  if (!events.includes("announce")) return { move, events };
  return {
    move,
    events,
    ...(await announceable(house, moved, { effective_at: effectiveAt, skip: why, atOnce: true })),
  };
}

/** A pilot begins with its move, so it runs from that instant. */
function startFirst({ found, now }: Moved): string {
  const [first, ...others] = stagesOf(found.pilots);
  if (!first) throw new Refusal("opening_invalid", { faults: ["pilots: there is none to begin with"] });
  return stagesColumn([{ ...first, started_at: now }, ...others]);
}
