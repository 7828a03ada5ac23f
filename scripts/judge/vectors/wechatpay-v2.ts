import assert from "node:assert/strict";
import { readBillFile, tradeFile } from "../../../src/wallets/wechatpay/bill-file.ts";
import { readXmlV2, signV2, xmlV2 } from "../../../src/wallets/wechatpay/v2.ts";
import type { Vector } from "./judge.ts";
import { textAfter } from "./literals.ts";

const vector = (name: string, check: Vector["check"]): Vector => ({ wallet: "wechatpay", name, check });
const fixture = (name: string): string => `wechatpay-php/tests/fixtures/${name}`;

const samples: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "unifiedorder.sample.xml": { out_trade_no: "1415659990", total_fee: "1", sign: "0CB01533B8C1EF103065174F50BCA001" },
  "paysuccess.notification.sample.xml": {
    ...{ attach: "支付测试", transaction_id: "1004400740201409030005092168" },
    sign: "B552ED6B279343CB493C5DD0D78AB241",
  },
  "sendredpack.sample.xml": { act_name: "新年红包", sign: "E1EE61A91C8E90F299DE6AE075D60A2D" },
  "getpublickey.response.sample.xml": { return_code: "SUCCESS", mch_id: "123456" },
};

const hostile = ["fragment_injection.sample.xml", "invalid.bad_entity.sample.xml", "invalid.xxe_injection.sample.xml"];

/** The older protocol, and the wallet's bill file, which both versions share. */
export const wechatpayV2Vectors: readonly Vector[] = [
  vector("wechatpay-axios-plugin: MD5 of the key alone", (read) => {
    const text = read("wechatpay-axios-plugin/tests/lib/hash.test.js");
    const mark = "Hash.md5('', 'exposed_your_key_here_have_risks').should.be.String().and.equal(";
    const key = textAfter(text, "const fakeSecret =");
    assert.equal(signV2({}, key, "MD5"), textAfter(text, mark).toUpperCase());
  }),
  ...Object.entries(samples).map(([file, wanted]) =>
    vector(`wechatpay-php: XML of ${file}`, (read) => {
      const fields = readXmlV2(read(fixture(file)));
      assert.ok(fields, "not read");
      for (const [name, value] of Object.entries(wanted)) assert.equal(fields[name], value, name);
      assert.deepEqual(readXmlV2(xmlV2(fields)), fields);
    }),
  ),
  ...hostile.map((file) =>
    vector(`wechatpay-php: XML of ${file} is refused`, (read) => {
      assert.equal(readXmlV2(read(fixture(file))), null);
    }),
  ),
  vector("wechatpay-php: a day's bill, its totals proven", async (read) => {
    const whole = Buffer.from(read(fixture("bill.ALL.csv")));
    const lines = await billLines(whole);
    const refunds = lines.filter((one) => one.kind === "refund");
    assert.deepEqual([lines.length, refunds.length > 0, refunds.length < 45], [45, true, true]);
    const changed = Buffer.from(whole.toString().replace("%,`0.03,", "%,`0.04,"));
    await assert.rejects(billLines(changed), /total of paid is off/);
  }),
];

async function billLines(file: Buffer) {
  const lines = [];
  const whole = async function* (): AsyncGenerator<Buffer> {
    yield file;
  };
  for await (const batch of readBillFile(whole(), tradeFile)) lines.push(...batch);
  return lines;
}
