/**
 * The 64 values of the `bucket` column, by index. Chosen so that PostgreSQL's hashint4 sends each into a 64th of its
 * range of its own: a database that shards by hash then fills all its shards. A test recomputes them in PostgreSQL.
 * Fixed for ever: ids carry the index.
 */
export const bucketValues = [
  60, 8, 82, 1, 31, 88, 79, 24, 10, 92, 48, 109, 5, 112, 50, 166, 4, 7, 17, 172, 16, 96, 170, 85, 36, 89, 19, 0, 37, 45,
  101, 3, 113, 52, 62, 99, 136, 168, 46, 28, 6, 66, 70, 21, 83, 39, 43, 13, 2, 351, 27, 95, 58, 149, 41, 179, 9, 80, 59,
  22, 12, 11, 44, 18,
] as const;

export const bucketCount = bucketValues.length;

export function bucketValue(index: number): number {
  const value = bucketValues[index];
  if (value === undefined) throw new RangeError(`There is no bucket ${index}.`);
  return value;
}
