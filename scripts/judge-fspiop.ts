/**
 * `npm run judge:fspiop [-- --collections FOLDER --environment FILE]`: Mojaloop's own testing toolkit drives our hub.
 * Without a network, and without the toolkit from an earlier run, it says so loudly and judges nothing.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { startEmbedded } from "#db/embedded";
import { ensureMigrated } from "#db/migrate";
import { provision, startJudgedHub } from "./judge/hub.ts";
import { judgeJws } from "./judge/jws.ts";
import { startPayee } from "./judge/payee.ts";
import { installToolkit, judge, startToolkit, toolkitUrls, type Verdict } from "./judge/toolkit.ts";
import { runProgram } from "./lifecycle.ts";

type Options = { collections?: string; environment?: string };
type Json = Record<string, unknown>;

const options = new Command("npm run judge:fspiop --")
  .option("--collections <folder>", "of mojaloop/testing-toolkit-test-cases, which is on no registry; *.json of it")
  .option("--environment <file>", "its environments/hub.json")
  .parse()
  .opts<Options>();

const readJson = (file: string): Json => JSON.parse(readFileSync(file, "utf8")) as Json;

function inputsOf(environment: Json, payee: string, urls: { fspiop: string; admin: string }): Json {
  const hosts = ["HOST_ACCOUNT_LOOKUP_SERVICE", "HOST_QUOTING_SERVICE", "HOST_ML_API_ADAPTER"];
  return {
    ...((environment["inputValues"] as Json | undefined) ?? environment),
    ...Object.fromEntries(hosts.map((name) => [name, urls.fspiop])),
    ...{ HOST_CENTRAL_LEDGER: urls.admin, PAYEEFSP_BACKEND_TESTAPI_URL: payee },
    // What the payee's wallet heard: it tells by websocket, as Mojaloop's simulator does.
    ...{ ENABLE_WS_ASSERTIONS: true, PAYEEFSP_SDK_TESTAPI_WS_URL: payee.replace("http:", "ws:") },
    ...{ ENABLE_JWS_SIGNING: false, API_TYPE: "fspiop" },
    ...{ contentTypeParties: "application/vnd.interoperability.parties+json;version=1.0" },
    acceptParties: "application/vnd.interoperability.parties+json;version=1.0",
  };
}

async function addParty(payee: string, idValue: string): Promise<void> {
  const party = { idType: "MSISDN", idValue, firstName: "A", middleName: "B", lastName: "C", displayName: "A" };
  await fetch(`${payee}/repository/parties`, { method: "POST", body: JSON.stringify(party) });
}

async function judgeAll(home: string, payee: string, urls: { fspiop: string; admin: string }): Promise<Verdict[]> {
  const own = join(home, "examples", "collections", "dfsp", "p2p_happy_path.json");
  await addParty(payee, "9876543210");
  const type = "application/vnd.interoperability.participants+json;version=1.0";
  const headers = { "content-type": type, accept: type, date: new Date().toUTCString(), "fspiop-source": "payeefsp" };
  const body = JSON.stringify({ fspId: "payeefsp", currency: "USD" });
  await fetch(`${urls.fspiop}/participants/MSISDN/9876543210`, { method: "POST", headers, body });
  const version = "application/vnd.interoperability.parties+json;version=1.0";
  const inputs = {
    ...{ toIdType: "MSISDN", toIdValue: "9876543210", fromIdType: "MSISDN", fromIdValue: "44123456789" },
    ...{ fromFspId: "testingtoolkitdfsp", toFspId: "payeefsp", amount: "100", currency: "USD", note: "judge" },
    ...{ fromFirstName: "First", fromLastName: "Last", fromDOB: "1984-01-01", accept: version, contentType: version },
  };
  const verdicts = [await judge("p2p_happy_path (dfsp)", readJson(own), inputs)];
  if (options.collections === undefined) return verdicts;
  const environment = options.environment === undefined ? {} : readJson(options.environment);
  const files = readdirSync(options.collections).filter((one) => one.endsWith(".json") && one !== "master.json");
  for (const file of files.sort()) {
    const collection = readJson(join(options.collections, file));
    if (collection["test_cases"]) verdicts.push(await judge(file, collection, inputsOf(environment, payee, urls)));
  }
  return verdicts;
}

await runProgram(async (closer, failed) => {
  const cache = join(tmpdir(), "hutong-judge-fspiop");
  const home = await installToolkit(cache).catch((fault: unknown) => {
    console.error(`NOT JUDGED: the toolkit could not be installed (${String(fault).split("\n", 1)[0]}).`);
    return null;
  });
  if (home === null) return 1;
  const folder = mkdtempSync(join(tmpdir(), "hutong-judge-"));
  chmodSync(folder, 0o711);
  closer.add(async () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "home"), { mode: 0o711 });
  const embedded = await startEmbedded({ home: join(folder, "home"), farRoot: join(folder, "database") });
  closer.add(() => embedded.stop());
  void embedded.lost.then(failed);
  await ensureMigrated(embedded);
  const hub = await startJudgedHub(embedded.appUrl);
  closer.add(() => hub.close());
  const payee = await startPayee("payeefsp", hub.urls.fspiop);
  closer.add(async () => void payee.server.close());
  const toolkit = await startToolkit(home, join(folder, "toolkit"), hub.urls.fspiop);
  closer.add(async () => toolkit.stop());
  // The golden path's second payee serves one person from the beginning.
  const other = await startPayee("ttkpayeefsp", hub.urls.fspiop);
  closer.add(async () => void other.server.close());
  await addParty(other.url, "5671234");
  const listeners = { testingtoolkitdfsp: toolkitUrls.fsp, payeefsp: payee.url, ttkpayeefsp: other.url };
  for (const [name, url] of Object.entries(listeners)) await provision(hub.urls.admin, name, url, "USD");
  const verdicts = [await judgeJws(home, hub.urls), ...(await judgeAll(home, payee.url, hub.urls))];
  for (const { name, passed, total, skipped, failed: bad } of verdicts) {
    console.log(
      `${passed === total ? "ok  " : "FAIL"} ${passed}/${total} ${name}${skipped > 0 ? `, ${skipped} left out by the toolkit` : ""}`,
    );
    for (const one of bad) console.log(`       ${one}`);
  }
  const sum = (of: (one: Verdict) => number): number => verdicts.reduce((total, one) => total + of(one), 0);
  const { transfers } = hub;
  const differences = [
    ...(await transfers.check()),
    ...(await transfers.checkSettlements()),
    ...(await transfers.checkTransit()),
  ];
  console.log(
    `${sum((one) => one.passed)} of ${sum((one) => one.total)} assertions; positions and transit ${differences.length === 0 ? "agree" : "DIFFER"}`,
  );
  return verdicts.every((one) => one.passed === one.total) && differences.length === 0 ? 0 : 1;
});
