/** `npm run serve`: production. No sandbox, no demo; the wallets' own hosts; refuses whatever a sandbox made. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "#config";
import { refuseSandboxData } from "#db/preflight";
import { root } from "./checks.ts";
import { consoleUrls } from "./console-urls.ts";
import { readyDatabase } from "./database.ts";
import { listenFault, requireFreePort, runProgram } from "./lifecycle.ts";
import { inWords, say, table } from "./say.ts";

/** The pages are built beforehand (`npm run build`), or here where the tools for it are installed. */
async function builtPages(): Promise<string> {
  const pages = join(root, "web", "dist");
  if (existsSync(join(root, "node_modules", "vite"))) {
    const { buildWeb } = await import("./build-web.ts");
    await buildWeb({ outDir: pages });
  }
  return pages;
}

await runProgram(async (closer, failed) => {
  const config = readConfig("production");
  const masterKey = config.masterKey();
  await requireFreePort(config.host, config.port);
  const database = await readyDatabase(config, closer, failed);
  if (database.note) say(database.note);
  await refuseSandboxData(database.appUrl, new Date());
  const pages = await builtPages();
  const { buildHouse } = await import("#main");
  const house = await buildHouse({ config, masterKey, databaseUrl: database.appUrl, pages });
  closer.add(() => house.close());
  await house.listen().catch((error: unknown) => {
    throw listenFault(error, config.host, config.port);
  });
  say({
    en: `Hutong serves ${config.publicUrl} on ${config.host}:${config.port}.`,
    zh: `Hutong 已在 ${config.host}:${config.port} 启动，对外地址为 ${config.publicUrl}。`,
  });
  const links = await consoleUrls(house.people, config.publicUrl ?? "");
  console.log(table(links.map(({ what, url }) => [inWords(what), url])));
  return null;
});
