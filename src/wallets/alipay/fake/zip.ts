import { crc32, deflateRawSync } from "node:zlib";

/**
 * A ZIP file as Alipay makes it: names are raw bytes (GBK) and the flag that would call them UTF-8 is not set, which
 * packages that write ZIP do not offer. No time, no attributes, no ZIP64.
 */
export type Entry = { name: Buffer; bytes: Buffer };

const deflated = 8;
/** 1980-01-01, the first day that the format knows. */
const noDay = 0x0021;

export function zip(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const packed = deflateRawSync(bytes);
    const common = commonHeader(name, bytes, packed);
    const file = Buffer.concat([u32(0x04034b50), common, name, packed]);
    // Made by version 2.0; no comment, disk 0, no attributes, then where the file begins.
    directory.push(u32(0x02014b50), u16(20), common, u16(0), u16(0), u16(0), u32(0), u32(at), name);
    files.push(file);
    at += file.length;
  }
  const listed = Buffer.concat(directory);
  const count = u16(entries.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(listed.length), u32(at), u16(0)];
  return Buffer.concat([...files, listed, ...end]);
}

/** What a file's own header and its line in the directory have in common. */
function commonHeader(name: Buffer, bytes: Buffer, packed: Buffer): Buffer {
  const method = [u16(20), u16(0), u16(deflated), u16(0), u16(noDay)];
  return Buffer.concat([
    ...method,
    ...[u32(crc32(bytes)), u32(packed.length), u32(bytes.length), u16(name.length), u16(0)],
  ]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
