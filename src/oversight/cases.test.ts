import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf, type Db, makeIds, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { createCases } from "./cases.ts";
import { raiseIn } from "./raise-cases.ts";

const day = 86_400_000;
let database: TestDatabase;
let db: Db;
let now = new Date("2026-11-22T08:00:00.000Z");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
const store = ids.next("sto", 5);

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "cases test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const parts = () => ({ db, clock, ids });
const raise = () => raiseIn(parts(), bucketOf(store));

async function order(paid: boolean, of = store): Promise<string> {
  const id = ids.next("ord", 5);
  await openDatabaseRow(id, paid, of);
  return id;
}

async function openDatabaseRow(id: string, paid: boolean, of: string): Promise<void> {
  await db.read(
    `insert into orders (bucket, id, marketplace, store, checkout, number, title, amount, currency, refunded, state,
       lines, created_at, paid_at) select $1, $2, 'mkt_a', $3, 'chk_x', $2, 't', 100, 'CNY', 0, $4, '[]', $5, $6`,
    [bucketOf(id), id, of, paid ? "paid" : "unpaid", now, paid ? now : null],
  );
}

const ship = (id: string, state: "picked_up" | "delivered" = "picked_up", of = store) =>
  db.read(
    `insert into shipment_events (bucket, order_id, id, marketplace, store, carrier, number, state, place, told_by, at,
       heard_at) values ($1, $2, $3, 'mkt_a', $4, 'SF', '1', $5, '', 'carrier', $6, $6)`,
    [bucketOf(id), id, ids.next("shp", 5), of, state, now],
  );
const every = { state: null, limit: 100, after: null };
const open = async () => (await createCases(parts()).listCases({ marketplace: null, store: null }, every)).data;

test("paid and never shipped becomes a case once, and only where the store tells of shipments", async () => {
  const waits = await order(true);
  now = new Date(now.getTime() + 4 * day);
  expect(await raise()).toBe(0);
  await ship(await order(true));
  expect(await raise()).toBe(1);
  expect(await raise()).toBe(0);
  expect(await open()).toMatchObject([
    { order: waits, code: "paid_not_shipped", state: "open", desk: "support", owner: null, moves: [{ n: 1 }] },
  ]);
});

test("two processes that look at once open one case", async () => {
  const free = await order(false);
  await ship(free);
  const moved = await Promise.all([raise(), raise(), raise()]);
  expect(moved.reduce((sum, one) => sum + one)).toBe(1);
  expect((await open()).filter((one) => one.code === "shipped_not_paid")).toMatchObject([
    { order: free, desk: "finance" },
  ]);
});

test("a person takes it and closes it with a reason; closed, it neither moves nor comes back", async () => {
  const cases = createCases(parts());
  const id = (await open()).find((one) => one.code === "shipped_not_paid")?.id ?? "";
  expect(await cases.takeCase(id, "per_lin")).toMatchObject({ ok: true, value: { state: "taken", owner: "per_lin" } });
  expect(await cases.closeCase(id, "per_lin", "a sample")).toMatchObject({ value: { state: "closed" } });
  expect(await cases.takeCase(id, "per_mei")).toEqual({ ok: false, fault: "case_closed" });
  expect(await cases.takeCase(ids.next("cas", 5), "per_mei")).toEqual({ ok: false, fault: "not_found" });
  expect(await raise()).toBe(0);
  const whys = (await cases.getCase(id))?.moves.map((one) => one.why);
  expect(whys).toEqual(["shipped_not_paid", "taken", "a sample"]);
  const told = await db.read<{ type: string; data: object }>(
    "select type, data from outbox where subject = $1 order by id",
    [id],
  );
  expect(told.map((one) => one.type).toSorted()).toEqual(["case.closed", "case.opened", "case.taken"]);
  expect(told[0]?.data).toMatchObject({ case: id, store, code: "shipped_not_paid" });
});

test("what people closed does not keep what is new from being found", async () => {
  for (let n = 0; n < 201; n++) await ship(await order(false));
  expect((await raise()) + (await raise())).toBe(201);
  await db.read("update cases set state = 'closed', closed_at = $1 where code = 'shipped_not_paid'", [now]);
  now = new Date(now.getTime() + 1000);
  await ship(await order(false));
  expect(await raise()).toBe(1);
  await db.read("update cases set state = 'closed', closed_at = $1 where code = 'shipped_not_paid'", [now]);
});

test("a gap that mends itself closes its case", async () => {
  const [late] = (await createCases(parts()).listCases({ marketplace: null, store: null }, { ...every, state: "open" }))
    .data;
  if (!late) throw new Error("One case must be open.");
  await ship(late.order);
  expect(await raise()).toBe(1);
  expect(await createCases(parts()).getCase(late.id)).toMatchObject({
    ...{ state: "closed", closed_at: now },
    moves: [{}, { by_whom: "house", to_state: "closed" }],
  });
  const told = await db.read("select 1 from outbox where subject = $1 and type = 'case.closed'", [late.id]);
  expect(told).toHaveLength(1);
});

test("each sees the cases within its reach alone", async () => {
  const cases = createCases(parts());
  const none = { data: [], next: null };
  expect((await cases.listCases({ marketplace: "mkt_a", store }, every)).data.length).toBe(100);
  expect(await cases.listCases({ marketplace: "mkt_b", store: null }, every)).toEqual(none);
  expect(await cases.listCases({ marketplace: "mkt_a", store: ids.next("sto", 5) }, every)).toEqual(none);
});

test("page after page shows each case once, the newest first, though many were found in one look", async () => {
  const cases = createCases(parts());
  const seen: { id: string; opened_at: Date }[] = [];
  let [after, pages] = [null as string | null, 0];
  do {
    const page = await cases.listCases({ marketplace: "mkt_a", store }, { ...every, limit: 90, after });
    seen.push(...page.data);
    [after, pages] = [page.next, pages + 1];
  } while (after !== null && pages < 9);
  const [count] = await db.read<{ n: number }>("select count(*)::int as n from cases where store = $1", [store]);
  expect(count?.n).toBeGreaterThan(200);
  expect([pages, seen.length, new Set(seen.map((one) => one.id)).size]).toEqual([3, count?.n, count?.n]);
  const at = seen.map((one) => one.opened_at.getTime());
  expect(at).toEqual(at.toSorted((a, b) => b - a));
});

test("a store that stops shipping altogether stays seen: its cases stand, and new ones are raised", async () => {
  const other = ids.next("sto", 5);
  const cases = createCases(parts());
  const mine = async () => (await cases.listCases({ marketplace: "mkt_a", store: other }, every)).data;
  const shipped = await order(true, other);
  await ship(shipped, "picked_up", other);
  now = new Date(now.getTime() + 24 * day);
  const first = await order(true, other);
  now = new Date(now.getTime() + 4 * day);
  await raise();
  expect(await mine()).toMatchObject([{ order: first, code: "paid_not_shipped", state: "open" }]);
  // The last order that it shipped is now older than gaps are looked for.
  const second = await order(true, other);
  now = new Date(now.getTime() + 4 * day);
  await raise();
  expect(await mine()).toMatchObject([
    { order: second, state: "open" },
    { order: first, state: "open" },
  ]);
});
