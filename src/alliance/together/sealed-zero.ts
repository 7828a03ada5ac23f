import {
  baseTimes,
  elementBytes,
  elementFrom,
  hashToScalar,
  minus,
  plus,
  scalarFrom,
  scalarOf,
  scalarPlus,
  scalarTimes,
  times,
} from "../group.ts";

type Random = (bytes: number) => Uint8Array;

/** Two elements: r·G, and r·K plus what is sealed, where K is a key of several parties together. */
export const sealedBytes = 2 * elementBytes;

const joined = (one: Uint8Array, two: Uint8Array): Uint8Array => {
  const both = new Uint8Array(sealedBytes);
  both.set(one);
  both.set(two, elementBytes);
  return both;
};
const first = (sealed: Uint8Array): Uint8Array => sealed.subarray(0, elementBytes);
const second = (sealed: Uint8Array): Uint8Array => sealed.subarray(elementBytes, sealedBytes);

/** Nought, sealed anew each time. */
export function sealZero(key: Uint8Array, random: Random): Uint8Array {
  const r = scalarFrom(random);
  return joined(baseTimes(r), times(r, key));
}

/** An amount, sealed anew each time, so that whoever has the key's shares together reads it. */
export const sealUnder = (amount: bigint, key: Uint8Array, random: Random): Uint8Array =>
  plusOpen(sealZero(key, random), baseTimes(scalarOf(amount)));

/** Looks like every other sealed value, and holds something random. */
export const randomSealed = (random: Random): Uint8Array => joined(elementFrom(random(64)), elementFrom(random(64)));

export const plusSealed = (a: Uint8Array, b: Uint8Array): Uint8Array =>
  joined(plus(first(a), first(b)), plus(second(a), second(b)));
/** What is sealed, moved by an element that anybody may know. */
export const plusOpen = (sealed: Uint8Array, element: Uint8Array): Uint8Array =>
  joined(first(sealed), plus(second(sealed), element));
export const minusSealed = (a: Uint8Array, b: Uint8Array): Uint8Array =>
  joined(minus(first(a), first(b)), minus(second(a), second(b)));

/**
 * Times a scalar that is drawn for it alone: nought stays nought, everything else becomes something random, and nobody
 * can tell which one it was before.
 */
export function masked(sealed: Uint8Array, random: Random): Uint8Array {
  const t = scalarFrom(random);
  return joined(times(t, first(sealed)), times(t, second(sealed)));
}

/** Takes one party's share of the key off; what is left is sealed under the others'. */
export const opened = (sealed: Uint8Array, secret: Uint8Array): Uint8Array =>
  joined(first(sealed), minus(second(sealed), times(secret, first(sealed))));

/** One after the other, into bytes of the same length. */
export function mapSealed(all: Uint8Array, make: (sealed: Uint8Array) => Uint8Array): Uint8Array {
  const out = new Uint8Array(all.length);
  for (let at = 0; at < all.length; at += sealedBytes) out.set(make(all.subarray(at, at + sealedBytes)), at);
  return out;
}

/** Once every share is off. */
export const holdsZero = (sealed: Uint8Array): boolean => second(sealed).every((byte) => byte === 0);

/** A party's share of the key, with a proof that it knows the secret: or it could cancel the others' shares. */
export type KeyShare = { element: Uint8Array; proof: Uint8Array };

const challenge = (run: string, party: string, element: Uint8Array, commitment: Uint8Array): Uint8Array =>
  hashToScalar(Buffer.concat([Buffer.from(JSON.stringify(["key share", run, party])), element, commitment]));

/** Schnorr's proof of knowledge, bound to run and party (Fiat–Shamir). */
export function proveShare(run: string, party: string, secret: Uint8Array, random: Random): KeyShare {
  const element = baseTimes(secret);
  const k = scalarFrom(random);
  const commitment = baseTimes(k);
  const answer = scalarPlus(k, scalarTimes(challenge(run, party, element, commitment), secret));
  return { element, proof: joined(commitment, answer) };
}

export function shareIsProven(run: string, party: string, { element, proof }: KeyShare): boolean {
  if (element.length !== elementBytes || proof.length !== sealedBytes) return false;
  const [commitment, answer] = [first(proof), second(proof)];
  try {
    const wanted = plus(commitment, times(challenge(run, party, element, commitment), element));
    return Buffer.compare(baseTimes(answer), wanted) === 0;
  } catch {
    // Not elements of the group.
    return false;
  }
}
