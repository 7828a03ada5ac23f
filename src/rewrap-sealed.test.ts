import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { createSealer, type MasterKey, type Sealer } from "#directory";
import { freshDatabase } from "../tests/database.ts";
import { hashRoot } from "./hash-root.ts";
import { countOlder, rewrapSealed } from "./rewrap-sealed.ts";
import { sealedPlaces } from "./sealed-places.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
let db: Db;
let owner: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "rewrap test" });
  owner = openDatabase(database.ownerUrl, { poolSize: 2, applicationName: "rewrap test" });
});
afterAll(async () => {
  await db.close();
  await owner.close();
  await database.drop();
});

const key = (n: number): MasterKey => ({ id: `k-${n}`, key: Buffer.alloc(32, n) });
const ids = makeIds({ now: () => new Date("2026-11-22T08:00:00Z") }, randomBytes);
const oldSealer = createSealer({ current: key(1), random: randomBytes });
const sealer = createSealer({ current: key(2), older: [key(1)], random: randomBytes });
const newOnly = createSealer({ current: key(2), random: randomBytes });

type Column = { column: string; type: string; nullable: boolean };

const columnsOf = (table: string) =>
  owner.read<Column>(
    `select a.attname as column, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relname = $1 and c.relkind = 'r' and a.attgenerated = ''`,
    [table],
  );

const constants: Record<string, string> = { jsonb: "{}", boolean: "true", bytea: "", date: "2026-11-22" };
const sampleOf = (type: string): string => {
  if (type.endsWith("[]")) return "{}";
  return type.startsWith("timestamp") ? "2026-11-22T08:00:00Z" : (constants[type] ?? "1");
};

/** A row with a sealed value in one place, its checks put aside: only where sealed values lie matters here. */
async function plant(place: string, n: number, seal: Sealer): Promise<{ row: Record<string, string>; aad: string }> {
  const [table, column] = place.split(".") as [string, string];
  const id = ids.next("pay", n % 64);
  const row: Record<string, string> = {};
  for (const one of await columnsOf(table)) {
    if (one.nullable && one.column !== column) continue;
    row[one.column] = one.type === "text" ? id : sampleOf(one.type);
    if (one.column === "bucket") row["bucket"] = "1";
  }
  const aad = aadOf(place, { ...row, id });
  const sealed = seal.seal(`secret of ${place} ${n}`, aad);
  if (place === "payments.start.openid")
    Object.assign(row, { start: JSON.stringify({ openid: sealed }), checkout: aad });
  else row[column] = sealed;
  // A table that must hold another sealed value beside it gets one.
  for (const beside of sealedPlaces.map((one) => one.name.split(".") as [string, string]))
    if (beside[0] === table && row[beside[1]] === id) row[beside[1]] = seal.seal("beside", aad);
  if (table === "payments") row["bucket"] = (await import("#db")).bucketOf(id).toString();
  const names = Object.keys(row);
  const values = names.map((_, index) => `$${index + 1}`).join(", ");
  await owner.read(`insert into ${table} (${names.join(", ")}) values (${values})`, Object.values(row));
  return { row, aad };
}

function aadOf(place: string, row: Record<string, string>): string {
  if (place.startsWith("bank_cards")) return `bank card of ${row["store"]}`;
  if (place.startsWith("entry_secrets")) return `entry secret ${row["entry"]}`;
  if (place.startsWith("media_payees")) return `media payee ${row["wallet_account"]} ${row["host"]}`;
  if (place.startsWith("applications")) return `application ${row["id"]}`;
  if (place.startsWith("application_documents")) return `document ${row["application"]} ${row["name"]} ${row["n"]}`;
  if (place.startsWith("bill_file_parts")) return `bill file ${row["file"]} ${row["n"]}`;
  if (place.startsWith("contacts")) return `contact ${row["id"]}`;
  if (place.startsWith("payments")) return "chk_of_it";
  return (row["person"] ?? row["name"] ?? row["id"]) as string;
}

/** Every text of every table that looks sealed, wherever it lies, with the id of the key that wraps it. */
async function sealedAnywhere(): Promise<string[]> {
  const columns = await owner.read<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c
     join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'public'
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and format_type(a.atttypid, a.atttypmod) in ('text', 'jsonb', 'text[]', 'json')`,
    [],
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await owner.read<{ id: string }>(
      `select distinct (regexp_matches(t.${column}::text, 's1\\.([A-Za-z0-9_-]+)\\.', 'g'))[1] as id from ${table} t`,
      [],
    );
    found.push(...rows.map((row) => `${table}.${column} ${row.id}`));
  }
  return found.sort();
}

/** Tables' checks and references would refuse such rows: dropped in this database of the test's own. */
async function freeOfChecks(): Promise<void> {
  const checks = await owner.read<{ table: string; name: string }>(
    `select conrelid::regclass::text as table, conname as name from pg_constraint
     where contype in ('c', 'f') and connamespace = 'public'::regnamespace and conrelid <> 0
       and conrelid::regclass::text = any($1)`,
    [sealedPlaces.map((one) => one.name.split(".")[0])],
  );
  for (const { table, name } of checks) await owner.read(`alter table ${table} drop constraint "${name}"`, []);
}

test("the list has every column of the schema that is named for holding something sealed", async () => {
  const named = await owner.read<{ place: string }>(
    `select table_name || '.' || column_name as place from information_schema.columns
     where table_schema = 'public' and column_name ~ '(^|_)sealed$' and data_type in ('text', 'jsonb')`,
    [],
  );
  const known = sealedPlaces.map((one) => one.name);
  expect(named.map((row) => row.place).filter((place) => !known.includes(place))).toEqual([]);
});

test("a new key wraps every place, resumed where it was cut short; the old key is needed no more", async () => {
  await freeOfChecks();
  const planted: { place: string; aad: string; text: string }[] = [];
  for (const { name } of sealedPlaces)
    for (let n = 0; n < 3; n++) {
      if (n > 0 && name === "webhook_endpoints.old_secret") continue;
      const { aad } = await plant(name, n, oldSealer);
      planted.push({ place: name, aad, text: `secret of ${name} ${n}` });
    }
  expect(await countOlder(db, sealer)).toBeGreaterThanOrEqual(planted.length);
  // Cut short: the fourth write never comes back.
  let writes = 0;
  const dying: Pick<Db, "read"> = {
    read: (sql, parameters) => {
      if (/^update/.test(sql.trim()) && ++writes > 3) throw new Error("died");
      return db.read(sql, parameters);
    },
  };
  await expect(rewrapSealed(dying, sealer)).rejects.toThrow("died");
  const [one, two] = await Promise.all([rewrapSealed(db, sealer), rewrapSealed(db, sealer)]);
  const sum = [...one, ...two].reduce((all, place) => all + place.done, 0);
  expect(sum).toBeGreaterThan(0);
  expect([...one, ...two].flatMap((place) => place.broken)).toEqual([]);
  expect(await countOlder(db, sealer)).toBe(0);
  expect((await sealedAnywhere()).filter((found) => !found.endsWith(" k-2"))).toEqual([]);
  for (const place of sealedPlaces) {
    const rows = await db.read<{ aad: string; sealed: string }>(place.read, ["s1.none.%", "", 1000]);
    const opened = rows.map((row) => newOnly.open(row.sealed, row.aad));
    expect(rows.length, place.name).toBeGreaterThan(0);
    for (const { text } of planted.filter((one) => one.place === place.name)) expect(opened).toContain(text);
  }
  expect((await rewrapSealed(db, sealer)).reduce((all, place) => all + place.done, 0)).toBe(0);
});

test("what no key at hand opens is told by row and left as it is", async () => {
  const strange = createSealer({ current: key(9), random: randomBytes });
  const { row } = await plant("bank_cards.number_sealed", 7, strange);
  const told = await rewrapSealed(db, sealer);
  const broken = told.flatMap((place) => place.broken);
  expect(broken).toMatchObject([{ row: expect.stringContaining(row["store"] as string), code: "seal_key_missing" }]);
  expect(await countOlder(db, sealer)).toBe(1);
  await owner.read("delete from bank_cards where store = $1", [row["store"]]);
});

test("the root of hashes is the first key's, for ever, in every process", async () => {
  await owner.read("delete from house_secrets", []);
  const roots = await Promise.all([1, 2, 3].map(() => hashRoot(database.appUrl, oldSealer, key(1))));
  await rewrapSealed(db, sealer);
  const later = await hashRoot(database.appUrl, newOnly, key(2));
  expect(new Set([...roots, later].map((root) => root.toString("hex"))).size).toBe(1);
});

test("a process that began before the new key asks for keys once it meets a text that needs one", () => {
  const more: MasterKey[] = [];
  const running = createSealer({ current: key(1), more: () => more, random: randomBytes });
  const text = newOnly.seal("card", "row");
  expect(() => running.open(text, "row")).toThrow(/was not handed in/);
  more.push(key(2));
  expect(running.open(text, "row")).toBe("card");
  expect(running.keyId).toBe("k-1");
});
