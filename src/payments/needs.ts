import type { Clock, Db, Ids, Tx } from "#db";
import type { LedgerMove } from "#ledger";
import type { Money } from "#money";
import type { CapPlan, CapsDoor } from "#openings";
import type { OnboardingOutcome, PayMethod, ShareBack, Wallet, WalletKind, Words } from "#wallets/protocol";
import type { BookPlace } from "./chart.ts";
import type { BuyerFacts, Reason } from "./types.ts";

/** What this room needs of others, as functions that main hands in. All but `wallet` answer from memory. */
export type StoreFacts = { id: string; marketplace: string; title: Words; open: boolean };
/** `time_zone`: whose days a limit a day goes by; Asia/Shanghai where it is absent. */
export type MarketplaceFacts = { id: string; title: Words; time_zone?: string };

/** The wallet account that a store takes payments on, and the store's number there. */
export type AccountFacts = { id: string; wallet: string; subMerchant: string | null };

export type Decision = {
  open: boolean;
  reasons: readonly Reason[];
  /** The limit a payment of the opening that decided. */
  cap: Money | null;
  /** The opening that decided: parts of one start that share it share its limit a payment. Absent: none is known. */
  opening?: string | null;
  plan?: CapPlan | null;
};

export type DecisionAsked = {
  store: string;
  wallet: string;
  /** Absent when a wallet is offered and the buyer has not chosen a way to pay yet. */
  method?: PayMethod;
  /** Through a merchant's code, which is opened apart from checkouts. */
  by_code?: true;
  /** The wallet whose user pays, where it is another than `wallet`, which pays the store. */
  issuer?: string;
  amount: Money;
  buyer: BuyerFacts;
};

type ReleasedPayment = BookPlace & { id: string; marketplace: string };
type Advance = { id: string; amount: Money };

/** Asked under the order's lock, but for the last two. No release happens while a refund is open. */
export type ReleasedRefunds = {
  /** Null while the money waits in escrow; else what the refund moves, or how much the store's balance lacks. */
  fund(
    tx: Tx,
    payment: ReleasedPayment,
    refund: { id: string; amount: Money; left: Money; givenBack: bigint; at: Date; advance: Advance | null },
  ): Promise<
    | { kind: "funded"; transfers: LedgerMove; from_commission: bigint; from_advance: bigint }
    | { kind: "short"; short: Money }
    /** The wallet is dividing the money right now: the refund has to wait. */
    | { kind: "dividing" }
    /** The money is a voucher's: it goes back by way of the voucher alone. */
    | { kind: "voucher" }
    | null
  >;
  /** What a refused refund puts back; null while the money waits in escrow. */
  unfund(
    tx: Tx,
    payment: ReleasedPayment,
    refund: { id: string; amount: Money; from_commission: bigint; from_advance: bigint; at: Date },
  ): Promise<LedgerMove | null>;
  /** Sets the platform's money aside for what a balance lacks; null where there is none. */
  advance(payment: ReleasedPayment, short: Money): Promise<Advance | null>;
  /** Parts of the payment's share that go back inside the refund's own call; the same at every repeat. */
  sharesBack?(account: string, payment: string, refund: string): Promise<readonly ShareBack[]>;
  /** Once the refund has committed, or has not: an advance that it did not use goes back. */
  endAdvance(id: string): Promise<void>;
};

/** A payment by another wallet's user. */
export type ByAnotherWallet = {
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  sub_merchant: string | null;
  method: PayMethod;
  issuer: string;
  title: string;
  payer?: string;
};

export type PaymentsNeeds = {
  db: Db;
  clock: Clock;
  /** Lanes a kind of move: each keeps one PostgreSQL backend busy; more only shrink the batches. */
  lanes: number;
  ids: Ids;
  /** Keyed hash, for secrets that follow from an id: nothing secret is stored. */
  hmac(text: string): Buffer;
  mode: "live" | "test";
  publicUrl: string;
  store(id: string): StoreFacts | null;
  marketplace(id: string): MarketplaceFacts | null;
  /** The account of a wallet that the store is to be paid on, or null when there is none. */
  accountFor(store: string, wallet: string): AccountFacts | null;
  decide(asked: DecisionAsked, now: Date): Decision;
  /**
   * What a decision rests on: raised by every move of an opening, and by what closes in the directory. The start's
   * commit compares it.
   */
  startVersion(marketplace: string): bigint;
  /** Where caps are counted; absent where no opening has any that need it. */
  caps?: Pick<CapsDoor, "hold" | "lease" | "release" | "settle">;
  /** Reads openings and activations afresh after a start met another version than the one in memory. */
  refresh(): Promise<void>;
  /** Every wallet kind of the house, in the order in which they are offered. */
  kinds: readonly WalletKind[];
  wallet(account: string): Promise<Wallet | null>;
  /** Seals what is the buyer's (openid) before it is stored. */
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
  /** Refunds of money that was released to its store; absent where nothing ever is. */
  released?: ReleasedRefunds;
  /** A notice about a store's application to join the wallet; false when this account has no such application. */
  onboardingTold?(account: string, applicationId: string, outcome: OnboardingOutcome): Promise<boolean>;
  /** A notice that something came of a share or a withdrawal of this account: whoever made it asks the wallet. */
  afterTold?(account: string, about: "share" | "withdrawal", number: string): Promise<void>;
  /** One wallet's users at another's merchants; absent where nobody accepts those. */
  acceptance?: {
    /** The store's wallet as such a payment sees it; `see`: the payer's wallet by the payment's method. */
    through(wallet: Wallet, payment: ByAnotherWallet, see: (theirs: Wallet) => Wallet): Wallet;
    /** Whether an account is the one through which an acquirer reaches an issuer. */
    isClearing(account: string): boolean;
    /** What such a payment counted in caps of its own: given back, or counted again where it is paid after its end. */
    settleCaps?(payment: string, end: "paid" | "unpaid"): Promise<void>;
    /** The payment whose money goes back whole, which no refund of ours is, under this number (ref_…). */
    paymentOfReturn?(id: string): Promise<string | null>;
    /** Whether the issuer's half of a payment, a refund or such a return is done, with this amount. */
    isHalfDone?(id: string, amount: Money): Promise<boolean>;
  };
  told?: {
    outcome(wallet: string, to: string): void;
  };
};
