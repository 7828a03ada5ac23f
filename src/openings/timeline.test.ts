import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsOf } from "./checks.ts";
import { draft, move, newMarketplace, type OpeningsRig, ok, openRig } from "./test-rig.ts";
import { modelledOpenings, pastEvents } from "./timeline/timeline.ts";
import type { NewOpening } from "./types.ts";

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());

const whole = { after: null, limit: 1000 };
const everything = { marketplace: null, store: null };

test("thirty-three past events, in both languages, each with an opening that createOpening takes as it is", async () => {
  expect(pastEvents).toHaveLength(33);
  for (const event of pastEvents) expect([event.what.zh, event.what.en, event.opening]).not.toContain("");
  expect(new Set(pastEvents.map((event) => event.opening))).toEqual(new Set(Object.keys(modelledOpenings)));
  for (const [name, { state, ...plan }] of Object.entries(modelledOpenings)) {
    const input = { methods: null, effective_at: null, caps: {}, ...plan, marketplace: rig.marketplace } as NewOpening;
    expect([name, faultsOf({ ...input, caps: {}, pilots: [], stages: [] }, ["wechatpay", "alipay"])]).toEqual([
      name,
      [],
    ]);
    const made = ok(await rig.openings.createOpening(operatorOfHouse, withMoney({ ...input, models: name }), null));
    expect(made.models).toBe(name);
    if (state === "open") ok(await move(rig, made.id, "open"));
  }
  const told = (await rig.openings.timeline(everything, whole)).data;
  const events = told.filter((one) => one.kind === "event");
  expect(events.filter((one) => one.openings.length !== 1)).toEqual([]);
  expect(events.find((one) => one.model?.["name"] === "taote_payment_wechat")?.openings[0]?.state).toBe("open");
});

const operatorOfHouse = { kind: "person", id: "per_1", marketplace: null, store: null };

/** The plan's amounts as the room takes them: the API does it for whoever sends the plan. */
function withMoney(input: NewOpening): NewOpening {
  return { ...input, caps: {}, pilots: (input.pilots ?? []).map((pilot) => ({ ...pilot, caps: {} })) };
}

test("events and moves stand in their order, and nobody sees another marketplace's openings", async () => {
  const marketplace = await newMarketplace(rig);
  const { id } = await draft(rig, { marketplace, models: "jd_payment_alipay", partner: "alipay" });
  ok(await move(rig, id, "open"));
  const told = (await rig.openings.timeline({ marketplace, store: null }, whole)).data;
  const dates = told.map((one) => one.date ?? "9999");
  expect(dates.map((date) => date.replace("-H2", "-07"))).toEqual(
    dates.map((date) => date.replace("-H2", "-07")).toSorted(),
  );
  const own = told.flatMap((one) => one.openings.map((opening) => opening.id));
  expect(new Set(own)).toEqual(new Set([id]));
  expect(told.filter((one) => one.kind === "move").map((one) => one.move)).toEqual([
    ...["announce", "begin", "complete"],
  ]);
  const [moved] = told.filter((one) => one.kind === "move");
  expect(moved).toMatchObject({ capability: "payment", actors: [marketplace, "alipay"] });
  expect(moved?.marketplaces).toEqual([{ id: marketplace, name: { zh: "淘集市", en: "Bazaar" } }]);
  const jd = told.find((one) => one.model?.["name"] === "jd_payment_alipay");
  expect([jd?.capability, jd?.marketplaces]).toEqual(["payment", []]);
  expect([jd?.move, jd?.openings]).toEqual(["still shut", [{ id, marketplace, state: "open" }]]);
  expect(told.at(-1)?.date).toBeNull();
});

test("pages of any size tell what one page tells, in the same order, also more than a thousand moves of one instant", async () => {
  const marketplace = await newMarketplace(rig);
  const { id } = await draft(rig, { marketplace, models: "jd_payment_alipay", partner: "alipay" });
  await rig.db.read(
    `insert into opening_moves (opening, version, marketplace, event, from_state, to_state, by_whom, why, at, details)
     select $1, n, $2, 'pause', 'open', 'paused', 'per_x', 'x', $3::timestamptz + (n / 700) * interval '1 day', '{}'
     from generate_series(100, 1500) n`,
    [id, marketplace, new Date("2024-09-05T00:00:00Z")],
  );
  const reach = { marketplace, store: null };
  const walk = async (limit: number) => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await rig.openings.timeline(reach, { after, limit });
      expect(page.data.length).toBeLessThanOrEqual(limit);
      seen.push(...page.data.map((one) => `${one.kind} ${one.date} ${one.what.en}`));
      if (page.next === null) return seen;
      after = page.next;
    }
  };
  const all = await walk(5000);
  expect(all.length).toBe(pastEvents.length + 1401);
  for (const limit of [7, 100, 1000]) expect(await walk(limit)).toEqual(all);
});
