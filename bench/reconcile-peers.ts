import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { BenchBill, Planted } from "./reconcile-data.ts";
import { round } from "./report.ts";

/** What a peer found, and how long it took from the file to the counts. */
export type PeerRun = { seconds: number; found: Omit<Planted, "rows">; load_seconds?: number };

/** Our side as a file, for the peer that reads files alone; not timed. */
export async function writeOurs(ownerUrl: string, folder: string): Promise<string> {
  const file = join(folder, "ours.csv");
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await pipeline(
    client.query(copyTo("copy (select substr(id, 5) as id, amount from payments) to stdout (format csv, header)")),
    createWriteStream(file),
  );
  await client.end();
  return file;
}

const counts = `
  count(*) filter (where b.id is null) as ours_only, count(*) filter (where o.id is null) as theirs_only,
  count(*) filter (where b.amount <> o.amount) as amount`;

/** DuckDB over the same zipped bill and our side as CSV: two threads, 512 MB, the rest spilled. */
export async function runDuckDb(bill: BenchBill, ours: string, folder: string): Promise<PeerRun> {
  const instance = await DuckDBInstance.create(":memory:", {
    ...{
      threads: "2",
      memory_limit: "512MB",
      temp_directory: join(folder, "duckdb"),
      preserve_insertion_order: "false",
    },
  });
  const connection = await instance.connect();
  const began = performance.now();
  const reader = await connection.runAndReadAll(`
    with bill as (
      select substr("商户订单号", 2) as id, cast(cast(substr("订单金额", 2) as decimal(18, 2)) * 100 as bigint) as amount
      from read_csv('${bill.file}', header = true, all_varchar = true, delim = ',', quote = '', escape = '',
        null_padding = true, strict_mode = false, ignore_errors = true, max_line_size = 10000)
      where starts_with("交易时间", '\`') and "商户订单号" is not null and "订单金额" is not null
    ), ours as (select id, amount from read_csv('${ours}', header = true, columns = {id: 'varchar', amount: 'bigint'}))
    select ${counts} from bill b full outer join ours o on b.id = o.id`);
  const seconds = (performance.now() - began) / 1000;
  const row = reader.getRowObjectsJson()[0] ?? {};
  connection.closeSync();
  return { seconds, found: foundOf(row) };
}

/** PostgreSQL's own COPY of the bill into a table, and a join with the payments that are there. */
export async function runPostgres(ownerUrl: string, bill: BenchBill): Promise<PeerRun> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const names = Array.from({ length: 27 }, (_, i) => `c${i}`);
  await client.query(`create unlogged table peer_bill (${names.map((name) => `${name} text`).join(", ")})`);
  const began = performance.now();
  const into = client.query(
    copyFrom("copy peer_bill from stdin (format csv, header, delimiter ',', quote E'\\b', null '')"),
  );
  await pipeline(createReadStream(bill.file), createGunzip(), withoutTotals, into);
  const loaded = (performance.now() - began) / 1000;
  await client.query("analyze peer_bill");
  const { rows } = await client.query(`
    select ${counts} from (
      select substr(c6, 2) as id, (substr(c24, 2)::numeric * 100)::bigint as amount from peer_bill) b
    full join (select substr(id, 5) as id, amount from payments) o on b.id = o.id`);
  const seconds = (performance.now() - began) / 1000;
  await client.query("drop table peer_bill");
  await client.end();
  return { seconds, found: foundOf(rows[0] ?? {}), load_seconds: round(loaded, 2) };
}

/** COPY wants as many cells in each row: the two rows of totals are left out. */
async function* withoutTotals(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const all = Buffer.concat([held, chunk]);
    const safe = Math.max(0, all.length - 4096);
    if (safe > 0) yield all.subarray(0, safe);
    held = Buffer.from(all.subarray(safe));
  }
  const end = held.indexOf("总交易单数");
  yield end === -1 ? held : held.subarray(0, end);
}

function foundOf(row: Record<string, unknown>): PeerRun["found"] {
  const of = (name: string): number => Number.parseInt(String(row[name]), 10);
  return { oursOnly: of("ours_only"), theirsOnly: of("theirs_only"), amount: of("amount") };
}
