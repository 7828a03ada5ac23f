/** How old a break is, in whole days: from so many up to so many. */
export const breakAges = {
  day: { from: 0, to: 0 },
  three_days: { from: 1, to: 3 },
  week: { from: 4, to: 7 },
  month: { from: 8, to: 30 },
  older: { from: 31, to: null },
} as const;

export type BreakAge = keyof typeof breakAges;
export const breakAgeNames = Object.keys(breakAges) as readonly BreakAge[];

export const isBreakAge = (text: string): text is BreakAge => Object.hasOwn(breakAges, text);

/** Where one age ends and the next begins, in whole days. */
export const ageBounds: readonly number[] = Object.values(breakAges)
  .map(({ from }) => from)
  .slice(1);
