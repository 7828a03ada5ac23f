import type { Figures } from "./types.ts";
import { dayIn } from "./zone-days.ts";

/** Newer figures laid over what is known: their days take the place of the same days. */
export function laidOver(known: Figures | null, told: Figures): Figures {
  if (known === null || told.from <= known.from) return told;
  const first = dayIn(told.from, told.time_zone);
  return { ...known, to: told.to, data: [...known.data.filter((row) => row.day < first), ...told.data] };
}

const dayMs = 86_400_000;

/** The last day of the figures, which is the house's today, and the one before, by the marketplace's own days. */
export function lastDays({ to, time_zone }: Figures): readonly [today: string, before: string] {
  const end = Date.parse(to);
  return [dayIn(end - 1, time_zone), dayIn(end - 1 - dayMs, time_zone)];
}
