import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import { fen } from "#money";
import { reconciliationChecks } from "#reconciliation";
import { csrfOf } from "../../src/http/session-cookie.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { downloadBills } from "./bill-download.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, runChore, walletIds } from "./house.ts";
import { makePeople, type People, type Signed } from "./second-person-rig.ts";

const day = "2026-11-22";
let database: TestDatabase;
let flow: FlowHouse;
let people: People;
let finance: Signed;
let approver: Signed;
let auditor: Signed;
/** The files that each wallet handed out last, as the bytes that a person would have downloaded: trades, funds. */
const files: Partial<Record<FlowWallet, { trade: Buffer; fund: Buffer }>> = {};

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  people = makePeople(flow);
  for (const wallet of walletIds) await pay(wallet);
  flow.advance(18 * 3600);
  for (const wallet of walletIds) files[wallet] = await downloadBills(flow, wallet, day);
  // From here on the house cannot fetch any.
  for (const wallet of walletIds) flow.fakes[wallet].setFaults({ bill_file: 4 });
  finance = await people.enter("finance");
  approver = await people.enter("approver");
  auditor = await people.enter("auditor");
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function pay(wallet: FlowWallet): Promise<void> {
  const amount = fen(10_000);
  const [store = ""] = flow.stores;
  const orders = [{ store, number: wallet, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const { payments } = flow.house;
  const made = await payments.createCheckout(flow.operator, { marketplace: flow.marketplace, orders, ...rest }, null);
  if (!made.ok) throw new Error(made.fault);
  const asked = { checkout: made.value.checkout.id, wallet, method: "qr", device: "desktop" } as const;
  const started = await payments.startPayment(flow.operator, { ...asked, by_friend: false, buyer: {} }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes[wallet].act(started.value.action.content, "pay");
  await flow.settle();
}

type Sent = { day?: string; kind?: string; hash?: string; by?: Signed; account?: string };
async function upload(wallet: FlowWallet, content: Buffer, { by = finance, account, ...asked }: Sent = {}) {
  const { token } = by;
  const query = new URLSearchParams({ day, kind: "trade", file_name: `${wallet} 账单`, ...asked });
  const answer = await flow.house.app.inject({
    method: "PUT",
    url: `/v1/wallet-accounts/${account ?? flow.accounts[wallet]}/bill-files?${query}`,
    payload: content,
    headers: {
      ...{ cookie: `hutong_session=${token}`, "x-csrf-token": csrfOf(token) },
      "content-type": "application/octet-stream",
    },
  });
  return { status: answer.statusCode, json: answer.json() as Record<string, unknown> & { context?: object } };
}

const file = (wallet: FlowWallet, kind: "trade" | "fund" = "trade"): Buffer => {
  const found = files[wallet]?.[kind];
  if (!found) throw new Error(`${wallet} handed out no file.`);
  return found;
};
const work = async (): Promise<void> => {
  while ((await flow.house.reconciliation.tick()) > 0);
};
async function dayOf(wallet: FlowWallet): Promise<string> {
  const { data } = await flow.house.reconciliation.listDays({ marketplace: null }, { after: null, limit: 100 });
  const one = data.find((found) => found.day === day && found.wallet_account === flow.accounts[wallet]);
  return `${one?.state} ${one?.code} ${one?.files === null ? "fetched" : "from files"}`;
}
async function kept(): Promise<bigint[]> {
  const book = await readBook(flow.house.db, flow.stores[0] ?? "");
  return book.filter((one) => one.code === "wallet_fees").map((one) => one.balance.minor);
}

test("what is of another day or account, cut off, too large a bomb or no bill is refused with what was found", async () => {
  const refused = async (content: Buffer, asked: Sent, wallet: FlowWallet = "wechatpay") => {
    const { status, json } = await upload(wallet, content, asked);
    return [status, json["code"], json.context];
  };
  const plain = gunzipSync(file("wechatpay"));
  for (const content of [plain, file("wechatpay")])
    expect(await refused(content, { day: "2026-11-21" })).toMatchObject([
      ...[422, "bill_file_of_another_day", { found: day, chosen: "2026-11-21" }],
    ]);
  expect(await refused(file("alipay"), { day: "2026-11-21" }, "alipay")).toMatchObject([
    ...[422, "bill_file_of_another_day", { found: day, chosen: "2026-11-21" }],
  ]);
  const own = /,`(\d{10}),`0,/.exec(plain.toString())?.[1] ?? "";
  const foreign = Buffer.from(plain.toString().replaceAll(`,\`${own},`, ",`1234567890,"));
  expect(await refused(foreign, {})).toMatchObject([
    ...[422, "bill_file_of_another_account", { found: "1234567890", chosen: own }],
  ]);
  expect(await refused(plain.subarray(0, plain.length - 30), {})).toMatchObject([422, "bill_file_refused", {}]);
  expect(await refused(file("alipay").subarray(0, 200), {}, "alipay")).toMatchObject([422, "bill_file_refused", {}]);
  expect(await refused(Buffer.alloc(0), {})).toMatchObject([422, "bill_file_refused", {}]);
  expect(await refused(file("wechatpay", "fund"), {})).toMatchObject([422, "bill_file_refused", {}]);
  expect(await refused(plain, { hash: "0".repeat(40) })).toMatchObject([422, "bill_file_hash_wrong", {}]);
  expect(await refused(plain, { kind: "commission" })).toMatchObject([422, "bill_not_offered", {}]);
  expect(await refused(plain, { day: "2026-11-23" })).toMatchObject([422, "bill_day_invalid", {}]);
  expect(await refused(plain, { by: auditor })).toMatchObject([403, "forbidden", {}]);
  expect(await flow.house.db.read("select id from bill_files union all select file from bill_file_parts")).toEqual([]);
});

test("over a socket the bytes are read as they come, too", async () => {
  const origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
  const query = new URLSearchParams({ day: "2026-11-21", kind: "trade", file_name: "x" });
  const { token } = finance;
  const answer = await fetch(`${origin}/v1/wallet-accounts/${flow.accounts.wechatpay}/bill-files?${query}`, {
    ...{ method: "PUT", body: Uint8Array.from(file("wechatpay")), signal: AbortSignal.timeout(20_000) },
    headers: {
      ...{ cookie: `hutong_session=${token}`, "x-csrf-token": csrfOf(token) },
      "content-type": "application/octet-stream",
    },
  });
  expect(await answer.json()).toMatchObject({ code: "bill_file_of_another_day", context: { found: day } });
});

test("a day that cannot be fetched is read from uploaded files once a second person approves, and like any other", async () => {
  await work();
  expect([await dayOf("wechatpay"), await dayOf("alipay")]).toEqual([
    "waiting bill_not_ready fetched",
    "waiting bill_not_ready fetched",
  ]);
  const ids: Record<string, string> = {};
  for (const wallet of walletIds) {
    const { status, json } = await upload(wallet, file(wallet));
    expect([status, json["state"], json["run"]]).toEqual([200, "checked", null]);
    expect(json).toMatchObject({ lines: "1", totals: { payments: "10000", refunds: "0", fees: "60" } });
    expect(json["account_named"]).toMatch(/^\d{10,16}$/);
    expect(json["uploaded_by"]).toBe(finance.person);
    ids[wallet] = String(json["id"]);
  }
  const beside = await upload("wechatpay", file("wechatpay", "fund"), { kind: "fund" });
  expect(beside.json).toMatchObject({ totals: { income: "10000", outgo: "-60" }, account_named: null });
  // The same bytes again, and at once, are the same file.
  const again = await Promise.all([1, 2].map(() => upload("wechatpay", file("wechatpay"))));
  expect(again.map(({ json }) => json["id"])).toEqual([ids["wechatpay"], ids["wechatpay"]]);
  await work();
  expect([await kept(), await dayOf("wechatpay")]).toEqual([[], "waiting bill_not_ready fetched"]);

  for (const wallet of walletIds) {
    const url = `/v1/bill-files/${ids[wallet]}`;
    const told = await people.ask(finance, "POST", `${url}/propose`, { why: "the wallet does not answer" });
    const body = { approve: true, why: "read it", proposed_at: told.json["proposed_at"] };
    expect((await people.ask(finance, "POST", `${url}/decide`, body)).json["code"]).toBe("second_person_needed");
    const early = { ...body, proposed_at: "2026-01-01T00:00:00Z" };
    expect((await people.ask(approver, "POST", `${url}/decide`, early)).json["code"]).toBe(
      "bill_file_proposal_outdated",
    );
    // Decided twice at once, it is decided once.
    const both = await Promise.all([1, 2].map(() => people.ask(approver, "POST", `${url}/decide`, body)));
    expect(both.map(({ json }) => json["state"] ?? json["code"]).sort()).toEqual(["approved", "bill_file_wrong_state"]);
  }
  await work();
  expect([await dayOf("wechatpay"), await dayOf("alipay")]).toEqual(["done null from files", "done null from files"]);
  expect(await kept()).toEqual([60n, 60n]);
  const { data } = await flow.house.reconciliation.listRuns({ marketplace: null }, { after: null, limit: 10 });
  const run = data.find((one) => one.wallet === "wechatpay");
  expect(run).toMatchObject({ state: "done", found: {}, funds: { payment: "10000", fee: "-60" } });
  expect(run?.files).toEqual([ids["wechatpay"], beside.json["id"]]);
  // Alipay's fund bill was not brought: it was not compared, and the run says so.
  expect(data.find((one) => one.wallet === "alipay")).toMatchObject({ funds: null, files: [ids["alipay"]] });
  expect((await people.ask(auditor, "GET", `/v1/bill-files/${ids["wechatpay"]}`)).json["run"]).toBe(run?.id);
  expect(await checkBooks(flow.house.db, [...ledgerChecks, ...reconciliationChecks])).toEqual([]);
});

test("fetched after all, the same story changes nothing; a file with another one is refused, and fetched is fetched", async () => {
  for (const wallet of walletIds) flow.fakes[wallet].clearFaults();
  for (const wallet of walletIds) await flow.house.reconciliation.askForDay({ account: flow.accounts[wallet], day });
  await work();
  expect([await dayOf("wechatpay"), await kept()]).toEqual(["done null fetched", [60n, 60n]]);
  const other = gunzipSync(file("wechatpay")).toString().replaceAll("0.60000", "0.61000");
  const answer = await upload("wechatpay", Buffer.from(other));
  expect([answer.status, answer.json["code"]]).toEqual([409, "bill_changed"]);
  // Of what was read once nothing is proposed again.
  const { json } = await upload("wechatpay", file("wechatpay"));
  const again = await people.ask(finance, "POST", `/v1/bill-files/${json["id"]}/propose`, { why: "again" });
  expect(again.json["code"]).toBe("bill_file_wrong_state");
});

test("the file lies there sealed, comes out as it went in, and the chain of acts has who did what", async () => {
  const { json } = await upload("wechatpay", file("wechatpay"));
  const parts = await flow.house.db.read<{ sealed: string }>("select sealed from bill_file_parts where file = $1", [
    json["id"],
  ]);
  expect(parts.map((part) => part.sealed.slice(0, 3))).toEqual(["s1."]);
  const answer = await flow.house.app.inject({
    url: `/v1/bill-files/${json["id"]}/content`,
    headers: { cookie: `hutong_session=${auditor.token}` },
  });
  expect(answer.rawPayload.equals(file("wechatpay"))).toBe(true);
  await runChore(flow, "audit");
  const { json: chain } = await people.ask(auditor, "GET", "/v1/audit/entries?source=bill_file_steps");
  expect((chain as { data: unknown[] }).data).toHaveLength(4);
  const steps = await flow.house.db.read("select event, by_whom from bill_file_steps where file = $1 order by n", [
    json["id"],
  ]);
  expect(steps).toEqual([
    { event: "proposed", by_whom: finance.person },
    { event: "approved", by_whom: approver.person },
  ]);
});
