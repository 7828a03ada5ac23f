/** What the fake remembers of money after the payment. Instants milliseconds, amounts whole fen. */
export type FakeRoyalty = {
  outRequestNo: string;
  tradeNo: string;
  settleNo: string;
  merchant: string;
  fingerprint: string;
  at: number;
  details: {
    detailId: string;
    transIn: string;
    transInType: string;
    amount: bigint;
    state: "PROCESSING" | "SUCCESS" | "FAIL";
  }[];
};

export type FakeTransfer = {
  outBizNo: string;
  orderId: string;
  fingerprint: string;
  amount: bigint;
  at: number;
  status: "DEALING" | "SUCCESS" | "FAIL" | "REFUND";
  reason: string;
  /** When it goes on; null once it has ended. */
  dueAt: number | null;
};

export type FakeConfirm = { outRequestNo: string; tradeNo: string; fingerprint: string; amount: bigint };

export type AfterState = {
  /** What an account may use: the seller's own, or a sub-merchant's. What is held stands with its trade. */
  balances: Map<string, bigint>;
  receivers: Set<string>;
  confirms: Map<string, FakeConfirm>;
  royalties: Map<string, FakeRoyalty>;
  transfers: Map<string, FakeTransfer>;
};

export type SavedAfter = {
  balances: [string, bigint][];
  receivers: string[];
  confirms: FakeConfirm[];
  royalties: FakeRoyalty[];
  transfers: FakeTransfer[];
};

export function emptyAfter(): AfterState {
  return {
    balances: new Map(),
    receivers: new Set(),
    confirms: new Map(),
    royalties: new Map(),
    transfers: new Map(),
  };
}

export function saveAfter(after: AfterState): SavedAfter {
  return {
    balances: [...after.balances],
    receivers: [...after.receivers],
    confirms: [...after.confirms.values()],
    royalties: [...after.royalties.values()],
    transfers: [...after.transfers.values()],
  };
}

export function loadAfter(saved: SavedAfter): AfterState {
  return {
    balances: new Map(saved.balances),
    receivers: new Set(saved.receivers),
    confirms: new Map(saved.confirms.map((one) => [one.outRequestNo, one])),
    royalties: new Map(saved.royalties.map((one) => [one.outRequestNo, one])),
    transfers: new Map(saved.transfers.map((one) => [one.outBizNo, one])),
  };
}
