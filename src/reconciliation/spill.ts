import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
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

/** Records in a file for each part, in a temporary folder that goes with it. */
export class Spill {
  readonly #folder = mkdtempSync(join(tmpdir(), "hutong-reconcile-"));
  readonly #files: (number | null)[] = Array.from({ length: partCount }, () => null);
  readonly #buffers: Buffer[] = Array.from({ length: partCount }, () => Buffer.alloc(0));
  readonly #ends = new Int32Array(partCount);

  #path(part: number): string {
    return join(this.#folder, `${part}`);
  }

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
    const file = this.#files[part] ?? openSync(this.#path(part), "w", 0o600);
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
    closeSync(file);
    this.#files[part] = null;
    const written = readFileSync(this.#path(part));
    rmSync(this.#path(part));
    return rest.length === 0 ? written : Buffer.concat([written, rest]);
  }

  remove(): void {
    for (const file of this.#files) if (file !== null) closeSync(file);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
