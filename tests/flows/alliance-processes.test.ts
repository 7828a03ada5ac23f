import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../database.ts";
import { makeFlowHouse } from "./house.ts";

/** Three parties, each a process of its own with its own file, as `npm run alliance` starts them. */
const home = mkdtempSync(join(tmpdir(), "hutong-ring-"));
const started: ChildProcess[] = [];
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const one of started) one.kill();
  for (const close of closers) await close();
  rmSync(home, { recursive: true, force: true });
});

const names = ["notes", "shop", "maps"] as const;
const size = 90;
const secret = "a-secret-of-one-pair-that-is-long-enough";

function writeFiles(): void {
  const contract = {
    ...{ id: "ring", parties: names, purposes: ["conversion"], modes: ["size", "sum"], amounts: "shop" },
    ...{ starts: "2020-01-01T00:00:00Z", ends: "2100-01-01T00:00:00Z", crowd: 5, budget: 9 },
    // Noise of a scale this small is nought in all that a test can draw.
    ...{ epsilon_milli: 1_000_000_000, clip: "100000", padding: 2 },
  };
  writeFileSync(join(home, "contract.json"), JSON.stringify(contract));
  writeFileSync(join(home, "secret"), secret);
  for (const [n, name] of names.entries()) {
    const basis = { title: name, purposes: ["conversion"], basis: "consent" };
    writeFileSync(join(home, `${name}.json`), JSON.stringify(basis));
    const rows = Array.from({ length: size }, (_, i) => `person-${i + n * 30}${name === "shop" ? ",12800" : ""}`);
    writeFileSync(join(home, `${name}.csv`), rows.join("\n"));
  }
  const { amounts: _, ...pair } = { ...contract, id: "pair", parties: ["notes", "shop"] };
  for (const [name, from] of [
    ["pair", "shop"],
    ["pair-asker", "notes"],
  ] as const) {
    writeFileSync(join(home, `${name}-contract.json`), JSON.stringify(pair));
    for (const kind of ["json", "csv"]) copyFileSync(join(home, `${from}.${kind}`), join(home, `${name}.${kind}`));
  }
}

const files = (name: string): string[] => {
  const pair = name.startsWith("pair");
  return [
    ...["--contract", join(home, pair ? `${name}-contract.json` : "contract.json")],
    ...["--dataset", join(home, `${name}.json`), "--rows", join(home, `${name}.csv`)],
    ...["--home", join(home, `${name}-home`), "--threads", "1", ...(pair ? [] : ["--name", name])],
  ];
};

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ["scripts/alliance.ts", ...args], { stdio: ["ignore", "pipe", "ignore"] });
  started.push(child);
  return child;
}

/** Its address, once it listens. */
async function serving(name: string, port = "0"): Promise<string> {
  const child = start("serve", ...files(name), "--secret", join(home, "secret"), "--port", port);
  let told = "";
  for await (const part of child.stdout as NonNullable<ChildProcess["stdout"]>) {
    told += String(part);
    const found = /http:\/\/[\d.]+:\d+/.exec(told);
    if (found) return found[0];
  }
  throw new Error(`${name} ended: ${told}`);
}

async function together(shop: string, maps: string, house: readonly string[] = []) {
  const others = ["--with", `shop=${shop}=${join(home, "secret")}`, `maps=${maps}=${join(home, "secret")}`];
  const run = ["--purpose", "conversion", "--mode", "sum", "--run", "first", "--json"];
  return await answerOf(["together", ...files("notes"), ...others, ...run, ...house]);
}

/** How it exits, and the JSON that it prints. */
async function answerOf(args: readonly string[]) {
  const child = start(...args);
  let told = "";
  child.stdout?.on("data", (part: Buffer) => {
    told += part.toString();
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, told: told === "" ? null : (JSON.parse(told) as unknown) };
}

/** The house's own routes at a real address, and a line that can be cut before what is asked gets there, or after. */
async function openHouse() {
  const database = await freshDatabase();
  const flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  const token = await flow.house.operatorToken();
  const line: { cut: RegExp | null; after: boolean } = { cut: null, after: false };
  const server = createServer(async (asked, answer) => {
    const parts: Buffer[] = [];
    for await (const part of asked) parts.push(part as Buffer);
    const url = asked.url ?? "";
    const body = Buffer.concat(parts).toString();
    const cut = line.cut?.test(`${url} ${body}`) === true;
    if (cut && !line.after) return void answer.destroy();
    const { authorization = "", "idempotency-key": key = "" } = asked.headers;
    const headers = { authorization, "idempotency-key": String(key), "content-type": "application/json" };
    const told = await flow.house.app.inject({ method: "POST", url, headers, payload: body });
    if (cut) return void answer.destroy();
    answer.writeHead(told.statusCode, { "content-type": "application/json" }).end(told.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  let keys = 0;
  const ask = async (method: "GET" | "POST", url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": `ring-${++keys}` };
    const answer = await flow.house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    expect([url, answer.statusCode < 300]).toEqual([url, true]);
    return answer.json();
  };
  closers.push(async () => {
    server.close();
    await flow.house.close();
    await database.drop();
  });
  const { marketplace } = flow;
  const contract = { title: "环", purposes: ["conversion"], modes: ["size", "sum"], crowd: 5, epsilon_milli: 1000 };
  const dates = { starts_at: "2026-01-01T00:00:00Z", ends_at: "2030-01-01T00:00:00Z" };
  const made: string[] = [];
  for (const partner of ["shop", "maps"]) {
    const terms = { ...dates, padding: 2, budget: 9, clip: { currency: "CNY", minor: "100000" } };
    made.push((await ask("POST", "/v1/alliance-contracts", { ...contract, ...terms, marketplace, partner })).id);
  }
  const rows = { marketplace, title: "notes", purposes: ["conversion"], basis: "consent" };
  const dataset = (await ask("POST", "/v1/alliance-datasets", rows)).id as string;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ line, ask },
    options: [
      ...["--house", url, "--token", token, "--house-dataset", dataset, "--house-contract", ...made],
    ] as readonly string[],
    opens: async (partner: string) => {
      // Runs of one instant stand in no order.
      flow.advance(60);
      const terms = { zh: "开放", en: "Open" };
      const { id } = await ask("POST", "/v1/openings", { marketplace, capability: "data", partner, terms });
      await ask("POST", `/v1/openings/${id}/open`, { why: "ring" });
      await flow.house.refresh();
    },
    /** Of each partner, newest first: what the house says of its runs. */
    runs: async () => {
      type Run = { state: string; people: number | null; why: string | null; total: { minor: string } | null };
      const of = async (id: string): Promise<Run[]> => (await ask("GET", `/v1/alliance-runs?contract=${id}`)).data;
      const told = ({ state, people, why, total }: Run) => [state, people, total?.minor ?? null, why];
      return { shop: (await of(made[0] as string)).map(told), maps: (await of(made[1] as string)).map(told) };
    },
  };
}

test("three processes find how many they share and for how much; one that was away is waited for", async () => {
  writeFiles();
  const shop = await serving("shop");
  const port = new URL(shop).port;
  // Nobody listens there yet: the run breaks off, and the same command goes on with it.
  const away = await together(shop, "http://127.0.0.1:1");
  expect(away).toEqual({ code: 2, told: null });
  // Under its name something else is not asked for.
  expect(await together(shop, "http://127.0.0.1:1", ["--mode", "size"])).toEqual({ code: 1, told: null });
  const maps = await serving("maps");
  expect(new URL(maps).port).not.toBe(port);
  expect(await together(shop, maps)).toEqual({
    code: 0,
    told: { ok: true, value: { count: "30", sum: `${30 * 12_800}` } },
  });
}, 120_000);

const found = { count: "30", sum: `${30 * 12_800}` };
const done = ["done", 30, found.sum, null];

test("the house is asked about each of the others first; where it refuses one, no run of another stays open", async () => {
  writeFiles();
  const others = [await serving("shop"), await serving("maps")] as const;
  const house = await openHouse();
  const say = (run: string, options = house.options) => together(...others, [...options, "--run", run]);
  expect((await say("told", house.options.slice(0, -1))).code).toBe(1);
  expect(await house.runs()).toEqual({ shop: [], maps: [] });
  await house.opens("shop");
  // Data is not open to the second: the first one's run will never be, and is ended.
  expect(await say("told")).toEqual({ code: 1, told: null });
  const refused = ["failed", null, null, "refused about maps"];
  expect(await house.runs()).toEqual({ shop: [refused], maps: [] });
  await house.opens("maps");
  expect(await say("told")).toEqual({ code: 0, told: { ok: true, value: found } });
  expect(await house.runs()).toEqual({ shop: [done, refused], maps: [done] });
  // It is over for everybody, and asking again makes no further run in the house.
  expect((await say("told")).code).toBe(1);
  expect(await house.runs()).toEqual({ shop: [done, refused], maps: [done] });
}, 180_000);

test("a line to the house that breaks, on the way in and at the end, before and after it was heard: one run each", async () => {
  writeFiles();
  const others = [await serving("shop"), await serving("maps")] as const;
  const house = await openHouse();
  await house.opens("shop");
  await house.opens("maps");
  const say = () => together(...others, [...house.options, "--run", "broken"]);
  const second = new RegExp(`runs .*${house.options.at(-1)}`);
  const running = ["running", null, null, null];
  for (const after of [false, true]) {
    Object.assign(house.line, { cut: second, after });
    expect(await say()).toEqual({ code: 2, told: null });
    expect(await house.runs()).toEqual({ shop: [running], maps: after ? [running] : [] });
  }
  for (const after of [false, true]) {
    Object.assign(house.line, { cut: /\/end /, after });
    expect(await say()).toEqual({ code: 2, told: null });
    // Its parties are done with it. What it found is kept here, and told when the line stands again.
    const state = after ? done : running;
    expect(await house.runs()).toEqual({ shop: [state], maps: [state] });
  }
  house.line.cut = null;
  expect(await say()).toEqual({ code: 0, told: { ok: true, value: found } });
  expect(await house.runs()).toEqual({ shop: [done], maps: [done] });
}, 180_000);

test("two parties: what was found and not yet told to the house is told by the same command, and found once", async () => {
  writeFiles();
  const shop = await serving("pair");
  const house = await openHouse();
  await house.opens("shop");
  house.line.cut = /\/end /;
  const options = house.options.slice(0, -1);
  const run = ["run", ...files("pair-asker"), "--secret", join(home, "secret"), "--partner", shop, ...options];
  const say = (mode = "sum", purpose = "conversion") =>
    answerOf([...run, "--purpose", purpose, "--mode", mode, "--run", "pair", "--json"]);
  expect(await say()).toEqual({ code: 2, told: null });
  house.line.cut = null;
  // As if it had been killed before the run's pieces were cleared away.
  const pieces = join(home, "pair-asker-home", "runs", "pair");
  mkdirSync(pieces);
  writeFileSync(join(pieces, "scalar"), "a secret");
  for (const other of [["size"], ["sum", "measurement"]]) expect(await say(...other)).toEqual({ code: 1, told: null });
  const told = await say();
  expect(existsSync(pieces)).toBe(false);
  expect(told).toEqual({ code: 0, told: { ok: true, value: { count: "60", sum: `${60 * 12_800}` } } });
  expect((await house.runs()).shop).toEqual([["done", 60, `${60 * 12_800}`, null]]);
}, 180_000);
