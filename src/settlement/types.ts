import type { Money } from "#money";
import type { WalletReleaseState } from "./release-states.ts";
import type { WithdrawalState } from "./withdrawal-states.ts";

/** Expected refusals of this room. The HTTP room gives each a status and words in both languages. */
export type SettlementFault =
  | "not_found"
  | "idempotency_key_reused"
  | "order_not_paid"
  | "order_refunded"
  | "refund_in_progress"
  | "amount_invalid"
  | "balance_short"
  | "bank_card_invalid"
  | "bank_card_missing"
  | "bank_card_cooling_off"
  | "release_in_progress"
  | "share_wrong_state"
  | "share_exceeds"
  | "withdrawal_limit"
  | "withdrawal_unsupported"
  | "withdrawal_wrong_state"
  | "second_person_needed"
  | "release_held"
  | "release_extended"
  | "release_not_begun"
  | "release_hold_ends"
  | "order_released"
  | "rate_card_invalid"
  | "rate_card_taken"
  | "funds_short"
  | "funds_wrong_state";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: SettlementFault; detail?: Readonly<Record<string, unknown>> };

/** `receipt`: the buyer has the goods; `time`: the marketplace's time limit passed. */
export type ReleaseCause = "receipt" | "time";

/** From what a time limit counts. */
export type CountsFrom = "payment" | "shipment" | "delivery";

export type ReleaseView = {
  order: string;
  payment: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  /** What left escrow: the payment's amount without what had gone back to the buyer. */
  gross: Money;
  commission: Money;
  /** What the store's balance grew by. */
  net: Money;
  /** Hundredths of a percent; the share is rounded down to the minor unit. */
  commission_bp: number;
  cause: ReleaseCause;
  /** By which limit it came by itself, and since when that counted; null where the buyer confirmed receipt. */
  counted_from: CountsFrom | null;
  counted_since: Date | null;
  /** Before `released` the wallet, which holds the money, is dividing it; `stopped`: it refused. */
  state: WalletReleaseState;
  /** The wallet's own word on a refusal. */
  says: string | null;
  released_at: Date | null;
};

export type WithdrawalView = {
  id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  /** What left the balance; the bank card receives it less the fee. */
  amount: Money;
  fee: Money;
  state: WithdrawalState;
  asked_by: string;
  confirmed_by: string | null;
  /** The wallet's or the bank's own word on a refusal. */
  says: string | null;
  /** The last four digits of the card that the money went to, as the wallet says where it does. */
  card_last4: string | null;
  asked_at: Date;
  ended_at: Date | null;
};

export type TermsView = {
  marketplace: string;
  /** Whole days of 24 hours from the payment, or from the shipment, to the release by itself. */
  release_after_days: number;
  /** `shipment`: of goods to be sent the days count from when all of them are, and nothing is released before. */
  release_from: "payment" | "shipment";
  /** Days from the payment, after which what should be sent and is not is told. */
  ship_within_days: number;
  /** Days from when the carrier says that all was signed for, where that is sooner; null: it changes nothing. */
  release_after_delivery_days: number | null;
  commission_bp: number;
  /** Payments from this instant on fall under them; null for the terms of a house that was never told any. */
  starts_at: Date | null;
};

/** Terms to set: what is left out stays as it was. */
export type NewTerms = Pick<TermsView, "release_after_days" | "commission_bp"> &
  Partial<Pick<TermsView, "release_from" | "ship_within_days" | "release_after_delivery_days">>;

export type BalanceView = {
  wallet_account: string;
  /** Paid, waiting for receipt or time. */
  escrow: Money;
  /** Released: the store's own. */
  available: Money;
  /** On its way back to buyers. */
  refunds_due: Money;
};

/** Rows whose marketplace and store equal these; null = whatever. */
export type StoreReach = { marketplace: string | null; store: string | null };

/** Newest first. `after` is the id of the last row of the page before. */
export type ListPage = { after: string | null; limit: number };
export type Listed<T> = { data: readonly T[]; next: string | null };
