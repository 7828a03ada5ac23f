/**
 * `npm run reconcile -- --day YYYY-MM-DD`: fetches the wallets' bills of a day of Asia/Shanghai and holds them against
 * our own payments and refunds. Exits 1 when a bill was refused or a break of that day is open.
 */
import { join } from "node:path";
import cliProgress from "cli-progress";
import { Command } from "commander";
import { readConfig, readConfigBeside } from "#config";
import { runningEmbedded } from "#db/embedded";
import type { House } from "#main";
import type { BreakView, Reconciliation, RunView } from "#reconciliation";
import { root } from "./checks.ts";
import { readyDatabase } from "./database.ts";
import { runProgram } from "./lifecycle.ts";
import { modeOfData } from "./mode.ts";
import { inWords, table } from "./say.ts";

type Options = { day: string; account?: string; json?: boolean };
type Told =
  | { account: string; wallet: string; ok: false; fault: string; detail: Readonly<Record<string, unknown>> }
  | { account: string; wallet: string; ok: true; repeated: boolean; run: RunView; open: readonly BreakView[] };

const words = {
  none: { en: "No wallet account to reconcile.", zh: "没有可对账的钱包账户。" },
  clean: { en: "no open break", zh: "无未决差错" },
  open: { en: "open breaks", zh: "项未决差错" },
  repeated: { en: "this bill was brought in before", zh: "此账单此前已导入" },
};

async function accountsOf(house: House, only: string | undefined) {
  const found: { id: string; wallet: string }[] = [];
  for (let after: string | null = null; ; ) {
    const page = await house.directory.listWalletAccounts({ marketplace: null, store: null }, { after, limit: 100 });
    found.push(...page.data.filter((one) => (only === undefined ? one.state === "enabled" : one.id === only)));
    after = page.next;
    if (after === null) return found;
  }
}

async function openBreaks(room: Reconciliation, run: string): Promise<BreakView[]> {
  const found: BreakView[] = [];
  for (let after: string | null = null; ; ) {
    const page = await room.listBreaks({ marketplace: null, run }, { after, limit: 100 });
    found.push(...page.data.filter((one) => one.state !== "closed"));
    after = page.next;
    if (after === null) return found;
  }
}

async function reconcile(house: House, options: Options): Promise<Told[]> {
  const told: Told[] = [];
  const room = house.reconciliation;
  for (const { id: account, wallet } of await accountsOf(house, options.account)) {
    const bar = new cliProgress.SingleBar({
      format: `${wallet} {what} {bar} {value}/{total}`,
      stream: process.stderr,
      noTTYOutput: false,
    });
    if (!options.json) bar.start(1, 0, { what: "lines" });
    const done = await room.runDay({ account, day: options.day }, (value, of, what) => {
      bar.setTotal(of);
      bar.update(value, { what });
    });
    bar.stop();
    if (!done.ok) told.push({ account, wallet, ok: false, fault: done.fault, detail: done.detail ?? {} });
    else told.push({ account, wallet, ok: true, ...done.value, open: await openBreaks(room, done.value.run.id) });
  }
  return told;
}

function report(told: readonly Told[]): string {
  if (told.length === 0) return inWords(words.none);
  return told
    .map((one) => {
      const head = `${one.wallet} ${one.account}`;
      if (!one.ok) return `${head}: ${one.fault} ${JSON.stringify(one.detail)}`;
      const before = one.repeated ? ` (${inWords(words.repeated)})` : "";
      if (one.open.length === 0) return `${head}: ${one.run.lines}, ${inWords(words.clean)}${before}`;
      const rows = one.open.map((found) => [found.class, found.subject ?? found.wallet_ref ?? "", found.says]);
      return `${head}: ${one.run.lines}, ${one.open.length} ${inWords(words.open)}${before}\n${table(rows)}`;
    })
    .join("\n");
}

function asJson(told: readonly Told[]): string {
  return JSON.stringify(told, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}

const program = new Command("npm run reconcile --")
  .requiredOption("--day <day>", "a day of Asia/Shanghai that is over, YYYY-MM-DD")
  .option("--account <id>", "one wallet account (wac_…); without it every enabled one")
  .option("--json", "one JSON array instead of words")
  .action((options: Options) =>
    runProgram(async (closer, failed) => {
      const settings = readConfig("sandbox");
      const running = settings.database === null ? runningEmbedded(settings.home) : null;
      const { appUrl: databaseUrl } = running ?? (await readyDatabase(settings, closer, failed));
      const config = readConfigBeside(await modeOfData(settings, databaseUrl));
      const { buildHouse } = await import("#main");
      const pages = join(root, "web", "dist");
      // Its own log would stand between the words; what it does here is told below.
      const quiet = { ...config, logLevel: "silent" as const };
      const masterKey = config.masterKey();
      const house = await buildHouse({ config: quiet, masterKey, databaseUrl, pages, worker: false });
      closer.add(() => house.close());
      const told = await reconcile(house, options);
      console.log(options.json ? asJson(told) : report(told));
      return told.every((one) => one.ok && one.open.length === 0) ? 0 : 1;
    }),
  );
await program.parseAsync();
