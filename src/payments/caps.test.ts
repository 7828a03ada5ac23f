import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkBooks } from "#ledger";
import { fen, type Money } from "#money";
import { type CapPlan, capChecks, createCaps } from "#openings";
import type { Payments, PaymentsNeeds } from "./index.ts";
import { accountOf, caller, makeRig, newCheckout, type Rig } from "./testing/rig.ts";

type Limits = { buyer?: Money; store?: Money; total?: Money };

let rig: Rig;
let opening: string;
let limits: Limits;
const day = "2026-11-22";
const plan = (reference = ""): CapPlan => ({
  ...{ opening, day, store: limits.store ?? null, total: limits.total ?? null },
  buyer: limits.buyer ? { name: reference, limit: limits.buyer } : null,
});
const decide: PaymentsNeeds["decide"] = (asked) => ({
  ...{ open: true, reasons: [], cap: null, plan: plan(asked.buyer.reference) },
});

const ends: Record<string, "paid" | "unpaid" | "open"> = { paid: "paid", closed: "unpaid", refused: "unpaid" };
/** What happens while a start near the limit waits, and for how long it does. */
let onWait: (ms: number) => Promise<void> = async () => {};
const makeDoor = () =>
  createCaps({
    wait: (ms) => onWait(ms),
    ...{ db: rig.db, clock: rig.clock, random: randomBytes, alarm: (what: string) => void rig.alarms.push(what) },
    async endOf(payments) {
      const sql = "select id, state from payments where id = any($1)";
      const rows = await rig.db.read<{ id: string; state: string }>(sql, [payments]);
      return new Map(rows.map((row) => [row.id, ends[row.state] ?? "open"]));
    },
  });
let caps: ReturnType<typeof makeDoor>;
/** Two processes over one database: lanes, rows in memory and all else are their own. */
let processes: [Payments, Payments];

beforeAll(async () => {
  rig = await makeRig();
  caps = makeDoor();
  processes = [rig.boot({ caps, decide }), rig.boot({ caps: makeDoor(), decide })];
});
afterAll(() => rig.end());

function under(given: Limits): void {
  opening = rig.ids.next("opn");
  limits = given;
}

async function checkout(amount: number, store = 0, reference = "b1"): Promise<string> {
  const input = { ...newCheckout([rig.stores[store] as string], amount), buyer: { reference } };
  const made = await rig.payments.createCheckout(caller, input, null);
  if (!made.ok) throw new Error(made.fault);
  return made.value.checkout.id;
}

const startBy = (by: Payments, id: string, key: string | null = null) =>
  by.startPayment(
    caller,
    { checkout: id, wallet: "red", method: "qr", device: "desktop", buyer: {}, by_friend: false },
    key === null ? null : { caller: caller.id, route: "POST /v1/payments", key, requestHash: "h" },
  );
type Started = Awaited<ReturnType<typeof startBy>>;
const idOf = (done: Started) => (done.ok ? (done.value.payments[0]?.id as string) : "");
const why = (done: Started) =>
  done.ok ? "ok" : ((done.detail?.["reasons"] as { code: string }[] | undefined)?.[0]?.code ?? done.fault);
const counted = (all: readonly Started[]) => all.filter((one) => one.ok).length;

/** What the counters say, and what they must say: the sum over payments that have not ended unpaid. */
async function counters() {
  const [row] = await rig.db.read<Record<"live" | "store" | "lease" | "granted" | "buyer", bigint>>(
    `select
       (select coalesce(sum(u.amount), 0)::bigint from cap_uses u join payments p on p.bucket = u.bucket
          and p.id = u.payment where u.opening = $1 and p.state not in ('closed', 'refused')) as live,
       (select coalesce(sum(used), 0)::bigint from cap_store_days where opening = $1) as store,
       (select coalesce(sum(used), 0)::bigint from cap_leases where opening = $1) as lease,
       (select coalesce(sum(granted - returned), 0)::bigint from cap_grants where opening = $1) as granted,
       (select coalesce(sum(used), 0)::bigint from cap_buyer_days where opening = $1) as buyer`,
    [opening],
  );
  if (!row) throw new Error("A sum is always there.");
  return row;
}

async function hundred(amount: number, reference: (n: number) => string): Promise<Started[]> {
  const ids = await Promise.all(Array.from({ length: 100 }, (_, n) => checkout(amount, n % 3, reference(n))));
  return await Promise.all(ids.map((id, n) => startBy(processes[n % 2] as Payments, id)));
}

test("a hundred buyers at once on two processes never exceed the day's total by one payment, and use it up", async () => {
  under({ total: fen(5000) });
  const done = await hundred(101, (n) => `b${n}`);
  // 49 × 101 = 4949; a fiftieth would be 5050. Near the limit a start may be refused while leases come back.
  expect(counted(done)).toBeLessThanOrEqual(49);
  expect(counted(done)).toBeGreaterThan(40);
  for (const one of done) expect(["ok", "over_cap_total_day"]).toContain(why(one));
  let more = 0;
  for (let n = 0; n < 12; n++) if ((await startBy(processes[n % 2] as Payments, await checkout(101, n % 3))).ok) more++;
  expect(counted(done) + more).toBe(49);
  const { live, lease, granted } = await counters();
  expect([live, lease]).toEqual([4949n, 4949n]);
  expect(granted).toBeLessThanOrEqual(5000n);
});

test("a store's day: exactly as many as fit, and another store has its own", async () => {
  under({ store: fen(1000) });
  const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => checkout(150, n < 25 ? 0 : 1, `b${n}`)));
  const done = await Promise.all(ids.map((id, n) => startBy(processes[n % 2] as Payments, id)));
  expect(counted(done.slice(0, 25))).toBe(6);
  expect(counted(done.slice(25))).toBe(5);
  expect(done.map(why)).toContain("over_cap_per_store_day");
});

test("a buyer's day over all stores and processes; given back to the day when a payment ends unpaid", async () => {
  under({ buyer: fen(1000) });
  const done = await hundred(300, () => "one");
  expect(counted(done)).toBe(3);
  expect(done.map(why)).toContain("over_cap_per_buyer_day");
  expect((await startBy(processes[0], await checkout(300, 0, "another"))).ok).toBe(true);
  const late = await checkout(300, 1, "one");
  expect((await startBy(processes[1], late)).ok).toBe(false);
  const closed = await processes[0].closePayment(idOf(done.find((one) => one.ok) as Started));
  expect(closed).toMatchObject({ ok: true, value: { state: "closed" } });
  expect((await startBy(processes[1], late)).ok).toBe(true);
  expect((await counters()).buyer).toBe(1200n);
});

test("two tabs, and the same request twice, are counted once", async () => {
  under({ buyer: fen(1000), store: fen(1000), total: fen(1000) });
  const id = await checkout(400);
  const tabs = await Promise.all(
    [0, 1, 0, 1].map((n) => startBy(processes[n] as Payments, id, n === 0 ? "tab" : null)),
  );
  expect(new Set(tabs.filter((one) => one.ok).map(idOf)).size).toBe(1);
  rig.advance(600);
  await caps.sweep();
  const { live, store, lease, buyer } = await counters();
  expect([live, store, lease, buyer]).toEqual([400n, 400n, 400n, 400n]);
});

test("a cap that is lowered holds at once, whatever was leased before; raised, it lends again", async () => {
  under({ total: fen(10_000) });
  for (let n = 0; n < 3; n++) expect((await startBy(processes[0], await checkout(1000, n))).ok).toBe(true);
  limits = { total: fen(3500) };
  for (let n = 0; n < 3; n++)
    expect(why(await startBy(processes[n % 2] as Payments, await checkout(1000, n)))).toBe("over_cap_total_day");
  expect((await startBy(processes[1], await checkout(500, 2))).ok).toBe(true);
  expect(why(await startBy(processes[0], await checkout(1, 0)))).toBe("over_cap_total_day");
  limits = { total: fen(10_000) };
  expect((await startBy(processes[0], await checkout(6500, 1))).ok).toBe(true);
  expect(why(await startBy(processes[0], await checkout(1, 1)))).toBe("over_cap_total_day");
});

test("a start that died between its reservation and its commit gives the buyer's day back, and cannot come later", async () => {
  under({ buyer: fen(1000) });
  const bucket = Number.parseInt("0", 10);
  const dead = await caps.hold(plan("one"), { amount: 700n, bucket });
  if (!dead.ok) throw new Error("It fits.");
  const id = await checkout(700, 0, "one");
  expect((await startBy(processes[0], id)).ok).toBe(false);
  await caps.sweep();
  expect((await startBy(processes[0], id)).ok).toBe(false);
  rig.advance(61);
  await caps.sweep();
  expect((await startBy(processes[0], id)).ok).toBe(true);
  // Its number is void: were its commit still on its way, it would be refused.
  const [move] = await rig.db.read<{ results: string[] }>("select hold_caps($1, '{0}', '{ok}') as results", [
    JSON.stringify([{ ord: 0, bucket, id: "pay_x", store: "s", amount: 700, at: rig.clock.now(), caps: dead.caps }]),
  ]);
  expect(move?.results).toEqual(["again"]);
  expect((await counters()).buyer).toBe(700n);
});

test("a cart is counted store by store, and half of a cart over the cap counts nothing", async () => {
  under({ store: fen(1000), buyer: fen(5000), total: fen(5000) });
  expect((await startBy(processes[0], await checkout(900, 1))).ok).toBe(true);
  const input = { ...newCheckout(rig.stores.slice(0, 2), 200), buyer: { reference: "b1" } };
  const made = await rig.payments.createCheckout(caller, input, null);
  if (!made.ok) throw new Error(made.fault);
  expect(why(await startBy(processes[0], made.value.checkout.id))).toBe("over_cap_per_store_day");
  rig.advance(61);
  await caps.sweep();
  const { store, lease, buyer } = await counters();
  expect([store, lease, buyer]).toEqual([900n, 900n, 900n]);
});

test("any order of starts, ends and sweeps: counters are the sum of what has not ended unpaid, never above a cap", async () => {
  const step = fc.record({
    what: fc.constantFrom("start", "start", "start", "close", "sweep"),
    ...{ store: fc.nat(2), amount: fc.integer({ min: 50, max: 400 }), by: fc.nat(1), buyer: fc.constantFrom("a", "b") },
    at: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 6 }), async (rounds) => {
      under({ buyer: fen(1500), store: fen(1000), total: fen(2000) });
      const open: string[] = [];
      for (const round of rounds) {
        const checkouts = await Promise.all(round.map((one) => checkout(one.amount, one.store, one.buyer)));
        // All steps of a round at once, on two processes.
        await Promise.all(
          round.map(async (one, n) => {
            const by = processes[one.by] as Payments;
            if (one.what === "sweep") await caps.sweep();
            else if (one.what === "close" && open.length > 0)
              await by.closePayment(open[one.at % open.length] as string);
            else {
              const done = await startBy(by, checkouts[n] as string);
              if (done.ok) open.push(idOf(done));
            }
          }),
        );
        const { live, store, lease, granted, buyer } = await counters();
        expect([store, lease, buyer]).toEqual([live, live, live]);
        expect(granted <= 2000n && live <= granted).toBe(true);
        const [over] = await rig.db.read<{ n: number }>(
          `select (select count(*) from cap_store_days where opening = $1 and used > 1000)::int
             + (select count(*) from cap_buyer_days where opening = $1 and used > 1500)::int as n`,
          [opening],
        );
        expect(over?.n).toBe(0);
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);

test("money that comes after its end is counted again, if need be above the cap, and a person is told", async () => {
  under({ total: fen(1000), store: fen(2000), buyer: fen(2000) });
  const first = idOf(await startBy(processes[0], await checkout(900, 0)));
  await processes[0].closePayment(first);
  const second = idOf(await startBy(processes[1], await checkout(800, 0)));
  const order = rig.toys.red.orders.get(first.slice(4));
  if (!order) throw new Error("The wallet has it.");
  // The wallet said closed, and took the money all the same.
  order.state = "paid";
  rig.alarms.length = 0;
  for (let n = 0; n < 2; n++)
    await processes[1].takeNotice("red", accountOf("red"), rig.toys.red.notice(first.slice(4)));
  expect(rig.alarms).toEqual(["cap_exceeded_by_late_payment"]);
  const { live, store, buyer, lease } = await counters();
  expect([live, store, buyer, lease]).toEqual([1700n, 1700n, 1700n, 1700n]);
  expect(why(await startBy(processes[0], await checkout(150, 1)))).toBe("over_cap_total_day");
  await processes[0].closePayment(second);
  // What came late still fills the day, all but a hundred.
  expect(why(await startBy(processes[0], await checkout(101, 1)))).toBe("over_cap_total_day");
  expect(why(await startBy(processes[1], await checkout(100, 2)))).toBe("ok");
  expect(await checkBooks(rig.db, capChecks)).toEqual([]);
});

test("a counter that somebody changed by hand is found, whichever it is", async () => {
  under({ total: fen(1000), store: fen(1000), buyer: fen(1000) });
  expect((await startBy(processes[0], await checkout(400))).ok).toBe(true);
  expect(await checkBooks(rig.db, capChecks)).toEqual([]);
  for (const [table, check] of [
    ["cap_store_days", "a store's day is the sum of its uses"],
    ["cap_buyer_days", "a buyer's day is the sum of its holds"],
    ["cap_leases", "a lease is the sum of its uses"],
  ]) {
    const more = table === "cap_leases" ? ", granted = granted + 1" : "";
    await rig.db.read(`update ${table} set used = used + 1${more} where opening = $1`, [opening]);
    expect((await checkBooks(rig.db, capChecks)).map((fault) => fault.check)).toEqual([check]);
    await rig.db.read(`update ${table} set used = used - 1 where opening = $1`, [opening]);
  }
});

test("near the limit a start waits up to two seconds for what payments that end unpaid give back", async () => {
  under({ total: fen(1000) });
  const first = await startBy(processes[0], await checkout(900, 0));
  expect(first.ok).toBe(true);
  const slept: number[] = [];
  // Nothing comes back: refused after two seconds, by the sum of the waits.
  onWait = async (ms) => void slept.push(ms);
  expect(why(await startBy(processes[1], await checkout(200, 1)))).toBe("over_cap_total_day");
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(2000);
  // The first one is closed meanwhile: the start that waited goes on.
  onWait = async () => void (await processes[0].closePayment(idOf(first)));
  expect(why(await startBy(processes[1], await checkout(200, 1)))).toBe("ok");
  // What is paid never comes back, so nobody waits for it.
  onWait = async () => {
    throw new Error("Nobody should wait.");
  };
  under({ total: fen(100) });
  expect(why(await startBy(processes[0], await checkout(101, 0)))).toBe("over_cap_total_day");
  const { live, lease } = await counters();
  expect([live, lease]).toEqual([0n, 0n]);
  onWait = async () => {};
});
