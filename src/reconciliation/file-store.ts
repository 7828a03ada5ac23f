import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open as openFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { bucketOf } from "#db";
import type { ReconciliationNeeds } from "./types.ts";

/** As it comes, packed: ten million rows are some 300 MB. */
export const fileBytesMax = 512 * 1024 * 1024;
const partBytes = 512 * 1024;

export class FileTooLarge extends Error {}

/** A file that came in, for as long as `work` needs it. */
export type Received = { bytes: number; sha256: string; read(): AsyncIterable<Buffer> };

/** Puts what comes into a temporary file, whose bytes are counted and hashed on the way. Memory holds a piece of it. */
export async function received<T>(
  from: AsyncIterable<Uint8Array>,
  work: (file: Received) => Promise<T>,
  most: number = fileBytesMax,
): Promise<T> {
  const path = join(tmpdir(), `hutong-brought-${randomUUID()}`);
  const sha256 = createHash("sha256");
  let bytes = 0;
  const counted = async function* (pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > most) throw new FileTooLarge(`More than ${most} bytes.`);
      sha256.update(piece);
      yield piece;
    }
  };
  try {
    await pipeline(from, counted, createWriteStream(path, { mode: 0o600 }));
    return await work({ bytes, sha256: sha256.digest("hex"), read: () => piecesOf(path) });
  } finally {
    await rm(path, { force: true });
  }
}

/** In pieces of one size, so that whoever keeps the same file again keeps the same parts. */
async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  const file = await openFile(path, "r");
  try {
    for (let at = 0; ; at += partBytes) {
      const piece = Buffer.alloc(partBytes);
      let filled = 0;
      for (let more = 1; more > 0 && filled < partBytes; filled += more)
        more = (await file.read(piece, filled, partBytes - filled, at + filled)).bytesRead;
      if (filled > 0) yield piece.subarray(0, filled);
      if (filled < partBytes) return;
    }
  } finally {
    await file.close();
  }
}

const aadOf = (file: string, n: number): string => `bill file ${file} ${n}`;

/** Keeps a file's parts, sealed; answers how many. Whoever does it again, or at once, writes the same parts. */
export async function keepParts(needs: ReconciliationNeeds, id: string, file: Received): Promise<number> {
  let n = 0;
  for await (const piece of file.read()) {
    const sealed = sealing(needs).seal(piece.toString("base64"), aadOf(id, n));
    await needs.db.read(
      `insert into bill_file_parts (bucket, file, n, sealed, at) values ($1, $2, $3, $4, $5)
       on conflict (bucket, file, n) do update set at = excluded.at`,
      [bucketOf(id), id, n++, sealed, needs.clock.now()],
    );
  }
  return n;
}

/** The bytes of a kept file, as they came. */
export async function* partsOf(needs: ReconciliationNeeds, id: string, parts: number): AsyncGenerator<Buffer> {
  for (let n = 0; n < parts; n++) {
    const [part] = await needs.db.read<{ sealed: string }>(
      "select sealed from bill_file_parts where bucket = $1 and file = $2 and n = $3",
      [bucketOf(id), id, n],
    );
    if (!part) throw new Error(`Part ${n} of ${id} is not there.`);
    yield Buffer.from(sealing(needs).open(part.sealed, aadOf(id, n)), "base64");
  }
}

function sealing({ seal, open }: ReconciliationNeeds) {
  if (!seal || !open) throw new Error("Files are kept where they can be sealed.");
  return { seal, open };
}
