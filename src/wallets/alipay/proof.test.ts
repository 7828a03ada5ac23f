import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fen } from "#money";
import type { NoticeReading } from "../protocol.ts";
import { valueText } from "./answer-text.ts";
import { certificateNumber, certificateNumberOf, isRsaSigned, rootCertificateNumber } from "./certificates.ts";
import type { AlipaySettings } from "./config.ts";
import { makeCredentials } from "./fake.ts";
import { readNotice } from "./notice.ts";
import { readPrivateKey, readPublicKey, signContent, signRsa2, verifyRsa2 } from "./sign.ts";
import { fromShanghaiText, shanghaiText } from "./time.ts";
import { proveAnswer } from "./wire.ts";

const vectors = JSON.parse(readFileSync(new URL("./fixtures/vectors.json", import.meta.url), "utf8")) as {
  notice: { form: Record<string, string>; message: string; signature: string; spkiBase64: string };
  answer: { message: string; signature: string; spkiBase64: string };
};
const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const appKey = readPrivateKey(credentials.private_key);

function settings(change: Partial<AlipaySettings>): AlipaySettings {
  const base = { gateway: "https://x.test/gateway.do", appId: "2019073166072302", sellerId: "2088531891668739" };
  const after = { settlePeriod: null, bankTransfers: false };
  return { ...base, ...after, privateKey: appKey, alipayKey: readPublicKey(credentials.alipay_public_key), ...change };
}

describe("alipay: published vectors", () => {
  it("rebuilds what a trade notice signs, and reads it", () => {
    const { form, message, signature, spkiBase64 } = vectors.notice;
    expect(signContent({ ...form, sign: signature, sign_type: "RSA2" }, ["sign", "sign_type"])).toBe(message);
    const body = Buffer.from(new URLSearchParams({ ...form, sign: signature, sign_type: "RSA2" }).toString());
    const raw = { method: "POST", path: "/", headers: {}, body };
    const now = new Date("2019-08-15T08:00:00Z");
    expect(readNotice(raw, settings({ alipayKey: readPublicKey(spkiBase64) }), now)).toEqual({
      kind: "payment",
      noticeId: "2019081500222155624068450559358070",
      paymentId: "20190815155618536-564-57",
      outcome: {
        kind: "paid",
        walletRef: "2019081522001468450512505578",
        amount: fen(10),
        paidAt: new Date("2019-08-15T07:56:24Z"),
        buyerRef: "2088102534368455",
      },
    });
  });

  it("proves an answer over its exact text", () => {
    const { message, signature, spkiBase64 } = vectors.answer;
    const proof = settings({ alipayKey: readPublicKey(spkiBase64) });
    const envelope = (text: string) => `{"alipay_open_file_upload_response": ${text} ,"sign":"${signature}"}`;
    expect(proveAnswer("alipay.open.file.upload", envelope(message), proof)).toMatchObject({
      kind: "proven",
      code: "10000",
      fields: { file_id: "CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr" },
    });
    for (const changed of [message.replace("10000", "10001"), message.replace(",", ", ")])
      expect(proveAnswer("alipay.open.file.upload", envelope(changed), proof).kind).toBe("unproven");
    expect(proveAnswer("alipay.trade.query", envelope(message), proof).kind).toBe("unproven");
  });
});

describe("alipay: the text of a member", () => {
  it.each([
    ['{"a":{"b":"}\\"{"},"sign":"x"}', "a", '{"b":"}\\"{"}'],
    ['{ "x" : [1,{"a":2}] , "a" : "t\\\\" }', "a", '"t\\\\"'],
    ['{"b":"\\"a\\":{}","a":{"u":"http:\\/\\/x"}}', "a", '{"u":"http:\\/\\/x"}'],
    ['{"a":null,"b":12.50}', "b", "12.50"],
  ])("%s", (text, member, value) => expect(valueText(text, member)).toBe(value));

  it.each(["", "[]", "{", '{"a', '{"a":', '{"b":1}', "not json"])("holds none: %s", (text) =>
    expect(valueText(text, "a") ?? "").toBe(""),
  );
});

describe("alipay: keys, certificates, time", () => {
  it("accepts only canonical base64 of a fitting signature", async () => {
    const signature = await signRsa2("content", appKey);
    const key = readPublicKey(credentials.public_key);
    expect(verifyRsa2("content", signature, key)).toBe(true);
    for (const wrong of ["", "@", `${signature} `, signature.replace("==", ""), signature.toLowerCase()])
      expect(verifyRsa2("content", wrong, key), wrong.slice(-8)).toBe(false);
    expect(verifyRsa2("contend", signature, key)).toBe(false);
  });

  it("numbers a certificate by its issuer, last name first, and its decimal serial", () => {
    // md5("CN=c,OU=b,O=a,C=CN255")
    const made = certificateNumber({ issuer: "C=CN\nO=a\nOU=b\nCN=c", serialNumber: "FF" });
    expect(made).toBe("e1e073022beaf48cd92a0db9ff2d4f32");
    const { alipay_cert, alipay_root_cert, app_cert } = credentials;
    expect(rootCertificateNumber(alipay_root_cert + alipay_root_cert)).toMatch(/^([0-9a-f]{32})_\1$/);
    expect(certificateNumberOf(app_cert)).not.toBe(certificateNumberOf(alipay_cert));
    expect(["1.2.840.113549.1.1.11", "1.2.156.10197.1.501", "1.2.840.10045.4.3.2"].map(isRsaSigned)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("keeps Shanghai's time", () => {
    expect(shanghaiText(new Date("2024-12-31T16:00:01Z"))).toBe("2025-01-01 00:00:01");
    expect(fromShanghaiText("2025-01-01 00:00:01")).toEqual(new Date("2024-12-31T16:00:01Z"));
    expect(fromShanghaiText("2025-01-01 00:00:01.123")).toEqual(new Date("2024-12-31T16:00:01Z"));
    for (const wrong of ["", "2025-01-01", "2025-13-01 00:00:00", "1735660801"])
      expect(fromShanghaiText(wrong)).toBeNull();
  });
});

describe("alipay: notices that prove nothing", () => {
  const now = new Date("2024-09-12T01:00:00Z");
  const fields: Record<string, string> = {
    notify_type: "trade_status_sync",
    notify_time: "2024-09-12 09:00:00",
    notify_id: "N1",
    app_id: "2019073166072302",
    seller_id: "2088531891668739",
    out_trade_no: "P1",
    trade_no: "T1",
    trade_status: "TRADE_SUCCESS",
    total_amount: "12.30",
    gmt_payment: "2024-09-12 08:59:59",
  };
  const read = async (
    change: Record<string, string | undefined>,
    leaveOut = ["sign", "sign_type"],
    unsent: readonly string[] = [],
  ) => {
    const form = Object.fromEntries(
      Object.entries({ ...fields, ...change }).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    const content = signContent(form, leaveOut, { keepEmpty: true });
    const sign = await signRsa2(content, readPrivateKey(credentials.alipay_private_key));
    const posted = new URLSearchParams({ sign_type: "RSA2", ...form, sign });
    for (const name of unsent) posted.delete(name);
    return readRaw(posted.toString());
  };
  const readRaw = (body: string): NoticeReading =>
    readNotice({ method: "POST", path: "/", headers: {}, body: Buffer.from(body) }, settings({}), now);
  const why = (reading: NoticeReading) => (reading.kind === "not_genuine" ? reading.why : reading.kind);

  it.each([
    ["another app", { app_id: "2019073166072303" }, "app_id is another app's"],
    ["another seller", { seller_id: "2088531891668730" }, "seller_id is another seller's"],
    ["no seller", { seller_id: undefined }, "seller_id is missing"],
    ["older than the last try", { notify_time: "2024-09-11 06:59:59" }, "notify_time is not of the last 26 hours"],
    ["from the future", { notify_time: "2024-09-12 09:15:01" }, "notify_time is not of the last 26 hours"],
    ["no number", { notify_id: undefined }, "notify_id is missing"],
    ["another algorithm", { sign_type: "RSA" }, "sign_type is not RSA2"],
  ])("%s", async (_, change, expected) => expect(why(await read(change))).toBe(expected));

  it("believes one signed as it should be, empty fields counted or not", async () => {
    expect(why(await read({}))).toBe("payment");
    expect(why(await read({ body: "" }))).toBe("payment");
    expect(why(await read({ body: "" }, ["sign", "sign_type", "body"]))).toBe("payment");
    expect(why(await read({ body: "x" }, ["sign", "sign_type", "body"]))).toBe("the signature does not fit");
  });

  it("wants sign_type left out for trades, and in for other types", async () => {
    expect(why(await read({ sign_type: "RSA2" }, ["sign"]))).toBe("the signature does not fit");
    const other = { notify_type: "servicemarket_order_notify", sign_type: "RSA2" };
    expect(await read(other, ["sign"])).toEqual({ kind: "ignored", noticeId: "N1", type: other.notify_type });
    expect(await read(other, ["sign"], ["sign_type"])).toMatchObject({ kind: "ignored", type: other.notify_type });
    expect(why(await read(other))).toBe("the signature does not fit");
  });

  it("refuses a form that says a thing twice, and one that says nothing", () => {
    const body = new URLSearchParams({ ...vectors.notice.form, sign: vectors.notice.signature }).toString();
    expect(why(readRaw(`${body}&total_amount=0.10`))).toBe("the form repeats a field or holds none");
    expect(why(readRaw(""))).toBe("the form repeats a field or holds none");
    expect(why(readRaw("%%%=%zz&=&&&"))).toBe("the signature does not fit");
  });

  it("knows states from words that are new", async () => {
    const outcomeOf = async (change: Record<string, string | undefined>) => {
      const reading = await read(change);
      return reading.kind === "payment" ? reading.outcome : reading;
    };
    expect(await outcomeOf({ trade_status: "WAIT_BUYER_PAY" })).toEqual({ kind: "waiting", stage: "scanned" });
    expect(await outcomeOf({ trade_status: "TRADE_FINISHED" })).toMatchObject({ kind: "paid" });
    expect(await outcomeOf({ trade_status: "TRADE_CLOSED", gmt_payment: undefined })).toMatchObject({ kind: "closed" });
    expect(await outcomeOf({ trade_status: "TRADE_CLOSED" })).toMatchObject({ kind: "paid" });
    for (const change of [{ trade_status: "TRADE_PENDING" }, { total_amount: "12.345" }, { trade_no: undefined }])
      expect(await outcomeOf(change)).toMatchObject({ kind: "unknown", alarm: true });
  });
});
