import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mortal, makeMortal } from "#payments/testing/mortal";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeRig, type Process } from "./testing/rig.ts";
import { fulfilmentOf, type TestWallet } from "./testing/wallet.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

type Said = (process: Process) => ReturnType<TestWallet["say"]>;

/**
 * A transfer through a process that dies at its nth contact with the database, just before it or just after it took
 * effect; the other process and the wallets' own repeats finish it.
 */
async function transferThrough(dieAt: number, when: "before" | "after"): Promise<Mortal> {
  const mortal = makeMortal(dieAt, when);
  const rig = await makeRig(database.appUrl, mortal.db);
  const n = randomUUID().slice(0, 6);
  const [payer, payee] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  /** A wallet that was not answered 202 says it again. */
  const insist = async (wallet: TestWallet, say: Said): Promise<void> => {
    for (const process of [rig.first, rig.second]) {
      rig.through(wallet.name, process);
      const answer = await say(process).catch(() => null);
      if (answer?.statusCode === 202) return;
    }
    throw new Error("Nobody took it.");
  };
  const rest = async (): Promise<void> => {
    await rig.settle();
    // What a dead process had taken comes back.
    rig.advance(31);
    await rig.settle();
  };
  const packet = randomUUID();
  const expiration = new Date(rig.clock.now().getTime() + 3_600_000).toISOString();
  const body = payer.transfer(payee.name, "10", packet, { expiration });
  await insist(payer, () => payer.say("POST", "/transfers", body));
  await rest();
  expect(payee.heard.filter((one) => one.method === "POST").length).toBeGreaterThan(0);
  const fulfilment = fulfilmentOf(packet).toString("base64url");
  const answer = { transferState: "RESERVED", fulfilment };
  const to = { "fspiop-destination": payer.name };
  await insist(payee, () => payee.say("PUT", `/transfers/${body.transferId}`, answer, to));
  await rest();
  expect((await rig.second.transfers.getTransfer(body.transferId))?.state).toBe("committed");
  const ends = (wallet: TestWallet, method: string) => wallet.heard.filter((one) => one.method === method);
  expect(ends(payer, "PUT").map((one) => one.body["transferState"])).toContain("COMMITTED");
  expect(ends(payee, "PATCH").map((one) => one.body["transferState"])).toContain("COMMITTED");
  expect([...payer.heard, ...payee.heard].filter((one) => one.path.endsWith("/error"))).toEqual([]);
  const minor = async (name: string) => (await rig.second.transfers.positions(name))[0]?.position.minor;
  expect([await minor(payer.name), await minor(payee.name)]).toEqual([1000n, -1000n]);
  expect([await rig.second.transfers.check(), await rig.second.transfers.checkSettlements()]).toEqual([[], []]);
  expect(await rig.second.db.read("select * from hub_messages")).toEqual([]);
  expect(await rig.second.db.read("select * from hub_due")).toEqual([]);
  await rig.close();
  return mortal;
}

test("a process that dies between any two steps: the transfer ends right, once, and both hear it", async () => {
  const whole = await transferThrough(1_000_000, "before");
  expect(whole.died()).toBe(false);
  expect(whole.contacts()).toBeGreaterThan(15);
  let deaths = 0;
  for (let at = 1; at <= whole.contacts(); at++)
    for (const when of ["before", "after"] as const) deaths += (await transferThrough(at, when)).died() ? 1 : 0;
  expect(deaths).toBeGreaterThan(whole.contacts());
}, 120_000);
