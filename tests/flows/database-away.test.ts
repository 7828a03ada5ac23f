import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Embedded, startEmbedded } from "#db/embedded";
import { migrate } from "#db/migrate";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

/** A PostgreSQL of its own: the others' must not be stopped. */
const home = mkdtempSync(join(tmpdir(), "hutong-away-"));
const boot = () => startEmbedded({ home, durable: false });
let server: Embedded;
let flow: FlowHouse;
let token: string;

beforeAll(async () => {
  chmodSync(home, 0o711); // as root the server's user must pass through
  server = await boot();
  await migrate(server.ownerUrl, { now: () => new Date() });
  // The evening before the opening's day, in Shanghai.
  const startAt = new Date("2026-11-22T15:59:00.000Z");
  flow = await makeFlowHouse({ databaseUrl: server.appUrl, stores: 2, startAt });
  const key = { marketplace: flow.marketplace, store: null, name: "app", scopes: ["openings:read"] as const };
  const made = await flow.house.directory.createApiKey(flow.operator, key, null);
  if (!made.ok) throw new Error(made.fault);
  token = made.value.token as string;
}, 120_000);
afterAll(async () => {
  await flow.house.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

const post = async (url: string, payload: object, headers: Record<string, string> = {}) => {
  const answer = await flow.house.app.inject({
    ...{ method: "POST", url, payload },
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body };
};
const store = () => flow.stores[0] as string;
const explained = async (more: object = {}) => {
  const asked = { store: store(), partner: "jdpay", method: "qr", buyer: { reference: "b1" }, ...more };
  const { status, body } = await post("/v1/decisions", { questions: [asked] }, { "idempotency-key": "away" });
  const [one] = (JSON.parse(body) as { data: { open: boolean; reasons: { code: string }[] }[] }).data;
  return [status, one?.open, one?.reasons.map(({ code }) => code)];
};
const flag = async (key: string) => {
  const context = { targetingKey: "b1", store: store(), method: "qr" };
  const { status, body } = await post(`/ofrep/v1/evaluate/flags/${key}`, { context });
  return [status, (JSON.parse(body) as { value: boolean }).value];
};

test("PostgreSQL is stopped: decisions, flags and an opening's instant go on from memory; back, changes are felt again", async () => {
  const { openings } = flow.house;
  const at = { marketplace: flow.marketplace, capability: "payment", methods: null, caps: {} };
  const terms = { zh: "零点开放", en: "Opens at midnight" };
  const effective_at = new Date("2026-11-22T16:00:00.000Z");
  const drafted = await openings.createOpening(
    flow.operator,
    { ...at, partner: "jdpay", effective_at, terms, stages: [{}, { buyers: { share: 10_000 } }] },
    null,
  );
  if (!drafted.ok) throw new Error(JSON.stringify(drafted));
  const { id } = drafted.value;
  const opened = await openings.moveOpening(flow.operator, id, "open", "test", null);
  expect(opened.ok).toBe(true);
  const before = await post("/ofrep/v1/evaluate/flags", { context: { targetingKey: "b1", store: store() } });
  const tag = `${before.headers["etag"]}`;
  await server.stop();

  // Whatever needs the database says so; what is decided from memory does not know.
  await expect(openings.refresh()).rejects.toThrow();
  expect(await explained()).toEqual([200, false, ["not_yet_effective", "account_missing"]]);
  expect(await explained({ partner: "wechatpay" })).toEqual([200, true, []]);
  expect(await flag("payment.wechatpay")).toEqual([200, true]);
  expect(await flag("payment.jdpay")).toEqual([200, false]);
  const same = await post(
    "/ofrep/v1/evaluate/flags",
    { context: { targetingKey: "b1", store: store() } },
    { "if-none-match": tag },
  );
  expect(same.status).toBe(304);
  flow.advance(60);
  // Midnight passes while the database is away: the stage holds, and only the store's own standing is in the way.
  expect(await explained()).toEqual([200, false, ["account_missing"]]);

  server = await boot();
  await expect.poll(() => openings.refresh().catch(() => null), { timeout: 10_000 }).toBe(false);
  const paused = await openings.moveOpening(flow.operator, id, "pause", "test", null);
  expect(paused.ok).toBe(true);
  expect(await explained()).toEqual([200, false, ["paused", "account_missing"]]);
}, 60_000);
