import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { fen } from "#money";
import { type CapPlan, createCaps } from "#openings";
import type { Payments, PaymentsNeeds } from "./index.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { accountOf, caller, drain, makeRig, newCheckout, type Rig } from "./testing/rig.ts";

/**
 * As dies-anywhere.test.ts, with every cap of a day: started, closed unpaid, started again, paid, dying just before or
 * just after each contact with the database or the wallet. In the end exactly what was paid is counted, once in each.
 */
let rig: Rig;
let opening: string;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

const repeat = (key: string, step: string) => ({ caller: caller.id, route: step, key, requestHash: step });
const ends: Record<string, "paid" | "unpaid" | "open"> = { paid: "paid", closed: "unpaid", refused: "unpaid" };

const decide: PaymentsNeeds["decide"] = () => {
  // Room for each of the two starts, and for no more: whoever does not give back is found at once.
  const plan: CapPlan = { opening, day: "2026-11-22", buyer: null, store: fen(1300), total: fen(2500) };
  return { open: true, reasons: [], cap: null, plan: { ...plan, buyer: { name: "b1", limit: fen(2500) } } };
};

function boot(db: Db, wallet?: PaymentsNeeds["wallet"]) {
  const caps = createCaps({
    ...{ db, clock: rig.clock, random: randomBytes, alarm: (what: string) => void rig.alarms.push(what) },
    async endOf(payments) {
      const sql = "select id, state from payments where id = any($1)";
      const rows = await db.read<{ id: string; state: string }>(sql, [payments]);
      return new Map(rows.map((row) => [row.id, ends[row.state] ?? "open"]));
    },
  });
  return { caps, payments: rig.boot({ db, caps, decide, ...(wallet && { wallet }) }) };
}

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string }): T {
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

/** The same whoever plays it, and however often. */
async function play(room: Payments, key: string, stores: readonly string[]): Promise<string> {
  const made = must(await room.createCheckout(caller, newCheckout(stores), repeat(key, "checkout")));
  const checkout = made.checkout.id;
  const how = { checkout, wallet: "red", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const first = must(await room.startPayment(caller, how, repeat(key, "start")));
  must(await room.closePayment(first.payments[0]?.id as string));
  const second = must(await room.startPayment(caller, how, repeat(key, "again")));
  for (const { id } of second.payments) {
    if (rig.toys.red.orders.get(id.slice(4))?.state === "open") rig.toys.red.pay(id.slice(4));
    await room.takeNotice("red", accountOf("red"), rig.toys.red.notice(id.slice(4)));
  }
  return checkout;
}

async function recover(key: string, stores: readonly string[]): Promise<string> {
  const heir = boot(rig.db);
  for (let turn = 0; turn < 4; turn++) {
    rig.advance(61);
    await drain(heir);
    await heir.caps.sweep();
    // A shop that was not answered asks again; one that is told to wait, waits.
    await play(heir.payments, key, stores).catch(() => undefined);
  }
  const checkout = await play(heir.payments, key, stores);
  for (let turn = 0; turn < 4; turn++) {
    rig.advance(1000);
    await drain(heir);
    await heir.caps.sweep();
  }
  return checkout;
}

async function counters(): Promise<Record<string, bigint>> {
  const [row] = await rig.db.read<Record<string, bigint>>(
    `select (select coalesce(sum(used), 0)::bigint from cap_store_days where opening = $1) as store,
       (select coalesce(sum(used), 0)::bigint from cap_leases where opening = $1) as total,
       (select coalesce(sum(used), 0)::bigint from cap_buyer_days where opening = $1) as buyer,
       (select count(*) from cap_uses where opening = $1 and state = 'held')
         + (select count(*) from cap_holds where opening = $1 and state = 'held') as held,
       (select greatest(sum(granted - returned) - 2500, 0)::bigint from cap_grants where opening = $1) as too_much`,
    [opening],
  );
  return row ?? {};
}

test.each([
  ["a store's order", 1, "before", 1230n],
  ["a store's order", 1, "after", 1230n],
  ["a cart over two stores", 2, "before", 2461n],
  ["a cart over two stores", 2, "after", 2461n],
] as const)(
  "%s (%i), dying just %s each contact",
  async (_, count, when, paid) => {
    const stores = rig.stores.slice(0, count);
    let deaths = 0;
    for (let at = 1; at < 200; at++) {
      opening = rig.ids.next("opn");
      const mortal = makeMortal(at, when);
      const dying = boot(mortal.db(rig.db), async () => mortal.wallet(rig.toys.red.wallet));
      const key = `${when} ${count} ${at}`;
      const played = await play(dying.payments, key, stores).catch((fault: unknown) => {
        if (!(fault instanceof Dead) && !mortal.died()) throw fault;
      });
      const where = `died ${when} contact ${at}`;
      const view = await rig.payments.getCheckout(await recover(key, stores));
      expect(view?.state, where).toBe("complete");
      const all = { store: paid, total: paid, buyer: paid, held: 0n, too_much: 0n };
      expect(await counters(), where).toEqual(all);
      if (played && !mortal.died()) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(15);
    expect(await rig.books()).toEqual([]);
  },
  240_000,
);
