import type { Money } from "#money";

/**
 * The acquiring side of acceptance between wallets: another wallet has taken its user's money for a merchant of ours,
 * and we pay the merchant. No wallet's document of such a call is public: what a wallet's folder does here is a
 * simulation, and says so.
 */
export interface AcquiringWallet {
  /** Pays our merchant. Safe to repeat under the same paymentId with the same request. */
  accept(request: AcceptRequest): Promise<AcceptOutcome>;
}

export type AcceptRequest = {
  /** 26 characters, letters and digits: the order number on the wallet's wire. */
  paymentId: string;
  amount: Money;
  title: string;
  noticeUrl: string;
  /** The store's number at this wallet, in partner mode. */
  subMerchant?: string;
  /** The wallet whose user paid, and its own number of that payment. */
  issuer: string;
  issuerRef: string;
};

export type AcceptOutcome =
  | { kind: "accepted"; walletRef: string; amount: Money; paidAt: Date }
  /** Only on the wallet's own explicit word: the merchant was not paid and will not be under this number. */
  | { kind: "refused"; code: string; says: string }
  | { kind: "unknown"; cause: string; alarm?: boolean };
