import type { Money } from "#money";
import type { PayoutState } from "./payout-states.ts";

/**
 * Sends the platform's money to a host app's bank account. As with every wallet: it resolves, a repeat under the same
 * number is the same effect, and only the wallet's own explicit word ends anything.
 */
export type PayoutWallet = {
  send(request: PayoutRequest): Promise<PayoutOutcome>;
  ask(request: PayoutRequest): Promise<PayoutOutcome | { kind: "absent" }>;
};

export type PayoutRequest = {
  /** 26 characters, letters and digits. */
  withdrawalId: string;
  amount: Money;
  card: { holder: string; bank: string; number: string };
};

export type PayoutOutcome =
  | { kind: "paid"; walletRef: string; amount: Money }
  | { kind: "processing" }
  | { kind: "refused"; code: string; says: string }
  | { kind: "unknown"; cause: string; alarm?: boolean };

export type PayeeView = {
  wallet_account: string;
  host: string;
  n: number;
  holder: string;
  bank: string;
  last4: string;
  set_by: string;
  set_at: Date;
};
export type NewPayee = { wallet_account: string; host: string; holder: string; bank: string; number: string };

/** What a host app is owed at a wallet account. */
export type MediaAccountView = {
  wallet_account: string;
  host: string;
  marketplace: string;
  /** All bills so far, refunds taken off. */
  billed: Money;
  /** Paid, or on its way. */
  paid_out: Money;
  /** Below zero: refunds took back more than is still owed; the next bills are set against it. */
  due: Money;
  payee: PayeeView | null;
};

export type PayoutView = {
  id: string;
  marketplace: string;
  wallet_account: string;
  host: string;
  /** Which of the host app's bank accounts; the second person sees it before they confirm. */
  payee: Pick<PayeeView, "n" | "holder" | "bank" | "last4">;
  /** `hand`: this wallet sends nothing to strangers' banks; people do it and tell the outcome. */
  way: "wallet" | "hand";
  amount: Money;
  state: PayoutState;
  asked_by: string;
  confirmed_by: string | null;
  /** What one person says the bank answered; it counts once another person says the same. */
  told: { paid: boolean; reference: string; by: string; at: Date } | null;
  /** The wallet's or the bank's own number of the transfer. */
  reference: string | null;
  says: string | null;
  asked_at: Date;
  ended_at: Date | null;
};
export type NewPayout = { wallet_account: string; host: string; amount: Money };
