import type { AttributionModel } from "./types.ts";

/** A click that counts, on the way to a payment. */
export type Touch = { click: string; at: Date; window_seconds: number };
export type Credit = { click: string; weight: number };

const whole = 10_000;
/** Nobody reads, chooses and pays faster than this after a click: such a pair is a machine's. */
export const fastestMs = 1000;

/**
 * Which clicks a payment is credited to, in 10,000ths that sum to the whole; nothing where no click counts. A click
 * counts from its instant until its own window ends. Position-based: 40 % the first, 40 % the last, the rest the others
 * between them in equal parts; of two each a half. What does not divide goes to the last. Pure.
 */
export function attribute(touches: readonly Touch[], paidAt: Date, model: AttributionModel): Credit[] {
  const paid = paidAt.getTime();
  const counting = touches
    .filter(({ at, window_seconds }) => {
      const age = paid - at.getTime();
      return age >= fastestMs && age <= window_seconds * 1000;
    })
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.click < b.click ? -1 : 1));
  const last = counting.at(-1);
  if (last === undefined) return [];
  if (model === "last_touch") return [{ click: last.click, weight: whole }];
  return byPosition(counting.map((touch) => touch.click));
}

function byPosition(clicks: readonly string[]): Credit[] {
  const count = clicks.length;
  const end = count === 1 ? 0 : count === 2 ? whole / 2 : 4000;
  const middle = count > 2 ? Math.trunc((whole - 2 * end) / (count - 2)) : 0;
  const credits = clicks.map((click, place) => ({ click, weight: place === 0 ? end : middle }));
  const given = credits.slice(0, -1).reduce((sum, one) => sum + one.weight, 0);
  return credits
    .map((one, place) => (place === count - 1 ? { ...one, weight: whole - given } : one))
    .filter((one) => one.weight > 0);
}
