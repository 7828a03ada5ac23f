import { expect, test } from "vitest";
import { readPayerCode } from "./index.ts";

const cases = [
  ["13 digits of WeChat", "134567890123456789", "wechatpay"],
  ["WeChat Hong Kong", "154567890123456789", "wechatpay"],
  ["Alipay, 18 digits", "281234567890123456", "alipay"],
  ["Alipay, 24 digits", "301234567890123456789012", "alipay"],
  ["Alipay's face token", `fp${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q"}`, "alipay"],
  ["UnionPay", "6212345678901234567", "unionpay"],
  ["JD", "181234567890123456", "jdpay"],
  ["digital yuan", "0112345678901234567", "ecny"],
] as const;

test.each(cases)("%s", (_, code, network) => {
  expect(readPayerCode(code)).toEqual({ ok: true, network, code });
  expect(readPayerCode(`  ${code.slice(0, 4)} ${code.slice(4)}\r\n`)).toEqual({ ok: true, network, code });
});

test.each(["", "16345678901234567", "163456789012345678", "12345", "https://qr.alipay.com/x", "621234567890123456"])(
  "%s is nobody's",
  (code) => expect(readPayerCode(code)).toEqual({ ok: false, fault: "payer_code_unknown", networks: [] }),
);

test("a code that two networks claim says so", () => {
  const bank = { network: "unionpay", shape: /^18\d{16}$/ } as const;
  const read = readPayerCode("181234567890123456", [bank]);
  expect(read).toEqual({ ok: false, fault: "payer_code_ambiguous", networks: ["jdpay", "unionpay"] });
});
