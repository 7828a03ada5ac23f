import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wallets } from "#wallets";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import { type FspDoor, openFsps } from "../../sandbox/fsp/index.ts";
import { isProven } from "../../sandbox/fsp/jws.ts";
import { peopleOf } from "../../sandbox/fsp/people.ts";
import { type JudgedHub, startJudgedHub } from "../../scripts/judge/hub.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";

/** Every wallet that has a fake, and one that nobody has thought of yet. */
const ids = [...Object.keys(wallets), "newpay"];

let database: TestDatabase;
let hub: JudgedHub;
let control: Server;
let controlUrl: string;
let folder: string;
let door: FspDoor;
/** What the hub said to the pretend wallets. */
const heard: { request: RawRequest; path: string; status: number }[] = [];

async function asRaw(request: IncomingMessage): Promise<RawRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers = request.headers as Record<string, string>;
  return { method: request.method ?? "", path: request.url ?? "", headers, body: Buffer.concat(parts) };
}

beforeAll(async () => {
  database = await freshDatabase();
  hub = await startJudgedHub(database.appUrl);
  folder = mkdtempSync(join(tmpdir(), "hutong-fsps-"));
  control = createServer(async (given, response) => {
    const request = await asRaw(given);
    const answer = await door.answer(request, request.path);
    heard.push({ request, path: request.path, status: answer?.status ?? 404 });
    response.writeHead(answer?.status ?? 404).end(answer?.body);
  });
  await new Promise<void>((done) => control.listen(0, "127.0.0.1", done));
  controlUrl = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
  const now = () => new Date();
  const opened = await openFsps({ hub: hub.urls, wallets: ids, controlUrl, now, secret: Buffer.alloc(32, 1), folder });
  door = opened.door;
  await opened.register();
});
afterAll(async () => {
  await door?.close();
  control?.closeAllConnections();
  control?.close();
  await hub?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function act(
  wallet: string,
  what: string,
  body: object,
): Promise<{ status: number; said: Record<string, unknown> }> {
  const payload = Buffer.from(JSON.stringify(body));
  const request = { method: "POST", path: `/fsp/${wallet}/${what}`, headers: {}, body: payload };
  const answer = (await door.answer(request, request.path)) as RawResponse;
  return { status: answer.status, said: JSON.parse(answer.body.toString()) as Record<string, unknown> };
}

async function balances(): Promise<Map<string, bigint>> {
  const answer = (await door.answer(
    { method: "GET", path: "/fsp", headers: {}, body: Buffer.alloc(0) },
    "/fsp",
  )) as RawResponse;
  const { data } = JSON.parse(answer.body.toString()) as {
    data: { people: { phone: string; balance_fen: string }[] }[];
  };
  return new Map(data.flatMap((one) => one.people).map((one) => [one.phone, BigInt(one.balance_fen)]));
}

const first = (wallet: string) => peopleOf(wallet).people[0] ?? { phone: "", name: "", fen: 0n };

async function soon(fact: () => Promise<boolean>): Promise<void> {
  await expect.poll(fact, { timeout: 10_000, interval: 20 }).toBe(true);
}

test("every wallet with a fake is a participant that sends and receives ten yuan, the name told before", async () => {
  for (const [n, payer] of ids.entries()) {
    const payee = ids[(n + 1) % ids.length] ?? "";
    const [from, to] = [first(payer), first(payee)];
    const before = await balances();
    expect((await act(payer, "look", { to: to.phone })).said).toEqual({ name: to.name, wallet: payee });
    const quote = await act(payer, "quote", { from: from.phone, to: to.phone, fen: "1000" });
    expect([payer, quote.said["fen"], quote.said["payer_pays_fen"]]).toEqual([payer, "1000", "1000"]);
    const sent = await act(payer, "send", { from: from.phone, quote: quote.said["quote"] });
    expect([payer, sent.said]).toEqual([payer, { state: "COMMITTED" }]);
    await soon(async () => (await balances()).get(to.phone) === (before.get(to.phone) ?? 0n) + 1000n);
    expect((await balances()).get(from.phone)).toBe((before.get(from.phone) ?? 0n) - 1000n);
  }
  expect(await hub.transfers.check()).toEqual([]);
});

test("all that was said is signed, but questions: by whoever said it, also what the hub carried on", async () => {
  const certificates = await fetch(`${hub.urls.fspiop}/dfsps/jwscerts`);
  const known = (await certificates.json()) as { dfspId: string; publicKey: string }[];
  expect(new Set(known.map((one) => one.dfspId))).toEqual(new Set(["hutong", ...ids]));
  const said = heard.filter(({ request }) => request.method !== "GET" && request.headers["fspiop-source"]);
  const sources = new Set(said.map(({ request }) => request.headers["fspiop-source"]));
  expect(sources).toEqual(new Set(["hutong", ...ids]));
  for (const { request, path, status } of said) {
    const keys = known.filter((one) => one.dfspId === request.headers["fspiop-source"]).map((one) => one.publicKey);
    const inner = `/${path.split("/").slice(3).join("/")}`;
    const { method, headers } = request;
    expect([path, status, isProven(keys, { method, path: inner, headers, body: request.body.toString() })]).toEqual([
      ...[path, 202, true],
    ]);
  }
});

test("a changed byte is refused by the wallet that hears it, and by the hub", async () => {
  const real = heard.find(({ request }) => request.method === "PUT" && request.path.includes("/quotes/"));
  if (!real) throw new Error("There were terms.");
  const again = async (change: Partial<RawRequest>) =>
    (await door.answer({ ...real.request, ...change }, real.path))?.status;
  expect(await again({})).toBe(202);
  const text = real.request.body.toString();
  expect(await again({ body: Buffer.from(text.replace('"10"', '"11"')) })).toBe(400);
  const { "fspiop-signature": _, ...bare } = real.request.headers;
  expect(await again({ headers: bare })).toBe(400);
  expect(await again({ headers: { ...real.request.headers, "fspiop-source": "jdpay" } })).toBe(400);
  const asked = heard.find(({ request }) => request.method === "POST" && request.path.endsWith("/quotes"))?.request;
  const {
    host: _host,
    connection: _c,
    "content-length": _l,
    "transfer-encoding": _t,
    ...carried
  } = asked?.headers ?? {};
  const toHub = async (body: string) =>
    (await fetch(`${hub.urls.fspiop}/quotes`, { method: "POST", headers: carried, body })).status;
  const quoted = asked?.body.toString() ?? "";
  expect([await toHub(quoted), await toHub(quoted.replace('"10"', '"11"'))]).toEqual([202, 400]);
});
