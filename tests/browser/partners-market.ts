import { randomBytes } from "node:crypto";
import { agree } from "#acceptance/testing";
import { fen } from "#money";
import type { FakeOutside, WalletFake } from "#wallets/fake-protocol";
import * as jdpay from "#wallets/jdpay/fake";
import { type FlowHouse, must } from "../flows/house.ts";

const pair = { acquirer: "wechatpay", issuer: "jdpay" } as const;
const jdApp = "Mozilla/5.0 (iPhone) jdapp;iPhone;13.2";
const dayMs = 86_400_000;

type Made = Awaited<ReturnType<typeof jdpay.makeCredentials>>;

/** JD Pay beside the two wallets of a house of tests. */
export async function jdPay(
  now: Date,
): Promise<{ credentials: Made; more: Record<string, (o: FakeOutside) => WalletFake> }> {
  const credentials = await jdpay.makeCredentials(now);
  return { credentials, more: { jdpay: (outside) => jdpay.makeJdPayFake(credentials as never, outside) } };
}

/** Calls as the first operator's key. */
export function caller(flow: FlowHouse) {
  let asked = 0;
  return async (method: "GET" | "POST", url: string, payload?: object) => {
    const headers = {
      authorization: `Bearer ${await flow.house.operatorToken()}`,
      "idempotency-key": `partners-${++asked}`,
    };
    const answer = await flow.house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
    return answer.json();
  };
}
type Call = ReturnType<typeof caller>;

/** Agreements at each step, an opening and a grant that live on one, a voucher. */
export async function makeAgreements(flow: FlowHouse, call: Call): Promise<{ wechat: string; kuaishou: string }> {
  const { marketplace } = flow;
  const on = (days: number) => new Date(flow.now().getTime() + days * dayMs).toISOString();
  const propose = async (partner: string, zh: string, en: string, more: object): Promise<string> => {
    const terms = { title: { zh, en }, parties: [marketplace, partner], scopes: ["traffic"], rung: "links" };
    return (await call("POST", "/v1/agreements", { marketplace, ...terms, why: "年度合作", ...more })).id;
  };
  const wechat = await propose("wechat", "与微信的支付合作", "Payment with WeChat", {
    ...{ scopes: ["payment", "technology"], rung: "payment", starts_at: on(-200), ends_at: on(20), notice_days: 30 },
  });
  const kuaishou = await propose("kuaishou", "团购核销", "Vouchers with Kuaishou", {
    ...{ scopes: ["content", "offline_fulfilment"], rung: "accounts", starts_at: on(-90), ends_at: on(400) },
  });
  await propose("bilibili", "内容合作", "Content with Bilibili", { starts_at: on(12), ends_at: on(300) });
  await propose("douyin", "直播合作", "Streams with Douyin", { ends_at: on(365), two_people: true });
  const over = await propose("toutiao", "资讯流量", "News traffic", { starts_at: on(-60), ends_at: on(60) });
  await call("POST", `/v1/agreements/${over}/end`, { why: "对方调整业务" });
  await call("POST", "/v1/openings", {
    ...{ marketplace, capability: "entry", partner: "wechat", terms: { zh: "小程序入口", en: "A mini program" } },
    requires: [{ kind: "agreement", id: wechat }],
  });
  const grant = { marketplace, partner: "wechat", api: "order_status", fields: ["number", "state"], agreement: wechat };
  await call("POST", "/v1/interface-grants", { ...grant, why: "小程序内查单" });
  for (const expires of [on(60), on(30)])
    await call("POST", "/v1/vouchers", {
      ...{ marketplace, agreement: kuaishou, redeemer: marketplace, title: "双人茶点券" },
      ...{ value: { currency: "CNY", minor: "6800" }, expires_at: expires },
    });
  return { wechat, kuaishou };
}

/** The platform's own money: put in by two, some given to a store, and a proposal that waits. */
export async function makeFunds(flow: FlowHouse, call: Call): Promise<void> {
  const { settlement } = flow.house;
  const account = flow.accounts.alipay;
  const path = `/v1/wallet-accounts/${account}/funds`;
  const first = await call("POST", path, {
    act: "add",
    amount: { currency: "CNY", minor: "500000" },
    why: "四季度预算",
  });
  must(await settlement.decideFunds("per_other", first.id, true));
  const place = { marketplace: flow.marketplace, store: flow.stores[0] ?? "", wallet_account: account };
  await settlement.compensate({ dispute: "dsp_00000000000000000000000001", ...place, amount: fen(12_300) });
  await call("POST", path, { act: "take", amount: { currency: "CNY", minor: "100000" }, why: "季末收回" });
}

/** JD's users at WeChat Pay's merchants: a pair, its card, an opening with a cap of the day, one payment. */
export async function makeAcceptance(flow: FlowHouse, call: Call, credentials: Made): Promise<void> {
  const { house, operator, marketplace } = flow;
  // Of another marketplace, as whoever acquires is no store's own wallet.
  const title = { zh: "互认清算", en: "Acceptance clearing" };
  const given = { name: title, time_zone: "Asia/Shanghai", shop_url: null };
  const { id: clearing } = must(await house.directory.createMarketplace(operator, given, null));
  const settings = jdpay.accountSettings(credentials as never, "https://jdpay.test");
  const account = { marketplace: clearing, wallet: "jdpay", title: "WeChat Pay at JD Pay", settings };
  const { id } = must(await house.directory.createWalletAccount(operator, account, null));
  await house.refresh();
  must(await agree(house.clearing, { kind: "pair", pair: { ...pair, account: id } }));
  const card = { rate: 38, fixed: fen(0), bearer: "acquirer", on_refund: "returned", starts_at: null } as const;
  must(await agree(house.clearing, { kind: "rates", card: { ...pair, ...card } }));
  const opened = { marketplace, effective_at: null, terms: { zh: "京东支付用户可付", en: "JD Pay's users may pay" } };
  for (const plan of [
    { capability: "code", partner: "wechatpay", methods: ["shown"], caps: { per_payment: null } },
    {
      ...{ capability: "acceptance", partner: "jdpay", methods: null, sides: ["wechatpay"] },
      caps: { per_payment: fen(50_000), total_day: fen(50_000) },
    },
  ]) {
    const made = must(await house.openings.createOpening(operator, { ...opened, ...plan }, null));
    must(await house.openings.moveOpening(operator, made.id, "open", "两家谈定", null));
  }
  await house.refresh();
  const { url } = await call("POST", "/v1/merchant-codes", { store: flow.stores[0], title: "糖水铺" });
  await payByCode(flow, new URL(url).pathname, "420.00");
}

async function payByCode(flow: FlowHouse, path: string, amount: string): Promise<void> {
  const form = { wallet: "jdpay", amount, key: randomBytes(13).toString("hex"), openid: "" };
  const headers = { "content-type": "application/x-www-form-urlencoded", "user-agent": jdApp, "accept-language": "zh" };
  const payload = new URLSearchParams(form).toString();
  const sent = await flow.house.app.inject({ method: "POST", url: path, payload, headers });
  if (sent.statusCode !== 303) throw new Error(`The code's page said ${sent.statusCode}: ${sent.body.slice(0, 400)}`);
  const { pathname, hash } = new URL(String(sent.headers["location"]), "http://house.test");
  const shown = await flow.house.app.inject({
    url: `/v1/checkouts/${pathname.slice(5)}`,
    headers: { authorization: `Bearer ${hash.slice(1)}` },
  });
  const { url, form: fields } = shown.json().payments[0].action;
  await flow.more["jdpay"]?.act(`${url}?${new URLSearchParams(fields)}`, "pay");
  await flow.settle();
}
