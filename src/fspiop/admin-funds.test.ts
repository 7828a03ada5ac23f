import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeRig, type Rig } from "./testing/rig.ts";

let database: TestDatabase;
let rig: Rig;
beforeAll(async () => {
  database = await freshDatabase();
  rig = await makeRig(database.appUrl);
});
afterAll(async () => {
  await rig.close();
  await database.drop();
});

test("funds out by the admin API: reserve takes, commit keeps it gone, abort gives it back; each once, by its id", async () => {
  const admin = rig.second.hub.admin();
  const { name } = await rig.join(`red${randomUUID().slice(0, 6)}`);
  const call = async (method: "GET" | "POST" | "PUT", path: string, payload?: object): Promise<[number, string]> => {
    const url = `/participants/${name}/accounts${path}`;
    const answer = await admin.inject({ method, url, ...(payload ? { payload } : {}) });
    return [answer.statusCode, answer.body];
  };
  const accounts = JSON.parse((await call("GET", ""))[1]) as { id: number; ledgerAccountType: string }[];
  const id = accounts.find((one) => one.ledgerAccountType === "SETTLEMENT")?.id;
  const funds = async () => (await rig.second.transfers.positions(name))[0]?.funds.minor;
  const out = async (transferId: string, amount = "100") => {
    const asked = { action: "recordFundsOutPrepareReserve", transferId, amount: { amount, currency: "CNY" } };
    return (await call("POST", `/${id}`, asked))[0];
  };
  const end = async (transfer: string, action: string) =>
    (await call("PUT", `/${id}/transfers/${transfer}`, { action }))[0];
  expect([await out("t1"), await out("t1"), await out("t1", "99")]).toEqual([202, 202, 400]);
  expect([await out("t2"), await out("t3", "10000"), await funds()]).toEqual([202, 400, 980_000n]);
  expect([await end("t1", "recordFundsOutAbort"), await end("t1", "recordFundsOutAbort")]).toEqual([202, 202]);
  expect([await funds(), await end("t1", "recordFundsOutCommit")]).toEqual([990_000n, 400]);
  expect([await end("t2", "recordFundsOutCommit"), await end("t2", "recordFundsOutAbort")]).toEqual([202, 400]);
  const posted = { action: "recordFundsOutAbort", transferId: "t4", amount: { amount: "100", currency: "CNY" } };
  expect([await out("t4"), (await call("POST", `/${id}`, posted))[0], await funds()]).toEqual([202, 202, 990_000n]);
  expect([await end("t9", "recordFundsOutAbort"), await end("t2", "recordFundsLost")]).toEqual([404, 400]);
  expect([await rig.second.transfers.check(), await rig.second.transfers.checkSettlements()]).toEqual([[], []]);
});

test("funds in by the admin API: once by its id, twice or at once; never nothing, never another amount", async () => {
  const admin = rig.second.hub.admin();
  const { name } = await rig.join(`blue${randomUUID().slice(0, 6)}`);
  const at = `/participants/${name}/accounts`;
  const accounts = (await admin.inject({ method: "GET", url: at })).json() as {
    id: number;
    ledgerAccountType: string;
  }[];
  const id = accounts.find((one) => one.ledgerAccountType === "SETTLEMENT")?.id;
  const put = async (transferId: string | null, amount = "100", currency = "CNY") => {
    const given = transferId === null ? {} : { transferId };
    const payload = { action: "recordFundsIn", ...given, amount: { amount, currency } };
    return (await admin.inject({ method: "POST", url: `${at}/${id}`, payload })).statusCode;
  };
  const funds = async () => (await rig.second.transfers.positions(name))[0]?.funds.minor;
  expect([await put("in1"), await put("in1"), await put("in1", "99"), await funds()]).toEqual([
    202,
    202,
    400,
    1_010_000n,
  ]);
  expect(await Promise.all(["in2", "in2", "in2", "in3"].map((one) => put(one)))).toEqual([202, 202, 202, 202]);
  expect(await funds()).toBe(1_030_000n);
  expect([await put("in4", "0"), await put(null), await put("in5", "1", "JPY"), await funds()]).toEqual([
    ...[400, 400, 400],
    1_030_000n,
  ]);
  // What was refused left its id free; another participant's ids are its own.
  expect([await put("in5", "1"), await funds()]).toEqual([202, 1_030_100n]);
  expect([await rig.second.transfers.check(), await rig.second.transfers.checkSettlements()]).toEqual([[], []]);
});
