/** RFC 6962 in the browser: whoever reads the page proves it there, and believes nobody. */
import type { AuditGrowth } from "./types.ts";

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function node(left: string, right: string): Promise<string> {
  return hexOf(await crypto.subtle.digest("SHA-256", bytesOf(`01${left}${right}`)));
}

/** Whether the later tree only added to the earlier one (RFC 9162, section 2.1.4.2). */
export async function isGrown({ from, to, from_root, to_root, hashes }: AuditGrowth): Promise<boolean> {
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
      [old, now] = [await node(hash, old), await node(hash, now)];
      while (index % 2 === 0 && index !== 0) [index, last] = [index >> 1, last >> 1];
    } else now = await node(now, hash);
    [index, last] = [index >> 1, last >> 1];
  }
  return last === 0 && old === from_root && now === to_root;
}
