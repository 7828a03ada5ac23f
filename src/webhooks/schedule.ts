const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long to wait before each attempt, ten in a little over three days. */
export const waits: readonly number[] = [
  ...[0, 5 * second, 5 * minute, 30 * minute],
  ...[2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
];

/** When to try again after `tries` attempts, the last one now; null when enough is enough. */
export function nextTry(tries: number, now: Date): Date | null {
  const wait = waits[tries];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}

/** An endpoint that has taken nothing for so long is switched off; its marketplace switches it on again. */
export const disableAfterMs = 5 * 24 * hour;

/** An endpoint that has taken nothing for so long is told of as an alarm, while there is time to mend it. */
export const warnAfterMs = 24 * hour;

/** While an attempt is under way nobody else makes it; longer than any time-out. */
export const leaseMs = minute;

export const timeoutMs = 15 * second;
