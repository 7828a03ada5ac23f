import { useFormats } from "./format.ts";
import { useZone } from "./use-zone.ts";
import { dayIn } from "./zone-days.ts";

/** The first and the last day of a term, in the marketplace's zone: it ends where the day after its last one begins. */
export function useTermDays(): { first(startsAt: string): string; last(endsAt: string): string } {
  const zone = useZone();
  const { calendarDay } = useFormats();
  return {
    first: (startsAt) => calendarDay(dayIn(Date.parse(startsAt), zone)),
    last: (endsAt) => calendarDay(dayIn(Date.parse(endsAt) - 1, zone)),
  };
}
