import type { Money } from "#money";
import type { BuyerAction, CheckoutMethod, PayMethod, Words } from "#wallets/protocol";
import type { OrderState, PaymentState } from "./states.ts";

/** What the house knows of a buyer, as the marketplace tells it. Facts steer openings; none of them names a person. */
export type BuyerFacts = {
  /** The marketplace's own, opaque number for this buyer: what sticks to a cohort and counts for caps. */
  reference?: string;
  no_bound_card?: boolean;
  no_balance?: boolean;
  city_tier?: number;
  age_band?: string;
  /** The app or site that they buy in, by the marketplace's own name for it. */
  app?: string;
  app_version?: string;
  /** What else the marketplace tells, for conditions of openings; nothing that names a person. */
  tags?: Readonly<Record<string, string>>;
};

/** `ships: false`: nothing of it is sent. */
export type OrderLine = { title: string; quantity: number; amount: Money; picture_url?: string; ships?: boolean };

export type NewOrder = {
  store: string;
  /** The marketplace's own order number. */
  number: string;
  title: string;
  amount: Money;
  lines: readonly OrderLine[];
};

export type NewCheckout = {
  marketplace: string;
  orders: readonly NewOrder[];
  buyer: BuyerFacts;
  success_url: string;
  cancel_url: string;
  locale: "zh-CN" | "en";
  /** Seconds, 60 to 86400. */
  expires_in: number;
  metadata: Readonly<Record<string, string>>;
};

export type OrderView = {
  id: string;
  checkout: string;
  marketplace: string;
  store: string;
  /** The store's name as buyers read it. */
  store_title?: string;
  number: string;
  title: string;
  amount: Money;
  refunded: Money;
  state: OrderState;
  lines: readonly OrderLine[];
  created_at: Date;
  paid_at: Date | null;
};

export type Reason = { code: string } & Words;

export type Offer = {
  wallet: string;
  title: Words;
  mark: { svg: string; colour: string };
  available: boolean;
  /** Why not, when not available; otherwise what limits it. Never empty when unavailable. */
  reasons: readonly Reason[];
  methods: readonly CheckoutMethod[];
  /** False: a cart of several stores is paid store by store with this wallet. */
  combined: boolean;
  cap: Money | null;
  /**
   * The wallet's own browser: how a page knows that it is inside it (regular expression source), and what it needs
   * there.
   */
  in_app?: { user_agent: string; needs_openid: boolean };
  /** True where a jump works from a desktop's browser too ("pay on this computer"). */
  desktop_jump?: boolean;
  /** Which methods open a combined order; absent = all of `methods` when `combined`. */
  combined_methods?: readonly CheckoutMethod[];
};

export type PaymentView = {
  id: string;
  order: string;
  checkout: string;
  marketplace: string;
  store: string;
  wallet: string;
  /** The wallet whose user pays, where it is another than `wallet`, which pays the store. */
  issuer?: string;
  method: PayMethod;
  amount: Money;
  /** What the wallet really took, where that is another amount than was asked: it goes back whole. */
  received?: Money;
  refunded: Money;
  state: PaymentState;
  /** The wallet's number, once it is paid. */
  wallet_ref: string | null;
  /** Only for who may act on it, and only while it waits. */
  action: BuyerAction | null;
  stage: "offered" | "scanned" | "paying" | null;
  reason: Reason | null;
  /** The combined order it is a part of. */
  combined: string | null;
  by_friend: boolean;
  expires_at: Date;
  created_at: Date;
  paid_at: Date | null;
};

/** What a friend who was asked to pay may see: no buyer, no lines, no order numbers, nobody else's attempts. */
export type FriendView = {
  checkout: string;
  marketplace_title?: string;
  mode?: "live" | "test";
  state: CheckoutState;
  amount: Money;
  orders: readonly Pick<OrderView, "id" | "store" | "store_title" | "title" | "amount" | "state">[];
  /** The friend's own attempts. */
  payments: readonly PaymentView[];
  offers: readonly Offer[];
  locale: "zh-CN" | "en";
  expires_at: Date;
};

export type CheckoutState = "open" | "complete" | "expired" | "cancelled";

export type CheckoutView = {
  id: string;
  marketplace: string;
  /** The marketplace's name as buyers read it. */
  marketplace_title?: string;
  /** `test`: opened with a test key; no real money moves, and the page says so. */
  mode?: "live" | "test";
  state: CheckoutState;
  amount: Money;
  orders: readonly OrderView[];
  /** Newest first. */
  payments: readonly PaymentView[];
  offers: readonly Offer[];
  success_url: string;
  cancel_url: string;
  locale: "zh-CN" | "en";
  metadata: Readonly<Record<string, string>>;
  expires_at: Date;
  created_at: Date;
};

export type StartPayment = {
  checkout: string;
  wallet: string;
  method: PayMethod;
  device: "desktop" | "phone";
  /** One order of a cart; absent = everything that is still unpaid. */
  order?: string;
  buyer: { ip?: string; openid?: string };
  /** True when a friend pays through an ask-a-friend link. */
  by_friend: boolean;
  /** With method `code`: what the till scanned. Handed to the wallet, never stored. */
  payer_code?: string;
  /** The buyer came by a merchant's code: then what is open for codes decides. */
  by_code?: true;
  /** The wallet whose user pays, where it is another than the one that pays the store. */
  issuer?: string;
};

/** All payments of one start share one action and one fate at the wallet. */
export type Started = { payments: readonly PaymentView[]; action: BuyerAction | null };

export type RefundState = "created" | "processing" | "refunded" | "abnormal" | "refused";

export type RefundView = {
  id: string;
  payment: string;
  order: string;
  marketplace: string;
  store: string;
  amount: Money;
  reason: string;
  /** `asked` by a person or key; `surplus`: the house sends back a double payment by itself. */
  cause: "asked" | "surplus";
  state: RefundState;
  wallet_refund_ref: string | null;
  created_at: Date;
  refunded_at: Date | null;
};

/** A refund that waits for a second person, and what became of it. */
export type RefundProposalView = {
  id: string;
  payment: string;
  order: string;
  marketplace: string;
  store: string;
  amount: Money;
  reason: string;
  /** Which limit it is above. `currency`: whoever asked has a limit, and the amount is in another currency. */
  above: "per_refund" | "per_day" | "currency";
  limit: Money;
  state: "waiting" | "approved" | "rejected" | "withdrawn";
  proposer: string;
  /** By somebody of the store itself, or its key: then the store's owner may decide as well. */
  by_store: boolean;
  proposed_at: Date;
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
  /** What came of it. */
  refund: string | null;
};

/** What came of a request to send money back. */
export type RefundAsked = { refund: RefundView } | { waits: RefundProposalView };

/** Limits of somebody's own, null where there is none, and what is left of them and of the payment. */
export type Refundable = {
  left: Money;
  per_refund: Money | null;
  per_day: Money | null;
  left_today: Money | null;
  /** The most that would go out now without a second person. */
  alone: Money;
};

/**
 * Who calls, as far as this room cares. `store` narrows a marketplace's caller to one store; `role`: of a person, which
 * limits go by.
 */
export type Caller = {
  kind: string;
  id: string;
  marketplace: string | null;
  store: string | null;
  checkout?: string;
  role?: string;
};
