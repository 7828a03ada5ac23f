import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fen, type Money } from "#money";
import type { Payments } from "./index.ts";
import type { NewLimit } from "./limit-changes.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { drain, caller as key, makeRig, newCheckout, notify, type Rig, started } from "./testing/rig.ts";
import type { Caller } from "./types.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const marketplace = "mkt_test";
const place = { marketplace, store: null };
let people = 0;
/** Somebody new, so that nobody's day is another test's. */
const person = (role: string, store: string | null = null): Caller => ({
  ...{ kind: "person", id: `per_${++people}`, marketplace, store, role },
});
const repeat = (who: Caller, name: string, asked = "") => ({
  ...{ caller: who.id, route: "refunds", key: name, requestHash: asked },
});

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string; detail?: unknown }): T {
  if (!result.ok) throw new Error(`${result.fault} ${JSON.stringify(result.detail)}`);
  return result.value;
}

async function limit(role: NewLimit["role"], per_refund: Money | null, per_day: Money | null): Promise<void> {
  const asked = { role, per_refund, per_day, why: "less is safer" };
  const { id } = must(await rig.payments.proposeRefundLimit("per_op", marketplace, asked, null));
  must(await rig.payments.decideRefundLimit(id, { by: "per_ap", why: "agreed", approve: true }));
}

async function paid(amount = 10_000, store = rig.stores[0] as string): Promise<string> {
  const done = must(await rig.payments.createCheckout(key, newCheckout([store], amount), null));
  const [id] = (await started(rig, done.checkout.id)) as [string];
  rig.toys.red.pay(id.slice(4));
  await notify(rig, rig.toys.red, id);
  return id;
}

const ask = (who: Caller, payment: string, minor: number, name: string | null = null, room: Payments = rig.payments) =>
  room.askRefund(
    who,
    { payment, amount: fen(minor), reason: "broken" },
    name === null ? null : repeat(who, name, `${payment} ${minor}`),
  );
const decide = (id: string, by = "per_ap", approve = true, room: Payments = rig.payments) =>
  room.decideRefund(id, { by, why: "looked at", approve });
/** `made`, `waits`, or the fault. */
const kindOf = (one: Awaited<ReturnType<typeof ask>>): string =>
  !one.ok ? one.fault : "waits" in one.value ? "waits" : "made";
const waitingOf = (one: Awaited<ReturnType<typeof ask>>): string => {
  const value = must(one);
  if (!("waits" in value)) throw new Error("it does not wait");
  return value.waits.id;
};
const backAtWallet = (): bigint => [...rig.toys.red.refunds.values()].reduce((sum, one) => sum + one, 0n);

describe("without limits", () => {
  test("everybody sends back what is left, and nothing is counted", async () => {
    const who = person("finance");
    const payment = await paid();
    expect(kindOf(await ask(who, payment, 10_000))).toBe("made");
    expect(await rig.payments.refundable(who, await paid())).toEqual({
      ...{ left: fen(10_000), per_refund: null, per_day: null, left_today: null, alone: fen(10_000) },
    });
    expect(await rig.db.read("select 1 from refund_days where who = $1", [who.id])).toEqual([]);
  });
});

describe("a marketplace's limit for a role", () => {
  test("within it one person sends it back; above it nothing is reserved and no wallet hears, until another approves", async () => {
    await limit("finance", fen(5000), null);
    const who = person("finance");
    const payment = await paid();
    expect(kindOf(await ask(who, payment, 5000))).toBe("made");
    const before = backAtWallet();
    const one = await ask(who, payment, 5001);
    expect(one).toMatchObject({ fault: "refund_exceeds" });
    const other = await paid();
    const id = waitingOf(await ask(who, other, 5001));
    expect(await rig.payments.getRefundProposal(id)).toMatchObject({
      ...{ state: "waiting", above: "per_refund", limit: fen(5000), amount: fen(5001), proposer: who.id, refund: null },
    });
    expect([backAtWallet(), (await rig.payments.refundable(who, other))?.left]).toEqual([before, fen(10_000)]);
    expect(must(await decide(id))).toMatchObject({ state: "approved", decided_by: "per_ap" });
    const [refund] = (await rig.payments.listRefunds({ ...place, payment: other }, { after: null, limit: 5 })).data;
    expect(refund).toMatchObject({ state: "refunded", amount: fen(5001) });
    expect((await rig.payments.getRefundProposal(id))?.refund).toBe(refund?.id);
    expect(backAtWallet() - before).toBe(5001n);
    await limit("finance", null, null);
    expect(kindOf(await ask(person("finance"), await paid(), 9000))).toBe("made");
  });

  test("other roles, other places and the house are not touched; a person of no known role has the strictest", async () => {
    await limit("finance", fen(100), null);
    const payment = await paid(10_000);
    expect(kindOf(await ask(person("operator"), payment, 1000))).toBe("made");
    expect(kindOf(await ask(key, payment, 1000))).toBe("made");
    const house = { kind: "house", id: "disputes", marketplace, store: null };
    expect(kindOf(await ask(house, payment, 1000))).toBe("made");
    const { role: _, ...nobody } = person("finance");
    expect(kindOf(await ask(nobody, payment, 1000))).toBe("waits");
    expect(await rig.payments.createRefund(nobody, { payment, amount: fen(1000), reason: "x" }, null)).toMatchObject({
      ok: true,
    });
    await limit("finance", null, null);
  });

  test("a day is the marketplace's calendar day, and what the wallet refused was not sent back", async () => {
    await limit("finance", null, fen(3000));
    const who = person("finance");
    const payment = await paid();
    expect(kindOf(await ask(who, payment, 2000))).toBe("made");
    const second = await ask(who, payment, 1001);
    expect(must(second)).toMatchObject({ waits: { above: "per_day", limit: fen(3000) } });
    expect(await rig.payments.refundable(who, payment)).toMatchObject({ left_today: fen(1000), alone: fen(1000) });
    rig.toys.red.knobs.refund = "refused";
    expect(kindOf(await ask(who, payment, 1000))).toBe("made");
    rig.toys.red.knobs.refund = "ok";
    expect(await rig.payments.refundable(who, payment)).toMatchObject({ left_today: fen(1000) });
    expect(kindOf(await ask(who, payment, 1000))).toBe("made");
    expect(kindOf(await ask(who, payment, 1))).toBe("waits");
    // Sixteen o'clock of Greenwich is midnight in Shanghai: it is 8 now.
    const left = (16 - rig.clock.now().getUTCHours()) * 3600 - rig.clock.now().getUTCMinutes() * 60;
    rig.advance(left - 60);
    expect(kindOf(await ask(who, payment, 1))).toBe("waits");
    rig.advance(120);
    expect(kindOf(await ask(who, payment, 3000))).toBe("made");
    await limit("finance", null, null);
  });

  test("keys of one place count together, so that a fresh or rolled key has no day of its own", async () => {
    await limit("key", null, fen(1000));
    const payment = await paid();
    const keyOf = (id: string, store: string | null): Caller => ({ kind: "key", id, marketplace, store });
    expect(kindOf(await ask(keyOf("key_a", null), payment, 800))).toBe("made");
    expect(kindOf(await ask(keyOf("key_b", null), payment, 300))).toBe("waits");
    // A store's keys are another's.
    expect(kindOf(await ask(keyOf("key_c", rig.stores[0] as string), payment, 900))).toBe("made");
    expect(kindOf(await ask(keyOf("key_d", rig.stores[0] as string), payment, 200))).toBe("waits");
    await limit("key", null, null);
  });
});

test("a limit that stands holds for whoever read their clock before it was set, waiting for a lock meanwhile", async () => {
  await limit("finance", fen(100), null);
  const before = new Date(rig.clock.now().getTime() - 5000);
  const rows = await rig.db.read("select per_refund from refund_limit_of($1, '', 'finance', $2)", [
    marketplace,
    before,
  ]);
  expect(rows).toEqual([{ per_refund: 100n }]);
  await limit("finance", null, null);
});

describe("twice, and two at once", () => {
  test("a repeat of what waits gives the same answer, before it is decided and after; another request is refused", async () => {
    await limit("finance", fen(100), fen(500));
    const who = person("finance");
    const payment = await paid();
    const id = waitingOf(await ask(who, payment, 200, "k"));
    expect(must(await ask(who, payment, 200, "k"))).toMatchObject({ waits: { id, state: "waiting" } });
    expect(await ask(who, payment, 201, "k")).toMatchObject({ fault: "idempotency_key_reused" });
    must(await decide(id));
    expect(must(await ask(who, payment, 200, "k"))).toMatchObject({ waits: { id, state: "approved" } });
    expect((await rig.payments.refundable(who, payment))?.left).toEqual(fen(9800));
    // A repeat within the limit counts once.
    for (let i = 0; i < 3; i++) expect(kindOf(await ask(who, payment, 100, "in"))).toBe("made");
    expect((await rig.payments.refundable(who, payment))?.left_today).toEqual(fen(400));
    await limit("finance", null, null);
  });

  test("forty at once at two processes over ten payments of two stores: what is sent fits the day, the rest waits", async () => {
    await limit("finance", null, fen(1000));
    const who = person("finance");
    const payments = await Promise.all(Array.from({ length: 10 }, (_, i) => paid(10_000, rig.stores[i % 2])));
    const rooms = [rig.payments, rig.boot()];
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => ask(who, payments[i % 10] as string, 300, null, rooms[i % 2])),
    );
    const kinds = all.map(kindOf).sort();
    expect(kinds).toEqual([...Array.from({ length: 3 }, () => "made"), ...Array.from({ length: 37 }, () => "waits")]);
    expect((await rig.payments.refundable(who, payments[0] as string))?.left_today).toEqual(fen(100));
    await limit("finance", null, null);
  });

  test("one key, ten at once at two processes: one proposal, or one refund counted once", async () => {
    await limit("finance", fen(500), fen(500));
    const who = person("finance");
    const payment = await paid();
    const rooms = [rig.payments, rig.boot()];
    const tenOf = (minor: number, name: string) =>
      Promise.all(Array.from({ length: 10 }, (_, i) => ask(who, payment, minor, name, rooms[i % 2])));
    const waiting = await tenOf(501, "above");
    expect(new Set(waiting.map(waitingOf)).size).toBe(1);
    expect((await tenOf(400, "within")).map(kindOf)).toEqual(Array.from({ length: 10 }, () => "made"));
    expect((await rig.payments.refundable(who, payment))?.left).toEqual(fen(9600));
    expect((await rig.payments.refundable(who, payment))?.left_today).toEqual(fen(100));
    await limit("finance", null, null);
  });

  test("ten approvals at once, by two people at two processes: one refund, sent once", async () => {
    await limit("finance", fen(100), null);
    const payment = await paid();
    const id = waitingOf(await ask(person("finance"), payment, 7000));
    const before = backAtWallet();
    const rooms = [rig.payments, rig.boot()];
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) => decide(id, i < 5 ? "per_ap" : "per_aq", true, rooms[i % 2])),
    );
    expect(all.filter((one) => one.ok)).toHaveLength(5);
    expect(all.filter((one) => !one.ok && one.fault === "refund_decided")).toHaveLength(5);
    expect([backAtWallet() - before, (await rig.payments.getPayment(payment))?.refunded]).toEqual([7000n, fen(7000)]);
    await limit("finance", null, null);
  });

  test("two proposals of more than is left: the first approval goes out, the other finds too little and still waits", async () => {
    await limit("finance", fen(100), null);
    const payment = await paid();
    const who = person("finance");
    const [one, two] = [waitingOf(await ask(who, payment, 6000)), waitingOf(await ask(who, payment, 6000))];
    const all = await Promise.all([decide(one), decide(two)]);
    expect(all.map((done) => (done.ok ? "done" : done.fault)).sort()).toEqual(["done", "refund_exceeds"]);
    const rest = (await rig.payments.getRefundProposal(one))?.state === "waiting" ? one : two;
    expect(await decide(rest)).toMatchObject({ fault: "refund_exceeds", detail: { left: { minor: "4000" } } });
    expect(must(await decide(rest, "per_ap", false))).toMatchObject({ state: "rejected", refund: null });
    expect(await decide(rest)).toMatchObject({ fault: "refund_decided" });
    await limit("finance", null, null);
  });

  test("a limit that is set while refunds are under way holds for each that comes after it", async () => {
    const who = person("finance");
    const payment = await paid();
    const asked = { role: "finance", per_refund: fen(1), per_day: null, why: "stop" } as const;
    const { id } = must(await rig.payments.proposeRefundLimit("per_op", marketplace, asked, null));
    const verdict = { by: "per_ap", why: "yes", approve: true };
    const order: string[] = [];
    const racing = Array.from({ length: 10 }, async () => order.push(kindOf(await ask(who, payment, 100))));
    const setting = rig.payments.decideRefundLimit(id, verdict).then(() => order.push("set"));
    await Promise.all([...racing, setting]);
    expect(kindOf(await ask(who, payment, 100))).toBe("waits");
    expect(order.filter((one) => one === "set")).toHaveLength(1);
    await limit("finance", null, null);
  });
});

describe("who decides", () => {
  test("nobody their own; the database refuses it whatever the code says", async () => {
    await limit("finance", fen(100), null);
    const who = person("finance");
    const id = waitingOf(await ask(who, await paid(), 200));
    expect(await decide(id, who.id)).toMatchObject({ fault: "second_person_needed" });
    expect(await decide(id, who.id, false)).toMatchObject({ fault: "second_person_needed" });
    const sql = `update refund_proposals set state = 'approved', decided_by = $2, decided_at = $3, refund = 'ref'
      where id = $1`;
    await expect(rig.db.read(sql, [id, who.id, rig.clock.now()])).rejects.toMatchObject({ constraint: "by_another" });
    const own = "update refund_proposals set proposer = 'per_x' where id = $1";
    await expect(rig.db.read(own, [id])).rejects.toThrow(/permission denied/);
    await limit("finance", null, null);
  });

  test("whoever asked takes it back, nobody else does, and then nobody approves it", async () => {
    await limit("finance", fen(100), null);
    const who = person("finance");
    const id = waitingOf(await ask(who, await paid(), 200));
    expect(await rig.payments.withdrawRefund(id, "per_other")).toMatchObject({ fault: "refund_others_own" });
    expect(must(await rig.payments.withdrawRefund(id, who.id))).toMatchObject({ state: "withdrawn" });
    expect(await rig.payments.withdrawRefund(id, who.id)).toMatchObject({ ok: true });
    expect(await decide(id)).toMatchObject({ fault: "refund_decided" });
    await limit("finance", null, null);
  });

  test("a limit is proposed by one and decided by another, one at a time for each role", async () => {
    const asked = { role: "operator", per_refund: fen(0), per_day: null, why: "two for all" } as const;
    const { id } = must(await rig.payments.proposeRefundLimit("per_op", marketplace, asked, null));
    expect(await rig.payments.proposeRefundLimit("per_x", marketplace, asked, null)).toMatchObject({
      fault: "refund_limit_pending",
    });
    const word = { why: "no", approve: true };
    expect(await rig.payments.decideRefundLimit(id, { ...word, by: "per_op" })).toMatchObject({
      fault: "second_person_needed",
    });
    expect(kindOf(await ask(person("operator"), await paid(), 1))).toBe("made");
    must(await rig.payments.decideRefundLimit(id, { ...word, by: "per_ap" }));
    must(await rig.payments.decideRefundLimit(id, { ...word, by: "per_ap" }));
    expect(await rig.payments.decideRefundLimit(id, { ...word, by: "per_aq" })).toMatchObject({
      fault: "refund_limit_decided",
    });
    expect(kindOf(await ask(person("operator"), await paid(), 1))).toBe("waits");
    const insert = `insert into refund_limits (marketplace, role, n, set_by, approved_by, set_at, holds_from)
      values ('mkt_x', 'finance', 1, 'per_a', 'per_a', $1, $1)`;
    await expect(rig.db.read(insert, [rig.clock.now()])).rejects.toMatchObject({ constraint: "set_by_two" });
    await limit("operator", null, null);
  });
});

describe("a store's own limit", () => {
  test("is beside the marketplace's: the strictest counts; stricter holds at once, easier a day later", async () => {
    const store = rig.stores[2] as string;
    const where = { marketplace, store };
    const owner = person("merchant_owner", store);
    const set = async (per_refund: Money | null) =>
      must(
        await rig.payments.setStoreRefundLimit(owner, where, { role: "merchant_finance", per_refund, per_day: null }),
      );
    await limit("merchant_finance", fen(5000), null);
    const alone = async () =>
      (await rig.payments.refundable(person("merchant_finance", store), await paid(10_000, store)))?.alone;
    expect(await alone()).toEqual(fen(5000));
    expect((await set(fen(300))).holds_from).toEqual(rig.clock.now());
    expect(await alone()).toEqual(fen(300));
    const later = await set(fen(9000));
    expect(later.holds_from.getTime() - rig.clock.now().getTime()).toBe(86_400_000);
    expect(await alone()).toEqual(fen(300));
    expect(
      (await rig.payments.listRefundLimits(marketplace, store)).filter((one) => one.store === store),
    ).toMatchObject([{ per_refund: fen(300) }, { per_refund: fen(9000) }]);
    rig.advance(86_400);
    expect(await alone()).toEqual(fen(5000));
    // Another store's people do not feel it, and the owner's own limit is not theirs to set.
    const other = rig.stores[1] as string;
    expect(
      (await rig.payments.refundable(person("merchant_finance", other), await paid(10_000, other)))?.alone,
    ).toEqual(fen(5000));
    const own = { role: "merchant_owner", per_refund: null, per_day: null } as const;
    await expect(rig.payments.setStoreRefundLimit(owner, where, own)).rejects.toMatchObject({
      constraint: "a_store_sets_its_own",
    });
    // Neither whom it binds, nor a key, nor another store's owner.
    const limited = { role: "merchant_finance", per_refund: null, per_day: null } as const;
    const strangers = [person("merchant_finance", store), { ...key, store }, person("merchant_owner", other)];
    for (const one of [...strangers, person("operator")])
      expect(await rig.payments.setStoreRefundLimit(one, where, limited)).toMatchObject({
        fault: "refund_limit_owners_own",
      });
    await limit("merchant_finance", null, null);
  });
});

describe("dying anywhere", () => {
  const dies = ["before", "after"] as const;

  /** One story under one key: within the limit, above it, approved. */
  async function play(room: Payments, who: Caller, payment: string): Promise<void> {
    must(await ask(who, payment, 300, "within", room));
    const id = waitingOf(await ask(who, payment, 700, "above", room));
    must(await decide(id, "per_ap", true, room));
  }

  test.each(dies)(
    "%s each contact, then another process does it again: each once, and counted once",
    async (when) => {
      await limit("finance", fen(500), fen(500));
      for (let at = 1; ; at++) {
        const who = person("finance");
        const payment = await paid();
        const mortal = makeMortal(at, when);
        const room = rig.boot({ db: mortal.db(rig.db), wallet: async () => mortal.wallet(rig.toys.red.wallet) });
        const before = backAtWallet();
        await play(room, who, payment).catch((fault: unknown) => {
          if (!(fault instanceof Dead)) throw fault;
        });
        const died = mortal.died();
        rig.advance(61);
        await drain(rig);
        await play(rig.payments, who, payment);
        await drain(rig);
        const said = await rig.payments.refundable(who, payment);
        expect([at, backAtWallet() - before, said?.left]).toEqual([at, 1000n, fen(9000)]);
        expect([at, said?.left_today]).toEqual([at, fen(200)]);
        if (!died) break;
      }
      await limit("finance", null, null);
    },
    60_000,
  );
});
