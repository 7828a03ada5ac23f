import type { Moved } from "./change.ts";
import { guardCaller } from "./guard-figures.ts";
import { type StageKind, stagesOf } from "./stages.ts";
import type { Caller } from "./types.ts";
import { Refusal } from "./write.ts";

/** What is about to go on: a paused opening, one stage, whatever stage or pilot is held back, or those of one kind. */
type GoesOn = "opening" | "any" | StageKind | { kind: StageKind; n: number };

/** What a guard has stopped, a person sets going again, by whatever road: a key would only start the fire again. */
export async function mustBePerson(moved: Moved, caller: Caller, what: GoesOn): Promise<void> {
  if (caller.kind === "person") return;
  const stopped = what === "opening" ? await wholeStopped(moved) : await stageStopped(moved, what);
  if (stopped) throw new Refusal("person_needed", { paused_by: guardCaller });
}

async function wholeStopped({ tx, found }: Moved): Promise<boolean> {
  const [last] = await tx.query<{ by_whom: string }>(
    "select by_whom from opening_moves where opening = $1 and event = 'pause' order by version desc limit 1",
    [found.id],
  );
  return last?.by_whom === guardCaller;
}

/** Each stage that is held back, by whoever took that very stage back last. */
async function stageStopped({ tx, found }: Moved, what: Exclude<GoesOn, "opening">): Promise<boolean> {
  const rows = await tx.query<{ kind: StageKind; n: number; by_whom: string }>(
    `select distinct on (kind, n) details ->> 'kind' as kind, (details ->> 'n')::int as n, by_whom from opening_moves
     where opening = $1 and event = 'pause_stage' order by kind, n, version desc`,
    [found.id],
  );
  return rows.some(({ kind, n, by_whom }) => {
    const held = stagesOf(found[kind === "pilot" ? "pilots" : "stages"])[n - 1]?.paused_at ?? null;
    if (held === null || by_whom !== guardCaller) return false;
    if (what === "any") return true;
    return typeof what === "string" ? what === kind : what.kind === kind && what.n === n;
  });
}
