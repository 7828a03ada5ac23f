import { compile, decide, type Facts, type Programmes } from "#openings";
import { now, openings, programmeOf, randomFacts, stagesEach } from "./decide-world.ts";
import { makeOpenFeature } from "./peers/openfeature.ts";
import { makeUnleash } from "./peers/unleash.ts";
import { type BenchResult, type BenchSize, median, round } from "./report.ts";

const standard = { perRun: 200_000, runs: 7 };
/** Peers are slower; their rate settles with fewer. */
const peersPart = 4;

type Contender = { name: string; part: number; ask(asked: Asked): boolean | Promise<boolean> };
type Asked = ReturnType<typeof randomFacts>[number];

/**
 * Decisions on one core, reasons built, nothing remembered between them: two hundred openings of ten stages, random
 * facts. Beside it in the same run, alternating: Unleash's client and OpenFeature's in-memory provider with the same
 * rules, which must let in exactly the same ones (they say yes or no, and build no reasons). Rates are by the process's
 * CPU time, since other work may share the machine; `ceiling` is the best peer's, `ratio` ours over it.
 */
export async function benchDecide(size: BenchSize = {}): Promise<BenchResult> {
  const { perRun, runs } = { ...standard, ...size };
  const facts = randomFacts(perRun);
  const running = 6;
  const contenders: Contender[] = [
    { name: "hutong", part: 1, ask: ours(compiled(false)) },
    { name: "hutong with CEL", part: 1, ask: ours(compiled(true)) },
    { name: "unleash-client", part: peersPart, ask: await makeUnleash(stageNumbers()) },
    { name: "unleash-client, one stage", part: peersPart, ask: await makeUnleash([running]) },
    { name: "OpenFeature in memory", part: peersPart, ask: await makeOpenFeature() },
  ];
  const open = await agree(contenders, facts.slice(0, 20_000));
  const rates = new Map(contenders.map(({ name }) => [name, { wall: [] as number[], cpu: [] as number[] }]));
  for (let run = 0; run < runs; run++) {
    for (const contender of contenders) {
      const rate = await timed(contender, facts.slice(0, Math.ceil(perRun / contender.part)));
      rates.get(contender.name)?.wall.push(rate.wall);
      rates.get(contender.name)?.cpu.push(rate.cpu);
    }
  }
  const of = (name: string, kind: "wall" | "cpu") => round(median(rates.get(name)?.[kind] ?? []), 0);
  const throughput = of("hutong", "cpu");
  const ceiling = Math.max(...contenders.slice(2).map(({ name }) => of(name, "cpu")));
  return {
    ...{ name: "decide", unit: "decisions per second of one core's time", throughput, p50_ms: 0, p99_ms: 0 },
    ...{ cpu_us: round(1e6 / throughput, 2), ceiling, ratio: round(throughput / ceiling, 2) },
    detail: {
      ...{ openings, stages_each: stagesEach, open_share: round(open, 3), runs, facts: perRun },
      per_core_second: Object.fromEntries(contenders.map(({ name }) => [name, of(name, "cpu")])),
      per_second_by_the_wall_clock: Object.fromEntries(contenders.map(({ name }) => [name, of(name, "wall")])),
    },
  };
}

const stageNumbers = () => Array.from({ length: stagesEach }, (_, i) => i + 1);

function compiled(cel: boolean): Programmes {
  const programmes = Array.from({ length: openings }, (_, n) => programmeOf(n, cel));
  return compile("mkt_1", "Asia/Shanghai", 1n, programmes);
}

const ours = (programmes: Programmes) => (asked: Facts) => decide(asked, programmes, now).open;

/** The share that is let in; throws when one lets in somebody whom another does not: then the rules are not equal. */
async function agree(contenders: readonly Contender[], facts: readonly Asked[]): Promise<number> {
  let open = 0;
  for (const asked of facts) {
    const answers = await Promise.all(contenders.map((one) => one.ask(asked)));
    if (new Set(answers).size !== 1) throw new Error(`They differ: ${JSON.stringify(answers)} for ${asked.store}.`);
    if (answers[0]) open++;
  }
  return open / facts.length;
}

async function timed(contender: Contender, facts: readonly Asked[]): Promise<{ wall: number; cpu: number }> {
  const { ask } = contender;
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let open = 0;
  for (const asked of facts) {
    const answer = ask(asked);
    // Awaited only where the contender answers with a promise: nobody pays for another's.
    if (typeof answer === "boolean" ? answer : await answer) open++;
  }
  const { user, system } = process.cpuUsage(cpu);
  if (open === 0) throw new Error("A run in which nobody is let in measures nothing.");
  const perMs = facts.length / (performance.now() - began);
  return { wall: perMs * 1000, cpu: (facts.length * 1e6) / (user + system) };
}
