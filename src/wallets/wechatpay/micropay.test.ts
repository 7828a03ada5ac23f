import { expect, it } from "vitest";
import { makeRig, type Rig } from "../conformance-rig.ts";
import { accountSettings, makeWeChatPayFake } from "./fake.ts";
import { wechatpay } from "./index.ts";
import { credentials, origin } from "./testing/rig.ts";
import { provenV2, readXmlV2, signV2, type V2Fields, xmlV2 } from "./v2.ts";

/** What clients of the older protocol (go-pay/gopay, npm tenpay) hold the wallet to, beyond what our own asks. */
const rigOf = (): Rig =>
  makeRig({
    kind: wechatpay,
    makeFake: (outside) => makeWeChatPayFake(credentials, outside),
    connect: (outside) => wechatpay.connect(wechatpay.readSettings(accountSettings(credentials, origin)), outside),
  });

async function call(rig: Rig, path: string, fields: V2Fields): Promise<V2Fields> {
  const { appid, mchid, apiv2_key: key } = credentials;
  const all = { appid, mch_id: mchid, nonce_str: "0123456789abcdef", ...fields };
  const body = Buffer.from(xmlV2({ ...all, sign: signV2(all, key, "MD5") }));
  const answer = await rig.fake.handle({ method: "POST", path, headers: {}, body });
  const read = readXmlV2(answer.body.toString());
  if (!read || (read["return_code"] === "SUCCESS" && !provenV2(read, key, "MD5"))) throw new Error("not proven");
  return read;
}

async function paid(rig: Rig): Promise<V2Fields> {
  const code = rig.fake.payerCodes?.show("buyer").code ?? "";
  const order = { out_trade_no: "TILL000001", body: "Tea", total_fee: "1230", spbill_create_ip: "127.0.0.1" };
  return call(rig, "/pay/micropay", { ...order, auth_code: code });
}

it("says what was paid, and no state, which only a question is answered", async () => {
  const rig = rigOf();
  const answer = await paid(rig);
  expect(answer).toMatchObject({ result_code: "SUCCESS", total_fee: "1230", cash_fee: "1230", is_subscribe: "N" });
  expect(answer).not.toHaveProperty("trade_state");
  const asked = await call(rig, "/pay/orderquery", { out_trade_no: "TILL000001" });
  expect(asked).toMatchObject({ trade_state: "SUCCESS", cash_fee: "1230", transaction_id: answer["transaction_id"] });
});

it("is asked and reversed by the wallet's own number as well", async () => {
  const rig = rigOf();
  const { transaction_id: number = "" } = await paid(rig);
  const byNumber = { transaction_id: number };
  expect(await call(rig, "/pay/orderquery", byNumber)).toMatchObject({ out_trade_no: "TILL000001" });
  expect(await call(rig, "/secapi/pay/reverse", byNumber)).toMatchObject({ result_code: "SUCCESS", recall: "N" });
  expect(await call(rig, "/pay/orderquery", byNumber)).toMatchObject({ trade_state: "REVOKED" });
  expect(await call(rig, "/pay/orderquery", { transaction_id: "42" })).toMatchObject({ err_code: "ORDERNOTEXIST" });
  expect(await call(rig, "/pay/orderquery", {})).toMatchObject({ return_code: "FAIL" });
});

it("says in the protocol's own words what of it is not here", async () => {
  for (const path of ["/pay/contractorder", "/secapi/pay/profitsharing"])
    expect(await call(rigOf(), path, { out_trade_no: "TILL000001" })).toMatchObject({ return_code: "FAIL" });
});

it("refuses a sub-merchant that is none of the provider's in words, not by failing", async () => {
  const rig = rigOf();
  const order = { out_trade_no: "TILL000002", body: "Tea", total_fee: "1", spbill_create_ip: "127.0.0.1" };
  const auth_code = rig.fake.payerCodes?.show("buyer").code ?? "";
  const answer = await call(rig, "/pay/micropay", { ...order, auth_code, sub_mch_id: "1000000001" });
  expect(answer).toMatchObject({ result_code: "FAIL", err_code: "NOAUTH" });
});
