import { fen, type Money } from "#money";
import { BillFault } from "./protocol.ts";

const newline = 0x0a;
const [comma, backtick, tab, carriageReturn, space] = [0x2c, 0x60, 0x09, 0x0d, 0x20];
const columnsMax = 64;
/** Longer than any row: a file without ends of lines is none of ours, and is not held. */
const lineMax = 1024 * 1024;

/**
 * The rows of a text file whose cells are separated by commas, cell by cell without making texts of them: a bill may
 * have millions. Works on bytes: in UTF-8 and in GBK no sign of several bytes holds one of the separators.
 */
export class BillRows {
  /** Where cells of the current row begin and end in `bytes`. */
  bytes: Buffer = Buffer.alloc(0);
  readonly #from = new Int32Array(columnsMax);
  readonly #to = new Int32Array(columnsMax);
  readonly #last: ({ text: string; bytes: Uint8Array } | undefined)[] = [];
  #at = 0;
  #date = Number.NaN;
  #midnight = Number.NaN;
  count = 0;
  /** The row as it stands, without its end of line. */
  rowFrom = 0;
  rowTo = 0;

  /** `block`: whole lines only. */
  load(block: Buffer): void {
    this.bytes = block;
    this.#at = 0;
  }

  /** Goes to the next row; false at the block's end. A row that begins with a backtick has one in each cell. */
  next(): boolean {
    const { bytes } = this;
    const end = bytes.length;
    let at = this.#at;
    if (at >= end) return false;
    this.rowFrom = at;
    const ticked = bytes[at] === backtick;
    const from = this.#from;
    const to = this.#to;
    if (ticked) at++;
    let count = 0;
    from[0] = at;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === newline) break;
      if (byte !== comma || count >= columnsMax - 1) continue;
      if (ticked && bytes[at + 1] !== backtick) continue;
      to[count++] = at;
      if (ticked) at++;
      from[count] = at + 1;
    }
    let last = at;
    if (bytes[last - 1] === carriageReturn) last--;
    to[count++] = last;
    this.rowTo = last;
    this.count = count;
    this.#at = at + 1;
    return true;
  }

  startsWith(byte: number): boolean {
    return this.bytes[this.rowFrom] === byte;
  }

  isEmpty(): boolean {
    return this.rowTo === this.rowFrom;
  }

  row(decoder: { decode(bytes: Uint8Array): string }): string {
    return decoder.decode(this.bytes.subarray(this.rowFrom, this.rowTo));
  }

  /** A cell of ASCII, without the tab that keeps spreadsheets from making numbers of it. */
  text(column: number): string {
    return this.bytes.toString("latin1", this.#from[column] as number, this.#end(column));
  }

  /** The same for a column that says the same in most rows: a text is made only when it changes. */
  word(column: number): string {
    const from = this.#from[column] as number;
    const length = this.#end(column) - from;
    const last = this.#last[column];
    if (last !== undefined && last.bytes.length === length) {
      let i = 0;
      while (i < length && last.bytes[i] === this.bytes[from + i]) i++;
      if (i === length) return last.text;
    }
    const text = this.text(column);
    this.#last[column] = { text, bytes: Uint8Array.from(this.bytes.subarray(from, from + length)) };
    return text;
  }

  decoded(column: number, decoder: { decode(bytes: Uint8Array): string }): string {
    return decoder.decode(this.bytes.subarray(this.#from[column] as number, this.#end(column)));
  }

  #end(column: number): number {
    let end = this.#to[column] as number;
    const from = this.#from[column] as number;
    while (end > from && (this.bytes[end - 1] === tab || this.bytes[end - 1] === space)) end--;
    return end;
  }

  /** Yuan with two decimals and then zeros, "12.30" or "-0.02000": exact, or refused. */
  yuan(column: number): Money {
    return fen(this.fen(column));
  }

  /** The same as a number of fen, which has 15 digits at most and so is exact. */
  fen(column: number): number {
    const { bytes } = this;
    const end = this.#end(column);
    let at = this.#from[column] as number;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    let whole = 0;
    let digits = 0;
    let decimals = -1;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === 0x2e && decimals < 0 && digits > 0) {
        decimals = 0;
        continue;
      }
      const digit = byte - 0x30;
      if (digit < 0 || digit > 9) return this.#notAnAmount(column);
      if (decimals >= 2) {
        if (digit !== 0) return this.#notAnAmount(column);
        continue;
      }
      whole = whole * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    }
    if (digits === 0 || digits > 15 || decimals === 0) return this.#notAnAmount(column);
    for (let missing = 2 - Math.max(decimals, 0); missing > 0; missing--) whole *= 10;
    return negative ? -whole : whole;
  }

  /** Zone-less clock text of Beijing, "2024-09-12 08:00:00". */
  instant(column: number): Date {
    const { bytes } = this;
    const from = this.#from[column] as number;
    const part = (at: number, length: number): number => {
      let value = 0;
      for (let i = from + at; i < from + at + length; i++) value = value * 10 + ((bytes[i] as number) - 0x30);
      return value;
    };
    const [year, month, day] = [part(0, 4), part(5, 2), part(8, 2)];
    const date = year * 10_000 + month * 100 + day;
    // A bill has one or two days.
    if (date !== this.#date) {
      this.#date = date;
      this.#midnight = Date.UTC(year, month - 1, day, -8);
    }
    const at = this.#midnight + (part(11, 2) * 3600 + part(14, 2) * 60 + part(17, 2)) * 1000;
    if (this.#end(column) - from !== 19 || Number.isNaN(at)) throw malformed(`Not a time: ${this.text(column)}.`);
    return new Date(at);
  }

  #notAnAmount(column: number): never {
    throw malformed(`Not an amount: ${this.text(column)}.`);
  }
}

export const malformed = (says: string): BillFault => new BillFault("bill_malformed", says);
export const truncated = (after: string): BillFault => new BillFault("bill_truncated", `The bill ends after ${after}.`);

/** Cuts a file's bytes into blocks of whole lines. What stands after the last end of line is told as `rest`. */
export async function* blocksOf(file: AsyncIterable<Buffer>, rest: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  let held: Buffer | null = null;
  for await (const bytes of file) {
    let from = 0;
    if (held !== null) {
      // Only the line that was cut is put together; what follows it is not copied.
      from = bytes.indexOf(newline) + 1;
      const whole: Buffer = Buffer.concat([held, from === 0 ? bytes : bytes.subarray(0, from)]);
      held = from === 0 ? whole : null;
      if (whole.length > lineMax && from === 0) throw malformed("A line of the bill is longer than any row.");
      if (from === 0) continue;
      yield whole;
    }
    const end = bytes.lastIndexOf(newline) + 1;
    if (end > from) yield bytes.subarray(from, end);
    if (end < bytes.length) held = Buffer.from(bytes.subarray(Math.max(end, from)));
  }
  if (held !== null) rest(held);
}

/** Columns by name, so that a column that a wallet adds moves nothing. Throws where one is missing. */
export function columnsOf(header: string, needed: readonly string[]): (name: string) => number {
  const columns = new Map(header.split(",").map((name, index) => [name.trim(), index]));
  const missing = needed.find((name) => !columns.has(name));
  if (missing !== undefined) throw malformed(`The bill has no column ${missing}.`);
  return (name) => columns.get(name) ?? -1;
}

/** A sum of many amounts in fen, exact however long: numbers as long as they are exact, and whole numbers beyond. */
export class FenSum {
  #low = 0;
  #high = 0n;

  add(fen: number): void {
    this.#low += fen;
    if (this.#low < 0x4_0000_0000_0000 && this.#low > -0x4_0000_0000_0000) return;
    this.#high += BigInt(this.#low);
    this.#low = 0;
  }

  get minor(): bigint {
    return this.#high + BigInt(this.#low);
  }
}
