import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type Db, makeIds } from "#db";
import type { Directory } from "#directory";
import { openOpenings } from "./openings-room.ts";

const clock = { now: () => new Date("2026-11-22T08:00:00Z") };
/** Nothing here reaches a database: what a live house demands is not stored. */
const db = {} as Db;
const directory = { snapshot: {}, mayVote: () => false, mayApprove: () => ({ ok: false }) } as unknown as Directory;
const parts = { db, clock, ids: makeIds(clock, randomBytes), random: randomBytes, directory, kinds: [] };
const house = (live: boolean) => openOpenings({ ...parts, live, alarm: () => {}, wait: async () => {} });

test("a live house always takes two people for what opens, and nothing relaxes it", async () => {
  const { openings } = house(true);
  expect(await openings.readRules("mkt_1")).toMatchObject({ two_people: true, source: "production" });
  const operator = { kind: "person", id: "per_1", marketplace: null, store: null };
  const relaxed = { marketplace: "mkt_1", two_people: false, why: "we are few" };
  expect(await openings.setRules(operator, relaxed)).toEqual({ ok: false, fault: "two_people_always" });
});

test("a sandbox looks at what its marketplaces have said", async () => {
  await expect(house(false).openings.readRules("mkt_1")).rejects.toThrow();
});
