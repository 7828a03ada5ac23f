/** `npm run bench -- settle|pay|ballots|decide`: boots what it needs, measures, prints one JSON object last. */
import { benchBallots } from "./ballots.ts";
import { benchDecide } from "./decide.ts";
import { benchPay } from "./pay.ts";
import type { BenchResult } from "./report.ts";
import { benchSettle } from "./settle.ts";

const benches: Readonly<Record<string, () => Promise<BenchResult>>> = {
  settle: benchSettle,
  pay: benchPay,
  ballots: benchBallots,
  decide: benchDecide,
};

const name = process.argv[2] ?? "";
const bench = benches[name];
if (!bench) {
  console.error(`Name one of: ${Object.keys(benches).join(", ")} (npm run bench -- settle).`);
  process.exit(1);
}
console.error(`${name}: booting, warming up and measuring takes one to two minutes …`);
console.log(JSON.stringify(await bench()));
process.exit(0);
