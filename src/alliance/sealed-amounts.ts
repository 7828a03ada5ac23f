import { baseTimes, elementBytes, minus, plus, scalarFrom, scalarOf, scalarPlus, scalarTimes, times } from "./group.ts";

type Random = (bytes: number) => Uint8Array;

/** Two elements: r·G and (r·s + amount)·G, with s the secret of whoever holds the amounts. */
export const sealedBytes = 2 * elementBytes;

/**
 * An amount sealed so that sealed amounts can be added by somebody who can read none of them (ElGamal in the exponent).
 * The holder seals with its own secret, which takes two multiplications of the base and none of another element.
 */
export function sealAmount(amount: bigint, secret: Uint8Array, random: Random): Uint8Array {
  const r = scalarFrom(random);
  const sealed = new Uint8Array(sealedBytes);
  sealed.set(baseTimes(r));
  sealed.set(baseTimes(scalarPlus(scalarTimes(r, secret), scalarOf(amount))), elementBytes);
  return sealed;
}

const first = (sealed: Uint8Array): Uint8Array => sealed.subarray(0, elementBytes);
const second = (sealed: Uint8Array): Uint8Array => sealed.subarray(elementBytes, sealedBytes);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(sealedBytes);
  both.set(a);
  both.set(b, elementBytes);
  return both;
}

/** Sealed amounts that lie one after the other, added up. */
export function sumOf(sealed: Uint8Array): Uint8Array {
  let one: Uint8Array = new Uint8Array(elementBytes);
  let two: Uint8Array = new Uint8Array(elementBytes);
  for (let at = 0; at < sealed.length; at += sealedBytes) {
    one = plus(one, sealed.subarray(at, at + elementBytes));
    two = plus(two, sealed.subarray(at + elementBytes, at + sealedBytes));
  }
  return joined(one, two);
}

/**
 * The sum of sealed amounts and a number of our own (noise), sealed anew under the holder's public element, so that the
 * holder cannot tell which ones were added.
 */
export function addSealed(
  amounts: Iterable<Uint8Array>,
  ours: bigint,
  publicElement: Uint8Array,
  random: Random,
): Uint8Array {
  const r = scalarFrom(random);
  const mask = times(r, publicElement);
  let [one, two] = [baseTimes(r), ours === 0n ? mask : plus(mask, baseTimes(scalarOf(ours)))];
  for (const sealed of amounts) {
    one = plus(one, first(sealed));
    two = plus(two, second(sealed));
  }
  return joined(one, two);
}

const textOf = (element: Uint8Array): string => Buffer.from(element).toString("latin1");

/**
 * Opens a sealed sum between `from` and `to` (baby steps and giant steps: the time goes with the root of the span).
 * Null when it lies outside.
 */
export function openSum(sealed: Uint8Array, secret: Uint8Array, from: bigint, to: bigint): bigint | null {
  const zero = new Uint8Array(elementBytes);
  let shifted: Uint8Array = minus(second(sealed), times(secret, first(sealed)));
  if (from !== 0n) shifted = minus(shifted, baseTimes(scalarOf(from)));
  const span = to - from + 1n;
  const steps = rootUp(span);
  const baby = new Map<string, bigint>();
  const base = baseTimes(scalarOf(1n));
  let at: Uint8Array = zero;
  for (let i = 0n; i < steps; i++) {
    baby.set(textOf(at), i);
    at = plus(at, base);
  }
  const giant = at;
  for (let i = 0n; i * steps < span; i++) {
    const found = baby.get(textOf(shifted));
    if (found !== undefined) {
      const value = from + i * steps + found;
      return value <= to ? value : null;
    }
    shifted = minus(shifted, giant);
  }
  return null;
}

/** The smallest whole number whose square is not below. */
function rootUp(value: bigint): bigint {
  let low = 1n;
  let high = 1n << BigInt(Math.ceil(value.toString(2).length / 2) + 1);
  while (low < high) {
    const middle = (low + high) / 2n;
    if (middle * middle >= value) high = middle;
    else low = middle + 1n;
  }
  return low;
}
