import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { houseNotices, makeRig } from "../conformance-rig.ts";
import { accountSettings, makeCredentials, makeUnionPayFake, published } from "./fake.ts";
import { unionpay } from "./index.ts";
import { type Fields, signFields, verifyFields } from "./sign.ts";
import { shanghaiText } from "./time.ts";
import { parseAnswer } from "./wire.ts";

/** What an independent SDK (smartwalle/unionpay) holds a gateway to, beyond what our own client asks. */
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

it("repeats a refund's payment and amount in its answer", async () => {
  const rig = rigOf();
  const order = { orderId: "ORDER00001", txnAmt: "1230", currencyCode: "156", backUrl: houseNotices };
  const paying = { ...order, txnType: "01", txnSubType: "01", bizType: "000201" };
  const made = await call(rig, "appTransReq.do", paying);
  await rig.fake.act(made["tn"] ?? "", "pay");
  const asked = { txnType: "00", txnSubType: "00", bizType: "000000", orderId: order.orderId };
  const { queryId = "" } = await call(rig, "queryTrans.do", { ...asked, txnTime: made["txnTime"] ?? "" });
  const back = { ...paying, txnType: "04", txnSubType: "00", orderId: "REFUND0001", txnAmt: "230", origQryId: queryId };
  expect(await call(rig, "backTransReq.do", back)).toMatchObject({ respCode: "00", origQryId: queryId, txnAmt: "230" });
});
