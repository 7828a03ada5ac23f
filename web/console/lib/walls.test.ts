import { expect, test } from "vitest";
import type { TimelineEntry } from "./types.ts";
import { bricksOf, nameOf, type Told, wallOf } from "./walls.ts";

const told: Told = {
  words: ({ en }) => en,
  party: (name) => (name === "wechatpay" ? "WeChat Pay" : name),
  capability: (id) => id.toUpperCase(),
};
const bazaar = { id: "mkt_1", name: { zh: "淘集市", en: "Bazaar" } };

function move(id: string, date: string, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    ...{ kind: "move", date, date_precision: null, wall: "", capability: "payment", move: "announce", model: null },
    ...{ actors: ["mkt_1", "wechatpay"], marketplaces: [bazaar], what: { zh: "条款", en: "terms" }, source: null },
    ...{ openings: [{ id, marketplace: "mkt_1", state: "open" }], ...more },
  };
}
const event = (capability: string, date: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  ...move("", date, { kind: "event", wall: "deep", move: "open", capability }),
  ...{ actors: ["JD", "Alipay"], marketplaces: [], openings: [], ...more },
});

test("a past brick of ours has the platform's name, the partner, the capability, and the depth it has today", () => {
  const [brick] = bricksOf([move("opn_1", "2026-01-05T00:00:00Z")], "2026-01", told);
  expect(brick).toMatchObject({ name: "Bazaar ⇄ WeChat Pay (PAYMENT)", wall: "deep", opening: "opn_1" });
  const today = nameOf({ sides: ["Bazaar"], partner: "wechatpay", capability: "payment" }, told);
  expect(brick?.name).toBe(today);
  const [code] = bricksOf([move("opn_2", "2026-01-05T00:00:00Z", { capability: "code" })], "2026-01", told);
  expect([code?.wall, wallOf(null, "code"), wallOf(null, "payment")]).toEqual(["moderate", "moderate", "deep"]);
  expect(wallOf("superficial", "payment")).toBe("superficial");
});

test("two capabilities of one pair are two bricks of history, and one of them moves alone", () => {
  const entries = [event("payment", "2020"), event("transfer", "2021"), event("payment", "2022", { move: "shut" })];
  expect(bricksOf(entries, "2022-12", told).map(({ name, shade }) => [name, shade])).toEqual([
    ["JD ⇄ Alipay (PAYMENT)", "shut"],
    ["JD ⇄ Alipay (TRANSFER)", "open"],
  ]);
  expect(bricksOf(entries, "2020-12", told)).toHaveLength(1);
});

test("at each month a brick is as its last move until then left it; after a pause it goes on as before", () => {
  const at = (month: number) => `2026-0${month}-05T00:00:00Z`;
  const moves = ["announce", "begin", "complete", "pause", "resume"];
  const entries = moves.map((one, i) => move("opn_1", at(i + 1), { move: one }));
  const shades = moves.map((_, i) => bricksOf(entries, `2026-0${i + 1}`, told)[0]?.shade);
  expect(shades).toEqual(["announced", "opening", "open", "paused", "open"]);
});
