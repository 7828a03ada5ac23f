import { createRequire } from "node:module";
import fc from "fast-check";
import * as promptparse from "promptparse";
import { describe, expect, test } from "vitest";
import { emvCrc, type MerchantCode, readCode, writeCode } from "./index.ts";

/**
 * Three packages that are not ours read what we write and write what we read, where they are right. Where one is not,
 * a test says where, and why EMVCo's published sample and not the package is the judge.
 */
const require = createRequire(import.meta.url);
type Decoded = Record<string, { data: string | Record<string, { data: string }> }>;
const emvqr = require("emvqr") as { decode(text: string): Decoded };
type Account = {
  setGloballyUniqueIdentifier(value: string): void;
  addPaymentNetworkSpecific(id: string, value: string): void;
};
type Builder = {
  addMerchantAccountInformation(id: string, account: Account): void;
  setPayloadFormatIndicator(value: string): void;
  setPointOfInitiationMethod(value: string): void;
  setMerchantCategoryCode(value: string): void;
  setTransactionCurrency(value: string): void;
  setTransactionAmount(value: string): void;
  setCountryCode(value: string): void;
  setMerchantName(value: string): void;
  setMerchantCity(value: string): void;
  generatePayload(): string;
};
const { Merchant } = require("emv-qrcps") as {
  Merchant: { buildEMVQR(): Builder; buildMerchantAccountInformation(): Account };
};

const sample =
  "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT" +
  "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME" +
  "91320016A0112233449988770708123456786304A13A";

const plain: MerchantCode = {
  ...{ use: "static", category: "5999", currency: "156", amount: null, country: "CN", name: "TEA HOUSE" },
  ...{ city: "SUZHOU", postcode: null, local: null, additional: [], other: [] },
  accounts: [{ id: "26", guid: "hutong.code", fields: [{ id: "01", value: "cod_1" }] }],
};

/** Latin text as names and cities have it. */
const latin = (max: number) => fc.stringMatching(/^[A-Z][A-Za-z0-9 &.'-]*[A-Za-z0-9]$/, { maxLength: max });
const codes = fc.record({ name: latin(25), city: latin(15), yuan: fc.integer({ min: 1, max: 999_999 }) }).map(
  ({ name, city, yuan }): MerchantCode => ({
    ...plain,
    ...{ use: "dynamic", name: name.slice(0, 25), city: city.slice(0, 15), amount: `${yuan}.50` },
  }),
);

describe("promptparse, strict, over ASCII", () => {
  test("reads whatever we write, every object and the check sum", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const text = writeCode(code);
        const read = promptparse.parse(text, true, true);
        expect(read?.getTagValue("54")).toBe(code.amount);
        expect([read?.getTagValue("59"), read?.getTagValue("60")]).toEqual([code.name, code.city]);
        expect(read?.getTagValue("26", "00")).toBe("hutong.code");
        expect(promptparse.checksum(text.slice(0, -4))).toBe(text.slice(-4));
      }),
    );
  });

  test("writes what we read", () => {
    const body = [
      ...[promptparse.tag("00", "01"), promptparse.tag("01", "11"), promptparse.tag("15", "9".repeat(31))],
      ...[promptparse.tag("52", "5999"), promptparse.tag("53", "156"), promptparse.tag("58", "CN")],
      ...[promptparse.tag("59", "TEA HOUSE"), promptparse.tag("60", "SUZHOU")],
    ];
    const text = promptparse.withCrcTag(promptparse.encode(body), "63");
    const read = readCode(text);
    expect(read).toMatchObject({
      ok: true,
      value: { name: "TEA HOUSE", accounts: [{ id: "15", value: "9".repeat(31) }] },
    });
  });

  test("is wrong about Chinese: its check sum is not over UTF-8 bytes, which EMVCo's own sample is", () => {
    expect(emvCrc(sample.slice(0, -4))).toBe("A13A");
    expect(promptparse.checksum(sample.slice(0, -4))).not.toBe("A13A");
    expect(promptparse.parse(sample, true, true)).toBeNull();
    expect(readCode(sample).ok).toBe(true);
  });
});

describe("emvqr, which checks no sum", () => {
  const text = (of: Decoded, id: string): unknown => of[id]?.data;

  test("reads the published sample as we do, and ours with Chinese", () => {
    const ours = writeCode({ ...plain, local: { language: "ZH", name: "茶馆", city: "苏州" } });
    for (const [code, name, local] of [
      [sample, "BEST TRANSPORT", "最佳运输"],
      [ours, "TEA HOUSE", "茶馆"],
    ] as const) {
      const [read, own] = [emvqr.decode(code), readCode(code)];
      expect(text(read, "59")).toBe(name);
      expect(text(read, "64")).toContain(local);
      expect(own).toMatchObject({ ok: true, value: { name, local: { name: local } } });
    }
  });

  test("is wrong about objects 02 to 25: it takes their values for templates, which EMVCo keeps for 26 to 51", () => {
    const value = `9000000190000002${"7".repeat(15)}`;
    const networks = writeCode({ ...plain, accounts: [{ id: "15", value }] });
    expect(text(emvqr.decode(networks), "15")).not.toBe(value);
    expect(promptparse.parse(networks, true, true)?.getTagValue("15")).toBe(value);
  });
});

/** A code by emv-qrcps, field by field. */
function built(code: MerchantCode): string {
  const account = Merchant.buildMerchantAccountInformation();
  account.setGloballyUniqueIdentifier("hutong.code");
  account.addPaymentNetworkSpecific("01", "cod_1");
  const made = Merchant.buildEMVQR();
  made.setPayloadFormatIndicator("01");
  made.setPointOfInitiationMethod("12");
  made.addMerchantAccountInformation("26", account);
  made.setMerchantCategoryCode("5999");
  made.setTransactionCurrency("156");
  made.setTransactionAmount(code.amount ?? "");
  made.setCountryCode("CN");
  made.setMerchantName(code.name);
  made.setMerchantCity(code.city);
  return made.generatePayload();
}

describe("emv-qrcps, which builds", () => {
  test("what it builds we read, to the last field, and but for one fault it is what we write", () => {
    const seen = { right: 0, short: 0 };
    fc.assert(
      fc.property(codes, (code) => {
        const [theirs, ours] = [built(code), writeCode(code)];
        // Its check sum loses leading zeros; EMVCo has four digits, always.
        const sum = ours.slice(-4).replace(/^0+/, "");
        expect(theirs).toBe(`${ours.slice(0, -8)}630${sum.length}${sum}`);
        if (sum.length === 4) {
          seen.right += 1;
          expect(readCode(theirs)).toEqual({ ok: true, value: code });
        } else {
          seen.short += 1;
          expect(readCode(theirs)).toMatchObject({ ok: false, fault: "emv_crc_missing" });
        }
      }),
      { numRuns: 200, seed: 20261122 },
    );
    expect(seen.right).toBeGreaterThan(100);
    expect(seen.short).toBeGreaterThan(0);
  });
});
