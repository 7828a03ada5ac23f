/** `npm start [-- --once] [-- --port N]`: the whole house with the wallets' fakes and the demo, checked by itself. */
import { join } from "node:path";
import { Command } from "commander";
import { readConfig } from "#config";
import { buildWeb } from "./build-web.ts";
import { root } from "./checks.ts";
import { consoleUrls } from "./console-urls.ts";
import { readyDatabase } from "./database.ts";
import { demoYear, tellPeople } from "./demo-year.ts";
import { listenFault, requireFreePort, runProgram } from "./lifecycle.ts";
import { say } from "./say.ts";
import { startReport } from "./start-report.ts";

type Options = { once?: boolean; port?: string; year?: boolean };

const options = new Command("npm start --")
  .option("--once", "end after the self-check: 0 when it passed, else 1")
  .option("--no-year", "without the simulated year that a first start writes")
  .option("--port <number>", "where the house listens (PORT)")
  .parse()
  .opts<Options>();

await runProgram(async (closer, failed) => {
  const began = performance.now();
  const config = readConfig("sandbox", { PORT: options.port });
  await requireFreePort(config.host, config.port);
  const pages = join(root, "web", "dist");
  const masterKey = config.masterKey();
  const database = await readyDatabase(config, closer, failed);
  if (database.note) say(database.note);
  const built = await buildWeb({ outDir: pages });
  const { buildHouse } = await import("#main");
  const { booksOfStore } = await import("./book-checks.ts");
  const { drillControl, sandboxClock, startSandbox } = await import("#sandbox");
  const clock = sandboxClock(config.sandboxClock);
  const wanted = options.year !== false && !options.once;
  const year = wanted ? await demoYear({ config, masterKey, database, pages, now: clock.now() }) : null;
  const house = await buildHouse({ config, masterKey, databaseUrl: database.appUrl, pages, outside: { clock } });
  closer.add(() => house.close());
  const { url } = await house.listen().catch((error: unknown) => {
    throw listenFault(error, config.host, config.port);
  });
  const operatorToken = await house.operatorToken();
  const sandbox = await startSandbox({
    config,
    houseUrl: url,
    operatorToken,
    approverToken: await house.approverToken(),
    pages,
    clock,
    say,
    hub: house.walletHub?.urls() ?? null,
  });
  closer.add(() => sandbox.close());
  if (year !== null) tellPeople(year);
  house.watch.drills.connect(drillControl(sandbox.wallets.control));
  const check = await sandbox.selfCheck(booksOfStore(house.db));
  const fresh = built.filter((page) => page.fresh).map((page) => page.app);
  const tookMs = performance.now() - began;
  const urls = [...sandbox.urls, ...(await consoleUrls(house.people, url))];
  console.log(startReport({ tookMs, houseUrl: url, urls, check, migrated: database.migrated, built: fresh }));
  if (options.once) return check.ok ? 0 : 1;
  say({ en: "Ctrl-C stops it.", zh: "按 Ctrl-C 停止。" });
  return null;
});
