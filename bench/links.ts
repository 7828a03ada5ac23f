import { createHmac, randomBytes } from "node:crypto";
import pg from "pg";
import { makeIds, openDatabase } from "#db";
import { createLinks, type Links, type LinksParts } from "#links";
import { cpuSecondsOfTree } from "./cpu.ts";
import { benchDatabase } from "./database.ts";
import { type BenchResult, type BenchSize, inParallel, median, quantile, round } from "./report.ts";

const marketplace = "mkt_01FTS99G00184V7SF9YZ8CSHM8";
const hash = (text: string) => createHmac("sha256", "links of a bench").update(text).digest();
const kept = 2000;
const callers = 32;

function partsOf(db: LinksParts["db"]): LinksParts {
  const clock = { now: () => new Date() };
  return {
    ...{ db, clock, hash, ids: makeIds(clock, randomBytes), random: randomBytes, publicUrl: "https://hutong.test" },
    permit: () => ({ open: true, reasons: [], opening: null }),
    agreementsInForce: async () => [],
    mayApprove: () => ({ ok: false }),
    linkOpenings: async () => [],
  };
}

async function makeMany(links: Links): Promise<string[]> {
  await links.refresh();
  await links.setLinkSettings("bench", { marketplace, hosts: ["taobao.test"], android: [], ios: [] });
  const caller = { kind: "key", id: "key_bench", marketplace, store: null };
  const codes: string[] = [];
  await inParallel(Array.from({ length: kept }), 16, async () => {
    const input = { marketplace, store: null, kind: "product", title: "龙井", picture: null, price: null } as const;
    const made = await links.makeLink(caller, { ...input, target: "https://taobao.test/1", expires_at: null }, null);
    if (!made.ok) throw new Error(`A link was refused: ${made.fault}.`);
    codes.push(made.value.code);
  });
  return codes;
}

/**
 * Pasted texts resolved to previews, 32 at once: the code found amid other text, its proof checked, the row read.
 * `ceiling`: the same machine reading the same rows by key in the same run, one prepared statement each.
 */
export async function benchLinks({ runs = 5, perRun = 10_000 }: BenchSize): Promise<BenchResult> {
  const database = await benchDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "bench" });
  const raw = new pg.Pool({ connectionString: database.appUrl, max: 8 });
  try {
    const links = createLinks(partsOf(db));
    const codes = await makeMany(links);
    const keys = await db.read<{ bucket: number; code: string }>("select bucket, code from links");
    const asked = Array.from({ length: perRun }, (_, i) => i);
    let caller = 0;
    const resolve = async (i: number): Promise<void> => {
      const text = `复制这段话 ￥${codes[i % codes.length]}￥ 打开看好货【龙井】 12.50 yuan & more`;
      // A caller of its own each: how often one may ask is another matter.
      const found = await links.resolveText(`caller ${caller++}`, text);
      if (!found.ok || found.value.length !== 1) throw new Error("A link was not found.");
    };
    const readRaw = async (i: number): Promise<void> => {
      const key = keys[i % keys.length];
      const text = "select * from links where bucket = $1 and code = $2";
      const { rows } = await raw.query({ name: "raw", text, values: [key?.bucket, key?.code] });
      if (rows.length !== 1) throw new Error("A row was not found.");
    };
    await inParallel(asked.slice(0, 3000), callers, resolve);
    await inParallel(asked.slice(0, 3000), callers, readRaw);
    const [rates, ceilings, times] = [[] as number[], [] as number[], [] as number[]];
    let cpuUs = 0;
    for (let run = 0; run < runs; run++) {
      const [node, postgres] = [process.cpuUsage(), cpuSecondsOfTree(database.postmaster)];
      const done = await inParallel(asked, callers, resolve);
      const used = process.cpuUsage(node);
      cpuUs = (used.user + used.system + (cpuSecondsOfTree(database.postmaster) - postgres) * 1e6) / perRun;
      rates.push((perRun / done.wallMs) * 1000);
      times.push(...done.times);
      ceilings.push((perRun / (await inParallel(asked, callers, readRaw)).wallMs) * 1000);
    }
    times.sort((a, b) => a - b);
    const [throughput, ceiling] = [round(median(rates), 0), round(median(ceilings), 0)];
    return {
      ...{ name: "links", unit: "pasted texts resolved per second", throughput, ceiling, cpu_us: round(cpuUs) },
      ...{ p50_ms: round(quantile(times, 0.5), 2), p99_ms: round(quantile(times, 0.99), 2) },
      ratio: round(throughput / ceiling, 2),
      detail: {
        links: kept,
        runs,
        per_run: perRun,
        at_once: callers,
        of_each_run: rates.map((rate) => round(rate, 0)),
      },
    };
  } finally {
    await db.close();
    await raw.end();
    await database.stop();
  }
}
