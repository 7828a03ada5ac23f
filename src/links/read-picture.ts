import { inflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { _QRScanner, type DecodeResult } from "qr/decode.js";
import { payloadOf } from "./read-payload.ts";

export type PictureAnswer =
  | { ok: true; codes: readonly string[] }
  | { ok: false; why: "unreadable" | "too_large" | "too_slow" | "animated" };
type Pixels = { data: Uint8ClampedArray; width: number; height: number };

const mostPixels = 6_000_000;
/** For each part, beyond the first look at it: all of them must end within a worker's patience. */
const retryMs = 150;

/** The contents of the QR codes in a PNG or JPEG. The size is read before anything is unpacked. */
export async function readPicture(content: Buffer): Promise<PictureAnswer> {
  try {
    const size = sizeOf(content);
    if (size === null) return { ok: false, why: "unreadable" };
    if (size > mostPixels) return { ok: false, why: "too_large" };
    if (isPng(content)) {
      const why = whyNotPng(content, size);
      if (why !== null) return { ok: false, why };
    }
    return { ok: true, codes: await codesOf(unpack(content)) };
  } catch {
    return { ok: false, why: "unreadable" };
  }
}

const isPng = (content: Buffer): boolean => content.length > 28 && content.readUInt32BE(0) === 0x89504e47;

function sizeOf(content: Buffer): number | null {
  if (isPng(content)) return content.readUInt32BE(16) * content.readUInt32BE(20);
  if (content[0] !== 0xff || content[1] !== 0xd8) return null;
  let at = 2;
  while (at + 9 < content.length) {
    const kind = content[at + 1] ?? 0;
    const frame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
    if (content[at] !== 0xff) return null;
    if (frame) return content.readUInt16BE(at + 5) * content.readUInt16BE(at + 7);
    // Before a mark there may be any number of these.
    at += kind === 0xff ? 1 : 2 + content.readUInt16BE(at + 2);
  }
  return null;
}

/**
 * Of a PNG that is drawn in seven passes the reader unpacks whatever is packed in it, and two megabytes can hold two
 * thousand: it is unpacked here first, and no further than its size. What moves shows more than its first picture.
 */
function whyNotPng(content: Buffer, pixels: number): "animated" | null {
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= content.length; at += 12 + content.readUInt32BE(at)) {
    const kind = content.toString("latin1", at + 4, at + 8);
    if (kind === "acTL") return "animated";
    if (kind === "IDAT") packed.push(content.subarray(at + 8, at + 8 + content.readUInt32BE(at)));
  }
  if (content[28] === 0) return null;
  // Up to eight bytes a pixel, and one for each row of each pass.
  const most = pixels * 8 + content.readUInt32BE(20) * 7 + 64;
  // Throws at what is longer, as at what is broken.
  inflateSync(Buffer.concat(packed), { maxOutputLength: most });
  return null;
}

function unpack(content: Buffer): Pixels {
  const { data, width, height } = isPng(content)
    ? PNG.sync.read(content)
    : jpeg.decode(content, { useTArray: true, maxResolutionInMP: 6, maxMemoryUsageInMB: 200 });
  return { data: new Uint8ClampedArray(data), width, height };
}

/** Finds codes as the package does, and reads every mode of them. */
class Scanner extends _QRScanner {
  protected override decodePayload(data: Uint8Array, length: number, version: number): DecodeResult {
    return payloadOf(data.subarray(0, length), version) ?? new Error("payload");
  }
}

/** The smallest code has as many points a side. */
const smallestCode = 21;
/** What the package takes (its MAX_IMAGE_SIDE is 4096). */
const longestSide = 4000;

/** The reader finds several codes, but not every one of a crowded picture: parts that overlap hold fewer each. */
async function codesOf(pixels: Pixels): Promise<string[]> {
  if (Math.min(pixels.width, pixels.height) < smallestCode) return [];
  const size = { width: Math.min(pixels.width, longestSide), height: Math.min(pixels.height, longestSide) };
  const scanner = new Scanner({ effort: Infinity, timeLimit: retryMs, maxSize: size });
  const codes = new Set<string>();
  const seen = piecesOf(laidOn(pixels, 255));
  // What shows through is as dark as what lies behind it: a code may be drawn in nothing but that.
  const onBlack = laidOn(pixels, 0);
  const dark = onBlack === pixels ? [] : piecesOf(onBlack);
  for (const part of [...seen, ...seen.flatMap(partsOf), ...dark]) {
    scanner.addImage(part, "RGBA");
    for (const found of await scanner.decodeAsync(true))
      if (typeof found === "string" && found !== "") codes.add(found);
  }
  return [...codes];
}

/** Of a picture with a very long side pieces that the package takes, each as wide again as high into the next. */
function piecesOf(pixels: Pixels): Pixels[] {
  const { width, height } = pixels;
  if (width <= longestSide && height <= longestSide) return [pixels];
  const long = Math.max(width, height);
  // No code is larger than the short side; together the sides hold no more than `mostPixels`.
  const step = longestSide - Math.min(width, height);
  const starts = Array.from({ length: Math.ceil((long - longestSide) / step) + 1 }, (_, n) =>
    Math.min(n * step, long - longestSide),
  );
  return starts.map((at) =>
    width > height ? cut(pixels, at, 0, longestSide, height) : cut(pixels, 0, at, width, longestSide),
  );
}

/** As it looks on white (255) or black (0); the same picture where nothing shows through. */
function laidOn(pixels: Pixels, ground: number): Pixels {
  const { data } = pixels;
  let whole = true;
  for (let at = 3; whole && at < data.length; at += 4) whole = data[at] === 255;
  if (whole) return pixels;
  const laid = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at += 4) {
    const share = (data[at + 3] ?? 255) / 255;
    for (let n = 0; n < 3; n += 1) laid[at + n] = (data[at + n] ?? 0) * share + ground * (1 - share);
    laid[at + 3] = 255;
  }
  return { ...pixels, data: laid };
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
