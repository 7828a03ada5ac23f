import { fromJson, type MoneyJson, toJson } from "#money";
import type { Programme } from "./programmes.ts";
import type { OpeningState, PausedFrom } from "./states.ts";
import type { Caps, OpeningView } from "./types.ts";

export type OpeningRow = {
  id: string;
  marketplace: string;
  capability: string;
  methods: string[] | null;
  partner: string;
  state: OpeningState;
  paused_from: PausedFrom | null;
  effective_at: Date | null;
  caps: { per_payment: MoneyJson | null };
  terms_zh: string;
  terms_en: string;
  version: number;
  created_by: string;
  created_at: Date;
  changed_at: Date;
};

const capsOf = (row: OpeningRow): Caps => ({
  per_payment: row.caps.per_payment ? fromJson(row.caps.per_payment) : null,
});

export function capsColumn(caps: Caps): string {
  return JSON.stringify({ per_payment: caps.per_payment ? toJson(caps.per_payment) : null });
}

export function openingView(row: OpeningRow): OpeningView {
  const { id, marketplace, capability, partner, methods, effective_at, state, version, created_at, changed_at } = row;
  const what = { id, marketplace, capability, partner, methods, effective_at, state, version, created_at, changed_at };
  return { ...what, caps: capsOf(row), terms: { zh: row.terms_zh, en: row.terms_en } };
}

/** Null for a draft, which decides nothing. */
export function programmeOf(row: OpeningRow): Programme | null {
  const { id, version, capability, partner, methods, state } = row;
  if (state === "draft") return null;
  return { id, version, capability, partner, methods, state, effectiveAt: row.effective_at, caps: capsOf(row) };
}
