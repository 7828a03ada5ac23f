/** `npm test`: everything. `npm test -- src/money`: those tests alone. The last line counts checks and tests. */
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { handOn, readSearchPath, runsInCi } from "#config";
import { checks, root, run } from "./checks.ts";
import { ensureChromium } from "./chromium.ts";

type Count = { passed: number; failed: number };

/** Tests that need a browser: by name, or by folder. */
const browserTests = ["**/*.browser.test.{ts,tsx}", "tests/browser/**"];

async function runChecks(): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  for (const check of checks) {
    const { ok, output, ms } = await check.run();
    console.log(`${ok ? "✓" : "✗"} ${check.name} (${ms} ms)`);
    if (!ok) console.log(output.trimEnd());
    count[ok ? "passed" : "failed"]++;
  }
  return count;
}

/** Says loudly what is left out; nobody watches a CI run, so there it is a failure. */
async function leaveOut(): Promise<{ exclude: string[]; failed: number }> {
  const chromium = await ensureChromium(readSearchPath());
  // Tests take this one and no other: none leaves itself out for want of what was found here.
  if (chromium.path !== null) {
    handOn("CHROMIUM", chromium.path);
    return { exclude: [], failed: 0 };
  }
  const files = globSync(browserTests, { cwd: root, exclude: (name) => name.includes("node_modules") });
  const wall = "!".repeat(100);
  console.log(`${wall}\nLEFT OUT: ${files.length} files of browser tests, for want of Chromium (${chromium.why}):`);
  for (const file of files) console.log(`  ${file}`);
  console.log(`Install it: apt-get install -y --no-install-recommends chromium fonts-noto-cjk\n${wall}`);
  return { exclude: browserTests.flatMap((pattern) => ["--exclude", pattern]), failed: runsInCi() ? files.length : 0 };
}

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  success: boolean;
  testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
};

/** A file that could not be loaded has no failed test of its own: it counts as one. */
function countReport(report: Report, ok: boolean): Count {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((one) => one.status === "failed"),
  ).length;
  const failed = report.numFailedTests + broken;
  return { passed: report.numPassedTests, failed: failed === 0 && !(ok && report.success) ? 1 : failed };
}

async function runTests(more: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "hutong-report-"));
  const file = join(folder, "report.json");
  try {
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { ok } = await run(process.execPath, [vitest, "run", ...reporters, ...more], true);
    return countReport(JSON.parse(readFileSync(file, "utf8")) as Report, ok);
  } catch (error) {
    console.log(`The test run ended without a report: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const given = process.argv.slice(2);
const some = given.length > 0;
const checked = some ? { passed: 0, failed: 0 } : await runChecks();
const left = some ? { exclude: [], failed: 0 } : await leaveOut();
const tested = await runTests([...left.exclude, ...given]);
const failed = checked.failed + left.failed + tested.failed;
console.log(`${checked.passed + tested.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
