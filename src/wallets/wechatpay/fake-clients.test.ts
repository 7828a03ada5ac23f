import { createPrivateKey } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { rawRequest, wireId } from "../conformance-rig.ts";
import { authorization, requestMessage, signMessage } from "./sign.ts";
import { credentials, origin, rigOf, type WeChatRig } from "./testing/rig.ts";

/** What clients of other languages do and our own does not: each was seen from an SDK at the sandbox. */

let rig: WeChatRig;
beforeEach(() => {
  rig = rigOf();
});

const merchantKey = createPrivateKey(credentials.private_key);
const [platform, next] = credentials.platform;
type Sent = { method?: string; path: string; body?: object; agent?: string; named?: string };

async function send({ method = "POST", path, body, agent = "old/1.0", named }: Sent) {
  const text = body === undefined ? "" : JSON.stringify(body);
  const stamp = { timestamp: Math.floor(rig.now().getTime() / 1000).toString(), nonce: "n1" };
  const signature = await signMessage(merchantKey, requestMessage(method, path, stamp, text));
  const headers = {
    accept: "application/json",
    "user-agent": agent,
    "content-type": "application/json",
    authorization: authorization(credentials.mchid, credentials.serial_no, stamp, signature),
    ...(named === undefined ? {} : { "wechatpay-serial": named }),
  };
  const request = rawRequest({ method: "POST", url: origin + path, headers, body: text, timeoutMs: 1 });
  const answer = await rig.fake.handle({ ...request, method });
  return { ...answer, serial: answer.headers["wechatpay-serial"], json: JSON.parse(answer.body.toString() || "{}") };
}

const order = (way = "native", change: object = {}): Sent => ({
  path: `/v3/pay/transactions/${way}`,
  body: {
    appid: credentials.appid,
    mchid: credentials.mchid,
    description: "茶",
    out_trade_no: wireId("T"),
    notify_url: "https://x.test/n",
    amount: { total: 100 },
    ...change,
  },
});
const certificates: Sent = { method: "GET", path: "/v3/certificates" };

/** Pays what the order opened; the serial that its notice is signed with. */
async function noticeSerial(code: string): Promise<string | undefined> {
  await rig.fake.act(code, "pay");
  await rig.fake.deliverDue();
  return rig.raw.at(-1)?.headers["wechatpay-serial"];
}

describe("wechatpay's fake: a client that knows only platform certificates", () => {
  it("is told by its beginning with their download: answers and notices come with the certificate", async () => {
    expect((await send({ ...order(), named: credentials.public_key.id })).serial).toBe(credentials.public_key.id);
    expect((await send(certificates)).serial).toBe(platform.serial_no);
    const made = await send(order());
    expect(made.serial).toBe(platform.serial_no);
    expect(await noticeSerial(made.json.code_url)).toBe(platform.serial_no);
  });

  it("is not one that has gone by the public key and then downloads them", async () => {
    expect((await send(order())).serial).toBe(credentials.public_key.id);
    expect((await send(certificates)).serial).toBe(credentials.public_key.id);
    expect((await send(order())).serial).toBe(credentials.public_key.id);
  });

  it("may have asked the older protocol before, which knows neither kind of key", async () => {
    for (const path of ["/pay/unifiedorder", "/mmpaymkttransfers/sendredpack"])
      await rig.fake.handle({
        method: "POST",
        path,
        headers: { "user-agent": "old/1.0" },
        body: Buffer.from("<xml/>"),
      });
    expect((await send(certificates)).serial).toBe(platform.serial_no);
    expect((await send(order())).serial).toBe(platform.serial_no);
  });

  it("is remembered over a restart", async () => {
    await send(certificates);
    const kept = rig.fake.save();
    rig = rigOf();
    rig.fake.load(kept);
    expect((await send(order())).serial).toBe(platform.serial_no);
  });

  it("signs the notice with the key that the order's request named", async () => {
    for (const named of [platform.serial_no.toLowerCase(), credentials.public_key.id]) {
      const made = await send({ ...order(), named });
      expect(made.serial?.toLowerCase()).toBe(named.toLowerCase());
      expect((await noticeSerial(made.json.code_url))?.toLowerCase()).toBe(named.toLowerCase());
    }
  });

  it("and a refund's notice with the key that the refund's request named", async () => {
    const sent = order();
    await noticeSerial((await send(sent)).json.code_url);
    const out_trade_no = (sent.body as { out_trade_no: string }).out_trade_no;
    const amount = { refund: 1, total: 100, currency: "CNY" };
    const body = { out_trade_no, out_refund_no: wireId("R"), amount, notify_url: "https://x.test/n" };
    const refund = await send({ path: "/v3/refund/domestic/refunds", body, named: platform.serial_no });
    expect(refund.status).toBe(200);
    rig.advance(3000);
    await rig.fake.deliverDue();
    expect(rig.raw.at(-1)?.headers["wechatpay-serial"]).toBe(platform.serial_no);
  });

  it.each([
    [0, credentials.public_key.id],
    [1, platform.serial_no],
    [2, next.serial_no],
  ])("knob signing_key %i turns those who name no key", async (signing_key, serial) => {
    rig.fake.setFaults({ signing_key });
    const made = await send(order());
    expect(made.serial).toBe(serial);
    expect(await noticeSerial(made.json.code_url)).toBe(serial);
    expect((await send({ ...order(), named: platform.serial_no })).serial).toBe(platform.serial_no);
  });
});

describe("wechatpay's fake: odd clients", () => {
  it("takes an app's hand-over without appId, which the app itself knows, and in either spelling", async () => {
    const made = await send(order("app"));
    const [timeStamp, nonceStr] = ["1726102800", "abc"] as const;
    const lines = [credentials.appid, timeStamp, nonceStr, made.json.prepay_id, ""].join("\n");
    const sign = await signMessage(merchantKey, Buffer.from(lines));
    const given = { prepayId: made.json.prepay_id, partnerId: credentials.mchid, timeStamp, nonceStr, sign };
    expect(rig.fake.look(JSON.stringify({ ...given, package: "Sign=WXPay" })).state).toBe("confirm");
    expect(rig.fake.look(JSON.stringify({ ...given, nonceStr: "abd" })).state).toBe("unknown_code");
    const lower = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    expect(rig.fake.look(JSON.stringify({ ...lower, timestamp: Number.parseInt(timeStamp, 10) })).state).toBe(
      "confirm",
    );
  });

  it("takes a page's hand-over under the sub-merchant's own app, and under no other", async () => {
    const sub_appid = "wxsub0000000000001";
    const partner = { sp_appid: credentials.appid, sp_mchid: credentials.mchid, sub_mchid: credentials.sub_mchid };
    const { path, body } = order("jsapi", { ...partner, sub_appid, payer: { sub_openid: "oabc" } });
    const made = await send({ path: path.replace("/pay/", "/pay/partner/"), ...(body ? { body } : {}) });
    const handOver = async (appId: string) => {
      const given = { appId, timeStamp: "1726102800", nonceStr: "abc", package: `prepay_id=${made.json.prepay_id}` };
      const paySign = await signMessage(merchantKey, Buffer.from([...Object.values(given), ""].join("\n")));
      return rig.fake.look(JSON.stringify({ ...given, signType: "RSA", paySign })).state;
    };
    expect([await handOver(sub_appid), await handOver(credentials.appid)]).toEqual(["confirm", "confirm"]);
    expect(await handOver("wxother")).toBe("unknown_code");
  });

  it("refuses a wrong method with a signed 405 and an unknown path with a signed 404", async () => {
    for (const method of ["DELETE", "PUT", "GET", "OPTIONS"]) {
      const answer = await send({ method, path: "/v3/pay/transactions/native" });
      expect([answer.status, answer.json.code]).toEqual([405, "METHOD_NOT_ALLOWED"]);
      expect(answer.headers["wechatpay-signature"]).toBeTruthy();
    }
    expect(await send({ path: "/v3/nothing", body: {} })).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  });
});
