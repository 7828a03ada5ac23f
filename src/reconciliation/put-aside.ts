import { BillFault, type FundLine } from "#wallets/protocol";
import { field, flag, LinePacker, type PackedLine } from "./line-record.ts";
import { hashAt, partCount, partOf, Spill } from "./spill.ts";

/** So many lines are looked up, and so many breaks written, at once. */
export const atOnce = 1000;

/**
 * Packed lines into their parts: by our number. What has none of ours lies anywhere, so that no part holds them all;
 * `together`: lines of one number of the wallet, amount and word lie in one part.
 */
export function putAside(spill: Spill, packed: Buffer, together = false): void {
  for (let from = 0; from < packed.length; ) {
    const to = from + packed.readUInt16BE(from);
    const isOurs = ((packed[from + field.flags] as number) & flag.known) !== 0;
    const hash = (): number => (together ? hashOf(packed, from, to) : packed.readUInt32BE(from + field.n));
    const part = isOurs ? partOf(hashAt(packed, from + field.id)) : hash() % partCount;
    spill.add(part, packed, from, to);
    from = to;
  }
}

/** FNV-1a over the amount, and over the wallet's number and word at the line's end. */
function hashOf(packed: Buffer, from: number, to: number): number {
  let hash = 0x811c9dc5;
  const mix = (at: number, end: number): void => {
    for (let i = at; i < end; i++) hash = Math.imul(hash ^ (packed[i] as number), 0x01000193);
  };
  mix(from + field.amount, from + field.fee);
  mix(from + field.ref, to);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A bill beside the trades, read to its end and put aside in parts: memory holds a batch of it. Nothing is looked at
 * before, so that one which breaks off leaves nothing behind. `mayMiss`: no file is right for a day on which nothing
 * moved.
 */
export async function asideOf<Line>(
  batches: AsyncIterable<readonly Line[]>,
  packed: (line: Line) => PackedLine | null,
  mayMiss: boolean,
): Promise<Spill> {
  const spill = new Spill();
  const packer = new LinePacker();
  let n = 0;
  try {
    for await (const batch of batches) {
      for (const one of batch) {
        const line = packed(one);
        if (line !== null) packer.add(line, n);
        n++;
      }
      putAside(spill, packer.take(), true);
    }
  } catch (fault) {
    if (mayMiss && fault instanceof BillFault && fault.code === "bill_missing") return spill;
    spill.remove();
    throw fault;
  }
  return spill;
}

/** A movement of the account; `kind` tells two sorts of them apart, as a part's table does. */
export function packedMove(line: FundLine, kind: PackedLine["kind"]): PackedLine {
  const { walletRef, ownRef, amount, at, word } = line;
  const about = { kind, walletRef, paymentId: ownRef ?? "", refundId: ownRef, amount, at, word };
  return { ...about, fee: { ...amount, minor: 0n }, feeRate: null, state: "done" };
}

/** Goes through any number of things, a thousand at a time. */
export async function byThousands<T>(all: Iterable<T>, work: (some: readonly T[]) => Promise<void>): Promise<void> {
  let some: T[] = [];
  for (const one of all) {
    if (some.push(one) < atOnce) continue;
    await work(some);
    some = [];
  }
  if (some.length > 0) await work(some);
}
