import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { migrate, missingMigrations } from "./migrate.ts";
import { readMigrations } from "./migrations.ts";
import { isOutside, statementsOf } from "./outside.ts";

const clock = { now: () => new Date("2026-11-22T00:00:00Z") };
let database: TestDatabase;
let folder: string;
let owner: pg.Client;

beforeEach(async () => {
  database = await freshDatabase({ migrated: false });
  folder = mkdtempSync(join(tmpdir(), "hutong-migrations-"));
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});

afterEach(async () => {
  await owner.end();
  rmSync(folder, { recursive: true });
  await database.drop();
});

const put = (name: string, sql: string): void => writeFileSync(join(folder, name), sql);
const run = async () => await migrate(database.ownerUrl, clock, folder);

async function indexes(): Promise<Record<string, boolean>> {
  const { rows } = await owner.query<{ name: string; valid: boolean }>(
    `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = 'sales'::regclass order by 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.valid]));
}

const table = "create table sales (a int, b int); insert into sales values (1, 1), (1, 2);";
const builds = `-- outside a transaction
-- Two builds; the second; cannot be yet.
create index concurrently if not exists sales_b on sales (b);
create unique index concurrently if not exists sales_a on sales (a)
  where b > 0;
alter table sales validate constraint positive;
`;
const positive = "alter table sales add constraint positive check (b > 0) not valid;";

test("cut short in the middle it is not recorded; run again, what stood stays and the broken index is built anew", async () => {
  put("0001-sales.sql", table + positive);
  put("0002-builds.sql", builds);
  put("0003-after.sql", "create table after_it (a int);");
  await expect(run()).rejects.toMatchObject({
    code: "migration_failed",
    what: { en: expect.stringContaining("0002-builds (line 4)") },
    wayOut: { en: expect.stringContaining("runs from its beginning") },
  });
  // What PostgreSQL leaves of a build that failed: an index that no reader uses.
  expect(await indexes()).toEqual({ sales_a: false, sales_b: true });
  const { rows } = await owner.query<{ oid: number }>("select 'sales_b'::regclass::oid as oid");
  expect(await missingMigrations(database.appUrl, folder).catch(String)).toEqual(["0002-builds", "0003-after"]);
  await owner.query("update sales set a = b");
  expect(await run()).toEqual({ applied: ["0002-builds", "0003-after"] });
  expect(await indexes()).toEqual({ sales_a: true, sales_b: true });
  expect((await owner.query("select 'sales_b'::regclass::oid as oid")).rows).toEqual(rows);
  expect((await owner.query("select convalidated from pg_constraint where conname = 'positive'")).rows).toEqual([
    { convalidated: true },
  ]);
  expect(await run()).toEqual({ applied: [] });
});

test("nobody's writes wait while it builds, though it waits for an old reader", async () => {
  put("0001-sales.sql", table + positive);
  await run();
  put("0002-builds.sql", "-- outside a transaction\ncreate index concurrently if not exists sales_b on sales (b);\n");
  await owner.query("begin");
  await owner.query("insert into sales values (3, 3)");
  const running = run();
  // It is there, and waits for the transaction above.
  const writer = new pg.Client({ connectionString: database.ownerUrl });
  await writer.connect();
  await writer.query("set lock_timeout = '5s'");
  const sql = "select 1 from pg_stat_activity where query like 'create index%' and wait_event_type = 'Lock'";
  while ((await writer.query(`${sql} and datname = current_database()`)).rowCount === 0);
  await writer.query("insert into sales values (4, 4)");
  await owner.query("commit");
  expect(await running).toEqual({ applied: ["0002-builds"] });
  await writer.end();
  expect(await indexes()).toEqual({ sales_b: true });
});

test("two starts at once build once, and neither waits for the other's wait", async () => {
  put("0001-sales.sql", table);
  put("0002-builds.sql", "-- outside a transaction\ncreate index concurrently if not exists sales_b on sales (b);\n");
  const both = await Promise.all([run(), run(), run()]);
  expect(both.flatMap((one) => one.applied)).toEqual(["0001-sales", "0002-builds"]);
});

test("what cannot be said again is refused before anything of its file runs", async () => {
  put("0001-sales.sql", table);
  const index = "create index concurrently if not exists sales_b on sales (b);";
  put("0002-builds.sql", `-- outside a transaction\n${index}\ninsert into sales values (5, 5);\n`);
  await expect(run()).rejects.toMatchObject({ what: { en: expect.stringContaining("Line 3 cannot be said again") } });
  expect(await indexes()).toEqual({});
  for (const sql of ["create index concurrently x on sales (b)", "create index if not exists x on sales (b)"])
    expect(() => statementsOf(sql)).toThrow("cannot be said again");
});

/** Before this one they were written otherwise, and have been applied. */
const firstHeld = "0092";

test("the house's own files build indexes of tables that were there, and look through rows, outside transactions only", () => {
  const wrong: string[] = [];
  for (const { name, sql } of readMigrations().filter((one) => one.name >= firstHeld)) {
    if (isOutside({ sql })) {
      statementsOf(sql);
      continue;
    }
    const bare = sql.replaceAll(/--[^\n]*/g, "");
    const made = new Set([...bare.matchAll(/create table (\w+)/g)].map((match) => match[1]));
    for (const [build, on] of bare.matchAll(/create (?:unique )?index \w+ on (\w+)/g))
      if (!made.has(on)) wrong.push(`${name}: ${build}`);
    for (const [all, on] of bare.matchAll(/alter table (\w+)[^;]+;/g)) {
      const looks = all.split(/,\s*(?=add|alter)/).filter((part) => /\bcheck \(|set not null/.test(part));
      for (const look of looks) if (!made.has(on) && !/not valid/.test(look)) wrong.push(`${name}: ${look.trim()}`);
    }
  }
  expect(wrong).toEqual([]);
});
