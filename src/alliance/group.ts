import { hash } from "node:crypto";
import sodium from "libsodium-wrappers-sumo";
import { loadFieldCode } from "./fast/field-code.ts";
import { type Fast, makeFast } from "./fast/ristretto.ts";

/** An element of ristretto255 and a scalar of its order are 32 bytes each. */
export const elementBytes = 32;

/** The library's own functions on its memory: its wrappers copy and allocate for every call. */
type Raw = {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _crypto_core_ristretto255_from_hash(into: number, hash: number): number;
  _crypto_scalarmult_ristretto255(into: number, scalar: number, element: number): number;
};

let ready: { raw: Raw; scalar: number; element: number; wide: number; into: number } | null = null;

/** Loads the library; everything else of this file needs it. Once a thread. */
export async function loadGroup(): Promise<void> {
  await sodium.ready;
  if (ready !== null) return;
  const raw = (sodium as unknown as { libsodium: Raw }).libsodium;
  ready = { raw, scalar: raw._malloc(32), element: raw._malloc(32), wide: raw._malloc(64), into: raw._malloc(32) };
  const code = loadFieldCode();
  const found = code && makeFast(code);
  fast = found && agrees(found) ? found : null;
}

/** Our own code for two elements at a time; null where it may not be used: then the library does all. */
let fast: Fast | null = null;
export const isFast = (): boolean => fast !== null;

/**
 * Whether it answers as the library does. A machine that rounds a multiplication and its addition twice would give
 * other elements, and not one overlap would be found; on these vectors every product takes part.
 */
function agrees(found: Fast): boolean {
  const count = 33;
  const hashes = Buffer.concat(Array.from({ length: count }, (_, i) => hash("sha512", `self-test ${i}`, "buffer")));
  const scalar = hashToScalar(Buffer.from("self-test"));
  const [once, twice, wanted] = [0, 1, 2].map(() => new Uint8Array(count * elementBytes)) as [
    ...[Uint8Array, Uint8Array, Uint8Array],
  ];
  for (let i = 0; i < count; i++)
    wanted.set(times(scalar, times(scalar, elementFrom(hashes.subarray(i * 64, i * 64 + 64)))), i * elementBytes);
  const right = found.hashAll(once, hashes, scalar) < 0 && found.multiplyAll(twice, once, scalar) < 0;
  return right && Buffer.compare(twice, wanted) === 0;
}

function memory() {
  if (ready === null) throw new Error("loadGroup() was not awaited.");
  return ready;
}

/** A partner sent 32 bytes that are no element of the group, or the element that hides nothing. */
export class NotAnElement extends Error {
  constructor(at: number) {
    super(`Element ${at} is none of ristretto255.`);
    this.name = "NotAnElement";
  }
}

function whole(bad: number, out: Uint8Array): Uint8Array {
  if (bad >= 0) throw new NotAnElement(bad);
  return out;
}

/**
 * Ids hashed to the group (SHA-512, then the library's map) and raised to a secret scalar: what may leave the house.
 * `context` names the run, so that elements of two runs can never be compared. 32 bytes an id.
 */
export function blindIds(ids: readonly string[], context: string, scalar: Uint8Array): Uint8Array {
  const out = new Uint8Array(ids.length * elementBytes);
  const hashes = new Uint8Array(ids.length * 64);
  for (const [i, id] of ids.entries())
    hashes.set(hash("sha512", `${context.length}|${context}|${id}`, "buffer"), i * 64);
  if (fast !== null) return whole(fast.hashAll(out, hashes, scalar), out);
  const { raw, scalar: s, element, wide, into } = memory();
  raw.HEAPU8.set(scalar, s);
  for (let i = 0; i < ids.length; i++) {
    raw.HEAPU8.set(hashes.subarray(i * 64, i * 64 + 64), wide);
    raw._crypto_core_ristretto255_from_hash(element, wide);
    // Fails for the neutral element alone: no hash is known that leads there.
    if (raw._crypto_scalarmult_ristretto255(into, s, element) !== 0) throw new NotAnElement(i);
    out.set(raw.HEAPU8.subarray(into, into + elementBytes), i * elementBytes);
  }
  raw.HEAPU8.fill(0, s, s + 32);
  return out;
}

/** Elements of somebody else raised to our scalar; throws NotAnElement. */
export function blindElements(elements: Uint8Array, scalar: Uint8Array): Uint8Array {
  if (elements.length % elementBytes !== 0) throw new NotAnElement(Math.trunc(elements.length / elementBytes));
  const out = new Uint8Array(elements.length);
  if (fast !== null) return whole(fast.multiplyAll(out, elements, scalar), out);
  const { raw, scalar: s, element, into } = memory();
  raw.HEAPU8.set(scalar, s);
  for (let at = 0; at < elements.length; at += elementBytes) {
    raw.HEAPU8.set(elements.subarray(at, at + elementBytes), element);
    if (raw._crypto_scalarmult_ristretto255(into, s, element) !== 0) throw new NotAnElement(at / elementBytes);
    out.set(raw.HEAPU8.subarray(into, into + elementBytes), at);
  }
  raw.HEAPU8.fill(0, s, s + 32);
  return out;
}

/** 64 random bytes, handed in, made a scalar other than nought. */
export function scalarFrom(random: (bytes: number) => Uint8Array): Uint8Array {
  for (;;) {
    const scalar = sodium.crypto_core_ristretto255_scalar_reduce(random(64));
    if (scalar.some((byte) => byte !== 0)) return scalar;
  }
}

/** 64 bytes, hashed already or random, as an element of which nobody knows the logarithm. */
export const elementFrom = (wide: Uint8Array): Uint8Array => sodium.crypto_core_ristretto255_from_hash(wide);

/** Any bytes as a scalar: SHA-512, reduced. */
export const hashToScalar = (bytes: Uint8Array): Uint8Array =>
  sodium.crypto_core_ristretto255_scalar_reduce(hash("sha512", bytes, "buffer"));

/** A whole number as a scalar; a negative one as the order less it. */
export function scalarOf(value: bigint): Uint8Array {
  const scalar = new Uint8Array(32);
  let rest = value < 0n ? -value : value;
  for (let i = 0; i < 32; i++, rest >>= 8n) scalar[i] = Number(rest & 255n);
  return value < 0n ? sodium.crypto_core_ristretto255_scalar_negate(scalar) : scalar;
}

export const baseTimes = (scalar: Uint8Array): Uint8Array =>
  scalar.some((byte) => byte !== 0) ? sodium.crypto_scalarmult_ristretto255_base(scalar) : new Uint8Array(32);
export const times = (scalar: Uint8Array, element: Uint8Array): Uint8Array =>
  sodium.crypto_scalarmult_ristretto255(scalar, element);
export const plus = (a: Uint8Array, b: Uint8Array): Uint8Array => sodium.crypto_core_ristretto255_add(a, b);
export const minus = (a: Uint8Array, b: Uint8Array): Uint8Array => sodium.crypto_core_ristretto255_sub(a, b);
export const scalarTimes = (a: Uint8Array, b: Uint8Array): Uint8Array =>
  sodium.crypto_core_ristretto255_scalar_mul(a, b);
export const scalarPlus = (a: Uint8Array, b: Uint8Array): Uint8Array =>
  sodium.crypto_core_ristretto255_scalar_add(a, b);
