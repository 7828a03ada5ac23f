import { nodeHash, rootOf, treeOfHashes } from "./merkle.ts";

/**
 * The roots of the full subtrees that a tree of `size` leaves consists of, largest first: enough to add a leaf and to
 * know the root without reading the leaves again.
 */
export function addToPeaks(peaks: readonly Buffer[], size: number, leaf: Buffer): Buffer[] {
  const now = [...peaks];
  let node = leaf;
  for (let rest = size; rest % 2 === 1; rest = Math.trunc(rest / 2)) node = nodeHash(now.pop() as Buffer, node);
  return [...now, node];
}

export function rootOfPeaks(peaks: readonly Buffer[]): Buffer {
  const [last, ...others] = [...peaks].reverse();
  if (last === undefined) return rootOf(treeOfHashes([]));
  return others.reduce((right, left) => nodeHash(left, right), last);
}
