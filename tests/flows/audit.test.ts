import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyAudit } from "#oversight";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let owner: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await flow.house.close();
  await database.drop();
});

const verify = (kept?: { n: bigint; hash: string }) => verifyAudit({ db: flow.house.db }, kept ?? null);

test("what people and openings did is chained once, by however many processes", async () => {
  const { oversight } = flow.house;
  const made = await Promise.all([oversight.extendAudit(), oversight.extendAudit(), oversight.extendAudit()]);
  const [all = 0] = made.toSorted((a, b) => b - a);
  expect(all).toBeGreaterThan(5);
  expect(made.reduce((sum, count) => sum + count, 0)).toBe(all);
  expect(await verify()).toEqual({ links: BigInt(all), faults: [] });
  const { audit } = (await flow.house.app.inject("/v1/openness")).json();
  expect(audit).toMatchObject({ n: String(all), hash: (await oversight.auditHead())?.hash });
});

test("the server itself can neither change nor delete a link", async () => {
  const { db } = flow.house;
  await expect(db.read("update audit_links set key = 'x'")).rejects.toThrow("permission denied");
  await expect(db.read("delete from audit_links")).rejects.toThrow("permission denied");
});

test("a reason that is changed in the database, or a row that is taken away, is found", async () => {
  const [row] = (await owner.query("select opening, version, why from opening_moves order by opening, version limit 1"))
    .rows as { opening: string; version: number; why: string }[];
  const where = [row?.opening, row?.version];
  await owner.query("update opening_moves set why = 'nobody asked' where opening = $1 and version = $2", where);
  expect((await verify()).faults).toEqual([{ about: `opening_move ${where.join(" ")}`, what: "changed" }]);
  await owner.query("update opening_moves set why = $3 where opening = $1 and version = $2", [...where, row?.why]);
  expect((await verify()).faults).toEqual([]);
  const gone = await owner.query(
    "delete from activation_moves where ctid = (select min(ctid) from activation_moves) returning *",
  );
  expect((await verify()).faults.map((fault) => fault.what)).toEqual(["missing"]);
  const fields = gone.fields.map((field) => field.name);
  const places = fields.map((_, i) => `$${i + 1}`).join(", ");
  const values = fields.map((name) => gone.rows[0][name]);
  await owner.query(`insert into activation_moves (${fields.join(", ")}) values (${places})`, values);
  expect((await verify()).faults).toEqual([]);
});

test("a chain that is mended by hand, or made anew, is found by the head that was told", async () => {
  const head = await flow.house.oversight.auditHead();
  if (!head) throw new Error("no head");
  await owner.query("update audit_links set body_hash = sha256('x') where n = 3");
  expect((await verify()).faults.map((fault) => fault.what)).toContain("broken");
  await owner.query("delete from audit_links");
  flow.advance(60);
  await flow.house.oversight.extendAudit();
  expect((await verify()).faults).toEqual([]);
  expect((await verify(head)).faults).toEqual([{ about: `${head.n}`, what: "head_differs" }]);
});
