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
    { topic: "balances", ids: ["sto_1"], ...whose },
  ]);
});

const credited = { campaign: "cmp_1", payer: "sto_1", order: "ord_2", payment: "pay_2" };

test.each([
  ["dispute.with_person", "dsp_1", { order: "ord_1" }, "disputes", ["dsp_1", "ord_1"], "orders:read"],
  ["case.opened", "cas_1", { order: "ord_1" }, "cases", ["cas_1", "ord_1"], "orders:read"],
  ["withdrawal.paid", "wdr_1", {}, "withdrawals", ["wdr_1"], "books:read"],
  ["withdrawal.paid", "wdr_1", {}, "balances", ["sto_1"], "books:read"],
  ["order.released", "ord_1", {}, "balances", ["sto_1"], "books:read"],
  ["screen_appeal.granted", "apl_1", {}, "screen_appeals", ["apl_1"], "orders:read"],
  ["campaign.moved", "cmp_1", { campaign: "cmp_1", payer: "sto_1" }, "campaigns", ["cmp_1"], "openings:read"],
  ["campaign.budget_set", "cmp_1", { campaign: "cmp_1", payer: "sto_1" }, "balances", ["sto_1"], "books:read"],
  ["campaign.credited", "ord_2", { ...credited, store: "sto_2" }, "campaigns", ["cmp_1"], "openings:read"],
  ["refund.created", "rfd_1", { order: "ord_1" }, "approvals", ["rfd_1", "ord_1"], "books:read"],
  ["voucher.redeemed", "vch_1", {}, "balances", ["sto_1"], "books:read"],
] as const)("%s of a store moves %s's pages of its own people alone: %#", (type, subject, data, topic, ids, scope) => {
  const tail = {
    ...paid,
    data: [{ id: "evt_2", type, marketplace: "mkt_a", subject, data: { store: "sto_1", ...data } }],
  };
  const change = changesOfEvents(tail).find((one) => one.topic === topic);
  if (!change) throw new Error(`${type} moves nothing of ${topic}.`);
  expect(change).toEqual({ topic, ids, marketplace: "mkt_a", store: "sto_1" });
  const hears = (more: Partial<Bearer>): boolean => mayHear(person({ scopes: [scope], ...more }), change);
  expect([hears({}), hears({ marketplace: null }), hears({ store: "sto_1" })]).toEqual([true, true, true]);
  expect([hears({ scopes: ["hub:read"] }), hears({ marketplace: "mkt_b" })]).toEqual([false, false]);
  expect(hears({ store: "sto_2" })).toBe(false);
});

test.each([
  ["reconciliation.break_opened", "brk_1", "breaks", "books:read"],
  ["media_payout.paid", "mpo_1", "media_payouts", "books:read"],
  ["link_block.raised", "blk_1", "link_blocks", "openings:read"],
  ["campaign.billed", "cbl_1", "campaigns", "openings:read"],
] as const)("%s is of no store: people of stores do not hear of it", (type, subject, topic, scope) => {
  const data = { campaign: "cmp_1", payer: null };
  const tail = { ...paid, data: [{ id: "evt_3", type, marketplace: "mkt_a", subject, data }] };
  const change = changesOfEvents(tail).find((one) => one.topic === topic);
  if (!change) throw new Error(`${type} moves nothing of ${topic}.`);
  expect(change.ids).toEqual([subject, "cmp_1"]);
  expect(mayHear(person({ scopes: [scope] }), change)).toBe(true);
  expect(mayHear(person({ scopes: [scope], marketplace: "mkt_b" }), change)).toBe(false);
  expect(mayHear(person({ scopes: [scope], store: "sto_1" }), change)).toBe(false);
  expect(changesOfEvents(tail).map((one) => one.topic)).not.toContain("balances");
});

test("a deed moves the pages of its room", () => {
  const topicsOf = (url: string) => changesOfDeed(person({}), url).map((one) => one.topic);
  expect(topicsOf("/v1/cases/cas_1/take")).toEqual(["cases"]);
  expect(topicsOf("/v1/disputes/dsp_1/decide")).toContain("disputes");
  expect(topicsOf("/v1/reconciliation-breaks/brk_1/decide")).toContain("breaks");
  // Above a limit a refund is no refund yet: it waits in the inbox, and at its order.
  expect(topicsOf("/v1/refunds")).toEqual(["orders", "payments", "approvals"]);
  expect(topicsOf("/v1/refund-proposals/rfp_1/decide")).toEqual(["orders", "payments", "approvals"]);
  expect(topicsOf("/v1/refund-limit-changes/rlc_1/decide")).toEqual(["approvals"]);
  expect(topicsOf("/v1/marketplaces/mkt_1/refund-limits")).toEqual(["approvals"]);
  expect(topicsOf("/v1/bill-files/blf_1/propose")).toEqual(["approvals", "breaks"]);
  expect(topicsOf("/v1/screen-appeals/apl_1/decide")).toContain("screen_appeals");
  expect(topicsOf("/v1/campaigns/cmp_1/budget")).toEqual(["approvals", "campaigns", "balances"]);
  const told = changesOfDeed(person({}), "/v1/withdrawals/wdr_1/confirm");
  expect(told.find((one) => one.topic === "withdrawals")?.ids).toEqual(["wdr_1"]);
  // A balances page goes by its store, which the address of the deed does not name.
  expect(told.find((one) => one.topic === "balances")?.ids).toEqual([]);
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
  expect([looks, heard]).toEqual([3, [3]]);
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
