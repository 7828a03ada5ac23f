import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type Db, openDatabase } from "#db";
import { cpuSecondsOfTree } from "./cpu.ts";
import { type BenchDatabase, benchDatabase, resetStatements, writeStatements } from "./database.ts";
import { type PlainClient, plainClient } from "./plain-client.ts";
import { startProcess } from "./processes.ts";
import { type BenchResult, type BenchSize, inParallel, median, quantile, round } from "./report.ts";
import { signingRate } from "./signing-rate.ts";

const stores = 256;
const callersUsual = 64;
/** A house that was just started runs its code uncompiled: what is measured is one that has been at work. */
const warmUp = 4000;
/** Our request, the wallet's answer, the wallet's notice: RSA-2048 each. */
const signaturesPerPayment = 3;

type HouseReady = { url: string; token: string; stores: string[] };
type Run = { throughput: number; times: number[]; cpu: Record<Role, number>; sign: number };
type Role = "house" | "wallet" | "postgres" | "driver";

/**
 * Whole payments over sockets: create checkout → start (WeChat Pay Native) → the phone pays → notice → the store's
 * book. House, wallet, PostgreSQL and driver are processes of their own on this machine. Against the machine's signing
 * rate.
 */
export async function benchPay({ runs = 3, perRun = 2000, ...size }: BenchSize): Promise<BenchResult> {
  const { profile, callers = callersUsual } = size;
  const database = await benchDatabase({ statements: profile !== undefined });
  const home = mkdtempSync(join(tmpdir(), "hutong-bench-wallet-"));
  const wallet = await startProcess<{ port: number }>("sandbox/main.ts", ["--port", "0", "--home", home], profile);
  const control = `http://127.0.0.1:${wallet.ready.port}`;
  const house = await startProcess<HouseReady>("bench/pay-house.ts", [database.appUrl, control, `${stores}`], profile);
  const db = openDatabase(database.appUrl, { poolSize: 1, applicationName: "bench" });
  try {
    const pids = { house: house.pid, wallet: wallet.pid, postgres: database.postmaster };
    const shop = openShop(house.ready, control, callers);
    await run(shop, db, pids, warmUp);
    const seen: Run[] = [];
    await resetStatements(database);
    for (let n = 0; n < runs; n++) seen.push(await run(shop, db, pids, perRun));
    if (profile !== undefined) await writeStatements(database, runs * perRun, profile);
    return toResult(seen, perRun, callers);
  } finally {
    await db.close();
    await house.stop();
    await wallet.stop();
    await stopDatabase(database);
    rmSync(home, { recursive: true, force: true });
  }
}

const stopDatabase = (database: BenchDatabase) => database.stop();

/** Callers are free or at work; each has a connection to the house and one to the phone. */
type Callers = { house: PlainClient; phone: PlainClient }[];
type Shop = { callers: number; free: Callers; ready: HouseReady };

function openShop(ready: HouseReady, control: string, callers: number): Shop {
  const free = Array.from({ length: callers }, () => ({ house: plainClient(ready.url), phone: plainClient(control) }));
  return { callers, free, ready };
}

async function run(shop: Shop, db: Db, pids: Omit<Record<Role, number>, "driver">, count: number): Promise<Run> {
  const sign = await signingRate(2);
  const [before] = await db.read<{ n: bigint }>("select count(*) as n from payments where state = 'paid'");
  const began = performance.now();
  const since = new Date();
  const cpuBefore = cpuOf(pids);
  const driver = process.cpuUsage();
  const todo = Array.from({ length: count }, (_, index) => shop.ready.stores[index % stores] as string);
  await inParallel(todo, shop.callers, (store) => payOnce(shop, store));
  await paid(db, Number(before?.n) + count);
  const wallMs = performance.now() - began;
  const used = process.cpuUsage(driver);
  const cpuAfter = cpuOf(pids);
  const perPayment = (role: "house" | "wallet" | "postgres") => ((cpuAfter[role] - cpuBefore[role]) * 1e6) / count;
  return {
    throughput: (count / wallMs) * 1000,
    times: await latencies(db, since),
    cpu: {
      ...{ house: perPayment("house"), wallet: perPayment("wallet"), postgres: perPayment("postgres") },
      driver: (used.user + used.system) / count,
    },
    sign,
  };
}

function cpuOf(pids: Omit<Record<Role, number>, "driver">) {
  const of = (role: "house" | "wallet" | "postgres") => cpuSecondsOfTree(pids[role]);
  return { house: of("house"), wallet: of("wallet"), postgres: of("postgres") };
}

async function payOnce(shop: Shop, store: string): Promise<void> {
  const amount = { currency: "CNY", minor: "1230" };
  const lines = [{ title: "Bench tea", quantity: 1, amount }];
  const order = { store, number: randomUUID(), title: "Bench tea", amount, lines };
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const caller = shop.free.pop() as Callers[number];
  const made = await post(caller.house, "/v1/checkouts", shop.ready.token, { orders: [order], ...urls });
  const checkout = JSON.parse(made) as { id: string };
  const how = { checkout: checkout.id, wallet: "wechatpay", method: "qr", device: "desktop" };
  const intent = await post(caller.house, "/v1/payments", shop.ready.token, how);
  const started = JSON.parse(intent) as { action: { content: string } };
  const phone = { wallet: "wechatpay", code: started.action.content, decision: "pay" };
  await post(caller.phone, "/phone/pay", null, phone);
  shop.free.push(caller);
}

async function post(client: PlainClient, path: string, token: string | null, body: object): Promise<string> {
  const proof = token === null ? {} : { authorization: `Bearer ${token}`, "idempotency-key": randomUUID() };
  const answer = await client.post(path, { "content-type": "application/json", ...proof }, JSON.stringify(body));
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.body}`);
  return answer.body;
}

/** Waits until so many payments stand as paid; a minute at most. */
async function paid(db: Db, count: number): Promise<void> {
  for (let turn = 0; turn < 1200; turn++) {
    const [row] = await db.read<{ n: bigint }>("select count(*) as n from payments where state = 'paid'");
    if (Number(row?.n) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not every payment was paid within a minute of the last.`);
}

/** From the checkout's making to the commit's instant of the notice that paid it, in milliseconds. */
async function latencies(db: Db, since: Date): Promise<number[]> {
  const rows = await db.read<{ ms: string }>(
    `select (extract(epoch from e.at - c.created_at) * 1000)::text as ms
     from (select subject, data, at from outbox union all select subject, data, at from events) e
     join checkouts c on c.id = e.data ->> 'checkout'
     where e.data ->> 'to' = 'paid' and c.created_at >= $1`,
    [since],
  );
  return rows.map((row) => Number.parseFloat(row.ms)).toSorted((a, b) => a - b);
}

function toResult(seen: readonly Run[], perRun: number, callers: number): BenchResult {
  const throughput = median(seen.map((run) => run.throughput));
  const sign = median(seen.map((run) => run.sign));
  const times = seen.flatMap((run) => run.times).toSorted((a, b) => a - b);
  const cpu = (role: Role) => round(median(seen.map((run) => run.cpu[role])), 0);
  const roles = { house: cpu("house"), wallet: cpu("wallet"), postgres: cpu("postgres"), driver: cpu("driver") };
  return {
    name: "pay",
    unit: "whole payments per second",
    throughput: round(throughput, 0),
    p50_ms: round(quantile(times, 0.5), 1),
    p99_ms: round(quantile(times, 0.99), 1),
    cpu_us: Object.values(roles).reduce((sum, one) => sum + one, 0),
    ceiling: round(sign / signaturesPerPayment, 0),
    ratio: round(throughput / (sign / signaturesPerPayment), 3),
    detail: {
      ...{ at_once: callers, runs: seen.length, payments_per_run: perRun, stores, cpus: cpus().length, fsync: "on" },
      cpu_us_by_role: roles,
      cpu_in_signatures: round(
        (Object.values(roles).reduce((sum, one) => sum + one, 0) * sign) / (cpus().length * 1e6),
      ),
      signatures_per_second: round(sign, 0),
      signatures_per_payment: signaturesPerPayment,
      ceiling_is: "RSA-2048 signing rate of all cores, by the signatures that a payment needs",
      throughputs: seen.map((run) => round(run.throughput, 0)),
    },
  };
}
