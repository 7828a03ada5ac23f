import { Webhook } from "standardwebhooks";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, type Db, makeIds, openDatabase, relayEvents, writeEvent } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import { createWebhooks, type Sending, type Webhooks } from "./index.ts";

const hour = 3_600_000;
const east = "mkt_01JZZZZZZZ0000000000000001";
const west = "mkt_01JZZZZZZZ0000000000000002";

let at = new Date("2026-11-22T01:00:00Z");
const clock = { now: () => at };
let counter = 0;
const random = (bytes: number) => Buffer.alloc(bytes).fill(`${++counter}`);
const ids = makeIds(clock, random);
const sealer = {
  seal: (plain: string, aad: string) => `sealed(${aad})${Buffer.from(plain).toString("hex")}`,
  open: (sealed: string, aad: string) => {
    if (!sealed.startsWith(`sealed(${aad})`)) throw new Error("sealed for another row");
    return Buffer.from(sealed.slice(aad.length + 8), "hex").toString();
  },
};

const alarms: string[] = [];
const alarm = (what: string, about: object) => void alarms.push(`${what} ${Object.values(about).join(" ")}`);

type World = { db: Db; hooks: Webhooks; sent: Sending[]; answer: (sending: Sending) => number };
const opened: { close(): Promise<void> }[] = [];
let world: World;

beforeEach(async () => {
  at = new Date("2026-11-22T01:00:00Z");
  const fresh = await freshDatabase();
  const db = openDatabase(fresh.appUrl, { poolSize: 4, applicationName: "webhooks-test" });
  opened.push(db);
  const sent: Sending[] = [];
  const send = async (sending: Sending) => {
    sent.push(sending);
    const status = world.answer(sending);
    if (status === 0) throw new Error("connect ECONNREFUSED");
    return { status, says: `status ${status}` };
  };
  const hooks = createWebhooks({ db, clock, ids, random, sealer, privateTargets: false, send, alarm });
  world = { db, hooks, sent, answer: () => 200 };
});
afterAll(async () => {
  for (const one of opened) await one.close();
});

async function happens(type: string, marketplace = east, about: Record<string, string> = {}): Promise<void> {
  const subject = ids.next("pay");
  const event = { type, version: 1, marketplace, subject, data: { subject, ...about } };
  await world.db.tx((tx) => writeEvent(tx, ids, event, at));
  await relayEvents(world.db, bucketValues, 100);
}

async function endpoint(
  events: readonly string[] = ["*"],
  url = "https://shop.example/hooks",
  store: string | null = null,
) {
  const made = await world.hooks.createEndpoint({ marketplace: east, store, url, description: "", events }, null);
  if (!made.ok) throw new Error(made.fault);
  return { ...made.value.endpoint, secret: made.value.secret };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) if ((await world.hooks.tick(at)) === 0) return;
  throw new Error("webhooks do not come to rest");
}

const headersOf = (sending: Sending | undefined) => sending?.headers as Record<string, string>;

describe("webhooks", () => {
  test("an event reaches the endpoints that asked for it, once, proven by the Standard Webhooks library", async () => {
    const { secret } = await endpoint(["payment.*"]);
    await happens("payment.paid");
    await happens("refund.refunded");
    await happens("payment.paid", west);
    await settle();
    await settle();
    expect(world.sent).toHaveLength(1);
    const [sending] = world.sent;
    // The library compares with the machine's own clock, so it checks a message that is signed anew for its time.
    const { "webhook-id": id = "", "webhook-signature": signature } = headersOf(sending);
    expect(signature).toBe(new Webhook(secret).sign(id, at, sending?.body ?? ""));
    expect(headersOf(sending)["webhook-timestamp"]).toBe(`${at.getTime() / 1000}`);
    const told = JSON.parse(sending?.body ?? "");
    expect(told).toMatchObject({ type: "payment.paid", id, marketplace: east, timestamp: at.toISOString() });
    const { data } = await world.hooks.listDeliveries({ marketplace: east, store: null }, { after: null, limit: 10 });
    expect(data).toMatchObject([{ state: "delivered", attempts: [{ status: 200 }], next_at: null, event: id }]);
  });

  test("a store's endpoint hears of that store alone; the marketplace's list shows none of a store's", async () => {
    const [tea, silk] = ["sto_01JZZZZZZZ0000000000000003", "sto_01JZZZZZZZ0000000000000004"];
    const own = await endpoint(["*"], "https://tea.example/hooks", tea);
    const whole = await endpoint();
    await happens("payment.paid", east, { store: tea });
    await happens("payment.paid", east, { store: silk });
    await happens("checkout.complete", east);
    await happens("payment.paid", west, { store: tea });
    await settle();
    expect(world.sent.filter((one) => one.url === "https://tea.example/hooks")).toHaveLength(1);
    expect(world.sent.filter((one) => one.url === "https://shop.example/hooks")).toHaveLength(3);
    const page = { after: null, limit: 10 };
    const listed = async (store: string | null) => {
      const endpoints = await world.hooks.listEndpoints({ marketplace: east, store }, page);
      const deliveries = await world.hooks.listDeliveries({ marketplace: east, store }, page);
      return [endpoints.data.map((one) => one.id), [...new Set(deliveries.data.map((one) => one.endpoint))]];
    };
    expect(await listed(tea)).toEqual([[own.id], [own.id]]);
    expect(await listed(null)).toEqual([[whole.id], [whole.id]]);
    expect(await listed(silk)).toEqual([[], []]);
    const [sent] = (await world.hooks.listDeliveries({ marketplace: east, store: tea }, page)).data;
    await world.hooks.replay(sent?.id ?? "", null);
    await settle();
    expect(world.sent.filter((one) => one.url === "https://tea.example/hooks")).toHaveLength(2);
  });

  test("failures are tried again on the schedule for three days, byte by byte the same, then given up", async () => {
    world.answer = () => 500;
    await endpoint();
    await happens("payment.paid");
    const tries: number[] = [];
    const begin = at.getTime();
    for (let i = 0; i < 12; i++) {
      const before = world.sent.length;
      await settle();
      if (world.sent.length > before) tries.push(at.getTime() - begin);
      const [one] = (await world.hooks.listDeliveries({ marketplace: east, store: null }, { after: null, limit: 1 }))
        .data;
      if (one?.next_at) at = one.next_at;
    }
    expect(tries.slice(0, 4)).toEqual([0, 5_000, 305_000, 2_105_000]);
    expect(tries).toHaveLength(10);
    expect(tries.at(-1)).toBeGreaterThan(3 * 24 * hour);
    expect(new Set(world.sent.map((one) => one.body)).size).toBe(1);
    expect(new Set(world.sent.map((one) => headersOf(one)["webhook-id"])).size).toBe(1);
    const [last] = (await world.hooks.listDeliveries({ marketplace: east, store: null }, { after: null, limit: 1 }))
      .data;
    expect(last).toMatchObject({ state: "failed", next_at: null });
    expect(last?.attempts).toHaveLength(10);
  });

  test("nothing is sent before its time, and a late success ends it", async () => {
    world.answer = () => 0;
    await endpoint();
    await happens("payment.paid");
    await settle();
    at = new Date(at.getTime() + 4_999);
    await settle();
    expect(world.sent).toHaveLength(1);
    world.answer = () => 204;
    at = new Date(at.getTime() + 1);
    await settle();
    at = new Date(at.getTime() + 100 * hour);
    await settle();
    expect(world.sent).toHaveLength(2);
    const [one] = (await world.hooks.listDeliveries({ marketplace: east, store: null }, { after: null, limit: 1 }))
      .data;
    expect(one?.attempts.map(({ status, says }) => [status, says])).toEqual([
      [null, "connect ECONNREFUSED"],
      [204, "status 204"],
    ]);
  });

  test("days of failures switch an endpoint off, 410 does so at once, and it can be switched on again", async () => {
    const { id } = await endpoint();
    world.answer = () => 500;
    await happens("payment.paid");
    await settle();
    at = new Date(at.getTime() + 121 * hour);
    await settle();
    expect(await world.hooks.getEndpoint(id)).toMatchObject({ state: "disabled", disabled_reason: "failing" });
    const sent = world.sent.length;
    at = new Date(at.getTime() + 10 * hour);
    await settle();
    expect(world.sent).toHaveLength(sent);
    world.answer = () => 200;
    const changed = await world.hooks.changeEndpoint(id, { state: "enabled" });
    expect(changed).toMatchObject({ ok: true, value: { state: "enabled", disabled_reason: null } });
    await settle();
    expect(world.sent).toHaveLength(sent + 1);
    world.answer = () => 410;
    await happens("payment.paid");
    await settle();
    expect(await world.hooks.getEndpoint(id)).toMatchObject({ state: "disabled", disabled_reason: "gone" });
  });

  test("nobody is switched off in silence: an alarm after a day of failures, and one when it is switched off", async () => {
    const { id } = await endpoint();
    alarms.length = 0;
    world.answer = () => 500;
    const began = at;
    await happens("payment.paid");
    await settle();
    expect(await world.hooks.getEndpoint(id)).toMatchObject({ state: "enabled", failing_since: began });
    at = new Date(began.getTime() + 23 * hour);
    await settle();
    expect(alarms).toEqual([]);
    at = new Date(began.getTime() + 48 * hour);
    await settle();
    expect([...new Set(alarms)]).toEqual([`webhook_failing ${id} ${east}`]);
    alarms.length = 0;
    at = new Date(began.getTime() + 121 * hour);
    await settle();
    expect(alarms).toEqual([`webhook_disabled ${id} ${east}`]);
    // Taken once more, it counts as failing no longer.
    world.answer = () => 200;
    await world.hooks.changeEndpoint(id, { state: "enabled" });
    await happens("payment.paid");
    await settle();
    expect(await world.hooks.getEndpoint(id)).toMatchObject({ state: "enabled", failing_since: null });
    expect(alarms).toHaveLength(1);
  });

  test("after a roll both secrets sign, until the old one's time is over", async () => {
    const { id, secret } = await endpoint();
    const rolled = await world.hooks.rollSecret(id, 3600, null);
    if (!rolled.ok) throw new Error(rolled.fault);
    expect(rolled.value.secret).not.toBe(secret);
    const signedBy = (sending: Sending | undefined) => {
      const { "webhook-id": message = "", "webhook-signature": signatures = "" } = headersOf(sending);
      const by = (one: string) => new Webhook(one).sign(message, at, sending?.body ?? "");
      return [rolled.value.secret, secret].map((one) => signatures.split(" ").includes(by(one)));
    };
    await happens("payment.paid");
    await settle();
    expect(signedBy(world.sent[0])).toEqual([true, true]);
    at = new Date(at.getTime() + 3_600_000);
    await happens("payment.paid");
    await settle();
    expect(signedBy(world.sent[1])).toEqual([true, false]);
  });

  test("a replay is a delivery of its own with the same webhook-id, and its key makes it once", async () => {
    await endpoint();
    await happens("payment.paid");
    await settle();
    const [first] = (await world.hooks.listDeliveries({ marketplace: east, store: null }, { after: null, limit: 1 }))
      .data;
    const repeat = { caller: "key_1", route: "POST /replay", key: "k", requestHash: "a" };
    const again = await world.hooks.replay(first?.id ?? "", repeat);
    const twice = await world.hooks.replay(first?.id ?? "", repeat);
    expect(again.ok && twice.ok && twice.repeated && again.value.id === twice.value.id).toBe(true);
    expect(await world.hooks.replay(first?.id ?? "", { ...repeat, requestHash: "b" })).toMatchObject({
      fault: "idempotency_key_reused",
    });
    await settle();
    expect(world.sent).toHaveLength(2);
    expect(headersOf(world.sent[0])["webhook-id"]).toBe(headersOf(world.sent[1])["webhook-id"]);
  });

  test("the same key makes one endpoint; the secret is stored sealed; limits and addresses are refused", async () => {
    const repeat = { caller: "key_1", route: "POST /v1/webhook-endpoints", key: "k", requestHash: "a" };
    const input = { marketplace: east, store: null, url: "https://shop.example/h", description: "", events: ["*"] };
    const [one, two] = await Promise.all([
      world.hooks.createEndpoint(input, repeat),
      world.hooks.createEndpoint(input, repeat),
    ]);
    if (!one.ok || !two.ok) throw new Error("refused");
    expect(two.value).toEqual(one.value);
    expect([one.repeated, two.repeated].filter((yes) => yes)).toHaveLength(1);
    expect(await world.hooks.createEndpoint(input, { ...repeat, requestHash: "b" })).toMatchObject({
      fault: "idempotency_key_reused",
    });
    const rows = await world.db.read<{ secret: string }>("select secret from webhook_endpoints");
    expect(rows).toHaveLength(1);
    expect(rows[0]?.secret).toMatch(/^sealed/);
    expect(await world.hooks.createEndpoint({ ...input, url: "http://10.0.0.1/" }, null)).toMatchObject({
      fault: "webhook_url_refused",
    });
    for (let i = 1; i < 20; i++) expect((await world.hooks.createEndpoint(input, null)).ok).toBe(true);
    expect(await world.hooks.createEndpoint(input, null)).toMatchObject({ fault: "webhook_endpoint_limit" });
    const page = await world.hooks.listEndpoints({ marketplace: east, store: null }, { after: null, limit: 15 });
    const rest = await world.hooks.listEndpoints({ marketplace: east, store: null }, { after: page.next, limit: 15 });
    expect([page.data.length, rest.data.length, rest.next]).toEqual([15, 5, null]);
  });

  test("two processes at once send each delivery once", async () => {
    await endpoint();
    for (let i = 0; i < 20; i++) await happens("payment.paid");
    await Promise.all([settle(), settle(), settle()]);
    const messages = world.sent.map((one) => headersOf(one)["webhook-id"]);
    expect([messages.length, new Set(messages).size]).toEqual([20, 20]);
  });

  test("a process that dies while it sends leaves the delivery to the next one, after a minute", async () => {
    await endpoint();
    await happens("payment.paid");
    const stuck = createWebhooks({
      ...{ db: world.db, clock, ids, random, sealer, privateTargets: false },
      send: () => new Promise(() => {}),
    });
    void stuck.tick(at);
    const underWay = "select id from webhook_deliveries where tries = 1";
    while ((await world.db.read(underWay)).length === 0) await world.db.read("select 1");
    await settle();
    expect(world.sent).toHaveLength(0);
    at = new Date(at.getTime() + 60_000);
    await settle();
    expect(world.sent).toHaveLength(1);
  });
});
