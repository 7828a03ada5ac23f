import type { Clock, Db, Ids } from "#db";
import type { Money } from "#money";
import type { CapPlan, CapsDoor } from "#openings";
import type { PayMethod, Wallet, Words } from "#wallets/protocol";

/** Two wallets between which one's users may pay at the other's merchants, and the account through which they do. */
export type Pair = {
  /** Pays its merchant, and holds a claim on the issuer. */
  acquirer: string;
  /** Takes its user's money. */
  issuer: string;
  /** A wallet account at the issuer, in which the acquirer is its merchant. */
  account: string;
};

export type Bearer = "acquirer" | "issuer";

/** What a pair's payments cost from an instant on; the merchant never bears it. */
export type RateCard = {
  acquirer: string;
  issuer: string;
  starts_at: Date;
  /** Ten-thousandths of the amount, rounded down to the minor unit. */
  rate: number;
  /** On top, a payment. Both together are never more than the amount. */
  fixed: Money;
  /** Who pays it to the other. */
  bearer: Bearer;
  /** Whether a refund gives its part back. */
  on_refund: "returned" | "kept";
  set_by: string;
};

/**
 * started: the issuer is asked. debited: it took its user's money. accepted: the acquirer pays the merchant, and the
 * issuer owes it. returning, returned: the acquirer would not, and the user's money goes back. ended: nothing was
 * taken.
 */
export type AcceptanceState = "started" | "debited" | "accepted" | "returning" | "returned" | "ended";

export type Acceptance = {
  id: string;
  payment: string;
  marketplace: string;
  store: string;
  acquirer: string;
  issuer: string;
  amount: Money;
  fee: Money;
  /** Of the fee, what refunds gave back. */
  fee_back: Money;
  bearer: Bearer;
  refunded: Money;
  state: AcceptanceState;
  issuer_ref: string | null;
  acquirer_ref: string | null;
  created_at: Date;
  debited_at: Date | null;
  /** When the acquirer says that its merchant was paid. */
  paid_at: Date | null;
  ended_at: Date | null;
};

/** As much of a payment as this room reads; `start.issuer` is the wallet whose user pays. */
export type AcceptedPayment = {
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  sub_merchant: string | null;
  method: PayMethod;
  issuer: string;
  title: string;
  /** A hash of the buyer's reference at that marketplace, for limits of a buyer's day; absent where nobody knows it. */
  payer?: string;
};

export type AcceptanceReason = { code: string } & Words;

/** What the opening between two wallets says of a payment. */
export type Permit = {
  open: boolean;
  reasons: readonly AcceptanceReason[];
  /** What it limits by the day; null where that is nothing. */
  plan: CapPlan | null;
};

export type PermitAsked = {
  acquirer: string;
  issuer: string;
  store: string;
  amount: Money;
  method: "shown" | "scan";
  payer?: string;
};

export type AcceptanceNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  publicUrl: string;
  wallet(account: string): Promise<Wallet | null>;
  /** What a wallet is called; null where there is none of that id. */
  titleOf(wallet: string): Words | null;
  /** Whether a wallet's folder can pay its merchants for what another wallet's users paid. */
  acquires(wallet: string): boolean;
  /** Which wallet an account of ours is at; null where there is no such account. */
  walletOf(account: string): string | null;
  /** Whether the opening between the two lets this payment through, from memory. */
  permit(asked: PermitAsked): Permit;
  /** The version of what is opened at a wallet's side, as `permit` knows it. */
  openingsVersion(side: string): bigint;
  /** The openings' counters of the day's caps. */
  caps: Pick<CapsDoor, "hold" | "lease" | "release" | "settle">;
  /** Reads openings afresh after a start met another version. */
  refresh(): Promise<void>;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};
