import type { Db } from "#db";
import { proofOf, proofOfGrowth, rootOf, treeOfHashes } from "#merkle";
import { home } from "./link.ts";

/** The head of the tree over the first `size` entries: what is published, and what an outsider keeps. */
export type AuditHead = { size: number; root: string; chain: string; at: Date };
export type AuditEntry = { n: number; source: string; key: string; at: Date; leaf: string; linked_at: Date };

type HeadRow = { size: bigint; root: Buffer; chain: Buffer; at: Date };
type EntryRow = { n: bigint; source: string; key: string; at: Date; leaf: Buffer; linked_at: Date };

const whole = (n: bigint): number => Number.parseInt(n.toString(), 10);

/** The latest heads, newest first. */
export async function listHeads(db: Db, limit: number): Promise<readonly AuditHead[]> {
  const rows = await db.read<HeadRow>(
    "select size, root, chain, at from audit_heads where bucket = $1 order by size desc limit $2",
    [home, limit],
  );
  return rows.map((row) => ({
    ...{ size: whole(row.size), at: row.at },
    ...{ root: row.root.toString("hex"), chain: row.chain.toString("hex") },
  }));
}

/** Entries from the newest backwards; `before` is the last one that was read. */
export async function listEntries(
  db: Db,
  filter: { source: string | null; before: number | null; limit: number },
): Promise<readonly AuditEntry[]> {
  const rows = await db.read<EntryRow>(
    `select n, source, key, at, leaf, linked_at from audit_entries
     where bucket = $1 and ($2::text is null or source = $2) and ($3::bigint is null or n < $3)
     order by n desc limit $4`,
    [home, filter.source, filter.before, filter.limit],
  );
  return rows.map((row) => ({ ...row, n: whole(row.n), leaf: row.leaf.toString("hex") }));
}

/** Null when the chain is not so long, or has a hole. Anybody may ask: nothing is read for a size that never was. */
async function leavesOf(db: Db, size: number): Promise<Buffer[] | null> {
  const last = await db.read("select 1 from audit_entries where bucket = $1 and n = $2", [home, size - 1]);
  if (last.length === 0) return null;
  const rows = await db.read<{ leaf: Buffer }>(
    "select leaf from audit_entries where bucket = $1 and n < $2 order by n",
    [home, size],
  );
  return rows.length === size ? rows.map((row) => row.leaf) : null;
}

/** The hashes that lead from an entry to the root of the tree of that size; null when there is none of either. */
export async function proveEntry(db: Db, n: number, size: number) {
  const leaves = await leavesOf(db, size);
  const leaf = leaves?.[n];
  if (!leaves || leaf === undefined) return null;
  const tree = treeOfHashes(leaves);
  const hashes = proofOf(tree, n).map((hash) => hash.toString("hex"));
  return { n, size, leaf: leaf.toString("hex"), root: rootOf(tree).toString("hex"), hashes };
}

/** Where the leaf with this hash stands in the tree of that size; null when it does not. */
export async function findLeaf(db: Db, leaf: string, size: number): Promise<number | null> {
  const [row] = await db.read<{ n: bigint }>(
    "select n from audit_entries where bucket = $1 and leaf = $2 and n < $3 order by n limit 1",
    [home, Buffer.from(leaf, "hex"), size],
  );
  return row ? whole(row.n) : null;
}

/** The hashes that prove that the tree of size `to` only added to the one of size `from`; null when there is none. */
export async function proveGrowth(db: Db, from: number, to: number) {
  const leaves = from < 1 || from > to ? null : await leavesOf(db, to);
  if (!leaves) return null;
  const rootAt = (size: number) => rootOf(treeOfHashes(leaves.slice(0, size))).toString("hex");
  const hashes = proofOfGrowth(leaves, from).map((hash) => hash.toString("hex"));
  return { from, to, from_root: rootAt(from), to_root: rootAt(to), hashes };
}
