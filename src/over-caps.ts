import type { Clock } from "#db";

/** An attempt that could not be closed is tried again after this time, until it ends. */
const againMs = 5000;

/**
 * Looks, whenever a marketplace's openings have moved (and once after the process has started), for attempts that are
 * above the caps of now. Versions are compared in memory, so it costs nothing while nothing moves; a process that dies
 * half-way begins again. Answers how many marketplaces it looked at.
 */
export function makeOverCaps(given: {
  clock: Clock;
  versions(): Iterable<readonly [marketplace: string, version: bigint]>;
  /** Closes what is over; answers how many are still open. */
  close(marketplace: string): Promise<number>;
}) {
  const seen = new Map<string, { version: bigint; againAt: number }>();
  return async (): Promise<number> => {
    const now = given.clock.now().getTime();
    let looked = 0;
    for (const [marketplace, version] of [...given.versions()]) {
      const last = seen.get(marketplace);
      if (last && last.version === version && last.againAt > now) continue;
      looked++;
      const left = await given.close(marketplace);
      seen.set(marketplace, { version, againAt: left > 0 ? now + againMs : Number.POSITIVE_INFINITY });
    }
    return looked;
  };
}
