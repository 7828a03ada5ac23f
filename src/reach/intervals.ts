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

/** What one buyer did: how many of its orders were of the kind, of how many in all. */
export type Cluster = { n: number; of: number };

/**
 * A share of orders where some buyers have many: their orders are like each other and tell less than as many
 * strangers' would. Wilson's interval for as many orders as would tell as much (design effect by Taylor's linearised
 * variance between buyers; Kish 1965, Korn and Graubard 1998, remembered, not verified). Where all are alike, for as
 * many as there are buyers.
 */
export function clusteredShare(buyers: readonly Cluster[]): Share {
  const own = buyers.filter((one) => one.of > 0);
  const [n, of] = [own.reduce((sum, one) => sum + one.n, 0), own.reduce((sum, one) => sum + one.of, 0)];
  if (of === 0) return wilson(n, of);
  const share = n / of;
  const variance = varianceOf(own.map((one) => (one.n - share * one.of) / of));
  const alone = (share * (1 - share)) / of;
  const worth = variance === 0 ? own.length : Math.min(of, of * (alone / variance));
  const { low, high } = wilson(share * worth, worth);
  return { n, of, share, low, high };
}

/** Of a sum over buyers, from each one's part in it. */
function varianceOf(parts: readonly number[]): number {
  const mean = parts.reduce((sum, one) => sum + one, 0) / parts.length;
  const squares = parts.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return parts.length < 2 ? 0 : (parts.length / (parts.length - 1)) * squares;
}

/**
 * How a share changed among the same buyers, with its variance: a buyer's orders before and after are alike, too. Null:
 * one of the periods has no orders.
 */
export function clusteredChange(
  before: readonly Cluster[],
  after: readonly Cluster[],
): { value: number; variance: number } | null {
  const total = (all: readonly Cluster[], key: keyof Cluster) => all.reduce((sum, one) => sum + one[key], 0);
  const [ofBefore, ofAfter] = [total(before, "of"), total(after, "of")];
  if (ofBefore === 0 || ofAfter === 0) return null;
  const [was, is] = [total(before, "n") / ofBefore, total(after, "n") / ofAfter];
  const parts = before.map((one, i) => {
    const later = after[i] ?? { n: 0, of: 0 };
    return (later.n - is * later.of) / ofAfter - (one.n - was * one.of) / ofBefore;
  });
  return { value: is - was, variance: varianceOf(parts) };
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

/** The same where the samples' own variances are known: a normal interval; with no variance at all, the other one. */
export function clusteredDifference(
  one: ReturnType<typeof clusteredChange>,
  two: ReturnType<typeof clusteredChange>,
  otherwise: Difference,
): Difference {
  if (one === null || two === null || one.variance + two.variance === 0) return otherwise;
  const value = one.value - two.value;
  const arm = z * Math.sqrt(one.variance + two.variance);
  return { value, low: Math.max(-2, value - arm), high: Math.min(2, value + arm) };
}

/** From 0 to below 1, of 32 bits that are handed in. */
export type Draw = () => number;

/** A buyer's orders: how many, and what they come to. */
export type Basket = { count: number; sum: number };

/**
 * The mean order of the first less that of the second, with the middle 95 of 100 of many samples drawn anew. Buyers are
 * drawn, each with all of their orders (cluster bootstrap, percentiles): a buyer's orders are like each other.
 */
export function meanDifference(one: readonly Basket[], two: readonly Basket[], draw: Draw, times = 1000): Difference {
  if (one.length === 0 || two.length === 0) return none;
  const mean = (of: readonly Basket[]): number =>
    of.reduce((sum, buyer) => sum + buyer.sum, 0) / of.reduce((sum, buyer) => sum + buyer.count, 0);
  const again = (of: readonly Basket[]): number => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < of.length; i++) {
      const buyer = of[Math.floor(draw() * of.length)] as Basket;
      sum += buyer.sum;
      count += buyer.count;
    }
    return sum / count;
  };
  // Of large samples fewer are drawn: their bounds are narrow, and the work is bounded.
  const rounds = Math.max(200, Math.min(times, Math.floor(20_000_000 / (one.length + two.length))));
  const drawn = Array.from({ length: rounds }, () => again(one) - again(two)).sort((a, b) => a - b);
  const cut = Math.floor(rounds * 0.025);
  return { value: mean(one) - mean(two), low: drawn[cut] as number, high: drawn[rounds - 1 - cut] as number };
}
