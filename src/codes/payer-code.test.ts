import { expect, test } from "vitest";
import { wallets } from "#wallets";
import { readPayerCode, rulesOf } from "./index.ts";

const rules = rulesOf(Object.values(wallets));

const cases = [
  ["13 digits of WeChat", "134567890123456789", "wechatpay"],
  ["WeChat Hong Kong", "154567890123456789", "wechatpay"],
  ["Alipay, 18 digits", "281234567890123456", "alipay"],
  ["Alipay, 24 digits", "301234567890123456789012", "alipay"],
  ["Alipay's face token", `fp${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q"}`, "alipay"],
  ["UnionPay", "6212345678901234567", "unionpay"],
  ["UnionPay, 16 digits, as some gateways take them", "6212345678901234", "unionpay"],
  ["UnionPay, 20 digits", "62123456789012345678", "unionpay"],
  ["JD", "181234567890123456", "jdpay"],
  ["digital yuan", "0112345678901234567", "ecny"],
] as const;

test.each(cases)("%s", (_, code, network) => {
  expect(readPayerCode(code, rules)).toEqual({ ok: true, network, code });
  expect(readPayerCode(`  ${code.slice(0, 4)} ${code.slice(4)}\r\n`, rules)).toEqual({ ok: true, network, code });
});

const strangers = [
  ...["", "16345678901234567", "163456789012345678", "12345", "https://qr.alipay.com/x", "621234567890123"],
  ...["621234567890123456789", "1334567890123456789", "62123456789012345x"],
];
test.each(strangers)("%s is nobody's", (code) =>
  expect(readPayerCode(code, rules)).toEqual({ ok: false, fault: "payer_code_unknown", networks: [] }),
);

test("a code that two networks claim says so", () => {
  const bank = { network: "unionpay", prefix: "18", digits: { min: 16, max: 20 } };
  const read = readPayerCode("181234567890123456", [...rules, bank]);
  expect(read).toEqual({ ok: false, fault: "payer_code_ambiguous", networks: ["jdpay", "unionpay"] });
  // Where only one of them claims that length, nothing is ambiguous.
  expect(readPayerCode("18123456789012345", [...rules, bank])).toMatchObject({ ok: true, network: "unionpay" });
});
