import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RawRequest } from "#wallets/protocol";
import { type FlowHouse, makeFlowHouse } from "../tests/flows/house.ts";
import { type BenchDatabase, benchDatabase } from "./database.ts";
import { copyWaiting, settleRaw } from "./raw-settle.ts";
import { prepare, waiting } from "./settle.ts";

/** The ceiling is honest only while it writes what the product writes: the same rows, and no more log. */
const count = 256;
let database: BenchDatabase;
let flow: FlowHouse;
let owner: pg.Client;
const notices: RawRequest[] = [];

beforeAll(async () => {
  database = await benchDatabase();
  flow = await makeFlowHouse({
    databaseUrl: database.appUrl,
    onNotice: (_, request) => notices.push(request),
    stores: 16,
  });
  // Images of whole pages come and go with checkpoints; what counts here is what the rows themselves write.
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query("alter system set full_page_writes = off");
  await admin.query("select pg_reload_conf()");
  await admin.end();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await flow.house.close();
  await database.stop();
});

const figures = `select
  (select count(*) from payments where state = 'paid' and wallet_ref is not null and paid_at is not null) as payments,
  (select count(*) from orders where state = 'paid' and paid_payment is not null and live_payment is null) as orders,
  (select count(*) from checkouts where state = 'complete') as checkouts,
  (select count(*) from wallet_refs) as wallet_refs,
  (select count(*) from outbox where type = 'payment.paid') as events,
  (select count(*) from transfers) as transfers,
  (select count(*) from due where kind = 'payment') as due_rows,
  (select sum(debits) + sum(credits) from accounts) as moved,
  pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal`;

async function read(): Promise<Record<string, number>> {
  const { rows } = await owner.query<Record<string, string>>(figures);
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, text]) => [name, Number(text)]));
}

async function written(work: () => Promise<void>): Promise<Record<string, number>> {
  const before = await read();
  await work();
  const after = await read();
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
}

async function product(): Promise<Record<string, number>> {
  await prepare(flow, count);
  const batch = notices.splice(0);
  return await written(async () => {
    await Promise.all(
      batch.map((notice) => flow.house.payments.takeNotice("wechatpay", flow.accounts.wechatpay, notice)),
    );
  });
}

async function raw(): Promise<Record<string, number>> {
  await Promise.all(flow.stores.map((store) => waiting(flow, store)));
  const rows = await copyWaiting(owner, "", count);
  return await written(async () => {
    await settleRaw([owner], rows, 128);
  });
}

test("the ceiling writes the rows that the product writes, and no more write-ahead log", async () => {
  await product();
  await raw();
  const wal = { product: 0, raw: 0 };
  for (let round = 0; round < 4; round++) {
    const { wal: productWal = 0, ...productRows } = await product();
    const { wal: rawWal = 0, ...rawRows } = await raw();
    expect(rawRows).toEqual(productRows);
    expect(productRows["payments"]).toBe(count);
    wal.product += productWal;
    wal.raw += rawWal;
  }
  expect(wal.raw, JSON.stringify(wal)).toBeLessThanOrEqual(wal.product);
}, 60_000);
