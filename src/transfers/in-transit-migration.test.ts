import { createHash, randomBytes, randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { migrate } from "#db/migrate";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeTransfers, type NewTransfer, type Transfers } from "./index.ts";

const migrations = join(import.meta.dirname, "../db/migrations");
const carriesOver = "0094-hub-in-transit.sql";
const now = new Date("2024-11-11T16:00:00Z");
const clock = { now: () => now };

let database: TestDatabase;
let folder: string;
let db: Db;
let hub: Transfers;
let owner: pg.Client;

/** A hub as it was before its in-transit accounts. */
beforeAll(async () => {
  database = await freshDatabase({ migrated: false });
  folder = mkdtempSync(join(tmpdir(), "hutong-migrations-"));
  cpSync(migrations, folder, {
    recursive: true,
    filter: (path) => path === migrations || basename(path) < carriesOver,
  });
  await migrate(database.ownerUrl, clock, folder);
  db = openDatabase(database.appUrl, { poolSize: 6, applicationName: "hub" });
  hub = makeTransfers({ db, clock, ids: makeIds(clock, randomBytes), lanes: 1 });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  for (const name of ["red", "blue"]) {
    await hub.putParticipant({ name, title: { zh: name, en: name } });
    await hub.setCap(name, fen(10_000));
    await hub.moveFunds(name, fen(10_000));
  }
});
afterAll(async () => {
  await owner.end();
  await db.close();
  rmSync(folder, { recursive: true });
  await database.drop();
});

const fulfilment = Buffer.alloc(32, 7);
const condition = createHash("sha256").update(fulfilment).digest();
const expires_at = new Date(now.getTime() + 60_000);

function transfer(minor: number): NewTransfer {
  const id = randomUUID();
  const requestHash = createHash("sha256").update(id).digest();
  return {
    ...{ id, payer: "red", payee: "blue", amount: fen(minor), condition, packet: "p", expires_at, requestHash },
  };
}
const commit = ({ id, payee }: NewTransfer) => ({ id, source: payee, fulfilment, error: null });
const abort = ({ id }: NewTransfer) => ({ id, source: "", fulfilment: null, error: { code: "3303", says: "over" } });

const sums = async () =>
  await db.read(`select position::int, (
      select sum(case side when 'in' then amount else -amount end) from hub_transit
    )::int as transit from hub_accounts order by position`);

/** Until as many of the app's statements wait for a lock. */
async function waiting(count: number): Promise<void> {
  const asked = "select 1 from pg_stat_activity where application_name = 'hub' and wait_event_type = 'Lock'";
  const about = `${asked} and datname = current_database()`;
  for (let tries = 0; (await db.read(about)).length < count; tries++)
    if (tries > 20_000) throw new Error(`${count} statements ought to wait for the migration.`);
}

test("open transfers are carried over; what still ran the old functions writes nothing, and is done when said again", async () => {
  const [open, committed, aborted, late, fresh] = [1, 20, 300, 4000, 5].map(transfer);
  if (!open || !committed || !aborted || !late || !fresh) throw new Error("five");
  for (const one of [open, committed, aborted, late]) expect(await hub.prepare(one)).toBe("reserved");
  await hub.end(commit(committed));
  await hub.end(abort(aborted));

  // The file's own transaction, with calls that began before its commit and wait for its lock.
  await owner.query("begin");
  await owner.query(readFileSync(join(migrations, carriesOver), "utf8"));
  const stragglers = [hub.prepare(fresh), hub.end(commit(late))].map((one) => one.then(String, String));
  await waiting(2);
  await owner.query("commit");
  for (const said of await Promise.all(stragglers)) expect(said).toMatch(/in_transit_while_reserved/);

  expect(await sums()).toEqual([
    { transit: 4001, position: -20 },
    { transit: 4001, position: 4021 },
  ]);
  expect([await hub.check(), await hub.checkSettlements(), await hub.checkTransit()]).toEqual([[], [], []]);
  expect([await hub.prepare(fresh), await hub.end(commit(late)), await hub.end(abort(open))]).toEqual([
    ...["reserved", "ended", "ended"],
  ]);
  expect((await sums())[0]).toEqual({ transit: 5, position: -4020 });
  expect([await hub.check(), await hub.checkSettlements(), await hub.checkTransit()]).toEqual([[], [], []]);
});
