/** Chance from a seed (mulberry32): the same seed throws the same for ever. */
export type Dice = {
  below(n: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T | undefined;
  bytes(n: number): Buffer;
};

export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (n: number): number => next() % n;
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (from) => from[below(Math.max(1, from.length))],
    bytes: (n) => Buffer.from(Array.from({ length: n }, () => below(256))),
  };
}
