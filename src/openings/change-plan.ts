import { audienceGrows } from "./audience-growth.ts";
import { capNames, capsOf, capsToJson, tighter } from "./caps.ts";
import { change, type Moved, type Patch } from "./change.ts";
import { faultsOf } from "./checks.ts";
import type { House } from "./create-openings.ts";
import { mustBePerson } from "./person.ts";
import { openingView } from "./rows.ts";
import { stageAt, stagesColumn, stagesOf, toStage } from "./stages.ts";
import { isLive } from "./states.ts";
import type { Caller, Guard, NewCaps, NewStage, OpeningView, RepeatKey, Result, Stage } from "./types.ts";
import { Refusal } from "./write.ts";

export type PlanChange = {
  why: string;
  /** What is left out stays as it is. */
  caps?: NewCaps;
  pilots?: readonly NewStage[];
  stages?: readonly NewStage[];
  guards?: readonly Guard[];
};

type Kind = "pilots" | "stages";

/**
 * Changes caps, pilots and stages, also of a live opening. What has started stays started, and its audience only grows:
 * nobody who is in is thrown out by a change of plan (a pause is for that). Holds for every payment that starts after
 * the commit.
 */
export async function changePlan(
  house: House,
  caller: Caller,
  id: string,
  input: PlanChange,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  return await change(house, { caller, id, why: input.why, repeat }, async (moved) => {
    const { found } = moved;
    if (found.state === "withdrawn") throw new Refusal("opening_wrong_state", { state: found.state, move: "plan" });
    if (input.pilots) await mustBePerson(moved, caller, "pilot");
    if (input.stages) await mustBePerson(moved, caller, "stage");
    const before = openingView(found);
    const faults = faultsOf({ ...before, ...planOf(before, input) }, house.walletIds);
    const pilots = input.pilots && merged(moved, "pilots", input.pilots, faults);
    const stages = input.stages && merged(moved, "stages", input.stages, faults);
    if (faults.length > 0) throw new Refusal("opening_invalid", { faults });
    const caps = input.caps && capsToJson(input.caps);
    const patch: Patch = {
      ...(caps && { caps }),
      ...(pilots && { pilots: stagesColumn(pilots) }),
      ...(stages && { stages: stagesColumn(stages) }),
      ...(input.guards && { guards: JSON.stringify(input.guards) }),
    };
    const raised = input.caps !== undefined && isRaised(input.caps, before);
    // Whoever only tightens limits need not wait for anybody.
    const opens = raised || Boolean(input.pilots ?? input.stages ?? input.guards);
    return { move: "plan", events: [], patch, opens, details: { ...patch, ...(raised ? { raised: true } : {}) } };
  });
}

function planOf(before: OpeningView, input: PlanChange) {
  const kept = (stages: readonly Stage[]): NewStage[] => stages.map(({ n: _n, started_at: _s, ...stage }) => stage);
  return {
    caps: input.caps ?? before.caps,
    pilots: input.pilots ?? kept(before.pilots),
    stages: input.stages ?? kept(before.stages),
    guards: input.guards ?? before.guards,
  };
}

/** Whether some limit is wider than before; of another currency, nobody can say that it is not. */
export function isRaised(caps: NewCaps, before: Pick<OpeningView, "caps">): boolean {
  const after = capsOf(caps);
  const currencies = [after, before.caps].flatMap((one) => capNames.map((name) => one[name]?.currency));
  if (new Set(currencies.filter((one) => one !== undefined)).size > 1) return true;
  const both = tighter(after, before.caps);
  return JSON.stringify(capsToJson(both)) !== JSON.stringify(capsToJson(after));
}

/** The new list, with what has started carried over; faults for what would throw somebody out. */
function merged({ found, now }: Moved, kind: Kind, input: readonly NewStage[], faults: string[]): Stage[] {
  const old = stagesOf(found[kind]);
  const from = kind === "pilots" ? (old[0]?.started_at ?? null) : isLive(found.state) ? found.effective_at : null;
  const running = stageAt(old, from, now)?.n ?? 0;
  const list = input.map(toStage).map((stage, index) => {
    const { started_at = null, paused_at = null } = old[index] ?? {};
    return { ...stage, started_at, paused_at };
  });
  if (list.length < running) faults.push(`${kind}: ${running} have started and cannot be left out`);
  const [was, is] = [old[running - 1], list[running - 1]];
  if (was && is) {
    const where = `${kind}[${running - 1}]`;
    if (!audienceGrows(is, was))
      faults.push(`${where}: it is running, so its audience may only grow; pause it to shut somebody out`);
    if (running > 1 && ((is.started_at ?? is.starts_at)?.getTime() ?? 0) > now.getTime())
      faults.push(`${where}.starts_at: it is running`);
  }
  return list;
}
