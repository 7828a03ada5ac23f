import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { askPartner, type Contract, loadGroup, makeHolder, openBlinder, shelfInMemory } from "#alliance";
import { overlapOfPeer } from "./peers/psi.ts";
import { type BenchResult, type BenchSize, median, round } from "./report.ts";

/** Ids a side, of the peer's sets too: it takes about twenty times as long as we do over them. */
const standard = { perRun: 5_000, runs: 3 };

const contract: Contract = {
  ...{ id: "bench", parties: ["a", "b"], purposes: ["bench"], modes: ["size", "sum"], budget: 1000, crowd: 1 },
  ...{ starts: "2020-01-01T00:00:00Z", ends: "2100-01-01T00:00:00Z", epsilon_milli: 1000, clip: "100000", padding: 20 },
};

/**
 * Overlap of two sets of the same size, half in common, both parties on this machine: all four passes, shuffles, false
 * members and noise. Beside it in the same run @openmined/psi.js (P-256, wasm, one thread: it has no threads) over the
 * same sets, asked for the size alone as we are, with its plain list of the server's elements. It has no sums and no
 * noise. Rates are members of both sides a second.
 */
export async function benchOverlap(size: BenchSize = {}): Promise<BenchResult> {
  const { perRun, runs } = { ...standard, ...size };
  await loadGroup();
  const threads = availableParallelism();
  const blinder = openBlinder(threads);
  const rates = { size: [] as number[], sum: [] as number[], peer: [] as number[], one: [] as number[] };
  const alone = openBlinder(1);
  await once(Math.min(500, perRun), "size", blinder);
  let [cpu, peerCpu] = [0, 0];
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    rates.size.push(await once(perRun, "size", blinder));
    times.push(performance.now() - began);
    const { user, system } = process.cpuUsage(used);
    cpu += (user + system) / (2 * perRun * runs);
    const before = process.cpuUsage();
    rates.peer.push(await overlapOfPeer(perRun));
    const peers = process.cpuUsage(before);
    peerCpu += (peers.user + peers.system) / (2 * perRun * runs);
    rates.sum.push(await once(Math.ceil(perRun / 4), "sum", blinder));
    rates.one.push(await once(Math.ceil(perRun / 4), "size", alone));
  }
  await Promise.all([blinder.close(), alone.close()]);
  const throughput = round(median(rates.size), 0);
  const ceiling = round(median(rates.peer), 0);
  return {
    ...{ name: "overlap", unit: "ids of both sides per second", throughput, p50_ms: round(median(times)) },
    ...{ p99_ms: round(Math.max(...times)), cpu_us: round(cpu), ceiling, ratio: round(throughput / ceiling, 2) },
    detail: {
      ...{ ids_a_side: perRun, runs, threads, peer: "@openmined/psi.js 2.0.6", peer_ids_a_side: perRun },
      peer_threads: 1,
      ...{
        sum_mode_ids_a_side: Math.ceil(perRun / 4),
        sum_mode: round(median(rates.sum), 0),
        one_thread: round(median(rates.one), 0),
      },
      ...{ peer_cpu_us: round(peerCpu), ratio_by_cpu: round(peerCpu / cpu, 2) },
      one_thread_ratio: round(median(rates.one) / ceiling, 2),
    },
  };
}

async function once(size: number, mode: "size" | "sum", blinder: ReturnType<typeof openBlinder>): Promise<number> {
  const half = Math.trunc(size / 2);
  const clock = { now: () => new Date() };
  const dataset = { title: "bench", purposes: ["bench"], basis: "made up" };
  const shared = { clock, random: randomBytes, blinder, contract, dataset, used: () => 0, log: () => {} };
  const shelf = shelfInMemory();
  const rows = Array.from({ length: size }, (_, i) => ({ id: `buyer ${i + half}`, amount: 100n }));
  const holder = makeHolder({ ...shared, rows, shelf: () => shelf });
  const ids = Array.from({ length: size }, (_, i) => `buyer ${i}`);
  const began = performance.now();
  const asked = { run: "bench", contract: "bench", purpose: "bench", mode };
  const told = await askPartner({ ...shared, ids, shelf: shelfInMemory() }, holder, asked);
  const seconds = (performance.now() - began) / 1000;
  if (!told.ok || told.value === null) throw new Error(`No overlap: ${JSON.stringify(told.ok ? null : told.fault)}`);
  if (Math.abs(Number(told.value.count) - (size - half)) > 60) throw new Error(`A wrong overlap: ${told.value.count}`);
  return (2 * size) / seconds;
}
