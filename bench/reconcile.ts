import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { cpuSecondsOfTree } from "./cpu.ts";
import { type BenchDatabase, benchDatabase } from "./database.ts";
import { besideAccount, makeBeside } from "./reconcile-beside-data.ts";
import { account, type BenchBill, makeBill, type Planted } from "./reconcile-data.ts";
import type { Asked } from "./reconcile-house.ts";
import { type PeerRun, runDuckDb, runPostgres, writeOurs } from "./reconcile-peers.ts";
import { type BenchResult, type BenchSize, median, quantile, round } from "./report.ts";

type Run = {
  seconds: number;
  read_seconds: number;
  lines: string;
  found: Record<string, number>;
  cpu_seconds: number;
  peak_mb: number;
  postgres_seconds: number;
};

/**
 * A day's bill of WeChat Pay, zipped, of ten million rows (`--count` for another size) against as many payments in
 * the ledger: unzipped, hashed, parsed, held against the payments and its totals, differences and fees written. Peers
 * over the same files in the same run: DuckDB, and PostgreSQL's COPY and join; both only count three classes. When all
 * of that is measured: a tenth as many refunds and as many shares of another account, against their bills (`beside`).
 */
export async function benchReconcile({ runs = 1, perRun = 10_000_000 }: BenchSize): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "hutong-bench-bill-"));
  chmodSync(folder, 0o755);
  const database = await benchDatabase();
  try {
    const began = performance.now();
    const bill = await makeBill(database.ownerUrl, folder, perRun);
    console.error(`reconcile: ${perRun} rows made in ${round((performance.now() - began) / 1000)} s`);
    const seen: Run[] = [];
    for (let run = 0; run < runs; run++) seen.push(await runProduct(database, bill));
    const ours = await writeOurs(database.ownerUrl, folder);
    const duckdb = await runDuckDb(bill, ours, folder);
    const postgres = await runPostgres(database.ownerUrl, bill);
    const result = toResult(bill, seen, { duckdb, postgres });
    return { ...result, detail: { ...result.detail, beside: await runBeside(database, folder, perRun) } };
  } finally {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const tables = "bill_runs, bill_lines, bill_breaks, bill_days, transfers, accounts, outbox";

async function runProduct(database: BenchDatabase, bill: BenchBill): Promise<Run> {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`truncate ${tables}`);
  await owner.query("checkpoint").catch(() => {});
  await owner.end();
  const run = await runHouse(database, { account, trade: { file: bill.file, sha1: bill.sha1 } });
  checkFound(bill.planted, run);
  return run;
}

async function runHouse(database: BenchDatabase, asked: Asked): Promise<Run> {
  const postgres = cpuSecondsOfTree(database.postmaster);
  const script = join(import.meta.dirname, "reconcile-house.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, database.appUrl, JSON.stringify(asked)]);
  const run = JSON.parse(stdout) as Omit<Run, "postgres_seconds">;
  return { ...run, postgres_seconds: cpuSecondsOfTree(database.postmaster) - postgres };
}

const checkFound = (planted: Planted, { found }: Pick<Run, "found">): void =>
  check(planted, { oursOnly: found["ours_only"], theirsOnly: found["theirs_only"], amount: found["amount"] });

/** Bills of refunds and of commission, in one run of a process of its own. */
async function runBeside(database: BenchDatabase, folder: string, perRun: number): Promise<Record<string, unknown>> {
  const { refund, commission, planted } = await makeBeside(database.ownerUrl, folder, Math.ceil(perRun / 10));
  const run = await runHouse(database, { account: besideAccount, refund, commission });
  const sum = (name: keyof Planted): number => planted.refund[name] + planted.commission[name];
  const both = { rows: sum("rows"), oursOnly: sum("oursOnly"), theirsOnly: sum("theirsOnly"), amount: sum("amount") };
  checkFound(both, run);
  return {
    is: "bills of refunds and commission, measured after all else: the other figures are the trade bill's alone, as ever",
    ...{ refund_rows: planted.refund.rows, commission_rows: planted.commission.rows, planted_and_found: both },
    ...{ rows_s: round(both.rows / run.seconds, 0), seconds: round(run.seconds, 2), peak_mb: run.peak_mb },
    ...{ cpu_us: round(((run.cpu_seconds + run.postgres_seconds) * 1e6) / both.rows, 2) },
  };
}

/** A figure counts only where what was planted was found. */
function check(planted: Planted, found: { [name in keyof Omit<Planted, "rows">]?: number | undefined }): void {
  for (const name of ["oursOnly", "theirsOnly", "amount"] as const)
    if ((found[name] ?? 0) !== planted[name])
      throw new Error(`Planted ${planted[name]} of ${name}, found ${found[name] ?? 0}.`);
}

function toResult(bill: BenchBill, seen: readonly Run[], peers: Record<"duckdb" | "postgres", PeerRun>): BenchResult {
  const { rows } = bill.planted;
  for (const peer of Object.values(peers)) check(bill.planted, peer.found);
  const rates = seen.map((run) => rows / run.seconds);
  const throughput = median(rates);
  const times = seen.map((run) => run.seconds * 1000).toSorted((a, b) => a - b);
  const rateOf = (peer: PeerRun) => rows / peer.seconds;
  const ceiling = Math.max(...Object.values(peers).map(rateOf));
  const cpu = median(seen.map((run) => run.cpu_seconds + run.postgres_seconds));
  return {
    ...{ name: "reconcile", unit: "bill rows a second against the ledger", throughput: round(throughput, 0) },
    ...{ p50_ms: round(quantile(times, 0.5), 0), p99_ms: round(quantile(times, 0.99), 0) },
    ...{ cpu_us: round((cpu * 1e6) / rows, 2), ceiling: round(ceiling, 0), ratio: round(throughput / ceiling, 3) },
    detail: {
      ...{ rows, cpus: cpus().length, runs: seen.length, peak_mb: Math.max(...seen.map((run) => run.peak_mb)) },
      read_share: round(median(seen.map((run) => run.read_seconds / run.seconds)), 2),
      postgres_us: round((median(seen.map((run) => run.postgres_seconds)) * 1e6) / rows, 2),
      rates: rates.map((rate) => round(rate, 0)),
      planted_and_found: bill.planted,
      times_are: "a whole run's",
      duckdb_rows_s: round(rateOf(peers.duckdb), 0),
      duckdb_is:
        "two threads, 512 MB, the zipped bill and ours as CSV, three classes counted, no hash, nothing written",
      postgres_rows_s: round(rateOf(peers.postgres), 0),
      postgres_is: "COPY of the bill into an unlogged table, join, three classes counted",
      postgres_load_seconds: peers.postgres.load_seconds ?? null,
    },
  };
}
