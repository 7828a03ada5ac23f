import {
  BitArray,
  QRCodeDecoderErrorCorrectionLevel as Level,
  QRCodeByteMatrix,
  QRCodeEncoder,
  QRCodeMatrixUtil,
  QRCodeVersion,
} from "@zxing/library";
import fc from "fast-check";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { payloadOf } from "./read-payload.ts";
import { readPicture } from "./read-picture.ts";

type Piece = readonly (readonly [value: number, bits: number])[];
const version = QRCodeVersion.getVersionForNumber(6);

/** The words of a middle code that holds these pieces, ended and filled as the standard says. */
function wordsOf(pieces: readonly Piece[]): BitArray {
  const bits = new BitArray();
  for (const [value, count] of pieces.flat()) bits.appendBits(value, count);
  QRCodeEncoder.terminateBits(
    version.getTotalCodewords() - version.getECBlocksForLevel(Level.L).getTotalECCodewords(),
    bits,
  );
  return bits;
}
function bytesOf(bits: BitArray): Uint8Array {
  const bytes = new Uint8Array(bits.getSizeInBytes());
  bits.toBytes(0, bytes, 0, bytes.length);
  return bytes;
}
const read = (...pieces: Piece[]): string | null => payloadOf(bytesOf(wordsOf(pieces)), 6);

/** The same as a picture, drawn by another maker's encoder. */
function pictureOf(...pieces: Piece[]): Buffer {
  const bits = wordsOf(pieces);
  const blocks = version.getECBlocksForLevel(Level.L);
  const total = version.getTotalCodewords();
  const whole = QRCodeEncoder.interleaveWithECBytes(
    ...([bits, total, total - blocks.getTotalECCodewords(), blocks.getNumBlocks()] as const),
  );
  const side = version.getDimensionForVersion();
  const matrix = new QRCodeByteMatrix(side, side);
  QRCodeMatrixUtil.buildMatrix(whole, Level.L, version, 3, matrix);
  const [scale, border] = [4, 4];
  const size = (side + 2 * border) * scale;
  const png = new PNG({ width: size, height: size });
  png.data.fill(255);
  for (let y = 0; y < side * scale; y += 1)
    for (let x = 0; x < side * scale; x += 1) {
      const at = ((y + border * scale) * size + x + border * scale) * 4;
      if (matrix.get(Math.trunc(x / scale), Math.trunc(y / scale)) === 1) png.data.fill(0, at, at + 3);
    }
  return PNG.sync.write(png);
}

const bytes = (all: Uint8Array): Piece => [[4, 4], [all.length, 8], ...[...all].map((one) => [one, 8] as const)];
const text = (written: string): Piece => bytes(Buffer.from(written));
const eci = (number: number): Piece =>
  number < 128
    ? [
        [7, 4],
        [number, 8],
      ]
    : number < 16_384
      ? [
          [7, 4],
          [2, 2],
          [number, 14],
        ]
      : [
          [7, 4],
          [6, 3],
          [number, 21],
        ];
const goods: Piece = [[5, 4]];
const trade: Piece = [
  [9, 4],
  [37, 8],
];
const parted: Piece = [
  [3, 4],
  [0x10, 8],
  [0x5a, 8],
];
/** 微信 in GB 2312 (CEA2 D0C5) and 微 in Shift JIS (94F7), as thirteen bits each. */
const hanzi: Piece = [
  [13, 4],
  [1, 4],
  [2, 8],
  [(0xce - 0xa6) * 0x60 + (0xa2 - 0xa1), 13],
  [(0xd0 - 0xa6) * 0x60 + (0xc5 - 0xa1), 13],
];
const kanji: Piece = [
  [8, 4],
  [1, 8],
  [(0x94 - 0x81) * 0xc0 + (0xf7 - 0x40), 13],
];
const gbk = (all: number[]): Piece => bytes(Uint8Array.from(all));

const cases: readonly (readonly [string, string, readonly Piece[]])[] = [
  ["UTF-8 that nobody names", "加微信 茶😀", [text("加微信 茶😀")]],
  ["UTF-8 by its name", "茶", [eci(26), text("茶")]],
  ["GBK that nobody names", "微信 tea", [gbk([0xce, 0xa2, 0xd0, 0xc5, 0x20, 0x74, 0x65, 0x61])]],
  ["GBK by its name", "微", [eci(29), gbk([0xce, 0xa2])]],
  ["Big5 by its name", "微", [eci(28), gbk([0xb7, 0x4c])]],
  ["a name that nobody knows", "a", [eci(899), text("a")]],
  ["a long name that nobody knows", "a", [eci(500_000), text("a")]],
  ["Chinese pieces", "微信https://evil.top/a", [hanzi, text("https://evil.top/a")]],
  ["Japanese pieces", "微https://evil.top/a", [kanji, text("https://evil.top/a")]],
  ["a code of goods", "https://evil.top/a", [goods, text("https://evil.top/a")]],
  ["a code of a trade", "https://evil.top/a", [trade, text("https://evil.top/a")]],
  ["one of several that belong together", "https://evil.top/a", [parted, text("https://evil.top/a")]],
  [
    "digits and capitals",
    "0070A:%",
    [
      [
        [1, 4],
        [4, 10],
        [7, 10],
        [0, 4],
      ],
      [
        [2, 4],
        [3, 9],
        [10 * 45 + 44, 11],
        [38, 6],
      ],
    ],
  ],
  [
    "a character between two pieces",
    "茶",
    [bytes(Buffer.from("茶").subarray(0, 1)), bytes(Buffer.from("茶").subarray(1))],
  ],
  ["no text in any script", "\u00ff\u00ff", [bytes(Uint8Array.of(255, 255))]],
];

describe("what a code holds", () => {
  test.each(cases)("%s", (_, wanted, pieces) => expect(read(...pieces)).toBe(wanted));

  test.each(cases)("in a picture: %s", async (_, wanted, pieces) => {
    expect(await readPicture(pictureOf(...pieces))).toEqual({ ok: true, codes: [wanted] });
  });

  test("what ends within a piece, or has a mode that nobody knows, is not read", () => {
    expect(payloadOf(Uint8Array.of(0x4f, 0xf0, 0x61), 6)).toBeNull();
    expect(payloadOf(Uint8Array.of(0xe0, 0, 0), 6)).toBeNull();
    expect(payloadOf(new Uint8Array(), 6)).toBe("");
  });

  test("whatever the words are, they are read or not, and nothing is thrown", () => {
    const words = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 40 }), (data, n) => {
        const told = payloadOf(data, n);
        expect(told === null || told.length <= data.length * 3).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
