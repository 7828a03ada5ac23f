import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
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

/** Unpacks what is gzip and leaves the rest as it is. A file that was cut off is told as that. */
export async function* gunzipped(file: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const pieces = file[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) return;
  const all = (async function* () {
    for (let next: IteratorResult<Uint8Array> = first; !next.done; next = await pieces.next()) yield next.value;
  })();
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
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

/** A file that must be read from its end first lies in a temporary file as long as `work` needs it. */
export async function* spooled<T>(
  file: AsyncIterable<Uint8Array>,
  work: (path: string) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const path = join(tmpdir(), `hutong-bill-${randomUUID()}`);
  try {
    await pipeline(file, createWriteStream(path, { mode: 0o600 })).catch((fault: unknown) => {
      throw asBillFault(fault);
    });
    yield* work(path);
  } finally {
    await rm(path, { force: true });
  }
}
