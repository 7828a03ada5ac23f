import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf, bucketValues, relayEvents, writeEvent } from "#db";
import { fen } from "#money";
import { makeGuardFigures } from "./guard-figures.ts";
import { caller, made, makeRig, notify, type Rig, start, started } from "./payments/testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

const nothing = { paid: 0n, refused: 0n, unknown: 0n, refunded: 0n, complaints: 0n, breaks: 0n };
const asked = { sides: ["mkt_test"], partner: "red", methods: null, figure: "unknown_rate" } as const;

async function pay(): Promise<string> {
  const [id = ""] = await started(rig, await made(rig));
  rig.toys.red.pay(id.slice(4));
  await notify(rig, rig.toys.red, id);
  return id;
}

test("figures of guards come from the events of that partner, side, method and time, each counted once", async () => {
  const figures = makeGuardFigures(rig.db, rig.clock);
  const elsewhere = makeGuardFigures(rig.db, rig.clock);
  const since = rig.clock.now();
  const payment = await pay();
  await pay();
  await rig.payments.createRefund(caller, { payment, amount: fen(100), reason: "x" }, null);
  await started(rig, await made(rig));
  rig.toys.red.knobs.start = "refused";
  expect((await start(rig, await made(rig))).ok).toBe(false);
  rig.toys.red.knobs.start = "lost_before";
  await start(rig, await made(rig));
  const complaint = { type: "complaint.received", version: 1, marketplace: "mkt_test", subject: payment, data: {} };
  await rig.db.tx((tx) => writeEvent(tx, rig.ids, complaint, rig.clock.now()));
  expect(await figures.figuresOf({ ...asked, since })).toEqual(nothing);
  await relayEvents(rig.db, bucketValues, 1000);
  // Two processes at once, and again: what one has counted the other does not.
  for (let turn = 0; turn < 3; turn++) await Promise.all([figures.feed(), elsewhere.feed(), elsewhere.feed()]);
  expect(await figures.feed()).toBe(0);
  const all = { ...nothing, paid: 2n, refused: 1n, refunded: 1n, complaints: 1n };
  expect(await figures.figuresOf({ ...asked, since })).toEqual(all);
  expect(await figures.figuresOf({ ...asked, since, methods: ["qr"] })).toEqual(all);
  expect(await figures.figuresOf({ ...asked, since, methods: ["jump"] })).toEqual(nothing);
  expect(await figures.figuresOf({ ...asked, since, partner: "blue" })).toEqual(nothing);
  expect(await figures.figuresOf({ ...asked, since, sides: ["mkt_other"] })).toEqual(nothing);
  rig.advance(31);
  // Nobody has asked the wallet yet: the worker does, hears nothing, and then it is unknown.
  await rig.payments.workDue();
  expect(await figures.figuresOf({ ...asked, since })).toMatchObject({ unknown: 1n });
  expect(await figures.figuresOf({ ...asked, since: rig.clock.now() })).toEqual(nothing);
});

test("breaks between bill and books are counted by the wallet and by when they were found", async () => {
  const { figuresOf } = makeGuardFigures(rig.db, rig.clock);
  const now = rig.clock.now();
  await rig.db.read(
    `insert into bill_runs (id, marketplace, wallet, wallet_account, day, state, digest, lines, totals, imported_at)
     values ('rec_1', 'mkt_test', 'red', 'wac_1', '2026-11-21', 'done', 'd', 1, '{}', $1)`,
    [now],
  );
  for (const [id, kind] of [
    ["brk_1", "amount"],
    ["brk_2", "theirs_only"],
    ["brk_3", "day_boundary"],
  ])
    await rig.db.read(
      `insert into bill_breaks (bucket, id, run, marketplace, wallet_account, day, class, kind, currency, says, owner,
         advice, state, opened_at)
       values ($1, $2, 'rec_1', 'mkt_test', 'wac_1', '2026-11-21', $3, 'payment', 'CNY', 'x', 'finance', 'wait', 'open',
         $4)`,
      [bucketOf(rig.ids.next("brk", 3)), id, kind, now],
    );
  const breaks = { ...asked, figure: "breaks" } as const;
  expect((await figuresOf({ ...breaks, since: now })).breaks).toBe(2n);
  expect((await figuresOf({ ...breaks, partner: "blue", since: now })).breaks).toBe(0n);
  expect((await figuresOf({ ...breaks, since: new Date(now.getTime() + 1) })).breaks).toBe(0n);
});

test("counters older than the longest window are deleted; a long past is not counted", async () => {
  const figures = makeGuardFigures(rig.db, rig.clock);
  rig.advance(26 * 3600);
  await figures.feed();
  expect(await rig.db.read("select 1 from guard_slots")).toEqual([]);
});
