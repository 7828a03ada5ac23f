import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { voucherChecks } from "#agreements";
import { campaignChecks, clickName } from "#campaigns";
import { exampleEntries } from "#entries";
import { checkBooks, ledgerChecks } from "#ledger";
import { exampleLicences } from "#licences";
import { paymentChecks } from "#payments";
import { settlementChecks } from "#settlement";
import { freshDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse } from "./house.ts";

let flow: FlowHouse;
let token: string;
beforeAll(async () => {
  const database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
  token = await flow.house.operatorToken();
});
afterAll(() => flow.house.close());

let keys = 0;
async function ask(method: "GET" | "POST" | "PUT", url: string, payload?: object, by = token) {
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": `h-${++keys}` };
  const answer = await flow.house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}

async function approverToken(): Promise<string> {
  const { directory } = flow.house;
  const person = await directory.createPerson({ name: "Approver" }, null);
  if (!person.ok) throw new Error(person.fault);
  const place = { marketplace: null, merchant: null, store: null, role: "approver" } as const;
  const membership = await directory.addMembership(person.value.id, { person: person.value.id, ...place });
  if (!membership.ok) throw new Error(membership.fault);
  const expiresAt = new Date(flow.house.clock.now().getTime() + 86_400_000);
  const made = await directory.issueToken({ membership: membership.value.id, title: "flow", expiresAt });
  if (!made.ok) throw new Error(made.fault);
  return made.value.token;
}

/** By the wallet's own transfer to a bank account, confirmed by a second person; never more than is owed. */
async function payTheHost(approver: string): Promise<void> {
  const place = { wallet_account: flow.accounts.alipay, host: "wechat" };
  const amount = { currency: "CNY", minor: "995" };
  const early = await ask("POST", "/v1/media-payouts", { ...place, amount });
  expect(early.body.code).toBe("media_payee_missing");
  const payee = { ...place, holder: "腾讯", bank: "招商银行", number: "755900000000123" };
  expect((await ask("POST", "/v1/media-payees", payee)).body).toMatchObject({ last4: "0123", n: 1 });
  const more = await ask("POST", "/v1/media-payouts", { ...place, amount: { ...amount, minor: "996" } });
  expect(more.body.code).toBe("media_due_short");
  const payout = await ask("POST", "/v1/media-payouts", { ...place, amount });
  expect(payout.body).toMatchObject({ state: "asked", payee: { last4: "0123" } });
  const confirm = (by: string) => ask("POST", `/v1/media-payouts/${payout.body.id}/confirm`, undefined, by);
  expect((await confirm(token)).body.code).toBe("second_person_needed");
  expect((await confirm(approver)).status).toBe(200);
  for (let turn = 0; turn < 3; turn++) {
    flow.advance(400);
    await flow.settle();
  }
  const after = await ask("GET", `/v1/media-payouts/${payout.body.id}`);
  expect([after.body.way, after.body.state]).toEqual([
    payout.body.way,
    payout.body.way === "wallet" ? "paid" : "sending",
  ]);
  if (payout.body.way === "hand") {
    const told = await ask("POST", `/v1/media-payouts/${payout.body.id}/outcome`, { paid: true, reference: "B-1" });
    expect(told.body.state).toBe("sending");
    const word = { paid: true, reference: "B-1" };
    const sure = (by: string) => ask("POST", `/v1/media-payouts/${payout.body.id}/outcome/confirm`, word, by);
    expect((await sure(token)).body.code).toBe("second_person_needed");
    expect((await sure(approver)).body.state).toBe("paid");
  }
  expect((await ask("GET", "/v1/media-accounts")).body.data).toMatchObject([{ host: "wechat", due: { minor: "0" } }]);
}

async function opened(capability: string, partner: string): Promise<string> {
  const terms = { zh: "开放", en: "Open" };
  const made = await ask("POST", "/v1/openings", { marketplace: flow.marketplace, capability, partner, terms });
  const moved = await ask("POST", `/v1/openings/${made.body.id}/open`, { why: "flow" });
  expect(moved.status).toBe(200);
  return made.body.id;
}

async function checkout(metadata: Record<string, string>, minor = "19900") {
  const amount = { currency: "CNY", minor };
  const line = { title: "茶具", quantity: 1, amount };
  const made = await ask("POST", "/v1/checkouts", {
    ...{ marketplace: flow.marketplace, metadata, buyer: { reference: "li" } },
    orders: [{ store: flow.stores[0], number: `H-${++keys}`, title: "茶具", amount, lines: [line] }],
    ...{ success_url: "https://shop.example/ok", cancel_url: "https://shop.example/no" },
  });
  expect(made.status).toBe(201);
  return made.body.id as string;
}

test("an ad is tapped, the order paid, the campaign credited, billed in the books, and taken back", async () => {
  await opened("ad", "wechat");
  await ask("PUT", `/v1/marketplaces/${flow.marketplace}/jump-targets`, { origins: ["https://shop.example"] });
  const ad = { host: "wechat", surface: "moments", target: "product", url: "https://shop.example/item?id=7" };
  const campaign = await ask("POST", "/v1/campaigns", {
    ...{ marketplace: flow.marketplace, name: { zh: "朋友圈", en: "Moments" }, starts_at: "2026-11-01T00:00:00Z" },
    ...{ pricing: "share", share_bp: 500, wallet_account: flow.accounts.alipay, placements: [ad] },
  });
  expect(campaign.status).toBe(201);
  const path = new URL(campaign.body.placements[0].jump).pathname;
  const hostile = `${path}?${clickName}=https://evil.example&url=https://evil.example`;
  const tap = await flow.house.app.inject({ url: hostile, headers: { host: "evil.example" } });
  const to = new URL(String(tap.headers["location"]));
  expect([tap.statusCode, tap.headers["cache-control"], to.origin]).toEqual([302, "no-store", "https://shop.example"]);
  const click = to.searchParams.get(clickName) as string;
  expect([...to.searchParams.keys()]).toEqual(["id", clickName]);
  flow.advance(60);
  const chk = await checkout({ click });
  const how = { checkout: chk, wallet: "alipay", method: "qr", device: "desktop" };
  const payment = await ask("POST", "/v1/payments", how);
  await flow.fakes.alipay.act(payment.body.action.content, "pay");
  await flow.settle();
  const funnel = async () => (await ask("GET", `/v1/campaigns/${campaign.body.id}/funnel`)).body;
  expect(await funnel()).toMatchObject({
    clicks: 1,
    opened: 1,
    paid: 1,
    credited: { minor: "19900" },
    fees: { minor: "995" },
  });
  const proposed = await ask("POST", `/v1/campaigns/${campaign.body.id}/bills`);
  expect(proposed.body.data).toMatchObject([{ state: "proposed", amount: { minor: "995" } }]);
  const approver = await approverToken();
  const decide = (by: string) =>
    ask("POST", `/v1/campaign-bills/${proposed.body.data[0].id}/decide`, { approve: true }, by);
  expect((await decide(token)).body.code).toBe("second_person_needed");
  expect((await decide(approver)).body.code).toBe("campaign_funds_short");
  const funds = { act: "add", amount: { currency: "CNY", minor: "100000" }, why: "flow" };
  const put = await ask("POST", `/v1/wallet-accounts/${flow.accounts.alipay}/funds`, funds);
  await ask("POST", `/v1/funds/${put.body.id}/decide`, { approve: true }, approver);
  expect((await decide(approver)).body).toMatchObject({ state: "done" });
  await payTheHost(approver);
  const refund = { payment: payment.body.payments[0].id, amount: { currency: "CNY", minor: "19900" }, reason: "flow" };
  expect((await ask("POST", "/v1/refunds", refund)).status).toBe(201);
  await flow.settle();
  expect(await funnel()).toMatchObject({ refunded: 1, taken_back: { minor: "19900" }, fees: { minor: "0" } });
  const told = "select data ->> 'store' as store from events where type = 'campaign.taken_back'";
  expect(await flow.house.db.read(told, [])).toEqual([{ store: flow.stores[0] }]);
  const checks = [...ledgerChecks, ...paymentChecks, ...settlementChecks, ...campaignChecks];
  expect(await checkBooks(flow.house.db, checks)).toEqual([]);
});

test("a pause of the ad's opening shuts the placement with its reason, in both languages", async () => {
  const openings = await ask("GET", "/v1/openings?limit=100");
  const { id } = openings.body.data.find((one: { capability: string }) => one.capability === "ad");
  const campaigns = await ask("GET", "/v1/campaigns");
  const path = new URL(campaigns.body.data[0].placements[0].jump).pathname;
  await ask("POST", `/v1/openings/${id}/pause`, { why: "flow" });
  const tap = await flow.house.app.inject({ url: path });
  expect([tap.statusCode, tap.json().code, tap.json().reasons[0].code]).toEqual([409, "ad_shut", "paused"]);
  expect((await flow.house.app.inject({ url: "/k/plc_nonsense" })).statusCode).toBe(404);
});

const sellers = [
  ["xianyu", "wechat", "wechatpay", "oXianyuFlow0000000000000001", { bridge: "WeixinJSBridge.getBrandWCPayRequest" }],
  ["jd", "wechat", "wechatpay", "oJdFlowBuyer000000000000001", { bridge: "WeixinJSBridge.getBrandWCPayRequest" }],
  ["meituan_takeaway", "alipay", "alipay", "2088000000000011", { bridge: "AlipayJSBridge.tradePay" }],
  ["meituan_hotels", "alipay", "alipay", "2088000000000012", { bridge: "AlipayJSBridge.tradePay" }],
] as const;

/** Of the store, at each wallet: what was received from it, and is kept until receipt. */
async function bookOfStore(): Promise<Record<string, string>> {
  const { body } = await ask("GET", `/v1/books/${flow.stores[0]}/accounts`);
  const accounts: { wallet: string; kind: string; balance: { minor: string } }[] = body.data;
  return Object.fromEntries(accounts.map(({ wallet, kind, balance }) => [`${wallet} ${kind}`, balance.minor]));
}
const opens: Record<string, string> = {};

test.each(sellers)("%s in %s: known there with consent, paid inside it by %s in its own way", async (...seller) => {
  const [name, host, wallet, openid, way] = seller;
  const entry = await ask("POST", "/v1/entries", { ...exampleEntries[name], marketplace: flow.marketplace });
  expect([entry.status, entry.body.wallet]).toEqual([201, wallet]);
  const minor = `${4200 + keys}`;
  const chk = await checkout({}, minor);
  const pay = () => ask("POST", `/v1/entries/${entry.body.id}/payments`, { checkout: chk });
  if (opens[host] === undefined) {
    expect((await pay()).body).toMatchObject({ code: "entry_shut", reasons: [{ code: "not_opened" }] });
    opens[host] = await opened("entry", host);
  }
  expect((await pay()).body.code).toBe("identity_missing");
  const told = { openid, buyer: "li", consent: "v1" };
  const mapped = await ask("POST", `/v1/entries/${entry.body.id}/identities`, told);
  expect([mapped.status, JSON.stringify(mapped.body).includes(openid)]).toEqual([201, false]);
  const before = await bookOfStore();
  const calls = vi.spyOn(flow.fakes[wallet], "handle");
  const started = await pay();
  // The wallet is told for whom the payment is: nobody else's page could pay it.
  const sent = calls.mock.calls.map(([{ body }]) => decodeURIComponent(Buffer.from(body).toString()));
  calls.mockRestore();
  expect(sent.filter((one) => one.includes(openid)).length).toBe(1);
  expect(started.body).toMatchObject({ payments: [{ wallet, method: "in_app" }], action: { kind: "invoke", ...way } });
  const [payment] = started.body.payments;
  const { parameters } = started.body.action;
  expect(Object.keys(parameters)).toContain(wallet === "wechatpay" ? "paySign" : "tradeNO");
  await flow.fakes[wallet].act(JSON.stringify(parameters), "pay");
  await flow.settle();
  expect((await ask("GET", `/v1/payments/${payment.id}`)).body).toMatchObject({
    state: "paid",
    wallet,
    amount: { minor },
  });
  // What the wallet believes, and that the other one knows nothing of it.
  const rowAt = (at: FlowWallet) =>
    flow.fakes[at].ledger().payments.find((one) => payment.id.endsWith(one.out_trade_no));
  expect(rowAt(wallet)).toMatchObject({ amount: minor, refunded: "0" });
  expect(rowAt(wallet)?.paid_at).not.toBeNull();
  expect(rowAt(wallet === "alipay" ? "wechatpay" : "alipay")).toBeUndefined();
  const after = await bookOfStore();
  const grown = Object.keys(after).map((at) => [at, BigInt(after[at] ?? "0") - BigInt(before[at] ?? "0")] as const);
  expect(Object.fromEntries(grown.filter(([, by]) => by !== 0n))).toEqual({
    [`${wallet} receivable`]: BigInt(minor),
    [`${wallet} escrow`]: BigInt(minor),
  });
  const rows = JSON.stringify(await flow.house.db.read("select * from entry_identities"));
  expect(rows.includes(openid)).toBe(false);
  const links = await ask("POST", `/v1/entries/${entry.body.id}/links`, { surface: "search", query: "sku=1" });
  const kinds = host === "wechat" ? ["plain_scheme", "call", "call"] : ["scheme"];
  expect(links.body.links.map((one: { kind: string }) => one.kind)).toEqual(kinds);
  await ask("POST", `/v1/identities/${mapped.body.id}/revoke`);
  const again = await ask("POST", `/v1/entries/${entry.body.id}/payments`, { checkout: await checkout({}) });
  expect(again.body.code).toBe("identity_missing");
});

test("DingTalk's meeting in WeChat is joined, and sells nothing", async () => {
  const { wallet: _, ...meeting } = exampleEntries.dingtalk_meeting;
  const entry = await ask("POST", "/v1/entries", { ...meeting, marketplace: flow.marketplace });
  expect([entry.status, entry.body.wallet]).toEqual([201, null]);
  const links = await ask("POST", `/v1/entries/${entry.body.id}/links`, { surface: "menu" });
  expect(links.body.links.map((one: { url: string }) => one.url)).toEqual([meeting.path]);
  const paid = await ask("POST", `/v1/entries/${entry.body.id}/payments`, { checkout: await checkout({}) });
  expect(paid.body.code).toBe("entry_sells_nothing");
});

test("a licence needs an opening too; revoked, the check says so at once", async () => {
  const { streamer: _, ends_at: __, ...glory } = exampleLicences[1];
  const granted = await ask("POST", "/v1/licences", { ...glory, marketplace: flow.marketplace });
  const question = { marketplace: flow.marketplace, work: "kings_glory", host: "douyin", scope: "stream" };
  const check = async () => (await ask("POST", "/v1/licence-checks", question)).body;
  expect(await check()).toMatchObject({ open: false, reasons: [{ code: "not_opened" }] });
  await opened("licence", "douyin");
  expect(await check()).toMatchObject({ open: true, reasons: [], licence: granted.body.id });
  expect((await ask("POST", "/v1/licence-uses", question)).status).toBe(201);
  await ask("POST", `/v1/licences/${granted.body.id}/revoke`, { why: "breach" });
  expect(await check()).toMatchObject({ open: false, reasons: [{ code: "licence_revoked" }] });
  expect((await ask("POST", "/v1/licence-uses", question)).body.code).toBe("licence_shut");
});

test("a voucher is bought, kept from release and refund, redeemed by another store, and a second one goes back", async () => {
  const draft = { marketplace: flow.marketplace, title: { zh: "券", en: "Vouchers" }, rung: "payment", why: "flow" };
  const parties = [flow.marketplace, "meituan"];
  const agreed = await ask("POST", "/v1/agreements", { ...draft, parties, scopes: ["offline_fulfilment"] });
  expect(agreed.status).toBe(201);
  const paid = async () => {
    const chk = await checkout({}, "5000");
    const how = { checkout: chk, wallet: "alipay", method: "qr", device: "desktop" };
    const started = await ask("POST", "/v1/payments", how);
    await flow.fakes.alipay.act(started.body.action.content, "pay");
    await flow.settle();
    return started.body.payments[0].id as string;
  };
  const sold = async (payment: string) => {
    const value = { currency: "CNY", minor: "5000" };
    const what = {
      marketplace: flow.marketplace,
      agreement: agreed.body.id,
      redeemer: flow.marketplace,
      title: "咖啡",
    };
    return await ask("POST", "/v1/vouchers", { ...what, value, payment, expires_at: "2027-01-01T00:00:00Z" });
  };
  const [first, second] = [await paid(), await paid()];
  const one = await sold(first);
  expect([one.status, one.body.state, one.body.payment]).toEqual([201, "issued", first]);
  const back = { payment: first, amount: { currency: "CNY", minor: "5000" }, reason: "flow" };
  expect((await ask("POST", "/v1/refunds", back)).body.code).toBe("voucher_stands");
  const till = { code: one.body.code, till: "1" };
  expect((await ask("POST", "/v1/voucher-redemptions", till)).body.code).toBe("voucher_store_needed");
  const redeemed = await ask("POST", "/v1/voucher-redemptions", { ...till, store: flow.stores[1] });
  expect(redeemed.body).toMatchObject({ state: "redeemed", store: flow.stores[1] });
  const two = await sold(second);
  expect((await ask("POST", `/v1/vouchers/${two.body.id}/refund`)).body.state).toBe("refunded");
  flow.advance(60);
  await flow.settle();
  const after = await ask("GET", `/v1/vouchers/${two.body.id}`);
  expect((await ask("GET", `/v1/refunds/${after.body.refund}`)).body.state).toBe("refunded");
  const checks = [...ledgerChecks, ...paymentChecks, ...settlementChecks, ...campaignChecks, ...voucherChecks];
  expect(await checkBooks(flow.house.db, checks)).toEqual([]);
});
