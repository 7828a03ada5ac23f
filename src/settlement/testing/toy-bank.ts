import type { WithdrawalOutcome, WithdrawalRequest, WithdrawalWallet } from "#wallets/protocol";

/** A wallet's withdrawals in memory, whose every failure a test can choose. */
export type ToyBank = {
  wallet: WithdrawalWallet;
  /** What arrived, by withdrawal. */
  paid: Map<string, WithdrawalRequest>;
  calls: { send: number; ask: number };
  /** `returned`: what had arrived was sent back. */
  knob: "ok" | "processing" | "refused" | "lost_before" | "lost_after" | "returned";
  /** The card that the wallet says it used. */
  last4: string | null;
};

export function makeToyBank(): ToyBank {
  const bank: ToyBank = {
    paid: new Map(),
    calls: { send: 0, ask: 0 },
    knob: "ok",
    last4: null,
    wallet: {} as WithdrawalWallet,
  };
  const lost: WithdrawalOutcome = { kind: "unknown", cause: "time-out" };
  const known = ({ withdrawalId }: WithdrawalRequest): WithdrawalOutcome | null => {
    const found = bank.paid.get(withdrawalId);
    if (found && bank.knob === "returned") return { kind: "refused", code: "REFUND", says: "the bank sent it back" };
    const used = bank.last4 === null ? {} : { cardLast4: bank.last4 };
    return found ? { kind: "paid", walletRef: `w-${withdrawalId}`, amount: found.amount, ...used } : null;
  };
  bank.wallet = {
    async send(request) {
      bank.calls.send++;
      const before = known(request);
      if (before) return before;
      if (bank.knob === "refused") return { kind: "refused", code: "CARD", says: "the bank refused the card" };
      if (bank.knob === "processing") return { kind: "processing" };
      if (bank.knob === "lost_before") return lost;
      bank.paid.set(request.withdrawalId, request);
      return bank.knob === "lost_after" ? lost : (known(request) as WithdrawalOutcome);
    },
    async ask(request) {
      bank.calls.ask++;
      return known(request) ?? { kind: "absent" };
    },
  };
  return bank;
}
