import { hash } from "node:crypto";

/** What a share is of. `other` is the share of buyers that are in beside a fact ("mainly"). */
export type Subject = "store" | "buyer" | "other";

/** Places of an opening: a share is told in 10,000ths. */
const places = 10_000;

/**
 * Where an opening's hash begins for one kind of subject: the first 32 bits of SHA-256 over its salt and the kind.
 * Worked out once, when the opening is compiled.
 */
export function seedOf(salt: string, subject: Subject): number {
  return Number.parseInt(hash("sha256", `${salt}/${subject}`, "hex").slice(0, 8), 16);
}

/**
 * The place of a subject in an opening, 0 to 9999, for ever: MurmurHash3 (32 bits) over its reference, from the
 * opening's seed. A share lets in every place below it, so a larger share lets in all that a smaller one did.
 */
export function placeFrom(seed: number, reference: string): number {
  return Math.trunc((murmur3(reference, seed) * places) / 0x1_0000_0000);
}

export function placeOf(salt: string, subject: Subject, reference: string): number {
  return placeFrom(seedOf(salt, subject), reference);
}

/** MurmurHash3_x86_32 (Austin Appleby, public domain) over a text's UTF-8 bytes: 0 to 2³² − 1. */
export function murmur3(text: string, seed: number): number {
  const { hashed, ascii } = overCodes(text, seed);
  if (ascii) return hashed;
  // Each byte as a character, so that one loop serves both.
  return overCodes(Buffer.from(text, "utf8").toString("latin1"), seed).hashed;
}

function overCodes(text: string, seed: number): { hashed: number; ascii: boolean } {
  const { length } = text;
  const whole = length & ~3;
  let state = seed;
  let seen = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    seen |= a | b | c | d;
    state ^= scrambled(a | (b << 8) | (c << 16) | (d << 24));
    state = (Math.imul((state << 13) | (state >>> 19), 5) + 0xe654_6b64) | 0;
  }
  let tail = 0;
  for (let i = length - 1; i >= whole; i--) {
    const code = text.charCodeAt(i);
    seen |= code;
    tail = (tail << 8) | code;
  }
  if (whole < length) state ^= scrambled(tail);
  return { hashed: finished(state ^ length), ascii: seen < 128 };
}

function scrambled(word: number): number {
  const once = Math.imul(word, 0xcc9e_2d51);
  return Math.imul((once << 15) | (once >>> 17), 0x1b87_3593);
}

function finished(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
