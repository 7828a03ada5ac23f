/** What a run expects, kept in plain maps by what was answered and by what happened on phones. Whole fen throughout. */
export type Rates = { bp: bigint; fixed: bigint };

export type ModelOrder = { id: string; checkout: string; store: string; amount: bigint };

/** A start at a wallet that was answered. */
export type ModelPayment = { id: string; order: string; wallet: "wechatpay" | "alipay" };

export type ModelRefund = { id: string; payment: string; amount: bigint };

export type ModelWithdrawal = { id: string; store: string; wallet: "wechatpay" | "alipay"; amount: bigint };

export type Model = ReturnType<typeof makeModel>;

export function makeModel() {
  const cards: { store: string | null; from: number; rates: Rates }[] = [];
  const orders = new Map<string, ModelOrder>();
  const payments = new Map<string, ModelPayment>();
  const refunds = new Map<string, ModelRefund>();
  return {
    ...{ cards, orders, payments, refunds },
    /** Refunds that were refused as more than is left. */
    exceeding: [] as { payment: string; amount: bigint; paid: bigint }[],
    withdrawals: new Map<string, ModelWithdrawal>(),
    /** Disputes that were opened. */
    disputes: new Set<string>(),
    /** Orders of which somebody was told, or may have been, that they are sent. */
    shipping: new Map<string, "asked" | "told">(),
    /** Own money that the platform put at each wallet, by what it was put under. */
    funds: new Map<string, { wallet: "wechatpay" | "alipay"; amount: bigint }>(),
    /** A store's own card, else everybody's: the last that began by then. */
    ratesAt(store: string, at: number): Rates {
      const whose = (name: string | null) => cards.filter((card) => card.store === name && card.from <= at).at(-1);
      return (whose(store) ?? whose(null))?.rates ?? { bp: 0n, fixed: 0n };
    },
  };
}

/** A share rounded down to the fen and a fixed sum, never more than there is. */
export function commissionOf(kept: bigint, { bp, fixed }: Rates): bigint {
  if (kept <= 0n) return 0n;
  const whole = (kept * bp) / 10_000n + fixed;
  return whole > kept ? kept : whole;
}

/** 0.6 %, half to even: what both wallets keep of a payment. */
export function walletFee(amount: bigint): bigint {
  const [whole, rest] = [(amount * 6n) / 1000n, (amount * 6n) % 1000n];
  if (rest === 500n) return whole + (whole % 2n);
  return rest > 500n ? whole + 1n : whole;
}

/** 0.1 %, rounded up: the house's own fee on a withdrawal. */
export const withdrawalFee = (amount: bigint): bigint => (amount + 999n) / 1000n;
