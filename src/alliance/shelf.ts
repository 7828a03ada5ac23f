import { hash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Where a party keeps a run's pieces, so that it goes on after a break. Every piece comes back whole or not at all. */
export type Shelf = {
  get(name: string): Uint8Array | null;
  put(name: string, bytes: Uint8Array): void;
  names(): readonly string[];
  /** At a run's end: the secrets and all that was made with them. */
  clear(): void;
};

export function shelfInMemory(): Shelf {
  const kept = new Map<string, Uint8Array>();
  return {
    get: (name) => kept.get(name) ?? null,
    put: (name, bytes) => void kept.set(name, bytes),
    names: () => [...kept.keys()],
    clear: () => kept.clear(),
  };
}

/** A folder that only its owner reads. Each file begins with the SHA-256 of what follows. */
export function shelfInFolder(folder: string): Shelf {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return {
    get(name) {
      const path = join(folder, name);
      if (!existsSync(path)) return null;
      const all = readFileSync(path);
      const bytes = all.subarray(32);
      return hash("sha256", bytes, "buffer").equals(all.subarray(0, 32)) ? bytes : null;
    },
    put(name, bytes) {
      const path = join(folder, name);
      writeFileSync(`${path}.new`, Buffer.concat([hash("sha256", bytes, "buffer"), bytes]), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
    names: () => readdirSync(folder).filter((name) => !name.endsWith(".new")),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const numbers = {
  bytes: (of: Uint32Array): Uint8Array => new Uint8Array(of.buffer.slice(of.byteOffset, of.byteOffset + of.byteLength)),
  of: (bytes: Uint8Array): Uint32Array => new Uint32Array(Uint8Array.from(bytes).buffer),
};

/** What is on the shelf under that name; made once and kept when it is not. */
export function kept(shelf: Shelf, name: string, make: () => Uint8Array): Uint8Array {
  const found = shelf.get(name);
  if (found !== null) return found;
  const made = make();
  shelf.put(name, made);
  return made;
}
