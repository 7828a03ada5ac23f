import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { decodeQRBatch } from "qr/decode.js";

export type PictureAnswer =
  | { ok: true; codes: readonly string[] }
  | { ok: false; why: "unreadable" | "too_large" | "too_slow" };
type Pixels = { data: Uint8ClampedArray; width: number; height: number };

const mostPixels = 6_000_000;
/** For each part, beyond the first look at it: nine of them must end within a worker's patience. */
const retryMs = 150;

/** The contents of the QR codes in a PNG or JPEG. The size is read before anything is unpacked. */
export async function readPicture(content: Buffer): Promise<PictureAnswer> {
  try {
    const size = sizeOf(content);
    if (size === null) return { ok: false, why: "unreadable" };
    if (size > mostPixels) return { ok: false, why: "too_large" };
    return { ok: true, codes: await codesOf(unpack(content)) };
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

/** The reader finds several codes, but not every one of a crowded picture: parts that overlap hold fewer each. */
async function codesOf(pixels: Pixels): Promise<string[]> {
  const found = await decodeQRBatch([pixels, ...partsOf(pixels)], { effort: Infinity, timeLimit: retryMs });
  return [...new Set(found.flat().filter((one) => typeof one === "string" && one !== ""))] as string[];
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
