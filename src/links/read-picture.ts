import { createRequire } from "node:module";
import jpeg from "jpeg-js";
import type { QRCode } from "jsqr";
import { PNG } from "pngjs";

export type PictureAnswer =
  | { ok: true; codes: readonly string[] }
  | { ok: false; why: "unreadable" | "too_large" | "too_slow" };
type Pixels = { data: Uint8ClampedArray; width: number; height: number };

/** As CommonJS: its types and its module form name the default export differently. */
const find = (
  createRequire(import.meta.url)("jsqr") as {
    default: (...given: Parameters<typeof import("jsqr").default>) => QRCode | null;
  }
).default;
const mostPixels = 6_000_000;

/** The contents of the QR codes in a PNG or JPEG. The size is read before anything is unpacked. */
export function readPicture(content: Buffer): PictureAnswer {
  try {
    const size = sizeOf(content);
    if (size === null) return { ok: false, why: "unreadable" };
    if (size > mostPixels) return { ok: false, why: "too_large" };
    return { ok: true, codes: codesOf(unpack(content)) };
  } catch {
    return { ok: false, why: "unreadable" };
  }
}

const isPng = (content: Buffer): boolean => content.length > 24 && content.readUInt32BE(0) === 0x89504e47;

function sizeOf(content: Buffer): number | null {
  if (isPng(content)) return content.readUInt32BE(16) * content.readUInt32BE(20);
  if (content[0] !== 0xff || content[1] !== 0xd8) return null;
  let at = 2;
  while (at + 9 < content.length) {
    const kind = content[at + 1] ?? 0;
    const frame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
    if (content[at] !== 0xff) return null;
    if (frame) return content.readUInt16BE(at + 5) * content.readUInt16BE(at + 7);
    at += 2 + content.readUInt16BE(at + 2);
  }
  return null;
}

function unpack(content: Buffer): Pixels {
  const { data, width, height } = isPng(content)
    ? PNG.sync.read(content)
    : jpeg.decode(content, { useTArray: true, maxResolutionInMP: 6, maxMemoryUsageInMB: 200 });
  return { data: new Uint8ClampedArray(data), width, height };
}

function codesOf(pixels: Pixels): string[] {
  const found = new Set<string>();
  // The reader looks for one code and is confused by several: parts that overlap hold one each.
  for (const [n, part] of [pixels, ...partsOf(pixels)].entries()) {
    const code = find(part.data, part.width, part.height, {
      inversionAttempts: n === 0 ? "attemptBoth" : "dontInvert",
    });
    if (code && code.data !== "") found.add(code.data);
  }
  return [...found];
}

/** Halves and quarters, each a little larger than that. */
function partsOf(pixels: Pixels): Pixels[] {
  const half = (size: number) => Math.ceil(size * 0.56);
  const [width, height] = [half(pixels.width), half(pixels.height)];
  const [right, lower] = [pixels.width - width, pixels.height - height];
  return [
    ...[cut(pixels, 0, 0, width, pixels.height), cut(pixels, right, 0, width, pixels.height)],
    ...[cut(pixels, 0, 0, pixels.width, height), cut(pixels, 0, lower, pixels.width, height)],
    ...[cut(pixels, 0, 0, width, height), cut(pixels, right, 0, width, height)],
    ...[cut(pixels, 0, lower, width, height), cut(pixels, right, lower, width, height)],
  ];
}

function cut(from: Pixels, left: number, top: number, width: number, height: number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const start = ((top + y) * from.width + left) * 4;
    data.set(from.data.subarray(start, start + width * 4), y * width * 4);
  }
  return { data, width, height };
}
