import { hash } from "node:crypto";
import { bucketCount, bucketValue } from "./buckets.ts";
import type { Clock, Random } from "./clock.ts";

/** What an id names, every kind. The prefix is for people and the API; on a wallet's wire goes the bare id. */
export const prefixes = [
  "mkt",
  "mer",
  "sto",
  "per",
  "mem",
  "key",
  "tok",
  "wac",
  "act",
  "apl",
  "chk",
  "ord",
  "pay",
  "cmb",
  "ref",
  "evt",
  "tra",
  "whe",
  "whd",
  "opn",
  "frl",
  "wdr",
  "rls",
  "shr",
  "srt",
  "cpl",
  "ntf",
  "rec",
  "brk",
  "alm",
  "ses",
  "inv",
  "sgn",
  "psk",
  "sbj",
  "shp",
  "mom",
  "adv",
  "dsp",
  "evd",
  "pfm",
  "lnk",
  "lbk",
  "igr",
  "agr",
  "vch",
  "req",
  "stl",
  "hch",
  "hpk",
  "hac",
  "hok",
  "hfo",
  "cmp",
  "plc",
  "clk",
  "bil",
  "mpo",
  "lap",
  "ent",
  "idn",
  "lic",
  "use",
  "cod",
  "cas",
  "drl",
  "alc",
  "ald",
  "alr",
  "alg",
  "efr",
  "viw",
  "exp",
  "acp",
  "ach",
  "clb",
  "cls",
  "lfo",
  "rfp",
  "rlc",
  "wcl",
  "blf",
  "ctc",
] as const;
export type Prefix = (typeof prefixes)[number];

/** Crockford's base 32: no I, L, O, U. */
export const idAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const timeLength = 10;
/** Characters 11 and 12 are a bucket index below 64, so the first of them is 0 or 1. */
const shape = /^(?:[a-z]{3}_)?([0-9A-HJKMNP-TV-Z]{10}[01][0-9A-HJKMNP-TV-Z]{15})$/;

export type Ids = {
  /** A new id: 10 characters of time, 2 of bucket index, 14 of randomness (70 bits). Bucket: 0…63, random if absent. */
  next(prefix: Prefix, bucket?: number): string;
};

export function makeIds(clock: Clock, random: Random): Ids {
  return {
    next(prefix, bucket) {
      const bytes = random(15);
      const index = bucket ?? (bytes[14] as number) % bucketCount;
      return `${prefix}_${timeText(clock.now().getTime())}${bucketText(index)}${randomText(bytes)}`;
    },
  };
}

function timeText(ms: number): string {
  let rest = ms;
  let text = "";
  for (let i = 0; i < timeLength; i++) {
    text = idAlphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function bucketText(index: number): string {
  bucketValue(index);
  return idAlphabet.charAt(index >> 5) + idAlphabet.charAt(index & 31);
}

function randomText(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < 14; i++) text += idAlphabet.charAt((bytes[i] as number) & 31);
  return text;
}

export function isId(text: string, prefix?: Prefix): boolean {
  return shape.test(text) && (prefix === undefined || text.startsWith(`${prefix}_`));
}

/** The 26 characters without the prefix. */
export function bare(id: string): string {
  const found = shape.exec(id)?.[1];
  if (found === undefined) throw new RangeError(`"${id}" is no id of ours.`);
  return found;
}

export function withPrefix(prefix: Prefix, id: string): string {
  return `${prefix}_${bare(id)}`;
}

export function bucketIndex(id: string): number {
  const text = bare(id);
  const index = idAlphabet.indexOf(text.charAt(timeLength)) * 32 + idAlphabet.indexOf(text.charAt(timeLength + 1));
  bucketValue(index);
  return index;
}

/** The value of the `bucket` column for an id. */
export function bucketOf(id: string): number {
  return bucketValue(bucketIndex(id));
}

export function timeOf(id: string): Date {
  const text = bare(id);
  let ms = 0;
  for (let i = 0; i < timeLength; i++) ms = ms * 32 + idAlphabet.indexOf(text.charAt(i));
  return new Date(ms);
}

/** No id of that time or later stands before it, none of an earlier time behind it: where a range of time begins. */
export function firstIdAt(prefix: Prefix, at: Date): string {
  return `${prefix}_${timeText(at.getTime())}${"0".repeat(16)}`;
}

/**
 * An id that follows from (subject, effect, n): whoever repeats the effect meets the same primary key. It keeps the
 * subject's time and, unless another is named, its bucket.
 */
export function derivedId(prefix: Prefix, subject: string, effect: string, n: number, bucket?: number): string {
  const text = bare(subject);
  const digest = hash("sha256", `${text}|${effect}|${n}`, "buffer");
  const place = bucket === undefined ? text.slice(timeLength, timeLength + 2) : bucketText(bucket);
  return `${prefix}_${text.slice(0, timeLength)}${place}${randomText(digest)}`;
}

/** A bucket index from a text: where a cart of a caller's repeat key lives. */
export function bucketFromText(text: string): number {
  return (hash("sha256", text, "buffer")[0] as number) % bucketCount;
}
