const hourMs = 3_600_000;

type Hour = { at: string; started: number; paid: number; refused: number; unknown: number };

/** With the hours in which nothing happened among the others, oldest first: a chart's time is even. */
export function everyHour(hours: readonly Hour[]): readonly Hour[] {
  return hours.flatMap((hour, i) => {
    const before = hours[i - 1];
    if (before === undefined) return [hour];
    const from = Date.parse(before.at);
    const quiet = Math.round((Date.parse(hour.at) - from) / hourMs) - 1;
    const none = { started: 0, paid: 0, refused: 0, unknown: 0 };
    const between = Array.from({ length: Math.max(0, quiet) }, (_, n) => ({
      ...none,
      at: new Date(from + (n + 1) * hourMs).toISOString(),
    }));
    return [...between, hour];
  });
}
