import { randomBytes } from "node:crypto";
import { AlipaySdk, type AlipaySdkCommonResult } from "alipay-sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type AlipayCredentials, makeAlipayFake, makeCredentials } from "#wallets/alipay/fake";
import type { WalletFake } from "#wallets/fake-protocol";
import { serveFake } from "./serve-fake.ts";

/** The unmodified npm package alipay-sdk drives the calls after the payment; it proves every answer. */
let credentials: AlipayCredentials;
let served: Awaited<ReturnType<typeof serveFake>>;
let fake: WalletFake;
let sdk: AlipaySdk;
let aheadMs = 0;
let counter = 0;

beforeAll(async () => {
  credentials = await makeCredentials(new Date());
  served = await serveFake(() => fake);
  sdk = new AlipaySdk({
    ...{ appId: credentials.app_id, privateKey: credentials.private_key, keyType: "PKCS8" },
    ...{ gateway: `${served.origin}/gateway.do`, endpoint: served.origin },
    ...{ alipayPublicKey: credentials.alipay_public_key },
  });
});
afterAll(() => served.close());
beforeEach(() => {
  aheadMs = 0;
  fake = makeAlipayFake(credentials, {
    now: () => new Date(Date.now() + aheadMs),
    random: (bytes) => randomBytes(bytes),
    http: async () => ({ status: 200, headers: {}, body: Buffer.from("success") }),
    sleep: async () => {},
    origin: served.origin,
  });
});

const exec = (method: string, bizContent: object): Promise<AlipaySdkCommonResult> =>
  sdk.exec(method, { bizContent }, { validateSign: true });
const number = (prefix: string) => `${prefix}${(counter++).toString().padStart(8, "0")}`;
const subMerchant = "2088000000000099";

async function paid(more: object = {}): Promise<string> {
  const order = { out_trade_no: number("T"), total_amount: "100.00", subject: "青瓷", ...more };
  const made = await exec("alipay.trade.precreate", order);
  return (await fake.act(String(made["qrCode"]), "pay", "buyer-1")).transaction_id as string;
}

test("a held trade is settled for the exact amount, then shared, each receiver's result told", async () => {
  const settle_detail_infos = [{ trans_in_type: "defaultSettle", amount: "100.00" }];
  const sub_merchant = { merchant_id: subMerchant };
  const trade_no = await paid({ sub_merchant, settle_info: { settle_detail_infos, settle_period_time: "7d" } });
  const confirm = { out_request_no: number("C"), trade_no, settle_info: { settle_detail_infos } };
  const wrong = { settle_info: { settle_detail_infos: [{ trans_in_type: "defaultSettle", amount: "99.99" }] } };
  const refused = await exec("alipay.trade.settle.confirm", { ...confirm, ...wrong, out_request_no: number("C") });
  expect(refused).toMatchObject({ code: "40004", subCode: "ACQ.INVALID_PARAMETER" });
  const ok = { code: "10000", tradeNo: trade_no, settleAmount: "100.00" };
  expect(await exec("alipay.trade.settle.confirm", confirm)).toMatchObject(ok);
  expect(await exec("alipay.trade.settle.confirm", confirm)).toMatchObject(ok);
  const receiver = { type: "userId", account: credentials.seller_id };
  const bind = { receiver_list: [receiver], out_request_no: number("R") };
  const part = { trans_in_type: "userId", trans_in: credentials.seller_id, amount: "6.00", desc: "佣金" };
  const share = { out_request_no: number("S"), trade_no, royalty_parameters: [part], royalty_mode: "async" };
  expect(await exec("alipay.trade.order.settle", share)).toMatchObject({ subCode: "ACQ.ROYALTY_ACCOUNT_NOT_EXIST" });
  expect(await exec("alipay.trade.royalty.relation.bind", bind)).toMatchObject({ resultCode: "SUCCESS" });
  const made = await exec("alipay.trade.order.settle", share);
  expect(made).toMatchObject({ code: "10000", tradeNo: trade_no });
  const over = { ...share, out_request_no: number("S"), royalty_parameters: [{ ...part, amount: "24.01" }] };
  expect(await exec("alipay.trade.order.settle", over)).toMatchObject({ code: "40004" });
  const { out_request_no } = share;
  const asked = () => exec("alipay.trade.order.settle.query", { trade_no, out_request_no });
  expect(await asked()).toMatchObject({ royaltyDetailList: [{ state: "PROCESSING", amount: "6.00" }] });
  aheadMs += 3_000;
  expect(await asked()).toMatchObject({ royaltyDetailList: [{ state: "SUCCESS", operationType: "transfer" }] });
  expect(await exec("alipay.trade.royalty.relation.unbind", bind)).toMatchObject({ resultCode: "SUCCESS" });
  expect(fake.ledger().balances).toEqual([
    { merchant: subMerchant, available: "9400", pending: "0" },
    { merchant: credentials.seller_id, available: "600", pending: "0" },
  ]);
});

test("a transfer to a bank card is asked after; never more than there is", async () => {
  await paid();
  const product = { product_code: "TRANS_BANKCARD_NO_PWD", biz_scene: "DIRECT_TRANSFER" };
  const card = { identity: "6225880112345678", identity_type: "BANKCARD_NO", name: "张三" };
  const payee_info = { ...card, bankcard_ext_info: { inst_name: "招商银行", account_type: "2" } };
  const transfer = { ...product, out_biz_no: number("W"), trans_amount: "80.00", order_title: "提现", payee_info };
  const made = await exec("alipay.fund.trans.uni.transfer", transfer);
  expect(made).toMatchObject({ code: "10000", status: "DEALING" });
  const more = await exec("alipay.fund.trans.uni.transfer", {
    ...transfer,
    out_biz_no: number("W"),
    trans_amount: "20.01",
  });
  expect(more).toMatchObject({ code: "40004", subCode: "PAYER_BALANCE_NOT_ENOUGH" });
  aheadMs += 3_000;
  const { out_biz_no } = transfer;
  const asked = await exec("alipay.fund.trans.common.query", { ...product, out_biz_no });
  expect(asked).toMatchObject({ status: "SUCCESS", transAmount: "80.00", orderId: made["orderId"] });
  const absent = await exec("alipay.fund.trans.common.query", { ...product, out_biz_no: number("W") });
  expect(absent).toMatchObject({ subCode: "ORDER_NOT_EXIST" });
});

test("a transfer to an account is done at once, on both protocols; the balance is told", async () => {
  await paid();
  const product = { product_code: "TRANS_ACCOUNT_NO_PWD", biz_scene: "DIRECT_TRANSFER", order_title: "奖励" };
  const payee_info = { identity: "2088000000000777", identity_type: "ALIPAY_USER_ID" };
  const transfer = { ...product, out_biz_no: number("W"), trans_amount: "30.00", payee_info };
  const made = await exec("alipay.fund.trans.uni.transfer", transfer);
  expect(made).toMatchObject({ code: "10000", status: "SUCCESS", outBizNo: transfer.out_biz_no });
  expect(await exec("alipay.fund.trans.uni.transfer", transfer)).toMatchObject({ orderId: made["orderId"] });
  const other = { ...transfer, trans_amount: "31.00" };
  expect(await exec("alipay.fund.trans.uni.transfer", other)).toMatchObject({ subCode: "DUPLICATE_REQUEST" });
  const unnamed = { identity: "a@b.test", identity_type: "ALIPAY_LOGON_ID" };
  for (const wrong of [{ payee_info: unnamed }, { trans_amount: "0.09" }, { biz_scene: "OTHER" }]) {
    const refused = { ...transfer, out_biz_no: number("W"), ...wrong };
    expect(await exec("alipay.fund.trans.uni.transfer", refused)).toMatchObject({ subCode: "ACQ.INVALID_PARAMETER" });
  }
  const body = { ...transfer, out_biz_no: number("W"), payee_info: { ...unnamed, name: "张三" } };
  const rest = await sdk.curl("POST", "/v3/alipay/fund/trans/uni/transfer", { body });
  expect(rest.data).toMatchObject({ status: "SUCCESS", out_biz_no: body.out_biz_no });
  expect(await exec("alipay.fund.account.query", {})).toMatchObject({ availableAmount: "40.00" });
  const stranger = { alipay_user_id: "2088000000000777" };
  expect(await exec("alipay.fund.account.query", stranger)).toMatchObject({ subCode: "AUTH_RELATION_NOT_EXIST" });
});

test("receivers of royalties are listed page by page, on both protocols", async () => {
  const accounts = Array.from({ length: 3 }, (_, at) => `208800000000100${at}`);
  const receiver_list = accounts.map((account) => ({ type: "userId", account }));
  await exec("alipay.trade.royalty.relation.bind", { out_request_no: number("R"), receiver_list });
  const ask = (more: object) =>
    exec("alipay.trade.royalty.relation.batchquery", { out_request_no: number("R"), page_size: 2, ...more });
  expect(await ask({})).toMatchObject({ resultCode: "SUCCESS", totalPageNum: 2, totalRecordNum: 3 });
  expect(await ask({ page_num: 2 })).toMatchObject({ receiverList: [{ account: accounts[2], type: "userId" }] });
  expect(await ask({ page_size: 101 })).toMatchObject({ subCode: "ACQ.INVALID_PARAMETER" });
  const body = { out_request_no: number("R") };
  const rest = await sdk.curl("POST", "/v3/alipay/trade/royalty/relation/batchquery", { body });
  expect(rest.data).toMatchObject({ current_page_num: 1, current_page_size: 3 });
});
