import { type CapsJson, capsFromJson, capsOf, capsToJson } from "./caps.ts";
import type { BuyerAudience, NewStage, Stage, StoreAudience } from "./types.ts";

/** A pilot or stage as the column holds it. */
export type StageJson = {
  title: Stage["title"];
  starts_at: string | null;
  methods: string[] | null;
  stores: Omit<StoreAudience, "signed_up_before"> & { signed_up_before?: string };
  buyers: BuyerAudience;
  caps: CapsJson;
  started_at: string | null;
};

const dateOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));

export function toStage(input: NewStage, index: number): Stage {
  const { title = null, starts_at = null, methods = null, stores = {}, buyers = {}, caps = {} } = input;
  return { n: index + 1, title, starts_at, methods, stores, buyers, caps: capsOf(caps), started_at: null };
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
      stores: before === undefined ? stores : { ...stores, signed_up_before: new Date(before) },
      caps: capsFromJson(json.caps),
      starts_at: dateOrNull(json.starts_at),
      started_at: dateOrNull(json.started_at),
    };
  });
}

/**
 * The stage that holds now: the last one that has started, by hand or by its date; null while none has. The first one
 * starts at `from`, the instant at which its kind begins; nothing starts before it.
 */
export function stageAt(stages: readonly Stage[], from: Date | null, now: Date): Stage | null {
  if (from === null || now < from) return null;
  for (let i = stages.length - 1; i > 0; i--) {
    const stage = stages[i] as Stage;
    const start = stage.started_at ?? stage.starts_at;
    if (start !== null && start <= now) return stage;
  }
  return stages[0] ?? null;
}
