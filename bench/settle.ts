import { cpus } from "node:os";
import type pg from "pg";
import { fen } from "#money";
import type { RawRequest } from "#wallets/protocol";
import { type FlowHouse, makeFlowHouse } from "../tests/flows/house.ts";
import { cpuSecondsOfTree } from "./cpu.ts";
import { benchDatabase, resetStatements, writeStatements } from "./database.ts";
import { connect, copyWaiting, settleRaw } from "./raw-settle.ts";
import { type BenchResult, type BenchSize, inParallel, median, quantile, round } from "./report.ts";

const stores = 256;
const atOnce = 512;

/**
 * Notices of paid payments applied durably from their raw bytes: signature, decryption, state, transfers, event, one
 * commit a batch; no socket. Against raw PostgreSQL writing the same rows, in the same run.
 */
export async function benchSettle({ runs = 3, perRun = 4000, profile }: BenchSize): Promise<BenchResult> {
  const database = await benchDatabase({ statements: profile !== undefined });
  try {
    const notices: RawRequest[] = [];
    const flow = await makeFlowHouse({
      databaseUrl: database.appUrl,
      onNotice: (_, request) => notices.push(request),
      stores,
    });
    await warmUp(flow, notices);
    const seen: ProductRun[] = [];
    for (let run = 0; run < runs; run++) {
      await prepare(flow, perRun);
      await resetStatements(database);
      seen.push(await runProduct(flow, notices.splice(0), database.postmaster));
    }
    if (profile !== undefined) await writeStatements(database, perRun, profile);
    const ceiling = await runCeiling(flow, database.ownerUrl, runs, perRun);
    await flow.house.close();
    return toResult(seen, ceiling, perRun);
  } finally {
    await database.stop();
  }
}

type ProductRun = { throughput: number; times: number[]; nodeUs: number; postgresUs: number };

/** Payments that the (fake) wallet has been paid for; their notices are caught on the way out. */
export async function prepare(flow: FlowHouse, count: number): Promise<void> {
  const todo = Array.from({ length: count }, (_, index) => flow.stores[index % flow.stores.length] as string);
  await inParallel(todo, 64, async (store) => {
    const code = await waiting(flow, store);
    const view = await flow.fakes.wechatpay.act(code, "pay");
    if (!view.ok) throw new Error(`The fake did not take the payment: ${view.says.en}`);
  });
  while ((await flow.fakes.wechatpay.deliverDue()) > 0);
}

/** Starts a payment and answers the code that the wallet's app would scan. */
export async function waiting(flow: FlowHouse, store: string): Promise<string> {
  const order = { store, number: "N1", title: "Bench tea", amount: fen(1230), lines: [] };
  const made = await flow.house.payments.createCheckout(
    flow.operator,
    {
      ...{ marketplace: flow.marketplace, orders: [order], buyer: {}, locale: "en", expires_in: 3600, metadata: {} },
      ...{ success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" },
    },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  const checkout = made.value.checkout.id;
  const how = { wallet: "wechatpay", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const started = await flow.house.payments.startPayment(flow.operator, { checkout, ...how }, null);
  const action = started.ok ? started.value.action : null;
  if (action?.kind !== "qr") throw new Error(`No code: ${JSON.stringify(started, null, 1)}`);
  return action.content;
}

const take = (flow: FlowHouse, notice: RawRequest) =>
  flow.house.payments.takeNotice("wechatpay", flow.accounts.wechatpay, notice);

async function warmUp(flow: FlowHouse, notices: RawRequest[]): Promise<void> {
  await prepare(flow, 512);
  await inParallel(notices.splice(0), 64, (notice) => take(flow, notice));
}

async function runProduct(flow: FlowHouse, batch: readonly RawRequest[], postmaster: number): Promise<ProductRun> {
  const node = process.cpuUsage();
  const postgres = cpuSecondsOfTree(postmaster);
  const { times, wallMs } = await inParallel(batch, atOnce, async (notice) => {
    const answer = await take(flow, notice);
    if (answer?.status !== 200) throw new Error(`A notice was answered ${answer?.status}.`);
  });
  const used = process.cpuUsage(node);
  return {
    throughput: (batch.length / wallMs) * 1000,
    times,
    nodeUs: (used.user + used.system) / batch.length,
    postgresUs: ((cpuSecondsOfTree(postmaster) - postgres) * 1e6) / batch.length,
  };
}

type Ceiling = { best: number; batch: number; connections: number; all: Record<string, number> };

async function runCeiling(flow: FlowHouse, ownerUrl: string, runs: number, perRun: number): Promise<Ceiling> {
  // One payment a store that waits, for the ceiling's rows to be copies of.
  await inParallel(flow.stores, 64, (store) => waiting(flow, store));
  const clients = await connect(ownerUrl, 4);
  const owner = clients[0] as pg.Client;
  const all: Record<string, number> = {};
  let best: Ceiling = { best: 0, batch: 0, connections: 0, all };
  await settleRaw(clients, await copyWaiting(owner, "", 1024), 128);
  for (const batch of [64, 128, 256])
    for (const connections of [1, 2, 4]) {
      const rates: number[] = [];
      for (let run = 0; run < runs; run++) {
        const rows = await copyWaiting(owner, "", perRun);
        rates.push(rows.length / (await settleRaw(clients.slice(0, connections), rows, batch)));
      }
      const rate = median(rates);
      all[`${batch}x${connections}`] = round(rate, 0);
      if (rate > best.best) best = { best: rate, batch, connections, all };
    }
  await Promise.all(clients.map((client) => client.end()));
  return best;
}

function toResult(seen: readonly ProductRun[], ceiling: Ceiling, perRun: number): BenchResult {
  const throughput = median(seen.map((run) => run.throughput));
  const times = seen.flatMap((run) => run.times).toSorted((a, b) => a - b);
  const nodeUs = median(seen.map((run) => run.nodeUs));
  const postgresUs = median(seen.map((run) => run.postgresUs));
  return {
    name: "settle",
    unit: "notices applied durably per second",
    throughput: round(throughput, 0),
    p50_ms: round(quantile(times, 0.5), 2),
    p99_ms: round(quantile(times, 0.99), 2),
    cpu_us: round(nodeUs + postgresUs, 0),
    ceiling: round(ceiling.best, 0),
    ratio: round(throughput / ceiling.best, 3),
    detail: {
      ...{ at_once: atOnce, runs: seen.length, notices_per_run: perRun, stores, cpus: cpus().length, fsync: "on" },
      ...{ node_us: round(nodeUs, 0), postgres_us: round(postgresUs, 0) },
      throughputs: seen.map((run) => round(run.throughput, 0)),
      ceiling_is: "the same rows by raw prepared arrays, best of batch x connections",
      ceiling_best: `${ceiling.batch}x${ceiling.connections}`,
      ceilings: ceiling.all,
    },
  };
}
