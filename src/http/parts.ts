import type { Alliance } from "#alliance";
import type { Clock, Ids } from "#db";
import type { Role } from "#directory";
import type { Money } from "#money";
import type {
  Between,
  CheckoutView,
  FriendView,
  NewCheckout,
  OrderView,
  PaymentView,
  RefundView,
  Started,
  StartPayment,
} from "#payments";
import type { Reach as ReachRoom } from "#reach";
import type { RawRequest, RawResponse, RefundTo, Words } from "#wallets/protocol";
import type { WebhooksDoor } from "#webhooks";
import type { AcceptanceDoor } from "./acceptance-door.ts";
import type { AfterReleaseDoor } from "./after-release-door.ts";
import type { CodesDoor, PayerRulesDoor } from "./codes-door.ts";
import type { ContactsDoor } from "./contacts-door.ts";
import type { DisputesDoor } from "./disputes-door.ts";
import type { Fault } from "./faults.ts";
import type { CampaignsDoor, EntriesDoor, LicencesDoor } from "./hosts-door.ts";
import type { HubDoor } from "./hub-door.ts";
import type { KeysDoor } from "./keys-door.ts";
import type { AgreementsDoor, LinksDoor } from "./links-door.ts";
import type { ListsDoor } from "./lists-door.ts";
import type { LogOptions } from "./logs.ts";
import type { Metrics } from "./metrics.ts";
import type { OnboardingDoor } from "./onboarding-door.ts";
import type { DecisionsDoor, OpeningsDoor } from "./openings-door.ts";
import type { OversightDoor } from "./oversight-door.ts";
import type { PeopleDoor } from "./people-door.ts";
import type { ReconciliationDoor } from "./reconciliation-door.ts";
import type { RefundsDoor } from "./refunds-door.ts";
import type { Scope } from "./scopes.ts";
import type { SettlementDoor } from "./settlement-door.ts";
import type { WalletFacts } from "./wallet-facts.ts";
import type { WatchDoor } from "./watch-door.ts";

/**
 * What this room needs of the others. Rooms do not import these types: they are matched by shape where main hands the
 * doors in, so a room keeps its own words and the compiler compares the two.
 */

/** An expected refusal is returned; a throw is a bug and answers 500. */
export type Result<T> =
  /** `repeated`: the stored answer to the same Idempotency-Key; nothing happened this time. */
  | { ok: true; value: T; repeated?: boolean }
  /** `detail.reasons` (Reason[]) and texts under any other name are shown to the caller. */
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

/** Who calls. What is outside `marketplace` and `store` does not exist for this caller (404, never 403). */
export type Caller =
  | Bearer
  /** The buyer's page: this checkout only. */
  | { kind: "checkout"; id: string; checkout: string; marketplace: string; store: null }
  /** The page of a friend who pays: this checkout only, and less of it. `id` is the link's (frl_…). */
  | { kind: "friend"; id: string; checkout: string; marketplace: string; store: null };

/** The holder of an API key or of a personal token. `marketplace: null` is the operator of the whole house. */
export type Bearer = {
  kind: "key" | "person";
  /** key_… or per_… */
  id: string;
  marketplace: string | null;
  store: string | null;
  scopes: readonly Scope[];
  /** A person's, by the membership that they came under. */
  role?: Role;
};

/** Stored by the room in the same commit as the effect. `requestHash` is 64 hexadecimal digits of SHA-256. */
export type RepeatKey = { caller: string; route: string; key: string; requestHash: string };

/** Rows whose marketplace and store equal these; null = whatever. */
export type Reach = { marketplace: string | null; store: string | null };

/** Newest first. `after` is what the door itself gave as `next`; this room wraps it so that callers see no inside. */
export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

export type CheckoutFilter = Reach & { state?: CheckoutView["state"] };
export type PaymentFilter = Reach &
  Between & { checkout?: string; order?: string; number?: string; wallet?: string; state?: string };
export type RefundFilter = Reach & { payment?: string; order?: string; state?: string };
export type OrderFilter = Reach & Between & { checkout?: string; number?: string; state?: string };

/** `get…` answer null for what is not there; the caller's reach is compared here, on the view. */
export type PaymentsDoor = RefundsDoor & {
  /** `not_found` (as `store_unknown`) for a store outside the caller's reach. */
  createCheckout(
    caller: Caller,
    input: NewCheckout,
    repeat: RepeatKey | null,
  ): Promise<Result<{ checkout: CheckoutView; secret: string }>>;
  getCheckout(id: string, viewer: Caller): Promise<CheckoutView | null>;
  listCheckouts(filter: CheckoutFilter, page: Page): Promise<Paged<CheckoutView>>;
  /** These three are given only ids that the caller may act on, and answer the checkout as it is afterwards. */
  expireCheckout(id: string): Promise<Result<CheckoutView>>;
  cancelCheckout(id: string): Promise<Result<CheckoutView>>;
  checkCheckout(id: string): Promise<Result<CheckoutView>>;
  /** Must answer `not_found` for a checkout outside the caller's reach: http does not read it first. */
  startPayment(caller: Caller, input: StartPayment, repeat: RepeatKey | null): Promise<Result<Started>>;
  getPayment(id: string, viewer: Caller): Promise<PaymentView | null>;
  listPayments(filter: PaymentFilter, page: Page): Promise<Paged<PaymentView>>;
  checkPayment(id: string): Promise<Result<PaymentView>>;
  closePayment(id: string): Promise<Result<PaymentView>>;
  /** Only of one that is abnormal: `refund_wrong_state`. */
  retryRefund(id: string, to?: RefundTo): Promise<Result<RefundView>>;
  getRefund(id: string): Promise<RefundView | null>;
  listRefunds(filter: RefundFilter, page: Page): Promise<Paged<RefundView>>;
  getOrder(id: string): Promise<OrderView | null>;
  listOrders(filter: OrderFilter, page: Page): Promise<Paged<OrderView>>;
  /** A single-use link; `token` starts with `fl_`. */
  makeFriendLink(checkout: string, repeat: RepeatKey | null): Promise<Result<{ token: string; expires_at: Date }>>;
  readFriendLink(token: string): Promise<Result<FriendView>>;
  /** Proves a token that starts with `cs_` or `fl_`; null when it is nobody's. */
  readSecret(token: string): Promise<Exclude<Caller, Bearer> | null>;
  /**
   * Null: there is no such account. Answers when every book has committed; a throw is answered 503, which makes the
   * wallet send it again.
   */
  takeNotice(wallet: string, account: string, raw: RawRequest): Promise<RawResponse | null>;
  /** Calls back after each committed change of the checkout, until the returned function is called. */
  subscribe(checkout: string, changed: () => void): () => void;
};

export type MarketplaceView = {
  id: string;
  name: Words;
  /** IANA; days of caps and announcements are days there. */
  time_zone: string;
  /** Where its buyers shop; null when it has no public page. */
  shop_url: string | null;
  state: "open" | "suspended";
  created_at: Date;
};
/** `time_zone_unknown` for what is no IANA zone. */
export type NewMarketplace = Pick<MarketplaceView, "name" | "time_zone" | "shop_url">;

export type MerchantView = { id: string; marketplace: string; name: Words; created_at: Date };
export type NewMerchant = { marketplace: string; name: Words };

export type StoreView = {
  id: string;
  marketplace: string;
  merchant: string;
  name: Words;
  /** What openings may pick stores by, e.g. {category: "books", city_tier: "3"}. */
  tags: Readonly<Record<string, string>>;
  state: "open" | "suspended" | "closed";
  created_at: Date;
};
export type NewStore = Pick<StoreView, "marketplace" | "merchant" | "name" | "tags">;

export type WalletAccountView = {
  id: string;
  marketplace: string;
  wallet: string;
  title: string;
  state: "enabled" | "disabled";
  /** Never the secret ones: those are only said to be set. */
  settings: Readonly<Record<string, string>>;
  secrets_set: readonly string[];
  created_at: Date;
};
export type NewWalletAccount = {
  marketplace: string;
  wallet: string;
  title: string;
  settings: Readonly<Record<string, string>>;
};

/** applied → merchant_ready (can be paid, buyers don't see it) → active (buyers see it) ⇄ switched_off. */
export type ActivationState = "applied" | "merchant_ready" | "active" | "switched_off";
export type ActivationView = {
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  state: ActivationState;
  sub_merchant: string | null;
  applied_at: Date;
  merchant_ready_at: Date | null;
  visible_at: Date | null;
  updated_at: Date;
};
/**
 * Without `wallet_account`: the one that the store has already, else the marketplace's only enabled account of that
 * wallet. `sub_merchant` left out stays as it is.
 */
export type SetActivation = {
  state: ActivationState;
  sub_merchant?: string | null;
  wallet_account?: string;
  why?: string;
};

/** `create…` are given only a marketplace (and store) that the caller reaches; a parent elsewhere is `not_found`. */
export type DirectoryDoor = KeysDoor & {
  createMarketplace(caller: Caller, input: NewMarketplace, repeat: RepeatKey | null): Promise<Result<MarketplaceView>>;
  getMarketplace(id: string): Promise<MarketplaceView | null>;
  listMarketplaces(reach: Reach, page: Page): Promise<Paged<MarketplaceView>>;
  changeMarketplace(
    caller: Caller,
    id: string,
    change: Partial<Pick<MarketplaceView, "name" | "shop_url" | "state">>,
  ): Promise<Result<MarketplaceView>>;
  createMerchant(caller: Caller, input: NewMerchant, repeat: RepeatKey | null): Promise<Result<MerchantView>>;
  getMerchant(id: string): Promise<MerchantView | null>;
  listMerchants(reach: Reach, page: Page): Promise<Paged<MerchantView>>;
  createStore(caller: Caller, input: NewStore, repeat: RepeatKey | null): Promise<Result<StoreView>>;
  getStore(id: string): Promise<StoreView | null>;
  listStores(reach: Reach & { merchant?: string }, page: Page): Promise<Paged<StoreView>>;
  changeStore(
    caller: Caller,
    id: string,
    change: Partial<Pick<StoreView, "name" | "tags" | "state">>,
  ): Promise<Result<StoreView>>;
  setActivation(caller: Caller, store: string, wallet: string, input: SetActivation): Promise<Result<ActivationView>>;
  listActivations(store: string): Promise<readonly ActivationView[]>;
  /**
   * `settings_wrong` with detail.faults (texts) when the wallet refuses the settings, `wallet_unknown` without such a
   * wallet.
   */
  createWalletAccount(
    caller: Caller,
    input: NewWalletAccount,
    repeat: RepeatKey | null,
  ): Promise<Result<WalletAccountView>>;
  changeWalletAccount(
    caller: Caller,
    id: string,
    change: { title?: string; state?: WalletAccountView["state"]; settings?: NewWalletAccount["settings"] },
  ): Promise<Result<WalletAccountView>>;
  getWalletAccount(id: string): Promise<WalletAccountView | null>;
  listWalletAccounts(reach: Reach, page: Page): Promise<Paged<WalletAccountView>>;
};

export type AccountView = {
  id: string;
  store: string;
  /** The chart's name: "escrow", "receivable:wechatpay", … */
  kind: string;
  wallet: string | null;
  balance: Money;
};
export type TransferView = {
  id: string;
  store: string;
  kind: string;
  /** What the chart of accounts says of its kind. */
  words: Words;
  debit: string;
  credit: string;
  amount: Money;
  /** What it was for: pay_…, ref_… */
  subject: string;
  at: Date;
};

export type BooksDoor = {
  /** `at`: as the balances were after all that was posted up to then; null = now. */
  accounts(store: string, at: Date | null): Promise<readonly AccountView[]>;
  transfers(filter: { store: string; account?: string; subject?: string }, page: Page): Promise<Paged<TransferView>>;
};

export type EventView = {
  id: string;
  type: string;
  version: number;
  marketplace: string;
  subject: string;
  data: unknown;
  at: Date;
};
export type EventsDoor = {
  list(filter: { marketplace: string | null; type?: string }, page: Page): Promise<Paged<EventView>>;
  /** What came since that place, of every marketplace; null: nothing yet, only the place where it goes on. */
  since(place: string | null): Promise<EventTail>;
};
/** `skipped`: more came than is told at once, and the rest is not told. */
export type EventTail = { data: readonly Omit<EventView, "at" | "version">[]; place: string; skipped: boolean };

/** Calls back every so often, until the returned function is called. Handed in, so that tests need not wait. */
export type Timers = { every(ms: number, callback: () => void): () => void };

export type HttpConfig = {
  /** Without a slash at its end. */
  publicUrl: string;
  /** The built cashier: index.html and assets/. */
  webDist: string;
  /** The built consoles: the same, in a folder of their own. */
  consoleDist: string;
  /** Built files of the till's page. */
  tillDist: string;
  /** The sandbox shows its metrics to everybody. */
  sandbox: boolean;
  /** Whose X-Forwarded-For is believed: addresses or networks, separated by commas; false = nobody's. */
  trustProxy: string | false;
  /** Requests a minute, per key and per visitor (a checkout's page, or an address); null = no limits. */
  limits: { bearer: number; visitor: number } | null;
  log: LogOptions;
};

type Approval = { ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> };

export type HttpParts = {
  payments: PaymentsDoor;
  directory: DirectoryDoor;
  people: PeopleDoor;
  oversight: OversightDoor;
  watch: WatchDoor;
  lists: ListsDoor;
  openings: OpeningsDoor;
  decisions: DecisionsDoor;
  settlement: SettlementDoor & AfterReleaseDoor;
  /** Whether this caller may approve what a person or key proposed in a marketplace. */
  mayApprove(caller: Caller, marketplace: string, proposer: string): Approval | Promise<Approval>;
  /** Why two callers have no two people behind them; null where they have. */
  whyNotTwo(one: string, other: string): Promise<Readonly<Record<string, unknown>> | null>;
  onboarding: OnboardingDoor;
  disputes: DisputesDoor;
  links: LinksDoor;
  agreements: AgreementsDoor;
  alliance: Alliance;
  reach: ReachRoom;
  codes: CodesDoor;
  payerRules: PayerRulesDoor;
  campaigns: CampaignsDoor;
  entries: EntriesDoor;
  licences: LicencesDoor;
  hub: HubDoor;
  acceptance: AcceptanceDoor;
  books: BooksDoor;
  reconciliation: ReconciliationDoor;
  contacts: ContactsDoor;
  events: EventsDoor;
  webhooks: WebhooksDoor;
  wallets: readonly WalletFacts[];
  ids: Ids;
  clock: Clock;
  timers: Timers;
  metrics: Metrics;
  /** What must work before requests are sent here: {database: true, …}. */
  ready(): Promise<Readonly<Record<string, boolean>>>;
  config: HttpConfig;
};
