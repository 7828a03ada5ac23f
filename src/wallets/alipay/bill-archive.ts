import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from "yauzl";
import { checkUnpacked } from "../bill-limits.ts";
import { asBillFault } from "../bill-stream.ts";
import { BillFault } from "../protocol.ts";

const gbk = new TextDecoder("gbk");
const pieceBytes = 64 * 1024;
/** A bill has two files. */
const filesMax = 16;

/** A file of the archive: its name, and its bytes as they are unpacked, held against the archive's own check sum. */
export type ArchivedFile = { name: string; read(): AsyncGenerator<Buffer> };

/**
 * The files of a ZIP whose names are GBK without the flag that would say so. What was cut off has no directory at its
 * end, and is told as truncated. Call `close` when done; whoever opened the file closes it after that.
 */
export async function openArchive(file: FileHandle): Promise<{ files: ArchivedFile[]; close(): void }> {
  const zip = await opened(file);
  const files: ArchivedFile[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      if (files.length >= filesMax) {
        reject(new BillFault("bill_malformed", `The bill's archive has more than ${filesMax} files.`));
        return;
      }
      const name = gbk.decode(entry.fileNameRaw);
      files.push({ name, read: () => unpacked(zip, entry, name) });
      zip.readEntry();
    });
    zip.on("end", resolve);
    zip.on("error", (fault: Error) => reject(notAnArchive(fault)));
    zip.readEntry();
  }).catch((fault: unknown) => {
    zip.close();
    throw fault;
  });
  return { files, close: () => zip.close() };
}

/** Somebody else's open file, which is not closed here; yauzl's own reader of one would. */
class OpenFile extends RandomAccessReader {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(piecesOf(this.#file, start, end), { objectMode: false });
  }
}

async function* piecesOf(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const bytes = Buffer.allocUnsafe(Math.min(pieceBytes, end - at));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield bytes.subarray(0, bytesRead);
  }
}

async function opened(file: FileHandle): Promise<ZipFile> {
  const { size } = await file.stat();
  const options = { lazyEntries: true, decodeStrings: false, autoClose: false } as const;
  return await new Promise((resolve, reject) => {
    fromRandomAccessReader(new OpenFile(file), size, options, (fault, zip) => {
      if (fault) reject(notAnArchive(fault));
      else resolve(zip);
    });
  });
}

/** The directory stands at the end: where it is not found, the end is missing. */
function notAnArchive(fault: Error): BillFault {
  const cut = /end of central directory|truncated|unexpected EOF/i.test(fault.message);
  return new BillFault(
    cut ? "bill_truncated" : "bill_malformed",
    `The bill's archive cannot be read: ${fault.message}`,
  );
}

async function* unpacked(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Buffer> {
  const stream = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    zip.openReadStream(entry, (fault, opened) => {
      if (fault) reject(notAnArchive(fault));
      else resolve(opened);
    });
  });
  let sum = 0;
  let length = 0;
  try {
    for await (const bytes of stream) {
      sum = crc32(bytes, sum);
      length += bytes.length;
      checkUnpacked(entry.compressedSize, length);
      yield bytes;
    }
  } catch (fault) {
    throw asBillFault(fault);
  }
  if (sum !== entry.crc32) throw new BillFault("bill_hash_wrong", `The check sum of ${name} is not the archive's.`);
}
