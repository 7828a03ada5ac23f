import { bucketFromText, bucketValue } from "#db";

/** The bucket of a transfer, from the id that the payer's wallet chose. */
export function bucketOfTransfer(id: string): number {
  return bucketValue(bucketFromText(id));
}
