import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketValues, type Db, makeIds, openDatabase } from "#db";
import { fen, money } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { hubChecks, makeTransfers, type Result, type SettleHow, type SettlementView, type Transfers } from "./index.ts";

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

async function must<T>(asked: Promise<Result<T>>): Promise<T> {
  const result = await asked;
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

const windowOf = (by = "per_test") => hub.closeWindow({ currency: "CNY", by }, null);
const close = (): Promise<SettlementView> => must(windowOf());
const duesOf = ({ lines }: SettlementView) => Object.fromEntries(lines.map((one) => [one.participant, one.due.minor]));
const why = <T>(result: Result<T>): string => (result.ok ? "done" : (result.detail?.["why"] ?? result.fault));
const blank = { amount: null, rate: null, detail: {}, why: "test", proposer: "per_a" };

/** Paid and covered by two people; received by one. */
async function settle({ id }: SettlementView, participant: string, how: SettleHow): Promise<string> {
  if (how === "received") return why(await hub.receiveLine({ settlement: id, participant, by: "per_b" }, null));
  const detail = { settle: { settlement: id, how } };
  const asked = await hub.proposeChange({ ...blank, kind: "settle", participant, detail }, null);
  if (!asked.ok) return why(asked);
  return why(await hub.decideChange(asked.value.id, { approve: true, why: "", by: "per_b" }, null));
}
async function two(participant: Name, kind: "resume" | "cap", minor?: number): Promise<void> {
  const amount = minor === undefined ? null : fen(minor);
  const asked = await must(hub.proposeChange({ ...blank, kind, participant, amount }, null));
  await must(hub.decideChange(asked.id, { approve: true, why: "", by: "per_b" }, null));
}
const of = async (name: Name) => (await hub.positions(name)).map((one) => [one.position.minor, one.funds.minor])[0];

async function settleAll(one: SettlementView): Promise<void> {
  const lines = [...one.lines].sort((a, b) => (a.due.minor > b.due.minor ? -1 : 1));
  for (const line of lines)
    expect(await settle(one, line.participant, line.due.minor > 0n ? "paid" : "received")).toBe("done");
}

async function sound(): Promise<void> {
  expect([await hub.check(), await hub.checkSettlements(), await hub.checkTransit()]).toEqual([[], [], []]);
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
  expect(why(await windowOf())).toBe("hub_nothing_to_settle");
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
  expect(await settle(one, "nobody", "paid")).toBe("not_found");
  const both = await Promise.all([settle(one, "red", "paid"), settle(one, "red", "paid")]);
  // Whichever comes later finds it proposed, gone, or (between its proposal and its decision) done in the same way.
  expect(both.sort()).toEqual(["done", expect.stringMatching(/^(hub_line_proposed|not_found|repeat)$/)]);
  expect((await hub.getSettlement(one.id))?.in_transit).toEqual(fen(500));
  expect(await settle(one, "red", "covered")).toBe("not_found");
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
  // It begins nothing: not while it is paused, nor when it is let on, before two people give it a cap again.
  const asked = (payer: Name, payee: Name) => {
    const [id, expires_at] = [randomUUID(), new Date(now.getTime() + 60_000)];
    const requestHash = createHash("sha256").update(id).digest();
    return hub.prepare({ id, payer, payee, amount: fen(5000), condition, packet: "p", expires_at, requestHash });
  };
  expect([await asked("red", "blue"), await asked("blue", "red")]).toEqual(["paused", "paused"]);
  expect((await hub.positions("red"))[0]?.cap).toEqual(fen(0));
  await two("red", "resume");
  expect(await asked("red", "blue")).toBe("over_cap");
  await two("red", "cap", 10_000);
  await send("red", "blue", 5000);
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
  const [first, second] = await Promise.all([windowOf("a"), windowOf("b"), ...many]);
  for (const each of [first, second, await windowOf("c")]) if (each.ok) await settleAll(each.value);
  for (const name of names) expect((await of(name))?.[0]).toBe(0n);
  await sound();
});

test("two people: a change takes effect when another decides, once, and not while a position needs the funds", async () => {
  const change = { ...blank, participant: "red" };
  const cap = await must(hub.proposeChange({ ...change, kind: "cap", amount: fen(123_456) }, null));
  const own = hub.decideChange(cap.id, { approve: true, why: "", by: "per_a" }, null);
  await expect(own).rejects.toThrow(/two_people/);
  const verdict = { approve: true, why: "fits", by: "per_b" };
  const both = await Promise.all([hub.decideChange(cap.id, verdict, null), hub.decideChange(cap.id, verdict, null)]);
  expect(both.map(why).sort()).toEqual(["done", "hub_change_decided"]);
  expect((await hub.positions("red"))[0]?.cap).toEqual(fen(123_456));
  const funds = (await of("red"))?.[1] ?? 0n;
  await send("red", "blue", 100);
  const out = await must(hub.proposeChange({ ...change, kind: "funds_out", amount: fen(funds) }, null));
  expect(why(await hub.decideChange(out.id, verdict, null))).toBe("hub_funds_needed");
  expect(why(await hub.decideChange(out.id, { ...verdict, approve: false }, null))).toBe("done");
  const nobody = { ...change, kind: "cap", participant: "nobody", amount: fen(1) } as const;
  expect(why(await hub.proposeChange(nobody, null))).toBe("not_found");
  const dollars = { ...change, kind: "funds_in", amount: money(1n, "USD") } as const;
  expect(why(await hub.proposeChange(dollars, null))).toBe("hub_no_account");
  expect(why(await hub.proposeChange({ ...change, kind: "cap" }, null))).toBe("amount_invalid");
  expect(why(await hub.proposeChange({ ...change, kind: "key" }, null))).toBe("hub_change_incomplete");
  await settleAll(await close());
  await sound();
});

test("that somebody paid is said by one person and confirmed by another; whoever has not paid by then is told", async () => {
  await send("red", "blue", 700);
  const one = await close();
  const asked = { ...blank, kind: "settle", participant: "red" } as const;
  const detail = { settle: { settlement: one.id, how: "paid" } } as const;
  const said = await must(hub.proposeChange({ ...asked, detail }, null));
  expect(said.amount).toEqual(fen(700));
  expect(why(await hub.proposeChange({ ...asked, detail }, null))).toBe("hub_line_proposed");
  const line = async () => (await hub.getSettlement(one.id))?.lines.find((each) => each.participant === "red");
  expect(await line()).toMatchObject({ state: "waiting", proposed: { change: said.id, how: "paid" }, overdue: false });
  const own = hub.decideChange(said.id, { approve: true, why: "", by: "per_a" }, null);
  await expect(own).rejects.toThrow(/two people/);
  await expect(db.read("select hub_settle_line($1, 'red', 'paid', null, 'per_b', $2)", [one.id, now])).rejects.toThrow(
    /two people/,
  );
  expect(await hub.listOverdue()).toEqual([]);
  now = one.pay_by;
  expect(await hub.listOverdue()).toEqual([
    { settlement: one.id, participant: "red", due: fen(700), pay_by: one.pay_by },
  ]);
  expect(await line()).toMatchObject({ overdue: true });
  await must(hub.decideChange(said.id, { approve: true, why: "bank statement 7", by: "per_b" }, null));
  expect(await line()).toMatchObject({ state: "done", how: "paid", by_whom: "per_b", proposed: null, overdue: false });
  expect(await hub.listOverdue()).toEqual([]);
  expect(await settle(one, "blue", "received")).toBe("done");
  await sound();
});

test("a receiver whose position would grow above its funds waits; nothing breaks off", async () => {
  await send("red", "blue", 1000);
  const fee =
    "insert into hub_fees (bucket, transfer, participant, currency, amount, at) values (0, $1, $2, $3, $4, $5)";
  await db.read(fee, ["fee of blue", "blue", "CNY", 10, now]);
  const one = await close();
  expect(duesOf(one)).toEqual({ red: 1000n, blue: -990n, "": -10n });
  expect(await settle(one, "red", "paid")).toBe("done");
  await hub.setCap("blue", fen(10n ** 9n));
  const [position = 0n, funds = 0n] = (await of("blue")) ?? [];
  await send("blue", "green", Number(funds - position));
  expect(await settle(one, "blue", "received")).toBe("funds_short");
  await hub.moveFunds("blue", fen(10));
  expect(await settle(one, "blue", "received")).toBe("done");
  expect(await settle(one, "", "received")).toBe("done");
  await settleAll(await close());
  await sound();
});

test("the checks can fail", async () => {
  await db.read("update hub_accounts set funds = funds + 1 where participant = 'red'");
  await db.read("update hub_accounts set position = position - 1 where participant = 'blue'");
  expect((await hub.check()).map((one) => one.participant)).toEqual(["blue"]);
  expect((await hub.checkSettlements()).map((one) => one.about)).toEqual(["red CNY"]);
  expect((await faults()).sort()).toEqual(["balance: CNY", "blue CNY", "funds: red CNY"]);
});
