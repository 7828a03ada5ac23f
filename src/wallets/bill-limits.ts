import { gunzipped } from "./bill-stream.ts";
import { BillFault } from "./protocol.ts";

const mebi = 1024 * 1024;

/** Ten million rows of either wallet are some 5 GB. */
export const unpackedMax = 8192 * mebi;
/** A bill packs ten to forty times; what was made to fill a disk, up to a thousand. Small files are let be. */
const timesMax = 250;
const smallMax = 64 * mebi;

/** Refuses what unpacks to more than any bill, or so well that it can be none. Called with what came out so far. */
export function checkUnpacked(packed: number, unpacked: number): void {
  if (unpacked > unpackedMax)
    throw new BillFault("bill_too_large", `The bill unpacks to more than ${unpackedMax / mebi} MB.`);
  if (unpacked > smallMax && unpacked > packed * timesMax)
    throw new BillFault("bill_too_large", `The bill unpacks to more than ${timesMax} times its size: no bill does.`);
}

/** What was brought, unpacked where it is gzip, as long as it unpacks like a bill. */
export async function* unpackedBill(file: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let packed = 0;
  let unpacked = 0;
  const counted = (async function* () {
    for await (const bytes of file) {
      packed += bytes.length;
      yield bytes;
    }
  })();
  for await (const bytes of gunzipped(counted)) {
    unpacked += bytes.length;
    checkUnpacked(packed, unpacked);
    yield bytes;
  }
}
