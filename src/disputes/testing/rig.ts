import { checkBooks, ledgerChecks } from "#ledger";
import { paymentChecks } from "#payments";
import { caller } from "#payments/testing";
import { settlementChecks } from "#settlement";
import { makeSettlementRig } from "#settlement/testing";
import { createDisputes, type DisputesNeeds, disputeChecks } from "../index.ts";

/** Payments, settlement and disputes as main puts them together, on a real PostgreSQL. */
export type DisputesRig = Awaited<ReturnType<typeof makeDisputesRig>>;

/** Approves everything but what one proposed oneself. */
const twoPeople: DisputesNeeds["mayApprove"] = (who, _, proposer) =>
  who.id === proposer ? { ok: false, detail: { why: "approver_is_proposer" } } : { ok: true };

export async function makeDisputesRig(options: Parameters<typeof makeSettlementRig>[0] = {}) {
  const rig = await makeSettlementRig(options);
  const boot = (
    life: Partial<Pick<DisputesNeeds, "db" | "refund">> & { rooms?: Pick<typeof rig, "settlement"> } = {},
  ) => {
    const { rooms = rig, ...more } = life;
    const { settlement } = rooms;
    return createDisputes({
      ...{ db: rig.db, clock: rig.clock, ids: rig.ids, hold: settlement.hold, unhold: settlement.unhold },
      refund: ({ key, payment, amount, reason }) => rig.payments.createRefund(caller, { payment, amount, reason }, key),
      release: (by, order) => settlement.confirmReceipt(by, order, null),
      compensate: settlement.compensate,
      mayAgree: async (tx, who, { opened_by, ...asked }) =>
        who.id === opened_by ? null : await rig.payments.countAlone(tx, who, asked),
      mayGrant: rig.payments.countAlone,
      uncount: rig.payments.uncountAlone,
      mayApprove: twoPeople,
      alarm: (what) => rig.alarms.push(what),
      seal: (text, about) => `sealed for ${about}:${text}`,
      open: (sealed, about) => {
        if (!sealed.startsWith(`sealed for ${about}:`)) throw new Error("Sealed for something else.");
        return sealed.slice(`sealed for ${about}:`.length);
      },
      ...more,
    });
  };
  return {
    ...rig,
    disputes: boot(),
    bootDisputes: boot,
    books: () => checkBooks(rig.db, [...ledgerChecks, ...paymentChecks, ...settlementChecks, ...disputeChecks]),
  };
}
