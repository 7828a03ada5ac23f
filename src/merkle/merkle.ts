import { createHash } from "node:crypto";

/**
 * The Merkle tree of RFC 6962, section 2.1: SHA-256, leaves prefixed by 0x00 and nodes by 0x01. Kept as levels in
 * which a last node without a neighbour moves up unchanged, which is the RFC's tree.
 */
export type Tree = { levels: readonly (readonly Buffer[])[] };

const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);
const sha256 = (...parts: Buffer[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (data: Buffer): Buffer => sha256(leafPrefix, data);
export const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(nodePrefix, left, right);

export function treeOf(leaves: readonly Buffer[]): Tree {
  return treeOfHashes(leaves.map(leafHash));
}

/** The same over leaves that are hashed already. */
export function treeOfHashes(hashes: readonly Buffer[]): Tree {
  const levels: Buffer[][] = [[...hashes]];
  for (let level = levels[0] as Buffer[]; level.length > 1; ) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const right = level[i + 1];
      above.push(right ? nodeHash(level[i] as Buffer, right) : (level[i] as Buffer));
    }
    levels.push(above);
    level = above;
  }
  return { levels };
}

export function rootOf({ levels }: Tree): Buffer {
  return levels.at(-1)?.[0] ?? sha256();
}

/** The hashes that lead from a leaf to the root, lowest first. */
export function proofOf({ levels }: Tree, leaf: number): Buffer[] {
  if (!Number.isInteger(leaf) || leaf < 0 || leaf >= (levels[0]?.length ?? 0))
    throw new RangeError(`There is no leaf ${leaf}.`);
  let index = leaf;
  return levels.slice(0, -1).flatMap((level) => {
    const neighbour = level[index ^ 1];
    index >>= 1;
    return neighbour ? [neighbour] : [];
  });
}

export type Inclusion = { leaf: number; size: number; hashes: readonly Buffer[] };

/** Whether the data is that leaf of the tree with this root (RFC 9162, section 2.1.3.2). */
export function isIncluded(data: Buffer, { leaf, size, hashes }: Inclusion, root: Buffer): boolean {
  if (leaf < 0 || leaf >= size) return false;
  let [index, last] = [leaf, size - 1];
  let found = leafHash(data);
  for (const hash of hashes) {
    if (last === 0) return false;
    if (index % 2 === 1 || index === last) {
      found = nodeHash(hash, found);
      while (index % 2 === 0 && index !== 0) [index, last] = [index >> 1, last >> 1];
    } else found = nodeHash(found, hash);
    [index, last] = [index >> 1, last >> 1];
  }
  return last === 0 && found.equals(root);
}
