import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHutong, verifyWebhook } from "#sdk";
import { CommandFault, readFault, type Told } from "../../scripts/hutong/context.ts";
import { explain } from "../../scripts/hutong/explain.ts";
import { approveChange, listHub, proposeEndpoint, proposeKey } from "../../scripts/hutong/hub.ts";
import { listen, matches } from "../../scripts/hutong/listen.ts";
import { tailLogs } from "../../scripts/hutong/logs.ts";
import { resend } from "../../scripts/hutong/resend.ts";
import { trigger } from "../../scripts/hutong/trigger.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { root } from "../source-files.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let url: string;
let token: string;

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  url = await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
  token = await flow.house.operatorToken();
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

/** A command's surroundings: the house over its socket, a phone that pays, lines kept; sleeping lets the house work. */
function told(): Told & { lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    hutong: createHutong({ url, token }),
    control: "http://sandbox.test",
    out: (line) => void lines.push(line),
    inWords: (words) => words.en,
    now: () => flow.now().getTime(),
    async sleep() {
      await flow.settle();
      flow.advance(60);
      await flow.settle();
    },
    async fetch(to, request) {
      if (String(to) !== "http://sandbox.test/phone/pay") return await fetch(to, request);
      const { code, decision } = JSON.parse(String(request?.body)) as { code: string; decision: "pay" | "cancel" };
      await flow.fakes.wechatpay.act(code, decision);
      return new Response("{}");
    },
  };
}

const demo = { ...{ store: undefined, wallet: "wechatpay", amount: "12.30" }, refund: true, json: true } as const;

/** The program itself, as a terminal runs it. */
function run(args: string[], env: Record<string, string> = {}, typed = "") {
  const own = { PATH: process.env["PATH"] ?? "", LANG: "C", ...env };
  const child = spawn(process.execPath, [join(root, "scripts/hutong.ts"), ...args], { env: own, cwd: root });
  child.stdin.end(typed);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (text += part.toString()));
  return new Promise<{ code: number | null; text: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, text })),
  );
}

test("trigger pays in the sandbox, waits for the wallet's word, and gives back", async () => {
  const one = told();
  expect(await trigger(one, { ...demo, decision: "pay" })).toBe(0);
  expect(JSON.parse(one.lines[0] ?? "")).toMatchObject({ state: "paid", refund: expect.stringMatching(/refunded$/) });
  await expect(trigger(told(), { ...demo, decision: "pay", amount: "0.001" })).rejects.toMatchObject({ code: 2 });
});

test("listen prints each event once, oldest first, and forwards it signed", async () => {
  const got: string[] = [];
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8");
      got.push(verifyWebhook({ secret, headers: request.headers, body, now: flow.now().getTime() }).type);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const forward = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const stop = new AbortController();
  const one = told();
  let looks = 0;
  const sleep = async () => {
    if (++looks === 1) await trigger(told(), { ...demo, refund: false, decision: "pay" });
    if (looks === 3) stop.abort();
  };
  const options = { forward, secret, intervalMs: 1, recent: 0, json: false, signal: stop.signal };
  expect(await listen({ ...one, sleep }, { ...options, events: ["payment.*"] })).toBe(0);
  receiver.close();
  expect(got).toContain("payment.paid");
  expect(got).toHaveLength(new Set(one.lines).size);
  // The clock of the flow stands still: what happened in one instant has no order of its own.
  expect(one.lines.join("\n")).toMatch(/payment\.paid {2}pay_\w+ → 204/);
});

test("of the past, as many are shown as were asked for of those kinds", async () => {
  await trigger(told(), { ...demo, refund: false, decision: "pay" });
  const one = told();
  const past = { forward: null, secret: "", intervalMs: 1, recent: 2, json: false, signal: AbortSignal.abort() };
  await listen(one, { ...past, events: ["payment.paid"] });
  expect(one.lines).toHaveLength(2);
});

test("patterns of events", () => {
  expect([matches("payment.paid", ["payment.*"]), matches("payments.paid", ["payment.*"])]).toEqual([true, false]);
  expect([matches("a.b", ["*"]), matches("a.b", ["a.b"]), matches("a.b", ["a.c"])]).toEqual([true, true, false]);
});

test("resend sends a delivery, or an event's latest, once more", async () => {
  const { hutong } = told();
  const hook = { marketplace: flow.marketplace, url: "http://127.0.0.1:9/nobody", events: ["payment.paid"] };
  await hutong.api.createWebhookEndpoint({ body: hook });
  await trigger(told(), { ...demo, refund: false, decision: "pay" });
  await flow.settle();
  const { data } = await hutong.api.listWebhookDeliveries();
  const one = told();
  expect(await resend(one, data[0]?.event ?? "", true)).toBe(0);
  expect(JSON.parse(one.lines[0] ?? "")).toMatchObject({ event: data[0]?.event });
  expect((await hutong.api.listWebhookDeliveries()).data).toHaveLength(data.length + 1);
  const never = await resend(told(), "evt_00000000000000000000000000", false).catch((error: unknown) => error);
  expect(never).toBeInstanceOf(CommandFault);
});

test("explain says why, in both languages", async () => {
  const one = told();
  const asked = { store: flow.stores[0] ?? "", amount: undefined, at: undefined, json: false };
  expect(await explain(one, { ...asked, wallet: "wechatpay" })).toBe(0);
  expect(one.lines[0]).toContain("✓");
  const other = told();
  await explain(other, { ...asked, wallet: "unionpay" });
  expect(other.lines[0]).toContain("✗");
  expect(other.lines.join("\n")).toMatch(/\p{Script=Han}[\s\S]+[a-z]{3}/u);
  const fault = await explain(told(), { ...asked, store: "sto_00000000000000000000000000", wallet: "alipay" }).catch(
    (error: unknown) => error,
  );
  expect(readFault(fault)?.code).toBe(1);
  expect(readFault(fault)?.words.zh).toMatch(/\p{Script=Han}/u);
});

test("the program proves the books and the audit with the scripts' own exit codes", async () => {
  // The house refuses settings that it does not know: ours must not be among them.
  const env = { DATABASE_URL: database.appUrl, HOUSE_URL: url, HOUSE_TOKEN: token };
  const books = await run(["books", "check", "--json"], env);
  expect(books).toMatchObject({ code: 0, text: expect.stringContaining('"ok":true') });
  const audit = await run(["audit", "verify", "--json", "--head", `1:${"0".repeat(64)}`], env);
  expect(audit.code).toBe(1);
});

test("help in both languages; a wrong line is 2, silence 3, a refusal 1", async () => {
  const [en, zh] = await Promise.all([run(["--help"]), run(["--help"], { LANG: "zh_CN.UTF-8" })]);
  expect([en.code, zh.code]).toEqual([0, 0]);
  for (const name of [
    "login",
    "logs",
    "get",
    "post",
    "completion",
    "listen",
    "trigger",
    "resend",
    "explain",
    "books",
    "audit",
  ])
    expect(zh.text).toContain(name);
  expect(en.text).toContain("Exit codes");
  expect(zh.text).toMatch(/用法：[\s\S]+退出码/);
  const codes = await Promise.all([
    run(["explain", "--store", "sto_1"]),
    run(["nonsense"]),
    run(["listen", "--recent", "x", "--url", url, "--token", token]),
    run(["resend", "whd_00000000000000000000000000", "--url", url, "--token", "hp_nonsense"]),
    run(["resend", "whd_00000000000000000000000000", "--url", "http://127.0.0.1:9"]),
  ]);
  expect(codes.map((one) => one.code)).toEqual([2, 2, 2, 1, 3]);
});

/** What a person may mistype, and the exit code and words that it ends with. */
const mistakes: readonly (readonly [string[], number, RegExp])[] = [
  [["help"], 0, /Commands:/],
  [["help", "trigger"], 0, /--decision/],
  [["help", "nonsense"], 2, /unknown command/],
  [["openness"], 2, /verify/],
  [["trigger", "--url", "nonsense"], 2, /no address/],
  [["trigger", "--control", "nonsense"], 2, /no address/],
  [["trigger", "--amount", "0"], 2, /above zero/],
  [["trigger", "--decision", "maybe"], 2, /Allowed choices/],
  [["explain", "--store", "s", "--wallet", "alipay", "--at", "tomorrow"], 2, /no instant/],
  [["listen", "--forward", "nonsense"], 2, /no address/],
  [["listen", "--secret", "abc"], 2, /whsec_/],
  [["books", "check", "--nonsense"], 2, /unknown option/],
  [["audit", "verify", "--head", "1:abc"], 2, /SIZE:ROOT/],
  [["hub-endpoint", "alipay", "https://a.test"], 2, /--why/],
  [["get", "payments"], 2, /no path of the API/],
  [["post", "/v1/refunds", "--data", "{"], 2, /--data is JSON/],
  [["logs", "tail", "--of", "nothing"], 2, /Allowed choices/],
  [["completion", "csh"], 2, /Allowed choices/],
];
test.each(mistakes)("hutong %s", async (line, code, words) => {
  const done = await run([...line], { HOUSE_URL: url, HOUSE_TOKEN: token });
  expect(done).toMatchObject({ code, text: expect.stringMatching(words) });
  // No command line, however wrong, ends with a trace.
  expect(done.text).not.toContain("    at ");
});

test("a wrong line in Chinese; a fault as JSON for programs; why a wallet is not on offer; an answer of nobody's", async () => {
  const env = { HOUSE_URL: url, HOUSE_TOKEN: token };
  const zh = await run(["nonsense"], { LANG: "zh_CN.UTF-8" });
  expect(zh).toMatchObject({ code: 2, text: expect.stringContaining("没有此命令：'nonsense'") });
  const help = await run(["trigger", "--help"], { LANG: "zh_CN.UTF-8" });
  expect(help.text).toMatch(/缺省[\s\S]+环境变量/);
  const wrong = await run(["resend", "whd_00000000000000000000000000", "--json"], { ...env, HOUSE_TOKEN: "hp_wrong" });
  expect(JSON.parse(wrong.text)).toMatchObject({ exit: 1, error: { code: "unauthorized", zh: expect.any(String) } });
  const line = await run(["trigger", "--nonsense", "--json"], env);
  expect(line.code).toBe(2);
  expect(JSON.parse(line.text)).toMatchObject({ exit: 2, error: { en: "unknown option '--nonsense'" } });
  const unheard = await run(["get", "/v1/payments", "--url", "http://127.0.0.1:9"], { LANG: "zh_CN.UTF-8" });
  expect(unheard).toMatchObject({ code: 3, text: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9 没有应答/) });
  expect(unheard.text).not.toContain("结果未知");
  const shut = await run(["trigger", "--wallet", "unionpay"], env);
  expect(shut).toMatchObject({ code: 1, text: expect.stringMatching(/on offer here\. [\s\S]+\n {2}\w+: /) });
  const shop = createServer((_request, response) => response.end('{"hello":1}'));
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const other = await run(["trigger", "--url", `http://127.0.0.1:${(shop.address() as AddressInfo).port}`], env);
  shop.close();
  expect(other).toMatchObject({ code: 3, text: expect.stringContaining("no page of a list") });
});

test("listen and explain and hub and openness, as a terminal runs them", async () => {
  const env = { HOUSE_URL: url, HOUSE_TOKEN: token };
  const store = flow.stores[0] ?? "";
  const why = await run(["explain", "--store", store, "--wallet", "wechatpay", "--amount", "1.00", "--json"], env);
  expect(why.code).toBe(0);
  expect(JSON.parse(why.text)).toMatchObject({ open: true, reasons: [] });
  expect((await run(["hub", "--json"], env)).text).toMatch(/^\[/);
  expect((await run(["openness", "verify"], env)).text).toMatch(/^✓/);
  const child = spawn(process.execPath, [join(root, "scripts/hutong.ts"), "listen", "--recent", "1", "--json"], {
    env: { PATH: process.env["PATH"] ?? "", LANG: "C", ...env },
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(JSON.parse(line.toString())).toMatchObject({ id: expect.stringMatching(/^evt_/) });
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([0, null]);
});

test("hub: an endpoint and a key are proposed, listed once another approved, and nobody approves alone", async () => {
  await flow.house.transfers.putParticipant({ name: "alipay", title: { zh: "支付宝", en: "Alipay" } });
  const folder = mkdtempSync(join(tmpdir(), "hutong-key-"));
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "key.pem"), publicKey.export({ type: "spki", format: "pem" }));
  const one = told();
  const given = { json: false, why: "joins" };
  expect(await proposeEndpoint(one, "alipay", "http://127.0.0.1:4010", given)).toBe(0);
  expect(await proposeKey(one, "alipay", join(folder, "key.pem"), given)).toBe(0);
  rmSync(folder, { recursive: true });
  const ids = one.lines.map((line) => line.split(" ")[0] ?? "");
  await expect(approveChange(one, ids[0] ?? "", given)).rejects.toMatchObject({
    problem: { code: "second_person_needed" },
  });
  for (const id of ids)
    await flow.house.transfers.decideChange(id, { approve: true, why: "fits", by: "per_other" }, null);
  const two = told();
  expect(await listHub(two, false)).toBe(0);
  expect(two.lines).toEqual([
    "alipay  active",
    "  all → http://127.0.0.1:4010",
    expect.stringMatching(/^ {2}hpk_\w+ {2}[0-9a-f]{64}$/),
  ]);
  await expect(proposeKey(one, "alipay", "/nowhere.pem", given)).rejects.toMatchObject({ code: 2 });
});

test("login keeps house and token where only this user reads; later commands need neither; logout forgets", async () => {
  const config = mkdtempSync(join(tmpdir(), "hutong-login-"));
  const file = join(config, "hutong/login.json");
  const env = { XDG_CONFIG_HOME: config };
  expect(await run(["login", "--url", url], env, "hp_wrong_wrong\n")).toMatchObject({ code: 1 });
  expect(await run(["login", "--url", url], env)).toMatchObject({ code: 2, text: expect.stringContaining("A token") });
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  const kept = await run(["login", "--url", url], env, `${token}\n`);
  expect(kept).toMatchObject({ code: 0, text: expect.stringContaining(file) });
  expect(kept.text).not.toContain(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const got = await run(["get", "/v1/events?limit=1", "--json"], env);
  expect(JSON.parse(got.text)).toMatchObject({ data: [{ id: expect.stringMatching(/^evt_/) }] });
  // Another house never sees the token.
  const heard: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const away = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  expect(await run(["get", "/v1/events", "--url", away], env)).toMatchObject({ code: 0 });
  other.close();
  expect(heard).toEqual([undefined]);
  chmodSync(file, 0o644);
  expect(await run(["get", "/v1/events"], env)).toMatchObject({ code: 2, text: expect.stringContaining("chmod 600") });
  chmodSync(file, 0o600);
  expect((await run(["logout"], env)).code).toBe(0);
  expect((await run(["get", "/v1/events", "--url", url], env)).code).toBe(1);
  rmSync(config, { recursive: true });
});

test("post carries its repeat key: said when it was made, and the same one makes nothing twice", async () => {
  const env = { HOUSE_URL: url, HOUSE_TOKEN: token };
  const body = { marketplace: flow.marketplace, url: "http://127.0.0.1:9/cli", events: ["payment.paid"] };
  const post = (...more: string[]) =>
    run(["post", "/v1/webhook-endpoints", "--json", ...more], env, JSON.stringify(body));
  const made = await post("--data", "-");
  const [, key = "", answer = ""] = /^Idempotency-Key: (\S+)\n([\s\S]+)$/.exec(made.text) ?? [];
  expect(made.code).toBe(0);
  const again = await post("--data", JSON.stringify(body), "--key", key);
  expect(JSON.parse(again.text)).toMatchObject({ id: JSON.parse(answer).id });
  const refused = await post("--data", "{}", "--key", key);
  expect(refused).toMatchObject({ code: 1 });
});

test("logs tail follows events, and each attempt to send a webhook", async () => {
  const env = { HOUSE_URL: url, HOUSE_TOKEN: token };
  const stop = new AbortController();
  const one = told();
  let looks = 0;
  const sleep = async () => {
    if (++looks === 1) {
      await trigger(told(), { ...demo, refund: false, decision: "pay" });
      await flow.settle();
    } else stop.abort();
  };
  const options = { of: "deliveries" as const, recent: 0, intervalMs: 1, json: true, signal: stop.signal };
  expect(await tailLogs({ ...one, sleep }, options)).toBe(0);
  const lines = one.lines.map((line) => JSON.parse(line) as { event_type: string; attempt: number });
  expect(lines).toContainEqual(expect.objectContaining({ event_type: "payment.paid", attempt: 1 }));
  expect(new Set(one.lines).size).toBe(one.lines.length);
  const child = spawn(process.execPath, [join(root, "scripts/hutong.ts"), "logs", "tail", "--recent", "1"], {
    env: { PATH: process.env["PATH"] ?? "", LANG: "C", ...env },
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(line.toString()).toMatch(/^\d{4}-\S+ {2}\w+\.\w+/);
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([0, null]);
});

test("completion: bash completes commands, verbs and options; zsh and fish name every command", async () => {
  const [bash, zsh, fish] = await Promise.all(["bash", "zsh", "fish"].map((shell) => run(["completion", shell])));
  const ask = (line: string[]) => {
    const words = line.map((word) => `'${word}'`).join(" ");
    const asked = `${bash?.text}\nCOMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; _hutong; echo "\${COMPREPLY[*]}"`;
    return execFileSync("bash", ["-c", asked], { encoding: "utf8" }).trim();
  };
  expect(ask(["hutong", "logi"])).toBe("login");
  expect(ask(["hutong", "logs", ""])).toBe("tail --help");
  expect(ask(["hutong", "logs", "tail", "--rec"])).toBe("--recent");
  expect(ask(["hutong", "trigger", "--wal"])).toBe("--wallet");
  for (const name of ["login", "completion", "resend"])
    for (const script of [zsh, fish]) expect(script?.text).toContain(name);
  expect(fish?.text).toContain("__hutong_at logs tail");
});
