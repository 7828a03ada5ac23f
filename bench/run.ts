/** `npm run bench -- settle|pay`: boots what it needs, measures, prints one JSON object as its last line. */
import { benchPay } from "./pay.ts";
import type { BenchResult } from "./report.ts";
import { benchSettle } from "./settle.ts";

const benches: Readonly<Record<string, () => Promise<BenchResult>>> = { settle: benchSettle, pay: benchPay };

const name = process.argv[2] ?? "";
const bench = benches[name];
if (!bench) {
  console.error(`Name one of: ${Object.keys(benches).join(", ")} (npm run bench -- settle).`);
  process.exit(1);
}
console.error(`${name}: booting, warming up and measuring takes one to two minutes …`);
console.log(JSON.stringify(await bench()));
process.exit(0);
