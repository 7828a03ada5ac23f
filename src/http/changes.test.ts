import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Changes, changesOfDeed, changesOfEvents, mayHear } from "./changes.ts";
import type { Bearer, EventTail } from "./parts.ts";
import { as, openRig, people, type Rig } from "./test-rig/index.ts";

const person = (more: Partial<Bearer>): Bearer =>
  ({ kind: "person", id: "per_1", marketplace: "mkt_a", store: null, scopes: ["openings:read"], ...more }) as Bearer;
const event = { id: "evt_1", type: "payment.paid", marketplace: "mkt_a", subject: "pay_1" };
const paid: EventTail = {
  ...{ place: "x", skipped: false },
  data: [{ ...event, data: { order: "ord_1", store: "sto_1", buyer: "secret" } }],
};

test("an event becomes topics and ids, and nothing else of it", () => {
  const whose = { marketplace: "mkt_a", store: "sto_1" };
  expect(changesOfEvents(paid)).toEqual([
    { topic: "payments", ids: ["pay_1", "ord_1"], ...whose },
    { topic: "orders", ids: ["pay_1", "ord_1"], ...whose },
  ]);
});

test("one hears only of what one may read: by scope, by marketplace, by store", () => {
  const [change] = changesOfEvents(paid);
  if (!change) throw new Error("none");
  const scopes = ["payments:read", "openings:read"] as const;
  expect(mayHear(person({ scopes }), change)).toBe(true);
  expect(mayHear(person({ scopes: ["openings:read"] }), change)).toBe(false);
  expect(mayHear(person({ scopes, marketplace: "mkt_b" }), change)).toBe(false);
  expect(mayHear(person({ scopes, marketplace: null }), change)).toBe(true);
  expect(mayHear(person({ scopes, store: "sto_1" }), change)).toBe(true);
  expect(mayHear(person({ scopes, store: "sto_2" }), change)).toBe(false);
  const [moved] = changesOfDeed(person({}), "/v1/openings/opn_1/pause?x=1");
  expect(moved).toEqual({ topic: "openings", ids: ["opn_1"], marketplace: "mkt_a", store: null });
  expect(moved && mayHear(person({ scopes, store: "sto_2" }), moved)).toBe(true);
  // Whoever acts for the whole house is in no marketplace: no id of one is told in another.
  expect(changesOfDeed(person({ marketplace: null }), "/v1/openings/opn_1/pause")[0]?.ids).toEqual([]);
});

test("the house looks once for all pages, not at all without one, and goes on after a failed look", async () => {
  let [looks, failing] = [0, false];
  const ticks = new Set<() => void>();
  const changes = new Changes({
    timers: {
      every: (_, call) => {
        ticks.add(call);
        return () => ticks.delete(call);
      },
    },
    events: {
      list: async () => ({ data: [], next: null }),
      since: async (place) => {
        looks++;
        if (failing) throw new Error("no database");
        return place === null ? { ...paid, data: [] } : paid;
      },
    },
  });
  const heard: number[] = [];
  const leave = [changes.follow((found) => heard.push(found.length)), changes.follow(() => {})];
  await setImmediate();
  expect([looks, ticks.size, heard]).toEqual([1, 1, []]);
  failing = true;
  for (const tick of ticks) tick();
  await setImmediate();
  failing = false;
  for (const tick of ticks) tick();
  await setImmediate();
  expect([looks, heard]).toEqual([3, [2]]);
  for (const go of leave) go();
  expect(ticks.size).toBe(0);
});

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
  await rig.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => rig.app.close());

test("the stream says hello, then what moved; a caller without the scope gets a problem", async () => {
  const { port } = rig.app.server.address() as AddressInfo;
  const headers = as(people.east);
  const request = get({ port, host: "127.0.0.1", path: "/v1/changes/live", headers });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(response.headers["content-type"]).toContain("text/event-stream");
  let text = "";
  response.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  for (let turn = 0; turn < 10_000 && !text.includes("changes"); turn++) await setImmediate();
  expect(text).toContain('"changes":[]');
  rig.tick();
  for (let turn = 0; turn < 10_000 && !text.includes("payments"); turn++) await setImmediate();
  expect(text).toContain('"topic":"payments"');
  expect(text).not.toContain("1230");
  request.destroy();
  expect((await rig.app.inject("/v1/changes/live")).statusCode).toBe(401);
});
