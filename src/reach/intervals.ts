/** A share with the bounds in which the true one lies in 95 of 100 such samples. */
export type Share = { n: number; of: number; share: number | null; low: number | null; high: number | null };
export type Difference = { value: number | null; low: number | null; high: number | null };

const z = 1.959963984540054;
const none: Difference = { value: null, low: null, high: null };

/** Wilson's score interval (1927): holds for small samples and shares near nought, where the usual one does not. */
export function wilson(n: number, of: number): Share {
  if (of === 0) return { n, of, share: null, low: null, high: null };
  const share = n / of;
  const middle = share + (z * z) / (2 * of);
  const reach = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const whole = 1 + (z * z) / of;
  const inside = (value: number): number => Math.min(1, Math.max(0, value));
  return { n, of, share, low: inside((middle - reach) / whole), high: inside((middle + reach) / whole) };
}

/** The first share less the second: Newcombe's hybrid score interval (1998, method 10). */
export function shareDifference(one: Share, two: Share): Difference {
  if (one.share === null || two.share === null) return none;
  const [l1, u1, l2, u2] = [one.low, one.high, two.low, two.high] as [number, number, number, number];
  const value = one.share - two.share;
  return {
    value,
    low: value - Math.sqrt((one.share - l1) ** 2 + (u2 - two.share) ** 2),
    high: value + Math.sqrt((u1 - one.share) ** 2 + (two.share - l2) ** 2),
  };
}

/** The difference of two differences of independent samples: their intervals' arms added in squares. */
export function changeDifference(one: Difference, two: Difference): Difference {
  if (one.value === null || two.value === null) return none;
  const [l1, u1, l2, u2] = [one.low, one.high, two.low, two.high] as [number, number, number, number];
  const value = one.value - two.value;
  return {
    value,
    low: value - Math.hypot(one.value - l1, u2 - two.value),
    high: value + Math.hypot(u1 - one.value, two.value - l2),
  };
}

/** From 0 to below 1, of 32 bits that are handed in. */
export type Draw = () => number;

/** The first mean less the second, with the middle 95 of 100 of many samples drawn anew (percentile bootstrap). */
export function meanDifference(one: readonly number[], two: readonly number[], draw: Draw, times = 1000): Difference {
  if (one.length === 0 || two.length === 0) return none;
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
  const again = (of: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < of.length; i++) sum += of[Math.floor(draw() * of.length)] as number;
    return sum / of.length;
  };
  // Of large samples fewer are drawn: their bounds are narrow, and the work is bounded.
  const rounds = Math.max(200, Math.min(times, Math.floor(20_000_000 / (one.length + two.length))));
  const drawn = Array.from({ length: rounds }, () => again(one) - again(two)).sort((a, b) => a - b);
  const cut = Math.floor(rounds * 0.025);
  return { value: mean(one) - mean(two), low: drawn[cut] as number, high: drawn[rounds - 1 - cut] as number };
}
