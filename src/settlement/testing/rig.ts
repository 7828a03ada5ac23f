import { checkBooks, ledgerChecks } from "#ledger";
import { fen } from "#money";
import { escrow, type Payments, paymentChecks, receivable } from "#payments";
import { caller, makeRig, newCheckout, notify, started } from "#payments/testing";
import { createSettlement, type Settlement, type SettlementNeeds, settlementChecks } from "../index.ts";
import { makeToyBank } from "./toy-bank.ts";

/** Payments and settlement as main puts them together, on a real PostgreSQL. */
export type SettlementRig = Awaited<ReturnType<typeof makeSettlementRig>>;

export async function makeSettlementRig(options: Parameters<typeof makeRig>[0] = {}) {
  const rig = await makeRig(options);
  const bank = makeToyBank();
  const boot = (life: Partial<Pick<SettlementNeeds, "db" | "wallet" | "subMerchant" | "whyNotTwo">> = {}): Settlement =>
    createSettlement({
      ...{ db: rig.db, clock: rig.clock, ids: rig.ids, escrow, receivable },
      wallet: async () => ({ withdrawals: bank.wallet }),
      subMerchant: () => null,
      whyNotTwo: async (one, other) => (one === other ? { why: "approver_is_proposer" } : null),
      marketplaceOf: () => "mkt_test",
      seal: (text) => `sealed:${text}`,
      open: (sealed) => sealed.slice("sealed:".length),
      alarm: (what) => rig.alarms.push(what),
      ...life,
    });
  const settlement = boot();
  const payments: Payments = rig.boot({ released: settlement.refunds });
  return {
    ...rig,
    payments,
    settlement,
    bank,
    /** Another process over the same database. */
    bootSettlement: boot,
    bootPayments: (released: Settlement["refunds"] = settlement.refunds) => rig.boot({ released }),
    books: () => checkBooks(rig.db, [...ledgerChecks, ...paymentChecks, ...settlementChecks]),
  };
}

/** A paid order of one store: its ids. */
export async function paidOrder(rig: SettlementRig, amount = 1000, wallet: "red" | "blue" = "red", store = 0) {
  const done = await rig.payments.createCheckout(caller, newCheckout([rig.stores[store] as string], amount), null);
  if (!done.ok) throw new Error(done.fault);
  const [payment] = (await started(rig, done.value.checkout.id, wallet)) as [string];
  rig.toys[wallet].pay(payment.slice(4));
  await notify(rig, rig.toys[wallet], payment);
  return { payment, order: done.value.checkout.orders[0]?.id as string };
}

export function refund(rig: SettlementRig, payment: string, amount: number, room: Payments = rig.payments) {
  return room.createRefund(caller, { payment, amount: fen(amount), reason: "changed my mind" }, null);
}
