import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChargeRequest, StartRequest, Wallet } from "#wallets/protocol";
import type { Payments } from "./index.ts";
import { Dead, makeMortal } from "./testing/mortal.ts";
import { caller, drain, makeRig, newCheckout, type Rig } from "./testing/rig.ts";

/** A payer's code at a till, dying anywhere: a code is charged once or not at all, and our books know which. */
let rig: Rig;
let charges: string[] = [];
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

/** The toy takes the money as soon as it is charged; it counts how often it was asked to. */
function chargeable(): Wallet {
  const toy = rig.toys.red;
  const start = async (request: StartRequest) => {
    charges.push((request as unknown as ChargeRequest).payerCode);
    await toy.wallet.start(request);
    toy.pay(request.paymentId);
    return (await toy.wallet.ask({ ...request, method: "code" })) as Awaited<ReturnType<Wallet["start"]>>;
  };
  return { ...toy.wallet, start };
}

const withCharge = (wallet: Wallet): Wallet => ({
  ...wallet,
  charge: {
    charge: (request) => wallet.start(request as unknown as StartRequest),
    ask: wallet.ask,
    reverse: wallet.close,
  },
});

async function sell(room: Payments, number: string, code: string) {
  const key = (step: string, text: string) => ({ caller: "till", route: step, key: text, requestHash: step });
  const made = await room.createCheckout(caller, newCheckout(rig.stores.slice(0, 1)), key("sale", number));
  if (!made.ok) throw new Error(made.fault);
  const checkout = made.value.checkout.id;
  const how = { checkout, wallet: "red", method: "code", device: "phone", buyer: {}, by_friend: false } as const;
  await room.startPayment(caller, { ...how, payer_code: code }, key("code", code));
  return checkout;
}

test.each(["before", "after"] as const)(
  "a code is charged once, dying just %s each contact",
  async (when) => {
    for (let at = 1; at < 60; at++) {
      charges = [];
      const mortal = makeMortal(at, when);
      const wallet = async () => withCharge(mortal.wallet(chargeable()));
      const room = rig.boot({ db: mortal.db(rig.db), wallet });
      const [number, code] = [`${when} ${at}`, `code ${when} ${at}`];
      await sell(room, number, code).catch((fault: unknown) => {
        if (!(fault instanceof Dead) && !mortal.died()) throw fault;
      });
      const done = !mortal.died();
      const heir = rig.boot({ wallet: async () => withCharge(chargeable()) });
      // The till repeats, the worker asks, the bound passes.
      for (let turn = 0; turn < 4; turn++) {
        await sell(heir, number, code).catch(() => undefined);
        rig.advance(61);
        await drain({ payments: heir });
      }
      const checkout = await sell(heir, number, code);
      const view = await heir.getCheckout(checkout);
      const paid = view?.payments.filter((one) => one.state === "paid").length;
      const where = `died ${when} contact ${at}`;
      expect(charges.filter((one) => one === code).length, where).toBe(paid);
      expect(paid, where).toBeLessThanOrEqual(1);
      expect(
        view?.payments.every((one) => ["paid", "closed"].includes(one.state)),
        where,
      ).toBe(true);
      expect(await rig.db.read("select 1 from payments where start::text like '%code %'"), where).toEqual([]);
      if (!done) continue;
      expect([paid, at > 5]).toEqual([1, true]);
      break;
    }
    expect(await rig.books()).toEqual([]);
  },
  60_000,
);
