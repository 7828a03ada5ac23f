import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Parts of a bill that are matched one after the other: memory holds one of them. */
export const partCount = 128;

/** A number that follows from our own 26 characters, of which the last are random. */
export function hashAt(bytes: Uint8Array, id: number): number {
  const word = (at: number): number =>
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  const mixed = Math.imul(word(id + 18), 0x9e3779b1) ^ Math.imul(word(id + 22), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0;
}

export const partOf = (hash: number): number => hash >>> 25;

const bufferSize = 32 * 1024;

function openNameless(): number {
  const path = join(tmpdir(), `hutong-reconcile-${randomUUID()}`);
  const file = openSync(path, "wx+", 0o600);
  rmSync(path);
  return file;
}

/** Records in a temporary file for each part. None has a name: should this process be killed, they are gone. */
export class Spill {
  readonly #files: (number | null)[] = Array.from({ length: partCount }, () => null);
  readonly #buffers: Buffer[] = Array.from({ length: partCount }, () => Buffer.alloc(0));
  readonly #ends = new Int32Array(partCount);

  add(part: number, bytes: Buffer, from: number, to: number): void {
    const length = to - from;
    let end = this.#ends[part] as number;
    if (this.#buffers[part]?.length === 0) this.#buffers[part] = Buffer.allocUnsafe(bufferSize);
    if (end + length > bufferSize) {
      this.#flush(part);
      end = 0;
    }
    const buffer = this.#buffers[part] as Buffer;
    if (length > bufferSize) throw new RangeError("A record is longer than a buffer.");
    bytes.copy(buffer, end, from, to);
    this.#ends[part] = end + length;
  }

  #flush(part: number): void {
    const end = this.#ends[part] as number;
    if (end === 0) return;
    const file = this.#files[part] ?? openNameless();
    this.#files[part] = file;
    writeSync(file, this.#buffers[part] as Buffer, 0, end);
    this.#ends[part] = 0;
  }

  /** Everything of a part, at once; nothing more can be added to it. */
  read(part: number): Buffer {
    const file = this.#files[part] ?? null;
    const rest = (this.#buffers[part] as Buffer).subarray(0, this.#ends[part]);
    this.#ends[part] = 0;
    this.#buffers[part] = Buffer.alloc(0);
    if (file === null) return rest;
    const length = fstatSync(file).size;
    const all = Buffer.allocUnsafe(length + rest.length);
    for (let at = 0; at < length; ) {
      const got = readSync(file, all, at, length - at, at);
      if (got === 0) throw new Error("A part is shorter than its file.");
      at += got;
    }
    rest.copy(all, length);
    closeSync(file);
    this.#files[part] = null;
    return all;
  }

  remove(): void {
    for (const file of this.#files) if (file !== null) closeSync(file);
    this.#files.fill(null);
  }
}
