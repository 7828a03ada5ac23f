/**
 * `npm run chaos [-- --seconds 120 --seed 1 --buyers 16 --calm 1]`: server, worker and PostgreSQL are killed with -9
 * at random under load; afterwards books, wallets and bills must agree. The last line is one JSON object; exit code 1
 * when they do not.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { startEmbedded } from "#db/embedded";
import { ensureMigrated } from "#db/migrate";
import { buildHouse } from "#main";
import { machineTimer, sandboxClock, sandboxHttp, sandboxWallets, startSandboxWallets } from "#sandbox";
import { chaosConfig, chaosKey } from "./chaos/config.ts";
import { makeDice } from "./chaos/dice.ts";
import { type Acknowledged, buyAndBuy } from "./chaos/load.ts";
import { foundMarket } from "./chaos/market.ts";
import { judgeMoney } from "./chaos/money.ts";
import { freePort } from "./chaos/port.ts";
import { comeToRest, judge } from "./chaos/verdict.ts";
import { keepKilling, startVictims } from "./chaos/victims.ts";
import { type Closer, runProgram } from "./lifecycle.ts";
import { inWords } from "./say.ts";

type Options = { seconds: string; seed: string; buyers: string; calm: string };
const whole = (text: string): number => Math.max(1, Number.parseInt(text, 10) || 1);
const tell = (line: string): void => console.error(line);

/** The wallets are outside and do not die; their fakes live here, with the pretend phones. */
async function openWallets(home: string, closer: Closer) {
  const clock = sandboxClock();
  const wallets = await startSandboxWallets({
    ...{ home, port: 0, wallets: sandboxWallets, now: clock.now, clock, random: randomBytes, http: sandboxHttp },
    ...{ timer: machineTimer, say: tell, phonePages: home },
  });
  closer.add(() => wallets.close());
  return { clock, wallets };
}

async function chaos(options: Options, closer: Closer): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "hutong-chaos-"));
  chmodSync(home, 0o755);
  closer.add(async () => rmSync(home, { recursive: true, force: true }));
  const database = await startEmbedded({ home });
  await ensureMigrated(database);
  const { clock, wallets } = await openWallets(home, closer);
  const [port, key] = [await freePort(), randomBytes(32).toString("hex")];
  const masterKey = chaosKey(key);
  const parts = { config: chaosConfig(port, masterKey), masterKey, databaseUrl: database.appUrl, pages: tmpdir() };
  const market = await foundMarket(wallets, { databaseUrl: database.appUrl, port, key, stores: 6 });
  const victims = await startVictims(home, database, port, key);
  closer.add(() => victims.close());
  const began = clock.now();
  const until = performance.now() + whole(options.seconds) * 1000;
  const after = { refunds: [], releases: [], disputes: [], evidence_files: [], withdrawals: [] };
  const done: Acknowledged = { checkouts: [], payments: [], ...after, paid: 0, tries: 0 };
  const shop = { url: `http://127.0.0.1:${port}`, ...market };
  const buyers = Array.from({ length: whole(options.buyers) }, (_, i) =>
    buyAndBuy(shop, wallets, makeDice(whole(options.seed) * 1000 + i), until, done),
  );
  await Promise.all([
    keepKilling(victims, { seed: whole(options.seed), calm: whole(options.calm) }, until, tell),
    ...buyers,
  ]);
  await victims.stopHouses();
  tell("The storm is over; the house comes to rest.");
  const house = await buildHouse({ ...parts, outside: { clock }, worker: false });
  closer.add(() => house.close());
  await comeToRest(house, clock);
  const verdict = await judge(house, wallets, clock, done, began);
  const money = await judgeMoney(house, wallets, market);
  const bad = [...verdict.books, ...verdict.lost, ...verdict.doubled, ...verdict.breaks, ...money.wrong];
  for (const line of bad.slice(0, 20)) tell(line);
  const counts = Object.fromEntries(
    Object.entries(done).map(([name, what]) => [name, typeof what === "number" ? what : what.length]),
  );
  console.log(
    JSON.stringify({
      ...{ name: "chaos", ok: bad.length === 0, seconds: whole(options.seconds), seed: whole(options.seed) },
      ...{ kills: victims.kills, ...counts, bill_lines: verdict.lines, books: verdict.books.length },
      ...{
        ...money.counts,
        wrong: money.wrong.length,
        lost: verdict.lost.length,
        doubled: verdict.doubled.length,
        breaks_open: verdict.breaks.length,
      },
    }),
  );
  return bad.length === 0 ? 0 : 1;
}

const program = new Command("npm run chaos --")
  .option("--seconds <n>", "how long it is killed and bought", "120")
  .option("--seed <n>", "of the kills and the buyers", "1")
  .option("--buyers <n>", "at once", "16")
  .option("--calm <n>", "so many times as long between kills, for a slow machine", "1")
  .action((options: Options) =>
    runProgram(
      (closer) => chaos(options, closer),
      (words) => tell(inWords(words)),
    ),
  );
await program.parseAsync();
