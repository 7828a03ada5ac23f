import { change } from "./change.ts";
import type { House } from "./create-openings.ts";
import { stageAt, stagesColumn, stagesOf } from "./stages.ts";
import type { Caller, OpeningView, RepeatKey, Result } from "./types.ts";
import { Refusal } from "./write.ts";

/**
 * Starts the next pilot or stage by hand, now, before its date if it has one. Stages begin at the effective instant, so
 * none can be started before it.
 */
export async function startStage(
  house: House,
  caller: Caller,
  id: string,
  input: { kind: "pilot" | "stage"; n: number; why: string },
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  const kind = input.kind === "pilot" ? "pilots" : "stages";
  return await change(house, { caller, id, why: input.why, repeat }, ({ found, now }) => {
    const list = stagesOf(found[kind]);
    const from = kind === "pilots" ? (list[0]?.started_at ?? null) : found.effective_at;
    const live = kind === "pilots" ? found.state !== "open" && found.state !== "opening" : found.state !== "open";
    const running = stageAt(list, from, now)?.n ?? 0;
    const wrong = { state: found.state, move: `start ${input.kind} ${input.n}`, running: String(running) };
    if (found.state === "draft" || found.state === "withdrawn" || found.state === "paused" || !live)
      throw new Refusal("opening_wrong_state", wrong);
    // One after the other, and the first starts with its kind, not by hand.
    if (running === 0 || input.n !== running + 1 || input.n > list.length)
      throw new Refusal("opening_wrong_state", wrong);
    // One that was taken back is resumed, not started again.
    if (list.some((stage) => stage.paused_at !== null)) throw new Refusal("opening_wrong_state", wrong);
    const started = list.map((stage) => (stage.n === input.n ? { ...stage, started_at: now } : stage));
    const details = { kind: input.kind, n: input.n };
    return { move: "stage", events: [], patch: { [kind]: stagesColumn(started) }, details };
  });
}
