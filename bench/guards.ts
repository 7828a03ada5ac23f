import pg from "pg";
import { bucketValues, openDatabase } from "#db";
import { makeGuardFigures } from "../src/guard-figures.ts";
import { type BenchDatabase, benchDatabase } from "./database.ts";
import { type BenchResult, type BenchSize, median, quantile, round } from "./report.ts";

const standard = { perRun: 200_000, runs: 50 };
const now = new Date("2026-11-22T12:00:00Z");
const asked = { sides: ["mkt_1"], partner: "wechatpay", methods: null, figure: "success_rate" } as const;

/**
 * What guards cost: a day's payments, spread over its 86,400 seconds, are counted from their events once; then a guard
 * with the longest window looks at them again and again. `ceiling` is how often the same figures could be read from the
 * payments themselves, as a scan, in the same run.
 */
export async function benchGuards(size: BenchSize = {}): Promise<BenchResult> {
  const { perRun, runs } = { ...standard, ...size };
  const database = await benchDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "bench guards" });
  try {
    await aDay(database, perRun);
    const figures = makeGuardFigures(db, { now: () => now });
    const began = performance.now();
    let counted = 0;
    for (let seen = await figures.feed(); seen > 0; seen = await figures.feed()) counted += seen;
    const feedMs = performance.now() - began;
    const since = new Date(now.getTime() - 86_400_000);
    const found = await figures.figuresOf({ ...asked, since });
    if (found.paid + found.refused !== BigInt(perRun)) throw new Error("The figures are wrong.");
    const looks = await timed(runs, () => figures.figuresOf({ ...asked, since }));
    const hour = await timed(runs, () => figures.figuresOf({ ...asked, since: new Date(now.getTime() - 3_600_000) }));
    const scans = await timed(5, () => db.read(scan, [bucketValues, since]));
    return {
      ...{ name: "guards", unit: "looks per second at a window of a whole day" },
      ...{ throughput: round(1000 / median(looks)), p50_ms: round(median(looks), 2) },
      ...{
        p99_ms: round(quantile(looks.toSorted(byNumber), 0.99), 2),
        cpu_us: 0,
        ceiling: round(1000 / median(scans)),
      },
      ratio: round(median(scans) / median(looks), 2),
      detail: {
        ...{ payments: perRun, slots: 86_400, counted_per_second: round((counted * 1000) / feedMs, 0) },
        ...{ look_at_an_hour_ms: round(median(hour), 2), scan_of_payments_ms: round(median(scans), 1) },
      },
    };
  } finally {
    await db.close();
    await database.stop();
  }
}

const byNumber = (a: number, b: number): number => a - b;

const scan = `select count(*) filter (where state = 'paid') as paid,
    count(*) filter (where state = 'refused') as refused
  from payments where bucket = any($1) and marketplace = 'mkt_1' and wallet = 'wechatpay' and created_at >= $2`;

async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took;
}

/** Payments over a day that ends now, nine in ten paid, each with the event of how it ended. */
async function aDay(database: BenchDatabase, count: number): Promise<void> {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, expires_at, created_at)
     select ($2::int[])[n % 64 + 1], 'pay_' || lpad(n::text, 26, '0'), 'ord', 'chk', 'mkt_1', 'sto', 'wechatpay',
       'wac', 'qr', 100, 'CNY', case when n % 10 = 0 then 'refused' else 'paid' end, false, '{}', $3,
       $3::timestamptz - n * (86400.0 / $1) * interval '1 second'
     from generate_series(0, $1::int - 1) as n`,
    [count, bucketValues, now],
  );
  await owner.query(
    `insert into events (bucket, number, id, type, version, marketplace, subject, data, at)
     select bucket, row_number() over (partition by bucket order by id), 'evt_' || substr(id, 5),
       'payment.' || state, 1, marketplace, id, '{}', created_at
     from payments`,
  );
  await owner.query("analyze payments");
  await owner.end();
}
