import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { type Asker, createLists, type ExportSource, type Lists, type ListsNeeds } from "./index.ts";

type Row = { n: number; says: string };
const all: Row[] = Array.from({ length: 1203 }, (_, n) => ({ n, says: `row ${n}` }));
const start = new Date("2026-11-22T04:00:00Z");

let database: TestDatabase;
let db: Db;
let now = start;
let lists: Lists;
let standing: Asker | null;
let reads: { after: string | null; marketplace: string | null; store: string | null }[];
let breaks = 0;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "lists test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const asker: Asker = {
  person: "per_a",
  membership: "mem_a",
  marketplace: "mkt_a",
  store: "sto_a",
  scopes: ["orders:read"],
};
const source: ExportSource = {
  ...{ scope: "orders:read", filters: ["state"] },
  columns: {
    n: { title: { zh: "序号", en: "No." }, of: (row: Row) => row.n },
    says: { title: { zh: "说明", en: "Says" }, of: (row: Row) => row.says },
    amount: { title: { zh: "金额", en: "Amount" }, of: () => fen(-1230) },
    at: { title: { zh: "时间", en: "At" }, of: () => start },
    state: {
      ...{ title: { zh: "状态", en: "State" }, code: () => "paid" },
      of: (_row: Row, language) => (language === "zh" ? "已付款" : "Paid"),
    },
  },
  async read(reach, _filter, { after, limit }) {
    reads.push({ after, ...reach });
    if (breaks-- > 0) throw new Error("The connection broke.");
    const from = after === null ? 0 : Number.parseInt(after, 10);
    const rows = all.slice(from, from + limit);
    return { rows, next: from + limit < all.length ? `${from + limit}` : null };
  },
};

beforeEach(async () => {
  await db.read("delete from export_parts");
  await db.read("update export_jobs set state = 'cancelled', ended_at = $1 where ended_at is null", [start]);
  now = start;
  standing = asker;
  [reads, breaks] = [[], 0];
  const clock = { now: () => now };
  const needs: ListsNeeds = {
    ...{ db, clock, ids: makeIds(clock, randomBytes) },
    ...{ sources: { orders: source }, standing: async () => standing, timeZone: () => "Asia/Shanghai" },
  };
  lists = createLists(needs);
});

const ask = async (columns = ["n", "says"]): Promise<string> => {
  const made = await lists.askExport(asker, { list: "orders", filter: {}, columns, language: "zh" });
  if (!made.ok) throw new Error(made.fault);
  return made.value.id;
};
const write = async () => {
  while ((await lists.write()) > 0);
};
const fetched = async (id: string, who: Asker = asker): Promise<string> => {
  const file = await lists.fetchExport({ ...who, session: "ses_a", address: "127.0.0.1" }, id);
  if (!file.ok) return file.fault;
  const parts: Buffer[] = [];
  for await (const part of file.value.body) parts.push(part);
  const whole = Buffer.concat(parts);
  expect(whole.length).toBe(file.value.bytes);
  return whole.toString("utf8");
};

test("a list is written part by part, and fetched whole: a mark, a head, every row once, in order", async () => {
  const id = await ask();
  await lists.write();
  expect(await lists.getExport("per_a", id)).toMatchObject({ state: "running", lines: 500, fault: null });
  expect(await fetched(id)).toBe("export_not_ready");
  await write();
  expect(await lists.getExport("per_a", id)).toMatchObject({ state: "done", lines: 1203, share: 10_000, cut: false });
  const lines = (await fetched(id)).split("\r\n");
  expect(lines.slice(0, 3)).toEqual(["\ufeff序号,说明", "0,row 0", "1,row 1"]);
  expect(lines.slice(1, -1).map((line) => line.split(",")[0])).toEqual(all.map((row) => `${row.n}`));
  expect(reads[0]).toEqual({ after: null, marketplace: "mkt_a", store: "sto_a" });
  const [taken] = await db.read("select person, session, address from export_downloads where job = $1", [id]);
  expect(taken).toEqual({ person: "per_a", session: "ses_a", address: "127.0.0.1" });
});

test("two fetches at once both get the file, and each is on record", async () => {
  const id = await ask();
  await write();
  const { second } = await db.tx(async (tx) => {
    await tx.query("select 1 from export_jobs where id = $1 for update", [id]);
    await tx.query(
      `insert into export_downloads (bucket, job, n, person, session, address, at)
       select bucket, id, 1, person, 's', 'a', $2 from export_jobs where id = $1`,
      [id, start],
    );
    const waits = "select 1 from pg_locks where not granted and transactionid = pg_current_xact_id()::xid";
    const second = fetched(id).catch((fault: Error) => fault.message);
    while ((await tx.query(waits)).length === 0);
    return { second };
  });
  expect(await second).toContain("row 7");
  const taken = await db.read<{ n: number }>("select n from export_downloads where job = $1 order by n", [id]);
  expect(taken.map(({ n }) => n)).toEqual([1, 2]);
});

test("two workers write no part twice", async () => {
  const id = await ask();
  await Promise.all([write(), write(), write()]);
  await write();
  const lines = (await fetched(id)).trimEnd().split("\r\n");
  expect(lines.length).toBe(1204);
  expect(new Set(lines).size).toBe(1204);
});

test("what breaks off goes on where it was; what never works ends as failed and keeps nobody waiting", async () => {
  const id = await ask();
  await lists.write();
  breaks = 1;
  await expect(lists.write()).rejects.toThrow("broke");
  expect(await lists.getExport("per_a", id)).toMatchObject({ state: "running", lines: 500 });
  await write();
  expect((await fetched(id)).trimEnd().split("\r\n").length).toBe(1204);
  const poor = await ask();
  for (let n = 0; n < 5; n++) {
    breaks = 1;
    await expect(lists.write()).rejects.toThrow("broke");
  }
  expect(await lists.getExport("per_a", poor)).toMatchObject({ state: "failed", fault: "list_refused" });
});

test("nobody else fetches it, nor its person with another reach; an ended membership ends the writing", async () => {
  const id = await ask();
  await write();
  expect(await fetched(id, { ...asker, person: "per_b" })).toBe("not_found");
  expect(await fetched(id, { ...asker, store: "sto_b" })).toBe("forbidden");
  expect(await fetched(id, { ...asker, scopes: [] })).toBe("forbidden");
  expect(await fetched(id, { ...asker, marketplace: null, store: null })).toContain("row 7");
  const refused = await lists.askExport({ ...asker, scopes: [] }, { list: "orders", filter: {}, language: "en" });
  expect(refused).toMatchObject({ ok: false, fault: "forbidden", detail: { needs: "orders:read" } });
  const late = await ask();
  await lists.write();
  standing = null;
  await write();
  expect(await lists.getExport("per_a", late)).toMatchObject({ state: "failed", fault: "forbidden" });
  expect(await db.read("select 1 from export_parts where job = $1", [late])).toEqual([]);
});

test("what a spreadsheet would run is text, a long number keeps its digits, amounts and instants are plain", async () => {
  all[0] = { n: 0, says: '=HYPERLINK("http://evil.example","x")' };
  all[1] = { n: 1, says: "4200000000000001234567" };
  all[2] = { n: 2, says: "@SUM(1)\n二行" };
  all[3] = { n: 3, says: "＝1+1" };
  all[4] = { n: 4, says: "\n=1+1" };
  all[5] = { n: 5, says: "a;=1+1" };
  const id = await ask(["says", "amount", "at"]);
  await write();
  const text = await fetched(id);
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")",-12.30,2026-11-22 12:00:00\r\n`);
  expect(text).toContain('"\t4200000000000001234567",-12.30');
  expect(text).toContain(`"'@SUM(1)\n二行"`);
  expect(text).toContain("'＝1+1,");
  expect(text).toContain(`"'\n=1+1",`);
  expect(text).toContain('"a;=1+1",');
});

test("a state stands in the reader's words, and its code beside it", async () => {
  for (const [language, head, cells] of [
    ["zh", "序号,状态,状态代码", "0,已付款,paid"],
    ["en", "No.,State,State code", "0,Paid,paid"],
  ] as const) {
    const made = await lists.askExport(asker, { list: "orders", filter: {}, columns: ["n", "state"], language });
    if (!made.ok) throw new Error(made.fault);
    await write();
    expect((await fetched(made.value.id)).split("\r\n").slice(0, 2)).toEqual([`\ufeff${head}`, cells]);
  }
});

test("whoever asks for many at once gets three: the database holds the places", async () => {
  const many = Array.from({ length: 12 }, () =>
    lists.askExport(asker, { list: "orders", filter: {}, columns: ["n"], language: "en" }),
  );
  const made = await Promise.all(many);
  expect(made.filter((one) => one.ok).length).toBe(3);
  expect(made.filter((one) => !one.ok && one.fault === "exports_too_many").length).toBe(9);
  const copy = (slot: string) =>
    db.read(
      `insert into export_jobs (bucket, id, person, membership, list, filter, columns, language, state, asked_at, slot)
       select bucket, id || 'x', person, membership, list, filter, columns, language, state, asked_at, ${slot}
       from export_jobs where person = 'per_a' and ended_at is null`,
    );
  await expect(copy("slot")).rejects.toThrow(/export_jobs_places/);
  await expect(copy("null")).rejects.toThrow(/under_way_in_a_place/);
});

test("three at once and no more; unknown columns and filters are named; a cancelled one leaves nothing", async () => {
  const [first] = [await ask(), await ask(), await ask()];
  const asked = { list: "orders", filter: { colour: "red" }, columns: ["n", "x"], language: "zh" as const };
  expect(await lists.askExport(asker, asked)).toMatchObject({
    fault: "export_invalid",
    detail: { unknown: "x, colour" },
  });
  const inherited = { ...asked, filter: {}, columns: ["constructor"] };
  expect(await lists.askExport(asker, inherited)).toMatchObject({ fault: "export_invalid" });
  expect(await lists.askExport(asker, { ...asked, filter: {}, columns: ["n"] })).toMatchObject({
    fault: "exports_too_many",
  });
  await lists.write();
  expect(await lists.cancelExport("per_b", first)).toMatchObject({ fault: "not_found" });
  for (const { id, state } of await lists.listExports("per_a"))
    if (state === "waiting" || state === "running") await lists.cancelExport("per_a", id);
  expect(await db.read("select 1 from export_parts")).toEqual([]);
  expect(await lists.write()).toBe(0);
});

test("after three days the file is gone, and who took it stays on record", async () => {
  const id = await ask();
  await write();
  await fetched(id);
  now = new Date(start.getTime() + 3 * 86_400_000 + 1);
  expect(await fetched(id)).toBe("export_gone");
  while ((await lists.expire()) > 0);
  expect(await db.read("select 1 from export_parts where job = $1", [id])).toEqual([]);
  expect((await db.read("select 1 from export_downloads where job = $1", [id])).length).toBe(1);
});

test("a view is kept under its title, for its person alone", async () => {
  const saved = await lists.saveView("per_a", { list: "orders", title: "未付款", query: "state=unpaid" });
  await lists.saveView("per_a", { list: "orders", title: "未付款", query: "state=unpaid&columns=number" });
  const views = await lists.listViews("per_a", "orders");
  expect(views.map(({ title, query }) => [title, query])).toEqual([["未付款", "state=unpaid&columns=number"]]);
  expect(await lists.listViews("per_b", "orders")).toEqual([]);
  if (!saved.ok) throw new Error(saved.fault);
  expect(await lists.removeView("per_b", saved.value.id)).toMatchObject({ fault: "not_found" });
  expect(await lists.renameView("per_a", saved.value.id, "待付")).toMatchObject({ ok: true, value: { title: "待付" } });
  await lists.saveView("per_a", { list: "orders", title: "B", query: "" });
  expect(await lists.renameView("per_a", saved.value.id, "B")).toMatchObject({ fault: "view_taken" });
  expect(await lists.saveView("per_a", { list: "shoes", title: "x", query: "" })).toMatchObject({
    fault: "list_unknown",
  });
});
