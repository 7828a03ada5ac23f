import { createHash, randomBytes, randomUUID } from "node:crypto";
import { cpus } from "node:os";
import pg from "pg";
import { type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { makeTransfers, type NewTransfer, type Transfers } from "#transfers";
import { cpuSecondsOfTree } from "./cpu.ts";
import { benchDatabase } from "./database.ts";
import { type BenchResult, type BenchSize, inParallel, median, round } from "./report.ts";

const fulfilment = randomBytes(32);
const condition = createHash("sha256").update(fulfilment).digest();
/** The first two are the hot ones; among all of them the same transfers are spread out. */
const names = ["red", "blue", ...Array.from({ length: 30 }, (_, i) => `cool-${i}`)] as const;
const clock = { now: () => new Date() };

/** Between two participants, both ways, or from each of many to the next. */
function transfers(count: number, participants = 2): NewTransfer[] {
  return Array.from({ length: count }, (_, i) => {
    const [payer = "", payee = ""] = [names[i % participants], names[(i + 1) % participants]];
    const asked = { id: randomUUID(), payer, payee, amount: fen(1000), condition, packet: "AYIB".repeat(60) };
    const requestHash = createHash("sha256").update(asked.id).digest();
    return { ...asked, expires_at: new Date(Date.now() + 600_000), requestHash };
  });
}

async function oneTransfer(hub: Transfers, one: NewTransfer): Promise<void> {
  const prepared = await hub.prepare(one);
  if (prepared !== "reserved") throw new Error(`A transfer was ${prepared}.`);
  const ended = await hub.end({ id: one.id, source: one.payee, fulfilment, error: null });
  if (ended !== "ended") throw new Error(`A fulfilment was ${ended}.`);
}

/**
 * Transfers reserved and committed durably, positions and caps checked, two participants hot, with 1, 16 and 64
 * callers; no socket. Against raw PostgreSQL writing the same rows without looking at anything, two statements in
 * batches.
 */
export async function benchTransfer({ runs = 3, perRun = 4000 }: BenchSize): Promise<BenchResult> {
  const database = await benchDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "bench" });
  try {
    const hub = makeTransfers({ db, clock, ids: makeIds(clock, randomBytes), lanes: 1 });
    for (const name of names) {
      await hub.putParticipant({ name, title: { zh: name, en: name } });
      await hub.setCap(name, fen(10n ** 15n));
      await hub.moveFunds(name, fen(10n ** 15n));
    }
    await inParallel(transfers(1000), 64, (one) => oneTransfer(hub, one));
    const byCallers: Record<string, number> = {};
    let last = { times: [] as number[], cpuUs: 0, rate: 0 };
    for (const callers of [1, 16, 64]) {
      const rates: number[] = [];
      for (let run = 0; run < runs; run++) {
        const node = process.cpuUsage();
        const postgres = cpuSecondsOfTree(database.postmaster);
        const count = callers === 1 ? Math.ceil(perRun / 8) : perRun;
        const { times, wallMs } = await inParallel(transfers(count), callers, (one) => oneTransfer(hub, one));
        const used = process.cpuUsage(node);
        const cpuUs = (used.user + used.system + (cpuSecondsOfTree(database.postmaster) - postgres) * 1e6) / count;
        rates.push((count / wallMs) * 1000);
        last = { times, cpuUs, rate: median(rates) };
      }
      byCallers[callers] = round(median(rates), 0);
    }
    const more = await beside(database.appUrl, hub, runs, perRun);
    const differences = [...(await hub.check()), ...(await hub.checkTransit())];
    if (differences.length > 0)
      throw new Error(`Positions or transit differ from transfers: ${differences.map((one) => Object.values(one))}`);
    const ceiling = await rawCeiling(database.ownerUrl, runs, perRun);
    return toResult(last, { callers: byCallers, ...more }, ceiling);
  } finally {
    await db.close();
    await database.stop();
  }
}

/**
 * Whether the two hot accounts are what holds it up: the same 64 callers among 32 participants, and through two hubs at
 * once, which share no lane. And what one caller could have at most: two commits of a row each, one after another.
 */
async function beside(url: string, hub: Transfers, runs: number, perRun: number) {
  const second = openDatabase(url, { poolSize: 8, applicationName: "bench" });
  const other = makeTransfers({ db: second, clock, ids: makeIds(clock, randomBytes), lanes: 1 });
  const rateOf = async (list: () => NewTransfer[], through: (at: number) => Transfers) => {
    const rates: number[] = [];
    for (let run = 0; run < runs; run++) {
      let at = 0;
      const { wallMs } = await inParallel(list(), 64, (one) => oneTransfer(through(at++), one));
      rates.push((perRun / wallMs) * 1000);
    }
    return round(median(rates), 0);
  };
  try {
    const spread = await rateOf(
      () => transfers(perRun, names.length),
      () => hub,
    );
    const two_hubs = await rateOf(
      () => transfers(perRun),
      (at) => (at % 2 ? hub : other),
    );
    const two_hubs_spread = await rateOf(
      () => transfers(perRun, names.length),
      (at) => (at % 2 ? hub : other),
    );
    return { spread, two_hubs, two_hubs_spread, floor_of_one: await twoCommits(second, Math.ceil(perRun / 8)) };
  } finally {
    await second.close();
  }
}

/** Pairs of commits a second, one connection, one row changed in each. */
async function twoCommits(db: Db, count: number): Promise<number> {
  const began = performance.now();
  for (let i = 0; i < count * 2; i++)
    await db.read("update hub_accounts set cap = cap + $1 where participant = 'red'", [i % 2 ? -1 : 1]);
  return round((count / (performance.now() - began)) * 1000, 0);
}

const rawPrepare = `with made as (
    insert into hub_transfers (bucket, id, payer, payee, amount, currency, condition, packet, request_hash, expires_at,
      state, in_transit, prepared_at)
    select 0, id, 'red', 'blue', 1000, 'CNY', $2, $3, $2, $4, 'reserved', true, $4 from unnest($1::text[]) as id
  ), due as (
    insert into hub_due (bucket, transfer, what, at) select 0, id, 'forward', $4 from unnest($1::text[]) as id
  ), stands as (
    insert into hub_transit values (0, 'red', 'CNY', 'in', 1000 * cardinality($1::text[]))
    on conflict (bucket, participant, currency, side) do update set amount = hub_transit.amount + excluded.amount
  ) update hub_accounts set position = position + 1000 * cardinality($1::text[]) where participant = 'red'`;
const rawEnd = `with ended as (
    update hub_transfers set state = 'committed', fulfilment = $2, in_transit = false, ended_at = $3
    where bucket = 0 and id = any($1::text[])
  ), due as (
    update hub_due set what = 'tell', at = $3 where bucket = 0 and transfer = any($1::text[])
  ), left_transit as (
    insert into hub_transit values (0, 'red', 'CNY', 'out', 1000 * cardinality($1::text[]))
    on conflict (bucket, participant, currency, side) do update set amount = hub_transit.amount + excluded.amount
  ) update hub_accounts set position = position - 1000 * cardinality($1::text[]) where participant = 'blue'`;

/** The best of batches of 64 and 128 on one and two connections. */
async function rawCeiling(url: string, runs: number, perRun: number): Promise<number> {
  const clients = await Promise.all([1, 2].map(async () => new pg.Client({ connectionString: url })));
  for (const client of clients) await client.connect();
  const at = new Date();
  const write = async (client: pg.Client, batch: string[]) => {
    await client.query({ name: "p", text: rawPrepare, values: [batch, condition, "AYIB".repeat(60), at] });
    await client.query({ name: "e", text: rawEnd, values: [batch, fulfilment, at] });
  };
  let best = 0;
  for (const size of [64, 128])
    for (const connections of [1, 2]) {
      const rates: number[] = [];
      for (let run = 0; run < runs; run++) {
        const ids = Array.from({ length: perRun }, () => randomUUID());
        const batches = Array.from({ length: Math.ceil(perRun / size) }, (_, i) => ids.slice(i * size, (i + 1) * size));
        const free = clients.slice(0, connections);
        const { wallMs } = await inParallel(batches, connections, async (batch) => {
          const client = free.pop() as pg.Client;
          await write(client, batch);
          free.push(client);
        });
        rates.push((perRun / wallMs) * 1000);
      }
      best = Math.max(best, median(rates));
    }
  for (const client of clients) await client.end();
  return best;
}

function toResult(
  last: { times: number[]; cpuUs: number; rate: number },
  detail: Record<string, unknown>,
  ceiling: number,
): BenchResult {
  const { times, cpuUs, rate } = last;
  const at = (share: number) => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0, 2);
  return {
    ...{ name: "transfer", unit: "transfers/s (reserved and committed)", throughput: round(rate, 0) },
    ...{ p50_ms: at(0.5), p99_ms: at(0.99), cpu_us: round(cpuUs, 0), ceiling: round(ceiling, 0) },
    ratio: round(rate / ceiling, 3),
    detail: { ...detail, cores: cpus().length, participants: 2, fsync: "on" },
  };
}
