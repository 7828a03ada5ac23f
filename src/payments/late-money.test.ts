import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketOf, bucketValues, type Db, relayEvents } from "#db";
import { checkBooks } from "#ledger";
import { fen } from "#money";
import { capChecks, createCaps } from "#openings";
import type { Payments, PaymentsNeeds } from "./index.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { accountOf, caller, makeRig, newCheckout, type Rig } from "./testing/rig.ts";

/** Money that comes after its attempt has ended, and the day's total: nothing starts above it once that is known. */
let rig: Rig;
let opening: string;
let room: Payments;
const ends: Record<string, "paid" | "unpaid" | "open"> = { paid: "paid", closed: "unpaid", refused: "unpaid" };
const decide: PaymentsNeeds["decide"] = () => {
  const plan = { opening, day: "2026-11-22", buyer: null, store: null, total: fen(1000) };
  return { open: true, reasons: [], cap: null, plan };
};

beforeAll(async () => {
  rig = await makeRig();
  room = boot(rig.db).payments;
});
afterAll(() => rig.end());
beforeEach(() => {
  opening = rig.ids.next("opn");
});

function boot(db: Db) {
  const caps = createCaps({
    ...{ db, clock: rig.clock, random: randomBytes, alarm: (what: string) => void rig.alarms.push(what) },
    async endOf(payments) {
      const sql = "select id, state from payments where id = any($1)";
      const rows = await db.read<{ id: string; state: string }>(sql, [payments]);
      return new Map(rows.map((row) => [row.id, ends[row.state] ?? "open"]));
    },
  });
  return { caps, payments: rig.boot({ db, caps, decide }) };
}

/** The payment of a start; null where the day's total has no room. */
async function begin(amount: number, store: number): Promise<string | null> {
  const made = await room.createCheckout(caller, newCheckout([rig.stores[store] as string], amount), null);
  if (!made.ok) throw new Error(made.fault);
  const how = { wallet: "red", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const done = await room.startPayment(caller, { checkout: made.value.checkout.id, ...how }, null);
  return done.ok ? (done.value.payments[0]?.id as string) : null;
}

async function started(amount: number, store: number): Promise<string> {
  const payment = await begin(amount, store);
  if (payment === null) throw new Error("The day's total has room for it.");
  return payment;
}

async function close(payment: string): Promise<void> {
  expect(await room.closePayment(payment)).toMatchObject({ ok: true, value: { state: "closed" } });
}

/** The wallet said closed, and took the money all the same. */
async function paidLate(payment: string, by: Payments = room): Promise<void> {
  const order = rig.toys.red.orders.get(payment.slice(4));
  if (order) order.state = "paid";
  await by.takeNotice("red", accountOf("red"), rig.toys.red.notice(payment.slice(4)));
}

async function used(): Promise<bigint | undefined> {
  const sql = "select coalesce(sum(used), 0)::bigint as used from cap_leases where opening = $1";
  return (await rig.db.read<{ used: bigint }>(sql, [opening]))[0]?.used;
}

test("what another start of the same store gives back is not lent again above the total", async () => {
  const first = await started(900, 0);
  await close(first);
  const second = await started(800, 0);
  await paidLate(first);
  expect(await used()).toBe(1700n);
  await close(second);
  expect(await begin(800, 0)).toBeNull();
  expect(await begin(101, 0)).toBeNull();
  expect(await begin(100, 0)).not.toBeNull();
  expect(await used()).toBe(1000n);
});

test("what another store was lent and does not use is called in: it starts nothing with it", async () => {
  const first = await started(900, 0);
  await close(first);
  await close(await started(800, 1));
  await paidLate(first);
  expect(await begin(800, 1)).toBeNull();
  expect(await begin(101, 1)).toBeNull();
  expect(await begin(100, 1)).not.toBeNull();
  expect(await used()).toBe(1000n);
});

test.each(["before", "after"] as const)(
  "dying just %s each contact of the money's count: whoever repeats it stops what was lent",
  async (when) => {
    let deaths = 0;
    for (let at = 1; at < 60; at++) {
      opening = rig.ids.next("opn");
      const first = await started(900, 0);
      await close(first);
      await close(await started(800, 1));
      const mortal = makeMortal(at, when);
      await paidLate(first, boot(mortal.db(rig.db)).payments).catch((fault: unknown) => {
        if (!(fault instanceof Dead)) throw fault;
      });
      await paidLate(first);
      await relayEvents(rig.db, bucketValues, 500);
      await room.noteEnded();
      expect([at, await begin(800, 1), await begin(101, 2)]).toEqual([at, null, null]);
      expect([at, await begin(100, 1), await used()]).toEqual([at, expect.any(String), 1000n]);
      if (!mortal.died()) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(8);
  },
  60_000,
);

test("whoever hears of the money dies before it is counted: the follower counts it, and the books say so", async () => {
  for (let at = 1; ; at++) {
    opening = rig.ids.next("opn");
    const first = await started(900, 0);
    await close(first);
    const mortal = makeMortal(at, "after");
    await paidLate(first, boot(mortal.db(rig.db)).payments).catch(() => undefined);
    const state = (await room.getPayment(first))?.state;
    // Nobody tells it again: a success that was found by asking is not asked for twice.
    for (let turn = 0; turn < 3; turn++) {
      await relayEvents(rig.db, bucketValues, 500);
      await room.noteEnded();
    }
    if (state === "paid") expect([at, await used()]).toEqual([at, 900n]);
    if (!mortal.died()) break;
  }
  expect(await checkBooks(rig.db, capChecks)).toEqual([]);
  const sql = "update cap_uses set state = 'returned', in_total = false, in_store = false where opening = $1";
  await rig.db.read(sql, [opening]);
  await rig.db.read("update cap_leases set used = 0 where opening = $1", [opening]);
  const faults = await checkBooks(rig.db, capChecks);
  expect(faults.map((fault) => fault.check)).toEqual(["what was paid is counted, also after it was given back"]);
}, 60_000);

test("a slice that is granted while the money comes is not lent on", async () => {
  const first = await started(900, 0);
  await close(first);
  await close(await started(800, 1));
  const [use] = await rig.db.read<{ id: string }>("select id from cap_uses where payment = $1", [first]);
  // Between the home's grant and the bucket's note of it somebody counts the money, and dies before the home hears.
  let came = false;
  const slow: Db = {
    ...rig.db,
    tx: async (work) => {
      const done = await rig.db.tx(work);
      if (!came) {
        came = true;
        const dying = boot(makeMortal(4, "before").db(rig.db)).caps;
        await dying.settle({ payment: first, id: use?.id as string }, "paid").catch(() => undefined);
      }
      return done;
    },
  };
  const asks = boot(slow).caps;
  const plan = { opening, day: "2026-11-22", buyer: null, store: null, total: fen(1000) };
  const bucket = bucketOf(rig.stores[2] as string);
  const held = await asks.hold(plan, { amount: 150n, bucket });
  if (!held.ok) throw new Error("No buyer's day is counted.");
  expect(await asks.lease(held.caps, 150n, bucket)).toBe(true);
  const sql = "select used, cap from cap_leases where opening = $1 and used + cap > 0 order by used";
  // The store that has been lent 800 has not heard of it; the one that asked has, and so has the one that was paid.
  expect(await rig.db.read(sql, [opening])).toEqual([
    { used: 0n, cap: 1000n },
    { used: 900n, cap: 0n },
  ]);
  expect(await begin(101, 2)).toBeNull();
  expect(await begin(101, 1)).toBeNull();
  expect(await begin(100, 1)).not.toBeNull();
});
