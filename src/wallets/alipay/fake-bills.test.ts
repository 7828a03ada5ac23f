import { inflateRawSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { countingRandom } from "../conformance-rig.ts";
import type { WalletFake } from "../fake-protocol.ts";
import { certificateNumberOf } from "./certificates.ts";
import { makeAlipayFake, makeCredentials } from "./fake.ts";
import { readPrivateKey, signContent, signRsa2 } from "./sign.ts";
import { shanghaiText } from "./time.ts";

/** The bill's file, read by a reader of its own: ZIP with GBK names, CSVs in GBK. */

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const appKey = readPrivateKey(credentials.private_key);
const start = new Date("2024-09-12T01:00:00Z").getTime();
const origin = "http://127.0.0.1:4101";
const query = "alipay.data.dataservice.bill.downloadurl.query";

let now = start;
let fake: WalletFake;

beforeEach(() => {
  now = start;
  fake = makeAlipayFake(credentials, {
    now: () => new Date(now),
    random: countingRandom(),
    http: async () => ({ status: 200, headers: {}, body: Buffer.from("success") }),
    sleep: async () => {},
    origin,
  });
});

async function call(method: string, biz: unknown): Promise<Record<string, string>> {
  const given: Record<string, string> = {
    ...{ app_id: credentials.app_id, method, charset: "utf-8", sign_type: "RSA2", version: "1.0" },
    ...{ timestamp: shanghaiText(new Date(now)), biz_content: JSON.stringify(biz) },
  };
  const sign = await signRsa2(signContent(given, ["sign"]), appKey);
  const body = Buffer.from(new URLSearchParams({ ...given, sign }).toString());
  const answer = await fake.handle({ method: "POST", path: "/gateway.do", headers: {}, body });
  return JSON.parse(answer.body.toString())[`${method.replaceAll(".", "_")}_response`];
}

async function pay(out_trade_no: string, total_amount: string, subject: string): Promise<void> {
  const made = await call("alipay.trade.precreate", { out_trade_no, total_amount, subject });
  expect((await fake.act(made["qr_code"] ?? "", "pay")).state).toBe("paid");
}

const get = (url: string) =>
  fake.handle({ method: "GET", path: url.slice(origin.length), headers: {}, body: Buffer.alloc(0) });

/** Walks the local headers. */
function unzip(bytes: Buffer): { name: string; flags: number; text: string }[] {
  const gbk = new TextDecoder("gbk", { fatal: true });
  const files = [];
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [packed, nameLength] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const from = at + 30 + nameLength + bytes.readUInt16LE(at + 28);
    files.push({
      name: gbk.decode(bytes.subarray(at + 30, at + 30 + nameLength)),
      flags: bytes.readUInt16LE(at + 6),
      text: gbk.decode(inflateRawSync(bytes.subarray(from, from + packed))),
    });
    at = from + packed;
  }
  return files;
}

async function bill(bill_date: string): Promise<string[][]> {
  const answer = await call(query, { bill_type: "trade", bill_date });
  expect(answer).toMatchObject({ code: "10000" });
  return unzip((await get(answer["bill_download_url"] ?? "")).body).map((file) => file.text.split("\r\n"));
}

describe("alipay's fake: the day's bill", () => {
  it("is a ZIP whose names are GBK without the UTF-8 flag, with two CSVs in GBK", async () => {
    await pay("B1", "12.30", "青瓷茶具, 两件 🍵");
    const answer = await call(query, { bill_type: "trade", bill_date: "2024-09-12" });
    const files = unzip((await get(answer["bill_download_url"] ?? "")).body);
    const base = `${credentials.seller_id}_20240912_业务明细`;
    expect(files.map(({ name, flags }) => [name, flags])).toEqual([
      [`${base}.csv`, 0],
      [`${base}(汇总).csv`, 0],
    ]);
    expect(files[0]?.text.split("\r\n").slice(0, 3)).toEqual([
      "#支付宝业务明细查询",
      `#账号：[${credentials.seller_id}0156]`,
      "#起始日期：[2024年09月12日 00:00:00]   终止日期：[2024年09月13日 00:00:00]",
    ]);
    expect(files[1]?.text).toMatch(/^#支付宝业务汇总查询\r\n/);
  });

  it("has a row a payment and a row a refund, 25 columns, and their totals", async () => {
    await pay("B1", "12.30", "青瓷茶具, 两件 🍵");
    await pay("B2", "0.01", "x");
    now += 60_000;
    await call("alipay.trade.refund", { out_trade_no: "B1", refund_amount: "2.30", out_request_no: "R1" });
    const [detail = [], sums = []] = await bill("2024-09-12");
    const rows = detail.filter((line) => !line.startsWith("#") && line !== "").map((line) => line.split(","));
    expect(rows.map((row) => row.length)).toEqual([25, 25, 25, 25]);
    expect(rows[1]?.slice(1, 6).map((cell) => cell.trim())).toEqual([
      ...["B1", "交易", "青瓷茶具  两件 ?", "2024-09-12 09:00:00", "2024-09-12 09:00:00"],
    ]);
    expect(rows.slice(1).map((row) => [row[2], row[11], row[12], row[21], row[22]])).toEqual([
      ["交易\t", "12.30", "12.30", "\t", "-0.07"],
      ["交易\t", "0.01", "0.01", "\t", "0.00"],
      ["退款\t", "-2.30", "-2.30", "R1\t", "0.00"],
    ]);
    expect(detail).toContain("#交易合计：2笔，商家实收共12.31元，商家优惠共0.00元");
    expect(detail).toContain("#退款合计：1笔，商家实收退款共-2.30元，商家优惠退款共0.00元");
    expect(sums).toContain("合计\t,\t,2,1,10.01,10.01,0.00,0.00,0.00,-0.07,0.00,9.94");
  });

  it("is of the day in Shanghai, or of the month", async () => {
    now = Date.parse("2024-09-30T16:00:00Z");
    await pay("B1", "1.00", "x");
    const rows = async (period: string) => (await bill(period))[0]?.filter((line) => line.includes("交易\t")).length;
    expect([await rows("2024-10-01"), await rows("2024-10")]).toEqual([1, 1]);
    for (const bill_date of ["2024-09-30", "2024-09"])
      expect(await call(query, { bill_type: "trade", bill_date })).toMatchObject({ sub_code: "isp.bill_not_exist" });
  });

  it("has an address that holds for half a minute, and is early only with strict_clock", async () => {
    await pay("B1", "1.00", "x");
    const ask = () => call(query, { bill_type: "trade", bill_date: "2024-09-12" });
    const url = (await ask())["bill_download_url"] ?? "";
    expect((await get(url)).status).toBe(200);
    now += 30_001;
    expect([(await get(url)).status, (await get(`${origin}/bill/download`)).status]).toEqual([404, 404]);
    fake.setFaults({ strict_clock: true });
    expect(await ask()).toMatchObject({ sub_code: "isp.bill_not_exist" });
    now = Date.parse("2024-09-13T01:00:00Z");
    expect(await ask()).toMatchObject({ code: "10000" });
  });
});

describe("alipay's fake: what other clients ask", () => {
  it("hands out its certificate by number, base64 over the PEM", async () => {
    const sn = certificateNumberOf(credentials.alipay_cert);
    const download = (alipay_cert_sn: string) => call("alipay.open.app.alipaycert.download", { alipay_cert_sn });
    const content = (await download(sn))["alipay_cert_content"] ?? "";
    expect(Buffer.from(content, "base64").toString()).toBe(credentials.alipay_cert);
    expect(await download("0")).toMatchObject({ code: "40004" });
  });

  it.each([
    ["GET", "/elsewhere", 404, "not-found"],
    ["PUT", "/gateway.do", 405, "method-not-allowed"],
    ["OPTIONS", "/gateway.do?method=alipay.trade.query", 405, "method-not-allowed"],
  ])("answers %s %s in its own error form", async (method, path, status, code) => {
    const answer = await fake.handle({ method, path, headers: {}, body: Buffer.alloc(0) });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code, links: expect.any(Array) });
  });
});
