import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AlipayFormData, AlipaySdk, type AlipaySdkCommonResult, type AlipaySdkConfig } from "alipay-sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AlipayCredentials, makeAlipayFake, makeCredentials, published } from "#wallets/alipay/fake";
import { NoAnswer, type WalletFake } from "#wallets/fake-protocol";
import type { RawRequest } from "#wallets/protocol";

/** The unmodified npm package alipay-sdk drives our Alipay over a real socket; what it cannot prove, it refuses. */

const noticeUrl = "http://127.0.0.1:1/notices/alipay/a";
let credentials: AlipayCredentials;
let server: Server;
let fake: WalletFake;
let origin: string;
let notices: Record<string, string>[] = [];
let reply = "success";
let counter = 0;

beforeAll(async () => {
  credentials = await makeCredentials(new Date());
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw: RawRequest = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks),
    };
    try {
      const answer = await fake.handle(raw);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake = makeAlipayFake(credentials, {
    now: () => new Date(),
    random: randomBytes,
    http: async ({ body }) => {
      notices.push(Object.fromEntries(new URLSearchParams(body?.toString())));
      return { status: 200, headers: {}, body: Buffer.from(reply) };
    },
    sleep: async () => {},
    origin,
  });
});

afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

beforeEach(async () => {
  await fake.deliverDue();
  notices = [];
  reply = "success";
  fake.clearFaults();
});

type Mode = "key" | "certificate";

function sdkFor(mode: Mode, change: Partial<AlipaySdkConfig> = {}): AlipaySdk {
  const told = published(credentials, origin);
  const common = { appId: told["app_id"] ?? "", privateKey: told["private_key"] ?? "", keyType: "PKCS8" as const };
  const where = { gateway: told["gateway"] ?? "", endpoint: told["endpoint"] ?? "" };
  const proof =
    mode === "key"
      ? { alipayPublicKey: told["alipay_public_key"] ?? "" }
      : {
          appCertContent: told["app_cert"] ?? "",
          alipayPublicCertContent: told["alipay_cert"] ?? "",
          alipayRootCertContent: told["alipay_root_cert"] ?? "",
        };
  return new AlipaySdk({ ...common, ...where, ...proof, encryptKey: credentials.aes_key, ...change });
}

function exec(sdk: AlipaySdk, method: string, bizContent: Record<string, unknown>): Promise<AlipaySdkCommonResult> {
  return sdk.exec(method, { notifyUrl: noticeUrl, bizContent }, { validateSign: true });
}

function order(change: Record<string, unknown> = {}): Record<string, unknown> & { out_trade_no: string } {
  counter += 1;
  const out_trade_no = `SDK${counter.toString().padStart(6, "0")}`;
  return { out_trade_no, total_amount: "12.30", subject: "青瓷茶具 https://shop.test/1", ...change };
}

async function paidOrder(sdk: AlipaySdk): Promise<string> {
  const biz = order();
  const made = await exec(sdk, "alipay.trade.precreate", biz);
  expect((await fake.act(String(made["qrCode"]), "pay", "buyer-1")).state).toBe("paid");
  return biz.out_trade_no;
}

describe.each<Mode>(["key", "certificate"])("alipay-sdk over gateway.do, %s mode", (mode) => {
  const sdk = () => sdkFor(mode);

  it("opens a QR order that does not exist until it is scanned, and hears that it is paid", async () => {
    const biz = order();
    const { out_trade_no } = biz;
    const made = await exec(sdk(), "alipay.trade.precreate", biz);
    expect(made).toMatchObject({ code: "10000", msg: "Success", outTradeNo: out_trade_no });
    expect(made["qrCode"]).toMatch(/^https:\/\/qr\.alipay\.com\/bax/);
    const unscanned = await exec(sdk(), "alipay.trade.query", { out_trade_no });
    expect(unscanned).toMatchObject({ code: "40004", subCode: "ACQ.TRADE_NOT_EXIST" });
    expect(await exec(sdk(), "alipay.trade.close", { out_trade_no })).toMatchObject({ subCode: "ACQ.TRADE_NOT_EXIST" });
    expect(fake.look(String(made["qrCode"]))).toMatchObject({ ok: true, state: "confirm", amount: "12.30" });
    const scanned = await exec(sdk(), "alipay.trade.query", { out_trade_no });
    expect(scanned).toMatchObject({ code: "10000", tradeStatus: "WAIT_BUYER_PAY" });
    const paid = await fake.act(String(made["qrCode"]), "pay", "buyer-1");
    const asked = await exec(sdk(), "alipay.trade.query", { out_trade_no });
    expect(asked).toMatchObject({ tradeStatus: "TRADE_SUCCESS", totalAmount: "12.30", tradeNo: paid.transaction_id });
    expect(asked["sendPayDate"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it("creates for a buyer, closes, cancels", async () => {
    const biz = order({ buyer_id: "2088000000000001" });
    const made = await exec(sdk(), "alipay.trade.create", biz);
    expect(made["tradeNo"]).toMatch(/^\d{28}$/);
    expect(await exec(sdk(), "alipay.trade.close", { trade_no: made["tradeNo"] })).toMatchObject({ code: "10000" });
    const state = await exec(sdk(), "alipay.trade.query", { out_trade_no: biz.out_trade_no });
    expect(state).toMatchObject({ tradeStatus: "TRADE_CLOSED" });
    expect(state["sendPayDate"]).toBeUndefined();
    const paid = await paidOrder(sdk());
    const undone = await exec(sdk(), "alipay.trade.cancel", { out_trade_no: paid });
    expect(undone).toMatchObject({ code: "10000", action: "refund", retryFlag: "N" });
    const nobody = await exec(sdk(), "alipay.trade.cancel", { out_trade_no: "NOBODY" });
    expect(nobody).toMatchObject({ code: "10000", retryFlag: "N" });
    expect(nobody["action"]).toBeUndefined();
  });

  it("sends money back once a number, tells the cumulative total, and no more than was paid", async () => {
    const out_trade_no = await paidOrder(sdk());
    const refund = (refund_amount: string, out_request_no: string) =>
      exec(sdk(), "alipay.trade.refund", { out_trade_no, refund_amount, out_request_no, refund_reason: "不想要了" });
    expect(await refund("2.30", "R1")).toMatchObject({ code: "10000", fundChange: "Y", refundFee: "2.30" });
    expect(await refund("2.30", "R1")).toMatchObject({ code: "10000", fundChange: "N", refundFee: "2.30" });
    expect(await refund("2.31", "R1")).toMatchObject({ subCode: "ACQ.DISCORDANT_REPEAT_REQUEST" });
    expect(await refund("5.00", "R2")).toMatchObject({ fundChange: "Y", refundFee: "7.30" });
    expect(await refund("5.01", "R3")).toMatchObject({ subCode: "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" });
    expect(await refund("12.31", "R3")).toMatchObject({ subCode: "ACQ.REASON_TRADE_REFUND_FEE_ERR" });
    const ask = (out_request_no: string) =>
      exec(sdk(), "alipay.trade.fastpay.refund.query", { out_trade_no, out_request_no });
    expect(await ask("R2")).toMatchObject({ code: "10000", refundStatus: "REFUND_SUCCESS", refundAmount: "5.00" });
    const never = await ask("R9");
    expect(never).toMatchObject({ code: "10000" });
    expect(never["refundStatus"]).toBeUndefined();
    expect(await refund("5.00", "R4")).toMatchObject({ refundFee: "12.30" });
    const over = await exec(sdk(), "alipay.trade.query", { out_trade_no });
    expect(over).toMatchObject({ tradeStatus: "TRADE_CLOSED", sendPayDate: expect.any(String) });
  });

  it("verifies our notices, and refuses them when a single byte changes", async () => {
    const out_trade_no = await paidOrder(sdk());
    expect(await fake.deliverDue()).toBe(1);
    const [notice] = notices as [Record<string, string>];
    expect(notice).toMatchObject({ out_trade_no, trade_status: "TRADE_SUCCESS", notify_type: "trade_status_sync" });
    expect(Object.values(notice)).not.toContain("");
    expect(sdk().checkNotifySignV2(notice)).toBe(true);
    for (const name of Object.keys(notice).filter((one) => one !== "sign" && one !== "sign_type"))
      expect(sdk().checkNotifySignV2({ ...notice, [name]: `${notice[name]}1` }), name).toBe(false);
    const sign = notice["sign"] ?? "";
    const spoiled = (sign.startsWith("A") ? "B" : "A") + sign.slice(1);
    expect(sdk().checkNotifySignV2({ ...notice, sign: spoiled })).toBe(false);
  });

  it("opens signed pages by GET and by POST form, and an app's order string", async () => {
    const request = (biz: Record<string, unknown>) => ({
      notifyUrl: noticeUrl,
      returnUrl: "https://shop.test/back?checkout=1",
      bizContent: biz,
    });
    const page = order({ product_code: "FAST_INSTANT_TRADE_PAY" });
    const url = sdk().pageExecute("alipay.trade.page.pay", "GET", request(page));
    const shown = await fetch(url);
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain(page.out_trade_no);
    const paid = await fake.act(url, "pay", "buyer-1");
    expect(paid).toMatchObject({ state: "paid", out_trade_no: page.out_trade_no });
    const back = Object.fromEntries(new URL(paid.return_url ?? "").searchParams);
    expect(back).toMatchObject({ checkout: "1", out_trade_no: page.out_trade_no, total_amount: "12.30" });
    const { checkout: _, ...signed } = back;
    expect(sdk().checkNotifySignV2(signed)).toBe(true);
    expect(sdk().checkNotifySignV2({ ...signed, total_amount: "0.01" })).toBe(false);

    const form = order({ product_code: "QUICK_WAP_WAY" });
    const html = sdk().pageExecute("alipay.trade.wap.pay", "POST", request(form));
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? "";
    const fields = [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name ?? "",
      (value ?? "").replaceAll("&quot;", '"'),
    ]);
    const posted = await fetch(action, { method: "POST", body: new URLSearchParams(fields) });
    expect(await posted.text()).toContain(form.out_trade_no);

    const app = order({ product_code: "QUICK_MSECURITY_PAY" });
    const orderString = sdk().sdkExecute("alipay.trade.app.pay", request(app));
    expect(await fake.act(orderString, "pay")).toMatchObject({ state: "paid", out_trade_no: app.out_trade_no });
    const spoiled = orderString.replace("12.30", "12.31");
    expect(fake.look(spoiled)).toMatchObject({ ok: false, state: "unknown_code" });
  });

  it("combines orders: precreate, then page, wap and app", async () => {
    const details = () => ["7.00", "5.30"].map((total_amount) => order({ app_id: credentials.app_id, total_amount }));
    const order_details = details();
    const made = await exec(sdk(), "alipay.trade.merge.precreate", {
      out_merge_no: order().out_trade_no,
      order_details,
    });
    expect(made).toMatchObject({ code: "10000", preOrderNo: expect.any(String) });
    const bizContent = { pre_order_no: made["preOrderNo"] };
    const url = sdk().pageExecute("alipay.trade.wap.merge.pay", "GET", { notifyUrl: noticeUrl, bizContent });
    expect(await fake.act(url, "pay")).toMatchObject({ state: "paid", amount: "12.30" });
    for (const { out_trade_no, total_amount } of order_details)
      expect(await exec(sdk(), "alipay.trade.query", { out_trade_no })).toMatchObject({
        tradeStatus: "TRADE_SUCCESS",
        totalAmount: total_amount,
      });
    expect(await fake.deliverDue()).toBe(2);
    const direct = { out_merge_no: order().out_trade_no, order_details: details(), timeout_express: "15m" };
    const page = sdk().pageExecute("alipay.trade.page.merge.pay", "GET", { notifyUrl: noticeUrl, bizContent: direct });
    expect(await fake.act(page, "pay")).toMatchObject({ state: "paid", amount: "12.30" });
    const next = await exec(sdk(), "alipay.trade.merge.precreate", {
      out_merge_no: order().out_trade_no,
      order_details: details(),
    });
    const app = sdk().sdkExecute("alipay.trade.app.merge.pay", { bizContent: { pre_order_no: next["preOrderNo"] } });
    expect(await fake.act(app, "pay")).toMatchObject({ state: "paid" });
  });

  it("refuses in Alipay's words", async () => {
    const biz = order();
    await exec(sdk(), "alipay.trade.precreate", biz);
    const other = await exec(sdk(), "alipay.trade.precreate", { ...biz, total_amount: "12.31" });
    expect(other).toMatchObject({ code: "40004", subCode: "ACQ.CONTEXT_INCONSISTENT" });
    const paid = await paidOrder(sdk());
    expect(await exec(sdk(), "alipay.trade.precreate", { ...order(), out_trade_no: paid })).toMatchObject({
      subCode: "ACQ.TRADE_HAS_SUCCESS",
    });
    expect(await exec(sdk(), "alipay.trade.close", { out_trade_no: paid })).toMatchObject({
      subCode: "ACQ.TRADE_STATUS_ERROR",
    });
    expect(await exec(sdk(), "alipay.trade.precreate", order({ total_amount: "0.001" }))).toMatchObject({
      subCode: "ACQ.INVALID_PARAMETER",
    });
    expect(await exec(sdk(), "alipay.trade.nonsense", {})).toMatchObject({ subCode: "isv.invalid-method" });
    const stranger = sdkFor(mode, { appId: "2021000000000000" });
    expect(await exec(stranger, "alipay.trade.query", { out_trade_no: paid })).toMatchObject({
      code: "40002",
      subCode: "isv.invalid-app-id",
    });
    const forged = sdkFor(mode, { privateKey: credentials.alipay_private_key });
    expect(await exec(forged, "alipay.trade.query", { out_trade_no: paid })).toMatchObject({
      code: "40002",
      subCode: "isv.invalid-signature",
    });
  });

  it("throws at an answer whose signature does not fit, and at a gateway that fails", async () => {
    const out_trade_no = await paidOrder(sdk());
    fake.setFaults({ bad_signature: true });
    await expect(exec(sdk(), "alipay.trade.query", { out_trade_no })).rejects.toThrow("验签失败");
    fake.clearFaults();
    fake.setFaults({ server_error: 1 });
    await expect(exec(sdk(), "alipay.trade.query", { out_trade_no })).rejects.toThrow("status: 502");
    fake.clearFaults();
    fake.setFaults({ timeout_after_success: 1 });
    await expect(exec(sdk(), "alipay.trade.query", { out_trade_no })).rejects.toThrow("HttpClient Request error");
  });
});

describe.each<Mode>(["key", "certificate"])("alipay-sdk over the v3 REST protocol, %s mode", (mode) => {
  it("opens, asks, refunds; its answers are proven by headers", async () => {
    const sdk = sdkFor(mode);
    const biz = order();
    const { out_trade_no } = biz;
    const body = { ...biz, notify_url: noticeUrl };
    const made = await sdk.curl("POST", "/v3/alipay/trade/precreate", { body });
    expect(made.responseHttpStatus).toBe(200);
    await fake.act(made.data.qr_code, "pay");
    const byPost = await sdk.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no } });
    const byGet = await sdk.curl("GET", "/v3/alipay/trade/query", { query: { out_trade_no } });
    expect(byPost.data).toMatchObject({ trade_status: "TRADE_SUCCESS", total_amount: "12.30" });
    expect(byGet.data).toEqual(byPost.data);
    const refund = { out_trade_no, refund_amount: "1.00", out_request_no: "V1" };
    expect((await sdk.curl("POST", "/v3/alipay/trade/refund", { body: refund })).data.fund_change).toBe("Y");
    const asked = await sdk.curl("POST", "/v3/alipay/trade/fastpay/refund/query", {
      body: { out_trade_no, out_request_no: "V1" },
    });
    expect(asked.data).toMatchObject({ refund_status: "REFUND_SUCCESS", refund_amount: "1.00" });
    const created = await sdk.curl("POST", "/v3/alipay/trade/create", { body: order({ buyer_open_id: "open1" }) });
    const closed = await sdk.curl("POST", "/v3/alipay/trade/close", { body: { trade_no: created.data.trade_no } });
    expect(closed.responseHttpStatus).toBe(200);
    await fake.deliverDue();
    expect(notices.every((notice) => sdk.checkNotifySignV2(notice))).toBe(true);
    expect(notices.map((notice) => notice["out_trade_no"])).toContain(out_trade_no);
  });

  it("tells errors by HTTP status, and is not believed with a wrong signature", async () => {
    const sdk = sdkFor(mode);
    const absent = sdk.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no: "NOBODY" } });
    await expect(absent).rejects.toMatchObject({ code: "ACQ.TRADE_NOT_EXIST", responseHttpStatus: 400 });
    const forged = sdkFor(mode, { privateKey: credentials.alipay_private_key });
    const refused = forged.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no: "NOBODY" } });
    await expect(refused).rejects.toMatchObject({ code: "invalid-signature", responseHttpStatus: 401 });
    const bill = sdk.curl("GET", "/v3/alipay/data/dataservice/bill/downloadurl/query", {
      query: { bill_type: "trade", bill_date: "2024-09-12" },
    });
    await expect(bill).rejects.toMatchObject({ code: "isp.bill_not_exist" });
    fake.setFaults({ bad_signature: true });
    const spoiled = sdk.curl("POST", "/v3/alipay/trade/precreate", { body: order() });
    await expect(spoiled).rejects.toMatchObject({ code: "response-signature-verify-error" });
  });

  it("encrypts both ways", async () => {
    const body = order();
    const made = await sdkFor(mode).curl("POST", "/v3/alipay/trade/precreate", { body, needEncrypt: true });
    expect(made.data).toMatchObject({ out_trade_no: body.out_trade_no });
  });
});

describe("alipay-sdk, what else it can send", () => {
  it("encrypts biz_content and reads the encrypted answer", async () => {
    const biz = order();
    const made = await sdkFor("key").exec("alipay.trade.precreate", { bizContent: biz, needEncrypt: true });
    expect(made).toMatchObject({ code: "10000", outTradeNo: biz.out_trade_no });
  });

  it("signs the fields of a multipart body and not its files", async () => {
    const formData = new AlipayFormData();
    formData.addField("biz_code", "iot");
    formData.addFile("file_content", "茶.png", Buffer.from([0, 13, 10, 13, 10, 255]));
    const sent = await sdkFor("key").exec("alipay.open.file.upload", {}, { formData, validateSign: true });
    // Past the signature: this sandbox just has no such method.
    expect(sent).toMatchObject({ code: "40002", subCode: "isv.invalid-method" });
  });

  it("may send everything in a multipart body, as the documents' curl examples do", async () => {
    const { out_trade_no } = order();
    const sdk = sdkFor("key");
    const signed = sdk.sdkExecute("alipay.trade.precreate", { bizContent: order({ out_trade_no }) });
    const form = new FormData();
    for (const [name, value] of new URLSearchParams(signed)) form.append(name, value);
    const response = await fetch(`${origin}/gateway.do`, { method: "POST", body: form });
    const text = await response.text();
    expect(JSON.parse(text).alipay_trade_precreate_response).toMatchObject({ code: "10000", out_trade_no });
    expect(() =>
      sdk.checkResponseSign(text, "alipay_trade_precreate_response", JSON.parse(text).sign, ""),
    ).not.toThrow();
  });
});
