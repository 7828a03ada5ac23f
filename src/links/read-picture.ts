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
/** Codes of one picture; after each the place where it stood is blanked and the rest looked at again. */
const mostCodes = 4;

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
  const found: string[] = [];
  for (let turn = 0; turn < mostCodes; turn += 1) {
    const code = find(pixels.data, pixels.width, pixels.height, { inversionAttempts: "attemptBoth" });
    if (!code) break;
    found.push(code.data);
    blank(pixels, Object.values(code.location));
  }
  return found.filter((text) => text !== "");
}

function blank({ data, width, height }: Pixels, corners: readonly ({ x: number; y: number } | undefined)[]): void {
  const points = corners.filter((one) => one !== undefined);
  const range = (values: number[], end: number) =>
    [Math.max(0, Math.floor(Math.min(...values)) - 8), Math.min(end, Math.ceil(Math.max(...values)) + 8)] as const;
  const [left, right] = range(
    points.map((one) => one.x),
    width,
  );
  const [top, bottom] = range(
    points.map((one) => one.y),
    height,
  );
  for (let y = top; y < bottom; y += 1) data.fill(255, (y * width + left) * 4, (y * width + right) * 4);
}
