import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { ensureMigrated, migrate, missingMigrations } from "./migrate.ts";

const clock = { now: () => new Date("2026-11-22T00:00:00Z") };
let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await freshDatabase({ migrated: false });
  folder = mkdtempSync(join(tmpdir(), "hutong-migrations-"));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

const put = (name: string, sql: string): void => writeFileSync(join(folder, name), sql);

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

test("what is pending is applied once, in order, and recorded", async () => {
  put("0002-second.sql", "alter table first add column b int;");
  put("0001-first.sql", "create table first (a int); grant select on first to hutong_app;");
  expect(await missingMigrations(database.appUrl, folder)).toEqual(["0001-first", "0002-second"]);
  expect(await migrate(database.ownerUrl, clock, folder)).toEqual({ applied: ["0001-first", "0002-second"] });
  expect(await migrate(database.ownerUrl, clock, folder)).toEqual({ applied: [] });
  expect(await missingMigrations(database.appUrl, folder)).toEqual([]);
  const rows = await ask<{ name: string; applied_at: Date }>(
    database.appUrl,
    "select name, applied_at from schema_migrations",
  );
  expect(rows.map((row) => row.applied_at.toISOString())).toEqual(Array(2).fill("2026-11-22T00:00:00.000Z"));
});

test("two starts at once apply each migration once", async () => {
  put("0001-first.sql", "create table first (a int); select pg_sleep(0.2);");
  const both = await Promise.all([
    migrate(database.ownerUrl, clock, folder),
    migrate(database.ownerUrl, clock, folder),
  ]);
  expect(both.flatMap((one) => one.applied)).toEqual(["0001-first"]);
});

test("a failing migration leaves nothing of itself and says where", async () => {
  put("0001-first.sql", "create table first (a int);\ncreate table first (a int);");
  await expect(migrate(database.ownerUrl, clock, folder)).rejects.toMatchObject({
    code: "migration_failed",
    what: { en: expect.stringContaining("0001-first") },
  });
  expect(await ask(database.ownerUrl, "select 1 from pg_tables where tablename = 'first'")).toEqual([]);
});

test("a migration changed after it was applied is refused, before anything runs", async () => {
  put("0001-first.sql", "create table first (a int);");
  await migrate(database.ownerUrl, clock, folder);
  put("0001-first.sql", "create table first (a bigint);");
  put("0002-second.sql", "create table second (a int);");
  await expect(migrate(database.ownerUrl, clock, folder)).rejects.toMatchObject({ code: "migration_changed" });
  await expect(missingMigrations(database.appUrl, folder)).rejects.toMatchObject({ code: "migration_changed" });
  expect(await ask(database.ownerUrl, "select 1 from pg_tables where tablename = 'second'")).toEqual([]);
});

test("an applied migration that is missing here, or one squeezed in before it, is refused", async () => {
  put("0002-second.sql", "create table second (a int);");
  await migrate(database.ownerUrl, clock, folder);
  put("0001-first.sql", "create table first (a int);");
  await expect(migrate(database.ownerUrl, clock, folder)).rejects.toMatchObject({ code: "migration_out_of_order" });
  rmSync(join(folder, "0002-second.sql"));
  await expect(migrate(database.ownerUrl, clock, folder)).rejects.toMatchObject({ code: "migration_missing" });
});

test("the house's own migrations run in a process of their own, and only with the owner's address", async () => {
  const urls = { appUrl: database.appUrl, ownerUrl: database.ownerUrl };
  await expect(ensureMigrated({ ...urls, ownerUrl: null })).rejects.toMatchObject({ code: "migrations_pending" });
  const first = await ensureMigrated(urls);
  expect(first.applied[0]).toMatch(/^0001-/);
  expect(await ensureMigrated({ ...urls, ownerUrl: null })).toEqual({ applied: [] });
});

test("the app role cannot touch the record of migrations", async () => {
  await ensureMigrated(database);
  await expect(ask(database.appUrl, "delete from schema_migrations")).rejects.toThrow(/permission denied/);
});
