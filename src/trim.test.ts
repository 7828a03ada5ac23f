import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketValues, type Db, openDatabase } from "#db";
import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { makeTrim } from "./trim.ts";

let database: TestDatabase;
let db: Db;
const now = new Date("2026-11-22T00:00:00Z");
const clock = { now: () => now };
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function repeatKey(bucket: number, key: string, at: Date): Promise<void> {
  await db.read(
    `insert into repeat_keys (bucket, scope, key, request_hash, subject, at) values ($1, 'k', $2, 'h', 's', $3)`,
    [bucket, key, at],
  );
}

async function delivery(id: string, state: string, at: Date): Promise<void> {
  await db.read(
    `insert into webhook_deliveries (bucket, id, endpoint, marketplace, event, event_type, payload, state, tries,
       attempts, next_at, created_at) values ($1, $2, 'e', 'm', 'v', 't', '{}', $3, 1, '[]', $4, $5)`,
    [bucketValues[0], id, state, state === "waiting" ? now : null, at],
  );
}

test("old repeat keys and deliveries go, bucket by bucket; younger ones and what still waits stay", async () => {
  const first = bucketValues[0];
  const last = bucketValues.at(-1) ?? first;
  for (let i = 0; i < 1500; i += 1) await repeatKey(first, `old-${i}`, ago(31));
  await repeatKey(first, "young", ago(29));
  await repeatKey(last, "old", ago(31));
  await delivery("over", "delivered", ago(91));
  await delivery("young", "failed", ago(89));
  await delivery("waits", "waiting", ago(91));
  const trim = makeTrim(db, clock, 30);
  const counts: number[] = [];
  // One turn more than there are buckets: the first has more than a batch.
  for (let i = 0; i < bucketValues.length + 1; i += 1) counts.push(await trim());
  expect(counts.filter((count) => count > 0)).toEqual([1001, 500, 1]);
  expect(await db.read("select key from repeat_keys")).toEqual([{ key: "young" }]);
  expect(await db.read("select id from webhook_deliveries order by id")).toEqual([{ id: "waits" }, { id: "young" }]);
});

test("at the hub old calls, quotes, terms and days of limits go; transfers and younger ones stay", async () => {
  const bucket = bucketValues[0];
  const hash = Buffer.alloc(32, 1);
  for (const [n, at] of [ago(91), ago(61), ago(59)].entries()) {
    const values = [bucket, `t${n}`, hash, at];
    await db.read(
      "insert into hub_calls (bucket, transfer, kind, hash, headers, body, at) values ($1, $2, 'prepare', $3, '{}', '', $4)",
      values,
    );
    await db.read(
      `insert into hub_quotes (bucket, id, payer, payee, person, request_hash, at)
       values ($1, $2, 'red', 'blue', $3, $3, $4)`,
      values,
    );
    await db.read(
      `insert into hub_terms (bucket, condition, quote, payer, payee, amount, fee, currency, at)
       values ($1, $3, $2, 'red', 'blue', 1, 0, 'CNY', $4)`,
      [bucket, `t${n}`, Buffer.alloc(32, n), at],
    );
  }
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const day = "insert into hub_cap_days (bucket, counter, day, used) values ($1, 'c', $2, 1)";
  for (const at of [ago(61), ago(59)]) await owner.query(day, [bucket, at.toISOString().slice(0, 10)]);
  await owner.end();
  const trim = makeTrim(db, clock, 30);
  for (let i = 0; i < bucketValues.length; i += 1) await trim();
  expect(await db.read("select transfer from hub_calls order by 1")).toEqual([{ transfer: "t1" }, { transfer: "t2" }]);
  expect(await db.read("select id from hub_quotes")).toEqual([{ id: "t2" }]);
  expect(await db.read("select quote from hub_terms")).toEqual([{ quote: "t2" }]);
  expect(await db.read("select day from hub_cap_days")).toEqual([{ day: ago(59).toISOString().slice(0, 10) }]);
});

const bucket = bucketValues[3];
const put = (id: string, at: Date, dispute: string | null) =>
  db.read(
    `insert into evidence_files (bucket, id, order_id, marketplace, store, checkout, party, file_name, type, bytes,
       sha256, sealed, uploaded_by, uploaded_at, dispute)
     values ($1, $2, 'o', 'm', 's', 'c', 'buyer', 'x', 'image/png', 1, $3, 'sealed', 'u', $4, $5)`,
    [bucket, id, "0".repeat(64), at, dispute],
  );

test("a file that no dispute showed goes after thirty days; one that was shown, or is younger, stays", async () => {
  await put("old", ago(31), null);
  await put("shown", ago(400), "dsp");
  await put("young", ago(29), null);
  const trim = makeTrim(db, clock, 30);
  for (const _ of bucketValues) await trim();
  expect(await db.read("select id from evidence_files order by id")).toEqual([{ id: "shown" }, { id: "young" }]);
});

test("a file that a dispute shows while the trim is at it stays", async () => {
  await put("late", ago(31), null);
  const trim = makeTrim(db, clock, 30);
  const all = async () => {
    for (const _ of bucketValues) await trim();
  };
  const { trimmed } = await db.tx(async (tx) => {
    await tx.query("update evidence_files set dispute = 'dsp' where bucket = $1 and id = 'late'", [bucket]);
    const waits = "select 1 from pg_locks where not granted and transactionid = pg_current_xact_id()::xid";
    const trimmed = all();
    while ((await tx.query(waits)).length === 0);
    return { trimmed };
  });
  await trimmed;
  expect(await db.read("select dispute from evidence_files where id = 'late'")).toEqual([{ dispute: "dsp" }]);
});

test("evidence of where addresses led goes once nobody has asked for it in a season, waiting or done", async () => {
  const bucket = bucketValues[0];
  for (const [n, [state, at]] of (
    [
      ["done", ago(91)],
      ["waiting", ago(91)],
      ["done", ago(89)],
    ] as const
  ).entries()) {
    const [ended, done] = state === "done" ? ["page", at] : [null, null];
    await db.read(
      `insert into link_follows (bucket, id, marketplace, url, of_url, state, hops, ended, asked_by, asked_at, due_at,
         done_at) values ($1, $2, 'm', 'https://a.test/', $3, $4, '[]', $5, 'p', $6, $6, $7)`,
      [bucket, `lfo_${n}`, Buffer.alloc(32, n), state, ended, at, done],
    );
  }
  await makeTrim(db, clock, 30)();
  expect(await db.read("select id from link_follows")).toEqual([{ id: "lfo_2" }]);
});

test("calls to wallets go after thirty days, or after as many as the house was told", async () => {
  const call = (id: string, at: Date) =>
    db.read(
      `insert into wire_calls (bucket, subject, id, at, seq, wallet, wallet_account, act, direction, method, path,
         status, took_ms, request, response)
       values ($1, 's', $2, $3, 1, 'w', 'a', 'ask', 'out', 'GET', '/', 200, 1, '{}', '{}')`,
      [bucketValues[0], id, at],
    );
  for (const days of [31, 29, 3, 1]) await call(`wcl_${days}`, ago(days));
  const left = async () => (await db.read<{ id: string }>("select id from wire_calls order by at")).map(({ id }) => id);
  await makeTrim(db, clock, 30)();
  expect(await left()).toEqual(["wcl_29", "wcl_3", "wcl_1"]);
  await makeTrim(db, clock, 2)();
  expect(await left()).toEqual(["wcl_1"]);
});
