import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFspiop } from "#fspiop";
import { conditionOf, makeTestWallet, type TestWallet } from "../../src/fspiop/testing/wallet.ts";
import { makeHubKeys } from "../../src/hub-key.ts";
import { makePermit } from "../../src/hub-room.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let hub: ReturnType<typeof makeFspiop>;
let payer: TestWallet;
let payee: TestWallet;
let approver: string;
let operator: string;
let opening: string;
let keys = 0;

/** The house's API and its hub over one database; two wallets that hear what the hub says. */
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  operator = await flow.house.operatorToken();
  approver = await approverToken();
  const { db, ids, transfers, openings, hubNeeds } = flow.house;
  const clock = { now: flow.now };
  const wallets = new Map<string, TestWallet>();
  hub = makeFspiop({
    ...{ db, clock, ids, transfers, name: "hutong", strict: false, alarm: () => {} },
    keys: makeHubKeys({ db, clock, sealer: hubNeeds.sealer, transfers }),
    permit: makePermit(openings, clock),
    hashPerson: (text) => createHash("sha256").update(text).digest(),
    http: async ({ method, url, headers, body = "{}" }) => {
      const { hostname, pathname } = new URL(url);
      const read = JSON.parse(body) as Record<string, unknown>;
      wallets.get(hostname)?.heard.push({ method, path: pathname, headers: { ...headers }, body: read });
      return { status: 202 };
    },
  });
  const face = hub.fspiop();
  payer = makeTestWallet("alipay", () => face, flow.now);
  payee = makeTestWallet("wechatpay", () => face, flow.now);
  for (const wallet of [payer, payee]) {
    wallets.set(wallet.name, wallet);
    await api("PUT", `/participants/${wallet.name}`, { title: { zh: "钱包", en: "Wallet" } });
    await two({ kind: "cap", participant: wallet.name, amount: yuan(1000) });
    await two({ kind: "funds_in", participant: wallet.name, amount: yuan(1000) });
    await two({
      kind: "endpoint",
      participant: wallet.name,
      endpoint: { resource: "all", url: `http://${wallet.name}` },
    });
  }
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function approverToken(): Promise<string> {
  const { directory } = flow.house;
  const must = <T>(result: { ok: true; value: T } | { ok: false; fault: string }): T => {
    if (!result.ok) throw new Error(result.fault);
    return result.value;
  };
  const person = must(await directory.createPerson({ name: "approver" }, null)).id;
  const whole = { person, marketplace: null, merchant: null, store: null, role: "approver" } as const;
  const membership = must(await directory.addMembership(person, whole)).id;
  const expiresAt = new Date(flow.now().getTime() + 90 * 86_400_000);
  return must(await directory.issueToken({ membership, title: "hub", expiresAt })).token;
}

const yuan = (count: number) => ({ currency: "CNY", minor: String(count * 100) });

async function api(method: "POST" | "PUT", path: string, payload: object, by = operator): Promise<{ id: string }> {
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": `limits-${++keys}` };
  const url = path.startsWith("/v1") ? path : `/v1/hub${path}`;
  const answer = await flow.house.app.inject({ method, url, headers, payload });
  expect([path, answer.statusCode < 300 ? "taken" : answer.body]).toEqual([path, "taken"]);
  return answer.json();
}

/** One person proposes, another agrees. */
async function two(change: object): Promise<void> {
  const { id } = await api("POST", "/changes", { why: "test", ...change });
  await api("POST", `/changes/${id}/decide`, { approve: true, why: "fits" }, approver);
}

async function taken(said: ReturnType<TestWallet["say"]>): Promise<void> {
  expect((await said).statusCode).toBe(202);
  do await hub.quiet();
  while ((await hub.tick()) > 0);
  await hub.quiet();
}

const to = (wallet: TestWallet) => ({ "fspiop-destination": wallet.name });
const codeOf = (wallet: TestWallet): unknown =>
  (wallet.heard.at(-1)?.body["errorInformation"] as Record<string, string> | undefined)?.["errorCode"];

/** A quote for one person of the payer's wallet, and what that wallet hears of the fee. */
async function quoted(person: string, count: number): Promise<{ packet: string; extension: unknown }> {
  const partyIdInfo = { partyIdType: "MSISDN", partyIdentifier: person, fspId: payer.name };
  const quote = payer.quote(payee.name, `${count}`, { payer: { partyIdInfo } });
  await taken(payer.say("POST", "/quotes", quote, to(payee)));
  const heard = () => payer.last(new RegExp(quote.quoteId));
  if (heard()) return { packet: "", extension: null };
  const packet = randomUUID();
  const terms = { transferAmount: quote.amount, ilpPacket: packet, condition: conditionOf(packet) };
  await taken(payee.say("PUT", `/quotes/${quote.quoteId}`, terms, to(payer)));
  return { packet, extension: heard()?.body["extensionList"] ?? null };
}

async function send(person: string, count: number): Promise<unknown> {
  const { packet } = await quoted(person, count);
  const transfer = payer.transfer(payee.name, `${count}`, packet);
  await taken(payer.say("POST", "/transfers", transfer, to(payee)));
  return payer.last(new RegExp(transfer.transferId)) ? codeOf(payer) : "reserved";
}

test("the name is told before anything is sent; before an opening not even that", async () => {
  const phone = "13900000777";
  await taken(payee.say("POST", `/participants/MSISDN/${phone}`, { fspId: payee.name }));
  const path = `/parties/MSISDN/${phone}`;
  await taken(payer.say("GET", path));
  expect([codeOf(payer), payee.last(/parties/)]).toEqual(["4300", undefined]);
  const terms = { zh: "条款", en: "Terms" };
  const asked = {
    marketplace: flow.marketplace,
    sides: ["alipay"],
    partner: "wechatpay",
    capability: "transfer",
    terms,
  };
  opening = (await api("POST", "/v1/openings", { ...asked, caps: { per_payment: yuan(50) } })).id;
  await api("POST", `/v1/openings/${opening}/open`, { why: "test" });
  await flow.house.refresh();
  await taken(payer.say("GET", path));
  const partyIdInfo = { partyIdType: "MSISDN", partyIdentifier: phone, fspId: payee.name };
  await taken(payee.say("PUT", path, { party: { partyIdInfo, name: "李雷" } }, to(payer)));
  expect(payer.last(/parties/)).toMatchObject({ method: "PUT", body: { party: { name: "李雷" } } });
  expect((await flow.house.transfers.positions("alipay"))[0]?.position.minor).toBe(0n);
});

test("the fee is nothing unless it is set; set by two people it is told before sending, set to nothing it is gone", async () => {
  const fee = async () => (await quoted("13800000001", 10)).extension;
  expect(await fee()).toBeNull();
  await two({ kind: "fee", amount: { currency: "CNY", minor: "5" }, rate: 10 });
  expect(await fee()).toEqual({
    extension: [
      { key: "hubFee", value: "0.06 CNY" },
      { key: "payerPays", value: "10.06 CNY" },
    ],
  });
  await two({ kind: "fee", amount: { currency: "CNY", minor: "0" }, rate: 0 });
  expect(await fee()).toBeNull();
});

test("a person's limit of a day, set by two people: above it 4200, another person is free, the next day too", async () => {
  await two({ kind: "person_limit", participant: "alipay", amount: yuan(15) });
  expect([await send("13800000001", 10), await send("13800000001", 10)]).toEqual(["reserved", "4200"]);
  expect([await send("13800000001", 5), await send("13800000002", 10)]).toEqual(["reserved", "reserved"]);
  expect(await send("13800000001", 1)).toBe("4200");
  flow.advance(86_400);
  expect(await send("13800000001", 15)).toBe("reserved");
});

test("an opening's cap a transfer: above it not even terms; a wallet that is paused sends nothing", async () => {
  expect([(await quoted("13800000003", 51)).packet, codeOf(payer)]).toEqual(["", "4300"]);
  await api("POST", "/participants/alipay/pause", {});
  expect([(await quoted("13800000003", 1)).packet, codeOf(payer)]).toEqual(["", "2003"]);
  expect(await flow.house.transfers.check()).toEqual([]);
});
