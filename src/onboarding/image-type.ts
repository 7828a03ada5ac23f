import type { ImageType } from "#wallets/protocol";

const starts: readonly (readonly [ImageType, Buffer])[] = [
  ["image/png", Buffer.from("89504e470d0a1a0a", "hex")],
  ["image/jpeg", Buffer.from("ffd8ff", "hex")],
  ["image/bmp", Buffer.from("BM", "latin1")],
];

/** What the bytes themselves say; whatever a name or a header claims is not asked. */
export function imageTypeOf(content: Buffer): ImageType | null {
  const found = starts.find(([, start]) => content.subarray(0, start.length).equals(start));
  return found?.[0] ?? null;
}
