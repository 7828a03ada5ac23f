import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { makeMortal } from "#payments/testing/mortal";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { type ChangeDetail, type ChangeKind, makeTransfers, type Transfers } from "./index.ts";

let database: TestDatabase;
let db: Db;
let hub: Transfers;
const clock = { now: () => new Date("2024-10-31T02:00:00.000Z") };
const ids = makeIds(clock, randomBytes);

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 6, applicationName: "hub" });
  hub = makeTransfers({ db, clock, ids, lanes: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function wallet(funds: number): Promise<string> {
  const name = `w${randomUUID().slice(0, 8)}`;
  await hub.putParticipant({ name, title: { zh: name, en: name } });
  await hub.setCap(name, fen(1_000_000));
  if (funds > 0) await hub.moveFunds(name, fen(funds));
  return name;
}

const fundsOf = async (name: string): Promise<bigint> => (await hub.positions(name))[0]?.funds.minor ?? -1n;
const stateOf = async (id: string): Promise<string | undefined> =>
  (await db.read<{ state: string }>("select state from hub_funds_out where id = $1", [id]))[0]?.state;
const sound = async (): Promise<unknown> => [await hub.check(), await hub.checkSettlements()];

async function propose(participant: string, kind: ChangeKind, detail: ChangeDetail, count?: number) {
  const amount = count === undefined ? null : fen(count);
  return await hub.proposeChange(
    { participant, kind, amount, rate: null, detail, why: "asked", proposer: "per_a" },
    null,
  );
}
async function approve(id: string, at: Transfers = hub): Promise<string> {
  const said = await at.decideChange(id, { approve: true, why: "fits", by: "per_b" }, null);
  return said.ok ? said.value.state : said.fault;
}
async function two(participant: string, kind: ChangeKind, detail: ChangeDetail, count?: number): Promise<string> {
  const proposed = await propose(participant, kind, detail, count);
  return proposed.ok ? await approve(proposed.value.id) : proposed.fault;
}

/** Reserved by two people. */
async function taken(name: string, count: number): Promise<string> {
  const before = new Set((await hub.fundsOut()).map((one) => one.id));
  expect(await two(name, "funds_out", {}, count)).toBe("approved");
  return (await hub.fundsOut()).find((one) => one.participant === name && !before.has(one.id))?.id ?? "";
}

test("reserved by two people the money is out of the funds; sent, it is gone; returned, it is there again, whole", async () => {
  const name = await wallet(10_000);
  const [sent, back] = [await taken(name, 3000), await taken(name, 4000)];
  expect([await fundsOf(name), (await hub.fundsOut()).length]).toEqual([3000n, 2]);
  expect(await two(name, "withdrawal", { withdrawal: { id: sent, how: "sent" } })).toBe("approved");
  expect(await fundsOf(name)).toBe(3000n);
  expect(await two(name, "withdrawal", { withdrawal: { id: back, how: "returned" } })).toBe("approved");
  expect(await fundsOf(name)).toBe(7000n);
  expect([await stateOf(sent), await stateOf(back)]).toEqual(["sent", "returned"]);
  expect([(await hub.fundsOut()).length, await sound()]).toEqual([0, [[], []]]);
});

test("what ended never ends again, in either way; nor another's, nor one that is not there", async () => {
  const name = await wallet(10_000);
  for (const [how, other] of [
    ["sent", "returned"],
    ["returned", "sent"],
  ] as const) {
    const id = await taken(name, 1000);
    expect(await two(name, "withdrawal", { withdrawal: { id, how } })).toBe("approved");
    for (const again of [how, other])
      expect(await two(name, "withdrawal", { withdrawal: { id, how: again } })).toBe("hub_withdrawal_ended");
  }
  const id = await taken(name, 1000);
  expect(await two(await wallet(1), "withdrawal", { withdrawal: { id, how: "returned" } })).toBe("not_found");
  expect(await two(name, "withdrawal", { withdrawal: { id: "hfo_0", how: "returned" } })).toBe("not_found");
  expect(await two(name, "withdrawal", {})).toBe("hub_change_incomplete");
  expect([await fundsOf(name), await sound()]).toEqual([8000n, [[], []]]);
});

test("more than the position leaves free is not reserved, and what is reserved carries no transfer", async () => {
  const name = await wallet(1000);
  expect(await two(name, "funds_out", {}, 1001)).toBe("hub_funds_needed");
  await taken(name, 1000);
  const other = await wallet(0);
  const asked = {
    id: randomUUID(),
    payer: name,
    payee: other,
    amount: fen(1),
    condition: randomBytes(32),
    packet: "p",
  };
  const expires_at = new Date(clock.now().getTime() + 60_000);
  expect(await hub.prepare({ ...asked, expires_at, requestHash: randomBytes(32) })).toBe("over_funds");
});

test("two at once: of sent and returned one holds; one decision twice holds once; one second person at a time", async () => {
  const name = await wallet(10_000);
  for (let turn = 0; turn < 5; turn++) {
    const id = randomUUID();
    const asked = { id, participant: name, amount: fen(100), why: "admin" };
    const reserved = await Promise.all([1, 2].map(() => hub.reserveFundsOut(asked)));
    expect(reserved.toSorted()).toEqual(["repeat", "reserved"]);
    expect(await hub.reserveFundsOut({ ...asked, amount: fen(101) })).toBe("modified");
    const before = await fundsOf(name);
    const end = (how: "sent" | "returned") => hub.endFundsOut({ id, participant: name, how, why: "admin" });
    expect((await Promise.all([end("sent"), end("returned")])).toSorted()).toEqual(["done", "ended"]);
    expect(await fundsOf(name)).toBe(before + ((await stateOf(id)) === "returned" ? 100n : 0n));
    expect([await end("sent"), await end("returned")].toSorted()).toEqual(["ended", "repeat"]);
  }
  const id = await taken(name, 100);
  const first = await propose(name, "withdrawal", { withdrawal: { id, how: "sent" } });
  const second = await propose(name, "withdrawal", { withdrawal: { id, how: "returned" } });
  expect(second).toMatchObject({ ok: false, fault: "hub_line_proposed" });
  const change = first.ok ? first.value.id : "";
  expect((await Promise.all([approve(change), approve(change)])).toSorted()).toEqual([
    "approved",
    "hub_change_decided",
  ]);
  expect(await sound()).toEqual([[], []]);
});

test("a process that dies anywhere at the decision: it holds once, wholly, or not at all and may be decided again", async () => {
  for (const when of ["before", "after"] as const)
    for (let at = 1; at < 12; at++) {
      const name = await wallet(500);
      const id = await taken(name, 500);
      const proposed = await propose(name, "withdrawal", { withdrawal: { id, how: "returned" } });
      const change = proposed.ok ? proposed.value.id : "";
      const mortal = makeMortal(at, when);
      await approve(change, makeTransfers({ db: mortal.db(db), clock, ids, lanes: 1 })).catch(() => "died");
      expect(["approved", "hub_change_decided"]).toContain(await approve(change));
      expect([await fundsOf(name), await sound()]).toEqual([500n, [[], []]]);
    }
});
