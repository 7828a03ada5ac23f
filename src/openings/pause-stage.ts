import { type Change, change, type Moved } from "./change.ts";
import type { House } from "./create-openings.ts";
import { mustBePerson } from "./person.ts";
import { type StageKind, stageAt, stagesColumn, stagesOf } from "./stages.ts";
import type { Caller, OpeningView, RepeatKey, Result, Stage } from "./types.ts";
import { Refusal } from "./write.ts";

type Asked = { kind: StageKind; n: number; why: string };

/**
 * Takes a stage (or pilot) back: the one before it holds again, for every payment that starts after the commit. The
 * first one cannot be taken back: that is a pause of the whole opening.
 */
export async function pauseStage(
  house: House,
  caller: Caller,
  id: string,
  input: Asked,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  const given = { caller, id, why: input.why, repeat };
  return await change(house, given, (moved) => stagePaused(moved, input.kind, input.n));
}

/** Lets a stage hold again. What a guard has taken back, a person resumes. */
export async function resumeStage(
  house: House,
  caller: Caller,
  id: string,
  input: Asked,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  return await change(house, { caller, id, why: input.why, repeat }, async (moved) => {
    const { kind, n } = input;
    const { list, column } = stagesFor(moved, kind);
    if (!list[n - 1]?.paused_at) throw new Refusal("opening_wrong_state", wrong(moved, `resume ${kind} ${n}`));
    await mustBePerson(moved, caller, { kind, n });
    const resumed = list.map((stage) => (stage.n === n ? { ...stage, paused_at: null } : stage));
    const details = { kind, n };
    return { move: "resume_stage", events: [], patch: { [column]: stagesColumn(resumed) }, details };
  });
}

/** States in which a pilot that was begun runs on. */
const pilotStates: readonly string[] = ["piloting", "consulting", "decided", "announced"];

/** What taking a stage back writes; throws where it does not run. */
export function stagePaused(moved: Moved, kind: StageKind, n: number, details: object = {}): Change {
  const { list, column } = stagesFor(moved, kind);
  const running = runningStage(moved, kind);
  if (n < 2 || !running || running.n < n) throw new Refusal("opening_wrong_state", wrong(moved, `pause ${kind} ${n}`));
  const paused = list.map((stage) => (stage.n === n ? { ...stage, paused_at: moved.now } : stage));
  const patch = { [column]: stagesColumn(paused) };
  return { move: "pause_stage", events: [], patch, opens: false, details: { kind, n, ...details } };
}

/** The stage (or pilot) that holds at an opening now; null while none does, or all are behind it. */
export function runningStage({ found, now }: Pick<Moved, "found" | "now">, kind: StageKind): Stage | null {
  const { state, effective_at } = found;
  if (kind === "stage") {
    const runs = state === "opening" || state === "announced";
    return runs ? stageAt(stagesOf(found.stages), effective_at, now) : null;
  }
  const before = effective_at === null || now < effective_at;
  if (!pilotStates.includes(state) || (state === "announced" && !before)) return null;
  const pilots = stagesOf(found.pilots);
  return stageAt(pilots, pilots[0]?.started_at ?? null, now);
}

function stagesFor({ found }: Moved, kind: StageKind): { list: Stage[]; column: "pilots" | "stages" } {
  const column = kind === "pilot" ? "pilots" : "stages";
  return { list: stagesOf(found[column]), column };
}

const wrong = ({ found }: Moved, move: string) => ({ state: found.state, move });
