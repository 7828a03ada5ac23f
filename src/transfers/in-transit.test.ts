import { createHash, randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketFromText, bucketValue, bucketValues, type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { hubChecks, makeTransfers, type NewTransfer, type Transfers } from "./index.ts";
import { prepareBatch } from "./prepare.ts";

let database: TestDatabase;
let dbs: Db[];
/** Two processes over one database. */
let hub: Transfers;
let other: Transfers;
let owner: pg.Client;
const now = new Date("2024-11-11T16:00:00Z");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
const names = ["red", "blue", "green"] as const;

beforeAll(async () => {
  database = await freshDatabase();
  dbs = [1, 2].map(() => openDatabase(database.appUrl, { poolSize: 4, applicationName: "hub" }));
  [hub, other] = dbs.map((db) => makeTransfers({ db, clock, ids, lanes: 2 })) as [Transfers, Transfers];
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  for (const name of names) await hub.putParticipant({ name, title: { zh: name, en: name } });
});
afterAll(async () => {
  await owner.end();
  await Promise.all(dbs.map((db) => db.close()));
  await database.drop();
});

beforeEach(async () => {
  for (const name of names) {
    await hub.setCap(name, fen(10 ** 9));
    await hub.moveFunds(name, fen(10 ** 6));
  }
});

const fulfilment = Buffer.alloc(32, 7);
const condition = createHash("sha256").update(fulfilment).digest();

function transfer(minor: number, change: Partial<NewTransfer> = {}): NewTransfer {
  const id = change.id ?? randomUUID();
  const expires_at = new Date(now.getTime() + 60_000);
  const requestHash = createHash("sha256").update(id).digest();
  const asked = { id, payer: "red", payee: "blue", amount: fen(minor), condition, packet: "p" };
  return { ...asked, expires_at, requestHash, ...change };
}
const commit = ({ id, payee }: NewTransfer) => ({ id, source: payee, fulfilment, error: null });
const abort = ({ id }: NewTransfer) => ({ id, source: "", fulfilment: null, error: { code: "3303", says: "over" } });
const bucket = (id: string): number => bucketValue(bucketFromText(id));

async function standing(): Promise<Record<number, bigint>> {
  const rows = await (dbs[0] as Db).read<{ bucket: number; amount: bigint }>(
    `select bucket, sum(case side when 'in' then amount else -amount end)::bigint as amount from hub_transit
     group by 1 having sum(case side when 'in' then amount else -amount end) <> 0`,
  );
  return Object.fromEntries(rows.map((one) => [one.bucket, one.amount]));
}

/** What `books check` would say of the hub. */
async function faults(): Promise<string[]> {
  const rows = hubChecks.flatMap(({ sql }) =>
    bucketValues.map((one) => (dbs[0] as Db).read<{ about: string }>(sql, [one])),
  );
  return (await Promise.all(rows)).flat().map((one) => one.about);
}

async function sound(): Promise<void> {
  expect([await hub.check(), await hub.checkSettlements(), await hub.checkTransit()]).toEqual([[], [], []]);
  expect(await faults()).toEqual([]);
}

test("what is reserved stands in the account of its bucket, until it is committed or goes back", async () => {
  const [one, two, three] = [transfer(300), transfer(40), transfer(5)];
  for (const each of [one, two, three]) expect(await hub.prepare(each)).toBe("reserved");
  const sums: Record<number, bigint> = {};
  for (const { id, amount } of [one, two, three]) sums[bucket(id)] = (sums[bucket(id)] ?? 0n) + amount.minor;
  expect(await standing()).toEqual(sums);
  await sound();
  expect(await hub.end(commit(one))).toBe("ended");
  expect(await hub.end(abort(two))).toBe("ended");
  // Said again, and in the other way: nothing moves twice.
  expect([await hub.end(commit(one)), await hub.end(abort(one)), await other.end(abort(two))]).toEqual([
    ...["repeat", "contradiction", "repeat"],
  ]);
  expect(await standing()).toEqual({ [bucket(three.id)]: 5n });
  await sound();
  await hub.end(commit(three));
  expect(await standing()).toEqual({});
});

test("a batch moves an account once for all its transfers, and for none that it refuses", async () => {
  const first = transfer(7);
  const same = Array.from({ length: 500 }, () => randomUUID()).filter((id) => bucket(id) === bucket(first.id));
  const batch = [first, ...same.map((id) => transfer(7, { id })), transfer(10 ** 12, { id: `${first.id}x` })];
  const needs = { db: dbs[0] as Db, clock, ids, lanes: 1 };
  const results = await prepareBatch(needs, batch);
  expect(results.filter((one) => one === "reserved")).toHaveLength(batch.length - 1);
  expect(results.at(-1)).toBe("over_funds");
  expect(await standing()).toEqual({ [bucket(first.id)]: BigInt(7 * (batch.length - 1)) });
  await sound();
  for (const each of batch.slice(0, -1)) await hub.end(abort(each));
  expect(await standing()).toEqual({});
});

test("two processes at once, both ways, the same ends twice: no account is off and no commit waits in a ring", async () => {
  const many = Array.from({ length: 240 }, (_, i) => {
    const [payer = "red", payee = "blue"] = [names[i % 3], names[(i + 1 + (i % 2)) % 3]];
    return transfer(1 + i, { payer, payee });
  });
  await Promise.all(
    many.map(async (one, i) => {
      const [mine, theirs] = i % 2 ? [hub, other] : [other, hub];
      expect(["reserved", "repeat"]).toContain(await mine.prepare(one));
      if (i % 5 === 0) return;
      const ends = await Promise.all([mine.end(commit(one)), theirs.end(abort(one)), theirs.end(commit(one))]);
      expect(ends.filter((end) => end === "ended")).toHaveLength(1);
    }),
  );
  const open = many.filter((_, i) => i % 5 === 0);
  const left = Object.values(await standing()).reduce((sum, one) => sum + one, 0n);
  expect(left).toBe(open.reduce((sum, one) => sum + one.amount.minor, 0n));
  await sound();
  await Promise.all(open.map((one) => other.end(commit(one))));
  expect(await standing()).toEqual({});
  await sound();
});

test("a window is closed beside what is in transit, which stays there for the next", async () => {
  const one = transfer(900, { payer: "green", payee: "red" });
  await hub.prepare(one);
  const close = () => hub.closeWindow({ currency: "CNY", by: "per_test" }, null);
  const first = await close();
  expect(first.ok).toBe(true);
  await sound();
  await hub.end(commit(one));
  const next = await close();
  if (!next.ok) throw new Error(next.fault);
  expect(next.value.lines.map((line) => [line.participant, line.net.minor])).toEqual([
    ["green", 900n],
    ["red", -900n],
  ]);
  await sound();
});

test("the app cannot write the accounts, nor anybody a reservation past them", async () => {
  const app = dbs[0] as Db;
  await expect(app.read("update hub_transit set amount = 0")).rejects.toThrow(/permission denied/);
  const one = transfer(9);
  await hub.prepare(one);
  const past = "update hub_transfers set in_transit = false where bucket = $1 and id = $2";
  await expect(owner.query(past, [bucket(one.id), one.id])).rejects.toThrow(/in_transit_while_reserved/);
  await hub.end(abort(one));
});

test("a planted difference is found by bucket and currency, and no window is closed over it", async () => {
  const one = transfer(9);
  await hub.prepare(one);
  const account = `${bucket(one.id)} red CNY`;
  const plant = `update hub_transit set amount = amount + $2
    where bucket = $1 and participant = 'red' and side = 'in'`;
  await owner.query(plant, [bucket(one.id), 1]);
  expect(await hub.checkTransit()).toEqual([
    { what: "in-transit account", about: account, says: 10n, ought: 9n },
    { what: "balance", about: "CNY", says: -1n, ought: 0n },
  ]);
  expect((await faults()).sort()).toEqual(["balance: CNY", `in-transit account: ${account}`]);
  const settled = transfer(5, { payer: "green", payee: "red" });
  await hub.prepare(settled);
  await hub.end(commit(settled));
  const repeat = { caller: "per_test", route: "close", key: "window", requestHash: "CNY" };
  const close = (key: typeof repeat | null = repeat) => hub.closeWindow({ currency: "CNY", by: "per_test" }, key);
  const windows = (await hub.listSettlements({ after: null, limit: 100 })).length;
  expect(await close()).toEqual({
    ...{ ok: false, fault: "hub_books_differ" },
    detail: { why: "in transit stands 10, and what is reserved is 9" },
  });
  // Nothing of it stays, the repeat key neither: the same request closes the window once the books agree.
  expect(await hub.listSettlements({ after: null, limit: 100 })).toHaveLength(windows);
  await owner.query(plant, [bucket(one.id), -1]);
  await sound();
  // A position that nobody stands against.
  const position = "update hub_accounts set position = position + $1 where participant = 'red' and currency = 'CNY'";
  await owner.query(position, [3]);
  expect(await close()).toMatchObject({ fault: "hub_books_differ", detail: { why: expect.stringMatching(/ at 3 /) } });
  await owner.query(position, [-3]);
  expect(await close()).toMatchObject({ ok: true });
  // A whole account that is gone is missed, too.
  await owner.query("delete from hub_transit where bucket = $1", [bucket(one.id)]);
  expect((await hub.checkTransit())[0]).toEqual({
    ...{ what: "in-transit account", about: account, says: 0n, ought: 9n },
  });
});
