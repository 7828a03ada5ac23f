import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const version = "18.19.2";

/**
 * Mojaloop's testing toolkit, pinned, in a folder of its own: some 585 packages that this project does not depend on.
 * Its declared shared library is not in the registry, so the last that is stands in.
 */
export async function installToolkit(folder: string): Promise<string> {
  const home = join(folder, "node_modules", "ml-testing-toolkit");
  if (existsSync(home)) return home;
  mkdirSync(folder, { recursive: true });
  const pinned = {
    private: true,
    dependencies: { "ml-testing-toolkit": version },
    overrides: { "@mojaloop/ml-testing-toolkit-shared-lib": "14.3.0" },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(pinned));
  await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, timeout: 300_000 });
  return home;
}

type Json = Record<string, unknown>;

function change(file: string, by: (json: Json) => void): void {
  const json = JSON.parse(readFileSync(file, "utf8")) as Json;
  by(json);
  writeFileSync(file, JSON.stringify(json));
}

export const toolkitUrls = { fsp: "http://127.0.0.1:4040", control: "http://127.0.0.1:5050" };

/** Starts it in a folder, with our hub as the other side; ends it with the answer's `stop`. */
export async function startToolkit(home: string, folder: string, hub: string): Promise<{ stop(): void }> {
  mkdirSync(folder, { recursive: true });
  for (const part of ["spec_files", "secrets"]) cpSync(join(home, part), join(folder, part), { recursive: true });
  change(join(folder, "spec_files", "user_config.json"), (json) => {
    json["CALLBACK_ENDPOINT"] = hub;
  });
  change(join(folder, "spec_files", "system_config.json"), (json) => {
    json["SERVER_LOGS"] = { ...(json["SERVER_LOGS"] as Json), ENABLED: false };
  });
  const child = spawn(process.execPath, [join(home, "src", "index.js")], { cwd: folder, stdio: "ignore" });
  for (let turn = 0; turn < 450; turn++) {
    const up = await fetch(`${toolkitUrls.control}/api/samples/list`).then(
      () => true,
      () => false,
    );
    if (up) return { stop: () => void child.kill() };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill();
  throw new Error("The toolkit did not come up on ports 4040 and 5050.");
}

/** `skipped`: assertions that the toolkit itself leaves out (those that look into Mojaloop's own simulator). */
export type Verdict = { name: string; passed: number; total: number; skipped: number; failed: string[] };

/** Plays a collection; every assertion is counted. */
export async function judge(name: string, collection: Json, inputs: Json): Promise<Verdict> {
  const trace = Array.from({ length: 32 }, (_, i) => "0123456789abcdef"[(i * 7 + name.length) % 16]).join("");
  const body = { ...collection, inputValues: inputs };
  const answer = await fetch(`${toolkitUrls.control}/api/outbound/template/${trace}?sync=true`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  });
  if (!answer.ok) throw new Error(`The toolkit answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  const report = (await answer.json()) as Report;
  const requests = report.test_cases.flatMap((one) => one.requests);
  const assertions = requests.flatMap(({ request, ...one }) =>
    (request.tests?.assertions ?? []).map((assertion) => ({ assertion, request })).map((each) => ({ ...each, ...one })),
  );
  const ended = (status: string) => assertions.filter(({ assertion }) => assertion.resultStatus?.status === status);
  const [good, skipped] = [ended("SUCCESS"), ended("SKIPPED")];
  const failed = assertions.filter((one) => !good.includes(one) && !skipped.includes(one));
  return {
    ...{ name, total: assertions.length - skipped.length, passed: good.length, skipped: skipped.length },
    failed: failed.map(
      ({ request, assertion }) =>
        `${request.description}: ${assertion.exec?.join(" ").slice(0, 160)} – ${assertion.resultStatus?.message ?? "not run"}`,
    ),
  };
}

type Assertion = { exec?: string[]; resultStatus?: { status: string; message?: string } };
type Report = {
  test_cases: { requests: { request: { description: string; tests?: { assertions?: Assertion[] } } }[] }[];
};
