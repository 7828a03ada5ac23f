import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketFromText, bucketOf, bucketValue, derivedId, type RepeatKey } from "#db";
import type { Reconciliation } from "./index.ts";
import { caller, day, type EntriesRig, line, makeEntriesRig, newPayment } from "./testing/entries-rig.ts";

const noon = new Date("2026-11-21T04:00:00Z");
let rig: EntriesRig;
let room: Reconciliation;
const [han, lei] = ["per_han", "per_lei"];
beforeAll(async () => {
  rig = await makeEntriesRig();
  room = rig.roomOn(rig.db);
  for (const [id, name] of [
    [han, "韩梅梅"],
    [lei, "李雷"],
  ])
    await rig.db.read("insert into people (id, name, state, created_at, version) values ($1, $2, 'active', $3, 1)", [
      ...[id, name, noon],
    ]);
});
afterAll(() => rig.end());
beforeEach(() => rig.begin());

/** Payments of ours that no bill has, found as breaks, the oldest id first. */
async function lost(count = 1): Promise<string[]> {
  for (let n = 0; n < count; n++) await rig.have(newPayment(noon), noon);
  await rig.run();
  return (await rig.breaksOf(day)).map((one) => one.id).sort();
}
async function lostOne(): Promise<string> {
  const [id] = await lost();
  if (id === undefined) throw new Error("no break");
  return id;
}
const give = (id: string, assignee: string | null, more: { instead_of?: string | null; repeat?: RepeatKey } = {}) => {
  const { repeat = null, ...guard } = more;
  rig.now = new Date(rig.now.getTime() + 1);
  return room.assignBreak(caller("per_boss"), id, { assignee, ...guard }, repeat);
};
const record = (id: string) =>
  rig.db.read("select n, assignee, by_whom from break_assignments where bucket = $1 and break_id = $2 order by n", [
    ...[bucketOf(id), id],
  ]);
const keyOf = (key: string, requestHash = "a"): RepeatKey => ({
  caller: "per_boss",
  route: "POST x",
  key,
  requestHash,
});
const listed = async (assignee: string, state?: string) => {
  const filter = { marketplace: null, assignee, ...(state === undefined ? {} : { state }) };
  const { data } = await room.listBreaks(filter, { after: null, limit: 100 });
  return data.filter((one) => one.wallet_account === rig.account).map((one) => one.id);
};

test("given, given on, taken back: each is told and kept, and the same again changes nothing", async () => {
  const id = await lostOne();
  expect(await give(id, han)).toMatchObject({ ok: true, value: { assignee: han, assignee_name: "韩梅梅" } });
  expect(await give(id, han)).toMatchObject({ ok: true, value: { assignee: han } });
  expect(await give(id, lei)).toMatchObject({ ok: true, value: { assignee: lei, assignee_name: "李雷" } });
  expect(await give(id, null)).toMatchObject({ ok: true, value: { assignee: null, assignee_name: null } });
  expect(await record(id)).toEqual([
    { n: 1, assignee: han, by_whom: "per_boss" },
    { n: 2, assignee: lei, by_whom: "per_boss" },
    { n: 3, assignee: null, by_whom: "per_boss" },
  ]);
  expect(await rig.events(id)).toEqual(["break_opened", "break_assigned", "break_assigned", "break_assigned"]);
  const [told] = await rig.db.read<{ data: object }>(
    "select data from outbox where subject = $1 and type = 'reconciliation.break_assigned' order by id limit 1",
    [id],
  );
  expect(told?.data).toMatchObject({ break: id, assignee: han, state: "open" });
  expect(await rig.books()).toEqual([]);
});

test("two at once: both stand in the record, one holds; with what each saw, the later one is told", async () => {
  const id = await lostOne();
  const both = await Promise.all([give(id, han), give(id, lei)]);
  expect(both.map((one) => one.ok)).toEqual([true, true]);
  const kept = await record(id);
  expect(kept.map((one) => (one as { assignee: string }).assignee).sort()).toEqual([han, lei]);
  expect((await room.getBreak(id))?.assignee).toBe((kept.at(-1) as { assignee: string }).assignee);

  await give(id, null);
  const guarded = await Promise.all([give(id, han, { instead_of: null }), give(id, lei, { instead_of: null })]);
  const holds = (await room.getBreak(id))?.assignee_name;
  expect(guarded.filter((one) => one.ok)).toHaveLength(1);
  expect(guarded.find((one) => !one.ok)).toMatchObject({
    ...{ fault: "break_assigned_meanwhile", detail: { break: id, assignee: holds } },
  });
  expect(await record(id)).toHaveLength(4);
});

test("a repeat key gives once: sent again it answers what stands, of another wish it is refused", async () => {
  const id = await lostOne();
  const repeat = keyOf("k-1");
  const same = await Promise.all([give(id, han, { repeat }), give(id, han, { repeat })]);
  expect(same.map((one) => one.ok && (one.repeated ?? false)).sort()).toEqual([false, true]);
  await give(id, lei);
  expect(await give(id, han, { repeat })).toMatchObject({ ok: true, repeated: true, value: { assignee: lei } });
  expect(await give(id, null, { repeat: keyOf("k-1", "b") })).toMatchObject({ fault: "idempotency_key_reused" });
  expect(await record(id)).toHaveLength(2);
  // What was refused is not kept under its key.
  expect(await give(id, "per_nobody", { repeat: keyOf("k-2") })).toMatchObject({ fault: "break_assignee_unfit" });
  expect(await give(id, "per_nobody", { repeat: keyOf("k-2") })).toMatchObject({ fault: "break_assignee_unfit" });
});

test("what has ended is given to nobody, and goes on saying who looked after it", async () => {
  const id = await lostOne();
  await give(id, han);
  await room.proposeEnd(caller("per_a"), id, { act: "accept", why: "seen" });
  expect(await give(id, lei)).toMatchObject({ ok: true, value: { state: "proposed", assignee: lei } });
  const proposed_at = (await room.getBreak(id))?.proposed_at ?? new Date(0);
  await room.decideEnd(caller("per_b"), id, { approve: true, why: "ok", proposed_at });
  expect(await give(id, han)).toMatchObject({ ok: false, fault: "break_wrong_state" });
  expect(await room.getBreak(id)).toMatchObject({ state: "closed", assignee: lei, assignee_name: "李雷" });
  expect(await give("brk_01JDREDRED0AREDREDREDREDRE", han)).toMatchObject({ fault: "not_found" });
});

test("whose, and how old: lists and figures say the same, page by page", async () => {
  const [a = "", b = "", c = "", d = ""] = await lost(4);
  await give(a, han);
  await give(b, lei);
  await give(b, han);
  await give(c, lei);
  expect(await listed(han)).toEqual([b, a].sort().reverse());
  expect(await listed(lei, "open")).toEqual([c]);
  expect(await listed("none")).toContain(d);
  const whole = await room.listBreaks({ marketplace: null, assignee: han }, { after: null, limit: 99 });
  const first = await room.listBreaks({ marketplace: null, assignee: han }, { after: null, limit: 1 });
  const rest = await room.listBreaks({ marketplace: null, assignee: han }, { after: first.next, limit: 99 });
  expect([first.data.length, [...first.data, ...rest.data]]).toEqual([1, whole.data]);

  const at = rig.now;
  for (const [days, age] of [
    [0, "day"],
    [1, "three_days"],
    [7.9, "week"],
    [8, "month"],
    [31, "older"],
  ] as const) {
    rig.now = new Date(at.getTime() + days * 86_400_000);
    const ofAge = await room.listBreaks({ marketplace: null, assignee: lei, age }, { after: null, limit: 99 });
    const mine = ofAge.data.filter((one) => one.wallet_account === rig.account);
    expect([age, mine.map((one) => one.id)]).toEqual([age, [c]]);
    const { counts, people } = await room.breakFigures({ marketplace: "mkt_test", caller: lei });
    const own = counts.filter((one) => one.age === age && one.class === "ours_only");
    expect(own.map((one) => one.open >= 4)).toEqual([true]);
    expect(people.find((one) => one.id === lei)).toMatchObject({ name: "李雷", role: "finance" });
  }
  const elsewhere = await room.breakFigures({ marketplace: "mkt_other", caller: lei });
  expect(elsewhere).toMatchObject({ open: 0, proposed: 0, yours: 0, nobodys: 0, counts: [] });
});

test("what a bill tells of a break that was named before it goes on with whoever looked after that", async () => {
  const bucket = bucketFromText("strange-2");
  const live = derivedId("brk", rig.account, "live", 0, bucket);
  await rig.db.read(
    `insert into bill_breaks (bucket, id, marketplace, wallet_account, day, class, kind, wallet_ref, currency, says,
       owner, advice, state, opened_at)
     values ($1, $2, 'mkt_test', $3, $4, 'theirs_only', 'payment', 'strange-2', 'CNY', 's', 'finance', 'wait',
       'open', $5)`,
    [bucketValue(bucket), live, rig.account, day, noon],
  );
  await give(live, han);
  const stranger = { ...line(newPayment(noon), noon, { walletRef: "strange-2" }), paymentId: "theirs-1" };
  rig.bills.set(day, [stranger]);
  await rig.run();
  const told = await rig.breaksOf(day);
  expect(told.map((one) => `${one.run === null} ${one.state} ${one.assignee}`).sort()).toEqual([
    "false open per_han",
    "true closed per_han",
  ]);
  const fresh = told.find((one) => one.run !== null)?.id ?? "";
  expect(await record(fresh)).toEqual([{ n: 1, assignee: han, by_whom: "house" }]);
});
