import type { Clock, Db, Ids, RepeatKey, Tx } from "#db";
import type { Currency, Money } from "#money";
import type { PayoutWallet } from "./payout-types.ts";

export type Words = { zh: string; en: string };
export type Reason = { code: string } & Words;

export type TargetKind = "store" | "product" | "live";
export type NewPlacement = {
  /** The host app, as openings name their partner. */
  host: string;
  /** A method of the capability `ad`. */
  surface: string;
  target: TargetKind;
  url: string;
  /** Whose goods; then the openings are asked for this store. */
  store: string | null;
};
export type PlacementView = NewPlacement & { id: string; campaign: string; marketplace: string; created_at: Date };

export type AttributionModel = "last_touch" | "position";

/** What a host app is owed: so much a click that counts, so much an order, or 10,000ths of what was sold. */
export type Pricing =
  | { pricing: "click" | "order"; price: Money; share_bp: null }
  | { pricing: "share"; price: null; share_bp: number };

export type NewCampaign = {
  marketplace: string;
  plan: string | null;
  name: Words;
  starts_at: Date;
  ends_at: Date | null;
  model: AttributionModel;
  window_seconds: number;
  pricing: "click" | "order" | "share";
  price: Money | null;
  share_bp: number | null;
  /** The platform's book that is charged; null: measured, never billed. */
  wallet_account: string | null;
  /** The store that pays, out of its balance at the wallet account; null: the platform. */
  payer: string | null;
  budget: BudgetLimits;
  placements: readonly NewPlacement[];
};

export type CampaignState = "running" | "paused" | "ended";
export type CampaignView = Omit<NewCampaign, "placements" | "budget"> & {
  id: string;
  currency: Currency;
  state: CampaignState;
  placements: readonly PlacementView[];
  version: number;
  created_by: string;
  created_at: Date;
  changed_at: Date;
};

/** What a campaign may spend; null: no limit. A store's campaign has a total, which the store sets aside. */
export type BudgetLimits = { total: Money | null; day: Money | null };
export type BudgetView = BudgetLimits & {
  campaign: string;
  currency: Currency;
  /** Fees less what refunds took back of them. */
  spent: Money;
  /** Of the marketplace's day. */
  spent_today: Money;
  /** Of a store's campaign: still set aside in the store's book. */
  held: Money;
  /** Why nothing more is spent at this moment; null while it spends. */
  stopped: Reason | null;
  version: number;
};

/** What came of it: counted clicks, opened targets, paid orders, and what of them went back. */
export type FunnelView = {
  campaign: string;
  clicks: number;
  repeats: number;
  too_fast: number;
  /** Clicks that the budget had nothing left for: they cost nothing and count for nothing. */
  over_budget: number;
  opened: number;
  /** Orders that it has a part in; what is credited to it is its part of their amounts. */
  paid: number;
  refunded: number;
  credited: Money;
  taken_back: Money;
  fees: Money;
  /** What orders would have cost above what the budget had left. */
  cut: Money;
  hosts: readonly FunnelHost[];
};

export type FunnelHost = {
  host: string;
  clicks: number;
  opened: number;
  paid: number;
  refunded: number;
  credited: Money;
  taken_back: Money;
  fees: Money;
};

/** `approved`: a second person's word is there, the money of a store's campaign is on its way between two books. */
export type BillState = "proposed" | "approved" | "done" | "rejected";
export type BillView = {
  id: string;
  campaign: string;
  host: string;
  n: number;
  wallet_account: string;
  /** Below zero: taken back of earlier bills. */
  amount: Money;
  total: Money;
  state: BillState;
  asked_by: string;
  at: Date;
  decided_by: string | null;
  decided_at: Date | null;
};

export type CampaignFault =
  | "not_found"
  | "campaign_invalid"
  | "campaign_wrong_state"
  | "campaign_not_billed"
  | "campaign_funds_short"
  | "campaign_balance_short"
  | "campaign_debt_first"
  | "campaign_store_apart"
  | "budget_too_small"
  | "bill_wrong_state"
  | "second_person_needed"
  | "media_payee_missing"
  | "media_payee_invalid"
  | "media_due_short"
  | "payout_wrong_state"
  | "jump_target_not_allowed"
  | "ad_shut"
  | "idempotency_key_reused";
export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: CampaignFault; detail?: Readonly<Record<string, unknown>> };
export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };
export type { RepeatKey };

export type AdAsked = { marketplace: string; host: string; surface: string; store: string | null };

export type CampaignsNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** The openings' word: may this marketplace place advertisements there? */
  decide(asked: AdAsked, now: Date): { open: boolean; reasons: readonly Reason[] };
  /** Keyed, so that the table of clicks names no address. */
  hmac(text: string): Buffer;
  /** Of which marketplace a wallet account is; null: there is none. */
  ownerOfAccount(account: string): string | null;
  /** True where a store's money at that wallet account lies under a number of its own, out of the platform's reach. */
  liesApart(store: string, account: string): boolean;
  /** Takes what the store owes the platform there out of its balance, in the commit that is about to spend it. */
  recoverOwed(
    tx: Tx,
    place: { marketplace: string; store: string; wallet_account: string; currency: Currency },
  ): Promise<void>;
  /** The calendar day of an instant where the marketplace is: "2026-11-22". */
  dayOf(marketplace: string, at: Date): string;
  /** What a wallet account can send to a bank account of anybody's; null: nothing, people do it at the bank. */
  payouts(account: string): Promise<PayoutWallet | null>;
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};
