import type { Clock } from "#db";

const perMinute = 60;
/** A text in which nothing of ours is found costs as much as ten: guessing is slow, pasting is not. */
const guessCosts = 10;
const mostCallers = 50_000;

/** How often a caller may ask for links: refills evenly over a minute, per process. */
export function makeAllowance(clock: Clock) {
  const left = new Map<string, { tokens: number; at: number }>();
  return {
    /** False: too often. Takes for one question. */
    take(caller: string): boolean {
      const now = clock.now().getTime();
      const was = left.get(caller) ?? { tokens: perMinute, at: now };
      const tokens = Math.min(perMinute, was.tokens + ((now - was.at) * perMinute) / 60_000);
      left.delete(caller);
      if (left.size >= mostCallers) left.delete(left.keys().next().value as string);
      left.set(caller, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      return tokens >= 1;
    },
    /** Nothing was found: takes the rest of what a guess costs. */
    wasGuess(caller: string): void {
      const was = left.get(caller);
      if (was) was.tokens = Math.max(0, was.tokens - (guessCosts - 1));
    },
  };
}

export type Allowance = ReturnType<typeof makeAllowance>;
