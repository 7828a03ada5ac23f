import { capsOf } from "./caps.ts";
import { faultsOf } from "./checks.ts";
import type { House } from "./create-openings.ts";
import { compile, type Programme, type Programmes } from "./programmes.ts";
import { type OpeningRow, openingView } from "./rows.ts";
import { toStage } from "./stages.ts";
import type { Caller, NewCaps, NewStage, OpeningView, Result, Stage } from "./types.ts";
import { maySteer, refused } from "./write.ts";

/** What is left out is as the opening has it. Nothing is written. */
export type PlanToTry = { caps?: NewCaps; pilots?: readonly NewStage[]; stages?: readonly NewStage[] };

/** One pilot or stage of a plan as if it held now, alone; `whole`: a plan without stages lets everybody in. */
export type Trial = {
  kind: "pilot" | "stage" | "whole";
  n: number;
  title: Stage["title"];
  programmes: Programmes;
};

/** An opening's plan, or another one for it, ready to be asked about facts of the past. Drafts too. */
export async function planTrials(
  house: House,
  caller: Caller,
  id: string,
  plan: PlanToTry,
): Promise<Result<{ opening: OpeningView; trials: readonly Trial[] }>> {
  const [row] = await house.db.read<OpeningRow>("select * from openings where id = $1", [id]);
  if (!row) return refused("not_found", { id });
  if (!maySteer(caller, row.marketplace)) return refused("forbidden");
  const opening = openingView(row);
  const faults = faultsOf({ ...opening, ...plan }, house.walletIds);
  if (faults.length > 0) return refused("opening_invalid", { faults });
  const pilots = plan.pilots?.map(toStage) ?? opening.pilots;
  const stages = plan.stages?.map(toStage) ?? opening.stages;
  const caps = plan.caps === undefined ? opening.caps : capsOf(plan.caps);
  const trial = (kind: Trial["kind"], stage: Stage | null): Trial => ({
    ...{ kind, n: stage?.n ?? 0, title: stage?.title ?? null },
    programmes: alone(house, row, { caps, stages: stage ? [{ ...stage, paused_at: null }] : [] }),
  });
  const trials = [
    ...pilots.map((stage) => trial("pilot", stage)),
    ...stages.map((stage) => trial("stage", stage)),
    ...(stages.length === 0 ? [trial("whole", null)] : []),
  ];
  return { ok: true, value: { opening, trials } };
}

/** The opening as if it had been live with this one stage for ever; shares stick as they will. */
function alone(house: House, row: OpeningRow, plan: Pick<Programme, "caps" | "stages">): Programmes {
  const { id, version, capability, partner, methods, marketplace } = row;
  const programme: Programme = {
    ...{ id, version, capability, partner, methods, state: "opening", effectiveAt: new Date(0) },
    ...{ pilots: [], salt: row.salt.toString("hex"), ...plan },
  };
  return compile(marketplace, house.timeZoneOf(marketplace) ?? "UTC", 0n, [programme]);
}
