import type { Programmes } from "./programmes.ts";

/**
 * The next instant at which a side's decisions change by the clock alone: an opening's effective instant, or the date
 * of a later pilot or stage. Null: none is to come.
 */
export function nextStart(programmes: Programmes, now: Date): Date | null {
  const live = programmes.places.flatMap(({ capability, partner }) => programmes.at(capability, partner)?.live ?? []);
  const starts = live.flatMap(({ effectiveAt, pilots, stages }) => [
    effectiveAt ?? Number.POSITIVE_INFINITY,
    ...[...pilots, ...stages].map((stage) => stage.startsAt),
  ]);
  const next = starts.reduce((min, at) => (at > now.getTime() && at < min ? at : min), Number.POSITIVE_INFINITY);
  return Number.isFinite(next) ? new Date(next) : null;
}
