import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isIncluded, leafHash, proofOf, rootOf, treeOf } from "./merkle.ts";

const hex = (text: string) => Buffer.from(text, "hex");
/** The leaves and roots that the reference implementations of RFC 6962 test with. */
const leaves = [
  ...["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"],
].map(hex);
const roots: Record<number, string> = {
  0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

test("roots of the known trees", () => {
  for (const [size, root] of Object.entries(roots))
    expect(rootOf(treeOf(leaves.slice(0, Number(size)))).toString("hex")).toBe(root);
});

const node = (left: Buffer, right: Buffer) =>
  createHash("sha256")
    .update(Buffer.from([1]))
    .update(left)
    .update(right)
    .digest();

/** The RFC's own words: split at the largest power of two below n. */
function recursiveRoot(data: readonly Buffer[]): Buffer {
  if (data.length === 1) return leafHash(data[0] as Buffer);
  let k = 1;
  while (k * 2 < data.length) k *= 2;
  return node(recursiveRoot(data.slice(0, k)), recursiveRoot(data.slice(k)));
}

const arbitraryLeaves = fc.array(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  {
    minLength: 1,
    maxLength: 70,
  },
);

test("every leaf is proven, and nothing else: no other data, place, size or hash", () => {
  fc.assert(
    fc.property(arbitraryLeaves, fc.nat(), fc.nat(), (data, at, other) => {
      const tree = treeOf(data);
      const root = rootOf(tree);
      expect(root).toEqual(recursiveRoot(data));
      const leaf = at % data.length;
      const hashes = proofOf(tree, leaf);
      const proof = { leaf, size: data.length, hashes };
      const own = data[leaf] as Buffer;
      expect(isIncluded(own, proof, root)).toBe(true);
      expect(isIncluded(Buffer.concat([own, own, Buffer.from("x")]), proof, root)).toBe(false);
      expect(isIncluded(own, { ...proof, hashes: [...hashes, root] }, root)).toBe(false);
      if (hashes.length > 0) expect(isIncluded(own, { ...proof, hashes: hashes.slice(1) }, root)).toBe(false);
      const wrong = other % data.length;
      if (!(data[wrong] as Buffer).equals(own)) expect(isIncluded(data[wrong] as Buffer, proof, root)).toBe(false);
    }),
    { numRuns: 300 },
  );
  expect(() => proofOf(treeOf(leaves), 8)).toThrow(RangeError);
});
