import { createHash } from "node:crypto";
import { capsOf } from "./caps.ts";
import { faultsOf } from "./checks.ts";
import type { House } from "./create-openings.ts";
import { missingOf, type Requiring } from "./prerequisites.ts";
import { compile, type Programme, type Programmes } from "./programmes.ts";
import { type OpeningRow, openingView } from "./rows.ts";
import { toStage } from "./stages.ts";
import type { Caller, Caps, NewCaps, NewOpening, NewStage, Prerequisite, Result, Stage } from "./types.ts";
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

/** A plan's pilots and stages, each ready to be asked about facts of the past. */
export type Tried = {
  opening: { marketplace: string; sides: readonly string[]; capability: string; partner: string };
  timeZone: string;
  trials: readonly Trial[];
  missing: readonly Prerequisite[];
};

/** A draft as it is being composed: nobody has saved it, its terms may still be empty. */
export type DraftToTry = Omit<NewOpening, "terms">;

/** An opening's plan, or another one for it. Drafts too. */
export async function planTrials(house: House, caller: Caller, id: string, plan: PlanToTry): Promise<Result<Tried>> {
  const [row] = await house.db.read<OpeningRow>("select * from openings where id = $1", [id]);
  if (!row) return refused("not_found", { id });
  if (!maySteer(caller, row.marketplace)) return refused("forbidden");
  const opening = openingView(row);
  const faults = faultsOf({ ...opening, ...plan }, house.walletIds);
  if (faults.length > 0) return refused("opening_invalid", { faults });
  const pilots = plan.pilots?.map(toStage) ?? opening.pilots;
  const stages = plan.stages?.map(toStage) ?? opening.stages;
  const caps = plan.caps === undefined ? opening.caps : capsOf(plan.caps);
  const subject = { ...opening, salt: row.salt.toString("hex") };
  return { ok: true, value: await tried(house, subject, { caps, pilots, stages }) };
}

/** The same at every try, so that figures do not jump while somebody types; a saved opening draws its own. */
const draftSalt = ({ marketplace, capability, partner }: DraftToTry): string =>
  createHash("sha256").update(`draft ${marketplace} ${capability} ${partner}`).digest("hex");

/** A draft that was not saved: its shares fall on others than the saved one's will. */
export async function draftTrials(house: House, caller: Caller, draft: DraftToTry): Promise<Result<Tried>> {
  const { marketplace, sides = [marketplace], requires = [] } = draft;
  if (!maySteer(caller, marketplace, sides)) return refused("forbidden");
  if (house.timeZoneOf(marketplace) === null) return refused("parent_unknown", { marketplace });
  const faults = faultsOf({ ...draft, terms: { zh: "草稿", en: "draft" } }, house.walletIds);
  if (faults.length > 0) return refused("opening_invalid", { faults });
  const subject = { ...draft, sides, requires, id: "", version: 0, salt: draftSalt(draft) };
  const [pilots, stages] = [(draft.pilots ?? []).map(toStage), (draft.stages ?? []).map(toStage)];
  return { ok: true, value: await tried(house, subject, { caps: capsOf(draft.caps), pilots, stages }) };
}

type Subject = Requiring & Pick<Programme, "version" | "capability" | "partner" | "methods" | "salt">;
type Plan = { caps: Caps; pilots: readonly Stage[]; stages: readonly Stage[] };

async function tried(house: House, subject: Subject & { sides: readonly string[] }, plan: Plan): Promise<Tried> {
  const { caps, pilots, stages } = plan;
  const { marketplace, sides, capability, partner } = subject;
  const timeZone = house.timeZoneOf(marketplace) ?? "UTC";
  const trial = (kind: Trial["kind"], stage: Stage | null): Trial => ({
    ...{ kind, n: stage?.n ?? 0, title: stage?.title ?? null },
    programmes: alone(subject, timeZone, { caps, stages: stage ? [{ ...stage, paused_at: null }] : [] }),
  });
  const trials = [
    ...pilots.map((stage) => trial("pilot", stage)),
    ...stages.map((stage) => trial("stage", stage)),
    ...(stages.length === 0 ? [trial("whole", null)] : []),
  ];
  const missing = await house.db.tx((tx) => missingOf(house, tx, subject, house.clock.now()));
  return { opening: { marketplace, sides, capability, partner }, timeZone, trials, missing };
}

/** The opening as if it had been live with this one stage for ever; shares stick as they will. */
function alone(subject: Subject, timeZone: string, plan: Pick<Programme, "caps" | "stages">): Programmes {
  const { id, version, capability, partner, methods, marketplace, salt } = subject;
  const programme: Programme = {
    ...{ id, version, capability, partner, methods, salt, state: "opening", effectiveAt: new Date(0) },
    ...{ pilots: [], ...plan },
  };
  return compile(marketplace, timeZone, 0n, [programme]);
}
