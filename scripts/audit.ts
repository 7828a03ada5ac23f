/** `npm run audit -- verify [--head n:hash]`: walks the chain over what people and openings did. */
import { Command } from "commander";
import { readConfig } from "#config";
import { openDatabase } from "#db";
import { runningEmbedded } from "#db/embedded";
import { verifyAudit } from "#oversight";
import { readyDatabase } from "./database.ts";
import { runProgram } from "./lifecycle.ts";
import { say } from "./say.ts";

const said = {
  changed: { en: "was changed", zh: "被改动" },
  missing: { en: "is missing", zh: "缺失" },
  broken: { en: "does not follow from the link before", zh: "与前一环不衔接" },
  gap: { en: "is not there", zh: "不存在" },
  head_differs: { en: "is not the one that was told", zh: "与已公布的不同" },
} as const;

function headOf(text: string | undefined): { n: bigint; hash: string } | null {
  const found = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text ?? "");
  return found ? { n: BigInt(found[1] ?? "0"), hash: found[2] ?? "" } : null;
}

async function verify(options: { head?: string; json?: boolean }): Promise<void> {
  await runProgram(async (closer, failed) => {
    const kept = headOf(options.head);
    if (options.head !== undefined && kept === null) {
      console.error("--head is <number>:<64 hexadecimal digits>, as GET /v1/openness tells it.");
      return 1;
    }
    const config = readConfig("sandbox");
    const running = config.database === null ? runningEmbedded(config.home) : null;
    const { appUrl } = running ?? (await readyDatabase(config, closer, failed));
    const db = openDatabase(appUrl, { poolSize: 2, applicationName: "hutong audit" });
    closer.add(() => db.close());
    const { links, faults } = await verifyAudit({ db }, kept);
    if (options.json) console.log(JSON.stringify({ links: links.toString(), faults }));
    else if (faults.length === 0)
      say({ en: `${links} links: nothing was changed.`, zh: `共 ${links} 环，无一被改动。` });
    else
      for (const { about, what } of faults) say({ en: `${about} ${said[what].en}`, zh: `${about} ${said[what].zh}` });
    return faults.length === 0 ? 0 : 1;
  });
}

const program = new Command("npm run audit --");
program
  .command("verify")
  .description("1 when anything was changed")
  .option("--head <n:hash>", "a head that you wrote down earlier")
  .option("--json")
  .action(verify);
await program.parseAsync();
