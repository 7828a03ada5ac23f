import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acceptanceChecks } from "#acceptance";
import { voucherChecks } from "#agreements";
import { campaignChecks } from "#campaigns";
import { readConfig } from "#config";
import { startEmbedded } from "#db/embedded";
import { ensureMigrated } from "#db/migrate";
import { disputeChecks } from "#disputes";
import { checkBooks, ledgerChecks } from "#ledger";
import { buildHouse } from "#main";
import { capChecks } from "#openings";
import { paymentChecks } from "#payments";
import { reconciliationChecks } from "#reconciliation";
import { machineTimer, sandboxClock, sandboxHttp, sandboxWallets, startSandboxWallets } from "#sandbox";
import { settlementChecks } from "#settlement";
import { hubChecks } from "#transfers";
import { buildWeb } from "../build-web.ts";
import { root } from "../checks.ts";
import type { Closer } from "../lifecycle.ts";
import { makeClient } from "./client.ts";
import { makeControl } from "./control.ts";
import type { World } from "./world.ts";

/**
 * Boots a whole house in a temporary folder, which goes with it: database, migrations, house, the wallets' fakes.
 * Settings of the environment do not reach it, so that the story never writes into anybody's database.
 */
export async function bootHouse(
  closer: Closer,
  failed: (why: Error) => void,
  tell: (line: string) => void,
): Promise<World> {
  const home = temporaryHome(closer);
  // Alarms are part of the story and would be logged as warnings, on the standard output that --json keeps for itself.
  const settings = { HUTONG_HOME: home, PORT: "0", SANDBOX_PORT: "0", LOG_LEVEL: "error" };
  const config = readConfig("sandbox", settings, {});
  const masterKey = config.masterKey();
  // Files that PostgreSQL's user cannot reach in the project go into the temporary folder too.
  const embedded = await startEmbedded({ home, farRoot: join(home, "database") });
  closer.add(() => embedded.stop());
  void embedded.lost.then(failed);
  await ensureMigrated(embedded);
  const pages = join(root, "web", "dist");
  await buildWeb({ outDir: pages });
  // One clock for house and wallets, which chapters put at the articles' days.
  const clock = sandboxClock();
  const house = await buildHouse({ config, masterKey, databaseUrl: embedded.appUrl, pages, outside: { clock } });
  closer.add(() => house.close());
  const { url } = await house.listen();
  const sandbox = await startSandboxWallets({
    home,
    port: config.sandboxPort,
    wallets: sandboxWallets,
    now: clock.now,
    clock,
    random: randomBytes,
    http: sandboxHttp,
    timer: machineTimer,
    say: tell,
    phonePages: join(pages, "phone"),
    ...hubOf(house.walletHub?.urls() ?? null),
  });
  closer.add(() => sandbox.close());
  return {
    url,
    operator: makeClient(url, await house.operatorToken()),
    control: makeControl(sandbox.control),
    ledgerFaults: async () => {
      const faults = await checkBooks(house.db, [
        ...ledgerChecks,
        ...paymentChecks,
        ...capChecks,
        ...settlementChecks,
        ...hubChecks,
        ...acceptanceChecks,
        ...campaignChecks,
        ...voucherChecks,
        ...disputeChecks,
        ...reconciliationChecks,
      ]);
      return faults.map((fault) => `${fault.check}: ${fault.about} ${fault.detail}`);
    },
    markets: [],
  };
}

function hubOf(urls: { fspiop: string; admin: string | null } | null) {
  return urls?.admin ? { hub: { fspiop: urls.fspiop, admin: urls.admin } } : {};
}

function temporaryHome(closer: Closer): string {
  const home = mkdtempSync(join(tmpdir(), "hutong-story-"));
  closer.add(async () => rmSync(home, { recursive: true, force: true }));
  // As root, PostgreSQL's user must pass through.
  chmodSync(home, 0o711);
  return home;
}
