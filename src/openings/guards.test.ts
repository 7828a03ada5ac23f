import { afterAll, beforeAll, expect, test } from "vitest";
import { fen, money } from "#money";
import { breachOf, type Figures, type FiguresAsked } from "./guard-figures.ts";
import { decided, draft, move, newMarketplace, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";
import type { Guard, NewStage } from "./types.ts";

const well: Figures = { paid: 0n, refused: 0n, unknown: 0n, refunded: 0n, complaints: 0n, breaks: 0n };
const guard: Guard = { figure: "success_rate", limit: 9000, window_minutes: 10, min_count: 20 };

test("a figure breaches its limit, not at it, and not before there are enough payments", () => {
  const rate = (paid: bigint, refused: bigint) => breachOf(guard, { ...well, paid, refused }) !== null;
  expect([rate(18n, 2n), rate(17n, 3n), rate(0n, 19n), rate(0n, 0n)]).toEqual([false, true, false, false]);
  const refunds: Guard = { ...guard, figure: "refund_rate", limit: 1000 };
  expect(breachOf(refunds, { ...well, paid: 100n, refunded: 10n })).toBeNull();
  expect(breachOf(refunds, { ...well, paid: 100n, refunded: 11n })).toMatchObject({ part: 11n, whole: 100n });
  const unknown: Guard = { ...guard, figure: "unknown_rate", limit: 500, min_count: 1 };
  expect(breachOf(unknown, { ...well, paid: 19n, unknown: 1n })).toBeNull();
  expect(breachOf(unknown, { ...well, paid: 18n, unknown: 1n })).not.toBeNull();
  const complaints: Guard = { ...guard, figure: "complaint_rate", limit: 100 };
  expect(breachOf(complaints, { ...well, paid: 200n, complaints: 2n })).toBeNull();
  expect(breachOf(complaints, { ...well, paid: 200n, complaints: 3n })).toMatchObject({ part: 3n, whole: 200n });
  const breaks: Guard = { ...guard, figure: "breaks", limit: 2, min_count: 1 };
  expect(breachOf(breaks, { ...well, breaks: 2n })).toBeNull();
  expect(breachOf(breaks, { ...well, breaks: 3n })).toMatchObject({ part: 3n });
  expect(breachOf({ ...breaks, limit: 0 }, { ...well, breaks: 1n })).not.toBeNull();
});

let rig: OpeningsRig;
let figures = well;
const asked: FiguresAsked[] = [];
beforeAll(async () => {
  rig = await openRig({
    figuresOf: async (question) => {
      asked.push(question);
      return figures;
    },
  });
});
afterAll(() => rig.end());

test("a guard pauses by itself, once, tells a person, and only a person resumes; what was before does not count", async () => {
  const made = await draft(rig, { guards: [guard] });
  ok(await move(rig, made.id, "open"));
  const elsewhere = rig.boot();
  rig.now = new Date(rig.now.getTime() + 3_600_000);
  expect(await rig.openings.watchGuards()).toBe(0);
  expect(asked.at(-1)?.since).toEqual(new Date(rig.now.getTime() - 600_000));
  figures = { ...well, paid: 10n, refused: 10n };
  const paused = await Promise.all([rig.openings.watchGuards(), elsewhere.watchGuards()]);
  expect(paused.toSorted()).toEqual([0, 1]);
  await rig.openings.refresh();
  expect(decided(rig).reasons[0]?.code).toBe("paused");
  const last = (await rig.openings.stepsOf(made.id)).at(-1);
  expect(last).toMatchObject({ event: "pause", by: "guard", why: expect.stringContaining("success_rate 10 of 20") });
  expect(rig.alarms.map((one) => one.what)).toEqual(["opening_paused_by_guard"]);
  const key = { kind: "key", id: "key_1", marketplace: rig.marketplace, store: null };
  const resume = (by: typeof operator | typeof key) => rig.openings.moveOpening(by, made.id, "resume", "mended", null);
  expect(await resume(key)).toMatchObject({ fault: "person_needed" });
  rig.now = new Date(rig.now.getTime() + 60_000);
  ok(await resume(operator));
  figures = well;
  await rig.openings.watchGuards();
  expect(asked.at(-1)?.since).toEqual(rig.now);
  // What a person paused, a key may resume.
  ok(await move(rig, made.id, "pause"));
  ok(await resume(key));
  const plan = { why: "too strict", guards: [{ ...guard, limit: 10_001 }] };
  expect(await rig.openings.changePlan(operator, made.id, plan, null)).toMatchObject({ fault: "opening_invalid" });
  expect(ok(await rig.openings.changePlan(operator, made.id, { ...plan, guards: [] }, null)).guards).toEqual([]);
});

const eventsOf = async (type: string) =>
  await rig.db.read<{ data: Record<string, unknown> }>("select data from outbox where type = $1", [type]);

test("a guard of a stage takes that stage back: the one before holds, and a person with a reason resumes it", async () => {
  figures = well;
  const watched = { figure: "complaint_rate", limit: 100, window_minutes: 60, min_count: 10 } as const;
  const marketplace = await newMarketplace(rig);
  const stages = [
    { stores: { list: ["sto_1"] }, guards: [{ ...watched, limit: 5000 }] },
    { stores: { list: ["sto_1", "sto_2"] }, guards: [watched] },
  ];
  const { id } = await draft(rig, { marketplace, methods: ["qr"], stages });
  ok(await rig.openings.announceOpening(operator, id, { why: "x", effective_at: null, skip_consultation: "x" }, null));
  rig.now = new Date(rig.now.getTime() + 8 * 86_400_000);
  await rig.openings.tick();
  const at = (store: string) => decided(rig, { marketplace, store });
  const startSecond = { kind: "stage", n: 2, why: "well so far" } as const;
  ok(await rig.openings.startStage(operator, id, startSecond, null));
  const began = rig.now;
  rig.now = new Date(rig.now.getTime() + 60_000);
  expect(at("sto_2").open).toBe(true);
  figures = { ...well, paid: 100n, complaints: 2n };
  expect(await rig.openings.watchGuards()).toBe(1);
  // The stage answers for what came since it began, by the methods of its opening.
  expect(asked.at(-1)).toMatchObject({ since: began, methods: ["qr"], sides: [marketplace] });
  expect([at("sto_1").open, at("sto_2").open]).toEqual([true, false]);
  const view = await rig.openings.getOpening(id);
  expect([view?.state, view?.stages[1]?.paused_at]).toEqual(["opening", rig.now]);
  expect((await rig.openings.stepsOf(id)).at(-1)).toMatchObject({ event: "pause_stage", by: "guard" });
  expect(rig.alarms.at(-1)?.about).toMatchObject({ opening: id, stage: { kind: "stage", n: 2 } });
  expect((await eventsOf("opening.guard_breached")).at(-1)?.data).toMatchObject({ part: "2", whole: "100" });
  // Not again: the stage that holds now is the first, and its guard allows more.
  expect(await rig.openings.watchGuards()).toBe(0);
  expect(await rig.openings.startStage(operator, id, startSecond, null)).toMatchObject({
    fault: "opening_wrong_state",
  });
  const key = { kind: "key", id: "key_1", marketplace, store: null };
  const back = { kind: "stage", n: 2, why: "mended" } as const;
  expect(await rig.openings.resumeStage(key, id, back, null)).toMatchObject({ fault: "person_needed" });
  expect(await rig.openings.resumeStage(operator, id, { ...back, why: " " }, null)).toMatchObject({ ok: false });
  ok(await rig.openings.resumeStage(operator, id, back, null));
  expect(at("sto_2").open).toBe(true);
  expect(await rig.openings.resumeStage(operator, id, back, null)).toMatchObject({ fault: "opening_wrong_state" });
  // A person takes it back alone; of the first stage that would be a pause.
  ok(await rig.openings.pauseStage(operator, id, back, null));
  expect(at("sto_2").open).toBe(false);
  const first = { ...back, n: 1 };
  expect(await rig.openings.pauseStage(operator, id, first, null)).toMatchObject({ fault: "opening_wrong_state" });
  figures = { ...well, paid: 100n, complaints: 60n };
  expect(await rig.openings.watchGuards()).toBe(1);
  expect((await rig.openings.getOpening(id))?.state).toBe("paused");
});

/** An opening whose guard has taken its second stage back; the key of its marketplace tries to go on. */
async function takenBack(more: readonly NewStage[] = []) {
  figures = well;
  const watched = { figure: "complaint_rate", limit: 100, window_minutes: 60, min_count: 10 } as const;
  const marketplace = await newMarketplace(rig);
  const first = { stores: { list: ["sto_1"] }, guards: [{ ...watched, limit: 5000 }] };
  const stages: NewStage[] = [first, { stores: { list: ["sto_1", "sto_2"] }, guards: [watched] }, ...more];
  const { id } = await draft(rig, { marketplace, stages });
  ok(await rig.openings.announceOpening(operator, id, { why: "x", effective_at: null, skip_consultation: "x" }, null));
  rig.now = new Date(rig.now.getTime() + 8 * 86_400_000);
  await rig.openings.tick();
  const startStage = async (n: number) =>
    ok(await rig.openings.startStage(operator, id, { kind: "stage", n, why: "well so far" }, null));
  for (let n = 2; n <= stages.length; n++) await startStage(n);
  rig.now = new Date(rig.now.getTime() + 60_000);
  figures = { ...well, paid: 100n, complaints: 2n };
  expect(await rig.openings.watchGuards()).toBe(1);
  figures = well;
  return { id, stages, key: { kind: "key", id: "key_1", marketplace, store: null } as const };
}

test("no road leads a key round what a guard took back: not past it, not by a plan that leaves it out or widens", async () => {
  const { id, stages, key } = await takenBack();
  const person = { fault: "person_needed", detail: { paused_by: "guard" } };
  for (const to of ["complete", "open"] as const)
    expect(await rig.openings.moveOpening(key, id, to, "go on", null)).toMatchObject(person);
  const plan = (by: typeof operator | typeof key, given: readonly NewStage[]) =>
    rig.openings.changePlan(by, id, { why: "another plan", stages: given }, null);
  expect(await plan(key, stages.slice(0, 1))).toMatchObject(person);
  expect(await plan(key, [{ ...stages[0], stores: {} }, ...stages.slice(1)])).toMatchObject(person);
  ok(await rig.openings.changePlan(key, id, { why: "smaller", caps: { per_payment: fen(100) } }, null));
  ok(await plan(operator, stages));
  ok(await rig.openings.moveOpening(operator, id, "complete", "looked into it", null));
});

test("a stage that a guard took back stays a person's, though a key pauses another one later", async () => {
  const watched = { figure: "complaint_rate", limit: 100, window_minutes: 60, min_count: 10 } as const;
  const { id, key } = await takenBack([{ stores: {}, guards: [watched] }]);
  const second = { kind: "stage", n: 2, why: "mine" } as const;
  ok(await rig.openings.pauseStage(key, id, second, null));
  expect(await rig.openings.resumeStage(key, id, { ...second, n: 3 }, null)).toMatchObject({ fault: "person_needed" });
  ok(await rig.openings.resumeStage(key, id, second, null));
  ok(await rig.openings.resumeStage(operator, id, { ...second, n: 3 }, null));
});

test("a cap in another currency is a wider one, not a crash", async () => {
  const made = await draft(rig, { marketplace: await newMarketplace(rig), caps: { per_payment: fen(30_000) } });
  const changed = await rig.openings.changePlan(
    operator,
    made.id,
    { why: "abroad", caps: { per_payment: money(100n, "USD") } },
    null,
  );
  expect(ok(changed).caps.per_payment).toEqual(money(100n, "USD"));
});

test("what a guard read is kept a minute at most once, a breach always, and drawn with the instant it stopped", async () => {
  figures = well;
  const watched = { ...guard, figure: "refund_rate", limit: 1000 } as const;
  const marketplace = await newMarketplace(rig);
  const made = await draft(rig, { marketplace, guards: [watched] });
  ok(await move(rig, made.id, "open"));
  const begun = rig.now;
  const minutes = async (count: number, paid: bigint, refunded: bigint) => {
    for (let n = 0; n < count * 4; n++) {
      rig.now = new Date(rig.now.getTime() + 15_000);
      figures = { ...well, paid, refunded };
      await rig.openings.watchGuards();
    }
  };
  await minutes(20, 0n, 0n);
  await minutes(2, 50n, 2n);
  const series = () => rig.openings.guardSeries(made.id, { from: begun, to: rig.now });
  const [calm] = await series();
  // A figure that stands still is written each quarter of an hour; one that moved, in its minute.
  expect(calm?.points.map(({ part, whole }) => `${part}/${whole}`)).toEqual(["0/0", "0/0", "2/50"]);
  await minutes(1, 50n, 9n);
  const [stopped] = await series();
  expect(stopped).toMatchObject({ kind: "opening", n: 0, figure: "refund_rate", limit: 1000, min_count: 20 });
  expect(stopped?.points.at(-1)).toMatchObject({ part: "9", whole: "50", breached: true });
  const [at] = stopped?.stopped_at ?? [];
  expect(at && rig.now.getTime() - at.getTime()).toBeLessThan(60_000);
  rig.now = new Date(rig.now.getTime() + 33 * 86_400_000);
  await rig.boot().watchGuards();
  expect(await rig.openings.guardSeries(made.id, { from: begun, to: rig.now })).toEqual([]);
});
