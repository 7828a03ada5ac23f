import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Rsa, Wechatpay } from "wechatpay-axios-plugin";
import {
  makeCredentials,
  makeWeChatPayFake,
  type WeChatPayCredentials,
  type WeChatPayFake,
} from "#wallets/wechatpay/fake";
import { serveFake } from "./serve-fake.ts";

/** The unmodified npm package wechatpay-axios-plugin drives the calls after the payment; it proves every answer. */
type Call = (data?: object, config?: object) => Promise<{ status: number; data: Record<string, unknown> }>;

let own: WeChatPayCredentials;
let fake: WeChatPayFake;
let served: Awaited<ReturnType<typeof serveFake>>;
/** The fake's clock goes ahead of the machine's, within what the SDK takes for fresh. */
let aheadMs = 0;
let client: object;

beforeAll(async () => {
  own = await makeCredentials({ now: new Date(), random: (bytes) => randomBytes(bytes) });
  served = await serveFake(() => fake);
  client = new Wechatpay({
    baseURL: `${served.origin}/`,
    mchid: own.mchid,
    serial: own.serial_no,
    privateKey: own.private_key,
    certs: { [own.public_key.id]: own.public_key.pem, [own.platform[0].serial_no]: own.platform[0].pem },
    secret: own.apiv2_key,
    proxy: false,
  });
});
afterAll(() => served.close());
beforeEach(() => {
  aheadMs = 0;
  fake = makeWeChatPayFake(own, {
    now: () => new Date(Date.now() + aheadMs),
    random: (bytes) => randomBytes(bytes),
    sleep: async () => {},
    origin: served.origin,
    http: async () => ({ status: 204, headers: {}, body: Buffer.alloc(0) }),
  });
});

/** The SDK makes a path of property names. */
function at(path: string, verb: "get" | "post"): Call {
  const end = path.split("/").reduce((node, name) => (node as Record<string, unknown>)[name] as object, client);
  return (end as Record<string, Call>)[verb] as Call;
}
/** Numbers go through placeholders: names of the path itself the SDK writes in lower case. */
const get = async (path: string, params: object = {}, parts: object = {}) =>
  (await at(path, "get")({ params, ...parts })).data;
const post = async (path: string, body: object) => (await at(path, "post")(body)).data;

async function refused(call: Promise<unknown>): Promise<[number, string]> {
  const error = (await call.then(
    () => null,
    (reason: unknown) => reason,
  )) as { response?: { status: number; data: { code: string } } } | null;
  if (!error?.response) throw new Error(`expected a refusal, got ${String(error)}`);
  return [error.response.status, error.response.data.code];
}

let counter = 0;
const number = (prefix: string) => `${prefix}${Date.now()}${(counter++).toString().padStart(4, "0")}`;

/** A paid order of the sub-merchant that is held, a little over a minute old. */
async function held(total = 10_000): Promise<string> {
  const made = await post("v3/pay/partner/transactions/native", {
    ...{ sp_appid: own.appid, sp_mchid: own.mchid, sub_mchid: own.sub_mchid, description: "胶片相机" },
    ...{ out_trade_no: number("H"), notify_url: "https://shop.test/notices", amount: { total } },
    settle_info: { profit_sharing: true },
  });
  const { transaction_id } = await fake.act(made["code_url"] as string, "pay");
  aheadMs += 61_000;
  return transaction_id as string;
}

const forms = [
  ["v3/profitsharing", "unfreeze_unsplit", "account", "state"],
  ["v3/ecommerce/profitsharing", "finish", "receiver_account", "status"],
] as const;

test.each(forms)(
  "%s: receivers, shares, their results, returns, and the rest let go",
  async (root, last, name, state) => {
    const ecommerce = root.includes("ecommerce");
    const transaction_id = await held();
    const sub_mchid = own.sub_mchid;
    const receiver = { type: "MERCHANT_ID", account: own.mchid, relation_type: "SERVICE_PROVIDER" };
    const bound = await post(`${root}/receivers/add`, {
      appid: own.appid,
      ...receiver,
      ...(ecommerce ? {} : { sub_mchid }),
    });
    expect(bound).toMatchObject({ type: "MERCHANT_ID", account: own.mchid });
    const out_order_no = number("S");
    const part = { type: "MERCHANT_ID", [name]: own.mchid, amount: 600, description: "佣金" };
    const share = { appid: own.appid, sub_mchid, transaction_id, out_order_no, receivers: [part], [last]: false };
    const made = await post(`${root}/orders`, share);
    expect(made).toMatchObject({ [state]: "PROCESSING", receivers: [{ result: "PENDING", amount: 600 }] });
    expect(await refused(post(`${root}/orders`, { ...share, receivers: [{ ...part, amount: 601 }] }))).toEqual([
      ...[400, "INVALID_REQUEST"],
    ]);
    const over = { ...share, out_order_no: number("S"), receivers: [{ ...part, amount: 2401 }] };
    expect(await refused(post(`${root}/orders`, over))).toEqual([403, "RULE_LIMIT"]);
    aheadMs += 3_000;
    const asked = ecommerce
      ? await get(`${root}/orders`, { sub_mchid, transaction_id, out_order_no })
      : await get(`${root}/orders/{out_order_no}`, { sub_mchid, transaction_id }, { out_order_no });
    expect(asked).toMatchObject({ [state]: "FINISHED", receivers: [{ result: "SUCCESS", [name]: own.mchid }] });
    const back = {
      sub_mchid,
      out_order_no,
      out_return_no: number("B"),
      return_mchid: own.mchid,
      amount: 100,
      description: "退",
    };
    const returned = await post(`${root}/${ecommerce ? "returnorders" : "return-orders"}`, back);
    expect(returned).toMatchObject({ result: "PROCESSING", amount: 100 });
    const finish = { sub_mchid, transaction_id, out_order_no: number("L"), description: "确认收货" };
    expect(await post(`${root}/${ecommerce ? "finish-order" : "orders/unfreeze"}`, finish)).toMatchObject({
      transaction_id,
    });
    aheadMs += 3_000;
    const amounts = ecommerce
      ? `${root}/orders/${transaction_id}/amounts`
      : `${root}/transactions/${transaction_id}/amounts`;
    expect(await get(amounts)).toEqual({ transaction_id, unsplit_amount: 0 });
    expect(fake.ledger().balances).toEqual([
      { merchant: sub_mchid, available: "9500", pending: "0" },
      { merchant: own.mchid, available: "500", pending: "0" },
    ]);
    expect(await refused(post(`${root}/orders`, { ...share, out_order_no: number("S") }))).toEqual([403, "NOT_ENOUGH"]);
  },
);

test("withdraws a sub-merchant's balance, asks by both numbers, never more than there is", async () => {
  const sub_mchid = own.sub_mchid;
  const transaction_id = await held(5000);
  const finish = { sub_mchid, transaction_id, out_order_no: number("L"), description: "确认收货" };
  await post("v3/ecommerce/profitsharing/finish-order", finish);
  aheadMs += 3_000;
  const balance = () => get(`v3/ecommerce/fund/balance/${sub_mchid}`);
  expect(await balance()).toMatchObject({ available_amount: 5000, pending_amount: 0 });
  const out_request_no = number("W");
  const root = "v3/ecommerce/fund/withdraw";
  const made = await post(root, { sub_mchid, out_request_no, amount: 3000, remark: "提现" });
  expect(await post(root, { sub_mchid, out_request_no, amount: 3000, remark: "提现" })).toEqual(made);
  expect(await refused(post(root, { sub_mchid, out_request_no: number("W"), amount: 2001 }))).toEqual([
    ...[403, "NOT_ENOUGH"],
  ]);
  expect(await get(`${root}/out-request-no/{out_request_no}`, { sub_mchid }, { out_request_no })).toMatchObject({
    status: "CREATE_SUCCESS",
  });
  aheadMs += 3_000;
  const ended = { status: "SUCCESS", amount: 3000, out_request_no, account_number: sub_mchid.slice(-4) };
  expect(await get(`${root}/out-request-no/{out_request_no}`, { sub_mchid }, { out_request_no })).toMatchObject(ended);
  expect(await get(`${root}/${String(made["withdraw_id"])}`, { sub_mchid })).toMatchObject(ended);
  expect(await balance()).toMatchObject({ available_amount: 2000 });
  expect(
    await refused(get(`${root}/out-request-no/{out_request_no}`, { sub_mchid }, { out_request_no: number("W") })),
  ).toEqual([404, "ORDER_NOT_EXIST"]);
  const stranger = { sub_mchid: "9999999999", out_request_no: number("W"), amount: 1 };
  expect(await refused(post(root, stranger))).toEqual([403, "NO_AUTH"]);
});

test("an abnormal refund goes to a bank card; another key's seal, and a second time, are refused", async () => {
  const made = await post("v3/pay/transactions/native", {
    ...{ appid: own.appid, mchid: own.mchid, description: "胶片相机", out_trade_no: number("A") },
    ...{ notify_url: "https://shop.test/notices", amount: { total: 900 } },
  });
  const { transaction_id } = await fake.act(made["code_url"] as string, "pay");
  fake.setFaults({ refund_abnormal: true });
  const out_refund_no = number("R");
  await post("v3/refund/domestic/refunds", { transaction_id, out_refund_no, amount: amountOf(900) });
  aheadMs += 3_000;
  const ask = () => get("v3/refund/domestic/refunds/{out_refund_no}", {}, { out_refund_no });
  const { status, refund_id } = await ask();
  expect(status).toBe("ABNORMAL");
  fake.setFaults({ refund_abnormal: false });
  const path = "v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund";
  const apply = (body: object, serial = own.public_key.id) =>
    at(path, "post")(body, { refund_id, headers: { "Wechatpay-Serial": serial } });
  const sealed = (pem: string) => (text: string) => Rsa.encrypt(text, pem);
  const card = (seal: (text: string) => string) => ({
    ...{ out_refund_no, type: "USER_BANK_CARD", bank_type: "ICBC_DEBIT" },
    ...{ bank_account: seal("6222020200112233445"), real_name: seal("李雷") },
  });
  const good = sealed(own.public_key.pem);
  expect(await refused(apply(card(sealed(own.platform[0].pem))))).toEqual([400, "PARAM_ERROR"]);
  expect(await refused(apply({ ...card(good), bank_type: undefined }))).toEqual([400, "PARAM_ERROR"]);
  expect(await refused(apply({ ...card(good), out_refund_no: number("R") }))).toEqual([404, "RESOURCE_NOT_EXISTS"]);
  expect((await apply(card(good))).data).toMatchObject({ status: "PROCESSING", user_received_account: "银行卡3445" });
  expect(await refused(apply(card(good)))).toEqual([400, "INVALID_REQUEST"]);
  aheadMs += 3_000;
  expect(await ask()).toMatchObject({ status: "SUCCESS", out_refund_no });
});

const amountOf = (total: number) => ({ refund: total, total, currency: "CNY" });
