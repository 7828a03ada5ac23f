import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { buildWeb } from "../scripts/build-web.ts";
import { freePort } from "../scripts/chaos/port.ts";
import { root } from "./source-files.ts";

// `npm start -- --once` to its end: the real script in a process of its own, over a home that lives through the file.

let home: string;
let ports: { PORT: string; SANDBOX_PORT: string };
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "hutong-start-"));
  chmodSync(home, 0o711);
  const [port, sandboxPort] = [await freePort(), await freePort()];
  ports = { PORT: `${port}`, SANDBOX_PORT: `${sandboxPort}` };
  // What is timed below is a start, not the pages' first build.
  await buildWeb();
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

function startOnce(): ChildProcess {
  const child = spawn(process.execPath, [join(root, "scripts", "start.ts"), "--once"], {
    cwd: tmpdir(),
    env: { PATH: "/usr/bin:/bin", NO_COLOR: "1", HUTONG_HOME: home, HUB_PORT: "0", ...ports },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, said };
}

/** Seconds from the program's first line to the end of the self-check, as it prints them. */
const readySeconds = (said: string): number => Number(/Self-check .*\((\d+\.\d) s\)/.exec(said)?.[1] ?? Number.NaN);

const wallets = ["WeChat Pay", "Alipay", "UnionPay", "JD Pay"];
const steps = [
  ...wallets.flatMap((wallet) => [
    `${wallet}: checkout opened, the wallet gave a code`,
    `${wallet}: 1.00 yuan paid on the pretend phone`,
    `${wallet}: the notice came, the checkout is complete`,
    `${wallet}: the store's book grew by 1.00 yuan`,
  ]),
  "Our payments stand in the wallets' own ledgers",
  "The books stand: every check where these payments were booked",
];
const lineOf = (said: string, step: string) => said.split("\n").find((line) => line.includes(step)) ?? "";
const isStopped = () => !existsSync(join(home, "postgres", "postmaster.pid")) && !existsSync(join(home, "lock.json"));

test("the first start migrates, pays with each wallet, checks the books, and ends with 0", async () => {
  const { code, said } = await ended(startOnce());
  expect(said).toContain("Self-check passed");
  expect(code).toBe(0);
  expect(said).toMatch(/Migrated: 0001-events-and-ledger, .*0109-one-undoes-a-code-at-a-time/);
  expect(steps.filter((step) => !lineOf(said, step).includes("✓"))).toEqual([]);
  expect(said).toMatch(/Demo shop +http:\/\/127\.0\.0\.1:\d+/);
  expect(said).not.toContain("simulated year");
  expect(isStopped()).toBe(true);
}, 120_000);

test("the second one migrates nothing, builds nothing, and is ready in under 5 s", async () => {
  const { code, said } = await ended(startOnce());
  expect([code, said.includes("Self-check passed")]).toEqual([0, true]);
  expect(said).not.toMatch(/Migrated|Built/);
  // A machine that has other work too is slower by as much, and gets thrice the time at least.
  const crowd = (loadavg()[0] ?? 0) / availableParallelism();
  expect(readySeconds(said)).toBeLessThan(crowd > 1 ? Math.max(15, 5 * crowd) : 5);
  expect(isStopped()).toBe(true);
}, 120_000);

test("a self-check that fails is told step by step, and ends with 1", async () => {
  const child = startOnce();
  const end = ended(child);
  const body = JSON.stringify({ wallet: "alipay", set: { server_error: 1 } });
  const url = `http://127.0.0.1:${ports.SANDBOX_PORT}/faults`;
  // As soon as the wallets listen, which is before anything is paid.
  const told = async () => (await fetch(url, { method: "POST", body }).catch(() => null))?.ok === true;
  await vi.waitUntil(told, { interval: 5, timeout: 60_000 });
  const { code, said } = await end;
  expect(said).toContain("Self-check FAILED");
  expect(code).toBe(1);
  expect(lineOf(said, "Alipay: checkout opened")).toContain("✗");
  expect(lineOf(said, "WeChat Pay: the store's book grew")).toContain("✓");
  expect(isStopped()).toBe(true);
}, 120_000);
