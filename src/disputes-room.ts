import type { Directory } from "#directory";
import { createDisputes, type Disputes, type DisputesNeeds } from "#disputes";
import type { Payments } from "#payments";
import type { Settlement } from "#settlement";

export type DisputesParts = Pick<DisputesNeeds, "db" | "clock" | "ids" | "alarm" | "seal" | "open"> & {
  directory: Pick<Directory, "mayApprove">;
  payments: Payments;
  settlement: Settlement;
};

/** Disputes decide; payments sends the money back, settlement holds, releases and compensates. */
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
    mayApprove: (caller, marketplace, proposer) =>
      directory.mayApprove({ ...caller, kind: caller.kind === "person" ? "person" : "key" }, marketplace, proposer),
  });
}
