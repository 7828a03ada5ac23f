import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { closeServer, listen } from "./listen.ts";
import { temporaryHome } from "./testing/by-hand.ts";

const started: ChildProcess[] = [];
afterEach(() => {
  for (const one of started.splice(0)) one.kill("SIGKILL");
});

type Run = { out: string; err: string; line: Promise<string>; ended: Promise<number | null>; child: ChildProcess };

/** As `npm run sandbox -- …` starts it. */
function run(...options: string[]): Run {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...options], { stdio: "pipe" });
  started.push(child);
  const first = Promise.withResolvers<string>();
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const made: Run = { out: "", err: "", line: first.promise, ended, child };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    made.out += text;
    if (made.out.includes("\n")) first.resolve(made.out.split("\n", 1)[0] ?? "");
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    made.err += text;
  });
  return made;
}

type Ready = {
  ready: true;
  port: number;
  credentials: string;
  wechatpay: { base_url: string };
  alipay: object;
  unionpay: object;
  jdpay: object;
};

it("prints one JSON line when it is ready, keeps its keys, and stops cleanly at a signal", async () => {
  const home = temporaryHome();
  const first = run("--port", "0", "--home", home);
  const ready = JSON.parse(await first.line) as Ready;
  const control = `http://127.0.0.1:${ready.port}`;
  expect(ready).toEqual({
    ready: true,
    port: expect.any(Number),
    credentials: `${control}/credentials.json`,
    phone: `${control}/phone`,
    wechatpay: { base_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    alipay: {
      gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/gateway\.do$/),
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    },
    unionpay: { gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    jdpay: { gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
  });
  const credentials = await (await fetch(ready.credentials)).text();
  expect(JSON.parse(credentials)).toMatchObject({
    ...{ wechatpay: ready.wechatpay, alipay: ready.alipay, unionpay: ready.unionpay },
  });
  expect((await fetch(`${control}/phone`)).headers.get("content-type")).toContain("text/html");
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(first.out.trim().split("\n")).toHaveLength(1);

  const again = run("--port", String(ready.port), "--home", home);
  await again.line;
  expect(await (await fetch(ready.credentials)).text()).toBe(credentials);
  again.child.kill("SIGINT");
  expect(await again.ended).toBe(0);
}, 40_000);

it("says in a sentence that a port is taken or no port at all, and ends with 1", async () => {
  const squatter = createServer();
  const port = await listen(squatter, "127.0.0.1", 0);
  try {
    const taken = run("--port", String(port), "--home", temporaryHome());
    expect(await taken.ended).toBe(1);
    expect(taken.err).toMatch(new RegExp(`${port} (is taken|已被)`));
    expect(taken.err).not.toMatch(/\n\s+at /);
  } finally {
    await closeServer(squatter);
  }
  const wrong = run("--port", "99999", "--home", temporaryHome());
  expect(await wrong.ended).toBe(1);
  expect(wrong.err).toContain("0 to 65535");
}, 40_000);
