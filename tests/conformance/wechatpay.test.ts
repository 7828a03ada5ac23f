import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Aes, Formatter, Rsa, Wechatpay } from "wechatpay-axios-plugin";
import { NoAnswer } from "#wallets/fake-protocol";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import {
  makeCredentials,
  makeWeChatPayFake,
  type WeChatPayCredentials,
  type WeChatPayFake,
} from "#wallets/wechatpay/fake";

/**
 * The unmodified npm package wechatpay-axios-plugin drives our WeChat Pay over a real socket. It signs and verifies by
 * its own code, so what passes here does not rest on our client and our fake sharing a mistake.
 */
type Sdk = InstanceType<typeof Wechatpay>;
type Call = (data?: object, config?: object) => Promise<{ status: number; data: Record<string, unknown> }>;

let own: WeChatPayCredentials;
let fake: WeChatPayFake;
let server: Server;
let origin = "";
/** Changes an answer on its way, to see whether the SDK notices. */
let tamper: ((answer: RawResponse) => RawResponse) | null = null;
let notices: RawRequest[] = [];

beforeAll(async () => {
  const random = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes)));
  own = await makeCredentials({ now: new Date(), random });
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const headers = request.headers as Record<string, string>;
      const raw = { method: request.method ?? "", path: request.url ?? "", headers, body: Buffer.concat(chunks) };
      try {
        const answer = await fake.handle(raw);
        const sent = tamper ? tamper(answer) : answer;
        response.writeHead(sent.status, sent.headers).end(sent.body);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        request.socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  tamper = null;
  notices = [];
  fake = makeWeChatPayFake(own, {
    now: () => new Date(),
    random: (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))),
    sleep: async () => {},
    origin,
    http: async (request) => {
      const headers = { ...request.headers };
      notices.push({
        method: "POST",
        path: new URL(request.url).pathname,
        headers,
        body: Buffer.from(request.body ?? ""),
      });
      return { status: 204, headers: {}, body: Buffer.alloc(0) };
    },
  });
});

function sdk(change: object = {}): Sdk {
  return new Wechatpay({
    baseURL: `${origin}/`,
    mchid: own.mchid,
    serial: own.serial_no,
    privateKey: own.private_key,
    certs: { [own.public_key.id]: own.public_key.pem, [own.platform[0].serial_no]: own.platform[0].pem },
    secret: own.apiv2_key,
    proxy: false,
    ...change,
  });
}

/** The SDK makes a path of property names; its types know only some of them. */
function at(client: Sdk, path: string, verb: "get" | "post"): Call {
  const end = path
    .split("/")
    .reduce((node, name) => (node as Record<string, unknown>)[name] as object, client as object);
  return (end as Record<string, Call>)[verb] as Call;
}

let counter = 0;
const order = (change: object = {}) => ({
  appid: own.appid,
  mchid: own.mchid,
  description: "Image形象店-深圳腾大-QQ公仔",
  out_trade_no: `AXIOS${Date.now()}${(counter++).toString().padStart(4, "0")}`,
  notify_url: "https://shop.test/notices",
  amount: { total: 100, currency: "CNY" },
  ...change,
});

type Refusal = { status: number; code: string; detail?: { field: string } };
type SdkError = { isAxiosError?: boolean; response?: { status: number; data: Omit<Refusal, "status"> } };

async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => null,
    (reason: SdkError) => reason,
  );
  if (!error?.isAxiosError || !error.response) throw new Error(`expected a refusal, got ${String(error)}`);
  return { ...error.response.data, status: error.response.status };
}

async function paid(client: Sdk): Promise<{ request: ReturnType<typeof order>; transaction: string }> {
  const request = order();
  const { data } = await at(client, "v3/pay/transactions/native", "post")(request);
  const view = await fake.act(data["code_url"] as string, "pay");
  return { request, transaction: view.transaction_id ?? "" };
}

test("creates in each of the four ways, and the answers are proven", async () => {
  const client = sdk();
  const native = await at(client, "v3/pay/transactions/native", "post")(order());
  expect(native.data["code_url"]).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/);
  const payer = { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" };
  const jsapi = await at(client, "v3/pay/transactions/jsapi", "post")(order({ payer }));
  expect(jsapi.data["prepay_id"]).toMatch(/^wx\d{14}\w{20}$/);
  const app = await at(client, "v3/pay/transactions/app", "post")(order());
  expect(app.data["prepay_id"]).toMatch(/^wx/);
  const scene_info = { payer_client_ip: "203.0.113.7", h5_info: { type: "Wap" } };
  const h5 = await at(client, "v3/pay/transactions/h5", "post")(order({ scene_info }));
  expect(h5.data["h5_url"]).toContain("/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx");
});

test("queries by both numbers, closes, and is told what cannot be", async () => {
  const client = sdk();
  const { request, transaction } = await paid(client);
  const params = { mchid: own.mchid };
  const byOurs = await at(client, "v3/pay/transactions/outTradeNo/$n$", "get")({ params, n: request.out_trade_no });
  expect(byOurs.data).toMatchObject({ trade_state: "SUCCESS", transaction_id: transaction, amount: { total: 100 } });
  const byTheirs = await at(client, "v3/pay/transactions/id/$n$", "get")({ params, n: transaction });
  expect(byTheirs.data).toEqual(byOurs.data);
  const close = at(client, "v3/pay/transactions/outTradeNo/$n$/close", "post");
  expect(await refusal(close(params, { n: request.out_trade_no }))).toMatchObject({ status: 400, code: "ORDERPAID" });
  const open = order();
  await at(client, "v3/pay/transactions/native", "post")(open);
  expect((await close(params, { n: open.out_trade_no })).status).toBe(204);
  const closed = await at(client, "v3/pay/transactions/outTradeNo/$n$", "get")({ params, n: open.out_trade_no });
  expect(closed.data["trade_state"]).toBe("CLOSED");
});

test("refunds in parts, never more than was paid", async () => {
  const client = sdk();
  const { request, transaction } = await paid(client);
  const refund = (no: string, minor: number) =>
    at(
      client,
      "v3/refund/domestic/refunds",
      "post",
    )({
      transaction_id: transaction,
      out_refund_no: `${request.out_trade_no}${no}`,
      amount: { refund: minor, total: 100, currency: "CNY" },
    });
  const first = await refund("A", 40);
  expect(first.data).toMatchObject({
    status: "PROCESSING",
    out_trade_no: request.out_trade_no,
    amount: { refund: 40 },
  });
  expect((await refund("A", 40)).data["refund_id"]).toBe(first.data["refund_id"]);
  expect(await refusal(refund("A", 41))).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
  expect(await refusal(refund("B", 61))).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
  const asked = await at(client, "v3/refund/domestic/refunds/$n$", "get")({ n: `${request.out_trade_no}A` });
  expect(asked.data["refund_id"]).toBe(first.data["refund_id"]);
});

test("refuses what the wallet refuses: signature, clock, account, parameters, repeated numbers", async () => {
  const client = sdk();
  const native = at(client, "v3/pay/transactions/native", "post");
  const request = order();
  await native(request);
  expect((await native(request)).status).toBe(200);
  const other = native({ ...request, amount: { total: 101, currency: "CNY" } });
  expect(await refusal(other)).toMatchObject({ status: 403, code: "OUT_TRADE_NO_USED" });
  const wrongKey = at(sdk({ privateKey: own.public_key.private_key }), "v3/pay/transactions/native", "post");
  expect(await refusal(wrongKey(order()))).toMatchObject({ status: 401, code: "SIGN_ERROR" });
  const otherSerial = at(sdk({ serial: "0".repeat(40) }), "v3/pay/transactions/native", "post");
  expect(await refusal(otherSerial(order()))).toMatchObject({ status: 401, code: "SIGN_ERROR" });
  const stranger = at(sdk({ mchid: "1999999999" }), "v3/pay/transactions/native", "post");
  expect(await refusal(stranger(order()))).toMatchObject({ status: 400, code: "MCH_NOT_EXISTS" });
  expect(await refusal(native(order({ appid: "wx0000000000000000" })))).toMatchObject({
    code: "APPID_MCHID_NOT_MATCH",
  });
  const fraction = native(order({ amount: { total: 1.5, currency: "CNY" } }));
  expect(await refusal(fraction)).toMatchObject({
    status: 400,
    code: "PARAM_ERROR",
    detail: { field: "/amount/total" },
  });
  const params = { mchid: own.mchid };
  const missing = at(client, "v3/pay/transactions/outTradeNo/$n$", "get")({ params, n: "NEVERWAS" });
  expect(await refusal(missing)).toMatchObject({ status: 404, code: "ORDER_NOT_EXIST" });
});

test("the SDK refuses an answer when one byte changes, or when the key is another", async () => {
  const native = at(sdk(), "v3/pay/transactions/native", "post");
  tamper = (answer) => {
    const body = Buffer.from(answer.body);
    body[body.length - 3] = (body[body.length - 3] ?? 0) ^ 1;
    return { ...answer, body };
  };
  await expect(native(order())).rejects.toMatchObject({ code: "EV3_RES_HEADER_SIGNATURE_DIGEST" });
  tamper = null;
  fake.setFaults({ bad_signature: true });
  await expect(native(order())).rejects.toMatchObject({ code: "EV3_RES_HEADER_SIGNATURE_DIGEST" });
  fake.clearFaults();
  fake.signWith(own.platform[1].serial_no);
  await expect(native(order())).rejects.toMatchObject({ code: "EV3_RES_HEADER_PLATFORM_SERIAL" });
  fake.signWith(own.platform[0].serial_no);
  expect((await native(order())).status).toBe(200);
});

test("an answer that never comes leaves the order standing", async () => {
  const native = at(sdk(), "v3/pay/transactions/native", "post");
  const request = order();
  fake.setFaults({ timeout_after_success: 1 });
  await expect(native(request)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|ECONNABORTED/) });
  fake.clearFaults();
  expect(fake.ledger().payments.map((row) => row.out_trade_no)).toEqual([request.out_trade_no]);
});

test("notices are proven and opened by the SDK's own helpers, and refused when a byte changes", async () => {
  const { request, transaction } = await paid(sdk());
  expect(await fake.deliverDue()).toBe(1);
  const { headers, body } = notices[0] as RawRequest;
  expect(headers["wechatpay-serial"]).toBe(own.public_key.id);
  const key = Rsa.from(own.public_key.pem, Rsa.KEY_TYPE_PUBLIC);
  const proven = (text: string) => {
    const signed = Formatter.response(headers["wechatpay-timestamp"] ?? "", headers["wechatpay-nonce"] ?? "", text);
    return Rsa.verify(signed, headers["wechatpay-signature"] ?? "", key);
  };
  const text = body.toString("utf8");
  expect(proven(text)).toBe(true);
  expect(proven(text.replace("TRANSACTION.SUCCESS", "TRANSACTION.SUCCESs"))).toBe(false);
  const { resource, event_type } = JSON.parse(text) as { event_type: string; resource: Record<string, string> };
  expect(event_type).toBe("TRANSACTION.SUCCESS");
  const open = (ciphertext: string) =>
    Aes.AesGcm.decrypt(ciphertext, own.apiv3_key, resource["nonce"] ?? "", resource["associated_data"]);
  const plain = JSON.parse(open(resource["ciphertext"] ?? "")) as object;
  expect(plain).toMatchObject({
    out_trade_no: request.out_trade_no,
    transaction_id: transaction,
    trade_state: "SUCCESS",
  });
  const spoilt = Buffer.from(resource["ciphertext"] ?? "", "base64");
  spoilt[0] = (spoilt[0] ?? 0) ^ 1;
  expect(() => open(spoilt.toString("base64"))).toThrow();
});

test("partner orders and combined orders go through too", async () => {
  const client = sdk();
  const { appid, mchid, ...rest } = order();
  const partner = { ...rest, sp_appid: appid, sp_mchid: mchid, sub_mchid: own.sub_mchid };
  const created = await at(client, "v3/pay/partner/transactions/native", "post")(partner);
  await fake.act(created.data["code_url"] as string, "pay");
  const params = { sp_mchid: mchid, sub_mchid: own.sub_mchid };
  const path = "v3/pay/partner/transactions/outTradeNo/$n$";
  const asked = await at(client, path, "get")({ params, n: rest.out_trade_no });
  expect(asked.data).toMatchObject({ trade_state: "SUCCESS", sub_mchid: own.sub_mchid, payer: { sp_openid: /^o/ } });
  const part = (total_amount: number) => {
    const { out_trade_no, description } = order();
    return { mchid, attach: "a", amount: { total_amount, currency: "CNY" }, out_trade_no, description };
  };
  const combined = {
    combine_appid: appid,
    combine_mchid: mchid,
    combine_out_trade_no: order().out_trade_no,
    notify_url: rest.notify_url,
    sub_orders: [part(60), part(40)],
  };
  const opened = await at(client, "v3/combineTransactions/native", "post")(combined);
  expect(await fake.act(opened.data["code_url"] as string, "pay")).toMatchObject({ state: "paid", amount: "1.00" });
  const n = combined.combine_out_trade_no;
  const told = await at(client, "v3/combineTransactions/outTradeNo/$n$", "get")({ n });
  expect(told.data["sub_orders"]).toMatchObject([
    { trade_state: "SUCCESS", amount: { total_amount: 60 } },
    { trade_state: "SUCCESS", amount: { total_amount: 40 } },
  ]);
  const single = at(client, "v3/pay/transactions/outTradeNo/$n$", "get");
  const ordinary = single({ params: { mchid }, n: combined.sub_orders[0]?.out_trade_no });
  expect(await refusal(ordinary)).toMatchObject({ status: 404, code: "ORDER_NOT_EXIST" });
});

test("the day's bill downloads, fits its hash, and is read by the SDK", async () => {
  const client = sdk();
  const { request, transaction } = await paid(client);
  const bill_date = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const tradebill = at(client, "v3/bill/tradebill", "get");
  const { data } = await tradebill({ params: { bill_date, bill_type: "ALL" } });
  const url = new URL(data["download_url"] as string);
  const file = await at(
    client,
    "v3/billdownload/file",
    "get",
  )({
    params: Object.fromEntries(url.searchParams),
    responseType: "arraybuffer",
    transformResponse: [],
  });
  const bytes = file.data as unknown as Buffer;
  expect(createHash("sha1").update(bytes).digest("hex")).toBe(data["hash_value"]);
  const { rows, summary } = Formatter.castCsvBill(bytes) as { rows: Record<string, string>[]; summary: object };
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    商户订单号: request.out_trade_no,
    微信订单号: transaction,
    订单金额: "1.00",
    费率: "0.60%",
  });
  expect(summary).toMatchObject({ 总交易单数: "1", 订单总金额: "1.00" });
  const long_ago = tradebill({ params: { bill_date: "2019-06-11" } });
  expect(await refusal(long_ago)).toMatchObject({ status: 400, code: "NO_STATEMENT_EXIST" });
});
