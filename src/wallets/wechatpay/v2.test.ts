import { createDecipheriv, createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, test } from "vitest";
import { makeRig, phoneCode, type Rig, sampleStart } from "../conformance-rig.ts";
import type { RawRequest } from "../protocol.ts";
import { accountSettings, makeWeChatPayFake } from "./fake.ts";
import { wechatpay } from "./index.ts";
import { credentials, origin } from "./testing/rig.ts";
import { provenV2, readXmlV2, signV2, type V2Fields, type V2Sign, xmlV2 } from "./v2.ts";

/** The older protocol's orders, refunds, bills and notices, held to what its clients of today ask. */
const { appid, mchid, sub_mchid, apiv2_key: key } = credentials;
const notify_url = "https://shop.test/v2-notice";

type OlderRig = Rig & { told: RawRequest[]; answer: string };
let rig: OlderRig;

beforeEach(() => {
  const told: RawRequest[] = [];
  const made = makeRig({
    kind: wechatpay,
    makeFake: (outside) =>
      makeWeChatPayFake(credentials, {
        ...outside,
        http: async ({ method, url, headers, body }) => {
          told.push({ method, path: url, headers, body: Buffer.from(body ?? "") });
          return { status: 200, headers: {}, body: Buffer.from(rig.answer) };
        },
      }),
    connect: (outside) => wechatpay.connect(wechatpay.readSettings(accountSettings(credentials, origin)), outside),
  });
  rig = Object.assign(made, { told, answer: "<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>" });
});

async function raw(path: string, body: string | Buffer, method = "POST"): Promise<Buffer> {
  return (await rig.fake.handle({ method, path, headers: {}, body: Buffer.from(body) })).body;
}

async function call(path: string, fields: V2Fields, how: V2Sign = "MD5"): Promise<V2Fields> {
  const type: V2Fields = how === "MD5" ? {} : { sign_type: how };
  const all = { appid, mch_id: mchid, nonce_str: "0123456789abcdef", ...type, ...fields };
  const read = readXmlV2((await raw(path, xmlV2({ ...all, sign: signV2(all, key, how) }))).toString());
  if (!read || (read["return_code"] === "SUCCESS" && !provenV2(read, key, how))) throw new Error("not proven");
  return read;
}

const order = (out_trade_no: string, trade_type = "NATIVE"): V2Fields => ({
  ...{ out_trade_no, trade_type, body: "茶 & Tea <1>", total_fee: "1230", spbill_create_ip: "127.0.0.1" },
  ...{ notify_url, attach: "till 4" },
});
const create = (out_trade_no: string, change: V2Fields = {}, how: V2Sign = "MD5") =>
  call("/pay/unifiedorder", { ...order(out_trade_no), ...change }, how);

async function paid(number: string, change: V2Fields = {}, how: V2Sign = "MD5"): Promise<void> {
  const { code_url = "" } = await create(number, change, how);
  expect(await rig.fake.act(code_url, "pay", "anna")).toMatchObject({ state: "paid" });
}

const ask = (out_trade_no: string): Promise<V2Fields> => call("/pay/orderquery", { out_trade_no });
const refund = (out_trade_no: string, out_refund_no: string, refund_fee: string, change: V2Fields = {}) =>
  call("/secapi/pay/refund", { out_trade_no, out_refund_no, refund_fee, total_fee: "1230", ...change });

describe("orders", () => {
  it("hands out each way in, and the phone pays it", async () => {
    const native = await create("ORDER00001");
    expect(native).toMatchObject({ result_code: "SUCCESS", trade_type: "NATIVE", mch_id: mchid });
    expect(native["code_url"]).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=/);
    const web = await create("ORDER00002", { trade_type: "MWEB" });
    for (const code of [native["code_url"], web["mweb_url"]])
      expect(await rig.fake.act(code ?? "", "pay", "anna")).toMatchObject({ state: "paid", amount: "12.30" });
    expect(await ask("ORDER00001")).toMatchObject({ trade_state: "SUCCESS", total_fee: "1230", attach: "till 4" });
    expect(await ask("ORDER00002")).toMatchObject({ trade_type: "MWEB", cash_fee: "1230", fee_type: "CNY" });
  });

  it.each(["MD5", "HMAC-SHA256"] as const)("proves what a page or an app hands over: %s", async (how) => {
    const page = await create("ORDER00003", { trade_type: "JSAPI", openid: "oSomebody" }, how);
    const app = await create("ORDER00004", { trade_type: "APP" }, how);
    const [timeStamp, nonceStr] = ["1726102800", "abcdefghijklmnop"];
    const shown = { appId: appid, timeStamp, nonceStr, package: `prepay_id=${page["prepay_id"]}`, signType: how };
    const asked = {
      ...{ appid, partnerid: mchid, prepayid: app["prepay_id"] ?? "", package: "Sign=WXPay" },
      ...{ noncestr: nonceStr, timestamp: timeStamp },
    };
    const wrong = JSON.stringify({ ...shown, paySign: signV2({ ...shown, timeStamp: "1" }, key, how) });
    expect(await rig.fake.act(wrong, "pay")).toMatchObject({ ok: false });
    const right = JSON.stringify({ ...shown, paySign: signV2(shown, key, how) });
    expect(await rig.fake.act(right, "pay")).toMatchObject({ state: "paid" });
    const inApp = JSON.stringify({ ...asked, sign: signV2(asked, key, how) });
    expect(await rig.fake.act(inApp, "pay")).toMatchObject({ state: "paid" });
    expect(await ask("ORDER00003")).toMatchObject({ openid: "oSomebody", trade_type: "JSAPI" });
  });

  it("repeats what is repeated, and refuses what differs, what is paid and what is closed", async () => {
    const first = await create("ORDER00005");
    const again = await create("ORDER00005", { nonce_str: "another nonce", spbill_create_ip: "10.0.0.1" });
    expect(again["code_url"]).toBe(first["code_url"]);
    expect(await create("ORDER00005", { total_fee: "1" })).toMatchObject({ err_code: "INVALID_REQUEST" });
    await rig.fake.act(first["code_url"] ?? "", "pay");
    expect(await create("ORDER00005")).toMatchObject({ err_code: "ORDERPAID" });
    expect(await call("/pay/closeorder", { out_trade_no: "ORDER00005" })).toMatchObject({ err_code: "ORDERPAID" });
    await create("ORDER00006");
    expect(await call("/pay/closeorder", { out_trade_no: "ORDER00006" })).toMatchObject({ result_code: "SUCCESS" });
    expect(await create("ORDER00006")).toMatchObject({ err_code: "ORDERCLOSED" });
    expect(await ask("ORDER00006")).toMatchObject({ trade_state: "CLOSED" });
    expect(await call("/pay/closeorder", { out_trade_no: "NOSUCH" })).toMatchObject({ err_code: "ORDERNOTEXIST" });
  });

  it("reads the end in Beijing's time", async () => {
    expect(await create("ORDER00007", { time_expire: "20240912085959" })).toMatchObject({
      err_code: "INVALID_REQUEST",
    });
    const { code_url = "" } = await create("ORDER00008", { time_expire: "20240912091000" });
    rig.advance(600_000);
    expect(await rig.fake.act(code_url, "pay")).toMatchObject({ state: "expired" });
    expect(await create("ORDER00009", { time_expire: "2024-09-12" })).toMatchObject({ return_code: "FAIL" });
    expect(await create("ORDER00009", { time_expire: "20240231000000" })).toMatchObject({ return_code: "FAIL" });
  });

  it("serves a provider's sub-merchant, and no other", async () => {
    const change = { sub_mch_id: sub_mchid };
    expect(await create("ORDER00010", change)).toMatchObject({ result_code: "SUCCESS", sub_mch_id: sub_mchid });
    expect(await ask("ORDER00010")).toMatchObject({ err_code: "ORDERNOTEXIST" });
    const asked = await call("/pay/orderquery", { out_trade_no: "ORDER00010", ...change });
    expect(asked).toMatchObject({ trade_state: "NOTPAY", sub_mch_id: sub_mchid });
    expect(await create("ORDER00011", { sub_mch_id: "1000000001" })).toMatchObject({ err_code: "NOAUTH" });
  });
});

test.each([
  ["缺少参数body", { body: "" }],
  ["body参数长度有误", { body: "茶".repeat(129) }],
  ["invalid total_fee", { total_fee: "12.3" }],
  ["invalid total_fee", { total_fee: "0" }],
  ["invalid spbill_create_ip", { spbill_create_ip: "here" }],
  ["invalid notify_url", { notify_url: "https://shop.test/n?x=1" }],
  ["invalid trade_type", { trade_type: "PAPER" }],
  ["invalid fee_type", { fee_type: "USD" }],
  ["JSAPI支付必须传openid", { trade_type: "JSAPI" }],
  ["out_trade_no参数格式错误", { out_trade_no: "a b" }],
  ["签名类型错误", { sign_type: "SHA1" }],
  ["mch_id参数格式错误", { mch_id: "1" }],
  ["appid和mch_id不匹配", { appid: "wx1" }],
] as [string, V2Fields][])("says %s of %j", async (return_msg, change) => {
  expect(await create("ORDER00020", change)).toMatchObject({ return_code: "FAIL", return_msg });
});

describe("the door", () => {
  const refused = async (body: string | Buffer, method = "POST") =>
    readXmlV2((await raw("/pay/orderquery", body, method)).toString())?.["return_msg"];

  it("takes no text that is no flat XML, no entity of the sender's, no big body", async () => {
    const bomb = '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><appid>&b;</appid></xml>';
    const outside = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><appid>&f;</appid></xml>';
    for (const bad of [
      bomb,
      outside,
      "<xml><a><b>1</b></a></xml>",
      "<root><a>1</a></xml>",
      "{}",
      `<xml><a>${"x".repeat(70_000)}</a></xml>`,
    ])
      expect(await refused(bad)).toBe("XML格式错误");
    expect(await refused("")).toBe("post数据为空");
    expect(await refused(Buffer.from([0x3c, 0xff]))).toBe("编码格式错误");
    expect(await refused("<xml></xml>", "GET")).toBe("请使用post方法");
    const started = performance.now();
    expect(await refused(`${" ".repeat(60_000)}<x`)).toBe("XML格式错误");
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("reads empty elements, signs by number, spaced CDATA and a declaration", () => {
    const text = '<?xml version="1.0"?>\n<xml>\n<a/><b>&#x8336;&#32;&amp;#60;</b><c> <![CDATA[x]]> </c><d></d></xml>';
    expect({ ...readXmlV2(text) }).toEqual({ a: "", b: "茶 &#60;", c: "x", d: "" });
    expect(readXmlV2("<xml><a>1</a><a/></xml>")).toBeNull();
  });

  it("refuses a wrong signature, and counts too many calls", async () => {
    const fields = { appid, mch_id: mchid, nonce_str: "n", out_trade_no: "X" };
    expect(await refused(xmlV2({ ...fields, sign: signV2(fields, "0".repeat(32), "MD5") }))).toBe("签名错误");
    rig.fake.setFaults({ rate_limit: 1 });
    expect(await ask("NOSUCH")).toMatchObject({ err_code: "ORDERNOTEXIST" });
    expect(await ask("NOSUCH")).toMatchObject({ err_code: "FREQUENCY_LIMITED" });
  });
});

describe("refunds", () => {
  it("takes a part twice, answers a repeat alike, and ends after a while", async () => {
    await paid("ORDER00030");
    const first = await refund("ORDER00030", "BACK1", "1000");
    expect(first).toMatchObject({ refund_fee: "1000", cash_refund_fee: "1000", total_fee: "1230" });
    expect((await refund("ORDER00030", "BACK1", "1000"))["refund_id"]).toBe(first["refund_id"]);
    expect(await refund("ORDER00030", "BACK1", "1")).toMatchObject({ err_code: "REFUND_FEE_MISMATCH" });
    expect(await refund("ORDER00030", "BACK2", "231")).toMatchObject({ err_code: "ERROR" });
    expect(await refund("ORDER00030", "BACK2", "230", { total_fee: "1231" })).toMatchObject({
      err_code: "REFUND_FEE_MISMATCH",
    });
    expect(await refund("ORDER00030", "BACK2", "2000")).toMatchObject({ return_msg: "invalid refund_fee" });
    await refund("ORDER00030", "BACK2", "230");
    expect(await refund("ORDER00030", "BACK3", "1")).toMatchObject({ err_code_des: "订单已全额退款" });
    const asked = await call("/pay/refundquery", { out_trade_no: "ORDER00030" });
    expect(asked).toMatchObject({ refund_count: "2", refund_fee: "1230", refund_status_1: "PROCESSING" });
    rig.advance(3_000);
    const one = await call("/pay/refundquery", { refund_id: first["refund_id"] ?? "" });
    expect(one).toMatchObject({ refund_count: "1", out_refund_no_0: "BACK1", refund_status_0: "SUCCESS" });
    expect(one["refund_success_time_0"]).toBe("2024-09-12 09:00:03");
    expect(await ask("ORDER00030")).toMatchObject({ trade_state: "REFUND" });
    expect(await call("/pay/refundquery", { out_refund_no: "NONE" })).toMatchObject({ err_code: "REFUNDNOTEXIST" });
  });

  it("tells an unpaid order from one that is not there by nothing, as the wallet's table does", async () => {
    await create("ORDER00031");
    for (const number of ["ORDER00031", "NOSUCH"])
      expect(await refund(number, "BACK4", "1")).toMatchObject({ err_code: "ORDERNOTEXIST" });
  });

  it("shows ten at once, the others by offset", async () => {
    await paid("ORDER00032");
    for (let i = 0; i < 12; i++) await refund("ORDER00032", `PART${i}`, "1");
    const from = (offset: string) => call("/pay/refundquery", { out_trade_no: "ORDER00032", offset });
    expect(await from("0")).toMatchObject({ total_refund_count: "12", refund_count: "10" });
    expect(await from("10")).toMatchObject({ refund_count: "2", out_refund_no_0: "PART10" });
    expect(await from("12")).toMatchObject({ err_code: "PARAM_ERROR" });
  });
});

function opened(info: string): V2Fields {
  const sealed = createDecipheriv("aes-256-ecb", createHash("md5").update(key).digest("hex"), null);
  const text = Buffer.concat([sealed.update(Buffer.from(info, "base64")), sealed.final()]).toString();
  return readXmlV2(text) ?? {};
}

describe("notices", () => {
  const lastNotice = (): V2Fields => readXmlV2(rig.told.at(-1)?.body.toString() ?? "") ?? {};

  it.each(["MD5", "HMAC-SHA256"] as const)("tells a payment as its order was signed: %s", async (how) => {
    await paid("ORDER00040", {}, how);
    expect(await rig.fake.deliverDue()).toBe(1);
    expect(rig.told[0]).toMatchObject({ path: notify_url, headers: { "content-type": "text/xml" } });
    const notice = lastNotice();
    expect(provenV2(notice, key, how)).toBe(true);
    expect(notice).toMatchObject({ return_code: "SUCCESS", result_code: "SUCCESS", out_trade_no: "ORDER00040" });
    expect(notice).toMatchObject({ total_fee: "1230", time_end: "20240912090000", mch_id: mchid });
    expect(notice["sign_type"]).toBe(how === "MD5" ? undefined : how);
    expect(rig.fake.nextDue()).toBeNull();
  });

  it("comes again until XML says SUCCESS, and carries every knob", async () => {
    await paid("ORDER00041");
    for (const answer of ["SUCCESS", '{"code":"SUCCESS"}', "<xml><return_code>FAIL</return_code></xml>"]) {
      rig.answer = answer;
      await rig.fake.deliverDue();
      rig.advance(30_000);
    }
    rig.fake.setFaults({ wrong_amount: true, probe: 1 });
    await rig.fake.deliverDue();
    expect(rig.told).toHaveLength(4);
    expect(lastNotice()).toMatchObject({ total_fee: "1231" });
    expect(provenV2(lastNotice(), key, "MD5")).toBe(true);
    rig.fake.setFaults({ bad_signature: true });
    rig.answer = "<xml><return_code>SUCCESS</return_code></xml>";
    rig.advance(180_000);
    await rig.fake.deliverDue();
    expect(provenV2(lastNotice(), key, "MD5")).toBe(false);
    expect(rig.fake.nextDue()).toBeNull();
  });

  it("seals a refund's, and keeps it over a restart", async () => {
    await paid("ORDER00042");
    await rig.fake.deliverDue();
    await refund("ORDER00042", "BACK5", "30", { notify_url });
    rig.advance(3_000);
    const kept = rig.fake.save();
    rig.fake.load(kept);
    await rig.fake.deliverDue();
    const notice = lastNotice();
    expect(notice).not.toHaveProperty("sign");
    expect(notice).toMatchObject({ return_code: "SUCCESS", appid, mch_id: mchid });
    expect(opened(notice["req_info"] ?? "")).toMatchObject({
      ...{ out_trade_no: "ORDER00042", out_refund_no: "BACK5", refund_fee: "30", total_fee: "1230" },
      ...{ refund_status: "SUCCESS", success_time: "2024-09-12 09:00:03" },
    });
  });
});

describe("the other protocol's orders", () => {
  it("are the same: v3 asks for what v2 made and v2 refunds what v3 made", async () => {
    await paid("ORDER00050");
    const start = sampleStart(rig, { paymentId: "ORDER00051" });
    const { amount, expiresAt, method } = start;
    const ours = { paymentId: "ORDER00050", amount, expiresAt, method };
    expect(await rig.wallet.ask(ours)).toMatchObject({ kind: "paid", amount });
    const made = await rig.wallet.start(start);
    if (made.kind !== "waiting" || !made.action) throw new Error(JSON.stringify(made.kind));
    expect(await create("ORDER00051")).toMatchObject({ err_code: "OUT_TRADE_NO_USED" });
    await rig.fake.act(phoneCode(made.action), "pay");
    expect(await ask("ORDER00051")).toMatchObject({ trade_state: "SUCCESS", trade_type: "NATIVE" });
    expect(await refund("ORDER00051", "BACK6", "1230")).toMatchObject({ result_code: "SUCCESS" });
    expect(rig.fake.ledger().refunds).toMatchObject([{ out_refund_no: "BACK6", amount: "1230" }]);
  });
});

describe("bills", () => {
  const bill = (change: V2Fields = {}, path = "/pay/downloadbill", how: V2Sign = "MD5"): Promise<Buffer> => {
    const type: V2Fields = how === "MD5" ? {} : { sign_type: how };
    const all = { appid, mch_id: mchid, nonce_str: "n", bill_date: "20240912", bill_type: "ALL", ...type, ...change };
    return raw(path, xmlV2({ ...all, sign: signV2(all, key, how) }));
  };

  it("is the file itself, packed if asked for", async () => {
    await paid("ORDER00060");
    const plain = (await bill()).toString();
    expect(plain).toContain("`ORDER00060");
    expect(plain.startsWith("\uFEFF交易时间,公众账号ID")).toBe(true);
    expect(gunzipSync(await bill({ tar_type: "GZIP" })).toString()).toBe(plain);
    const funds = (await bill({ account_type: "Basic" }, "/pay/downloadfundflow", "HMAC-SHA256")).toString();
    expect(funds).toContain("扣除交易手续费");
  });

  it.each([
    ["No Bill Exist", "20002", {}],
    ["No Bill Exist", "20002", { bill_type: "RECHARGE_REFUND" }],
    ["invalid bill_type", "20001", { bill_type: "SOME" }],
    ["data format error", "20001", { bill_date: "2024-09-12" }],
    ["invalid tar_type", "20001", { tar_type: "ZIP" }],
  ] as [string, string, V2Fields][])("says %s", async (return_msg, error_code, change) => {
    const said = readXmlV2((await bill(change)).toString());
    expect({ ...said }).toEqual({ return_code: "FAIL", return_msg, error_code });
  });

  it("of funds wants the stronger signature and an account", async () => {
    const path = "/pay/downloadfundflow";
    const msg = async (change: V2Fields, how: V2Sign) => readXmlV2((await bill(change, path, how)).toString());
    expect(await msg({ account_type: "Basic" }, "MD5")).toMatchObject({ return_msg: "签名错误" });
    expect(await msg({ account_type: "Purse" }, "HMAC-SHA256")).toMatchObject({ err_code: "PARAM_ERROR" });
    expect(await msg({ account_type: "Basic" }, "HMAC-SHA256")).toMatchObject({ err_code: "NO_BILL_EXIST" });
    await paid("ORDER00061");
    expect(await msg({ account_type: "Basic" }, "HMAC-SHA256")).toBeNull();
    expect(await msg({ account_type: "Fees" }, "HMAC-SHA256")).toMatchObject({ err_code: "NO_BILL_EXIST" });
  });
});

it("tells whose code a till was shown, and leaves the code good", async () => {
  const { code = "" } = rig.fake.payerCodes?.show("anna") ?? {};
  const who = (auth_code: string) => call("/tools/authcodetoopenid", { auth_code });
  const { openid } = await who(code);
  expect(openid).toMatch(/^o/);
  const till = { out_trade_no: "TILL000009", body: "Tea", total_fee: "1", spbill_create_ip: "127.0.0.1" };
  expect(await call("/pay/micropay", { ...till, auth_code: code })).toMatchObject({ openid });
  expect(await who("131234567890123456")).toMatchObject({ err_code: "AUTH_CODE_ERROR" });
  expect(await who("99")).toMatchObject({ err_code: "AUTH_CODE_INVALID" });
  expect(await call("/payitil/report", {})).toMatchObject({ result_code: "SUCCESS" });
});
