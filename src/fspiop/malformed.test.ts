import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeRig, type Rig } from "./testing/rig.ts";
import type { TestWallet } from "./testing/wallet.ts";

let database: TestDatabase;
let rig: Rig;
let payer: TestWallet;
let payee: TestWallet;
beforeAll(async () => {
  database = await freshDatabase();
  rig = await makeRig(database.appUrl);
  const n = randomUUID().slice(0, 6);
  payer = await rig.join(`red${n}`);
  payee = await rig.join(`blue${n}`);
  rig.permit({ open: true, why: "", takes: [] });
});
afterAll(async () => {
  await rig.close();
  await database.drop();
});

test.each([
  ["half a letter", "/parties/ALIAS/%E0%A4%A"],
  ["a zero character", "/parties/ALIAS/a%00b"],
  ["one in a sub-id", "/parties/ALIAS/a/b%00"],
  ["longer than any identifier", `/parties/ALIAS/${"a".repeat(500)}`],
  ["a little longer than one may be", `/parties/ALIAS/${"a".repeat(129)}`],
  ["a type that there is not", "/parties/WECHAT/a"],
])("a path with %s is refused as the API refuses, and nobody is called", async (_what, path) => {
  const answer = await payer.say("GET", path);
  expect([answer.statusCode, answer.json().errorInformation?.errorCode]).toEqual([400, "3101"]);
  expect(rig.alarms).toEqual([]);
});

test("the longest identifier and sub-id in Chinese reach the wallet that serves the person, and find it again", async () => {
  const path = `/participants/ALIAS/${encodeURIComponent("王".repeat(128))}/${encodeURIComponent("钱".repeat(128))}`;
  expect((await payee.say("POST", path, { fspId: payee.name })).statusCode).toBe(202);
  expect((await payer.say("GET", path.replace("participants", "parties"))).statusCode).toBe(202);
  await rig.settle();
  expect(payee.last(/parties/)?.path).toBe(path.replace("participants", "parties"));
});

test("a zero character in a body: refused where it names something, left out where people read it", async () => {
  const body = payer.transfer(payee.name, "10", `${randomUUID()}\0`);
  const refused = await payer.say("POST", "/transfers", body);
  expect([refused.statusCode, refused.json().errorInformation.errorCode]).toEqual([400, "3101"]);
  const good = payer.transfer(payee.name, "10", randomUUID());
  await payer.say("POST", "/transfers", good);
  await rig.settle();
  const error = { errorInformation: { errorCode: "5103", errorDescription: "not\0 now" } };
  const to = { "fspiop-destination": payer.name };
  expect((await payee.say("PUT", `/transfers/${good.transferId}/error`, error, to)).statusCode).toBe(202);
  await rig.settle();
  expect((await rig.second.transfers.getTransfer(good.transferId))?.error).toEqual({ code: "5103", says: "not now" });
  expect(rig.alarms).toEqual([]);
});
