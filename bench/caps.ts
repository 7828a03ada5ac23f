import { cpus } from "node:os";
import pg from "pg";
import { fen } from "#money";
import { type FlowHouse, makeFlowHouse } from "../tests/flows/house.ts";
import { cpuSecondsOfTree } from "./cpu.ts";
import { type BenchDatabase, benchDatabase } from "./database.ts";
import { type BenchResult, type BenchSize, inParallel, median, quantile, round } from "./report.ts";

const standard = { perRun: 2000, runs: 3 };
const stores = 128;
const atOnce = 128;
const price = 1230;
/** The last stretch before a limit: so many more starts are asked for than there is room. */
const nearLimit = { room: 150, asked: 200 };

/**
 * Starts of payments that all count into one total of the day, beside the same starts with no cap, in the same run; the
 * fake wallet works in the same process. Then the last stretch before the limit: never one payment too many, and how
 * long it takes. `ceiling` is the rate without caps; `one_row_per_second` what a single hot row for the total would
 * allow at most, one commit each.
 */
export async function benchCaps(size: BenchSize = {}): Promise<BenchResult> {
  const { perRun, runs } = { ...standard, ...size };
  const database = await benchDatabase();
  try {
    const flow = await makeFlowHouse({ databaseUrl: database.appUrl, onNotice: () => {}, stores });
    await startAll(flow, await checkouts(flow, 256));
    const free: Run[] = [];
    const capped: Run[] = [];
    for (let run = 0; run < runs; run++) {
      await capTotal(flow, null);
      free.push(await measured(flow, database, perRun));
      await capTotal(flow, 1_000_000_000_000);
      capped.push(await measured(flow, database, perRun));
    }
    const limit = await lastStretch(flow, perRun * runs);
    const oneRow = await oneHotRow(database);
    await flow.house.close();
    const throughput = median(capped.map((run) => run.rate));
    const ceiling = median(free.map((run) => run.rate));
    const times = capped.flatMap((run) => run.times).toSorted((a, b) => a - b);
    return {
      ...{ name: "caps", unit: "starts counted into one total per second", throughput: round(throughput, 0) },
      ...{ p50_ms: round(quantile(times, 0.5)), p99_ms: round(quantile(times, 0.99)) },
      ...{ cpu_us: round(median(capped.map((run) => run.cpuUs)), 0), ceiling: round(ceiling, 0) },
      ratio: round(throughput / ceiling, 3),
      detail: {
        ...{ at_once: atOnce, runs, starts_per_run: perRun, stores, cpus: cpus().length, fsync: "on" },
        ...{
          cpu_us_without_caps: round(median(free.map((run) => run.cpuUs)), 0),
          one_row_per_second: round(oneRow, 0),
        },
        near_limit: limit,
      },
    };
  } finally {
    await database.stop();
  }
}

type Run = { rate: number; cpuUs: number; times: number[] };

async function measured(flow: FlowHouse, database: BenchDatabase, count: number): Promise<Run> {
  const ids = await checkouts(flow, count);
  const node = process.cpuUsage();
  const postgres = cpuSecondsOfTree(database.postmaster);
  const { times, wallMs, started } = await startAll(flow, ids);
  if (started !== count) throw new Error(`${count - started} of ${count} starts were refused.`);
  const { user, system } = process.cpuUsage(node);
  const cpuUs = (user + system + (cpuSecondsOfTree(database.postmaster) - postgres) * 1e6) / count;
  return { rate: (count * 1000) / wallMs, cpuUs, times };
}

async function checkouts(flow: FlowHouse, count: number): Promise<string[]> {
  const ids: string[] = [];
  const todo = Array.from({ length: count }, (_, n) => flow.stores[n % flow.stores.length] as string);
  await inParallel(todo, 64, async (store) => {
    const order = { store, number: "N1", title: "Bench tea", amount: fen(price), lines: [] };
    const made = await flow.house.payments.createCheckout(
      flow.operator,
      {
        ...{ marketplace: flow.marketplace, orders: [order], buyer: {}, locale: "en", expires_in: 3600, metadata: {} },
        ...{ success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" },
      },
      null,
    );
    if (!made.ok) throw new Error(made.fault);
    ids.push(made.value.checkout.id);
  });
  return ids;
}

async function startAll(flow: FlowHouse, ids: readonly string[]) {
  let started = 0;
  const how = { wallet: "wechatpay", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const done = await inParallel(ids, atOnce, async (checkout) => {
    const answer = await flow.house.payments.startPayment(flow.operator, { checkout, ...how }, null);
    if (answer.ok) started++;
    else if (answer.fault !== "wallet_not_offered") throw new Error(answer.fault);
  });
  return { ...done, started };
}

async function capTotal(flow: FlowHouse, total: number | null): Promise<void> {
  const { openings } = flow.house;
  const reach = { marketplace: flow.marketplace, store: null };
  const { data } = await openings.listOpenings(reach, { after: null, limit: 100 });
  const opening = data.find((one) => one.partner === "wechatpay");
  if (!opening) throw new Error("There is no opening to WeChat Pay.");
  const caps = { total_day: total === null ? null : fen(total) };
  const done = await openings.changePlan(flow.operator, opening.id, { why: "bench", caps }, null);
  if (!done.ok) throw new Error(done.fault);
}

/** Room for so many more, and more are asked for at once: exactly those may start, or fewer while leases come back. */
async function lastStretch(flow: FlowHouse, before: number): Promise<Record<string, number>> {
  await capTotal(flow, (before + nearLimit.room) * price);
  const { wallMs, started, times } = await startAll(flow, await checkouts(flow, nearLimit.asked));
  if (started > nearLimit.room) throw new Error(`${started - nearLimit.room} starts too many.`);
  return { ...nearLimit, started, wall_ms: round(wallMs, 0), slowest_ms: round(times.at(-1) ?? 0, 0) };
}

/** One row, one commit each: what counting a total in one place would allow at most. */
async function oneHotRow(database: BenchDatabase): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new pg.Client({ connectionString: database.ownerUrl });
      await client.connect();
      return client;
    }),
  );
  const [first] = clients as [pg.Client];
  await first.query("create table one_row (id int primary key, used bigint not null)");
  await first.query("insert into one_row values (1, 0)");
  const count = 4000;
  const free = [...clients];
  const { wallMs } = await inParallel(Array.from({ length: count }), clients.length, async () => {
    const client = free.pop() as pg.Client;
    await client.query("update one_row set used = used + 1230 where id = 1 and used + 1230 <= 1000000000000");
    free.push(client);
  });
  await Promise.all(clients.map((client) => client.end()));
  return (count * 1000) / wallMs;
}
