/**
 * `npm run bench -- settle|pay|code|ballots|caps|guards|decide|reconcile|overlap`: boots what it needs, measures, prints one JSON object last. For a look
 * at where the time goes (settle and pay): `--runs 1 --count 1000 --profile DIR` writes a CPU profile of each process
 * that measures, and what PostgreSQL spent by statement. `--callers N`: of pay, how many pay at once.
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchBallots } from "./ballots.ts";
import { benchCaps } from "./caps.ts";
import { benchCode } from "./code.ts";
import { benchDecide } from "./decide.ts";
import { benchGuards } from "./guards.ts";
import { benchLinks } from "./links.ts";
import { benchOverlap } from "./overlap.ts";
import { benchPay } from "./pay.ts";
import { benchReconcile } from "./reconcile.ts";
import type { BenchResult, BenchSize } from "./report.ts";
import { benchSettle } from "./settle.ts";
import { benchTransfer } from "./transfer.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ runs: { type: "string" }, count: { type: "string" }, callers: { type: "string" } },
    profile: { type: "string" },
  },
});
const size: BenchSize = {
  ...(values.runs === undefined ? {} : { runs: Number.parseInt(values.runs, 10) }),
  ...(values.count === undefined ? {} : { perRun: Number.parseInt(values.count, 10) }),
  ...(values.callers === undefined ? {} : { callers: Number.parseInt(values.callers, 10) }),
  ...(values.profile === undefined ? {} : { profile: resolve(values.profile) }),
};
if (size.profile !== undefined) mkdirSync(size.profile, { recursive: true });

const benches: Readonly<Record<string, (size: BenchSize) => Promise<BenchResult>>> = {
  settle: benchSettle,
  pay: benchPay,
  code: benchCode,
  ballots: benchBallots,
  caps: benchCaps,
  guards: benchGuards,
  decide: benchDecide,
  reconcile: benchReconcile,
  transfer: benchTransfer,
  links: benchLinks,
  overlap: benchOverlap,
};

const name = positionals[0] ?? "";
const bench = benches[name];
if (!bench) {
  console.error(`Name one of: ${Object.keys(benches).join(", ")} (npm run bench -- settle).`);
  process.exit(1);
}
console.error(`${name}: booting, warming up and measuring takes one to two minutes …`);
console.log(JSON.stringify(await bench(size)));
process.exit(0);
