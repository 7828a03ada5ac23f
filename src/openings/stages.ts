import { type CapsJson, capsFromJson, capsOf, capsToJson } from "./caps.ts";
import type { BuyerAudience, Guard, NewStage, Stage, StoreAudience } from "./types.ts";

export type StageKind = "pilot" | "stage";

/** A pilot or stage as the column holds it. */
export type StageJson = {
  title: Stage["title"];
  starts_at: string | null;
  methods: string[] | null;
  stores: Omit<StoreAudience, "signed_up_before"> & { signed_up_before?: string };
  buyers: BuyerAudience;
  /** Not there in a plan that was saved before there were conditions. */
  condition?: string | null;
  caps: CapsJson;
  started_at: string | null;
  /** Stages that were written before there were such guards have none. */
  guards?: readonly Guard[];
  paused_at?: string | null;
};

const dateOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));

export function toStage(input: NewStage, index: number): Stage {
  const { title = null, starts_at = null, methods = null, stores = {}, buyers = {}, condition = null } = input;
  const fresh = { started_at: null, paused_at: null, guards: input.guards ?? [], caps: capsOf(input.caps ?? {}) };
  return { n: index + 1, title, starts_at, methods, stores, buyers, condition, ...fresh };
}

export function stagesColumn(stages: readonly Stage[]): string {
  return JSON.stringify(stages.map(({ n: _, ...stage }) => ({ ...stage, caps: capsToJson(stage.caps) })));
}

export function stagesOf(column: readonly StageJson[]): Stage[] {
  return column.map((json, index) => {
    const { signed_up_before: before, ...stores } = json.stores;
    return {
      ...json,
      n: index + 1,
      condition: json.condition ?? null,
      stores: before === undefined ? stores : { ...stores, signed_up_before: new Date(before) },
      caps: capsFromJson(json.caps),
      starts_at: dateOrNull(json.starts_at),
      started_at: dateOrNull(json.started_at),
      guards: json.guards ?? [],
      paused_at: dateOrNull(json.paused_at ?? null),
    };
  });
}

/**
 * The stage that holds now: the last one that has started, by hand or by its date; null while none has. The first one
 * starts at `from`, the instant at which its kind begins; nothing starts before it. One that was taken back holds
 * nobody, nor does any after it: the one before it holds.
 */
export function stageAt(stages: readonly Stage[], from: Date | null, now: Date): Stage | null {
  if (from === null || now < from) return null;
  let holds: Stage | null = null;
  for (const stage of stages) {
    if (stage.paused_at !== null) break;
    const start = stage.started_at ?? stage.starts_at;
    if (holds === null || (start !== null && start <= now)) holds = stage;
  }
  return holds;
}
