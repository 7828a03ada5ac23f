import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Aes, Formatter, Hash, Transformer, Wechatpay } from "wechatpay-axios-plugin";
import type { Http } from "#wallets/protocol";
import {
  makeCredentials,
  makeWeChatPayFake,
  type WeChatPayCredentials,
  type WeChatPayFake,
} from "#wallets/wechatpay/fake";
import { serveFake } from "./serve-fake.ts";

/** Orders of the older protocol by the unmodified npm package wechatpay-axios-plugin, its notices opened by it too. */
type Fields = Record<string, string>;
type Call = (data?: object, config?: object) => Promise<{ data: Fields }>;

let own: WeChatPayCredentials;
let fake: WeChatPayFake;
let served: Awaited<ReturnType<typeof serveFake>>;
let told: string[];

const merchant: Http = async ({ body }) => {
  told.push(Buffer.from(body ?? "").toString());
  const answer = "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>";
  return { status: 200, headers: {}, body: Buffer.from(answer) };
};

beforeAll(async () => {
  own = await makeCredentials({ now: new Date(), random: (bytes) => randomBytes(bytes) });
  served = await serveFake(() => fake);
});
afterAll(() => served.close());
/** The older protocol's requests name no time, so the wallet's clock may stand. */
const startAt = Date.parse("2024-09-12T01:00:00.000Z");
let later: number;
beforeEach(() => {
  told = [];
  later = 0;
  fake = makeWeChatPayFake(own, {
    ...{ now: () => new Date(startAt + later), random: (bytes) => randomBytes(bytes), sleep: async () => {} },
    ...{ origin: served.origin, http: merchant },
  });
});

/** The SDK makes a path of property names; it proves every answer and throws what the wallet refuses. */
async function post(path: string, body: object, config: object = {}): Promise<Fields> {
  const client: object = new Wechatpay({
    ...{ baseURL: `${served.origin}/`, mchid: own.mchid, serial: own.serial_no, privateKey: own.private_key },
    ...{ certs: { [own.public_key.id]: own.public_key.pem }, secret: own.apiv2_key, proxy: false },
  });
  const names = `v2/${path}`.split("/");
  const end = names.reduce((node, name) => (node as Record<string, object>)[name] as object, client);
  const parties = { appid: own.appid, mch_id: own.mchid, nonce_str: randomBytes(16).toString("hex") };
  return (await ((end as Record<string, Call>)["post"] as Call)({ ...parties, ...body }, config)).data;
}

async function refused(call: Promise<unknown>): Promise<Fields> {
  const reason: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  const { response } = (reason ?? {}) as { response?: { data: Fields } };
  if (!response) throw new Error(`expected a refusal, got ${String(reason)}`);
  return response.data;
}

/** A notice as the SDK reads it. */
const read = (xml: string | undefined): Fields => Transformer.toObject(xml ?? "") as Fields;

let counter = 0;
const number = (): string => `V2ORDER${(counter++).toString().padStart(6, "0")}`;

describe.each(["MD5", "HMAC-SHA256"] as const)("orders of the older protocol, %s", (sign_type) => {
  const order = (out_trade_no: string, change: object = {}) => ({
    ...{ out_trade_no, sign_type, body: "茶 & <Tea>", total_fee: 1230, spbill_create_ip: "127.0.0.1" },
    ...{ notify_url: "https://shop.test/n", trade_type: "NATIVE", attach: "", ...change },
  });

  test("are made, paid, told, refunded, told again", async () => {
    const id = number();
    const made = await post("pay/unifiedorder", order(id));
    await fake.act(made["code_url"] ?? "", "pay", "anna");
    await fake.deliverDue();
    const { sign, ...notice } = read(told[0]);
    expect(notice["sign_type"] ?? "MD5").toBe(sign_type);
    expect(Hash.sign(sign_type, notice, own.apiv2_key)).toBe(sign);
    expect(notice).toMatchObject({ out_trade_no: id, total_fee: "1230", result_code: "SUCCESS" });
    const asked = await post("pay/orderquery", { sign_type, out_trade_no: id });
    expect(asked).toMatchObject({ trade_state: "SUCCESS", transaction_id: notice["transaction_id"] });
    const back = { sign_type, out_trade_no: id, out_refund_no: `R${id}`, total_fee: 1230, refund_fee: 30 };
    const refund = await post("secapi/pay/refund", { ...back, notify_url: "https://shop.test/r" });
    later = 5_000;
    await fake.deliverDue();
    const sealed = read(told[1])["req_info"] ?? "";
    const opened = read(Aes.AesEcb.decrypt(sealed, Hash.md5(own.apiv2_key)));
    expect(opened).toMatchObject({ refund_id: refund["refund_id"], refund_fee: "30", refund_status: "SUCCESS" });
    const query = await post("pay/refundquery", { sign_type, out_trade_no: id });
    expect(query).toMatchObject({ refund_count: "1", refund_status_0: "SUCCESS", refund_fee_0: "30" });
  });

  test("are refused where they should be", async () => {
    const id = number();
    expect(await refused(post("pay/unifiedorder", order(id, { trade_type: "JSAPI" })))).toMatchObject({
      return_msg: "JSAPI支付必须传openid",
    });
    await post("pay/unifiedorder", order(id));
    expect(await refused(post("pay/unifiedorder", order(id, { total_fee: 1 })))).toMatchObject({
      err_code: "INVALID_REQUEST",
    });
    await post("pay/closeorder", { sign_type, out_trade_no: id });
    expect(await refused(post("pay/unifiedorder", order(id)))).toMatchObject({ err_code: "ORDERCLOSED" });
    const back = { sign_type, out_trade_no: id, out_refund_no: "R1", total_fee: 1230, refund_fee: 30 };
    expect(await refused(post("secapi/pay/refund", back))).toMatchObject({ err_code: "ORDERNOTEXIST" });
  });
});

test("a page's hand-over is signed by the SDK, and the day's bill read by it", async () => {
  const [id, nonceStr] = [number(), randomBytes(16).toString("hex")];
  const what = { out_trade_no: id, body: "茶", total_fee: 99, spbill_create_ip: "127.0.0.1", openid: "oSomebody" };
  const made = await post("pay/unifiedorder", { ...what, notify_url: "https://shop.test/n", trade_type: "JSAPI" });
  const shown: Fields = { appId: own.appid, timeStamp: `${Formatter.timestamp()}`, nonceStr };
  Object.assign(shown, { package: `prepay_id=${made["prepay_id"]}`, signType: "MD5" });
  const handOver = { ...shown, paySign: Hash.sign("MD5", shown, own.apiv2_key) };
  expect(await fake.act(JSON.stringify(handOver), "pay")).toMatchObject({ state: "paid", amount: "0.99" });
  const ask = { bill_date: "20240912", bill_type: "ALL" };
  const file = await post("pay/downloadbill", ask, { responseType: "arraybuffer", transformResponse: [] });
  const { rows } = Formatter.castCsvBill(file as unknown as Buffer) as { rows: Fields[] };
  expect(rows).toMatchObject([{ 商户订单号: id, 交易类型: "JSAPI", 订单金额: "0.99" }]);
  expect(await refused(post("pay/downloadbill", { ...ask, bill_date: "20190611" }))).toMatchObject({
    return_msg: "No Bill Exist",
  });
});
