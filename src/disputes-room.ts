import type { Directory } from "#directory";
import { createDisputes, type Disputes, type DisputesNeeds } from "#disputes";
import type { Payments } from "#payments";
import type { Settlement } from "#settlement";

export type DisputesParts = Pick<DisputesNeeds, "db" | "clock" | "ids" | "alarm" | "seal" | "open"> & {
  directory: Pick<Directory, "mayApprove" | "whyNotTwo">;
  payments: Payments;
  settlement: Settlement;
};

/**
 * Disputes decide; payments sends the money back, settlement holds, releases and compensates.
 * What one of a store agrees to counts against their own limit; what a rule, silence or two people decided does not.
 */
export function openDisputes({ directory, payments, settlement, ...parts }: DisputesParts): Disputes {
  return createDisputes({
    ...parts,
    hold: settlement.hold,
    unhold: settlement.unhold,
    refund: ({ key, marketplace, payment, amount, reason }) => {
      const caller = { kind: "house", id: key.caller, marketplace, store: null };
      return payments.createRefund(caller, { payment, amount, reason }, key);
    },
    release: (by, order) => settlement.confirmReceipt(by, order, null),
    compensate: settlement.compensate,
    async mayAgree(tx, caller, { payment, amount, opened_by }) {
      // Agreeing is the store's: whoever is of the marketplace proposes a verdict, and another decides.
      if (caller.store === null) return false;
      // A buyer's page is nobody's hand; a person, or the person behind a key, may be the caller's own.
      const known = /^(per|key)_/.test(opened_by);
      if (known && (await directory.whyNotTwo(caller.id, opened_by, tx.query))) return false;
      return await payments.countAlone(tx, caller, { payment, amount });
    },
    mayApprove: (caller, marketplace, proposer) =>
      directory.mayApprove({ ...caller, kind: caller.kind === "person" ? "person" : "key" }, marketplace, proposer),
  });
}
