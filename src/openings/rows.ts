import { type CapsJson, capsFromJson } from "./caps.ts";
import type { Programme } from "./programmes.ts";
import { type StageJson, stagesOf } from "./stages.ts";
import type { OpeningState, PausedFrom } from "./states.ts";
import type { Depth, Guard, Motive, OpeningView, Prerequisite } from "./types.ts";

export type OpeningRow = {
  id: string;
  marketplace: string;
  sides: string[];
  capability: string;
  methods: string[] | null;
  partner: string;
  state: OpeningState;
  paused_from: PausedFrom | null;
  effective_at: Date | null;
  caps: CapsJson;
  terms_zh: string;
  terms_en: string;
  terms_version: number;
  terms_hash: string;
  voted_hash: string | null;
  consultation_skipped: string | null;
  depth: Depth | null;
  initiator: string | null;
  motive: Motive | null;
  notice_days: number | null;
  requires: Prerequisite[];
  pilots: StageJson[];
  stages: StageJson[];
  guards: Guard[];
  two_people: boolean;
  models: string | null;
  salt: Buffer;
  version: number;
  created_by: string;
  created_at: Date;
  changed_at: Date;
};

export function openingView(row: OpeningRow): OpeningView {
  const { paused_from: _p, terms_zh: zh, terms_en: en, salt: _s, created_by: _c, ...told } = row;
  const { id, marketplace, sides, capability, partner, methods, state, effective_at, depth, initiator, motive } = told;
  return {
    ...{ id, marketplace, sides, capability, partner, methods, state, effective_at, depth, initiator, motive },
    caps: capsFromJson(told.caps),
    terms: { zh, en },
    terms_version: told.terms_version,
    terms_hash: told.terms_hash,
    voted_hash: told.voted_hash,
    consultation_skipped: told.consultation_skipped,
    notice_days: told.notice_days,
    requires: told.requires,
    pilots: stagesOf(told.pilots),
    stages: stagesOf(told.stages),
    guards: told.guards,
    two_people: told.two_people,
    models: told.models,
    version: told.version,
    created_at: told.created_at,
    changed_at: told.changed_at,
  };
}

/** Null for a draft, which decides nothing. */
export function programmeOf(row: OpeningRow): Programme | null {
  const { id, version, capability, partner, methods, state } = row;
  if (state === "draft") return null;
  return {
    ...{ id, version, capability, partner, methods, state },
    effectiveAt: row.effective_at,
    caps: capsFromJson(row.caps),
    pilots: stagesOf(row.pilots),
    stages: stagesOf(row.stages),
    salt: row.salt.toString("hex"),
  };
}
