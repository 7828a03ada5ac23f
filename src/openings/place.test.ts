import { expect, test } from "vitest";
import { murmur3, placeOf, seedOf } from "./place.ts";

test("the hash is MurmurHash3_x86_32: published vectors, over UTF-8 bytes", () => {
  expect(murmur3("", 0)).toBe(0);
  expect(murmur3("", 1)).toBe(0x514e_28b7);
  expect(murmur3("test", 0)).toBe(0xba6b_d213);
  expect(murmur3("Hello, world!", 0)).toBe(0xc036_3e43);
  expect(murmur3("The quick brown fox jumps over the lazy dog", 0)).toBe(0x2e4f_f723);
  expect(murmur3("\u03c0".repeat(8), 0x9747_b28c)).toBe(0xd580_63c1);
});

test("a place never changes: these are written down, so that no edit moves anybody", () => {
  const salt = "5a17".repeat(16);
  expect(["b1", "b2", "买家", "sto_01"].map((one) => placeOf(salt, "buyer", one))).toMatchInlineSnapshot(`
    [
      1846,
      8043,
      1815,
      7214,
    ]
  `);
  expect(["b1", "sto_01"].map((one) => placeOf(salt, "store", one))).toMatchInlineSnapshot(`
    [
      2403,
      594,
    ]
  `);
  expect(seedOf(salt, "buyer")).not.toBe(seedOf(salt, "other"));
});
