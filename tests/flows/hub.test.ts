import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signCall, whyUnproven } from "#fspiop";
import { money } from "#money";
import { documentOf, makeChecker, type Operation, operationsOf } from "../../src/http/test-rig/contract.ts";
import { makeHubKeys } from "../../src/hub-key.ts";
import { makePermit } from "../../src/hub-room.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, runChore } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operations: Operation[];
let check: ReturnType<typeof makeChecker>;
let operator: string;
let approver: string;
let keys = 0;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  const document = await documentOf(flow.house.app);
  operations = operationsOf(document);
  check = makeChecker(document);
  operator = await flow.house.operatorToken();
  approver = await personOf("approver");
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

/** A person of the whole house. */
async function personOf(role: "approver"): Promise<string> {
  const { directory } = flow.house;
  const person = await directory.createPerson({ name: role }, null);
  if (!person.ok) throw new Error(person.fault);
  const whole = { person: person.value.id, marketplace: null, merchant: null, store: null, role };
  const member = await directory.addMembership(person.value.id, whole);
  if (!member.ok) throw new Error(member.fault);
  const expiresAt = new Date(flow.now().getTime() + 90 * 86_400_000);
  const token = await directory.issueToken({ membership: member.value.id, title: "hub", expiresAt });
  if (!token.ok) throw new Error(token.fault);
  return token.value.token;
}

type Answer = Record<string, unknown> & { id: string; code?: string; state?: string };

async function call(name: string, url: string, body?: object, by = operator): Promise<Answer> {
  const operation = operations.find((one) => one.operationId === name) as Operation;
  const answer = await flow.house.app.inject({
    ...{ method: operation.method, url },
    headers: { authorization: `Bearer ${by}`, "idempotency-key": `hub-${++keys}` },
    ...(body ? { payload: body } : {}),
  });
  expect([name, check(operation, answer)]).toEqual([name, []]);
  return answer.json<Answer>();
}

const yuan = (count: number) => ({ currency: "CNY", minor: String(count * 100) });
const title = { zh: "钱包", en: "Wallet" };

const propose = (kind: string, participant: string, rest: object): Promise<Answer> =>
  call("proposeHubChange", "/v1/hub/changes", { kind, participant, why: "test", ...rest });
const decide = (id: string, by = approver): Promise<Answer> =>
  call("decideHubChange", `/v1/hub/changes/${id}/decide`, { approve: true, why: "fits" }, by);
const decided = async (kind: string, participant: string, rest: object): Promise<Answer> =>
  await decide((await propose(kind, participant, rest)).id);
const change = (kind: string, participant: string, count: number): Promise<Answer> =>
  decided(kind, participant, { amount: yuan(count) });

test("caps and funds take two people; a pause takes one, and two to let it on again", async () => {
  for (const name of ["alipay", "wechatpay"])
    await call("putHubParticipant", `/v1/hub/participants/${name}`, { title });
  const alone = await propose("cap", "alipay", { amount: yuan(100) });
  const own = await call("decideHubChange", `/v1/hub/changes/${alone.id}/decide`, { approve: true, why: "me" });
  expect(own.code).toBe("second_person_needed");
  for (const name of ["alipay", "wechatpay"]) {
    expect((await change("cap", name, 100)).state).toBe("approved");
    expect((await change("funds_in", name, 100)).state).toBe("approved");
  }
  const { data } = await call("listHubParticipants", "/v1/hub/participants");
  expect(data).toMatchObject([
    { name: "alipay", accounts: [{ cap: yuan(100), funds: yuan(100) }] },
    { name: "wechatpay" },
  ]);
  expect((await call("pauseHubParticipant", "/v1/hub/participants/alipay/pause")).state).toBe("paused");
  await decided("resume", "alipay", {});
  expect((await flow.house.transfers.listParticipants())[0]?.state).toBe("active");
});

const pem = (type: "rsa" | "ec") =>
  generateKeyPairSync(type as "rsa", { modulusLength: 2048, namedCurve: "P-256" } as { modulusLength: number })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();

test("endpoints and keys take two people, a key is retired by one; nothing but a public key is let in", async () => {
  const url = "http://127.0.0.1:4010/fspiop";
  const waits = await propose("endpoint", "alipay", { endpoint: { resource: "all", url } });
  const setUp = async () => {
    const { data } = await call("listHubParticipants", "/v1/hub/participants");
    return (data as (Answer & { keys: { id: string; fingerprint: string; retired_at: string | null }[] })[])[0];
  };
  expect((await setUp())?.["endpoints"]).toEqual([]);
  expect((await decide(waits.id)).state).toBe("approved");
  await decided("endpoint", "alipay", { endpoint: { resource: "quotes", url: "https://quotes.example/q" } });
  expect((await setUp())?.["endpoints"]).toEqual([
    { resource: "all", url },
    { resource: "quotes", url: "https://quotes.example/q" },
  ]);
  await decided("endpoint", "alipay", { endpoint: { resource: "quotes", url: null } });
  expect((await setUp())?.["endpoints"]).toEqual([{ resource: "all", url }]);
  const queried = { resource: "all", url: "https://wallet.example/?to=" };
  expect((await propose("endpoint", "alipay", { endpoint: queried })).code).toBe("hub_endpoint_refused");
  expect((await propose("key", "alipay", { public_key: pem("ec") })).code).toBe("hub_key_refused");
  expect((await propose("key", "alipay", {})).code).toBe("hub_change_incomplete");
  const key = pem("rsa");
  await decided("key", "alipay", { public_key: key });
  expect((await propose("key", "alipay", { public_key: key })).code).toBe("hub_key_known");
  await decided("signing", "alipay", { signing: { verify: true, sign: true } });
  const known = (await setUp())?.keys[0];
  expect([known?.retired_at, known?.fingerprint]).toEqual([null, expect.stringMatching(/^[0-9a-f]{64}$/)]);
  const at = `/v1/hub/participants/alipay/keys/${known?.id}/retire`;
  expect(await call("retireHubKey", at)).toMatchObject({ id: known?.id, retired_at: expect.any(String) });
  expect((await call("retireHubKey", `/v1/hub/participants/wechatpay/keys/${known?.id}/retire`)).code).toBe(
    "not_found",
  );
  expect(await call("readHub", "/v1/hub")).toMatchObject({ name: "hutong" });
});

/** One request under one repeat key, by whoever. */
async function keyed(url: string, key: string, body: object | undefined, by = operator) {
  const headers = { authorization: `Bearer ${by}`, "idempotency-key": key };
  const payload = body === undefined ? {} : { payload: body };
  const answer = await flow.house.app.inject({ method: "POST", url, headers, ...payload });
  return { status: answer.statusCode, hit: answer.headers["idempotency-hit"] === "true", body: answer.json<Answer>() };
}

test("a repeat key has one effect: twice, two at once, and not again after somebody undid it", async () => {
  const asked = { kind: "cap", participant: "alipay", amount: yuan(200), why: "once" };
  const both = await Promise.all([1, 2].map(() => keyed("/v1/hub/changes", "one", asked)));
  expect(new Set(both.map((one) => one.body.id)).size).toBe(1);
  expect(both.map((one) => [one.status, one.hit]).sort()).toEqual([
    [201, false],
    [201, true],
  ]);
  const other = await keyed("/v1/hub/changes", "one", { ...asked, amount: yuan(201) });
  expect(other.body.code).toBe("idempotency_key_reused");
  const at = `/v1/hub/changes/${both[0]?.body.id}/decide`;
  const verdict = { approve: true, why: "fits" };
  const verdicts = await Promise.all([1, 2].map(() => keyed(at, "two", verdict, approver)));
  expect(verdicts.map((one) => [one.status, one.body.state])).toEqual([
    [200, "approved"],
    [200, "approved"],
  ]);
  expect((await keyed(at, "three", verdict, approver)).body.code).toBe("hub_change_decided");
  const pause = "/v1/hub/participants/alipay/pause";
  expect((await keyed(pause, "four", undefined)).body.state).toBe("paused");
  await decided("resume", "alipay", {});
  // The same word again, late: it was obeyed before, and is not obeyed anew.
  expect(await keyed(pause, "four", undefined)).toMatchObject({ hit: true, body: { state: "active" } });
  const refused = await keyed("/v1/hub/settlements", "five", { currency: "CNY" });
  expect(refused.body.code).toBe("hub_nothing_to_settle");
});

test("an opening opens one way, up to its cap, and a pause shuts it", async () => {
  const { openings } = flow.house;
  const permit = makePermit(openings, { now: flow.now });
  const ask = (payer: string, payee: string, count: number | null) =>
    permit({ payer, payee, amount: count === null ? null : money(BigInt(count * 100), "CNY"), person: null });
  expect(ask("alipay", "wechatpay", 10)).toMatchObject({ open: false });
  const opening = await call("createOpening", "/v1/openings", {
    ...{ marketplace: flow.marketplace, sides: ["alipay"], partner: "wechatpay", capability: "transfer" },
    ...{ terms: title, caps: { per_payment: yuan(50) } },
  });
  await call("openOpening", `/v1/openings/${opening.id}/open`, { why: "test" });
  await flow.house.refresh();
  expect(ask("alipay", "wechatpay", 10)).toEqual({ open: true, why: "", takes: [] });
  expect(ask("alipay", "wechatpay", null).open).toBe(true);
  expect(ask("alipay", "wechatpay", 51).open).toBe(false);
  expect(ask("wechatpay", "alipay", 10).open).toBe(false);
  await call("pauseOpening", `/v1/openings/${opening.id}/pause`, { why: "test" });
  await flow.house.refresh();
  expect(ask("alipay", "wechatpay", 10)).toMatchObject({ open: false });
  expect(ask("alipay", "wechatpay", 10).why).not.toBe("");
});

test("an opening's limits of a day count a person known from the quote, the wallet and the whole; a share lets some in", async () => {
  const permit = makePermit(flow.house.openings, { now: flow.now });
  const caps = { per_buyer_day: yuan(30), per_store_day: yuan(50), total_day: yuan(60) };
  const opening = await call("createOpening", "/v1/openings", {
    ...{ marketplace: flow.marketplace, sides: ["unionpay"], partner: "wechatpay", capability: "transfer" },
    ...{ terms: title, caps },
  });
  await call("openOpening", `/v1/openings/${opening.id}/open`, { why: "test" });
  await flow.house.refresh();
  const ask = (amount: bigint | null, person: string | null) =>
    permit({ payer: "unionpay", payee: "wechatpay", amount: amount === null ? null : money(amount, "CNY"), person });
  expect([ask(null, null).open, ask(100n, null).open]).toEqual([true, false]);
  const { open, takes } = ask(100n, "ab");
  expect([open, takes.map((one) => [one.refusal, one.limit])]).toEqual([
    true,
    [
      ["over_buyer_day", 3000n],
      ["over_store_day", 5000n],
      ["over_total_day", 6000n],
    ],
  ]);
  expect(new Set(takes.map((one) => one.counter)).size).toBe(3);
  expect(ask(100n, "cd").takes[0]?.counter).not.toBe(takes[0]?.counter);
  expect(ask(100n, "cd").takes[2]).toEqual(takes[2]);
});

test("a window is closed and settled through the API", async () => {
  const { transfers } = flow.house;
  const fulfilment = Buffer.alloc(32, 3);
  const hash = (given: Buffer | string) => createHash("sha256").update(given).digest();
  const id = randomUUID();
  await transfers.prepare({
    ...{ id, payer: "alipay", payee: "wechatpay", amount: money(1000n, "CNY"), condition: hash(fulfilment) },
    ...{ packet: "p", expires_at: new Date(flow.now().getTime() + 60_000), requestHash: hash(id) },
  });
  await transfers.end({ id, source: "wechatpay", fulfilment, error: null });
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const plant = "update hub_accounts set position = position + $1 where participant = 'alipay' and currency = 'CNY'";
  await owner.query(plant, [1]);
  const differs = await call("closeHubWindow", "/v1/hub/settlements", { currency: "CNY" });
  expect(differs).toMatchObject({ code: "hub_books_differ", context: { why: expect.stringContaining(" at 1 ") } });
  await owner.query(plant, [-1]);
  await owner.end();
  // The key whose window could not be closed is free; two at once close one window.
  const [closed, again] = await Promise.all(
    [1, 2].map(() => keyed("/v1/hub/settlements", "five", { currency: "CNY" })),
  );
  const one = closed?.body as Answer;
  expect([closed?.status, again?.body.id]).toEqual([201, one.id]);
  expect((await call("closeHubWindow", "/v1/hub/settlements", { currency: "CNY" })).code).toBe("hub_nothing_to_settle");
  const lines = `/v1/hub/settlements/${one.id}/lines`;
  const early = await call("settleHubLine", lines, { participant: "wechatpay", how: "received" });
  expect(early).toMatchObject({ code: "hub_line_refused", context: { why: "transit_short" } });
  const said = await call("settleHubLine", lines, { participant: "alipay", how: "paid", why: "statement 7" });
  const waiting = (await call("listHubChanges", "/v1/hub/changes?state=pending"))["data"] as Answer[];
  const pending = waiting.find((change) => change["kind"] === "settle");
  expect(said["lines"]).toMatchObject([{ state: "waiting", proposed: { change: pending?.id, how: "paid" } }, {}]);
  const twice = await call("settleHubLine", lines, { participant: "alipay", how: "covered" });
  expect(twice.code).toBe("hub_line_proposed");
  expect((await decide(pending?.id ?? "", operator)).code).toBe("second_person_needed");
  expect((await decide(pending?.id ?? "")).state).toBe("approved");
  const receive = { participant: "wechatpay", how: "received" };
  const received = await Promise.all([1, 2].map(() => keyed(lines, "six", receive)));
  expect(received.map((one) => one.status)).toEqual([200, 200]);
  const settled = received[0]?.body;
  expect(settled).toMatchObject({ state: "settled", in_transit: { minor: "0" } });
  expect((await call("listHubSettlements", "/v1/hub/settlements"))["data"]).toHaveLength(1);
  expect([await transfers.check(), await transfers.checkSettlements(), await transfers.checkTransit()]).toEqual([
    [],
    [],
    [],
  ]);
});

type OwnKey = { id: string; state: string; public_key: string; fingerprint: string };
const ownKeys = async (): Promise<OwnKey[]> => (await call("readHub", "/v1/hub"))["keys"] as OwnKey[];
const stateOf = async (id: string) => (await ownKeys()).find((one) => one.id === id)?.state;

test("money taken back: two people reserve it, two say what its bank did, and it is seen until then", async () => {
  const leaving = async () => {
    const { data } = await call("listHubParticipants", "/v1/hub/participants");
    const [one] = data as { funds_out: { id: string; amount: object }[]; accounts: { funds: { minor: string } }[] }[];
    return { out: one?.funds_out ?? [], funds: BigInt(one?.accounts[0]?.funds.minor ?? "-1") };
  };
  const before = (await leaving()).funds;
  expect((await change("funds_out", "alipay", 5)).state).toBe("approved");
  const { out, funds } = await leaving();
  expect([funds, out[0]?.amount]).toEqual([before - 500n, yuan(5)]);
  const withdrawal = { id: out[0]?.id ?? "", how: "returned" };
  const waits = await propose("withdrawal", "alipay", { withdrawal });
  expect([waits["amount"], (await decide(waits.id, operator)).code]).toEqual([yuan(5), "second_person_needed"]);
  expect((await decide(waits.id)).state).toBe("approved");
  expect(await leaving()).toEqual({ out: [], funds: before });
  const again = await propose("withdrawal", "alipay", { withdrawal });
  expect(again).toMatchObject({ code: "hub_withdrawal_ended", context: { state: "returned" } });
});

test("the hub's own key is changed without a stop: published, then two people, then the old one goes", async () => {
  const { db, transfers, hubNeeds } = flow.house;
  // Two processes of one house, each with what it has opened in memory.
  const processes = [1, 2].map(() => makeHubKeys({ db, transfers, clock: { now: flow.now }, sealer: hubNeeds.sealer }));
  const said = { "fspiop-source": "hutong", date: flow.now().toUTCString() };
  const sign = async (n: number) => {
    const key = await processes[n]?.signing();
    if (!key) throw new Error("There is a key.");
    return { headers: signCall(key, said, "PUT", "/quotes/1", "{}"), method: "PUT", path: "/quotes/1", body: "{}" };
  };
  await Promise.all([0, 1].map(sign));
  const [first] = await ownKeys();
  expect([first?.state, (await call("readHub", "/v1/hub"))["public_key"]]).toEqual(["signs", first?.public_key]);
  const before = await sign(0);
  const made = (await Promise.all([1, 2].map(() => keyed("/v1/hub/keys", "own", undefined)))).map((one) => one.body);
  const next = made[0] as unknown as OwnKey;
  expect([made[1]?.id, next.state, (await ownKeys()).length]).toEqual([next.id, "published", 2]);
  // Known to wallets, and signs nothing yet.
  const proves = async (call: Parameters<typeof whyUnproven>[1], key: string) => whyUnproven([key], call) === null;
  expect(await proves(await sign(1), first?.public_key ?? "")).toBe(true);
  const signs = await propose("own_key", "", { own_key: { id: next.id } });
  expect((await decide(signs.id, operator)).code).toBe("second_person_needed");
  const verdicts = await Promise.all([1, 2].map(() => decide(signs.id)));
  expect(verdicts.map((one) => one.state ?? one.code).sort()).toEqual(["approved", "hub_change_decided"]);
  // Both processes at once, without a restart; what was signed before is still proven by what is published.
  for (const n of [0, 1]) expect(await proves(await sign(n), next.public_key)).toBe(true);
  expect([await stateOf(first?.id ?? ""), await stateOf(next.id)]).toEqual(["replaced", "signs"]);
  expect(whyUnproven((await processes[0]?.published()) ?? [], before)).toBeNull();
  const retire = (id: string) => call("retireHubOwnKey", `/v1/hub/keys/${id}/retire`);
  expect(await retire(next.id)).toMatchObject({ code: "hub_own_key_refused", context: { why: "signs" } });
  const old = first?.id ?? "";
  // What it signed is tried for an hour: until then whoever is told it must be able to check it.
  const left = (await transfers.ownKeys()).find((one) => one.id === next.id)?.signs_from ?? new Date(0);
  const until = new Date(left.getTime() + 3_600_000).toISOString();
  expect(await retire(old)).toMatchObject({ code: "hub_own_key_refused", context: { why: "signed", until } });
  expect(whyUnproven((await processes[1]?.published()) ?? [], before)).toBeNull();
  flow.advance(3601);
  const both = await Promise.all([retire(old), retire(old)]);
  expect(both.map((one) => one.state)).toEqual(["retired", "retired"]);
  expect(whyUnproven((await processes[1]?.published()) ?? [], before)).not.toBeNull();
  // A retired key never signs again, whoever agrees; nor one that is not there.
  const back = await propose("own_key", "", { own_key: { id: old } });
  expect(await decide(back.id)).toMatchObject({ code: "hub_own_key_refused", context: { why: "retired" } });
  expect((await propose("own_key", "", { own_key: { id: "hok_0" } })).code).toBe("not_found");
  expect((await propose("own_key", "", {})).code).toBe("hub_change_incomplete");
});

test("of the approval of a key and the retiring of it at the same time, one is refused: a key is always left", async () => {
  const fresh = await call("addHubOwnKey", "/v1/hub/keys");
  const signs = await propose("own_key", "", { own_key: { id: fresh.id } });
  const [decided, retired] = await Promise.all([
    decide(signs.id),
    call("retireHubOwnKey", `/v1/hub/keys/${fresh.id}/retire`),
  ]);
  expect([decided.code, retired.code].filter((code) => code === "hub_own_key_refused")).toHaveLength(1);
  expect((await ownKeys()).filter((one) => one.state === "signs")).toHaveLength(1);
});

test("what people did at the hub stands in the chain of acts", async () => {
  await runChore(flow, "audit");
  const rows = await flow.house.db.read<{ source: string }>("select distinct source from audit_entries");
  const from = new Set(rows.map((one) => one.source));
  for (const source of [
    "hub_changes",
    "hub_changes.decided",
    "hub_acts",
    "hub_settlements",
    "hub_settlement_lines.done",
  ])
    expect([source, from.has(source)]).toEqual([source, true]);
});
