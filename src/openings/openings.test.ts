import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { fen, money } from "#money";
import { freshDatabase } from "../../tests/database.ts";
import { createOpenings, type Openings, type OpeningsParts } from "./create-openings.ts";
import { decide, type Facts } from "./decide.ts";
import { type OpeningState, openingTable } from "./states.ts";
import type { NewOpening, OpeningView, RepeatKey, Result } from "./types.ts";

let now = new Date("2024-09-05T08:00:00Z");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
let db: Db;
let openings: Openings;
let elsewhere: Openings;
let marketplace: string;
let parts: OpeningsParts;
const refusing = { ok: false } as const;
const none = { paid: 0n, refused: 0n, unknown: 0n, refunded: 0n, complaints: 0n, breaks: 0n };
const nobody = {
  storesOf: () => [],
  turnoverOf: async () => new Map<string, bigint>(),
  mayVote: () => false,
  figuresOf: async () => none,
  twoPeople: "as_set" as const,
  mayApprove: () => refusing,
};

const operator = { kind: "person", id: "per_1", marketplace: null, store: null };

beforeAll(async () => {
  const { appUrl } = await freshDatabase();
  db = openDatabase(appUrl, { poolSize: 4, applicationName: "openings test" });
  parts = {
    db,
    clock,
    ids,
    random: randomBytes,
    walletIds: ["wechatpay", "alipay"],
    timeZoneOf,
    alarm,
    ...nobody,
  };
  openings = createOpenings(parts);
  elsewhere = createOpenings(parts);
});
afterAll(() => db.close());

const alarms: string[] = [];
function alarm(what: string): void {
  alarms.push(what);
}

function timeZoneOf(id: string): string | null {
  return id.startsWith("mkt_") ? "Asia/Shanghai" : null;
}

beforeEach(async () => {
  marketplace = ids.next("mkt");
  await db.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '淘集市', 'Bazaar', 'Asia/Shanghai', 'open', $2, 1)`,
    [marketplace, now],
  );
});

function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Refused: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
}

const input = (more: Partial<NewOpening> = {}): NewOpening => ({
  marketplace,
  capability: "payment",
  partner: "wechatpay",
  methods: null,
  effective_at: null,
  caps: { per_payment: fen(30_000) },
  terms: { zh: "买家可用微信支付。", en: "Buyers may pay with WeChat Pay." },
  ...more,
});
const draft = async (more: Partial<NewOpening> = {}): Promise<OpeningView> =>
  ok(await openings.createOpening(operator, input(more), null));
const move = (id: string, to: "open" | "pause" | "resume" | "withdraw") =>
  openings.moveOpening(operator, id, to, `because ${to}`, null);
const repeat = (key: string): RepeatKey => ({ caller: "per_1", route: "POST", key, requestHash: key });

function decided(by: Openings, more: Partial<Facts> = {}) {
  const facts: Facts = {
    marketplace,
    store: "sto_1",
    capability: "payment",
    partner: "wechatpay",
    method: "qr",
    amount: fen(100),
    buyer: {},
    standing: "ready",
    health: "well",
    ...more,
  };
  return decide(facts, by.programmesFor(marketplace), now);
}

async function storedVersion(): Promise<bigint> {
  const sql = "select version from opening_versions where marketplace = $1";
  const [row] = await db.read<{ version: bigint }>(sql, [marketplace]);
  return row?.version ?? 0n;
}

test("a draft opens nothing; opened, it decides at once here and after a refresh elsewhere", async () => {
  const made = await draft();
  expect(made).toMatchObject({ state: "draft", version: 1, caps: { per_payment: fen(30_000) } });
  expect(decided(openings).reasons[0]?.code).toBe("not_opened");
  const open = ok(await move(made.id, "open"));
  expect(open).toMatchObject({ state: "open", effective_at: now });
  expect(decided(openings)).toMatchObject({ open: true, openingId: made.id, openingVersion: open.version });
  expect(decided(elsewhere).open).toBe(false);
  expect(await elsewhere.refresh()).toBe(true);
  expect(decided(elsewhere).open).toBe(true);
  expect(await elsewhere.refresh()).toBe(false);
  expect(await openings.getOpening(made.id)).toEqual(open);
});

test("a pause raises the version in its own commit, so a decision of before no longer fits", async () => {
  const made = await draft();
  ok(await move(made.id, "open"));
  await elsewhere.refresh();
  const stale = decided(elsewhere);
  expect(stale.version).toBe(await storedVersion());
  ok(await move(made.id, "pause"));
  expect(decided(elsewhere).open).toBe(true);
  expect(stale.version).not.toBe(await storedVersion());
  expect(openings.versionOf(marketplace)).toBe(await storedVersion());
  expect(decided(openings).reasons[0]?.code).toBe("paused");
  ok(await move(made.id, "resume"));
  expect(decided(openings).open).toBe(true);
  ok(await move(made.id, "withdraw"));
  expect(decided(openings).reasons[0]?.code).toBe("withdrawn");
  expect(await move(made.id, "open")).toMatchObject({ fault: "opening_wrong_state" });
});

test("opened ahead of its instant it is announced, and opens then by itself", async () => {
  const effective_at = new Date("2024-09-11T16:00:00Z");
  const made = await draft({ effective_at });
  expect(ok(await move(made.id, "open"))).toMatchObject({ state: "announced", effective_at });
  expect(decided(openings).reasons[0]?.zh).toContain("2024年9月12日 00:00");
  const before = now;
  now = effective_at;
  expect(decided(openings).open).toBe(true);
  expect(ok(await move(made.id, "open")).state).toBe("open");
  now = before;
});

test("every step is kept with who, when and why, and cannot be rewritten", async () => {
  const made = await draft();
  ok(await move(made.id, "open"));
  ok(await move(made.id, "pause"));
  const steps = await openings.stepsOf(made.id);
  expect(steps.map((step) => [step.version, step.event, step.from, step.to])).toEqual([
    [1, "draft", null, "draft"],
    [2, "announce", "draft", "announced"],
    [3, "begin", "announced", "opening"],
    [4, "complete", "opening", "open"],
    [5, "pause", "open", "paused"],
  ]);
  expect(steps[4]).toMatchObject({ by: "per_1", why: "because pause", at: now });
  const rewrite = "update opening_moves set why = 'other'";
  await expect(db.read(rewrite)).rejects.toMatchObject({ code: "42501" });
  const told = await db.read<{ type: string; data: { state: string } }>(
    "select type, data from outbox where subject = $1 order by id",
    [made.id],
  );
  expect(told.map((event) => event.data.state).sort()).toEqual(["open", "paused"]);
});

test("what a live one opens, no other may: whole against whole, whole against part, part against part", async () => {
  const whole = await draft();
  ok(await move(whole.id, "open"));
  const rival = await draft({ methods: ["qr"] });
  expect(await move(rival.id, "open")).toMatchObject({
    ok: false,
    fault: "opening_overlaps",
    detail: { openings: whole.id },
  });
  expect((await openings.getOpening(rival.id))?.state).toBe("draft");
  expect(await move((await draft()).id, "open")).toMatchObject({ fault: "opening_overlaps" });
  ok(await move((await draft({ partner: "alipay" })).id, "open"));
  ok(await move(whole.id, "pause"));
  expect(await move(rival.id, "open")).toMatchObject({ fault: "opening_overlaps" });
  ok(await move(whole.id, "withdraw"));
  ok(await move(rival.id, "open"));
  ok(await move((await draft({ methods: ["jump", "app"] })).id, "open"));
  expect(await move((await draft({ methods: ["in_app", "app"] })).id, "open")).toMatchObject({
    fault: "opening_overlaps",
  });
  expect(await move((await draft()).id, "open")).toMatchObject({ fault: "opening_overlaps" });
  ok(await move((await draft({ methods: ["in_app"] })).id, "open"));
});

test("of many equal openings that are opened at once, one opens", async () => {
  const made = await Promise.all(Array.from({ length: 8 }, (_, n) => draft({ methods: n % 2 ? ["qr"] : null })));
  const results = await Promise.all(made.map((one) => move(one.id, "open")));
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  for (const result of results) if (!result.ok) expect(result.fault).toBe("opening_overlaps");
});

test("another marketplace's opening is no overlap and decides nothing here", async () => {
  ok(await move((await draft()).id, "open"));
  const first = marketplace;
  marketplace = ids.next("mkt");
  await db.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '京集市', 'Mart', 'Asia/Shanghai', 'open', $2, 1)`,
    [marketplace, now],
  );
  expect(decided(openings).reasons[0]?.code).toBe("not_opened");
  const stranger = { ...operator, marketplace: first };
  expect(await openings.createOpening(stranger, input(), null)).toMatchObject({ fault: "forbidden" });
  const own = await draft();
  const moved = await openings.moveOpening(stranger, own.id, "open", "why", null);
  expect(moved).toMatchObject({ fault: "not_found" });
  const store = { ...operator, marketplace, store: "sto_1" };
  expect(await openings.moveOpening(store, own.id, "open", "why", null)).toMatchObject({ fault: "not_found" });
  ok(await move(own.id, "open"));
});

test("a repeated move is one move; creating again under the same key makes one draft", async () => {
  const first = await openings.createOpening(operator, input(), repeat(`c${marketplace}`));
  const again = await openings.createOpening(operator, input(), repeat(`c${marketplace}`));
  expect(again).toEqual({ ...first, repeated: true });
  const { id } = ok(first);
  const open = ok(await openings.moveOpening(operator, id, "open", "go", repeat(`m${marketplace}`)));
  const twice = await openings.moveOpening(operator, id, "open", "go", repeat(`m${marketplace}`));
  expect(twice).toEqual({ ok: true, repeated: true, value: open });
  const other = { ...repeat(`m${marketplace}`), requestHash: "other" };
  expect(await openings.moveOpening(operator, id, "open", "go", other)).toMatchObject({
    fault: "idempotency_key_reused",
  });
});

test("a wrong opening is told all its faults; a move without a why is refused", async () => {
  const wrong = input({
    partner: "nopay",
    methods: ["qr", "pigeon"],
    caps: { per_payment: fen(0) },
    terms: { zh: "", en: "x" },
  });
  const made = await openings.createOpening(operator, wrong, null);
  expect(made).toMatchObject({ ok: false, fault: "opening_invalid" });
  expect(!made.ok && made.detail?.["faults"]).toHaveLength(4);
  const link = await openings.createOpening(operator, input({ capability: "weather" }), null);
  expect(link).toMatchObject({ fault: "opening_invalid" });
  const nowhere = await openings.createOpening(operator, input({ marketplace: "nowhere" }), null);
  expect(nowhere).toMatchObject({ fault: "parent_unknown" });
  const { id } = await draft();
  expect(await openings.moveOpening(operator, id, "open", "  ", null)).toMatchObject({ fault: "opening_invalid" });
});

test("limits of one opening are in one currency: a stage in another would leave nothing to compare", async () => {
  const foreign = { caps: { per_payment: money(500n, "HKD") } };
  for (const more of [
    { stages: [foreign] },
    { pilots: [foreign] },
    { caps: {}, stages: [foreign, { caps: { total_day: fen(1) } }] },
  ])
    expect(await openings.createOpening(operator, input(more), null)).toMatchObject({ fault: "opening_invalid" });
  const { id } = ok(await openings.createOpening(operator, input({ caps: {}, stages: [foreign] }), null));
  ok(await openings.moveOpening(operator, id, "open", "go", null));
  const change = { why: "yuan", caps: { per_payment: fen(100) } };
  expect(await openings.changePlan(operator, id, change, null)).toMatchObject({ fault: "opening_invalid" });
});

test("openings are listed newest first, page by page", async () => {
  const made = [];
  for (let n = 0; n < 3; n++) {
    now = new Date(now.getTime() + 5);
    made.unshift(await draft());
  }
  const reach = { marketplace, store: null };
  const first = await openings.listOpenings(reach, { after: null, limit: 2 });
  expect(first.data).toEqual(made.slice(0, 2));
  const rest = await openings.listOpenings(reach, { after: first.next, limit: 2 });
  expect(rest).toEqual({ data: made.slice(2), next: null });
});

test("decisions go on when the database is away", async () => {
  const { appUrl } = await freshDatabase();
  const own = openDatabase(appUrl, { poolSize: 1, applicationName: "away" });
  await own.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '淘', 'T', 'Asia/Shanghai', 'open', $2, 1)`,
    [marketplace, now],
  );
  const away = createOpenings({ ...parts, db: own });
  const made = ok(await away.createOpening(operator, input(), null));
  ok(await away.moveOpening(operator, made.id, "open", "go", null));
  await own.close();
  expect(decided(away).open).toBe(true);
  await expect(away.refresh()).rejects.toThrow();
});

test("the database knows the same states as the table", async () => {
  const [row] = await db.read<{ rule: string }>(
    `select pg_get_constraintdef(oid) as rule from pg_constraint
     where conrelid = 'openings'::regclass and contype = 'c' and conname = 'openings_state_check'`,
  );
  const found = [...(row?.rule.matchAll(/'([a-z]+)'::text/g) ?? [])].map((match) => match[1] as OpeningState);
  expect(found.sort()).toEqual(Object.keys(openingTable).sort());
});
