import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open as openFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { bucketOf } from "#db";
import type { ReconciliationNeeds } from "./types.ts";

/** As it comes, packed: ten million rows are some 300 MB. */
export const fileBytesMax = 512 * 1024 * 1024;
const partBytes = 512 * 1024;

/** Whoever sends nothing for so long holds a place that others wait for. */
const patienceMs = 60_000;

export class FileTooLarge extends Error {}
/** Whoever sent it stopped, or went away. */
export class UploadBroken extends Error {}

/** A file that came in, for as long as `work` needs it. */
export type Received = { bytes: number; sha256: string; read(): AsyncIterable<Buffer> };

/**
 * Puts what comes into a temporary file, whose bytes are counted and hashed on the way. Memory holds a piece of it. The
 * file has no name from its first byte on: should this process be killed, it is gone.
 */
export async function received<T>(
  from: AsyncIterable<Uint8Array>,
  work: (file: Received) => Promise<T>,
  { most = fileBytesMax, after }: { most?: number; after?: ReconciliationNeeds["after"] } = {},
): Promise<T> {
  const path = join(tmpdir(), `hutong-brought-${randomUUID()}`);
  const file = await openFile(path, "wx+", 0o600);
  try {
    await rm(path);
    const sha256 = createHash("sha256");
    let bytes = 0;
    for await (const piece of asItComes(from, after)) {
      bytes += piece.length;
      if (bytes > most) throw new FileTooLarge(`More than ${most} bytes.`);
      sha256.update(piece);
      await file.appendFile(piece);
    }
    return await work({ bytes, sha256: sha256.digest("hex"), read: () => piecesOf(file) });
  } finally {
    await file.close();
  }
}

/** The pieces of an upload; one that breaks off, or sends nothing for a minute, is told as that and torn down. */
async function* asItComes(
  from: AsyncIterable<Uint8Array>,
  after: ReconciliationNeeds["after"],
): AsyncGenerator<Uint8Array> {
  const pieces = from[Symbol.asyncIterator]();
  let isOver = false;
  try {
    while (true) {
      const next = await inTime(pieces.next(), after).catch((fault: unknown) => {
        throw fault instanceof UploadBroken ? fault : new UploadBroken("The upload broke off.");
      });
      if (next.done) isOver = true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // A source that waits for its next piece ends by nothing else.
    if (!isOver && from instanceof Readable) from.destroy();
  }
}

async function inTime<T>(piece: Promise<T>, after: ReconciliationNeeds["after"]): Promise<T> {
  if (!after) return await piece;
  const stalled = Promise.withResolvers<never>();
  const stop = after(patienceMs, () => stalled.reject(new UploadBroken("Nothing came for a minute.")));
  try {
    return await Promise.race([piece, stalled.promise]);
  } finally {
    stop();
  }
}

/** In pieces of one size, so that whoever keeps the same file again keeps the same parts. */
async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; at += partBytes) {
    const piece = Buffer.alloc(partBytes);
    let filled = 0;
    for (let more = 1; more > 0 && filled < partBytes; filled += more)
      more = (await file.read(piece, filled, partBytes - filled, at + filled)).bytesRead;
    if (filled > 0) yield piece.subarray(0, filled);
    if (filled < partBytes) return;
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
