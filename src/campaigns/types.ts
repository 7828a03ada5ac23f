import type { Clock, Db, Ids, RepeatKey } from "#db";
import type { Money } from "#money";

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
  placements: readonly NewPlacement[];
};

export type CampaignState = "running" | "paused" | "ended";
export type CampaignView = Omit<NewCampaign, "placements"> & {
  id: string;
  state: CampaignState;
  placements: readonly PlacementView[];
  version: number;
  created_by: string;
  created_at: Date;
  changed_at: Date;
};

/** What came of it: counted clicks, opened targets, paid orders, and what of them went back. */
export type FunnelView = {
  campaign: string;
  clicks: number;
  repeats: number;
  too_fast: number;
  opened: number;
  /** Orders that it has a part in; what is credited to it is its part of their amounts. */
  paid: number;
  refunded: number;
  credited: Money;
  taken_back: Money;
  fees: Money;
  hosts: readonly { host: string; clicks: number; paid: number; credited: Money; taken_back: Money; fees: Money }[];
};

export type BillView = {
  id: string;
  campaign: string;
  host: string;
  n: number;
  wallet_account: string;
  /** Below zero: taken back of earlier bills. */
  amount: Money;
  total: Money;
  at: Date;
};

export type CampaignFault =
  | "not_found"
  | "campaign_invalid"
  | "campaign_wrong_state"
  | "campaign_not_billed"
  | "campaign_funds_short"
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
};
