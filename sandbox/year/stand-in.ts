import type { PayOutcome, RefundRequest, StartRequest, Wallet } from "#wallets/protocol";

/** What the stand-in says next to whoever pays. */
export type Mood = "pays" | "is_refused";

/**
 * A wallet of one word, in this process and without keys: a year of payments is written by the house's own code, and
 * only the wallet's signatures are spared.
 */
export function standIn(now: () => Date, moodNow: () => Mood): Wallet {
  const refused: PayOutcome = { kind: "refused", code: "NOTENOUGH", says: "the balance is not enough (simulated)" };
  return {
    async start({ paymentId, amount }: StartRequest) {
      if (moodNow() === "is_refused") return refused;
      return { kind: "paid", walletRef: `4200${paymentId}`, amount, paidAt: now() };
    },
    ask: async () => ({ kind: "absent" }),
    close: async () => ({ kind: "closed", code: "CLOSED" }),
    refund: async ({ refundId, amount }: RefundRequest) => ({
      ...{ kind: "refunded", walletRefundRef: `50${refundId}`, amount, refundedAt: now() },
    }),
    askRefund: async () => ({ kind: "absent" }),
    readNotice: async () => ({ kind: "not_genuine", why: "the stand-in sends none" }),
  };
}
