import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

/** Three parties, each a process of its own with its own file, as `npm run alliance` starts them. */
const home = mkdtempSync(join(tmpdir(), "hutong-ring-"));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const one of started) one.kill();
  rmSync(home, { recursive: true, force: true });
});

const names = ["notes", "shop", "maps"] as const;
const size = 90;
const secret = "a-secret-of-one-pair-that-is-long-enough";

function writeFiles(): void {
  const contract = {
    ...{ id: "ring", parties: names, purposes: ["conversion"], modes: ["size", "sum"], amounts: "shop" },
    ...{ starts: "2020-01-01T00:00:00Z", ends: "2100-01-01T00:00:00Z", crowd: 5, budget: 2 },
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
}

const files = (name: string): string[] => [
  ...["--contract", join(home, "contract.json"), "--dataset", join(home, `${name}.json`)],
  ...["--rows", join(home, `${name}.csv`), "--home", join(home, `${name}-home`), "--name", name, "--threads", "1"],
];

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
  const child = start("together", ...files("notes"), ...others, ...run, ...house);
  let told = "";
  child.stdout?.on("data", (part: Buffer) => {
    told += part.toString();
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, told: told === "" ? null : (JSON.parse(told) as unknown) };
}

/** A house's door: it writes down what it is told, and refuses one contract. */
async function openHouse(refused: () => string | null) {
  const told: { path: string; key: string; body: Record<string, unknown> }[] = [];
  const server = createServer(async (asked, answer) => {
    const parts: Buffer[] = [];
    for await (const part of asked) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
    told.push({ path: asked.url ?? "", key: String(asked.headers["idempotency-key"]), body });
    const shut = body["contract"] !== undefined && body["contract"] === refused();
    answer.writeHead(shut ? 409 : 201, { "content-type": "application/json" });
    const says = shut ? { code: "alliance_budget_used_up", detail: "used up" } : { id: `alr_${body["contract"]}` };
    answer.end(JSON.stringify(says));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told, close: () => server.close() };
}

test("three processes find how many they share and for how much; one that was away is waited for", async () => {
  writeFiles();
  const shop = await serving("shop");
  const port = new URL(shop).port;
  // Nobody listens there yet: the run breaks off, and the same command goes on with it.
  const away = await together(shop, "http://127.0.0.1:1");
  expect(away).toEqual({ code: 2, told: null });
  const maps = await serving("maps");
  expect(new URL(maps).port).not.toBe(port);
  expect(await together(shop, maps)).toEqual({
    code: 0,
    told: { ok: true, value: { count: "30", sum: `${30 * 12_800}` } },
  });
}, 120_000);

test("the house is asked about each of the others before any of them is, and told how it ended", async () => {
  writeFiles();
  const others = [await serving("shop"), await serving("maps")] as const;
  let refused: string | null = "alc_maps";
  const house = await openHouse(() => refused);
  const say = (...contracts: string[]): string[] => [
    ...["--house", house.url, "--token", "t", "--house-dataset", "ald_1", "--house-contract", ...contracts],
    ...["--run", "told"],
  ];
  const asks = () => house.told.filter((one) => one.path === "/v1/alliance-runs");
  expect((await together(...others, say("alc_shop"))).code).toBe(1);
  expect(house.told).toEqual([]);
  expect(await together(...others, say("alc_shop", "alc_maps"))).toEqual({ code: 1, told: null });
  expect(house.told.length).toBe(2);
  refused = null;
  expect((await together(...others, say("alc_shop", "alc_maps"))).told).toMatchObject({ ok: true });
  const about = { dataset: "ald_1", purpose: "conversion", mode: "sum" };
  expect(asks().map(({ key, body }) => [key, body])).toEqual(
    [1, 2].flatMap(() => [
      ["alliance-told-shop", { contract: "alc_shop", ...about }],
      ["alliance-told-maps", { contract: "alc_maps", ...about }],
    ]),
  );
  const ends = house.told.filter((one) => one.path.endsWith("/end"));
  expect(ends.map(({ path, body }) => [path, body])).toEqual(
    ["shop", "maps"].map((name) => [
      `/v1/alliance-runs/alr_alc_${name}/end`,
      { outcome: "done", people: 30, total: `${30 * 12_800}`, why: null },
    ]),
  );
  house.close();
}, 120_000);
