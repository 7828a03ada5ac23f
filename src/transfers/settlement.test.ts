import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketValues, type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { hubChecks, makeTransfers, type SettlementView, type Transfers } from "./index.ts";

let database: TestDatabase;
let db: Db;
let hub: Transfers;
let now = new Date("2024-11-11T16:00:00Z");
const clock = { now: () => now };
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

const names = ["red", "blue", "green"] as const;
type Name = (typeof names)[number];

/** Everything of the test before is settled, so that each begins with nothing between them. */
beforeEach(async () => {
  now = new Date(now.getTime() + 86_400_000);
  for (const name of names) {
    await hub.putParticipant({ name, title: { zh: name, en: name } });
    await hub.setParticipantState(name, "active");
    await hub.setCap(name, fen(10_000));
    await hub.moveFunds(name, fen(10_000));
  }
});

const fulfilment = Buffer.alloc(32, 7);
const condition = createHash("sha256").update(fulfilment).digest();

async function send(payer: Name, payee: Name, minor: number, fulfilled = true): Promise<string> {
  const id = randomUUID();
  const expires_at = new Date(now.getTime() + 60_000);
  const requestHash = createHash("sha256").update(id).digest();
  const transfer = { id, payer, payee, amount: fen(minor), condition, packet: "p", expires_at, requestHash };
  expect(await hub.prepare(transfer)).toBe("reserved");
  if (fulfilled) await hub.end({ id, source: payee, fulfilment, error: null });
  return id;
}

const close = async (): Promise<SettlementView> => (await hub.closeWindow("CNY", "per_test")) as SettlementView;
const duesOf = ({ lines }: SettlementView) => Object.fromEntries(lines.map((one) => [one.participant, one.due.minor]));
const settle = (settlement: SettlementView, participant: string, how: "paid" | "covered" | "received") =>
  hub.settleLine({ settlement: settlement.id, participant, how, by: "per_test" });
const of = async (name: Name) => (await hub.positions(name)).map((one) => [one.position.minor, one.funds.minor])[0];

async function settleAll(one: SettlementView): Promise<void> {
  const lines = [...one.lines].sort((a, b) => (a.due.minor > b.due.minor ? -1 : 1));
  for (const line of lines)
    expect(await settle(one, line.participant, line.due.minor > 0n ? "paid" : "received")).toBe("done");
}

async function sound(): Promise<void> {
  expect([await hub.check(), await hub.checkSettlements()]).toEqual([[], []]);
  expect(await faults()).toEqual([]);
}

/** What `books check` would say of the hub. */
async function faults(): Promise<string[]> {
  const rows = hubChecks.flatMap(({ sql }) => bucketValues.map((bucket) => db.read<{ about: string }>(sql, [bucket])));
  return (await Promise.all(rows)).flat().map((one) => one.about);
}

test("a window's net positions are nothing together; what is reserved belongs to the next one", async () => {
  await send("red", "blue", 1000);
  await send("blue", "green", 300);
  await send("green", "red", 250);
  const open = await send("red", "green", 77, false);
  const one = await close();
  expect(duesOf(one)).toEqual({ red: 750n, blue: -700n, green: -50n });
  expect(await hub.closeWindow("CNY", "per_test")).toBeNull();
  await hub.end({ id: open, source: "green", fulfilment, error: null });
  const next = await close();
  expect(duesOf(next)).toEqual({ red: 77n, green: -77n });
  await sound();
  await settleAll(one);
  await settleAll(next);
  expect((await hub.getSettlement(one.id))?.state).toBe("settled");
  expect([await of("red"), await of("blue")].map((each) => each?.[0])).toEqual([0n, 0n]);
  await sound();
});

test("nobody receives what no one has paid; a line ends once, in one way", async () => {
  const before = await of("blue");
  await send("red", "blue", 500);
  const one = await close();
  expect(await settle(one, "blue", "received")).toBe("transit_short");
  expect(await settle(one, "blue", "paid")).toBe("wrong_way");
  expect(await settle(one, "nobody", "paid")).toBe("unknown");
  const both = await Promise.all([settle(one, "red", "paid"), settle(one, "red", "paid")]);
  expect(both.sort()).toEqual(["done", "repeat"]);
  expect((await hub.getSettlement(one.id))?.in_transit).toEqual(fen(500));
  expect(await settle(one, "red", "covered")).toBe("wrong_way");
  expect(await settle(one, "blue", "received")).toBe("done");
  const after = await of("blue");
  // What it receives lies in its funds, from which it may be taken.
  expect((after?.[1] ?? 0n) - (before?.[1] ?? 0n)).toBe(500n);
  const settled = await hub.getSettlement(one.id);
  expect([settled?.state, settled?.in_transit]).toEqual(["settled", fen(0)]);
  await sound();
});

test("who does not pay is covered from what it put down, and paused; its funds were bound until then", async () => {
  await send("red", "blue", 4000);
  const one = await close();
  await send("blue", "red", 4000);
  const funds = (await of("red"))?.[1] ?? 0n;
  expect(await hub.moveFunds("red", fen(-(funds - 3999n)))).toBeNull();
  expect(await settle(one, "red", "covered")).toBe("done");
  expect(await settle(one, "blue", "received")).toBe("done");
  expect(await of("red")).toEqual([-4000n, funds - 4000n]);
  expect((await hub.listParticipants()).find((each) => each.name === "red")?.state).toBe("paused");
  await sound();
  await settleAll(await close());
  await sound();
});

test("the hub's fees are a line of their own; windows close at once with transfers, to the fen", async () => {
  const id = await send("red", "blue", 1000);
  await db.read(
    "insert into hub_fees (bucket, transfer, participant, currency, amount, at) values (0, $1, 'red', 'CNY', 3, $2)",
    [id, now],
  );
  const one = await close();
  expect(duesOf(one)).toEqual({ red: 1003n, blue: -1000n, "": -3n });
  await settleAll(one);
  const many = Array.from({ length: 24 }, (_, i) => send(names[i % 3] as Name, names[(i + 1) % 3] as Name, 10 + i));
  const windows = await Promise.all([hub.closeWindow("CNY", "a"), ...many, hub.closeWindow("CNY", "b")]);
  const last = await hub.closeWindow("CNY", "c");
  for (const each of [windows[0], windows.at(-1), last]) if (each && typeof each === "object") await settleAll(each);
  for (const name of names) expect((await of(name))?.[0]).toBe(0n);
  await sound();
});

test("two people: a change takes effect when another decides, once, and not while a position needs the funds", async () => {
  const change = { participant: "red", rate: null, why: "more trade", proposer: "per_a" };
  const cap = await hub.proposeChange({ ...change, kind: "cap", amount: fen(123_456) });
  const own = hub.decideChange(cap?.id ?? "", { approve: true, why: "", by: "per_a" });
  await expect(own).rejects.toThrow(/two_people/);
  const verdict = { approve: true, why: "fits", by: "per_b" };
  const both = await Promise.all([hub.decideChange(cap?.id ?? "", verdict), hub.decideChange(cap?.id ?? "", verdict)]);
  expect(both.map((one) => one.kind).sort()).toEqual(["decided", "decided_before"]);
  expect((await hub.positions("red"))[0]?.cap).toEqual(fen(123_456));
  const funds = (await of("red"))?.[1] ?? 0n;
  await send("red", "blue", 100);
  const out = await hub.proposeChange({ ...change, kind: "funds_out", amount: fen(funds) });
  expect((await hub.decideChange(out?.id ?? "", verdict)).kind).toBe("funds_needed");
  expect((await hub.decideChange(out?.id ?? "", { ...verdict, approve: false })).kind).toBe("decided");
  expect(await hub.proposeChange({ ...change, kind: "cap", participant: "nobody", amount: fen(1) })).toBeNull();
  await settleAll(await close());
  await sound();
});

test("the checks can fail", async () => {
  await db.read("update hub_accounts set funds = funds + 1 where participant = 'red'");
  await db.read("update hub_accounts set position = position - 1 where participant = 'blue'");
  expect((await hub.check()).map((one) => one.participant)).toEqual(["blue"]);
  expect((await hub.checkSettlements()).map((one) => one.about)).toEqual(["red CNY"]);
  expect((await faults()).sort()).toEqual(["blue CNY", "funds: red CNY"]);
});
