import { stat } from "node:fs/promises";
import { createServer, request as rawHttp } from "node:http";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { PhoneView } from "#wallets/fake-protocol";
import { closeServer, listen, PortTaken } from "./listen.ts";
import { type SandboxWallets, startSandboxWallets } from "./start-wallets.ts";
import { handTimer, toyOptions } from "./testing/by-hand.ts";

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function start(options = toyOptions()): Promise<SandboxWallets> {
  const made = await startSandboxWallets(options);
  running.push(made);
  return made;
}

async function json<T>(
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T & { status: number }> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers };
  const answer = await fetch(url, init);
  return { status: answer.status, ...((await answer.json()) as T) };
}

function originOf(sandbox: SandboxWallets, id = "toypay"): string {
  return sandbox.mounted.find(({ wallet }) => wallet.id === id)!.origin;
}

async function order(sandbox: SandboxWallets, no: string, notify = "http://127.0.0.1:9/n") {
  return json<{ code_url: string; h5_url: string }>(`${originOf(sandbox)}/pay`, { no, amount: "12.30", notify });
}

it("keeps credentials, ports and payments over a restart, readable by their owner alone", async () => {
  const options = toyOptions();
  const first = await startSandboxWallets(options);
  const { code_url } = await order(first, "A1");
  await json(`${first.control}/phone/pay`, { code: code_url, decision: "pay" });
  const credentials = await json(`${first.control}/credentials.json`);
  await first.close();
  const second = await start(options);
  expect(second.control).toBe(first.control);
  expect(await json(`${second.control}/credentials.json`)).toEqual(credentials);
  expect(await json<PhoneView>(`${second.control}/phone/look`, { code: code_url })).toMatchObject({ state: "paid" });
  const file = await stat(join(options.home, "sandbox", "toypay.credentials.json"));
  expect(file.mode & 0o777).toBe(0o600);
});

it("says which port is taken, and moves a wallet to another port where only its own is", async () => {
  const blocker = createServer();
  const taken = await listen(blocker, "127.0.0.1", 0);
  running.push({ close: () => closeServer(blocker) });
  await expect(startSandboxWallets(toyOptions({ port: taken }))).rejects.toThrow(PortTaken);
  const sandbox = await start(toyOptions());
  expect(new Set(sandbox.mounted.map(({ origin }) => origin)).size).toBe(2);
  expect(sandbox.mounted.every(({ origin }) => origin !== sandbox.control)).toBe(true);
});

it("hands the wallet raw bytes and the raw path", async () => {
  const sandbox = await start();
  const answer = await fetch(`${originOf(sandbox)}/pay`, {
    method: "POST",
    body: '{"no":"x", "amount":"1.00","notify":""}\n',
  });
  expect(answer.headers.get("x-body")).toBe("40");
  const odd = await fetch(`${originOf(sandbox)}/v3/T%201%2F%C3%A9+b?mchid=1&a=%7e`);
  expect([odd.status, await odd.text()]).toEqual([404, "/v3/T%201%2F%C3%A9+b?mchid=1&a=%7e"]);
  expect((await fetch(`${originOf(sandbox)}/x`, { method: "HEAD" })).status).toBe(404);
});

it("answers 413 to a body beyond all measure, 500 to its own bug, and goes on", async () => {
  const said: string[] = [];
  const sandbox = await start(toyOptions({ say: (line) => void said.push(line) }));
  const big = await fetch(`${originOf(sandbox)}/pay`, { method: "POST", body: "x".repeat(5_000_000) }).then(
    ({ status }) => status,
    () => 413,
  );
  expect(big).toBe(413);
  expect((await fetch(`${originOf(sandbox)}/bug`)).status).toBe(500);
  expect(said.join()).toContain("a bug in the fake");
  expect((await order(sandbox, "A2")).status).toBe(200);
});

it("cuts the connection when the answer is never to come", async () => {
  const sandbox = await start();
  await json(`${sandbox.control}/faults`, { wallet: "toypay", set: { timeout_after_success: 1 } });
  await expect(order(sandbox, "A3")).rejects.toThrow();
  expect(await json(`${sandbox.control}/phone/look`, { code: "toypay://pay/A3" })).toMatchObject({ state: "confirm" });
});

it("sends a browser that opens a pay page to the phone with that code", async () => {
  const sandbox = await start();
  const { h5_url } = await order(sandbox, "A4");
  const answer = await fetch(h5_url, { redirect: "manual" });
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toBe(
    `${sandbox.control}/phone?wallet=toypay&code=${encodeURIComponent(h5_url)}`,
  );
  expect((await fetch(`${originOf(sandbox)}/h5?no=nobody`, { redirect: "manual" })).status).toBe(404);
});

it("delivers notices when they come due, and only by the timer handed in", async () => {
  const got: string[] = [];
  const heard = Promise.withResolvers<void>();
  const hand = handTimer();
  const http = async (request: { body?: string | Buffer }) => {
    got.push(String(request.body));
    heard.resolve();
    return { status: 200, headers: {}, body: Buffer.alloc(0) };
  };
  const sandbox = await start(toyOptions({ timer: hand.timer, now: hand.now, http }));
  const { code_url } = await order(sandbox, "A5");
  await json(`${sandbox.control}/phone/pay`, { wallet: "toypay", code: code_url, decision: "pay", buyer: "b1" });
  expect(got).toEqual([]);
  hand.advance(1);
  await heard.promise;
  expect(got).toEqual(["A5"]);
});

it("finds the wallet by the code, and refuses what makes no sense with a code and a sentence", async () => {
  const sandbox = await start();
  const { code_url } = await order(sandbox, "A6");
  const control = sandbox.control;
  expect(await json(`${control}/phone/look`, { code: code_url })).toMatchObject({ wallet: "toypay", payee: "小店" });
  expect(await json(`${control}/phone/pay`, { code: code_url, decision: "insufficient" })).toMatchObject({ ok: false });
  expect(await json(`${control}/phone/pay`, { code: code_url, decision: "cancel" })).toMatchObject({
    state: "cancelled",
  });
  expect(await json(`${control}/phone/look`, { code: "tidypay://pay/none" })).toMatchObject({
    status: 200,
    wallet: "tidypay",
    state: "unknown_code",
  });
  const wrong: [string, unknown, number, string][] = [
    ["/phone/pay", { code: code_url, decision: "steal" }, 400, "unknown_decision"],
    ["/phone/pay", { decision: "pay" }, 400, "code_missing"],
    ["/phone/pay", { code: "nonsense" }, 400, "wallet_not_told"],
    ["/phone/look", { wallet: "gold", code: "x" }, 400, "unknown_wallet"],
    ["/faults", { set: { gravity: 1 } }, 400, "unknown_knob"],
    ["/faults", { set: { notice_drop: 2 } }, 400, "knob_value"],
    ["/faults", { set: { strict_clock: 1 } }, 400, "knob_value"],
    ["/faults", {}, 400, "nothing_to_do"],
    ["/faults", [], 400, "body_not_json"],
    ["/nowhere", {}, 404, "no_such_route"],
  ];
  for (const [path, body, status, code] of wrong)
    expect([path, await json(control + path, body)]).toMatchObject([
      path,
      { status, code, says: { zh: /./, en: /./ } },
    ]);
});

it("turns knobs for one wallet or all, and clears them", async () => {
  const { control } = await start();
  const set = await json<Record<string, unknown>>(`${control}/faults`, { wallet: "toypay", set: { notice_drop: 0.5 } });
  expect(set).toMatchObject({ toypay: { notice_drop: 0.5 }, tidypay: { notice_drop: 0 } });
  await json(`${control}/faults`, { set: { delay_ms: 0, bad_signature: true } });
  expect(await json(`${control}/faults`)).toMatchObject({ tidypay: { bad_signature: true } });
  await json(`${control}/faults`, { wallet: "all", clear: true });
  expect(await json(`${control}/faults`)).toMatchObject({ toypay: { notice_drop: 0, bad_signature: false } });
});

it("lists open codes and the wallets' own ledgers, serves the index, and refuses pages of elsewhere", async () => {
  const sandbox = await start();
  await order(sandbox, "A7");
  const codes = await json<{ data: { wallet: string; code: string }[] }>(`${sandbox.control}/codes.json`);
  expect(codes.data.map(({ code }) => code)).toEqual([`${originOf(sandbox)}/h5?no=A7`, "toypay://pay/A7"]);
  expect(await json(`${sandbox.control}/ledger.json`)).toMatchObject({
    toypay: { payments: [{ out_trade_no: "A7" }] },
  });
  const index = await fetch(`${sandbox.control}/`);
  expect(await index.text()).toContain("POST /phone/pay");
  const foreign = await json(`${sandbox.control}/faults`, { clear: true }, { origin: "https://evil.example" });
  expect(foreign).toMatchObject({ status: 403, code: "foreign_page" });
});

it("takes a proxy's absolute form for the path that it holds", async () => {
  const sandbox = await start();
  const { port } = new URL(originOf(sandbox));
  const body = await new Promise<string>((resolve, reject) => {
    rawHttp({ port, host: "127.0.0.1", path: "http://api.mch.weixin.qq.com/v3/certificates" }, (answer) => {
      answer.setEncoding("utf8").on("data", resolve);
    })
      .on("error", reject)
      .end();
  });
  expect(body).toBe("/v3/certificates");
});

it("stops at once while a merchant leaves a notice unanswered", async () => {
  const hand = handTimer();
  const asked = Promise.withResolvers<void>();
  const http = () => {
    asked.resolve();
    return new Promise<never>(() => {});
  };
  const sandbox = await start(toyOptions({ ...hand, http }));
  const { code_url } = await order(sandbox, "H1");
  await json(`${sandbox.control}/phone/pay`, { code: code_url, decision: "pay" });
  hand.advance(1);
  await asked.promise;
  await sandbox.close();
});
