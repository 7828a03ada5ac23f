/**
 * `npm run books -- check`: verifies every book, and every reference that no foreign key guards. Exits 1 on a
 * difference.
 */
import cliProgress from "cli-progress";
import { Command } from "commander";
import { readConfig } from "#config";
import { openDatabase } from "#db";
import { runningEmbedded } from "#db/embedded";
import { type BookFault, checkBooks } from "#ledger";
import { bookChecks } from "./book-checks.ts";
import { readyDatabase } from "./database.ts";
import { runProgram } from "./lifecycle.ts";
import { inWords, table } from "./say.ts";

const words = {
  stand: {
    en: "Every book stands: debits and credits, totals and references agree.",
    zh: "账目全部平衡：借贷、余额与引用一致。",
  },
  differ: { en: "differences found", zh: "处不一致" },
};

async function check(options: { json?: boolean }): Promise<void> {
  await runProgram(async (closer, failed) => {
    const config = readConfig("sandbox");
    const running = config.database === null ? runningEmbedded(config.home) : null;
    const { appUrl } = running ?? (await readyDatabase(config, closer, failed));
    const db = openDatabase(appUrl, { poolSize: 2, applicationName: "hutong books" });
    closer.add(() => db.close());
    const bar = new cliProgress.SingleBar({
      format: "{bar} {value}/{total}",
      stream: process.stderr,
      noTTYOutput: false,
    });
    if (!options.json) bar.start(1, 0);
    const faults = await checkBooks(db, bookChecks, (done, of) => {
      bar.setTotal(of);
      bar.update(done);
    });
    bar.stop();
    console.log(options.json ? JSON.stringify({ ok: faults.length === 0, faults }) : report(faults));
    return faults.length === 0 ? 0 : 1;
  });
}

function report(faults: readonly BookFault[]): string {
  if (faults.length === 0) return inWords(words.stand);
  const rows = faults.map((fault) => [fault.check, `${fault.bucket}`, fault.about, fault.detail]);
  return `${faults.length} ${inWords(words.differ)}\n${table(rows)}`;
}

const program = new Command("npm run books --");
program.command("check").option("--json", "one JSON object instead of words").action(check);
await program.parseAsync();
