import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ballot, checkOpenness, createHutong, type OpennessFiles } from "#sdk";
import { fetchOpenness } from "../../scripts/hutong/openness-fetch.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { root } from "../source-files.ts";
import { type FlowHouse, makeFlowHouse, runChore } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let url: string;
let files: OpennessFiles;
let receipt: Ballot;
let vote: string;
const folder = mkdtempSync(join(tmpdir(), "hutong-openness-"));

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 4 });
  url = await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
  await voted();
  await appealed();
  await bought();
  await runChore(flow, "audit");
  flow.advance(60);
  files = await fetchOpenness(createHutong({ url }));
}, 60_000);
afterAll(async () => {
  await flow?.house.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

async function person(role: "merchant_owner" | "approver", store: string | null) {
  const { marketplace } = flow;
  const access = { person: { name: "店主" }, role, marketplace, store, title: "vote" };
  const expiresAt = new Date(flow.now().getTime() + 90 * 86_400_000);
  const granted = await flow.house.directory.grantAccess("per_flow", { ...access, expiresAt });
  if (!granted.ok) throw new Error(granted.fault);
  return createHutong({ url, token: granted.value.token });
}

/** Of four stores two vote for it and one against; the ballots are sealed, and published. */
async function voted(): Promise<void> {
  const operator = createHutong({ url, token: await flow.house.operatorToken() });
  const { id } = await operator.api.createOpening({
    body: {
      ...{ marketplace: flow.marketplace, capability: "code", partner: "alipay", methods: null },
      ...{ terms: { zh: "互扫", en: "Shared codes" }, caps: {}, stages: [{}] },
    },
  });
  vote = `${id}-1`;
  const deadline = new Date(flow.now().getTime() + 3_600_000).toISOString();
  const rule = { quorum: 5000, share: 5000, weighting: "stores" } as const;
  await operator.api.consultStores({ params: { id }, body: { why: "asked", deadline, rule } });
  for (const [n, store] of flow.stores.slice(0, 3).entries()) {
    const choice = n < 2 ? ("support" as const) : ("re_evaluate" as const);
    const owner = await person("merchant_owner", store);
    const body = { store, choice, reason_code: "more_buyers", reason: "多一种选择", replaces: null };
    receipt = await owner.api.castBallot({ params: { id }, body });
  }
  flow.advance(3601);
  await flow.settle();
}

/** A store's link is blocked; it appeals, and is heard after five hours. */
async function appealed(): Promise<void> {
  const operator = createHutong({ url, token: await flow.house.operatorToken() });
  const blocked = { host: "shop.example", code: "phishing", why: { zh: "举报", en: "reported" } } as const;
  const block = await operator.api.blockHost({ body: { ...blocked, marketplace: flow.marketplace } });
  const body = { store: flow.stores[0] ?? "", why: "it is our shop", block: block.id };
  const appeal = await operator.api.appealScreen({ body });
  flow.advance(5 * 3600);
  const why = { zh: "维持", en: "stays" };
  const other = await person("approver", null);
  await other.api.decideScreenAppeal({ params: { id: appeal.id }, body: { grant: false, why } });
}

async function bought(): Promise<void> {
  const hutong = createHutong({ url, token: flow.token });
  const amount = { currency: "CNY" as const, minor: "1230" };
  const lines = [{ title: "茶", quantity: 1, amount }];
  const orders = [{ store: flow.stores[0] ?? "", number: "V-1", title: "茶", amount, lines }];
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/no" };
  const { id } = await hutong.api.createCheckout({ body: { orders, ...urls } });
  const how = { wallet: "wechatpay", method: "qr", device: "desktop" } as const;
  const started = await hutong.api.startPayment({ body: { checkout: id, ...how } });
  if (started.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes.wechatpay.act(started.action.content, "pay");
  await flow.settle();
}

test("every figure of a real house is counted again, and none differs", () => {
  const checks = checkOpenness(files);
  expect(checks.filter((one) => one.ok !== true)).toEqual([]);
  expect(new Set(checks.map((one) => one.code)).size).toBeGreaterThan(25);
  const { openness, ballots } = files;
  expect(openness.wallets.find((one) => one.wallet === "wechatpay")).toMatchObject({ started: 1, paid: 1 });
  expect(openness.appeals[0]).toMatchObject({ about: "screening", raised: 1, upheld: 1, hours: 5 });
  expect(ballots[vote]?.ballots.map((one) => one.choice).sort()).toEqual(["re_evaluate", "support", "support"]);
  // No store, no person and no free text is in what is published.
  const all = JSON.stringify(files);
  for (const secret of [...flow.stores, "店主", "多一种选择", "it is our shop"]) expect(all).not.toContain(secret);
});

type Opened = OpennessFiles["openness"]["openings"][number];
const firstVote = ({ openness }: OpennessFiles) => {
  const found = openness.openings.find((one) => vote.startsWith(one.id)) as Opened;
  return found.votes[0] as Opened["votes"][number];
};
const ballotsIn = (all: OpennessFiles) => all.ballots[vote] as OpennessFiles["ballots"][string];
const at = <T>(list: readonly T[], n = 0): T => list[n] as T;

/** What somebody changes, and the figure that then differs. */
const planted: [string, (all: OpennessFiles) => void][] = [
  ["wallet_paid", ({ openness }) => (at(openness.wallets).paid += 1)],
  ["wallet_amount", ({ openness }) => (at(openness.days).amount.minor = "1231")],
  ["wallet_unknown", ({ openness }) => (at(openness.days).unknown += 1)],
  ["days_once", ({ openness }) => openness.days.push({ ...at(openness.days), started: 0, paid: 0 })],
  ["days_known", ({ openness }) => (at(openness.days).day = "2020-01-01")],
  ["appeals_raised", ({ openness }) => openness.appeals_told.splice(0)],
  ["appeals_upheld", ({ openness }) => (at(openness.appeals).upheld = 0)],
  ["appeals_hours", ({ openness }) => (at(openness.appeals).hours = 2)],
  ["terms_hash", ({ openness }) => (at(openness.openings).terms.en += " for all")],
  ["last_step", ({ openness }) => (at(openness.openings).state = "paused")],
  ["vote_passed", (all) => (firstVote(all).share = 9000)],
  ["vote_support", (all) => ((firstVote(all).tally as never as Told).stores.support = "3")],
  ["vote_electorate", (all) => ((firstVote(all).tally as never as Told).stores.electorate = "3")],
  ["vote_asked", (all) => (firstVote(all).stores = 5)],
  ["vote_root", (all) => (at(ballotsIn(all).ballots).hidden = "ab".repeat(32))],
  ["vote_root", (all) => ballotsIn(all).ballots.pop()],
  [
    "vote_root",
    (all) => {
      // A ballot turned round, and every figure with it: the sealed tree still says no.
      const turned = at(ballotsIn(all).ballots.filter((one) => one.choice === "re_evaluate"));
      turned.choice = "support";
      const band = at(ballotsIn(all).bands);
      [band.support.stores, band.re_evaluate.stores] = [3, 0];
      Object.assign((firstVote(all).tally as never as Told).stores, { support: "3", re_evaluate: "0" });
    },
  ],
  ["vote_once", (all) => ballotsIn(all).ballots.push(at(ballotsIn(all).ballots))],
  ["vote_bands", (all) => (at(ballotsIn(all).ballots).band = 2)],
  ["vote_band_turnover", (all) => (at(ballotsIn(all).bands).from = "100")],
  ["vote_support_turnover", (all) => (at(ballotsIn(all).bands).support.turnover = "9")],
  ["vote_ballots", (all) => delete (all.ballots as Record<string, unknown>)[vote]],
];
type Told = { stores: { support: string; electorate: string } };

test.each(planted)("a planted change is found: %s", (code, change) => {
  const changed = structuredClone(files);
  change(changed);
  expect(
    checkOpenness(changed)
      .filter((one) => one.ok === false)
      .map((one) => one.code),
  ).toContain(code);
});

test("a vote whose stores were told that no choice is published is not claimed to be counted", () => {
  const changed = structuredClone(files);
  firstVote(changed).ballots_public = false;
  const open = checkOpenness(changed).filter((one) => one.ok !== true);
  expect(open).toMatchObject([{ code: "vote_ballots", ok: null }]);
});

/** The program itself, as a terminal runs it. */
function run(...args: string[]) {
  const env = { PATH: process.env["PATH"] ?? "", LANG: "C", HOUSE_URL: url };
  return new Promise<{ code: number; text: string }>((resolve) =>
    execFile(process.execPath, [join(root, "scripts/hutong.ts"), "openness", ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, text: out + err }),
    ),
  );
}

test("at the terminal: the house, a saved folder, a changed one, a store's own ballot, an earlier head", async () => {
  expect(await run("verify", url)).toMatchObject({ code: 0, text: expect.stringMatching(/✓ \d+ figures/) });
  expect((await run("save", folder)).code).toBe(0);
  const mine = join(folder, "mine.json");
  writeFileSync(mine, JSON.stringify(receipt));
  const good = await run("verify", folder, "--receipt", mine, "--since", folder, "--json");
  expect(good.code, good.text).toBe(0);
  expect(JSON.parse(good.text)).toMatchObject({ ok: true, failed: [], ballot: { ok: true, band: 1 } });
  writeFileSync(mine, JSON.stringify({ ...receipt, choice: "support" }));
  expect((await run("verify", folder, "--receipt", mine)).code).toBe(1);
  expect(await run("verify", "--since", `1:${"0".repeat(64)}`)).toMatchObject({ code: 1 });
  const main = join(folder, "openness.json");
  const openness = JSON.parse(readFileSync(main, "utf8")) as OpennessFiles["openness"];
  at(openness.wallets).refused += 1;
  writeFileSync(main, JSON.stringify(openness));
  expect(await run("verify", folder)).toMatchObject({ code: 1, text: expect.stringContaining("payments refused") });
  writeFileSync(main, "no");
  expect((await run("verify", folder)).code).toBe(2);
  expect((await run("verify", "/nowhere")).code).toBe(2);
  expect((await run("verify", "http://127.0.0.1:9")).code).toBe(3);
}, 60_000);

test("openings that the file leaves out are fetched too, page by page", async () => {
  const [first] = files.openness.openings;
  if (first === undefined) throw new Error("Nothing is published.");
  const older = (n: number) => ({ ...first, id: `${first.id.slice(0, -1)}${n}`, votes: [] });
  const cut = { ...files.openness, openings_cut: true, openings_next: "c1" };
  const asked: unknown[] = [];
  const answered = (at: URL): Response | null => {
    if (at.pathname === "/v1/openness") return Response.json(cut);
    if (at.pathname !== "/v1/openness/openings") return null;
    const cursor = at.searchParams.get("cursor");
    asked.push(cursor);
    const [data, next_cursor] = cursor === "c1" ? [[older(1)], "c2"] : [[older(2)], null];
    return Response.json({ data, next_cursor });
  };
  const outside = {
    fetch: async (...given: Parameters<typeof fetch>) => answered(new URL(`${given[0]}`)) ?? fetch(...given),
  };
  const hutong = createHutong({ url, outside });
  const { openness } = await fetchOpenness(hutong);
  expect(asked).toEqual(["c1", "c2"]);
  expect(openness.openings.map(({ id }) => id).slice(-2)).toEqual([older(1).id, older(2).id]);
  expect([openness.openings_cut, openness.openings_next]).toEqual([false, null]);
});
