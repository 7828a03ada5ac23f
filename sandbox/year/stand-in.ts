import type { BillLine, PaymentSubject, PayOutcome, RefundRequest, StartRequest, Wallet } from "#wallets/protocol";

/** What the stand-in says next to whoever pays. `scans`: it shows a code, and the phone pays it later or never. */
export type Mood = "pays" | "is_refused" | "scans";

/** What people do at the stand-in beside paying at once: kept by the bare number of a payment or a withdrawal. */
type Phone = {
  paid: Set<string>;
  /** Wallets that answer nobody. */
  mute: Set<string>;
  /** Withdrawals that the bank sent back. */
  returned: Set<string>;
  /** What the wallet says to an application, by the store's short name; else it is still looked at. */
  reviews: Map<string, "accepted" | "rejected" | "action_needed">;
  /** Acquirers will not have what other wallets' users pay. */
  shut: boolean;
};

export const newPhone = (): Phone => ({
  ...{ paid: new Set(), mute: new Set(), returned: new Set(), reviews: new Map(), shut: false },
});

type StandInParts = {
  id: string;
  now: () => Date;
  mood: () => Mood;
  phone: Phone;
  bill(day: string): AsyncIterable<readonly BillLine[]>;
};

/**
 * A wallet of few words, in this process and without keys: a year of payments is written by the house's own code, and
 * only the wallet's signatures are spared.
 */
export function standIn({ id, now, mood, phone, bill }: StandInParts): Wallet {
  const refused: PayOutcome = { kind: "refused", code: "NOTENOUGH", says: "余额不足（模拟）" };
  const silent = { kind: "unknown", cause: "无应答（模拟）" } as const;
  const paid = (paymentId: string, amount: StartRequest["amount"]): PayOutcome => ({
    ...{ kind: "paid", walletRef: `4200${paymentId}`, amount, paidAt: now() },
  });
  const ask = async ({ paymentId, amount }: PaymentSubject) => {
    if (phone.mute.has(id)) return silent;
    return phone.paid.has(paymentId) ? paid(paymentId, amount) : ({ kind: "absent" } as const);
  };
  return {
    bill,
    async start({ paymentId, amount }) {
      if (phone.mute.has(id)) return silent;
      if (mood() === "is_refused") return refused;
      if (mood() === "pays") return paid(paymentId, amount);
      return { kind: "waiting", action: { kind: "qr", content: `https://pay.${id}.example/${paymentId}` } };
    },
    ask,
    close: async () => ({ kind: "closed", code: "CLOSED" }),
    refund: async ({ refundId, amount }: RefundRequest) => ({
      ...{ kind: "refunded", walletRefundRef: `50${refundId}`, amount, refundedAt: now() },
    }),
    askRefund: async () => ({ kind: "absent" }),
    readNotice: async () => ({ kind: "not_genuine", why: "the stand-in sends none" }),
    charge: { charge: async ({ paymentId, amount }) => paid(paymentId, amount), ask, reverse: async () => refused },
    acquiring: {
      accept: async ({ paymentId, amount }) =>
        phone.shut
          ? { kind: "refused", code: "MERCHANT_LIMIT", says: "已达商户限额（模拟）" }
          : { kind: "accepted", walletRef: `4300${paymentId}`, amount, paidAt: now() },
    },
    withdrawals: standInBank(phone),
    onboarding: standInReview(phone),
  };
}

function standInBank(phone: Phone): NonNullable<Wallet["withdrawals"]> {
  const says = "银行退回：收款账户状态异常（模拟） (sent back by the bank, simulated)";
  return {
    send: async ({ withdrawalId, amount, card }) => ({
      ...{ kind: "paid", walletRef: `60${withdrawalId}`, amount, cardLast4: card.number.slice(-4) },
    }),
    ask: async ({ withdrawalId, amount }) =>
      phone.returned.has(withdrawalId)
        ? { kind: "refused", code: "RETURNED", says }
        : { kind: "paid", walletRef: `60${withdrawalId}`, amount },
  };
}

function standInReview(phone: Phone): NonNullable<Wallet["onboarding"]> {
  const wordOn = (name: string | undefined, applicationId: string) => {
    const walletRef = `70${applicationId}`;
    switch (phone.reviews.get(name ?? "")) {
      case "accepted":
        return { kind: "accepted", walletRef, subMerchant: `19${applicationId.slice(-8)}` } as const;
      case "rejected":
        return {
          ...({ kind: "rejected", walletRef } as const),
          reasons: [{ field: "licence", says: "营业执照照片模糊，请重新上传（模拟） (the picture is blurred)" }],
        };
      case "action_needed":
        return {
          ...({ kind: "action_needed", what: "sign", walletRef } as const),
          ...{ url: "https://sign.example/", says: "请法人扫码签约（模拟） (the legal person signs by a code)" },
        };
      default:
        return { kind: "reviewing", walletRef } as const;
    }
  };
  const names = new Map<string, string | undefined>();
  return {
    upload: async ({ name }) => ({ kind: "taken", ref: `media-${name}` }),
    async apply({ applicationId, fields }) {
      names.set(applicationId, fields["short_name"]);
      return { kind: "reviewing", walletRef: `70${applicationId}` };
    },
    ask: async ({ applicationId }) => wordOn(names.get(applicationId), applicationId),
    withdraw: async () => ({ kind: "withdrawn" }),
  };
}
