import { randomBytes } from "node:crypto";
import { makeIds, openDatabase } from "#db";
import { createOpenings, verifyReceipt } from "#openings";
import { cpuSecondsOfTree } from "./cpu.ts";
import { benchDatabase } from "./database.ts";
import { type BenchResult, type BenchSize, inParallel, quantile, round } from "./report.ts";

const standard = { perRun: 100_000 };
const atOnce = 512;
const supports = (n: number) => n % 3 !== 0;
const person = (store: string) => ({ kind: "person", id: `per_${store}`, marketplace: null, store });
const operator = { kind: "person", id: "per_bench", marketplace: null, store: null };

/**
 * A hundred thousand stores vote, each ballot a durable commit of its own request; then the ballots are sealed, counted
 * and grown into a tree, and one store proves its own. The ceiling is PostgreSQL taking the same rows in batches.
 */
export async function benchBallots(size: BenchSize = {}): Promise<BenchResult> {
  const { perRun: count } = { ...standard, ...size };
  const database = await benchDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "bench ballots" });
  try {
    const poll = await openPoll(db, count);
    const cast = await castAll(poll, database.postmaster);
    const sealMs = await sealed(poll);
    const ceiling = await rawRows(db, poll.stores.slice(0, 20_000));
    const throughput = (count * 1000) / cast.wallMs;
    return {
      ...{ name: "ballots", unit: "ballots/s", throughput: round(throughput), cpu_us: round(cast.cpuUs, 0) },
      ...{ p50_ms: round(quantile(cast.times, 0.5)), p99_ms: round(quantile(cast.times, 0.99)) },
      ...{ ceiling: round(ceiling), ratio: round(throughput / ceiling, 3) },
      detail: {
        ballots: count,
        cast_s: round(cast.wallMs / 1000),
        seal_and_tally_s: round(sealMs / 1000, 2),
        electorate_s: round(poll.electorateMs / 1000, 2),
      },
    };
  } finally {
    await db.close();
    await database.stop();
  }
}

type BenchDb = ReturnType<typeof openDatabase>;
type Poll = Awaited<ReturnType<typeof openPoll>>;

const deadline = new Date("2024-09-05T02:00:00Z");

/** A marketplace of so many stores, all of which are asked. */
async function openPoll(db: BenchDb, count: number) {
  const time = { now: new Date("2024-09-04T02:00:00Z") };
  const clock = { now: () => time.now };
  const ids = makeIds(clock, randomBytes);
  const marketplace = ids.next("mkt");
  const stores = Array.from({ length: count }, (_, n) => ids.next("sto", n % 64));
  const turnover = new Map(stores.map((store, n) => [store, BigInt(n)]));
  const openings = createOpenings({
    ...{ db, clock, ids, random: randomBytes, walletIds: ["wechatpay"], timeZoneOf: () => "Asia/Shanghai" },
    storesOf: () => stores.map((id) => ({ id, merchant: "mer_bench", tags: {}, signedUpAt: null })),
    ...{ turnoverOf: async () => turnover, mayVote: () => true, mayApprove: () => ({ ok: false }) },
    figuresOf: async () => ({ paid: 0n, refused: 0n, unknown: 0n, refunded: 0n, complaints: 0n, breaks: 0n }),
    twoPeople: "as_set",
    alarm: (what) => console.error(what),
  });
  await db.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '集市', 'Bazaar', 'Asia/Shanghai', 'open', $2, 1)`,
    [marketplace, time.now],
  );
  const input = { marketplace, capability: "payment", partner: "wechatpay", methods: null, effective_at: null };
  const made = await openings.createOpening(operator, { ...input, caps: {}, terms: { zh: "开", en: "Open" } }, null);
  if (!made.ok) throw new Error(made.fault);
  const { id } = made.value;
  const rule = { quorum: 5000, share: 5000, weighting: "stores" } as const;
  const begun = performance.now();
  const asked = await openings.consultStores(operator, id, { why: "bench", deadline, rule }, null);
  if (!asked.ok) throw new Error(asked.fault);
  return { time, openings, id, stores, electorateMs: performance.now() - begun };
}

async function castAll({ openings, id, stores }: Poll, postmaster: number) {
  const node = process.cpuUsage();
  const postgres = cpuSecondsOfTree(postmaster);
  const { times, wallMs } = await inParallel([...stores.keys()], atOnce, async (n) => {
    const store = stores[n] as string;
    const words = { choice: supports(n) ? "support" : "re_evaluate", reason_code: `r${n % 7}`, reason: "" } as const;
    const done = await openings.castBallot(person(store), id, { store, ...words, replaces: null }, null);
    if (!done.ok) throw new Error(done.fault);
  });
  const { user, system } = process.cpuUsage(node);
  const cpuUs = (user + system + (cpuSecondsOfTree(postmaster) - postgres) * 1e6) / stores.length;
  return { times, wallMs, cpuUs };
}

/** The deadline passes: what the house makes of the ballots must be right. Answers how long it took. */
async function sealed({ time, openings, id, stores }: Poll): Promise<number> {
  time.now = deadline;
  const began = performance.now();
  await openings.tick();
  const ms = performance.now() - began;
  const [result] = await openings.consultationsOf(id);
  const support = `${[...stores.keys()].filter(supports).length}`;
  const told = result?.tally?.stores;
  if (told?.cast !== `${stores.length}` || told.support !== support) throw new Error("The tally is wrong.");
  const first = stores[0] as string;
  const proven = await openings.proveBallot(person(first), id, first);
  if (!proven.ok || !verifyReceipt(proven.value.receipt, proven.value.proof)) throw new Error("The proof fails.");
  return ms;
}

/** The same rows by plain INSERTs of 128, on two connections, with no question asked. */
async function rawRows(db: BenchDb, stores: readonly string[]): Promise<number> {
  const batches = Array.from({ length: Math.ceil(stores.length / 128) }, (_, n) =>
    stores.slice(n * 128, n * 128 + 128),
  );
  const { wallMs } = await inParallel(batches, 2, (batch) =>
    db.read(
      `insert into ballot_history (opening, n, store, version, choice, reason_code, reason, by_whom, at)
       select 'raw', 1, store, 1, 'support', 'r', '', store, $2 from unnest($1::text[]) as store`,
      [batch, new Date("2024-09-04T02:00:00Z")],
    ),
  );
  return (stores.length * 1000) / wallMs;
}
