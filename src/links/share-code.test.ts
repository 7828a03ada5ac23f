import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeShareCode, readShareCode, shareAlphabet, shareLength, shownShareCode } from "./share-code.ts";
import { findShareCodes } from "./share-text.ts";

const hash = (text: string) => createHmac("sha256", "a key of this test").update(text).digest();
const otherHash = (text: string) => createHmac("sha256", "another key").update(text).digest();
const codes = fc
  .uint8Array({ minLength: 5, maxLength: 5 })
  .map((bytes) => makeShareCode(() => Buffer.from(bytes), hash));
const place = fc.nat(shareLength - 1);
const symbol = fc.constantFrom(...shareAlphabet);

describe("a share code", () => {
  test("is read as it was made, and as people write it", () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(readShareCode(code, hash)).toBe(code);
        const written = shownShareCode(code).toLowerCase().replaceAll("0", "o").replaceAll("1", "l");
        expect(readShareCode(written, hash)).toBe(code);
      }),
    );
  });

  test("read with O for 0, I or L for 1, and small letters, is the same code: on purpose, at every place", () => {
    const spoken: Readonly<Record<string, readonly string[]>> = { "0": ["O", "o"], "1": ["I", "i", "L", "l"] };
    const read = new Set<string>();
    fc.assert(
      fc.property(codes, place, (code, at) => {
        const was = code[at] ?? "";
        for (const other of [...(spoken[was] ?? []), was.toLowerCase()]) {
          expect(readShareCode(code.slice(0, at) + other + code.slice(at + 1), hash)).toBe(code);
          read.add(was + other);
        }
        // U stands for nothing, and the other letters for themselves alone.
        expect(readShareCode(`${code.slice(0, at)}U${code.slice(at + 1)}`, hash)).toBeNull();
      }),
      { numRuns: 2000 },
    );
    for (const [digit, others] of Object.entries(spoken))
      for (const other of others) expect([digit, other, read.has(digit + other)]).toEqual([digit, other, true]);
  });

  test("read with O, I or L for another symbol than theirs is refused", () => {
    fc.assert(
      fc.property(codes, place, fc.constantFrom("O", "I", "L", "o", "i", "l"), (code, at, other) => {
        fc.pre(code[at] !== (other.toLowerCase() === "o" ? "0" : "1"));
        expect(readShareCode(code.slice(0, at) + other + code.slice(at + 1), hash)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  test("is refused with any one symbol another, missing or there twice, and with two neighbours swapped", () => {
    fc.assert(
      fc.property(codes, place, symbol, (code, at, other) => {
        const [before, after] = [code.slice(0, at), code.slice(at + 1)];
        const was = code[at] ?? "";
        if (other !== was) expect(readShareCode(before + other + after, hash)).toBeNull();
        expect(readShareCode(before + after, hash)).toBeNull();
        expect(readShareCode(before + was + was + after, hash)).toBeNull();
        const next = code[at + 1];
        if (next !== undefined && next !== was)
          expect(readShareCode(before + next + was + code.slice(at + 2), hash)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  test("made with another key is nobody's, but for chance", () => {
    const accepted = fc.sample(fc.uint8Array({ minLength: 5, maxLength: 5 }), 2000).filter(
      (bytes) =>
        readShareCode(
          makeShareCode(() => Buffer.from(bytes), otherHash),
          hash,
        ) !== null,
    );
    expect(accepted.length).toBeLessThan(3);
  });
});

const chatter = fc.string({
  unit: fc.constantFrom(
    ..."复制这段话打开淘宝看好货。，！【】￥ \n😀",
    ..."Copy it & see: 12.50 yuan https://e.cn/a?b=1 ",
  ),
  maxLength: 60,
});
/** What ends a word: a code that is glued to a Latin letter or a digit is not set apart from it. */
const edge = fc.constantFrom("", "￥", "【", "：", ": ", "\n", "券", "！", "(", "“");

describe("a pasted text", () => {
  test("gives the codes that stand in it, among Chinese and English full of other things", () => {
    const shape = fc.constantFrom<(code: string) => string>(
      (code) => code,
      shownShareCode,
      (code) => shownShareCode(code).replaceAll("-", " "),
      (code) => shownShareCode(code).replaceAll("-", "－").toLowerCase(),
      (code) => [...code].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join(""),
    );
    fc.assert(
      fc.property(codes, shape, chatter, chatter, edge, edge, (code, write, before, after, left, right) => {
        const [apart, end] = [/[0-9A-Za-z]$/.test(before + left), /^[0-9A-Za-z]/.test(right + after)];
        const text = `${before}${left}${apart ? "，" : ""}${write(code)}${end ? "。" : ""}${right}${after}`;
        expect(findShareCodes(text, hash)).toContain(code);
      }),
      { numRuns: 1000 },
    );
  });

  test("without a code gives none; a piece of a longer number is no code", () => {
    fc.assert(
      fc.property(chatter, (text) => {
        expect(findShareCodes(text, hash)).toEqual([]);
      }),
    );
    const [code = ""] = fc.sample(codes, 1);
    expect(findShareCodes(`订单号${code}77`, hash)).toEqual([]);
    expect(findShareCodes(`x${code}`, hash)).toEqual([]);
    expect(findShareCodes(`1234 ${shownShareCode(code)}`, hash)).toEqual([code]);
    expect(findShareCodes(`${code} ${code}`, hash)).toEqual([code]);
  });

  test("of any kind is looked through in no time", () => {
    const hostile = ["A".repeat(5000), "AAAA ".repeat(1000), "AAAA-".repeat(1000), "0".repeat(1e6)];
    for (const text of hostile) expect(findShareCodes(text, otherHash).length).toBeLessThan(2);
  });
});
