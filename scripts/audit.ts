/**
 * `npm run audit -- verify [--head SIZE:ROOT]`: recomputes every hash, link and published head from the rows
 * themselves. Exits 1 when anything was changed, taken away or slipped in. `--head` (repeatable) is a head that
 * somebody noted earlier: today's tree must have grown from it.
 */
import { Command, InvalidArgumentError } from "commander";
import { type AuditFault, verifyAudit } from "#audit";
import { readConfig } from "#config";
import { openDatabase } from "#db";
import { runningEmbedded } from "#db/embedded";
import { readyDatabase } from "./database.ts";
import { runProgram } from "./lifecycle.ts";
import { inWords, table } from "./say.ts";

const words = {
  stand: { en: "Nothing was changed: entries", zh: "未发现改动，条目数" },
  differ: { en: "Faults found", zh: "发现不一致" },
  head: { en: "head", zh: "树头" },
  waiting: { en: "waiting to be linked", zh: "待链接" },
};

function readHead(text: string, before: { size: number; root: string }[]): { size: number; root: string }[] {
  const found = /^(\d{1,12}):([0-9a-f]{64})$/.exec(text);
  if (!found) throw new InvalidArgumentError(`A head is SIZE:ROOT, with 64 hexadecimal digits, not "${text}".`);
  return [...before, { size: Number.parseInt(found[1] ?? "", 10), root: found[2] ?? "" }];
}

async function verify(options: { json?: boolean; head: { size: number; root: string }[] }): Promise<void> {
  await runProgram(async (closer, failed) => {
    const config = readConfig("sandbox");
    const running = config.database === null ? runningEmbedded(config.home) : null;
    const { appUrl } = running ?? (await readyDatabase(config, closer, failed));
    const db = openDatabase(appUrl, { poolSize: 2, applicationName: "hutong audit" });
    closer.add(() => db.close());
    const verdict = await verifyAudit(db, new Date(), options.head);
    console.log(options.json ? JSON.stringify(verdict) : report(verdict));
    return verdict.ok ? 0 : 1;
  });
}

function report({ size, root, waiting, faults }: Awaited<ReturnType<typeof verifyAudit>>): string {
  const rows = faults.map((fault: AuditFault) => [fault.kind, fault.about, fault.detail]);
  const verdict = rows.length === 0 ? `${inWords(words.stand)}: ${size}` : `${inWords(words.differ)}: ${rows.length}`;
  const head = `${inWords(words.head)} ${size}:${root}  (${inWords(words.waiting)}: ${waiting})`;
  return [verdict, head, ...(rows.length === 0 ? [] : [table(rows)])].join("\n");
}

const program = new Command("npm run audit --");
program
  .command("verify")
  .option("--json", "one JSON object instead of words")
  .option("--head <size:root>", "a head noted earlier; repeatable", readHead, [])
  .action(verify);
await program.parseAsync();
