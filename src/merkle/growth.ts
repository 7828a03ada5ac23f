import { nodeHash, rootOf, treeOfHashes } from "./merkle.ts";

/** The largest power of two below `size`; `size` is at least 2. */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

const rootOver = (hashes: readonly Buffer[]): Buffer => rootOf(treeOfHashes(hashes));

/**
 * The hashes that prove that the tree over the first `before` leaves is a beginning of the tree over all of them
 * (RFC 6962, section 2.1.2). `hashes` are leaf hashes. Throws RangeError when `before` is not within.
 */
export function proofOfGrowth(hashes: readonly Buffer[], before: number): Buffer[] {
  if (!Number.isInteger(before) || before < 1 || before > hashes.length)
    throw new RangeError(`There is no tree of ${before} leaves in one of ${hashes.length}.`);
  const prove = (part: readonly Buffer[], old: number, whole: boolean): Buffer[] => {
    if (old === part.length) return whole ? [] : [rootOver(part)];
    const half = split(part.length);
    const [left, right] = [part.slice(0, half), part.slice(half)];
    return old <= half
      ? [...prove(left, old, whole), rootOver(right)]
      : [...prove(right, old - half, false), rootOver(left)];
  };
  return prove(hashes, before, true);
}

type Head = { size: number; root: Buffer };

/** Whether these hashes prove that `after` only added to `before` (RFC 9162, section 2.1.4.2). */
export function isGrown(before: Head, after: Head, proof: readonly Buffer[]): boolean {
  if (before.size > after.size || before.size < 1) return false;
  if (before.size === after.size) return proof.length === 0 && before.root.equals(after.root);
  const whole = (before.size & (before.size - 1)) === 0;
  const path = whole ? [before.root, ...proof] : [...proof];
  let [index, last] = [before.size - 1, after.size - 1];
  while (index % 2 === 1) [index, last] = [index >> 1, last >> 1];
  const first = path.shift();
  if (first === undefined) return false;
  let [old, now] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (index % 2 === 1 || index === last) {
      [old, now] = [nodeHash(hash, old), nodeHash(hash, now)];
      while (index % 2 === 0 && index !== 0) [index, last] = [index >> 1, last >> 1];
    } else now = nodeHash(now, hash);
    [index, last] = [index >> 1, last >> 1];
  }
  return last === 0 && old.equals(before.root) && now.equals(after.root);
}
