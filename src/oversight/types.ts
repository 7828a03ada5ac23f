import type { Clock, Db, Ids } from "#db";
import type { Money } from "#money";
import type { TwoPersonKind } from "./two-person-acts.ts";

export type Parts = { db: Db; clock: Clock; ids: Ids };
export type OversightParts = Parts & { agreedFees: AgreedFees };

/** What wallets were to keep of what was paid, by what is agreed with them; where nothing is agreed, there is none. */
export type AgreedFees = (
  paid: readonly { id: string; wallet_account: string; method: string; amount: Money; paid_at: Date }[],
) => Promise<ReadonlyMap<string, Money>>;

/** Rows of this marketplace and store; null = whatever. */
export type Reach = { marketplace: string | null; store: string | null };

export type Words = { zh: string; en: string };

/** One day of one wallet, by when payments were made. */
export type DayFigures = {
  day: string;
  wallet: string;
  started: number;
  paid: number;
  refused: number;
  /** The wallet never said a last word, or has not yet. */
  unknown: number;
  amount: Money;
  refunded: Money;
};

/** What became of the checkouts of one kind of buyers; null: the marketplace told nothing of them. */
export type BuyerFigures = {
  city_tier: number | null;
  age_band: string | null;
  /** Checkouts, each with its wallets on offer. */
  offered: number;
  started: number;
  paid: number;
  amount: Money;
};

export type WalletHealth = {
  wallet: string;
  /** Of the latest quarter of an hour: idle when too few payments say anything. */
  state: "healthy" | "degraded" | "failing" | "idle";
  started: number;
  paid: number;
  refused: number;
  unknown: number;
  /** Seconds from the start to the money, of those that were paid. */
  p50_seconds: number | null;
  p95_seconds: number | null;
  /** Oldest first, of the last 24 hours. */
  hours: readonly { at: Date; started: number; paid: number; refused: number; unknown: number }[];
  /** Of the last 24 hours, most often first. */
  errors: readonly WalletError[];
};

/** What a wallet refused or left open, by its own code. */
export type WalletError = {
  outcome: "refused" | "unknown";
  /** The wallet's own, as it is kept with the payment; null: it told none. */
  code: string | null;
  /** The wallet's own words, of the example. */
  says: string | null;
  count: number;
  /** The latest of them, and its order. */
  payment: string;
  order: string;
};

export const flows = ["information", "transaction", "payment", "logistics"] as const;
export type Flow = (typeof flows)[number];

/** Something that happened to an order, in its lane, with the row that proves it. */
export type FlowItem = {
  flow: Flow;
  at: Date;
  code: string;
  words: Words;
  amount: Money | null;
  evidence: { kind: string; id: string };
  detail: Readonly<Record<string, string>>;
  /** What a person named, in both languages: a campaign. */
  note?: Words | null;
};

export const momentKinds = ["viewed", "shared", "chat"] as const;
/** That an order was seen, shared or talked about. Nobody is named, and nothing that was said is kept. */
export type NewMoment = {
  kind: (typeof momentKinds)[number];
  /** The host app, and where in it. */
  host: string;
  surface: string | null;
  side: "buyer" | "store" | "platform" | null;
  /** The teller's own number of it. */
  ref: string;
  /** Of the thing itself, hexadecimal: whoever keeps it can prove that it is the one. */
  sha256: string | null;
  at: Date;
};
export type MomentView = NewMoment & { id: string; order: string; marketplace: string; store: string; heard_at: Date };

export type Gap = {
  code: "paid_not_shipped" | "shipped_not_paid" | "refunded_not_returned";
  words: Words;
  since: Date;
};

export const feeBases = ["billed", "agreed"] as const;
/**
 * What a wallet kept of a payment, as a line of its bill says (`billed`), or what it was to keep by what is agreed with
 * it (`agreed`): what a bill was found to say otherwise is a line of it. Both null: nobody told and nothing is agreed.
 */
export type WalletFee = { payment: string; fee: Money | null; basis: (typeof feeBases)[number] | null };
export type OrderFlows = {
  order: string;
  marketplace: string;
  store: string;
  items: FlowItem[];
  gaps: Gap[];
  /** Of each payment that was paid. */
  wallet_fees: readonly WalletFee[];
};

export const shipmentStates = ["picked_up", "in_transit", "out_for_delivery", "delivered", "returned"] as const;
export type ShipmentView = {
  id: string;
  order: string;
  marketplace: string;
  store: string;
  carrier: string;
  number: string;
  state: (typeof shipmentStates)[number];
  place: string;
  at: Date;
  heard_at: Date;
};

/** A store's money at one wallet account over a time. */
export type MoneyFlows = {
  wallet_account: string;
  opening: Money;
  /** By the transfers' kind, as the chart of postings names them; below zero: less. */
  changes: readonly { kind: string; amount: Money }[];
  closing: Money;
};

/** What a text names. */
export type Found = {
  kind: string;
  id: string;
  /** Null: it is the whole house's. */
  marketplace: string | null;
  store: string | null;
  /** What it belongs to, that people look at: a payment's order, say; or itself. */
  leads_to: string;
};

/** What waits for a second person. */
export type Pending = {
  kind: TwoPersonKind;
  id: string;
  n: number | null;
  /** Null: the hub's, which is the whole house's. */
  marketplace: string | null;
  store: string | null;
  act: string;
  why: string;
  /** What it belongs to: an opening, an order, a wallet account, a participant, a host, the bank's reference. */
  about: string | null;
  amount: Money | null;
  proposer: string;
  /** Null: a key proposed it. */
  proposer_name: string | null;
  /** Somebody else whom whoever decides must not be, nor be one with: who blocked what is appealed against. */
  also: string | null;
  at: Date;
};

/** A gap that somebody has to look after. */
export type CaseView = {
  id: string;
  order: string;
  marketplace: string;
  store: string;
  code: Gap["code"];
  words: Words;
  state: "open" | "taken" | "closed";
  desk: "support" | "finance";
  /** Who took it or closed it. */
  owner: string | null;
  since: Date;
  opened_at: Date;
  closed_at: Date | null;
  moves: readonly { n: number; from_state: string | null; to_state: string; by_whom: string; why: string; at: Date }[];
};

/** The platform's own book at a wallet account as a day ended. */
export type PlatformDay = {
  /** Of the marketplace's time zone. */
  day: string;
  /** What may still be advanced, given or billed. */
  funds: Money;
  /** What stores owe, and what is set aside for a refund. */
  advanced: Money;
  /** What stores were given for good. */
  compensated: Money;
  /** Owed to host apps; below zero where refunds took back more than was billed. */
  media_due: Money;
  /** On its way to host apps. */
  media_payouts: Money;
};

export type StoreOwing = { store: string; name: Words; owed: Money };
