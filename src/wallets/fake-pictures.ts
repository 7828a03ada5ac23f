import { crc32, deflateSync } from "node:zlib";

/** A plain grey PNG of that many points: a paper for tests and demonstrations. `seed` makes two of a size differ. */
export function plainPng(width: number, height: number, seed = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, grey, no interlace.
  header[8] = 8;
  const rows = Buffer.alloc(height * (width + 1), 0xd0);
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0;
  rows.writeUInt8(seed & 0xff, 1);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
