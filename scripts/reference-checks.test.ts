import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketOf, bucketValues, openDatabase } from "#db";
import { checkBooks } from "#ledger";
import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { anywhere, type Reference, referenceChecks, references, tableOf, whole } from "./reference-checks.ts";
import { checked, exempt, named } from "./references.ts";

let database: TestDatabase;
/** As the tables' owner, who may damage what the house never writes so. */
let owner: pg.Client;
let db: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "test" });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await db.close();
  await database.drop();
});

type Column = { table: string; column: string; type: string; guarded: boolean };

/** Every column of the schema that could hold an id, and whether a foreign key guards it. */
async function columns(): Promise<Column[]> {
  const { rows } = await owner.query<Column>(
    `select c.table_name as "table", c.column_name as "column", c.data_type as type, exists (
       select from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
       where k.contype = 'f' and k.conrelid = c.table_name::regclass and a.attname = c.column_name) as guarded
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'uuid', 'ARRAY')`,
  );
  return rows;
}

/** One row of the table, in the singular; "hub_parties" → "hub_party". */
const singular = (table: string): string =>
  table
    .replace(/ies$/, "y")
    .replace(/people$/, "person")
    .replace(/(?<=ss|x)es$/, "")
    .replace(/s$/, "");

describe("no column can be forgotten", () => {
  test("whatever a column's name calls by its table has a foreign key, a line here, or a reason", async () => {
    const all = await columns();
    const tables = Object.fromEntries(all.map(({ table }) => [singular(table), table]));
    const lines = new Set(references.map(({ from, column }) => `${from}.${column}`));
    const says = (column: string) =>
      tableOf(column, { ...tables, ...named }) ?? tableOf(column.replace(/_ids?$/, ""), tables);
    const forgotten = all.filter(
      ({ table, column, guarded }) =>
        says(column) !== undefined &&
        !guarded &&
        !lines.has(`${table}.${column}`) &&
        !(`${table}.${column}` in exempt || `*.${column}` in exempt),
    );
    expect(forgotten.map(({ table, column }) => `${table}.${column}`)).toEqual([]);
  });

  test("every line is of a column that is there; every reason is of one that nothing guards", async () => {
    const all = await columns();
    const open = new Set(all.filter(({ guarded }) => !guarded).map(({ table, column }) => `${table}.${column}`));
    expect(references.map(({ from, column }) => `${from}.${column}`).filter((line) => !open.has(line))).toEqual([]);
    const lines = new Set(references.map(({ from, column }) => `${from}.${column}`));
    for (const place of Object.keys(exempt)) {
      const [table, column] = place.split(".");
      const named = all.filter((one) => one.column === column && (table === "*" || one.table === table));
      expect([place, named.length > 0]).toEqual([place, true]);
      expect([place, named.some((one) => one.guarded || lines.has(`${one.table}.${column}`))]).toEqual([place, false]);
    }
  });

  test("a table lies in buckets, or is read as a whole", async () => {
    const { rows } = await owner.query<{ table: string }>(
      `select i.indrelid::regclass::text as "table" from pg_index i
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where i.indisprimary and a.attname = 'bucket'`,
    );
    const inBuckets = new Set(rows.map(({ table }) => table));
    const used = new Set([...Object.keys(checked), ...references.map(({ to }) => to)]);
    expect([...used].filter((table) => inBuckets.has(table) === whole.has(table))).toEqual([]);
  });
});

test("an empty house has none; a number that no start may use any more names no payment, and need not", async () => {
  expect(await checkBooks(db, referenceChecks)).toEqual([]);
  const voided = `insert into cap_uses
      (bucket, id, payment, opening, store, day, amount, in_store, in_total, state, look_at)
    values (${bucketValues[3]}, 'use_1', '', '', '', '2026-01-01', 0, false, false, 'void', '2026-01-01')`;
  await owner.query(voided);
  expect(await checkBooks(db, referenceChecks)).toEqual([]);
  await owner.query("delete from cap_uses");
});

describe("damage is found, whatever state the row is in", () => {
  // Here rows are written that no house could write: only what is looked up counts.
  beforeAll(async () => {
    await owner.query(`do $$ declare k record; begin
      for k in select conrelid::regclass as t, conname as n from pg_constraint
        where contype in ('f', 'c', 'x') and connamespace = 'public'::regnamespace and conrelid <> 0
          and conparentid = 0 and conislocal
      loop execute format('alter table %s drop constraint %I cascade', k.t, k.n); end loop;
      for k in select c.oid::regclass as t, a.attname as n from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and a.attnotnull
          and a.attgenerated = '' and not exists (select from pg_index i
            where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey::int2[]))
      loop execute format('alter table %s alter column %I drop not null', k.t, k.n); end loop;
    end $$`);
  });

  // Of two buckets: the row that names lies in one, the row that is named in the other.
  const [here, there, elsewhere] = [bucketValues[7] as number, bucketValues[41] as number, bucketValues[2] as number];
  const gone = "xyz_01JD000000199999999999999A";

  /** A row with these values, and something in what else its key asks for. */
  async function plant(table: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const { rows } = await owner.query<{ name: string; type: string }>(
      `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
       where i.indrelid = $1::regclass and i.indisprimary`,
      [table],
    );
    const row = new Map<string, unknown>(rows.map(({ name, type }) => [name, filled(type)]));
    for (const [name, value] of Object.entries(values)) row.set(name, value);
    const names = [...row.keys()].map((name) => `"${name}"`);
    const places = names.map((_, at) => `$${at + 1}`);
    await owner.query(`insert into ${table} (${names.join(", ")}) values (${places.join(", ")})`, [...row.values()]);
  }

  const filled = (type: string): unknown => {
    if (type.startsWith("timestamp") || type === "date") return "2026-01-01";
    if (type === "uuid") return "00000000-0000-0000-0000-000000000001";
    if (type === "bytea") return Buffer.from("x");
    return /int|numeric/.test(type) ? 1 : "x";
  };

  const place = (table: string, bucket: number) => (whole.has(table) ? {} : { bucket });
  const found = async ({ from, column }: Reference) => {
    const check = referenceChecks.find((one) => one.name === `what ${from} name is there`);
    const rows = await db.read<{ about: string; detail: string }>(check?.sql ?? "", whole.has(from) ? [] : [here]);
    // What else its key asks for names nothing either.
    return rows.filter((row) => row.detail.startsWith(`stands in ${from}.${column},`)).map((row) => row.about);
  };

  test.each(references)("$from: $column, of $to", async (line) => {
    const { from, column, to } = line;
    const key = to === "hub_participants" ? "name" : "id";
    expect(bucketOf(gone)).toBe(there);
    await plant(from, { ...place(from, here), [column]: gone });
    expect(await found(line)).toEqual([gone]);
    // With the row that it names, in another bucket, nothing is wrong.
    if (from !== to) await plant(to, { ...place(to, anywhere.has(to) ? elsewhere : there), [key]: gone });
    if (from !== to) expect(await found(line)).toEqual([]);
    await owner.query(`delete from ${from}`);
    await owner.query(`delete from ${to}`);
  });
});
