import { field, flag, idLength } from "./line-record.ts";
import { hashAt } from "./spill.ts";

const lengthAt = (bytes: Buffer, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

/** The lines of one part, found by our own number. */
export class LinesTable {
  readonly bytes: Buffer;
  readonly #slots: Uint32Array;
  readonly #mask: number;
  /** Lines under a number that another line of the part has already. */
  readonly copies: number[] = [];

  /** `first`: lines in this state go before others under one number, whatever their order. */
  constructor(bytes: Buffer, first: number | null = null) {
    this.bytes = bytes;
    const end = bytes.length;
    let count = 0;
    for (let at = 0; at < end; at += lengthAt(bytes, at)) count++;
    let size = 16;
    while (size < count * 2) size *= 2;
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
    if (first === null) this.#putAll(() => true);
    else for (const isIt of [true, false]) this.#putAll((at) => (bytes[at + field.state] === first) === isIt);
  }

  #putAll(wanted: (at: number) => boolean): void {
    const { bytes } = this;
    for (let at = 0; at < bytes.length; at += lengthAt(bytes, at))
      if ((bytes[at + field.flags] as number) & flag.known && wanted(at)) this.#put(at);
  }

  #put(at: number): void {
    const { bytes } = this;
    const kind = bytes[at + field.kind] as number;
    let slot = hashAt(bytes, at + field.id) & this.#mask;
    for (let held = this.#slots[slot] as number; held !== 0; held = this.#slots[slot] as number) {
      if (this.#same(held - 1, kind, bytes, at + field.id)) {
        this.copies.push(at);
        return;
      }
      slot = (slot + 1) & this.#mask;
    }
    this.#slots[slot] = at + 1;
  }

  /** The first line under a number, or -1. */
  find(kind: number, other: Buffer, id: number): number {
    let slot = hashAt(other, id) & this.#mask;
    for (let held = this.#slots[slot] as number; held !== 0; held = this.#slots[slot] as number) {
      if (this.#same(held - 1, kind, other, id)) return held - 1;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  findText(subject: string): number {
    return this.find(subject.startsWith("pay") ? 0 : 1, Buffer.from(subject.slice(4), "latin1"), 0);
  }

  match(at: number): void {
    this.bytes[at + field.flags] = (this.bytes[at + field.flags] as number) | flag.matched;
  }

  /** What has met nothing of ours yet, copies apart. */
  *unmatched(): Generator<number> {
    const copies = new Set(this.copies);
    const { bytes } = this;
    for (let at = 0; at < bytes.length; at += lengthAt(bytes, at))
      if (!((bytes[at + field.flags] as number) & flag.matched) && !copies.has(at)) yield at;
  }

  #same(at: number, kind: number, other: Buffer, id: number): boolean {
    const { bytes } = this;
    if (bytes[at + field.kind] !== kind) return false;
    const own = at + field.id;
    for (let i = idLength - 1; i >= 0; i--) if (bytes[own + i] !== other[id + i]) return false;
    return true;
  }
}
