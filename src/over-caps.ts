import type { Clock } from "#db";

/** An attempt that could not be closed is tried again after this time, until it ends. */
const againMs = 5000;

/**
 * Looks, whenever a side's openings have moved or a stage of theirs begins by its date (and once after the process has
 * started), for attempts that are above the caps of now. Versions are compared in memory, so it costs nothing while
 * nothing moves; a process that dies half-way begins again. A date moves no version that a start compares in its
 * commit, so after one it looks a second time, for starts decided before it. Answers how many sides it looked at.
 */
export function makeOverCaps(given: {
  clock: Clock;
  versions(): Iterable<readonly [side: string, version: bigint]>;
  /** When the caps of a side change next by the clock alone: a stage with smaller ones begins by its date. */
  nextStart(side: string, now: Date): Date | null;
  /** Closes what is over; answers how many are still open. */
  close(side: string): Promise<number>;
}) {
  const seen = new Map<string, { version: bigint; next: number; againAt: number }>();
  return async (): Promise<number> => {
    const at = given.clock.now();
    const now = at.getTime();
    let looked = 0;
    for (const [side, version] of [...given.versions()]) {
      const last = seen.get(side);
      if (last && last.version === version && last.againAt > now) continue;
      looked++;
      // Asked before the look, so that a date which passes during it is not missed.
      const next = given.nextStart(side, at)?.getTime() ?? Number.POSITIVE_INFINITY;
      const left = await given.close(side);
      const begun = last !== undefined && last.next <= now;
      seen.set(side, { version, next, againAt: left > 0 || begun ? Math.min(next, now + againMs) : next });
    }
    return looked;
  };
}
