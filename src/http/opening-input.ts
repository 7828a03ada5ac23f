import type { Static } from "typebox";
import { fromJson, type MoneyJson } from "#money";
import type { NewCaps, NewOpening, NewStage, StoreAudience } from "#openings";
import { marketplaceFor } from "./auth.ts";
import type { OpeningsDoor } from "./openings-door.ts";
import type { Caller } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import type { NewOpeningShape, NewStageShape } from "./schemas/index.ts";

type View = NonNullable<Awaited<ReturnType<OpeningsDoor["getOpening"]>>>;

/** An opening on one of the caller's sides. A store may read it: it says what is open to the store. */
export function mine(caller: Caller, opening: View | null): View {
  const reach = caller.marketplace;
  if (opening === null || (reach !== null && reach !== opening.marketplace && !opening.sides.includes(reach)))
    throw new Refusal("not_found");
  return opening;
}

/** A store steers nothing of the marketplace's. */
export function steering(caller: Caller): Caller {
  if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
  return caller;
}

export function capsOf(caps: { [Name in keyof NewCaps]?: MoneyJson | null } | undefined): NewCaps {
  const entries = Object.entries(caps ?? {}) as [keyof NewCaps, MoneyJson | null][];
  return Object.fromEntries(entries.map(([name, cap]) => [name, cap && fromJson(cap)]));
}

/** A leap second has the right form and is no instant of JavaScript's. */
export function instantIn(text: string): Date {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new Refusal("request_invalid", {}, [{ field: text, message: "is no instant", zh: "不是有效的时间" }]);
}

export const instantOf = (text: string | null | undefined): Date | null => (text ? instantIn(text) : null);

export function audienceOf(body: NonNullable<Static<typeof NewStageShape>["stores"]>): StoreAudience {
  const { signed_up_before: before, ...known } = body;
  return before === undefined ? known : { ...known, signed_up_before: instantIn(before) };
}

export function stageOf(body: Static<typeof NewStageShape>): NewStage {
  const { starts_at, caps, stores, ...rest } = body;
  return { ...rest, starts_at: instantOf(starts_at), caps: capsOf(caps), stores: audienceOf(stores ?? {}) };
}

/** Pilots and stages that a body names; what it leaves out stays out. */
export function stagesOf(body: Partial<Record<"pilots" | "stages", Static<typeof NewStageShape>[]>>) {
  return {
    ...(body.pilots && { pilots: body.pilots.map(stageOf) }),
    ...(body.stages && { stages: body.stages.map(stageOf) }),
  };
}

export function inputOf(caller: Caller, body: Static<typeof NewOpeningShape>): NewOpening {
  const { capability = "payment", methods = null, effective_at, caps, pilots, stages, ...rest } = body;
  return {
    ...rest,
    ...stagesOf({ ...(pilots && { pilots }), ...(stages && { stages }) }),
    capability,
    methods,
    marketplace: marketplaceFor(caller, body.marketplace),
    effective_at: instantOf(effective_at),
    caps: capsOf(caps),
  };
}
