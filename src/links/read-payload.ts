/** Bits of a QR code's words, from the left. */
type Bits = { data: Uint8Array; at: number };

function take(bits: Bits, count: number): number {
  if (bits.at + count > bits.data.length * 8) throw new RangeError("The code ends within a piece.");
  let value = 0;
  for (let n = 0; n < count; n += 1, bits.at += 1)
    value = value * 2 + (((bits.data[bits.at >> 3] ?? 0) >> (7 - (bits.at & 7))) & 1);
  return value;
}

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/** Bits that a piece's length has, in small, middle and large codes (ISO/IEC 18004; remembered, not verified). */
const lengths: Readonly<Record<number, readonly [number, number, number]>> = {
  ...{ 1: [10, 12, 14], 2: [9, 11, 13], 4: [8, 16, 16], 8: [8, 10, 12], 13: [8, 10, 12] },
};

function digits(bits: Bits, count: number): string {
  let text = "";
  for (let left = count; left > 0; left -= 3) {
    const size = Math.min(3, left);
    text += `${take(bits, [4, 7, 10][size - 1] ?? 10)}`.padStart(size, "0");
  }
  return text;
}

function capitals(bits: Bits, count: number): string {
  let text = "";
  for (let left = count; left > 0; left -= 2) {
    const value = take(bits, left > 1 ? 11 : 6);
    text += left > 1 ? `${letters[Math.trunc(value / 45)] ?? ""}${letters[value % 45] ?? ""}` : (letters[value] ?? "");
  }
  return text;
}

/** Pairs of bytes in thirteen bits: Japanese (Shift JIS) or Chinese (GB 2312) characters. */
function pairs(bits: Bits, count: number, chinese: boolean): Uint8Array {
  const [row, early, first, later] = chinese ? [0x60, 0x0a00, 0xa1a1, 0xa6a1] : [0xc0, 0x1f00, 0x8140, 0xc140];
  return Uint8Array.from(
    Array.from({ length: count }).flatMap(() => {
      const value = take(bits, 13);
      const pair = (Math.trunc(value / row) << 8) | (value % row);
      const whole = pair + (pair < early ? first : later);
      return [whole >> 8, whole & 255];
    }),
  );
}

/** Extended channel interpretations by their numbers; 26, UTF-8, is also what nobody names. */
const scripts: Readonly<Record<number, string>> = {
  ...{ 1: "latin1", 3: "latin1", 20: "shift_jis", 25: "utf-16be", 26: "utf-8", 28: "big5", 29: "gb18030" },
  ...{ 30: "euc-kr", 32: "gb18030" },
};

function textOf(bytes: Uint8Array, script: string): string {
  // As phones read what is no UTF-8: Chinese makers of codes write GBK and do not say so.
  for (const one of script === "utf-8" ? ["utf-8", "gb18030"] : [script])
    try {
      return new TextDecoder(one, { fatal: true }).decode(bytes);
    } catch {}
  return new TextDecoder("latin1").decode(bytes);
}

type Piece = { script: string; bytes: Uint8Array };

function eci(bits: Bits): number {
  const first = take(bits, 8);
  if (first < 0x80) return first;
  return first < 0xc0 ? ((first & 0x3f) << 8) | take(bits, 8) : ((first & 0x1f) << 16) | take(bits, 16);
}

function piecesIn(bits: Bits, size: 0 | 1 | 2): Piece[] {
  const pieces: Piece[] = [];
  const add = (script: string, bytes: Uint8Array): void => {
    const last = pieces.at(-1);
    // A character may be parted between two pieces.
    if (last?.script === script) last.bytes = Buffer.concat([last.bytes, bytes]);
    else pieces.push({ script, bytes });
  };
  let script = "utf-8";
  while (bits.at + 4 <= bits.data.length * 8) {
    const mode = take(bits, 4);
    if (mode === 0) break;
    // Several codes that belong together, and codes for scanners of goods: phones show what they hold all the same.
    if (mode === 3) take(bits, 16);
    else if (mode === 9) take(bits, 8);
    else if (mode === 7) script = scripts[eci(bits)] ?? "latin1";
    else if (mode !== 5) {
      const bitsOfLength = lengths[mode];
      if (bitsOfLength === undefined) throw new RangeError(`No reader knows mode ${mode}.`);
      if (mode === 13) take(bits, 4);
      const count = take(bits, bitsOfLength[size]);
      if (mode === 1) add("utf-8", Buffer.from(digits(bits, count)));
      else if (mode === 2) add("utf-8", Buffer.from(capitals(bits, count)));
      else if (mode === 4)
        add(
          script,
          Uint8Array.from({ length: count }, () => take(bits, 8)),
        );
      else add(mode === 13 ? "gb18030" : "shift_jis", pairs(bits, count, mode === 13));
    }
  }
  return pieces;
}

/**
 * What the words of a QR code say: all of its modes, where the package that finds codes passes over those with Chinese
 * or Japanese pieces, parted codes and codes of goods. Null: nobody can read it.
 */
export function payloadOf(data: Uint8Array, version: number): string | null {
  try {
    const pieces = piecesIn({ data, at: 0 }, version < 10 ? 0 : version < 27 ? 1 : 2);
    return pieces.map(({ script, bytes }) => textOf(bytes, script)).join("");
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}
