import { bucketValues } from "#db";

/** The index of a bucket's value, which ids carry. */
export function bucketIndexOf(value: number): number {
  const index = (bucketValues as readonly number[]).indexOf(value);
  if (index === -1) throw new RangeError(`There is no bucket of value ${value}.`);
  return index;
}
