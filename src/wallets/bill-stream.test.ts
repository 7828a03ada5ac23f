import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gunzipped, peeked } from "./bill-stream.ts";

async function* inPieces(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

async function read(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
const textOf = async (pieces: AsyncIterable<Uint8Array>): Promise<string> => (await read(pieces)).toString();

test.each([[[]], [[1]], [[0, 1, 0]], [[1, 1, 1]], [[2]]])("a packed file is known in pieces of %j", async (lengths) => {
  const packed = gzipSync("a bill");
  const { head, all } = await peeked(inPieces(packed, lengths));
  expect(head).toEqual([0x1f, 0x8b]);
  expect((await read(all)).equals(packed)).toBe(true);
  expect(await textOf(gunzipped(inPieces(packed, lengths)))).toBe("a bill");
});

test.each(["", "a", "ab", "a bill"])("a file that is not packed stays as it is: %j", async (text) => {
  const { head, all } = await peeked(inPieces(Buffer.from(text), [1]));
  expect(head).toEqual([...Buffer.from(text.slice(0, 2))]);
  expect(await textOf(all)).toBe(text);
  expect(await textOf(gunzipped(inPieces(Buffer.from(text), [1])))).toBe(text);
});

test("whoever stops half-way stops the download", async () => {
  let stopped = false;
  const file = (async function* () {
    try {
      for (;;) yield Buffer.from("abc");
    } finally {
      stopped = true;
    }
  })();
  for await (const piece of (await peeked(file)).all) {
    expect(piece).toHaveLength(3);
    break;
  }
  expect(stopped).toBe(true);
});
