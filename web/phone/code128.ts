/**
 * Code 128 (ISO/IEC 15417) for the digits of a payer's code: pairs in set C, an odd last digit in set B. Each value is
 * the widths of three bars and three spaces, eleven modules in all; the last one is the stop.
 */
const patterns =
  "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211" +
  "221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113" +
  "132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121" +
  "312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211" +
  "221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141" +
  "114113114311411113411311113141114131311141411131211412211214211232";
export const stop = "2331112";
const [setB, startC, modulus] = [100, 105, 103];

export const widthsOf = (value: number): string => patterns.slice(value * 6, value * 6 + 6);

/** The values of a code, check digit included, without the stop. Only digits, and at least two of them. */
export function valuesOf(digits: string): number[] {
  if (!/^\d{2,}$/.test(digits)) throw new RangeError("A bar code of a payer's code holds digits alone.");
  const pairs = digits.match(/\d\d/g) ?? [];
  const values = [startC, ...pairs.map((pair) => Number.parseInt(pair, 10))];
  if (digits.length % 2 === 1) values.push(setB, 16 + Number.parseInt(digits.slice(-1), 10));
  const sum = values.reduce((total, value, place) => total + value * Math.max(1, place), 0);
  return [...values, sum % modulus];
}

/** Bars as they stand from left to right, in modules; `wide` is all of it, without the quiet zone. */
export function barsOf(digits: string): { bars: { x: number; width: number }[]; wide: number } {
  const widths = [...valuesOf(digits).map(widthsOf), stop].join("");
  const bars: { x: number; width: number }[] = [];
  let x = 0;
  for (const [place, text] of [...widths].entries()) {
    const width = Number.parseInt(text, 10);
    if (place % 2 === 0) bars.push({ x, width });
    x += width;
  }
  return { bars, wide: x };
}
