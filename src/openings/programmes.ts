import { type BuyerAsker, compileBuyers, compileStores, type StoreAsker } from "./audience.ts";
import { tighter } from "./caps.ts";
import { type Condition, compileCondition } from "./conditions.ts";
import { compileLimits, type Limits } from "./limits.ts";
import { type Reason, reason } from "./reasons.ts";
import type { OpeningState } from "./states.ts";
import type { Caps, Stage } from "./types.ts";

/** An opening as decisions read it. Drafts are none. */
export type Programme = {
  id: string;
  version: number;
  capability: string;
  partner: string;
  methods: readonly string[] | null;
  state: Exclude<OpeningState, "draft">;
  effectiveAt: Date | null;
  caps: Caps;
  pilots: readonly Stage[];
  /** None: from the effective instant on everybody is in. */
  stages: readonly Stage[];
  /** Makes a share of stores or buyers stick, and no other opening's share the same. */
  salt: string;
};

/** A pilot or stage made ready: everything that does not depend on who asks is worked out. */
export type ReadyStage = {
  told: { readonly kind: "pilot" | "stage"; readonly n: number };
  /** Milliseconds; infinite while nobody has started it by hand. The first one has no say of its own. */
  startsAt: number;
  /** Null: every method of its opening. */
  methods: readonly string[] | null;
  methodNotOpen: Reason;
  /** Null: all of them. */
  stores: StoreAsker | null;
  buyers: BuyerAsker | null;
  condition: Condition | null;
  limits: Limits;
};

/** An opening made ready. */
export type ReadyProgramme = {
  id: string;
  version: number;
  state: Programme["state"];
  methods: readonly string[] | null;
  effectiveAt: number | null;
  notYet: Reason;
  limits: Limits;
  pilotsFrom: number | null;
  /** Those that may hold: a stage that was taken back holds nobody, nor does any after it. */
  pilots: readonly ReadyStage[];
  stages: readonly ReadyStage[];
  /** False: from the effective instant on everybody is in. */
  staged: boolean;
};

/** What is known of one capability towards one partner: a decision looks at these and no others. */
export type Place = {
  /** Also withdrawn ones, for saying so. */
  known: readonly ReadyProgramme[];
  live: readonly ReadyProgramme[];
  /** Live ones by method; a method that no opening names is opened only by those for all methods. */
  byMethod: ReadonlyMap<string, readonly ReadyProgramme[]>;
  forAllMethods: readonly ReadyProgramme[];
};

/** All openings of one side (a marketplace or a host app) at one version, ready to be asked. */
export type Programmes = {
  marketplace: string;
  /** IANA. */
  timeZone: string;
  version: bigint;
  /** Null: nothing was ever opened there. */
  at(capability: string, partner: string): Place | null;
  /** Everything that is known here, for lists; withdrawn ones too. */
  places: readonly { capability: string; partner: string; openings: readonly string[] }[];
};

export function compile(
  marketplace: string,
  timeZone: string,
  version: bigint,
  programmes: readonly Programme[],
): Programmes {
  const groups = new Map<string, Map<string, ReadyProgramme[]>>();
  for (const programme of programmes) {
    const partners = groups.get(programme.capability) ?? new Map<string, ReadyProgramme[]>();
    groups.set(programme.capability, partners);
    const known = partners.get(programme.partner) ?? [];
    partners.set(programme.partner, known);
    known.push(ready(programme, timeZone));
  }
  const index = new Map<string, Map<string, Place>>();
  for (const [capability, partners] of groups)
    index.set(capability, new Map([...partners].map(([partner, known]) => [partner, placeOfAll(known)])));
  return {
    ...{ marketplace, timeZone, version },
    at: (capability, partner) => index.get(capability)?.get(partner) ?? null,
    places: [...groups].flatMap(([capability, partners]) =>
      [...partners].map(([partner, known]) => ({ capability, partner, openings: known.map((one) => one.id) })),
    ),
  };
}

function placeOfAll(known: readonly ReadyProgramme[]): Place {
  const live = known.filter((one) => one.state !== "withdrawn");
  const named = new Set(live.flatMap((one) => one.methods ?? []));
  const fitting = (method: string) => live.filter((one) => one.methods === null || one.methods.includes(method));
  return {
    ...{ known, live },
    byMethod: new Map([...named].map((method) => [method, fitting(method)])),
    forAllMethods: live.filter((one) => one.methods === null),
  };
}

function ready(programme: Programme, timeZone: string): ReadyProgramme {
  const { id, version, state, methods, effectiveAt, caps, pilots } = programme;
  const stagesOf = (stages: readonly Stage[], kind: "pilot" | "stage") => {
    const back = stages.findIndex((stage) => stage.paused_at !== null);
    return stages.slice(0, back < 0 ? stages.length : back).map((stage) => readyStage(stage, kind, programme));
  };
  return {
    ...{ id, version, state, methods, effectiveAt: effectiveAt?.getTime() ?? null, limits: compileLimits(caps) },
    notYet: effectiveAt ? reason("not_yet_effective", { at: effectiveAt, timeZone }) : reason("not_announced"),
    pilotsFrom: pilots[0]?.started_at?.getTime() ?? null,
    pilots: stagesOf(pilots, "pilot"),
    stages: stagesOf(programme.stages, "stage"),
    staged: programme.stages.length > 0,
  };
}

/** The opening's caps hold in each of its stages. */
function readyStage(stage: Stage, kind: "pilot" | "stage", { caps, salt }: Programme): ReadyStage {
  return {
    told: Object.freeze({ kind, n: stage.n }),
    startsAt: (stage.started_at ?? stage.starts_at)?.getTime() ?? Number.POSITIVE_INFINITY,
    methods: stage.methods,
    methodNotOpen: reason("method_not_open", { methods: stage.methods ?? [] }),
    stores: compileStores(stage.stores, salt),
    buyers: compileBuyers(stage.buyers, salt),
    condition: stage.condition === null ? null : compileCondition(stage.condition),
    limits: compileLimits(tighter(caps, stage.caps)),
  };
}
