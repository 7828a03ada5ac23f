import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Aes, Rsa, Wechatpay } from "wechatpay-axios-plugin";
import {
  makeCredentials,
  makeWeChatPayFake,
  type WeChatPayCredentials,
  type WeChatPayFake,
} from "#wallets/wechatpay/fake";
import { serveFake } from "./serve-fake.ts";

/** Transfers to users, and a platform's refunds, by the unmodified npm package wechatpay-axios-plugin. */
type Json = Record<string, unknown>;
type Call = (data?: object, config?: object) => Promise<{ status: number; data: Json }>;

let own: WeChatPayCredentials;
let fake: WeChatPayFake;
let served: Awaited<ReturnType<typeof serveFake>>;
let told: Json[];
let later: number;

beforeAll(async () => {
  own = await makeCredentials({ now: new Date(), random: (bytes) => randomBytes(bytes) });
  served = await serveFake(() => fake);
});
afterAll(() => served.close());
beforeEach(() => {
  told = [];
  later = 0;
  fake = makeWeChatPayFake(own, {
    ...{ now: () => new Date(Date.now() + later), random: (bytes) => randomBytes(bytes), sleep: async () => {} },
    origin: served.origin,
    http: async ({ body }) => {
      told.push(JSON.parse(Buffer.from(body ?? "").toString()) as Json);
      return { status: 204, headers: {}, body: Buffer.alloc(0) };
    },
  });
});

async function call(method: "get" | "post", path: string, given: object = {}, parts: object = {}): Promise<Json> {
  const client: object = new Wechatpay({
    ...{ baseURL: `${served.origin}/`, mchid: own.mchid, serial: own.serial_no, privateKey: own.private_key },
    ...{ certs: { [own.public_key.id]: own.public_key.pem }, proxy: false },
  });
  const end = path.split("/").reduce((node, name) => (node as Record<string, object>)[name] as object, client);
  const headers = { "Wechatpay-Serial": own.public_key.id };
  const run = (end as Record<string, Call>)[method] as Call;
  const answer =
    method === "get" ? await run({ params: given, headers, ...parts }) : await run(given, { headers, ...parts });
  return answer.data;
}

async function refused(made: Promise<unknown>): Promise<Json> {
  const reason: unknown = await made.then(
    () => null,
    (error: unknown) => error,
  );
  const { response } = (reason ?? {}) as { response?: { status: number; data: Json } };
  if (!response) throw new Error(`expected a refusal, got ${String(reason)}`);
  return { status: response.status, ...response.data };
}

function opened(notice: Json | undefined): Json {
  const { nonce, ciphertext, associated_data } = (notice?.["resource"] ?? {}) as Record<string, string>;
  return JSON.parse(Aes.AesGcm.decrypt(ciphertext ?? "", own.apiv3_key, nonce ?? "", associated_data)) as Json;
}

let counter = 0;
const number = (): string => `M${Date.now()}${(counter++).toString().padStart(4, "0")}`;
const transfers = "v3/fundApp/mchTransfer/transferBills";

/** The merchant has what buyers paid it. */
async function paid(total: number, more: object = {}, partner = ""): Promise<string> {
  const out_trade_no = number();
  const parties =
    partner === "" ? { appid: own.appid, mchid: own.mchid } : { sp_appid: own.appid, sp_mchid: own.mchid };
  const order = { ...parties, out_trade_no, description: "茶", notify_url: "https://shop.test/n", amount: { total } };
  const { code_url } = await call("post", `v3/pay/${partner}transactions/native`, { ...order, ...more });
  await fake.act(code_url as string, "pay");
  await fake.deliverDue();
  told = [];
  return out_trade_no;
}

const transfer = (change: object = {}) => ({
  ...{ appid: own.appid, out_bill_no: number(), transfer_scene_id: "1000", openid: "oSomebody" },
  ...{ transfer_scene_report_infos: [{ info_type: "活动名称", info_content: "注册会员有礼" }], transfer_amount: 400 },
  ...{ transfer_remark: "活动奖励", notify_url: "https://shop.test/t", ...change },
});

test("a transfer waits for its user, who takes it; it is told and stands in the account's bill", async () => {
  await paid(1000);
  const body = transfer();
  const made = await call("post", transfers, body);
  expect(made).toMatchObject({ out_bill_no: body.out_bill_no, state: "WAIT_USER_CONFIRM" });
  expect(await call("post", transfers, body)).toMatchObject({ transfer_bill_no: made["transfer_bill_no"] });
  const code = JSON.stringify({ mchId: own.mchid, appId: own.appid, package: made["package_info"] });
  expect(await fake.act(code, "cancel")).toMatchObject({ state: "cancelled" });
  expect(await fake.act(code, "pay")).toMatchObject({ ok: true, state: "paid", amount: "4.00" });
  await fake.deliverDue();
  expect(told[0]).toMatchObject({ event_type: "MCHTRANSFER.BILL.FINISHED" });
  expect(opened(told[0])).toMatchObject({ mchid: own.mchid, out_bill_no: body.out_bill_no, state: "SUCCESS" });
  const path = `${transfers}/transferBillNo/$no$`;
  const asked = await call("get", path, {}, { no: made["transfer_bill_no"] });
  expect(asked).toMatchObject({ state: "SUCCESS", transfer_amount: 400, mch_id: own.mchid, openid: "oSomebody" });
  expect(fake.ledger().balances?.find((one) => one.merchant === own.mchid)?.available).toBe("600");
});

test("only the basic account has a bill, and a word that names no account is refused", async () => {
  await paid(1000);
  const bill_date = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const bill = (account_type: string) => call("get", "v3/bill/fundflowbill", { bill_date, account_type });
  for (const other of ["OPERATION", "FEES"])
    expect(await refused(bill(other))).toMatchObject({ status: 400, code: "NO_STATEMENT_EXIST" });
  expect(await refused(bill("PURSE"))).toMatchObject({ status: 400, code: "PARAM_ERROR" });
});

test("a transfer is called back, or goes back after a day", async () => {
  await paid(1000);
  const one = transfer();
  await call("post", transfers, one);
  const path = `${transfers}/outBillNo/$no$`;
  expect(await call("post", `${path}/cancel`, {}, { no: one.out_bill_no })).toMatchObject({ state: "CANCELING" });
  const two = transfer();
  const { package_info } = await call("post", transfers, two);
  later = 3_000;
  await fake.deliverDue();
  fake.load(fake.save());
  expect(await call("get", path, {}, { no: one.out_bill_no })).toMatchObject({ state: "CANCELLED" });
  expect(await refused(call("post", `${path}/cancel`, {}, { no: one.out_bill_no }))).toMatchObject({ status: 400 });
  later = 86_400_000 + 5_000;
  await fake.deliverDue();
  later = 0;
  expect(await call("get", path, {}, { no: two.out_bill_no })).toMatchObject({ fail_reason: "OVERDUE_CLOSE" });
  expect(await fake.act(package_info as string, "pay")).toMatchObject({ ok: false, state: "expired" });
  expect(fake.ledger().balances?.find((each) => each.merchant === own.mchid)?.available).toBe("1000");
});

test("a transfer is refused that is poor, wrong, unsealed, or another under the same number", async () => {
  await paid(300_000);
  const far = transfer({ transfer_amount: 300_001, user_name: Rsa.encrypt("张三", own.public_key.pem) });
  expect(await refused(call("post", transfers, far))).toMatchObject({ status: 403, code: "NOT_ENOUGH" });
  const big = transfer({ transfer_amount: 200_000 });
  expect(await refused(call("post", transfers, big))).toMatchObject({ status: 400, code: "PARAM_ERROR" });
  const open = { ...big, user_name: "张三" };
  expect(await refused(call("post", transfers, open))).toMatchObject({ code: "PARAM_ERROR" });
  const sealed = () => ({ ...big, user_name: Rsa.encrypt("张三", own.public_key.pem) });
  const made = await call("post", transfers, sealed());
  expect(await call("post", transfers, sealed())).toMatchObject({ transfer_bill_no: made["transfer_bill_no"] });
  expect(await refused(call("post", transfers, { ...sealed(), openid: "oOther" }))).toMatchObject({
    code: "INVALID_REQUEST",
  });
  for (const wrong of [{ transfer_scene_id: "9" }, { out_bill_no: "A-1" }, { transfer_scene_report_infos: [] }])
    expect(await refused(call("post", transfers, transfer(wrong)))).toMatchObject({ code: "PARAM_ERROR" });
  expect(await refused(call("get", `${transfers}/outBillNo/$no$`, {}, { no: "NONE" }))).toMatchObject({ status: 404 });
});

test("a platform refunds from the sub-merchant's money, or advances it and is paid back", async () => {
  await paid(500);
  const sub = { sub_mchid: own.sub_mchid };
  const out_trade_no = await paid(1000, sub, "partner/");
  const refunds = "v3/ecommerce/refunds";
  const refund = (refund: number, change: object = {}) => ({
    ...{ ...sub, sp_appid: own.appid, out_trade_no, out_refund_no: number(), notify_url: "https://shop.test/r" },
    ...{ amount: { refund, total: 1000, currency: "CNY" }, ...change },
  });
  const plain = await call("post", `${refunds}/apply`, refund(300));
  expect(plain).toMatchObject({ refund_account: "REFUND_SOURCE_SUB_MERCHANT", amount: { refund: 300 } });
  const advanced = refund(400, { refund_account: "REFUND_SOURCE_PARTNER_ADVANCE" });
  const made = await call("post", `${refunds}/apply`, advanced);
  expect(made).toMatchObject({ amount: { advance: 400 } });
  expect(await call("post", `${refunds}/apply`, advanced)).toMatchObject({ refund_id: made["refund_id"] });
  const back = `${refunds}/$id$/returnAdvance`;
  const at = { id: made["refund_id"] };
  expect(await refused(call("post", back, sub, at))).toMatchObject({ code: "INVALID_REQUEST" });
  later = 3_000;
  await fake.deliverDue();
  expect(told.map(opened)).toMatchObject([{ refund_status: "SUCCESS" }, { refund_status: "SUCCESS" }]);
  expect(await call("get", `${refunds}/id/$id$`, sub, at)).toMatchObject({ status: "SUCCESS", out_trade_no });
  const balances = () => fake.ledger().balances?.map(({ available }) => available);
  expect(balances()).toEqual(["100", "700"]);
  expect(await call("post", back, sub, at)).toMatchObject({ return_amount: 400, result: "SUCCESS" });
  await call("post", back, sub, at);
  expect(balances()).toEqual(["500", "300"]);
  expect(await call("get", back, sub, at)).toMatchObject({ payee_mchid: own.mchid, payer_mchid: own.sub_mchid });
  expect(await refused(call("post", `${refunds}/apply`, refund(301)))).toMatchObject({ code: "INVALID_REQUEST" });
  expect(await refused(call("get", `${refunds}/id/$id$`, { sub_mchid: "1" }, at))).toMatchObject({ status: 404 });
  const ratio = await call("get", "v3/profitsharing/merchantConfigs/$sub$", {}, { sub: own.sub_mchid });
  expect(ratio).toEqual({ ...sub, max_ratio: 3000 });
});
