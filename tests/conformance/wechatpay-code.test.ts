import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Wechatpay } from "wechatpay-axios-plugin";
import {
  makeCredentials,
  makeWeChatPayFake,
  type WeChatPayCredentials,
  type WeChatPayFake,
} from "#wallets/wechatpay/fake";
import { serveFake } from "./serve-fake.ts";

/** Payer's codes by the unmodified npm package wechatpay-axios-plugin: the older protocol's XML, and v3. */
type Call = (data?: object, config?: object) => Promise<{ status: number; data: Record<string, unknown> }>;

let own: WeChatPayCredentials;
let fake: WeChatPayFake;
let served: Awaited<ReturnType<typeof serveFake>>;

const sdk = (change: object = {}): object =>
  new Wechatpay({
    ...{ baseURL: `${served.origin}/`, mchid: own.mchid, serial: own.serial_no, privateKey: own.private_key },
    certs: { [own.public_key.id]: own.public_key.pem, [own.platform[0].serial_no]: own.platform[0].pem },
    secret: own.apiv2_key,
    proxy: false,
    ...change,
  });

beforeAll(async () => {
  own = await makeCredentials({ now: new Date(), random: (bytes) => randomBytes(bytes) });
  served = await serveFake(() => fake);
});
afterAll(() => served.close());
beforeEach(() => {
  fake = makeWeChatPayFake(own, {
    ...{ now: () => new Date(), random: (bytes) => randomBytes(bytes), sleep: async () => {} },
    ...{ origin: served.origin, http: async () => ({ status: 204, headers: {}, body: Buffer.alloc(0) }) },
  });
});

/** The SDK makes a path of property names. */
async function post(path: string, body: object, client = sdk(), parts = {}): Promise<Record<string, unknown>> {
  const end = path.split("/").reduce((node, name) => (node as Record<string, unknown>)[name] as object, client);
  return (await ((end as Record<string, Call>)["post"] as Call)(body, parts)).data;
}

/** The SDK throws what the wallet refuses, with its answer. */
async function refused(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = (await call.then(
    () => null,
    (reason: unknown) => reason,
  )) as { response?: { data: Record<string, unknown> } } | null;
  if (!error?.response) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.response.data;
}

let counter = 0;
const number = (): string => `T${Date.now()}${(counter++).toString().padStart(4, "0")}`;
const shown = (mood: "ready" | "password" | "insufficient" = "ready"): string =>
  fake.payerCodes?.show("buyer", mood).code ?? "";

describe.each(["MD5", "HMAC-SHA256"])("the older protocol, %s", (sign_type) => {
  const account = () => ({
    appid: own.appid,
    mch_id: own.mchid,
    nonce_str: randomBytes(16).toString("hex"),
    sign_type,
  });
  const order = (out_trade_no: string) => ({ ...account(), out_trade_no });
  const pay = (out_trade_no: string, auth_code: string, client?: object) => {
    const what = { body: "茶 & Tea <1>", total_fee: 1230, spbill_create_ip: "127.0.0.1", auth_code };
    return post("v2/pay/micropay", { ...order(out_trade_no), ...what }, client);
  };

  test("pays, asks by both numbers, reverses; the SDK proves every answer", async () => {
    const id = number();
    const paid = await pay(id, shown());
    expect(paid).toMatchObject({ out_trade_no: id, total_fee: "1230", cash_fee: "1230", trade_type: "MICROPAY" });
    const { transaction_id } = paid;
    expect(await post("v2/pay/orderquery", order(id))).toMatchObject({ trade_state: "SUCCESS", transaction_id });
    const asked = await post("v2/pay/orderquery", { ...account(), transaction_id });
    expect(asked).toMatchObject({ out_trade_no: id, trade_state: "SUCCESS" });
    expect(await post("v2/secapi/pay/reverse", order(id))).toMatchObject({ recall: "N" });
    expect(await post("v2/pay/orderquery", order(id))).toMatchObject({ trade_state: "REVOKED" });
  });

  test("waits for a password, refuses a poor code, another key, and an unknown number", async () => {
    const id = number();
    expect(await refused(pay(id, shown("password")))).toMatchObject({ err_code: "USERPAYING" });
    expect(await post("v2/pay/orderquery", order(id))).toMatchObject({ trade_state: "USERPAYING" });
    expect(await refused(pay(number(), shown("insufficient")))).toMatchObject({ err_code: "NOTENOUGH" });
    expect(await refused(pay(number(), "000000000000000000"))).toMatchObject({ err_code: "AUTH_CODE_INVALID" });
    const stranger = sdk({ secret: "0".repeat(32) });
    expect(await refused(pay(number(), shown(), stranger))).toMatchObject({ return_code: "FAIL" });
    expect(await refused(post("v2/pay/orderquery", order("NOSUCHNUMBER")))).toMatchObject({
      err_code: "ORDERNOTEXIST",
    });
  });

  test("the SDK believes no answer under a wrong signature", async () => {
    fake.setFaults({ bad_signature: true });
    await expect(pay(number(), shown())).rejects.toThrow();
  });
});

test("v3 pays and reverses, for a merchant and through a service provider", async () => {
  const what = { description: "茶", amount: { total: 1230 }, scene_info: { store_info: { id: "0001" } } };
  const direct = { appid: own.appid, mchid: own.mchid };
  const id = number();
  const paid = await post("v3/pay/transactions/codepay", {
    ...{ ...direct, ...what, out_trade_no: id, payer: { auth_code: shown() } },
  });
  expect(paid).toMatchObject({ out_trade_no: id, trade_state: "SUCCESS" });
  const reverse = (root: string, number: string, whose: object) =>
    post(`${root}/transactions/outTradeNo/$out_trade_no$/reverse`, whose, sdk(), { out_trade_no: number });
  expect(await reverse("v3/pay", id, direct)).toEqual({ ...direct, out_trade_no: id });
  const provider = { sp_mchid: own.mchid, sub_mchid: own.sub_mchid };
  const other = { ...provider, out_trade_no: number() };
  const till = { ...what, ...other, sp_appid: own.appid, payer: { auth_code: shown() } };
  expect(await post("v3/pay/partner/transactions/codepay", till)).toMatchObject({ trade_state: "SUCCESS" });
  expect(await reverse("v3/pay/partner", other.out_trade_no, provider)).toEqual(other);
});
