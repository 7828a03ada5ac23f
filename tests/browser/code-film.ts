import encodeQr from "qr";
import { barsOf } from "../../web/phone/code128.ts";

/** What a camera sees: brightness by row, black on white. */
type Picture = { width: number; height: number; dark(x: number, y: number): boolean };
const [width, height] = [640, 480];

export function barPicture(digits: string): Picture {
  const { bars, wide } = barsOf(digits);
  const scale = Math.trunc((width - 80) / wide);
  const left = Math.trunc((width - wide * scale) / 2);
  const columns = new Set(bars.flatMap((bar) => Array.from({ length: bar.width }, (_, at) => bar.x + at)));
  const dark = (x: number, y: number) => y > 120 && y < 360 && x >= left && columns.has(Math.trunc((x - left) / scale));
  return { width, height, dark };
}

export function squarePicture(text: string): Picture {
  const rows = encodeQr(text, "raw", { ecc: "medium", border: 4 });
  const scale = Math.trunc(400 / rows.length);
  const [left, top] = [(width - rows.length * scale) / 2, (height - rows.length * scale) / 2].map(Math.trunc);
  const at = (place: number, from = 0) => Math.trunc((place - from) / scale);
  const dark = (x: number, y: number) =>
    rows[at(y, top)]?.[at(x, left)] === true && x >= (left ?? 0) && y >= (top ?? 0);
  return { width, height, dark };
}

/** A film of a few equal pictures as YUV4MPEG2, which Chromium's pretended camera plays over and over. */
export function filmOf(picture: Picture): Buffer {
  const light = Buffer.alloc(picture.width * picture.height, 235);
  for (let y = 0; y < picture.height; y += 1)
    for (let x = 0; x < picture.width; x += 1) if (picture.dark(x, y)) light[y * picture.width + x] = 16;
  const frame = Buffer.concat([Buffer.from("FRAME\n"), light, Buffer.alloc((picture.width * picture.height) / 2, 128)]);
  const head = Buffer.from(`YUV4MPEG2 W${picture.width} H${picture.height} F10:1 Ip A1:1 C420mpeg2\n`);
  return Buffer.concat([head, frame, frame, frame, frame]);
}
