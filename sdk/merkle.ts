import { createHash } from "node:crypto";

/** SHA-256 over lines of text, hexadecimal. */
export const hashLines = (lines: readonly (string | number)[]): string =>
  createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");

const hashHex = (hex: string): string => createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex");

/** RFC 6962: the hash of a leaf, from its data. */
export const leafHashOf = (data: string): string => hashHex(`00${data}`);

/** RFC 6962: the root over hashed leaves, hexadecimal. */
export function rootOver(leaves: readonly string[]): string {
  if (leaves.length === 0) return hashHex("");
  let level = leaves;
  while (level.length > 1) {
    const above: string[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left = "", right] = level.slice(at, at + 2);
      // A last one without a neighbour moves up unchanged.
      above.push(right === undefined ? left : hashHex(`01${left}${right}`));
    }
    level = above;
  }
  return level[0] ?? "";
}

export type Growth = { from: number; to: number; from_root: string; to_root: string; hashes: readonly string[] };

/** Whether the later tree only added to the earlier one (RFC 9162, section 2.1.4.2). */
export function hasGrown({ from, to, from_root, to_root, hashes }: Growth): boolean {
  if (from < 1 || from > to) return false;
  if (from === to) return hashes.length === 0 && from_root === to_root;
  const path = (from & (from - 1)) === 0 ? [from_root, ...hashes] : [...hashes];
  let [index, last] = [from - 1, to - 1];
  while (index % 2 === 1) [index, last] = [index >> 1, last >> 1];
  const first = path.shift();
  if (first === undefined) return false;
  let [old, now] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (index % 2 === 1 || index === last) {
      [old, now] = [hashHex(`01${hash}${old}`), hashHex(`01${hash}${now}`)];
      while (index % 2 === 0 && index !== 0) [index, last] = [index >> 1, last >> 1];
    } else now = hashHex(`01${now}${hash}`);
    [index, last] = [index >> 1, last >> 1];
  }
  return last === 0 && old === from_root && now === to_root;
}
