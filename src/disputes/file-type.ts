export const evidenceTypes = ["image/png", "image/jpeg", "image/webp", "application/pdf"] as const;
export type EvidenceType = (typeof evidenceTypes)[number];

const png = Buffer.from("89504e470d0a1a0a", "hex");
const at = (content: Buffer, from: number, text: string): boolean =>
  content.toString("latin1", from, from + text.length) === text;

/**
 * What the bytes themselves say, by their beginning and their end; what a name or a header claims is not asked.
 * Anything cut off, or that only begins like a picture, is nothing.
 */
export function evidenceTypeOf(content: Buffer): EvidenceType | null {
  const end = content.length;
  if (content.subarray(0, 8).equals(png) && at(content, 12, "IHDR") && at(content, end - 8, "IEND")) return "image/png";
  const isJpeg = content[0] === 0xff && content[1] === 0xd8 && content[2] === 0xff;
  if (isJpeg && content[end - 2] === 0xff && content[end - 1] === 0xd9) return "image/jpeg";
  // The size that a WebP tells of itself counts what follows the first eight bytes, to an even number.
  if (at(content, 0, "RIFF") && at(content, 8, "WEBP"))
    return content.readUInt32LE(4) + 8 === end ? "image/webp" : null;
  const tail = content.toString("latin1", Math.max(0, end - 1024));
  return at(content, 0, "%PDF-") && tail.includes("%%EOF") ? "application/pdf" : null;
}
