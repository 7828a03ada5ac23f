import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { pooledRandom } from "./pooled-random.ts";

test("every byte is handed out once, and what was handed out never changes", () => {
  const drawn: Buffer[] = [];
  const random = pooledRandom((bytes) => {
    const page = randomBytes(bytes);
    drawn.push(Buffer.from(page));
    return page;
  });
  const sizes = Array.from({ length: 2000 }, (_, n) => 1 + (n % 64));
  const got = sizes.map((size) => random(size));
  expect(got.map((bytes) => bytes.length)).toEqual(sizes);
  const seen = new Set(got.filter((bytes) => bytes.length >= 12).map((bytes) => bytes.toString("hex")));
  expect(seen.size).toBe(got.filter((bytes) => bytes.length >= 12).length);
  // Each slice lies in one page, and no two slices overlap.
  let page = 0;
  let at = 0;
  for (const bytes of got) {
    if (at + bytes.length > (drawn[page] as Buffer).length) [page, at] = [page + 1, 0];
    expect(bytes.equals((drawn[page] as Buffer).subarray(at, at + bytes.length))).toBe(true);
    at += bytes.length;
  }
  expect(random(500).length).toBe(500);
});
