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
 * What one of a store agrees to counts against their own limit, and so does what one of the marketplace, or its key,
 * opens where the rules grant it at once. What a buyer's page opens, silence or two people decided does not: a store
 * that was asked and said nothing is nobody's act.
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
    async mayAgree(tx, caller, { marketplace, amount, opened_by }) {
      // Agreeing is the store's: whoever is of the marketplace proposes a verdict, and another decides.
      if (caller.store === null) return null;
      // A buyer's page is nobody's hand; a person, or the person behind a key, may be the caller's own.
      const known = /^(per|key)_/.test(opened_by);
      if (known && (await directory.whyNotTwo(caller.id, opened_by, tx.query))) return null;
      return await payments.countAlone(tx, caller, { marketplace, amount });
    },
    mayGrant: payments.countAlone,
    uncount: payments.uncountAlone,
    mayApprove: (caller, marketplace, proposer) =>
      directory.mayApprove({ ...caller, kind: caller.kind === "person" ? "person" : "key" }, marketplace, proposer),
  });
}
