import { randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { BillFault, type HttpStream, type Outside } from "./protocol.ts";

/** How a wallet reads a file of any length; where only whole answers come, one piece. */
export function streamOf(outside: Pick<Outside, "http" | "stream">): HttpStream {
  return (
    outside.stream ??
    (async (request) => {
      const { body, ...rest } = await outside.http(request);
      return { ...rest, body: piece(body) };
    })
  );
}

async function* piece(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

const headBytes = 2;

/** The first two bytes, by which a packed file is known, and the file with them; fewer where it has no more. */
export async function peeked(
  file: AsyncIterable<Uint8Array>,
): Promise<{ head: readonly number[]; all: AsyncGenerator<Uint8Array> }> {
  const pieces = file[Symbol.asyncIterator]();
  const [head, read]: [number[], Uint8Array[]] = [[], []];
  // A first piece may be of one byte, or of none.
  while (head.length < headBytes) {
    const next = await pieces.next();
    if (next.done) break;
    head.push(...next.value.subarray(0, headBytes - head.length));
    read.push(next.value);
  }
  return { head, all: joined(read, pieces) };
}

async function* joined(read: readonly Uint8Array[], pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* read;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  } finally {
    // Whoever stops reading half-way stops the download.
    await pieces.return?.();
  }
}

/** Unpacks what is gzip and leaves the rest as it is. A file that was cut off is told as that. */
export async function* gunzipped(file: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const { head, all } = await peeked(file);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isGzip) {
    for await (const bytes of all) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return;
  }
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  const source = Readable.from(all, { objectMode: false });
  // Whoever stops reading half-way stops the download.
  source.on("error", (fault) => unzip.destroy(fault));
  try {
    for await (const bytes of source.pipe(unzip)) yield bytes as Buffer;
  } catch (fault) {
    throw asBillFault(fault);
  } finally {
    source.destroy();
    unzip.destroy();
  }
}

/** zlib's words for a file that ends too early, or is none; everything else is a download that broke. */
export function asBillFault(fault: unknown): BillFault {
  if (fault instanceof BillFault) return fault;
  const says = fault instanceof Error ? fault.message : "the download failed";
  const cut = fault instanceof Error && "code" in fault && /^Z_(BUF|DATA)_ERROR$/.test(String(fault.code));
  return new BillFault(cut ? "bill_truncated" : "bill_unreachable", says);
}

/**
 * A file that must be read from its end first lies in a temporary file as long as `work` needs it. It has no name from
 * before its first byte on: should this process be killed, a bill is not left behind, neither whole nor half.
 */
export async function* spooled<T>(
  file: AsyncIterable<Uint8Array>,
  work: (file: FileHandle) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const path = join(tmpdir(), `hutong-bill-${randomUUID()}`);
  const handle = await open(path, "wx+", 0o600);
  try {
    await rm(path);
    await kept(file, handle);
    yield* work(handle);
  } finally {
    await handle.close();
  }
}

async function kept(file: AsyncIterable<Uint8Array>, handle: FileHandle): Promise<void> {
  try {
    for await (const piece of file) await handle.appendFile(piece);
  } catch (fault) {
    throw asBillFault(fault);
  }
}
