import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { houseNotices, makeRig } from "../conformance-rig.ts";
import { accountSettings, makeCredentials, makeUnionPayFake, published } from "./fake.ts";
import { unionpay } from "./index.ts";
import { type Fields, signFields, verifyFields } from "./sign.ts";
import { shanghaiText } from "./time.ts";
import { parseAnswer } from "./wire.ts";

/** What independent programs hold a gateway to, beyond what our own client asks (they are named in the README). */
const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";
const own = published(credentials, origin);

const rigOf = () =>
  makeRig({
    kind: unionpay,
    makeFake: (outside) => makeUnionPayFake(credentials, outside),
    connect: (outside) => unionpay.connect(unionpay.readSettings(accountSettings(credentials, origin)), outside),
  });

async function call(rig: ReturnType<typeof rigOf>, path: string, fields: Fields): Promise<Record<string, string>> {
  const all = {
    ...{ version: "5.1.0", encoding: "UTF-8", signMethod: "01", accessType: "0", merId: own["mer_id"] ?? "" },
    ...{ certId: own["cert_id"] ?? "", txnTime: shanghaiText(rig.now()), ...fields },
  };
  const signature = await signFields(all, createPrivateKey(credentials.private_key));
  const body = Buffer.from(new URLSearchParams({ ...all, signature }).toString());
  const answer = await rig.fake.handle({ method: "POST", path: `/gateway/api/${path}`, headers: {}, body });
  return { ...parseAnswer(answer.body.toString()) };
}

it("signs over a certificate without a line break at its end, which SDKs would trim away", async () => {
  const asked = { txnType: "00", txnSubType: "00", bizType: "000000", orderId: "NOSUCHORDER" };
  const answer = await call(rigOf(), "queryTrans.do", asked);
  expect(answer["signPubKeyCert"]).toBe(credentials.acp_cert.trim());
  const trimmed = Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, value.trim()]));
  expect(verifyFields(trimmed, new X509Certificate(credentials.acp_cert).publicKey)).toBe(true);
});

it("answers as HTML, which is how programs read it", async () => {
  const { headers } = await rigOf().fake.handle({
    ...{ method: "POST", path: "/gateway/api/queryTrans.do", headers: {}, body: Buffer.from("a=1") },
  });
  expect(headers["content-type"]).toBe("text/html;charset=UTF-8");
});

it("is certified under the name that SDKs compare, and says it", () => {
  expect(own["cert_name"]).toBe("中国银联股份有限公司");
  expect(new X509Certificate(credentials.acp_cert).subject.split("@")[2]).toBe(own["cert_name"]);
});

it("hands out the key for secret fields, without an amount", async () => {
  const asked = { txnType: "95", txnSubType: "00", bizType: "000000", certType: "01", orderId: "20240912090000" };
  const answer = await call(rigOf(), "backTransReq.do", asked);
  expect(answer["respCode"]).toBe("00");
  expect(new X509Certificate(answer["encryptPubKeyCert"] ?? "").publicKey.asymmetricKeyType).toBe("rsa");
});

const asking = { txnType: "00", txnSubType: "00", bizType: "000000" };

/** A paid order, its number and its instant. */
async function paidOrder(rig: ReturnType<typeof rigOf>) {
  const order = { orderId: "ORDER00001", txnAmt: "1230", currencyCode: "156", backUrl: houseNotices };
  const paying = { ...order, txnType: "01", txnSubType: "01", bizType: "000201" };
  const made = await call(rig, "appTransReq.do", paying);
  await rig.fake.act(made["tn"] ?? "", "pay");
  const number = { orderId: order.orderId, txnTime: made["txnTime"] ?? "" };
  const { queryId = "" } = await call(rig, "queryTrans.do", { ...asking, ...number });
  const back = { txnType: "04", txnSubType: "00", bizType: "000000", backUrl: houseNotices, orderId: "REFUND0001" };
  return { number, refund: { ...back, txnAmt: "230", origQryId: queryId } };
}

it("repeats a refund's payment and amount in its answer, and wants no currency for it", async () => {
  const rig = rigOf();
  const { refund } = await paidOrder(rig);
  const answer = await call(rig, "backTransReq.do", refund);
  expect(answer).toMatchObject({ respCode: "00", origQryId: refund.origQryId, txnAmt: "230" });
  const foreign = { ...refund, orderId: "REFUND0002", currencyCode: "840" };
  expect(await call(rig, "backTransReq.do", foreign)).toMatchObject({ respCode: "10" });
});

it("wants the currency of a payment", async () => {
  const order = { orderId: "ORDER00002", txnAmt: "1230", backUrl: houseNotices, bizType: "000000" };
  const answer = await call(rigOf(), "backTransReq.do", { ...order, txnType: "01", txnSubType: "07" });
  expect(answer).toMatchObject({ respCode: "10" });
});

it("is asked at backTransReq.do too, in an encoding written small", async () => {
  const rig = rigOf();
  const { number } = await paidOrder(rig);
  const answer = await call(rig, "backTransReq.do", { ...asking, ...number, encoding: "utf-8" });
  expect(answer).toMatchObject({ origRespCode: "00", txnAmt: "1230" });
});

it("sends nothing empty, which programs would hash", async () => {
  const rig = rigOf();
  const { refund } = await paidOrder(rig);
  const { txnTime = "" } = await call(rig, "backTransReq.do", refund);
  const answer = await call(rig, "queryTrans.do", { ...asking, orderId: refund.orderId, txnTime });
  expect(answer["origRespCode"]).toBe("00");
  expect(Object.values(answer)).not.toContain("");
});

it("says on the pay page itself why it cannot be opened, and takes no other method there", async () => {
  const { fake } = rigOf();
  const path = "/gateway/api/frontTransReq.do";
  const body = Buffer.from(new URLSearchParams({ version: "5.1.0", merId: "<b>" }).toString());
  const page = await fake.handle({ method: "POST", path, headers: {}, body });
  expect(page).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
  expect(page.body.toString()).toContain("银联支付页打不开：13");
  expect(page.body.toString()).not.toContain("<b>");
  expect((await fake.handle({ method: "GET", path, headers: {}, body: Buffer.alloc(0) })).status).toBe(405);
});
