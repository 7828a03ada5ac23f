/** Seeded chance (mulberry32): the same seed plays the same kills in the same order. */
export type Dice = { share(): number; from(low: number, high: number): number; pick<T>(some: readonly T[]): T };

export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const from = (low: number, high: number): number => low + Math.floor(share() * (high - low + 1));
  return { share, from, pick: (some) => some[from(0, some.length - 1)] as (typeof some)[number] };
}
