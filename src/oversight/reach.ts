import { bare, bucketOf, bucketValues } from "#db";
import type { Reach } from "./types.ts";

/** A store lives in one bucket: whoever sees one store reads that bucket alone. */
export function bucketsOf(reach: Reach): readonly number[] {
  return reach.store === null ? bucketValues : [bucketOf(reach.store)];
}

/** The ids of one kind whose time is that of the order. */
export function rangeOf(prefix: string, order: string): [string, string] {
  const time = bare(order).slice(0, 10);
  return [`${prefix}_${time}`, `${prefix}_${time}~`];
}
