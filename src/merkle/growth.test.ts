import fc from "fast-check";
import { expect, test } from "vitest";
import { isGrown, proofOfGrowth } from "./growth.ts";
import { leafHash, rootOf, treeOfHashes } from "./merkle.ts";
import { addToPeaks, rootOfPeaks } from "./peaks.ts";

const leavesOf = (size: number) => Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const headOf = (leaves: readonly Buffer[]) => ({ size: leaves.length, root: rootOf(treeOfHashes(leaves)) });

test("every beginning of every tree up to 40 leaves is proven to be one", () => {
  const all = leavesOf(40);
  for (let to = 1; to <= 40; to++)
    for (let from = 1; from <= to; from++) {
      const [before, after] = [headOf(all.slice(0, from)), headOf(all.slice(0, to))];
      expect(isGrown(before, after, proofOfGrowth(all.slice(0, to), from)), `${from} of ${to}`).toBe(true);
    }
});

test("a leaf changed before, another proof, another size: none of them passes", () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), fc.nat());
  fc.assert(
    fc.property(sizes, ([a, b, where]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const after = leavesOf(to);
      const before = leavesOf(from);
      before[where % from] = leafHash(Buffer.from("another"));
      expect(isGrown(headOf(before), headOf(after), proofOfGrowth(after, from))).toBe(false);
    }),
  );
  expect(() => proofOfGrowth(leavesOf(3), 4)).toThrow(RangeError);
});

test("the peaks lead to the same root as the whole tree, leaf by leaf", () => {
  let peaks: Buffer[] = [];
  const leaves = leavesOf(70);
  for (const [size, leaf] of leaves.entries()) {
    expect(rootOfPeaks(peaks)).toEqual(rootOf(treeOfHashes(leaves.slice(0, size))));
    peaks = addToPeaks(peaks, size, leaf);
  }
});
