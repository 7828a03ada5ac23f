import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { platformAccount, transferOf } from "#chart";
import { bucketOf, type Db } from "#db";
import { post } from "#ledger";
import { fen, money } from "#money";
import { type EntryFacts, entriesFor } from "./entries.ts";
import type { Reconciliation } from "./index.ts";
import {
  caller,
  day,
  type EntriesRig,
  line as lineAt,
  makeEntriesRig,
  newPayment as paymentAt,
} from "./testing/entries-rig.ts";

const noon = new Date("2026-11-21T04:00:00Z");
let rig: EntriesRig;
let room: Reconciliation;
beforeAll(async () => {
  rig = await makeEntriesRig();
  room = rig.roomOn(rig.db);
});
afterAll(() => rig.end());
beforeEach(() => rig.begin());

const newPayment = () => paymentAt(noon);
const line = (id: string, change = {}) => lineAt(id, noon, change);
const have = (id: string, state = "paid") => rig.have(id, noon, state);

async function only(of = day) {
  const found = await rig.breaksOf(of);
  if (found.length !== 1) throw new Error(`${found.length} breaks`);
  return found[0] as (typeof found)[number];
}

const propose = (id: string, entry: "suspense" | "bear" = "suspense") => {
  rig.now = new Date(rig.now.getTime() + 1);
  return room.proposeEnd(caller("per_a"), id, { act: "enter", entry, why: "the wallet's desk says so" });
};
const seenNow = async (id: string) => (await room.getBreak(id))?.proposed_at ?? new Date(0);
const approve = async (id: string, on = room, who = "per_b", seen?: Date) => {
  const proposed_at = seen ?? (await seenNow(id));
  rig.now = new Date(rig.now.getTime() + 1);
  return await on.decideEnd(caller(who), id, { approve: true, why: "seen", proposed_at });
};

/** A payment of ours that no bill has, found as a break. */
async function lost(): Promise<{ id: string; payment: string }> {
  const payment = newPayment();
  await have(payment);
  await rig.run();
  return { id: (await only()).id, payment };
}

describe("which entries are right", () => {
  const facts: EntryFacts = {
    ...{ class: "amount", kind: "payment", subject: "pay_1", run: "rec_1", currency: "CNY" },
    ...{ ours: 1000n, theirs: 1001n, fee: 6n, their_state: "done", our_state: "paid" },
  };
  const told = (change: Partial<EntryFacts>) =>
    entriesFor({ ...facts, ...change }).map(
      ({ choice, moves }) => `${choice}: ${moves.map((one) => `${one.kind} ${one.amount.minor}`).join(", ")}`,
    );

  test.each<[string, Partial<EntryFacts>, string[]]>([
    ["more came", {}, ["suspense: bill_more 1"]],
    ["less came", { theirs: 900n }, ["suspense: bill_less 100", "bear: bill_less 100, difference_borne 100"]],
    [
      "more went back",
      { kind: "refund", our_state: "refunded" },
      ["suspense: bill_less 1", "bear: bill_less 1, difference_borne 1"],
    ],
    [
      "theirs only, and its fee",
      { class: "theirs_only", ours: null, theirs: 500n },
      ["suspense: bill_more 500, bill_line_fee_kept 6"],
    ],
    [
      "their refund only",
      { class: "theirs_only", kind: "refund", theirs: 500n, fee: -3n },
      [
        "suspense: bill_less 500, bill_line_fee_returned 3",
        "bear: bill_less 500, bill_line_fee_returned 3, difference_borne 500",
      ],
    ],
    [
      "ours only",
      { class: "ours_only", theirs: null, fee: null, their_state: null },
      ["suspense: bill_less 1000", "bear: bill_less 1000, difference_borne 1000"],
    ],
    ["a refund of ours under way", { class: "ours_only", kind: "refund", our_state: "processing" }, []],
    [
      "the fee too high",
      { class: "fee", ours: 6n, theirs: 11n },
      ["suspense: bill_fee_over 5", "bear: bill_fee_over 5, difference_borne 5"],
    ],
    ["the fee too low", { class: "fee", ours: 6n, theirs: 1n }, ["suspense: bill_fee_under 5"]],
    ["done there, not here", { class: "state", our_state: "closed" }, ["suspense: bill_more 1001"]],
    [
      "failed there, paid here",
      { class: "state", their_state: "failed" },
      ["suspense: bill_less 1000", "bear: bill_less 1000, difference_borne 1000"],
    ],
    ["a word that nobody knows", { class: "state", their_state: "unknown" }, []],
    ["on another day", { class: "day_boundary" }, []],
    [
      "the account moved for no cause",
      { class: "theirs_only", kind: "fund", subject: null, theirs: -700n, fee: null },
      ["suspense: bill_less 700", "bear: bill_less 700, difference_borne 700"],
    ],
    [
      "the account moved by more than its trades",
      { kind: "fund", subject: null, ours: 10n, theirs: 15n },
      ["suspense: bill_more 5"],
    ],
    ["commission at the wallet", { class: "theirs_only", kind: "fund", subject: "shr_1" }, []],
    ["named before any bill", { run: null }, []],
  ])("%s", (_, change, entries) => {
    expect(told(change)).toEqual(entries);
  });
});

describe("one proposes an entry, another approves it", () => {
  test("the break tells what would be posted; approval posts it with its end, once", async () => {
    const { id } = await lost();
    const found = await only();
    expect(found).toMatchObject({ advice: "enter", entries: [{ choice: "suspense" }, { choice: "bear" }] });
    expect(found.entries[0]?.moves).toEqual([
      { kind: "bill_less", debit: "bill_differences", credit: "receivable", amount: money(1000n, "CNY") },
    ]);
    expect(await propose(id)).toMatchObject({
      ok: true,
      value: { proposed_entry: { choice: "suspense" }, entry: null },
    });
    expect(await approve(id, room, "per_a")).toMatchObject({ fault: "second_person_needed" });
    expect(await rig.platform()).toEqual({});
    expect(await approve(id)).toMatchObject({
      value: { state: "closed", resolution: "entered", entry: { choice: "suspense" }, entries: [] },
    });
    expect(await rig.platform()).toEqual({ receivable: -1000n, bill_differences: -1000n });
    // Approved twice.
    expect(await approve(id)).toMatchObject({ fault: "break_wrong_state" });
    expect(await rig.platform()).toEqual({ receivable: -1000n, bill_differences: -1000n });
    expect(await rig.events(id)).toEqual(["break_opened", "break_proposed", "break_closed"]);
    expect(await rig.books()).toEqual([]);
  });

  test("two approvers at once: one posts it, the other is told", async () => {
    const { id } = await lost();
    await propose(id);
    const both = await Promise.all([approve(id, room, "per_b"), approve(id, rig.roomOn(rig.db), "per_c")]);
    expect(both.map((one) => (one.ok ? one.value.resolution : one.fault)).sort()).toEqual([
      "break_wrong_state",
      "entered",
    ]);
    expect(await rig.platform()).toEqual({ receivable: -1000n, bill_differences: -1000n });
    expect(await rig.books()).toEqual([]);
  });

  test("dies before the commit: nothing stands, and it is approved again; after it: it is done once", async () => {
    const { id } = await lost();
    await propose(id);
    const dying = (after: boolean): Db => ({
      ...rig.db,
      tx: async (work) => {
        const done = await rig.db.tx(async (tx) => {
          const result = await work(tx);
          if (!after) throw new Error("died");
          return result;
        });
        throw new Error(`died after ${typeof done}`);
      },
    });
    await expect(approve(id, rig.roomOn(dying(false)))).rejects.toThrow("died");
    expect([await rig.platform(), (await only()).state]).toEqual([{}, "proposed"]);
    await expect(approve(id, rig.roomOn(dying(true)))).rejects.toThrow("died after");
    expect([await rig.platform(), (await only()).state]).toEqual([
      { receivable: -1000n, bill_differences: -1000n },
      "closed",
    ]);
    expect(await approve(id)).toMatchObject({ fault: "break_wrong_state" });
    expect(await rig.platform()).toEqual({ receivable: -1000n, bill_differences: -1000n });
    expect(await rig.books()).toEqual([]);
  });

  test("rejected: nothing is posted, it is open, and may be proposed anew with another choice", async () => {
    const { id } = await lost();
    await propose(id);
    expect(
      await room.decideEnd(caller("per_b"), id, { approve: false, why: "wait", proposed_at: await seenNow(id) }),
    ).toMatchObject({
      value: { state: "open", proposed_entry: null, entry: null },
    });
    await propose(id, "bear");
    // The platform has put nothing there.
    expect(await approve(id)).toMatchObject({ fault: "break_entry_refused" });
    expect([await rig.platform(), (await only()).state]).toEqual([{}, "proposed"]);
    await rig.addFunds(1500);
    expect(await approve(id)).toMatchObject({ value: { resolution: "entered" } });
    expect(await rig.platform()).toEqual({ receivable: 500n, funds: 500n });
    expect(await rig.books()).toEqual([]);
  });

  test("proposed anew after somebody looked: what they saw is not decided, and nothing else is in its place", async () => {
    await rig.addFunds(1500);
    const { id } = await lost();
    await propose(id);
    const seen = await seenNow(id);
    // At the very same instant: the later proposal is another one all the same.
    rig.now = new Date(seen.getTime() - 1);
    await propose(id, "bear");
    expect((await seenNow(id)).getTime()).toBe(seen.getTime() + 1);
    expect(await approve(id, room, "per_b", seen)).toMatchObject({ fault: "break_proposal_outdated" });
    const no = { approve: false, why: "not that", proposed_at: seen };
    expect(await room.decideEnd(caller("per_b"), id, no)).toMatchObject({ fault: "break_proposal_outdated" });
    expect([await rig.platform(), (await only()).state]).toEqual([{ receivable: 1500n, funds: 1500n }, "proposed"]);
    expect(await approve(id)).toMatchObject({ value: { resolution: "entered", entry: { choice: "bear" } } });
  });

  test("proposed anew while it is decided: the lock has one of them first, and none decides the other", async () => {
    await rig.addFunds(1500);
    const { id } = await lost();
    await propose(id);
    const seen = await seenNow(id);
    const [decided] = await Promise.all([approve(id, room, "per_b", seen), propose(id, "bear")]);
    if (decided.ok) expect(decided.value.entry?.choice).toBe("suspense");
    else expect([decided.fault, (await only()).state]).toEqual(["break_proposal_outdated", "proposed"]);
    expect(await rig.books()).toEqual([]);
  });

  test("where no entry is right there is none to propose", async () => {
    const payment = newPayment();
    await have(payment);
    rig.bills.set(day, [line(payment, { state: "unknown" })]);
    await rig.run();
    const { id, entries } = await only();
    expect(entries).toEqual([]);
    expect(await propose(id)).toMatchObject({ fault: "break_no_entry" });
  });
});

describe("what comes after all", () => {
  const nextDay = "2026-11-22";
  const late = () => {
    rig.now = new Date("2026-11-23T03:00:00Z");
  };

  test("between proposal and approval: the break ends by itself, and approval posts nothing", async () => {
    const { id, payment } = await lost();
    await propose(id);
    late();
    rig.bills.set(nextDay, [line(payment, { at: new Date("2026-11-21T17:00:00Z") })]);
    await rig.run(nextDay);
    expect(await only()).toMatchObject({ state: "closed", resolution: "late" });
    expect(await approve(id)).toMatchObject({ fault: "break_wrong_state" });
    expect(await rig.platform()).toEqual({});
    expect(await rig.books()).toEqual([]);
  });

  test("after approval: the entry is taken back, once, however often the day is run", async () => {
    await rig.addFunds(1000);
    const { id, payment } = await lost();
    await propose(id, "bear");
    await approve(id);
    expect(await rig.platform()).toEqual({});
    late();
    rig.bills.set(nextDay, [line(payment, { at: new Date("2026-11-21T17:00:00Z") })]);
    await rig.run(nextDay);
    expect(await only()).toMatchObject({ state: "closed", resolution: "entered", taken_back_at: rig.now });
    expect(await rig.platform()).toEqual({ receivable: 1000n, funds: 1000n });
    await rig.run(nextDay);
    expect(await rig.platform()).toEqual({ receivable: 1000n, funds: 1000n });
    expect((await rig.events(id)).at(-1)).toBe("break_entry_taken_back");
    expect(await rig.books()).toEqual([]);
  });

  test("a success that payments hear of later: an outdated proposal posts nothing, an entry is taken back", async () => {
    const payments = [newPayment(), newPayment()] as const;
    for (const one of payments) await have(one, "waiting");
    rig.bills.set(
      day,
      payments.map((one) => line(one)),
    );
    await rig.run();
    const { data } = await room.listBreaks({ marketplace: null }, { after: null, limit: 100 });
    const of = (payment: string) => data.find((one) => one.subject === payment)?.id as string;
    const [first, second] = [of(payments[0]), of(payments[1])];
    for (const id of [first, second]) await propose(id);
    await approve(first);
    expect(await rig.platform()).toEqual({ receivable: 1000n, bill_differences: 1000n });
    await rig.db.read(
      "update payments set state = 'paid', paid_at = $3, wallet_ref = 'w' || id where bucket = $1 and id = any($2)",
      [...[bucketOf(payments[0]), payments, noon]],
    );
    expect(await approve(second)).toMatchObject({ fault: "break_proposal_outdated", detail: { our_state: "paid" } });
    await room.watch();
    expect(await rig.platform()).toEqual({});
    expect(await room.getBreak(first)).toMatchObject({ resolution: "entered", taken_back_at: rig.now });
    expect(await room.getBreak(second)).toMatchObject({ state: "closed", resolution: "heard", entry: null });
    expect(await approve(second)).toMatchObject({ fault: "break_wrong_state" });
    expect(await rig.books()).toEqual([]);
  });
});

test("the books' check finds an entry that was posted twice, or that nobody entered", async () => {
  const { id } = await lost();
  await propose(id);
  await approve(id);
  const place = { wallet_account: rig.account, currency: "CNY" } as const;
  const sides = { debit: platformAccount("bill_differences", place), credit: platformAccount("receivable", place) };
  await rig.db.tx((tx) =>
    post(tx, [[transferOf("bill_less", sides, { subject: id, amount: fen(1), at: rig.now, n: 9 })]]),
  );
  expect((await rig.books()).map((one) => one.check)).toEqual([
    "what two people entered for a break stands in the books once, or was taken back once",
  ]);
});
