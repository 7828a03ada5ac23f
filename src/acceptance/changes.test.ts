import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { accountOf, notify } from "#payments/testing";
import type { Verdict } from "./index.ts";
import { makeRig, pair, type Rig, startThrough } from "./testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

const one = { proposer: "per_1", why: "as agreed" };
const may = async () => ({ ok: true }) as const;
const yes = { approve: true, why: "read it", by: "per_2", may };
const card = { ...pair, starts_at: null, rate: 38, fixed: fen(0), bearer: "acquirer", on_refund: "returned" } as const;

async function proposed(change: Parameters<Rig["room"]["propose"]>[0], by = one): Promise<string> {
  const made = await rig.room.propose(change, by);
  if (!made.ok) throw new Error(made.fault);
  return made.value.id;
}

test("a card holds from a second person's yes on, and not before; a no leaves nothing", async () => {
  const id = await proposed({ kind: "rates", card });
  expect(await rig.room.listRates()).toEqual([]);
  expect(await rig.room.changes("pending")).toMatchObject([{ id, kind: "rates", card: { rate: 38 }, ...one }]);
  // The database holds it too: nobody decides what they proposed.
  await expect(rig.room.decide(id, { ...yes, by: "per_1" })).rejects.toThrow("by_another");
  expect(await rig.room.listRates()).toEqual([]);
  expect(await rig.room.decide(id, yes)).toMatchObject({ ok: true, value: { state: "approved", decided_by: "per_2" } });
  expect(await rig.room.listRates()).toMatchObject([{ rate: 38, starts_at: rig.clock.now() }]);
  // Said again, it is said already; another word comes too late.
  expect(await rig.room.decide(id, yes)).toMatchObject({ ok: true });
  expect(await rig.room.decide(id, { ...yes, by: "per_3" })).toEqual({ ok: false, fault: "acceptance_change_decided" });
  rig.advance(60);
  const other = await proposed({ kind: "rates", card: { ...card, rate: 50 } });
  expect(await rig.room.decide(other, { ...yes, approve: false })).toMatchObject({ value: { state: "rejected" } });
  expect(await rig.room.listRates()).toHaveLength(1);
});

test("whether it is a second person is asked in the decision's own transaction, with the change locked", async () => {
  const id = await proposed({ kind: "rates", card: { ...card, rate: 45 } });
  const asked: unknown[] = [];
  const refuses: Verdict["may"] = async (proposer, query) => {
    const lock = "select id from acceptance_changes where id = $1 for update skip locked";
    // Only the transaction that holds the change still gets it.
    asked.push(proposer, await query(lock, [id]), await rig.db.read(lock, [id]));
    return { ok: false, detail: { why: "one_hand" } };
  };
  const refused = { ok: false, fault: "second_person_needed", detail: { why: "one_hand" } };
  expect(await rig.room.decide(id, { ...yes, may: refuses })).toEqual(refused);
  expect(asked).toEqual(["per_1", [{ id }], []]);
  expect(await rig.room.changes("pending")).toMatchObject([{ id, decided_by: null }]);
  expect(await rig.room.decide(id, { ...yes, approve: false })).toMatchObject({ value: { state: "rejected" } });
});

test("the same, proposed by two at once, waits once; decided by four at once, it holds once", async () => {
  const later = new Date(rig.clock.now().getTime() + 86_400_000);
  const change = { kind: "rates", card: { ...card, rate: 60, starts_at: later } } as const;
  const ids = await Promise.all(["per_1", "per_4", "per_1"].map((proposer) => proposed(change, { ...one, proposer })));
  expect(new Set(ids).size).toBe(1);
  const [id = ""] = ids;
  const said = await Promise.all([2, 3, 5, 6].map((n) => rig.room.decide(id, { ...yes, by: `per_${n}` })));
  expect(said.filter((done) => done.ok)).toHaveLength(1);
  expect((await rig.room.listRates()).filter(({ rate }) => rate === 60)).toHaveLength(1);
  // A card of that instant is there now: another is refused before it can wait.
  expect(await rig.room.propose({ kind: "rates", card: { ...card, starts_at: later } }, one)).toMatchObject({
    fault: "rate_card_taken",
  });
});

test("a card whose day came while it waited begins when it is approved, never before", async () => {
  const soon = new Date(rig.clock.now().getTime() + 60_000);
  const id = await proposed({ kind: "rates", card: { ...card, rate: 70, starts_at: soon } });
  rig.advance(600);
  expect(await rig.room.decide(id, yes)).toMatchObject({ ok: true });
  expect((await rig.room.listRates()).find(({ rate }) => rate === 70)).toMatchObject({ starts_at: rig.clock.now() });
});

test("time that passes while it is decided refuses nothing", async () => {
  rig.advance(60);
  const id = await proposed({ kind: "rates", card: { ...card, rate: 80 } });
  const { now } = rig.clock;
  let ms = 0;
  rig.clock.now = () => new Date(now().getTime() + 3_600_000 + ++ms);
  const done = await rig.room.decide(id, yes);
  rig.clock.now = now;
  expect(done).toMatchObject({ ok: true, value: { state: "approved" } });
});

test("a pair: the acquirer's folder must offer the call, the account be the issuer's, and it is said once", async () => {
  const swapped = { acquirer: "blue", issuer: "red", account: accountOf("red") };
  const asked = (one_: typeof swapped) => rig.room.propose({ kind: "pair", pair: one_ }, one);
  expect(await asked(swapped)).toEqual({ ok: false, fault: "acceptance_pair_invalid" });
  expect(await asked({ ...pair, account: accountOf("red") })).toMatchObject({ fault: "acceptance_pair_invalid" });
  const id = await proposed({ kind: "pair", pair: { ...pair, account: accountOf("blue") } });
  expect(await rig.room.decide(id, yes)).toMatchObject({ ok: true });
  expect(rig.room.pairs()).toEqual([{ ...pair, account: accountOf("blue") }]);
  expect(await rig.room.decide("ach_nothing", yes)).toEqual({ ok: false, fault: "not_found" });
});

test("steps of a settlement take two people each, in their order, and go on where a process died after the decision", async () => {
  const { payment } = await startThrough(rig, rig.stores.slice(0, 1), "sale", 10_000);
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  const closed = await rig.room.closeWindow(pair, "per_1");
  if (typeof closed !== "object") throw new Error("nothing to settle");
  const clearing = closed.id;
  expect(await rig.room.propose({ kind: "received", clearing }, one)).toMatchObject({ fault: "acceptance_too_early" });
  const paid = await proposed({ kind: "paid", clearing });
  expect(await rig.room.changes("pending")).toMatchObject([{ id: paid, clearing, amount: closed.net }]);
  expect(await rig.room.getClearing(clearing)).toMatchObject({ state: "open" });
  // Decided by a process that dies before it moves the books.
  const dying = rig.boot({
    db: {
      ...rig.db,
      read: async (sql, parameters) => {
        if (sql.includes("from acceptance_settlements s join")) throw new Error("dead");
        return await rig.db.read(sql, parameters);
      },
    },
  });
  await expect(dying.room.decide(paid, yes)).rejects.toThrow("dead");
  expect(await rig.room.getClearing(clearing)).toMatchObject({ state: "paying" });
  while ((await rig.room.tick()) > 0);
  expect(await rig.room.getClearing(clearing)).toMatchObject({ state: "paid" });
  expect(await rig.room.propose({ kind: "paid", clearing }, one)).toMatchObject({ fault: "acceptance_change_decided" });
  expect(await rig.room.decide(await proposed({ kind: "received", clearing }), yes)).toMatchObject({ ok: true });
  expect(await rig.room.getClearing(clearing)).toMatchObject({ state: "settled" });
  expect(await rig.books()).toEqual([]);
});
