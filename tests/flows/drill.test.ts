import { afterAll, beforeAll, expect, test } from "vitest";
import type { SandboxControl } from "#drills";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, runChore } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
/** What a test breaks on purpose, a second before the drill looks again. */
let meddle: () => Promise<void> = async () => {};

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, wait: pass });
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

/** Time passes: the clock, what is due, and the probes. */
async function pass(ms: number): Promise<void> {
  flow.advance(ms / 1000);
  await meddle();
  await flow.settle();
  await runChore(flow, "probes");
}

const control: SandboxControl = {
  async faults(wallet, set) {
    const fake = flow.fakes[wallet as FlowWallet];
    if (set === null) fake.clearFaults();
    else fake.setFaults(set);
  },
  async pay(wallet, code) {
    const seen = await flow.fakes[wallet as FlowWallet].act(code, "pay");
    if (seen.state !== "paid") throw new Error(`The phone shows ${seen.state}.`);
  },
};

async function call(method: "GET" | "POST", url: string, payload?: object) {
  const token = await flow.house.operatorToken();
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": `drill ${url} ${flow.now().getTime()}` };
  return await flow.house.app.inject({ method, url, headers, ...(payload && { payload }) });
}

const start = (wallet = "wechatpay") => call("POST", "/v1/drills", { store: flow.stores[0], wallet });

test("where no sandbox is handed in, as in production, no drill can be started", async () => {
  const refused = await start();
  expect([refused.statusCode, refused.json().code]).toEqual([409, "drill_not_here"]);
  expect((await call("GET", "/v1/drills")).json()).toEqual({ data: [], possible: false });
});

test("an outage from end to end: parked, greyed out, the other wallet, recovery, the late success, nothing lost", async () => {
  flow.house.watch.drills.connect(control);
  const begun = await start();
  expect(begun.statusCode).toBe(201);
  const second = await start("alipay");
  expect([second.statusCode, second.json().code]).toEqual([409, "drill_running"]);
  await flow.house.watch.drills.settled();
  const report = (await call("GET", `/v1/drills/${begun.json().id}`)).json();
  expect(report.steps.filter((step: { ok: boolean }) => !step.ok)).toEqual([]);
  expect(report).toMatchObject({ state: "passed", wallet: "wechatpay" });
  expect(report.steps.map((step: { what: { en: string } }) => step.what.en)).toEqual([
    "Before: the wallet takes a payment",
    "Outage: the buyer pays, and nobody tells us",
    "Payments park; none is called a failure",
    "The offer is grey, with the reason",
    "Another wallet goes on",
    "Probes find it well; buyers may use it again",
    "The late success is taken",
    "Parked payments go on",
    "Nothing is lost",
  ]);
  expect((await call("GET", "/v1/wallet-states")).json().data).toContainEqual(
    expect.objectContaining({ wallet: "wechatpay", state: "well" }),
  );
  expect(flow.fakes.wechatpay.faults().server_error).toBe(0);
}, 60_000);

test("a drill that meets a real fault says so, ends, and leaves the wallet in order", async () => {
  flow.advance(3600);
  await flow.settle();
  meddle = async () => flow.fakes.alipay.setFaults({ server_error: 1 });
  const begun = await start("alipay");
  await flow.house.watch.drills.settled();
  meddle = async () => {};
  const report = (await call("GET", `/v1/drills/${begun.json().id}`)).json();
  expect(report.state).toBe("failed");
  expect(report.steps.at(-1)).toMatchObject({ ok: false });
  expect(flow.fakes.alipay.faults().server_error).toBe(0);
}, 60_000);

test("a drill cut off with its process does not stand in the way for ever", async () => {
  await flow.house.db.read(
    `insert into drills (id, marketplace, store, wallet, state, started_by, started_at, seen_at, steps)
     values ('drl_lost', $1, $2, 'wechatpay', 'running', 'per_x', $3, $3, '[]')`,
    [flow.marketplace, flow.stores[0], flow.now()],
  );
  expect((await start()).json().code).toBe("drill_running");
  flow.advance(601);
  expect((await start()).statusCode).toBe(201);
  await flow.house.watch.drills.settled();
  const { data } = (await call("GET", "/v1/drills")).json();
  expect(data.find((one: { id: string }) => one.id === "drl_lost")?.state).toBe("broken");
}, 60_000);

test("what the drill and its people did is linked", async () => {
  await runChore(flow, "audit");
  const heads = (await flow.house.app.inject({ url: "/v1/audit/heads" })).json().data;
  expect(heads[0].size).toBeGreaterThan(10);
  const entries = (await call("GET", "/v1/audit/entries?source=drills.ended")).json().data;
  expect(entries.length).toBeGreaterThan(2);
  const proof = await flow.house.app.inject({ url: `/v1/audit/proof?leaf=${entries[0].leaf}&size=${heads[0].size}` });
  expect(proof.json()).toMatchObject({ n: entries[0].n, root: heads[0].root });
});
