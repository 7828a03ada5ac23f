import { readShareCode, type ShareHash } from "./share-code.ts";

/** As long as chats let a message be; the rest is not looked at. */
const longest = 5000;

/**
 * Twelve symbols in groups of four or in one run, parted by a space or a hyphen of any kind, and not a piece of a
 * longer word or number. Looked for at every place, so that digits just before a code don't hide it.
 */
const four = "[0-9A-Za-z]{4}";
const gap = "([ \\u00a0\\u2000-\\u200b]|[-\\u2010-\\u2015\\u2212])?";
const candidates = new RegExp(`(?<![0-9A-Za-z])(?=(${four}${gap}${four}\\2?${four})(?![0-9A-Za-z]))`, "g");

/**
 * The share codes in a pasted text, in any script and full of other things, in the order in which they stand, each
 * once. What only looks like a code is left out: its check symbol and proof are wrong.
 */
export function findShareCodes(pasted: string, hash: ShareHash): string[] {
  const text = pasted.slice(0, longest).normalize("NFKC");
  const found = new Set<string>();
  for (const match of text.matchAll(candidates)) {
    const code = readShareCode((match[1] ?? "").replace(/[^0-9A-Za-z]/g, ""), hash);
    if (code !== null) found.add(code);
  }
  return [...found];
}
