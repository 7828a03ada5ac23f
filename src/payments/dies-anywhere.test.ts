import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import type { Payments } from "./index.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { accountOf, caller, drain, makeRig, newCheckout, type Rig } from "./testing/rig.ts";

/**
 * The question of every await on a money path: what if we die here? The story below is played once for every contact
 * with the database or a wallet, dying just before or just after it. Then another process takes over, the shop and the
 * wallet do what they do (repeat under the same key, send the notice again), and everything must end right: paid once,
 * refunded once, nothing lost, every book in order.
 */
let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

const repeat = (key: string, step: string) => ({ caller: caller.id, route: step, key, requestHash: step });

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string }): T {
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

/** One story under one key: the same whoever plays it, and however often. */
async function play(room: Payments, key: string, stores: readonly string[]) {
  const made = must(await room.createCheckout(caller, newCheckout(stores), repeat(key, "checkout")));
  const checkout = made.checkout.id;
  const how = { checkout, wallet: "red", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const started = must(await room.startPayment(caller, how, repeat(key, "start")));
  const ids = started.payments.map((payment) => payment.id);
  const [first] = ids as [string];
  const order = rig.toys.red.orders.get(first.slice(4));
  if (order?.state === "open") rig.toys.red.pay(first.slice(4));
  if (order) for (const id of ids) await room.takeNotice("red", accountOf("red"), rig.toys.red.notice(id.slice(4)));
  if (order) {
    const ask = { payment: first, amount: fen(200), reason: "too much" };
    must(await room.createRefund(caller, ask, repeat(key, "refund")));
  }
  return checkout;
}

async function recover(key: string, stores: readonly string[]): Promise<string> {
  const heir = rig.boot();
  for (let turn = 0; turn < 6; turn++) {
    rig.advance(61);
    await drain({ payments: heir });
    // A shop that was not answered asks again; one that is told to wait, waits.
    await play(heir, key, stores).catch(() => undefined);
  }
  const checkout = await play(heir, key, stores);
  rig.advance(4000);
  await drain({ payments: heir });
  return checkout;
}

async function check(checkout: string, stores: readonly string[], where: string): Promise<void> {
  const view = await rig.payments.getCheckout(checkout);
  expect(view?.state, where).toBe("complete");
  expect(view?.payments.filter((one) => one.state === "paid").length, where).toBe(stores.length);
  expect(view?.orders[0]?.refunded.minor, where).toBe(200n);
  const sentBack = [...rig.toys.red.refunds.values()].reduce((sum, one) => sum + one, 0n);
  expect(sentBack, where).toBe(200n);
}

describe.each([
  ["a store's order", 1],
  ["a cart over two stores", 2],
])("%s, dying anywhere", (_, count) => {
  test.each(["before", "after"] as const)(
    "just %s each contact with the world",
    async (when) => {
      const stores = rig.stores.slice(0, count);
      let deaths = 0;
      for (let at = 1; at < 200; at++) {
        const mortal = makeMortal(at, when);
        const room = rig.boot({
          db: mortal.db(rig.db),
          wallet: async (account) =>
            mortal.wallet(account === accountOf("red") ? rig.toys.red.wallet : rig.toys.blue.wallet),
        });
        rig.toys.red.refunds.clear();
        const key = `${when} ${count} ${at}`;
        const played = await play(room, key, stores).catch((fault: unknown) => {
          if (!(fault instanceof Dead) && !mortal.died()) throw fault;
        });
        if (played && !mortal.died()) break;
        deaths++;
        await check(await recover(key, stores), stores, `died ${when} contact ${at}`);
      }
      expect(await rig.books()).toEqual([]);
      expect(rig.alarms).toEqual([]);
      expect(deaths).toBeGreaterThan(10);
    },
    300_000,
  );
});
