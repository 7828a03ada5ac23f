import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import { fen } from "#money";
import { accountOf, caller, drain } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import { paidOrder, refund } from "#settlement/testing";
import { firstWay } from "./rules.ts";
import { type DisputesRig, makeDisputesRig } from "./testing/rig.ts";

let rig: DisputesRig;
beforeAll(async () => {
  rig = await makeDisputesRig();
  const rules = {
    automatic_max: fen(500),
    rating_below: 400,
    person_above: fen(5000),
    store_hours: 48,
    appeal_days: 7,
  };
  await rig.disputes.setRules("per_op", "mkt_test", rules);
  await rig.disputes.setRating("per_op", { id: rig.stores[0] as string, marketplace: "mkt_test" }, 310);
  await rig.disputes.setRating("per_op", { id: rig.stores[1] as string, marketplace: "mkt_test" }, 480);
  rig.advance(1);
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
  rig.alarms.length = 0;
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const hour = 3600;
const buyer = { kind: "checkout", id: "chk_buyer", marketplace: "mkt_test", store: null };
const shop = { kind: "key", id: "key_store", marketplace: "mkt_test", store: "sto" };
const ann = { kind: "person", id: "per_ann", marketplace: "mkt_test", store: null };
const bob = { kind: "person", id: "per_bob", marketplace: "mkt_test", store: null };
const photo = [{ title: "a broken cup", url: "https://shop.test/cup.jpg" }];
const said = { why: "because", evidence: [] };

async function ask(
  order: string,
  amount: number,
  more: { kind?: "refund_only" | "dispute"; evidence?: typeof photo } = {},
) {
  const { kind = "refund_only", evidence = photo } = more;
  const done = await rig.disputes.open(buyer, { order, kind, amount: fen(amount), reason: "broken", evidence }, null);
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value;
}
const now = async (id: string) => (await rig.disputes.get(id))?.state;
const rest = async (seconds = 0) => {
  rig.advance(seconds);
  for (let turn = 0; turn < 50; turn++) {
    const relayed = await relayEvents(rig.db, bucketValues, 500);
    await drain(rig);
    if (relayed.length + (await rig.settlement.tick()) + (await rig.disputes.tick()) === 0) return;
  }
};
async function twoPeople(id: string, verdict: "for_buyer" | "for_store" | "upheld" | "overturned") {
  expect(await rig.disputes.propose(ann, id, { verdict, ...said })).toMatchObject({ ok: true });
  expect(await rig.disputes.decide(ann, id, { approve: true, verdict, why: "mine" })).toMatchObject({
    fault: "second_person_needed",
  });
  return await rig.disputes.decide(bob, id, { approve: true, verdict, why: "agreed" });
}
async function fund(amount: number) {
  const input = { marketplace: "mkt_test", wallet_account: accountOf("red"), act: "add", why: "own" } as const;
  const asked = await rig.settlement.proposeFunds("per_a", { ...input, amount: fen(amount) }, null);
  if (asked.ok) await rig.settlement.decideFunds("per_b", asked.value.id, true);
}

test("the rules: value, evidence and rating decide who decides, and say which of them did", () => {
  const rules = { automatic_max: 500n, rating_below: 400, person_above: 5000n, store_hours: 48, appeal_days: 7 };
  const way = (amount: number, evidence: number, rating: number | null) =>
    Object.values(firstWay({ amount: fen(amount), evidence, rating }, rules)).join(" ");
  expect(way(500, 1, 399)).toBe("granted small_evident_low_rating");
  expect(way(501, 1, 399)).toBe("with_store value_above_automatic");
  expect(way(500, 0, 399)).toBe("with_store no_evidence");
  expect(way(500, 1, 400)).toBe("with_store store_rated_well");
  expect(way(500, 1, null)).toBe("with_store store_rated_well");
  expect(way(5000, 1, 100)).toBe("with_store value_above_automatic");
  expect(way(5001, 9, 100)).toBe("with_person value_above_limit");
});

describe("refund only", () => {
  test("a small, evident one of a store rated low is refunded at once", async () => {
    const { order, payment } = await paidOrder(rig, 1000);
    const asked = await ask(order, 500);
    expect(asked).toMatchObject({ state: "refunded", rule: "small_evident_low_rating" });
    expect(await rig.payments.getPayment(payment)).toMatchObject({ refunded: { minor: 500n } });
    expect((await rig.disputes.steps(asked.id)).map((one) => one.event)).toEqual(["opened", "refunded"]);
  });

  test("the store is asked: it agrees, or is silent past its deadline, and the money goes back", async () => {
    const [one, two] = [await paidOrder(rig, 1000, "red", 1), await paidOrder(rig, 1000, "red", 1)];
    const [agreed, silent] = [await ask(one.order, 300), await ask(two.order, 300)];
    expect([agreed.state, silent.state]).toEqual(["with_store", "with_store"]);
    expect(await rig.disputes.agree(shop, agreed.id, said)).toMatchObject({ ok: true, value: { state: "refunded" } });
    await rest(48 * hour - 1);
    expect(await now(silent.id)).toBe("with_store");
    await rest(1);
    expect(await now(silent.id)).toBe("refunded");
    expect(await rig.disputes.contest(shop, silent.id, said)).toMatchObject({ fault: "dispute_wrong_state" });
  });

  test("whoever agrees for the store does so within their own limit, counted for their day; above it people decide", async () => {
    const store = rig.stores[1] as string;
    const place = { marketplace: "mkt_test", store };
    const owner = { kind: "person", id: "per_owner", ...place, role: "merchant_owner" };
    await rig.payments.setStoreRefundLimit(owner, place, {
      role: "merchant_finance",
      per_refund: null,
      per_day: fen(500),
    });
    const finance = { kind: "person", id: "per_fin", ...place, role: "merchant_finance" };
    const agreed = async (minor: number, who = finance) => {
      const { order, payment } = await paidOrder(rig, 1000, "red", 1);
      const { id } = await ask(order, minor);
      const [answer] = await Promise.all([rig.disputes.agree(who, id, said), rig.disputes.agree(who, id, said)]);
      const { refunded } = (await rig.payments.getPayment(payment)) ?? {};
      return [id, (await now(id)) ?? answer, refunded?.minor] as const;
    };
    expect((await agreed(300)).slice(1)).toEqual(["refunded", 300n]);
    expect((await agreed(200)).slice(1)).toEqual(["refunded", 200n]);
    const [id, ...above] = await agreed(1);
    expect(above).toEqual(["with_person", 0n]);
    expect((await rig.disputes.steps(id)).map((one) => one.event)).toEqual(["opened", "agreed_not_alone"]);
    expect(await twoPeople(id, "for_buyer")).toMatchObject({ value: { state: "refunded" } });
    await rig.payments.setStoreRefundLimit(owner, place, { role: "merchant_finance", per_refund: null, per_day: null });
    rig.advance(25 * hour);
    // Never to what they opened themselves.
    expect((await agreed(300, { ...finance, id: buyer.id })).slice(1)).toEqual(["with_person", 0n]);
  });

  test("contested it goes to two people, who decide for the store: nothing goes back, the release goes on", async () => {
    const { order } = await paidOrder(rig, 1000, "red", 1);
    const { id } = await ask(order, 1000);
    await rig.disputes.contest(shop, id, { why: "it was whole", evidence: photo });
    expect(await rig.settlement.confirmReceipt("key", order, null)).toMatchObject({ fault: "release_held" });
    expect(await rig.disputes.decide(bob, id, { approve: true, verdict: "for_store", why: "?" })).toMatchObject({
      fault: "nothing_proposed",
    });
    // Bob looked at one verdict, and another took its place: neither his yes nor his no is for that.
    await rig.disputes.propose(ann, id, { verdict: "for_buyer", ...said });
    for (const approve of [true, false])
      expect(await rig.disputes.decide(bob, id, { approve, verdict: "for_store", why: "as I saw" })).toMatchObject({
        ...{ fault: "verdict_outdated", detail: { proposed: "for_buyer" } },
      });
    expect(await twoPeople(id, "for_store")).toMatchObject({ ok: true, value: { state: "rejected" } });
    expect(await rig.settlement.confirmReceipt("key", order, null)).toMatchObject({ ok: true });
  });

  test("the store appeals in time, two people overturn it, and the platform makes its loss good, once", async () => {
    const { order } = await paidOrder(rig, 1000, "red", 1);
    const { id } = await ask(order, 400);
    await rest(48 * hour);
    expect(await rig.disputes.appeal(shop, id, { why: "see the parcel's film", evidence: photo })).toMatchObject({
      ok: true,
      value: { state: "appealed" },
    });
    // The platform has no money of its own there yet: it waits, and somebody is told.
    expect(await twoPeople(id, "overturned")).toMatchObject({ ok: true, value: { state: "compensating" } });
    expect(rig.alarms).toContain("compensation_short");
    await fund(1000);
    await rest(hour + 61);
    expect(await now(id)).toBe("compensated");
    const book = await rig.settlement.platformBook(accountOf("red"));
    expect(book).toMatchObject({ funds: { minor: 600n }, compensated: { minor: 400n } });
    expect((await rig.disputes.steps(id)).map((one) => `${one.event} ${one.to}`)).toEqual([
      ...["opened with_store", "silent granted", "refunded refunded", "appealed appealed"],
      ...["proposed_overturned appealed", "overturned compensating", "paid compensated"],
    ]);
  });

  test("an appeal after its days is refused; one that is upheld changes nothing", async () => {
    const [one, two] = [await paidOrder(rig, 1000), await paidOrder(rig, 1000)];
    const [late, heard] = [await ask(one.order, 100), await ask(two.order, 100)];
    await rig.disputes.appeal(shop, heard.id, said);
    expect(await twoPeople(heard.id, "upheld")).toMatchObject({ ok: true, value: { state: "upheld" } });
    await rest(7 * 24 * hour + 1);
    expect(await rig.disputes.appeal(shop, late.id, said)).toMatchObject({ fault: "appeal_too_late" });
  });

  test("a refund that the wallet refuses goes to a person, who may grant it anew", async () => {
    const { order } = await paidOrder(rig, 1000);
    rig.toys.red.knobs.refund = "refused";
    const { id, state } = await ask(order, 200);
    expect(state).toBe("with_person");
    rig.toys.red.knobs.refund = "ok";
    expect(await twoPeople(id, "for_buyer")).toMatchObject({ ok: true, value: { state: "refunded" } });
  });

  test("a refund that the wallet works on for days is waited for", async () => {
    const { order, payment } = await paidOrder(rig, 1000);
    rig.toys.red.knobs.refund = "processing";
    const { id, state } = await ask(order, 200);
    expect(state).toBe("granted");
    await rest(24 * hour);
    expect(await now(id)).toBe("granted");
    const open = await rig.payments.listRefunds({ marketplace: null, store: null, payment }, { after: null, limit: 9 });
    const wire = open.data[0]?.id.slice(4) as string;
    await rig.payments.takeNotice("red", accountOf("red"), rig.toys.red.refundNotice(wire, payment.slice(4), fen(200)));
    await rest(301);
    expect(await now(id)).toBe("refunded");
  });
});

describe("a dispute", () => {
  test("opened by twenty at once: one; a second while it is open is refused; more than is left is refused", async () => {
    const { order, payment } = await paidOrder(rig, 1000);
    const input = { order, kind: "dispute", amount: fen(1000), reason: "late", evidence: [] } as const;
    const room = rig.bootDisputes();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? room : rig.disputes).open(buyer, input, null)),
    );
    expect(all.filter((one) => one.ok)).toHaveLength(1);
    expect(all.filter((one) => !one.ok && one.fault === "dispute_open")).toHaveLength(19);
    const id = all.flatMap((one) => (one.ok ? one.value.id : []))[0] as string;
    expect(await rig.disputes.withdraw(buyer, id, said)).toMatchObject({ ok: true, value: { state: "withdrawn" } });
    await refund(rig, payment, 600);
    expect(await rig.disputes.open(buyer, input, null)).toMatchObject({ fault: "refund_exceeds" });
  });

  test("a repeated key answers the first one, even when that has ended", async () => {
    const { order } = await paidOrder(rig, 1000);
    const key = { caller: buyer.id, route: "disputes", key: `k ${order}`, requestHash: "h" };
    const input = { order, kind: "dispute", amount: fen(9), reason: "late", evidence: [] } as const;
    const first = await rig.disputes.open(buyer, input, key);
    if (first.ok) await rig.disputes.withdraw(buyer, first.value.id, said);
    expect(await rig.disputes.open(buyer, input, key)).toMatchObject({ ok: true, repeated: true });
    expect(await rig.disputes.open(buyer, input, { ...key, requestHash: "x" })).toMatchObject({
      fault: "idempotency_key_reused",
    });
  });

  test("holds the release past its time; decided for the store, the money is the store's at once", async () => {
    const { order, payment } = await paidOrder(rig, 1000, "red", 2);
    await rest();
    const { id } = await ask(order, 1000, { kind: "dispute" });
    await rest(11 * 24 * hour);
    const released = () => rig.db.read("select cause from releases where payment = $1", [payment]);
    expect(await released()).toEqual([]);
    await twoPeople(id, "for_store");
    expect(await released()).toHaveLength(1);
  });

  test("withdrawn after its time, the release that fell due in the meantime goes on by itself", async () => {
    const { order, payment } = await paidOrder(rig, 1000, "red", 2);
    await rest();
    const { id } = await ask(order, 1000, { kind: "dispute" });
    await rest(11 * 24 * hour);
    await rig.disputes.withdraw(buyer, id, said);
    await rest(1);
    expect(await rig.db.read("select cause from releases where payment = $1", [payment])).toEqual([{ cause: "time" }]);
  });

  test("opened while a receipt is confirmed, on two processes: held or released, never both", async () => {
    for (let i = 0; i < 10; i++) {
      const { order } = await paidOrder(rig, 100, "red", 2);
      const input = { order, kind: "dispute", amount: fen(100), reason: "x", evidence: [] } as const;
      const [opened, released] = await Promise.all([
        rig.disputes.open(buyer, input, null),
        rig.bootSettlement().confirmReceipt("key", order, null),
      ]);
      expect(opened.ok).toBe(true);
      if (!released.ok) expect(released.fault).toBe("release_held");
    }
  });
});

test("granted while the wallet divides the order's money: refunded once that has ended, and nobody is asked", async () => {
  const { order, payment } = await paidOrder(rig, 300);
  let dividing = true;
  const room = rig.bootDisputes({
    refund: async ({ key, amount, reason }) =>
      dividing
        ? { ok: false, fault: "release_in_progress" }
        : await rig.payments.createRefund(caller, { payment, amount, reason }, key),
  });
  const input = { order, kind: "refund_only", amount: fen(100), reason: "broken", evidence: photo } as const;
  const opened = await room.open(buyer, input, null);
  expect(opened).toMatchObject({ ok: true, value: { state: "granted" } });
  dividing = false;
  rig.advance(61);
  await room.tick();
  await rest(61);
  expect(await rig.payments.getPayment(payment)).toMatchObject({ refunded: { minor: 100n } });
});

test("dying at any contact while a grant is carried out: refunded once", async () => {
  for (const when of ["before", "after"] as const)
    for (let at = 1; at < 60; at++) {
      const { order, payment } = await paidOrder(rig, 300);
      const mortal = makeMortal(at, when);
      const room = rig.bootDisputes({ db: mortal.db(rig.db) });
      const input = { order, kind: "refund_only", amount: fen(100), reason: "broken", evidence: photo } as const;
      const key = { caller: buyer.id, route: "disputes", key: `d ${order}`, requestHash: "h" };
      await room.open(buyer, input, key).catch((fault: unknown) => {
        if (!(fault instanceof Dead) && !mortal.died()) throw fault;
      });
      const died = mortal.died();
      await rig.disputes.open(buyer, input, key);
      await rest(61);
      await rest(61);
      expect(await rig.payments.getPayment(payment), `died ${when} contact ${at}`).toMatchObject({
        refunded: { minor: 100n },
      });
      if (!died) break;
      expect(at).toBeLessThan(59);
    }
}, 60_000);

test("the time limit is made longer once, and holds until then", async () => {
  const { order, payment } = await paidOrder(rig, 700, "blue", 2);
  await rest();
  const longer = await rig.settlement.extendRelease("chk_buyer", order, null);
  expect(longer).toMatchObject({ ok: true });
  expect(await rig.settlement.extendRelease("chk_buyer", order, null)).toMatchObject({ fault: "release_extended" });
  await rest(15 * 24 * hour - 1);
  const released = () => rig.db.read("select cause from releases where payment = $1", [payment]);
  expect(await released()).toEqual([]);
  await rest(1);
  expect(await released()).toEqual([{ cause: "time" }]);
  expect(await rig.db.read("select * from release_due where payment = $1", [payment])).toEqual([]);
});
