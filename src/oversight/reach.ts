import { bare, bucketOf, bucketValues, makeIds } from "#db";
import type { Reach } from "./types.ts";

/** A store lives in one bucket: whoever sees one store reads that bucket alone. */
export function bucketsOf(reach: Reach): readonly number[] {
  return reach.store === null ? bucketValues : [bucketOf(reach.store)];
}

/** The least id of this kind that was made at the instant or later: ids begin with their time. */
export function idFrom(prefix: "pay" | "ord" | "chk" | "cas" | "frl", at: Date): string {
  const zero = makeIds({ now: () => at }, (bytes) => Buffer.alloc(bytes)).next(prefix, 0);
  return zero.slice(0, 14);
}

/** The ids of one kind whose time is that of the order. */
export function rangeOf(prefix: string, order: string): [string, string] {
  const time = bare(order).slice(0, 10);
  return [`${prefix}_${time}`, `${prefix}_${time}~`];
}
