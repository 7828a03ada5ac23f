/** `npm run sim -- <seed> [count]`: plays that seed and the ones after it; a fault names its seed. */
import { startVitest } from "vitest/node";

const [seed = "1", count = "1"] = process.argv.slice(2);
if (![seed, count].every((text) => /^[1-9]\d{0,8}$/.test(text))) {
  console.error("A seed and a count are whole numbers: npm run sim -- 42 100");
  process.exit(1);
}
await startVitest("test", ["sim/"], { watch: false, provide: { seeds: { from: Number(seed), count: Number(count) } } });
