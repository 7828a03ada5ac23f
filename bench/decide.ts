import { hash } from "node:crypto";
import { fen } from "#money";
import { compile, decide, type Facts, type Programme, type Stage } from "#openings";
import { type BenchResult, median, round } from "./report.ts";

const openings = 200;
const stagesEach = 10;
const perRun = 200_000;
const runs = 5;
const now = new Date("2026-11-22T08:00:00Z");
const noCaps = { per_payment: null, per_buyer_day: null, per_store_day: null, total_day: null };

/** A small generator with a seed: the same facts in every run and on every machine. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function programmeOf(n: number): Programme {
  const stages = Array.from(
    { length: stagesEach },
    (_, i): Stage => ({
      ...{ n: i + 1, title: null, methods: null, condition: null, started_at: null, paused_at: null, guards: [] },
      starts_at: i === 0 ? null : new Date(now.getTime() + (i - 5) * 86_400_000),
      stores: { categories: ["tea", "cloth"], share: 1000 * (i + 1) },
      buyers: { share: 1000 * (i + 1), city_tiers: [1, 2, 3], app_version_from: "10.9" },
      caps: { ...noCaps, per_payment: fen(30_000) },
    }),
  );
  return {
    ...{ id: `opn_${n}`, version: 1, capability: "payment", partner: `wallet_${n}`, methods: null, state: "opening" },
    ...{ effectiveAt: new Date("2026-11-01T00:00:00Z"), caps: noCaps, pilots: [], stages, salt: `salt${n}` },
  };
}

/**
 * Decisions on one core, reasons built, nothing remembered between them: two hundred openings of ten stages, random
 * facts. The ceiling is two SHA-256 a decision, which is what two sticky shares cost at least.
 */
export async function benchDecide(): Promise<BenchResult> {
  const programmes = compile(
    "mkt_1",
    "Asia/Shanghai",
    1n,
    Array.from({ length: openings }, (_, n) => programmeOf(n)),
  );
  const random = makeRandom(7);
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  const facts = Array.from(
    { length: perRun },
    (): Facts => ({
      ...{ marketplace: "mkt_1", capability: "payment", partner: `wallet_${random(openings)}`, method: "qr" },
      ...{ store: `sto_${random(100_000)}`, amount: fen(random(40_000) + 1), standing: "ready", health: "well" },
      storeFacts: { tags: { category: pick(["tea", "cloth", "books"]) }, signedUpAt: null },
      buyer: {
        reference: `b${random(1_000_000)}`,
        city_tier: random(4) + 1,
        app_version: pick(["10.38.0", "9.1", "11"]),
      },
    }),
  );
  const rates: number[] = [];
  let open = 0;
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    for (const one of facts) if (decide(one, programmes, now).open) open++;
    rates.push((perRun * 1000) / (performance.now() - began));
  }
  const began = performance.now();
  for (let n = 0; n < perRun * 2; n++) hash("sha256", `salt/buyer/b${n}`, "hex");
  const ceiling = (perRun * 1000) / (performance.now() - began);
  const throughput = median(rates);
  return {
    ...{ name: "decide", unit: "decisions/s", throughput: round(throughput), p50_ms: 0, p99_ms: 0 },
    ...{ cpu_us: round(1e6 / throughput, 2), ceiling: round(ceiling), ratio: round(throughput / ceiling, 2) },
    detail: { openings, stages_each: stagesEach, open_share: round(open / (runs * perRun), 3), peers: "none yet" },
  };
}
