import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import { fen, type Money } from "#money";
import { drain } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import { paidOrder } from "#settlement/testing";
import { type DisputesRig, makeDisputesRig } from "./testing/rig.ts";

/** How much goes back by one person's word on a dispute, and what of it counts for their day. */
let rig: DisputesRig;
let store: string;
const market = "mkt_test";
beforeAll(async () => {
  rig = await makeDisputesRig();
  store = rig.stores[1] as string;
  const sums = { automatic_max: fen(500), person_above: fen(5000) };
  await rig.disputes.setRules("per_op", market, { ...sums, rating_below: 400, store_hours: 48, appeal_days: 7 });
  await rig.disputes.setRating("per_op", { id: rig.stores[0] as string, marketplace: market }, 310);
  await rig.disputes.setRating("per_op", { id: store, marketplace: market }, 480);
  rig.advance(1);
  for (const role of ["operator", "key"] as const) await limit(role, fen(500));
  const owner = { kind: "person", id: "per_owner", marketplace: market, store, role: "merchant_owner" };
  const own = { role: "merchant_finance", per_refund: null, per_day: fen(500) } as const;
  await rig.payments.setStoreRefundLimit(owner, { marketplace: market, store }, own);
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
});
afterEach(async () => expect(await rig.books()).toEqual([]));

async function limit(role: "operator" | "key", per_day: Money): Promise<void> {
  const asked = { role, per_refund: null, per_day, why: "less is safer" };
  const made = await rig.payments.proposeRefundLimit("per_op", market, asked, null);
  if (made.ok) await rig.payments.decideRefundLimit(made.value.id, { by: "per_ap", why: "agreed", approve: true });
}

let names = 0;
/** Somebody new, so that nobody's day is another test's. */
const finance = () => ({ kind: "person", id: `per_f${++names}`, marketplace: market, store, role: "merchant_finance" });
const operator = () => ({ kind: "person", id: `per_o${++names}`, marketplace: market, store: null, role: "operator" });
const buyer = { kind: "checkout", id: "chk_buyer", marketplace: market, store: null };
const photo = [{ title: "a broken cup", url: "https://shop.test/cup.jpg" }];
const said = { why: "because", evidence: [] };
const shops = { low: 0, well: 1 } as const;

async function ask(minor: number, by: typeof buyer, shop: keyof typeof shops = "well") {
  const { order, payment } = await paidOrder(rig, 1000, "red", shops[shop]);
  const input = { order, kind: "refund_only", amount: fen(minor), reason: "broken", evidence: photo } as const;
  const done = await rig.disputes.open(by, input, null);
  if (!done.ok) throw new Error(done.fault);
  return { payment, dispute: done.value };
}
const now = async (id: string) => (await rig.disputes.get(id))?.state;
const left = async (who: ReturnType<typeof finance> | ReturnType<typeof operator>, payment: string) =>
  (await rig.payments.refundable(who, payment))?.left_today?.minor;
async function rest(seconds = 0): Promise<void> {
  rig.advance(seconds);
  for (let turn = 0; turn < 50; turn++) {
    const relayed = await relayEvents(rig.db, bucketValues, 500);
    await drain(rig);
    if (relayed.length + (await rig.settlement.tick()) + (await rig.disputes.tick()) === 0) return;
  }
}

describe("a refund that the wallet refuses after one person agreed", () => {
  test("goes back to that person's day once, however often and by how many it is looked at", async () => {
    const who = finance();
    const { payment, dispute } = await ask(300, buyer);
    rig.toys.red.knobs.refund = "processing";
    expect(await rig.disputes.agree(who, dispute.id, said)).toMatchObject({ value: { state: "granted" } });
    expect(await left(who, payment)).toBe(200n);
    rig.toys.red.knobs.refund = "refused";
    const room = rig.bootDisputes();
    await rest(3600);
    rig.advance(3600);
    await Promise.all([rig.disputes.tick(), room.tick(), room.agree(who, dispute.id, said)]);
    await rest(3600);
    expect(await now(dispute.id)).toBe("with_person");
    expect(await left(who, payment)).toBe(500n);
    // Decided anew it is by two people, whose days have no part in it, and refused again it gives back no more.
    await rig.disputes.propose({ ...operator(), id: "per_ann" }, dispute.id, { verdict: "for_buyer", ...said });
    await rig.disputes.decide({ ...operator(), id: "per_bob" }, dispute.id, {
      ...{ approve: true, verdict: "for_buyer", why: "agreed" },
    });
    await rest(3600);
    expect(await now(dispute.id)).toBe("with_person");
    expect(await left(who, payment)).toBe(500n);
  });

  test("goes back once where a process of an older version, which knows of no counts, hears of it", async () => {
    const who = finance();
    const { payment, dispute } = await ask(300, buyer);
    rig.toys.red.knobs.refund = "processing";
    await rig.disputes.agree(who, dispute.id, said);
    rig.toys.red.knobs.refund = "refused";
    await rest(3600);
    // As the older one leaves it: moved on, and nothing given back.
    await rig.db.read("update dispute_counts set given_back_at = null where dispute = $1", [dispute.id]);
    await rig.db.read("update refund_days set total = total + 300 where who = $1", [who.id]);
    expect([await now(dispute.id), await left(who, payment)]).toEqual(["with_person", 200n]);
    expect((await rig.books()).length).toBe(1);
    rig.advance(61);
    await Promise.all([rig.disputes, rig.bootDisputes(), rig.bootDisputes()].map((room) => room.tick()));
    expect(await left(who, payment)).toBe(500n);
    await rest(61);
    expect(await left(who, payment)).toBe(500n);
  });

  test("goes back to the day on which it was agreed to, not to the next", async () => {
    const who = finance();
    const { payment, dispute } = await ask(300, buyer);
    rig.toys.red.knobs.refund = "processing";
    await rig.disputes.agree(who, dispute.id, said);
    await rest(24 * 3600);
    const next = await ask(500, buyer);
    rig.toys.red.knobs.refund = "ok";
    expect(await rig.disputes.agree(who, next.dispute.id, said)).toMatchObject({ value: { state: "refunded" } });
    rig.toys.red.knobs.refund = "refused";
    await rest(3600);
    expect([await now(dispute.id), await left(who, payment)]).toEqual(["with_person", 0n]);
    expect(await rig.db.read("select total from refund_days where who = $1 order by day", [who.id])).toEqual([
      { total: 0n },
      { total: 500n },
    ]);
  });

  test("dying at any contact with the database: counted once and given back once", async () => {
    for (const when of ["before", "after"] as const)
      for (let at = 1; at < 60; at++) {
        const who = finance();
        rig.toys.red.knobs.refund = "refused";
        const { payment, dispute } = await ask(300, buyer);
        const mortal = makeMortal(at, when);
        const room = rig.bootDisputes({ db: mortal.db(rig.db) });
        await room.agree(who, dispute.id, said).catch((fault: unknown) => {
          if (!(fault instanceof Dead) && !mortal.died()) throw fault;
        });
        const died = mortal.died();
        await rig.disputes.agree(who, dispute.id, said);
        await rest(61);
        await rest(61);
        const told = `died ${when} contact ${at}`;
        expect([await now(dispute.id), await left(who, payment)], told).toEqual(["with_person", 500n]);
        if (!died) break;
        expect(at).toBeLessThan(59);
      }
  }, 60_000);
});

describe("what the rules grant at once", () => {
  test("counts for the day of whoever of the marketplace opened it; above their limit people decide", async () => {
    const who = operator();
    const one = await ask(300, who, "low");
    expect(one.dispute).toMatchObject({ state: "refunded", rule: "small_evident_low_rating" });
    expect(await left(who, one.payment)).toBe(200n);
    const two = await ask(300, who, "low");
    expect(two.dispute).toMatchObject({ state: "with_person", rule: "opener_not_alone" });
    expect([await left(who, two.payment), (await rig.payments.getPayment(two.payment))?.refunded?.minor]).toEqual([
      ...[200n, 0n],
    ]);
    expect(await rig.disputes.propose(who, two.dispute.id, { verdict: "for_buyer", ...said })).toMatchObject({
      ok: true,
    });
    const word = { approve: true, verdict: "for_buyer", why: "alone" } as const;
    expect(await rig.disputes.decide(who, two.dispute.id, word)).toMatchObject({ fault: "second_person_needed" });
  });

  test("counts for a key's day as well, twenty at once within it, and goes back when the wallet refuses it", async () => {
    const key = { kind: "key", id: "key_shop", marketplace: market, store: null };
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(100, key, "low")));
    const granted = all.filter((one) => one.dispute.state === "refunded");
    expect([granted.length, all.filter((one) => one.dispute.state === "with_person").length]).toEqual([5, 15]);
    rig.advance(24 * 3600);
    rig.toys.red.knobs.refund = "refused";
    expect((await ask(500, key, "low")).dispute.state).toBe("with_person");
    rig.toys.red.knobs.refund = "ok";
    expect((await ask(500, key, "low")).dispute.state).toBe("refunded");
  });

  test("counts for nobody where a buyer's page opened it", async () => {
    const many = await Promise.all(Array.from({ length: 4 }, () => ask(500, buyer, "low")));
    expect(many.map((one) => one.dispute.state)).toEqual(Array(4).fill("refunded"));
  });
});

test("a store that was asked and says nothing is nobody's act: it counts for no day, whoever opened it", async () => {
  const who = operator();
  const { payment, dispute } = await ask(900, who);
  expect(dispute.state).toBe("with_store");
  await rest(48 * 3600);
  expect([await now(dispute.id), await left(who, payment)]).toEqual(["refunded", 500n]);
  expect(await rig.db.read("select 1 from refund_days where who = $1", [who.id])).toEqual([]);
  expect((await rig.disputes.steps(dispute.id)).map((one) => [one.event, one.by])).toEqual([
    ...[
      ["opened", who.id],
      ["silent", "house"],
    ],
    ["refunded", "house"],
  ]);
});
