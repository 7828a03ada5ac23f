import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fen } from "#money";
import { decode } from "./decode.ts";
import { readObjects, writeObjects } from "./emv-tlv.ts";
import { amountFields, codeAmount, emvCrc, type MerchantCode, readCode, writeCode } from "./index.ts";

/** The sample of EMVCo's merchant-presented specification 1.1: Chinese name, so that characters and bytes differ. */
const sample =
  "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT" +
  "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016" +
  "A0112233449988770708123456786304A13A";

describe("the published sample", () => {
  test("has the check sum of its UTF-8 bytes", () => expect(emvCrc(sample.slice(0, -4))).toBe("A13A"));

  test("reads as what it says", () => {
    const read = readCode(sample);
    expect(read).toMatchObject({
      ok: true,
      value: {
        use: "dynamic",
        accounts: [
          { id: "29", guid: "D15600000000", fields: [{ id: "05", value: "A93FO3230Q" }] },
          { id: "31", guid: "D15600000001", fields: [{ id: "03", value: "12345678" }] },
        ],
        ...{ category: "4111", currency: "156", amount: "23.72", country: "CN" },
        ...{ name: "BEST TRANSPORT", city: "BEIJING", postcode: null },
        local: { language: "ZH", name: "最佳运输", city: "北京" },
        other: [
          { id: "55", value: "01" },
          { id: "91", value: "0016A011223344998877070812345678" },
        ],
      },
    });
    if (read.ok) expect(codeAmount(read.value)).toEqual({ ok: true, value: fen(2372) });
  });

  test("is refused when any one character is another, missing, or there twice", () => {
    const characters = [...sample];
    for (let at = 0; at < characters.length; at += 1) {
      const was = characters[at] ?? "";
      for (const now of [was === "1" ? "2" : "1", "", was + was, "京"]) {
        if (now === was) continue;
        const changed = [...characters.slice(0, at), now, ...characters.slice(at + 1)].join("");
        // The check sum's own case is the only freedom that the specification leaves.
        expect([at, now, readCode(changed).ok]).toEqual([at, now, false]);
      }
    }
  });
});

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
const latin = (max: number) => fc.string({ unit: fc.constantFrom(..."ABC xyz09.-"), minLength: 1, maxLength: max });
const chinese = (max: number) =>
  fc.string({ unit: fc.constantFrom(..."茶叶店北京a1😀"), minLength: 1, maxLength: max });
const ids = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => n.toString().padStart(2, "0"));
const objects = (from: number, to: number) =>
  fc.uniqueArray(fc.record({ id: ids(from, to), value: chinese(9) }), { maxLength: 3, selector: (one) => one.id });

const account = fc.oneof(
  fc.record({ id: ids(2, 25), value: latin(31) }),
  fc.record({ id: ids(26, 51), guid: latin(32), fields: objects(1, 4) }),
);
const codes: fc.Arbitrary<MerchantCode> = fc.record({
  use: fc.constantFrom("static", "dynamic"),
  accounts: fc.uniqueArray(account, { minLength: 1, maxLength: 3, selector: (one) => one.id }),
  category: digits(4),
  currency: fc.constantFrom("156", "344"),
  amount: fc.option(fc.bigInt({ min: 1n, max: 999_999_999n }).map((minor) => amountFields(fen(minor)).amount)),
  country: fc.constantFrom("CN", "HK"),
  name: latin(25),
  city: latin(15),
  postcode: fc.option(latin(10)),
  local: fc.option(fc.record({ language: fc.constant("ZH"), name: chinese(12), city: fc.option(chinese(7)) })),
  additional: objects(1, 9),
  other: objects(80, 99),
});

describe("codes of our own", () => {
  test("a second check sum anywhere before the last is refused, whatever it says", () => {
    const second = fc.oneof(digits(4), chinese(9)).map((value) => writeObjects([{ id: "63", value }]));
    fc.assert(
      fc.property(codes.map(writeCode), fc.nat(20), second, (text, place, put) => {
        const all = readObjects(text.slice(0, -8));
        if (!all.ok) throw new Error(all.fault);
        const [front, rest] = [all.value.slice(0, 1 + place), all.value.slice(1 + place)].map(writeObjects);
        const open = `${front}${put}${rest}6304`;
        expect(readCode(open + emvCrc(open))).toEqual({ ok: false, fault: "emv_object_twice", at: "63" });
      }),
    );
  });

  test("what is written reads as the same", () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(readCode(writeCode(code))).toEqual({ ok: true, value: code });
      }),
    );
  });

  test("a text of any kind is read or refused, never a throw", () => {
    const near = fc.tuple(codes.map(writeCode), fc.nat(400), fc.string({ unit: "grapheme" })).map(([text, at, put]) => {
      const open = text.slice(0, at) + put + text.slice(at, -4);
      return open + emvCrc(open);
    });
    const read = (text: string) => {
      const found = readCode(text);
      if (found.ok) codeAmount(found.value);
      else expect(found.fault).toMatch(/^emv_/);
    };
    fc.assert(fc.property(fc.oneof(fc.string(), near), read), { numRuns: 500 });
  });

  test("our number is read from our own template, and in nobody else's is nothing", () => {
    const id = `cod_${"0".repeat(26)}`;
    const read = readCode(sample);
    if (!read.ok) throw new Error(read.fault);
    const told = (guid: string, value: string) => {
      const accounts = [{ id: "26", guid, fields: [{ id: "02", value }] }];
      return decode(writeCode({ ...read.value, accounts }), "https://pay.test", []);
    };
    expect(told("hutong.code", id)).toMatchObject({ kind: "emv", id });
    expect(told("hutong.code", `https://pay.test/c/${id}`)).toMatchObject({ kind: "emv", id });
    expect(told("hutong.code", `https://evil.test/c/${id}`)).toMatchObject({ kind: "emv", id: null });
    expect(told("evil.example", id)).toMatchObject({ kind: "emv", id: null });
  });

  test("an amount with more digits than the currency has is refused, not rounded", () => {
    const read = readCode(sample);
    if (!read.ok) throw new Error(read.fault);
    expect(codeAmount({ ...read.value, amount: "23.721" })).toEqual({ ok: false, fault: "emv_field_wrong", at: "54" });
    expect(codeAmount({ ...read.value, amount: "23." })).toEqual({ ok: true, value: fen(2300) });
    expect(codeAmount({ ...read.value, currency: "999" })).toMatchObject({ ok: false, at: "53" });
    expect(codeAmount({ ...read.value, amount: null })).toEqual({ ok: true, value: null });
  });
});
