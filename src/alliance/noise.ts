type Random = (bytes: number) => Uint8Array;

/** A whole number from 0 to limit − 1, each as likely as the next: what does not divide evenly is thrown away. */
export function randomBelow(limit: number, random: Random): number {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 2 ** 32) throw new RangeError(`No limit: ${limit}.`);
  const fair = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const drawn = Buffer.from(random(4)).readUInt32BE();
    if (drawn < fair) return drawn % limit;
  }
}

/** An order of 0 … count − 1, each as likely as the next (Fisher–Yates). */
export function shuffledOrder(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const drawn = Buffer.from(random(4 * Math.max(1, count)));
  for (let i = count - 1; i > 0; i--) {
    const limit = i + 1;
    const fair = 2 ** 32 - (2 ** 32 % limit);
    const first = drawn.readUInt32BE(4 * i);
    const j = first < fair ? first % limit : randomBelow(limit, random);
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}

/** True with probability e^(−numerator/denominator), in whole numbers alone (Canonne, Kamath, Steinke 2020, alg. 1). */
function bernoulliExp(numerator: bigint, denominator: bigint, random: Random): boolean {
  let left = numerator;
  while (left > denominator) {
    if (!belowOne(denominator, denominator, random)) return false;
    left -= denominator;
  }
  return belowOne(left, denominator, random);
}

function belowOne(numerator: bigint, denominator: bigint, random: Random): boolean {
  let k = 1n;
  while (randomBelowBig(denominator * k, random) < numerator) k++;
  return k % 2n === 1n;
}

/** Like randomBelow, for numbers of any size. */
function randomBelowBig(limit: bigint, random: Random): bigint {
  const bits = (limit - 1n).toString(2).length;
  const bytes = Math.ceil(bits / 8);
  for (;;) {
    const drawn = BigInt(`0x${Buffer.from(random(bytes)).toString("hex") || "0"}`) >> BigInt(bytes * 8 - bits);
    if (drawn < limit) return drawn;
  }
}

/**
 * Discrete Laplace noise of a scale of numerator/denominator (sensitivity over epsilon), exact: no float takes part, so
 * no bit of a float can betray the value under it (Canonne, Kamath, Steinke 2020, algorithm 2).
 */
export function discreteLaplace(numerator: bigint, denominator: bigint, random: Random): bigint {
  if (numerator < 1n || denominator < 1n) throw new RangeError("A scale is above nought.");
  for (;;) {
    const u = randomBelowBig(numerator, random);
    if (!bernoulliExp(u, numerator, random)) continue;
    let v = 0n;
    while (bernoulliExp(1n, 1n, random)) v++;
    const size = (u + numerator * v) / denominator;
    const negative = ((random(1)[0] as number) & 1) === 1;
    if (negative && size === 0n) continue;
    return negative ? -size : size;
  }
}
