import { createPrivateKey } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { fen } from "#money";
import { subjectOf } from "../conformance.ts";
import { houseNotices, phoneCode, rawRequest, refundAskedAt, sampleStart, wireId } from "../conformance-rig.ts";
import { NoAnswer } from "../fake-protocol.ts";
import type { StartRequest } from "../protocol.ts";
import { readKeys } from "./fake/context.ts";
import { authorization, requestMessage, signMessage } from "./sign.ts";
import { credentials, origin, rigOf, type WeChatRig } from "./testing/rig.ts";

let rig: WeChatRig;
beforeEach(() => {
  rig = rigOf();
});

const merchantKey = createPrivateKey(credentials.private_key);

type Sent = {
  method?: "GET" | "POST";
  path: string;
  signedPath?: string;
  body?: string;
  header?: Record<string, string>;
  at?: number;
};

/** A request as some SDK would send it, signed by hand. */
async function send(
  sent: Sent,
): Promise<{ status: number; headers: Record<string, string>; json: Record<string, unknown> }> {
  const { method = "POST", path, body = "" } = sent;
  const seconds = Math.floor(rig.now().getTime() / 1000) + (sent.at ?? 0);
  const stamp = { timestamp: seconds.toString(), nonce: "n1" };
  const signature = await signMessage(merchantKey, requestMessage(method, sent.signedPath ?? path, stamp, body));
  const headers = {
    accept: "application/json",
    "user-agent": "test",
    "content-type": "application/json",
    authorization: authorization(credentials.mchid, credentials.serial_no, stamp, signature),
    ...sent.header,
  };
  const answer = await rig.fake.handle(rawRequest({ method, url: origin + path, headers, body, timeoutMs: 1 }));
  const text = answer.body.toString("utf8");
  return { status: answer.status, headers: answer.headers, json: text === "" ? {} : JSON.parse(text) };
}

const body = (change: object = {}) => ({
  appid: credentials.appid,
  mchid: credentials.mchid,
  description: "中文",
  out_trade_no: wireId("T"),
  notify_url: "https://x.test/n",
  amount: { total: 1 },
  ...change,
});
const native = "/v3/pay/transactions/native";
const create = (change: object = {}) => send({ path: native, body: JSON.stringify(body(change)) });

async function paidOrder(): Promise<StartRequest> {
  const request = sampleStart(rig);
  const started = await rig.wallet.start(request);
  await rig.fake.act(started.kind === "waiting" && started.action ? phoneCode(started.action) : "", "pay");
  return request;
}

describe("whatever an SDK sends", () => {
  it("is verified over its raw bytes: a newline at the end, odd spaces, escapes", async () => {
    const plain = JSON.stringify(body());
    expect((await send({ path: native, body: `${plain}\n` })).status).toBe(200);
    const python = JSON.stringify(body())
      .replaceAll('":', '": ')
      .replaceAll(',"', ', "')
      .replace("中文", "\\u4e2d\\u6587");
    expect((await send({ path: native, body: python })).status).toBe(200);
  });

  it.each([
    ["WXGO", ["mchid", "nonce_str", "timestamp", "serial_no", "signature"]],
    ["WXPY", ["mchid", "nonce_str", "signature", "timestamp", "serial_no"]],
    ["reversed", ["signature", "serial_no", "timestamp", "nonce_str", "mchid"]],
  ])("may order the header's fields as it likes: %s", async (_sdk, order) => {
    const stamp = { timestamp: Math.floor(rig.now().getTime() / 1000).toString(), nonce: "n2" };
    const text = JSON.stringify(body());
    const signature = await signMessage(merchantKey, requestMessage("POST", native, stamp, text));
    const fields: Record<string, string> = {
      mchid: credentials.mchid,
      nonce_str: stamp.nonce,
      timestamp: stamp.timestamp,
      signature,
    };
    fields["serial_no"] = credentials.serial_no.toLowerCase();
    const header = `WECHATPAY2-SHA256-RSA2048 ${order.map((name) => `${name}="${fields[name]}"`).join(",")}`;
    expect((await send({ path: native, body: text, header: { authorization: header } })).status).toBe(200);
  });

  it("may encode its path either way, but must sign what it sends", async () => {
    const query = `?mchid=${credentials.mchid}`;
    const at = (number: string) => `/v3/pay/transactions/out-trade-no/${number}${query}`;
    for (const number of ["T%201%2F%C3%A9", "T+1%2F%C3%A9", "T_1-|*"])
      expect(await send({ method: "GET", path: at(number) })).toMatchObject({
        status: 404,
        json: { code: "ORDER_NOT_EXIST" },
      });
    const other = await send({ method: "GET", path: at("T%201/%C3%A9"), signedPath: at("T 1/é") });
    expect(other).toMatchObject({ status: 401, json: { code: "SIGN_ERROR" } });
    const number = wireId("T");
    await create({ out_trade_no: number });
    expect((await send({ method: "GET", path: at(number.replace("T", "%54")) })).json["trade_state"]).toBe("NOTPAY");
  });

  it("is refused when its clock is five minutes off, either way", async () => {
    const text = () => JSON.stringify(body());
    expect((await send({ path: native, body: text(), at: 299 })).status).toBe(200);
    expect((await send({ path: native, body: text(), at: -301 })).json["code"]).toBe("SIGN_ERROR");
    expect((await send({ path: native, body: text(), at: 301 })).json["code"]).toBe("SIGN_ERROR");
  });

  it("is answered under the key that it names, or the account's own", async () => {
    const named = async (serial?: string) => {
      const header: Record<string, string> = serial === undefined ? {} : { "wechatpay-serial": serial };
      return (await send({ path: native, body: JSON.stringify(body()), header })).headers["wechatpay-serial"];
    };
    const keys = readKeys(credentials);
    expect(await named()).toBe(keys.publicKey.serial);
    expect(await named(keys.platform[0]?.serial.toLowerCase())).toBe(keys.platform[0]?.serial);
    expect(await named("0123456789")).toBe(keys.publicKey.serial);
  });

  it("is told which parameter is wrong", async () => {
    const wrong: [object, string][] = [
      [{ description: "" }, "/description"],
      [{ description: "长".repeat(128) }, "/description"],
      [{ out_trade_no: "short" }, "/out_trade_no"],
      [{ out_trade_no: "with space" }, "/out_trade_no"],
      [{ notify_url: "https://x.test/n?a=1" }, "/notify_url"],
      [{ amount: { total: 0 } }, "/amount/total"],
      [{ amount: { total: "1" } }, "/amount/total"],
      [{ amount: { total: 1, currency: "USD" } }, "/amount/currency"],
      [{ time_expire: "tomorrow" }, "/time_expire"],
      [{ time_expire: "2024-09-12T08:59:59+08:00" }, "/time_expire"],
    ];
    for (const [change, field] of wrong)
      expect(await create(change), field).toMatchObject({
        status: 400,
        json: { code: "PARAM_ERROR", detail: { field } },
      });
    expect((await send({ path: native, body: "not json" })).json["code"]).toBe("PARAM_ERROR");
    expect((await send({ path: native, body: "{}", header: { "user-agent": "" } })).json["code"]).toBe("PARAM_ERROR");
    expect((await send({ path: "/v3/nothing", body: "{}" })).status).toBe(404);
  });

  it("gets the troubleshooting number at the end of the Request-ID", async () => {
    expect((await create()).headers["request-id"]).toMatch(/-0$/);
    const path = `/v3/pay/transactions/out-trade-no/NEVERWAS?mchid=${credentials.mchid}`;
    expect((await send({ method: "GET", path })).headers["request-id"]).toMatch(/-268512771$/);
  });
});

describe("orders in the wallet", () => {
  it("can be asked for again with the same parameters in any order, not with others", async () => {
    const first = body();
    const once = await send({ path: native, body: JSON.stringify(first) });
    const turned = Object.fromEntries(Object.entries(first).reverse());
    expect((await send({ path: native, body: JSON.stringify(turned) })).json).toEqual(once.json);
    const other = JSON.stringify({ ...first, description: "别的" });
    expect((await send({ path: native, body: other })).json["code"]).toBe("OUT_TRADE_NO_USED");
    expect((await send({ path: "/v3/pay/transactions/app", body: JSON.stringify(first) })).json["code"]).toBe(
      "OUT_TRADE_NO_USED",
    );
  });

  it("live two hours by QR, five minutes by H5, unless they expire before", async () => {
    const { json } = await create();
    rig.advance(7_199_000);
    expect(rig.fake.look(json["code_url"] as string).state).toBe("confirm");
    rig.advance(1_000);
    expect(rig.fake.look(json["code_url"] as string).state).toBe("expired");
    const scene_info = { payer_client_ip: "203.0.113.7", h5_info: { type: "Wap" } };
    const h5 = await send({ path: "/v3/pay/transactions/h5", body: JSON.stringify(body({ scene_info })) });
    rig.advance(300_000);
    expect(rig.fake.look(h5.json["h5_url"] as string).state).toBe("expired");
  });

  it("are not opened again once their time is over", async () => {
    const first = body({ time_expire: "2024-09-12T09:10:00+08:00" });
    await send({ path: native, body: JSON.stringify(first) });
    rig.advance(600_000);
    expect(await send({ path: native, body: JSON.stringify(first) })).toMatchObject({
      json: { code: "INVALID_REQUEST" },
      headers: { "request-id": expect.stringMatching(/-268447914$/) },
    });
  });

  it("give back at most what was paid, in at most fifty parts, within a year", async () => {
    const request = await paidOrder();
    const refund = (minor: number) => ({
      refundId: wireId("R"),
      createdAt: refundAskedAt,
      paymentId: request.paymentId,
      amount: fen(minor),
      total: request.amount,
      reason: "",
      noticeUrl: houseNotices,
    });
    for (let i = 0; i < 50; i++) expect((await rig.wallet.refund(refund(1))).kind).toBe("processing");
    expect(await rig.wallet.refund(refund(1))).toMatchObject({ kind: "refused", says: expect.stringContaining("50") });
    const late = await paidOrder();
    rig.advance(366 * 86_400_000);
    expect((await rig.wallet.refund({ ...refund(1), paymentId: late.paymentId })).kind).toBe("refused");
    const wrongTotal = { ...refund(1), total: fen(1) };
    expect((await rig.wallet.refund(wrongTotal)).kind).toBe("refused");
  });

  it("stay in processing while the knob says so", async () => {
    const request = await paidOrder();
    const { paymentId, amount } = request;
    const refund = {
      refundId: wireId("R"),
      createdAt: refundAskedAt,
      paymentId,
      amount,
      total: amount,
      reason: "",
      noticeUrl: houseNotices,
    };
    rig.fake.setFaults({ refund_stuck: true });
    await rig.wallet.refund(refund);
    rig.advance(3 * 86_400_000);
    await rig.fake.deliverDue();
    expect((await rig.wallet.askRefund(refund)).kind).toBe("processing");
    rig.fake.clearFaults();
    expect(rig.fake.nextDue()).not.toBeNull();
    await rig.fake.deliverDue();
    expect((await rig.wallet.askRefund(refund)).kind).toBe("refunded");
    expect(await rig.wallet.ask(subjectOf(request))).toMatchObject({ kind: "paid" });
  });
});

describe("notices from the wallet", () => {
  it("are tried sixteen times over a day, at the documented distances, then given up", async () => {
    rig.reply = "again";
    await paidOrder();
    const paidAt = rig.now().getTime();
    const seconds: number[] = [];
    for (let due = rig.fake.nextDue(); due; due = rig.fake.nextDue()) {
      rig.advance(due.getTime() - rig.now().getTime());
      seconds.push((rig.now().getTime() - paidAt) / 1000);
      await rig.fake.deliverDue();
    }
    const waits = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
    expect(waits).toEqual([15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600]);
    expect(rig.fake.ledger().notices).toMatchObject([{ tries: 16, answered: false, next_at: null }]);
  });

  it("may be dropped, repeated and reordered by knob", async () => {
    rig.fake.setFaults({ notice_drop: 1 });
    await paidOrder();
    expect(await rig.fake.deliverDue()).toBe(0);
    rig.fake.clearFaults();
    rig.advance(15_000);
    rig.fake.setFaults({ notice_repeat: 2, notice_reorder: true });
    await paidOrder();
    expect(await rig.fake.deliverDue()).toBe(6);
    const numbers = rig.readings.map((reading) => (reading.kind === "payment" ? reading.paymentId : ""));
    const [dropped, later] = rig.fake.ledger().payments.map((row) => row.out_trade_no);
    expect(numbers).toEqual([later, later, later, dropped, dropped, dropped]);
  });

  it("are not sent twice when two deliveries run at once", async () => {
    await paidOrder();
    await Promise.all([rig.fake.deliverDue(), rig.fake.deliverDue()]);
    expect(rig.readings).toHaveLength(1);
  });
});

describe("fault knobs", () => {
  it("hold answers back, or never give them, though the wallet did act", async () => {
    const before = rig.now().getTime();
    rig.fake.setFaults({ delay_ms: 700 });
    await create();
    expect(rig.now().getTime() - before).toBe(700);
    rig.fake.setFaults({ delay_ms: 0, timeout_after_success: 1 });
    await expect(create()).rejects.toBeInstanceOf(NoAnswer);
    expect(rig.fake.ledger().payments).toHaveLength(2);
  });

  it("fail before anything happens, and limit the rate second by second", async () => {
    rig.fake.setFaults({ server_error: 1 });
    expect(await create()).toMatchObject({ status: 500, json: { code: "SYSTEM_ERROR" } });
    expect(rig.fake.ledger().payments).toEqual([]);
    rig.fake.clearFaults();
    rig.fake.setFaults({ rate_limit: 2 });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await create()).status);
    rig.advance(1_000);
    statuses.push((await create()).status);
    expect(statuses).toEqual([200, 200, 429, 429, 200]);
    rig.fake.clearFaults();
    expect(rig.fake.faults().rate_limit).toBe(0);
  });
});
