// Made from the served OpenAPI document by npm run sdk -- generate; a test fails when it is not up to date.

/** The API's date that this file was made of; the client asks for it with each request. */
export const apiVersion = "2026-11-22";

export type AcceptInvitation = {
  token: string;
  login: string;
  /** 10 to 200 characters. */
  password: string;
};

export type AcceptOnboardingTerms = {
  version: number;
  /** Hexadecimal SHA-256 over both texts. */
  hash: string;
};

/** One payment of the issuer's user at a merchant of the acquirer's. */
export type Acceptance = {
  id: string;
  payment: string;
  marketplace: string;
  store: string;
  acquirer: string;
  issuer: string;
  amount: Money;
  fee: Money;
  fee_back: Money;
  bearer: "acquirer" | "issuer";
  refunded: Money;
  state: "started" | "debited" | "accepted" | "returning" | "returned" | "ended";
  issuer_ref: string | null;
  acquirer_ref: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
  debited_at: string | null;
  paid_at: string | null;
  ended_at: string | null;
};

/** What one person proposes about acceptance between two wallets, and another decides: a pair, a rate card, a step of a settlement. */
export type AcceptanceChange = {
  id: string;
  kind: "pair" | "rates" | "paid" | "received";
  acquirer: string;
  issuer: string;
  clearing: string | null;
  account: string | null;
  card: {
    /** Ten-thousandths, rounded down to the fen. */
    rate: number;
    fixed: Money;
    /** Who pays the fee to the other. The merchant never does. */
    bearer: "acquirer" | "issuer";
    /** Whether a refund gives its part of the fee back. */
    on_refund: "returned" | "kept";
  } | null;
  starts_at: string | null;
  amount: Money | null;
  why: string;
  proposer: string;
  /** RFC 3339, UTC. */
  at: string;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
};

/** The issuer's users may pay at the acquirer's merchants, once an opening says so. The acquirer is the issuer's merchant through this account. */
export type AcceptancePair = {
  acquirer: string;
  issuer: string;
  /** An id that begins with wac_. */
  account: string;
};

export type AcceptanceRates = {
  acquirer: string;
  issuer: string;
  /** Ten-thousandths, rounded down to the fen. */
  rate: number;
  fixed: Money;
  /** Who pays the fee to the other. The merchant never does. */
  bearer: "acquirer" | "issuer";
  /** Whether a refund gives its part of the fee back. */
  on_refund: "returned" | "kept";
  /** RFC 3339, UTC. */
  starts_at: string;
  set_by: string;
};

export type Account = {
  id: string;
  store: string;
  kind: string;
  wallet: string | null;
  balance: Money;
};

/** What the buyer must do next. */
export type Action = {
  kind: "qr";
  content: string;
} | {
  kind: "jump";
  url: string;
  /** Where there, the browser posts these fields to `url` (application/x-www-form-urlencoded). */
  form?: Record<string, string>;
} | {
  kind: "invoke";
  bridge: string;
  parameters: Record<string, string>;
} | {
  kind: "app";
  order: string;
};

export type Activation = {
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  state: "applied" | "merchant_ready" | "active" | "switched_off";
  sub_merchant: string | null;
  /** RFC 3339, UTC. */
  applied_at: string;
  merchant_ready_at: string | null;
  visible_at: string | null;
  /** RFC 3339, UTC. */
  updated_at: string;
};

/** What the wallet may keep of what is paid from `starts_at` on. A bill's fee that is another one is a break. */
export type AgreedRate = {
  wallet_account: string;
  marketplace: string;
  /** A method, or `*` for all without their own. */
  method: string;
  /** RFC 3339, UTC. */
  starts_at: string;
  rate: number | null;
  minimum: Money | null;
  rounding: "down" | "up" | "half_up" | "half_even" | "either" | null;
  refunds_return: boolean | null;
  set_by: string;
};

/** Between two or many parties. Openings and grants hang on it: when it lapses, what requires it is told and paused. */
export type Agreement = {
  id: string;
  marketplace: string;
  title: Words;
  parties: Array<string>;
  scopes: Array<"traffic" | "technology" | "service_ecology" | "content" | "online_trade" | "offline_fulfilment" | "data" | "payment">;
  /** How far the partnership goes with it: links, payment, accounts, the whole ecosystem. */
  rung: "links" | "payment" | "accounts" | "ecosystem";
  state: "waiting" | "coming" | "in_force" | "lapsed";
  /** RFC 3339, UTC. */
  starts_at: string;
  ends_at: string | null;
  notice_days: number;
  proposed_by: string;
  confirmed_by: string | null;
  renewal: {
    ends_at: string | null;
    by: string;
    /** RFC 3339, UTC. */
    at: string;
  } | null;
  version: number;
  /** RFC 3339, UTC. */
  made_at: string;
};

/** What lives on an agreement: openings that require it, interfaces granted and data contracts made under it, vouchers. */
export type AgreementHolds = {
  openings: Array<{
    id: string;
    capability: string;
    partner: string;
    state: string;
    terms: Words;
  }>;
  grants: Array<{
    id: string;
    partner: string;
    api: string;
    fields: Array<string>;
    cut: boolean;
  }>;
  contracts: Array<{
    id: string;
    partner: string;
    title: string;
    /** RFC 3339, UTC. */
    ends_at: string;
  }>;
  vouchers: {
    issued: number;
    redeemed: number;
    expired: number;
    refunded: number;
  };
};

export type AgreementStep = {
  n: number;
  event: string;
  by: string;
  why: string;
  ends_at: string | null;
  /** RFC 3339, UTC. */
  at: string;
};

export type Alarm = {
  /** An id that begins with alm_. */
  id: string;
  marketplace: string | null;
  /** Its name, e.g. wallet_success_unplaced. */
  what: string;
  words: Words;
  /** Which payment, account, day … it is about. */
  about: Record<string, unknown>;
  /** How often it was raised since it is open. */
  times: string;
  /** RFC 3339, UTC. */
  raised_at: string;
  /** RFC 3339, UTC. */
  last_at: string;
  cleared_at: string | null;
  cleared_by: string | null;
  cleared_why: string | null;
};

export type AllianceContract = {
  id: string;
  marketplace: string;
  partner: string;
  title: string;
  purposes: Array<string>;
  modes: Array<"size" | "sum">;
  agreement: string | null;
  clip: Money;
  crowd: number;
  epsilon_milli: number;
  padding: number;
  budget: number;
  used: number;
  /** RFC 3339, UTC. */
  starts_at: string;
  /** RFC 3339, UTC. */
  ends_at: string;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type AllianceDataset = {
  id: string;
  marketplace: string;
  title: string;
  purposes: Array<string>;
  basis: string;
  withdrawn_at: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type AllianceEnd = {
  outcome: "done" | "below_crowd" | "failed";
  people?: number | null;
  total?: string | null;
  why?: string | null;
};

export type AllianceLog = {
  id: string;
  contract: string;
  event: string;
  run: string | null;
  by: string;
  about: Record<string, unknown>;
  /** RFC 3339, UTC. */
  at: string;
};

export type AllianceProgress = {
  step: string;
  done: number;
  of: number;
};

export type AllianceRun = {
  id: string;
  contract: string;
  dataset: string;
  marketplace: string;
  partner: string;
  purpose: string;
  mode: "size" | "sum";
  state: "running" | "done" | "below_crowd" | "failed";
  step: string;
  steps_done: number;
  steps_of: number;
  people: number | null;
  total: Money | null;
  why: string | null;
  opening: string;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type AnnounceOpening = {
  /** Kept for ever with who did it. */
  why: string;
  effective_at?: string | null;
  skip_consultation?: string | null;
};

export type AnswerReason = {
  reason_code: string;
  answer: Name;
};

export type ApiKey = {
  id: string;
  marketplace: string;
  store: string | null;
  name: string;
  scopes: Array<"house:write" | "checkouts:read" | "checkouts:write" | "payments:read" | "payments:write" | "refunds:read" | "refunds:write" | "orders:read" | "orders:write" | "withdrawals:write" | "directory:read" | "directory:write" | "wallet_accounts:read" | "wallet_accounts:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "openings:read" | "openings:write" | "ballots:write" | "books:read" | "events:read" | "webhooks:read" | "webhooks:write" | "metrics:read" | "hub:read" | "contacts:read" | "contacts:write">;
  /** The token's first characters and its last four. */
  hint: string;
  /** From where it may be used; empty: from everywhere. */
  addresses: Array<string>;
  /** RFC 3339, UTC. */
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
};

/** A store's application to join a wallet. */
export type Application = {
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  applicant: "company" | "sole_trader" | "individual";
  state: "draft" | "sending" | "reviewing" | "action_needed" | "frozen" | "rejected" | "withdrawing" | "withdrawn" | "accepted";
  /** How often it was submitted. */
  round: number;
  fields: Record<string, string>;
  /** Secret fields that are there; they are never shown. */
  secrets_set: Array<string>;
  documents: Array<{
    name: string;
    type: "image/jpeg" | "image/png" | "image/bmp";
    bytes: number;
    sha256: string;
    /** RFC 3339, UTC. */
    uploaded_at: string;
    handed_over: boolean;
  }>;
  /** Fields and documents that it cannot be submitted without. */
  missing: Array<string>;
  terms: {
    version: number;
    hash: string;
    accepted_by: string;
    /** RFC 3339, UTC. */
    accepted_at: string;
  } | null;
  /** Why the wallet rejected or froze it, field by field. */
  reasons: Array<{
    /** A name of the form; null where the wallet names none. */
    field: string | null;
    says: string;
  }>;
  action: {
    what: "sign" | "verify_account";
    url: string | null;
    says: string;
  } | null;
  sub_merchant: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
  submitted_at: string | null;
  decided_at: string | null;
  merchant_ready_at: string | null;
  buyer_visible_at: string | null;
  /** Between merchant-ready and buyer-visible. */
  lag_seconds: number | null;
  /** RFC 3339, UTC. */
  updated_at: string;
};

/** What a wallet asks of a store that applies. */
export type ApplicationForm = {
  wallet: string;
  fields: Array<{
    name: string;
    title: Words;
    /** Sealed, and never shown again. */
    secret: boolean;
    required_for: Array<"company" | "sole_trader" | "individual">;
    /** A regular expression that the whole text matches. */
    pattern: string;
    hint?: Words;
  }>;
  documents: Array<{
    name: string;
    title: Words;
    required_for: Array<"company" | "sole_trader" | "individual">;
    types: Array<"image/jpeg" | "image/png" | "image/bmp">;
    bytes_max: number;
  }>;
};

export type ApplicationMove = {
  n: number;
  from: string | null;
  to: "draft" | "sending" | "reviewing" | "action_needed" | "frozen" | "rejected" | "withdrawing" | "withdrawn" | "accepted";
  round: number;
  reasons: Array<{
    /** A name of the form; null where the wallet names none. */
    field: string | null;
    says: string;
  }>;
  by: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type AskDecisions = {
  questions: Array<{
    /** An id that begins with sto_. */
    store: string;
    capability?: string;
    partner: string;
    method?: string | null;
    amount?: PositiveMoney | null;
    buyer?: BuyerFacts;
    /** Left out: now. */
    at?: string;
  }>;
};

export type AskForReconciliation = {
  /** An id that begins with wac_. */
  wallet_account: string;
  /** A day of Asia/Shanghai. */
  day: string;
};

export type AskLinkFollow = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  url: string;
};

/** Each segment has an overlap, or the run of a data alliance that found one. */
export type AskReach = {
  segments: Array<ReachSegment>;
  names?: {
    a: Words;
    b: Words;
  };
};

/** A: the incumbent wallet's users, B: the other's. What is left out is a made-up figure, answered under `asked`. */
export type AskWhatIf = {
  a: number;
  b: number;
  overlap?: number;
  /** An id that begins with alr_. */
  run?: string;
  months?: number;
  buying?: number;
  /** At last `limit` of those who could; half of them after `half_months`. */
  adoption?: {
    limit: number;
    half_months: number;
  };
  /** At last `limit` of those who could; half of them after `half_months`. */
  displacement?: {
    limit: number;
    half_months: number;
  };
};

export type AssignBreak = {
  assignee: string | null;
  instead_of?: string | null;
};

export type AuditEntries = {
  data: Array<AuditEntry>;
  sources: Array<string>;
};

export type AuditEntry = {
  n: number;
  source: string;
  key: string;
  /** RFC 3339, UTC. */
  at: string;
  leaf: string;
  /** RFC 3339, UTC. */
  linked_at: string;
};

/** A consistency proof (RFC 6962, section 2.1.2). */
export type AuditGrowth = {
  from: number;
  to: number;
  from_root: string;
  to_root: string;
  hashes: Array<string>;
};

/** The head of the RFC 6962 tree over everything on record; note it down and hold later heads against it. */
export type AuditHead = {
  size: number;
  root: string;
  chain: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type AuditHeads = {
  data: Array<AuditHead>;
};

/** An inclusion proof (RFC 6962, section 2.1.1). */
export type AuditProof = {
  n: number;
  size: number;
  leaf: string;
  root: string;
  hashes: Array<string>;
};

/** A store's money at one wallet account: waiting for receipt, its own, and on its way back to buyers. */
export type Balance = {
  wallet_account: string;
  escrow: Money;
  available: Money;
  refunds_due: Money;
};

export type Ballot = {
  opening: string;
  consultation: number;
  terms_hash: string;
  store: string;
  choice: "support" | "re_evaluate";
  reason_code: string;
  reason: string;
  /** 32 bytes, hexadecimal. Keep it: it is the store's receipt. */
  salt: string;
  version: number;
  by: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type BallotProof = {
  receipt: {
    opening: string;
    consultation: number;
    terms_hash: string;
    store: string;
    choice: "support" | "re_evaluate";
    reason_code: string;
    reason: string;
    /** 32 bytes, hexadecimal. Keep it: it is the store's receipt. */
    salt: string;
  };
  proof: {
    /** How the leaf is made; left out: 1. */
    form?: 1 | 2;
    leaf: number;
    size: number;
    hashes: Array<string>;
    root: string;
  };
};

export type BankCard = {
  store: string;
  holder: string;
  bank: string;
  last4: string;
  /** RFC 3339, UTC. */
  usable_at: string;
};

export type BeginPasskey = {
  /** 10 to 200 characters. */
  password?: string;
};

export type BeginProvider = {
  invitation?: string;
};

export type BeginSecondStep = {
  /** 10 to 200 characters. */
  password: string;
};

/** A bill that somebody uploaded for a day of a wallet account, and what it says. */
export type BillFile = {
  /** An id that begins with blf_. */
  id: string;
  /** An id that begins with mkt_. */
  marketplace: string;
  wallet: string;
  /** An id that begins with wac_. */
  wallet_account: string;
  /** A day of Asia/Shanghai. */
  day: string;
  /** `trade`: payments and refunds; `refund`: refunds alone; `fund`: the account; `commission`: the account that takes the marketplace's shares. */
  kind: "trade" | "refund" | "fund" | "commission";
  file_name: string;
  bytes: string;
  sha256: string;
  announced_hash: string | null;
  lines: string;
  /** Whole minor units: payments, refunds, fees; or refunds; or income and outgo. */
  totals: Record<string, string>;
  begins_at: string | null;
  ends_at: string | null;
  account_named: string | null;
  uploaded_by: string;
  /** RFC 3339, UTC. */
  uploaded_at: string;
  /** `checked`: read and kept, nothing more; `approved`: the day is read from it, see `run`. */
  state: "checked" | "proposed" | "approved";
  /** The day's other files that are read with it. */
  beside: Array<string>;
  proposed_why: string | null;
  proposer: string | null;
  proposed_at: string | null;
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
  run: string | null;
};

export type BreakEntry = {
  /** `suspense`: the difference stands apart until its cause is found; `bear`: the platform bears the loss. */
  choice: "suspense" | "bear";
  /** What approval posts, in one commit with the break's end. */
  moves: Array<{
    /** A kind of transfer of the chart, e.g. bill_less. */
    kind: string;
    /** An account of the chart, in the platform's book at the wallet account. */
    debit: string;
    credit: string;
    debit_title: Words;
    credit_title: Words;
    amount: Money;
  }>;
};

/** Open breaks by class and age, and who looks after them. */
export type BreakFigures = {
  open: number;
  /** Not among `open`: they wait for a second person. */
  proposed: number;
  /** Open ones that the caller looks after. */
  yours: number;
  /** Open ones that nobody looks after. */
  nobodys: number;
  counts: Array<{
    class: "ours_only" | "theirs_only" | "amount" | "fee" | "state" | "day_boundary";
    /** Whole days: `day` 0, `three_days` 1 to 3, `week` 4 to 7, `month` 8 to 30, `older` from 31. */
    age: "day" | "three_days" | "week" | "month" | "older";
    open: number;
  }>;
  /** Who may be given breaks, with how many open ones each has. */
  people: Array<{
    /** An id that begins with per_. */
    id: string;
    name: string;
    role: string | null;
    marketplace: string | null;
    open: number;
  }>;
};

/** What a campaign may spend in all and on one day of its marketplace; left out: no limit. */
export type BudgetLimits = {
  total?: Money;
  day?: Money;
};

/** Facts steer openings; none of them names a person. */
export type BuyerFacts = {
  reference?: string;
  no_bound_card?: boolean;
  no_balance?: boolean;
  city_tier?: number;
  age_band?: string;
  app?: string;
  app_version?: string;
  /** What else openings may ask about, in conditions: {member_level: "gold"}. */
  tags?: Record<string, string>;
};

/** Checkouts by the buyer's city tier and age band, as the marketplace told them; null: not told. */
export type BuyerFigures = {
  data: Array<{
    city_tier: number | null;
    age_band: string | null;
    /** Checkouts, each with its wallets on offer. */
    offered: number;
    /** Of those, with at least one payment that was begun. */
    started: number;
    paid: number;
    amount: Money;
  }>;
  /** RFC 3339, UTC. */
  from: string;
  /** RFC 3339, UTC. */
  to: string;
  time_zone: string;
};

export type Campaign = {
  id: string;
  marketplace: string;
  plan: string | null;
  name: Words;
  state: "running" | "paused" | "ended";
  /** RFC 3339, UTC. */
  starts_at: string;
  ends_at: string | null;
  model: "last_touch" | "position";
  window_seconds: number;
  pricing: "click" | "order" | "share";
  price: Money | null;
  share_bp: number | null;
  currency: "CNY" | "HKD" | "USD" | "JPY";
  wallet_account: string | null;
  payer: string | null;
  budget: CampaignBudget;
  placements: Array<Placement>;
  version: number;
  created_by: string;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type CampaignBill = {
  id: string;
  campaign: string;
  host: string;
  n: number;
  wallet_account: string;
  amount: Money;
  total: Money;
  state: "proposed" | "approved" | "done" | "rejected";
  asked_by: string;
  /** RFC 3339, UTC. */
  at: string;
  decided_by: string | null;
  decided_at: string | null;
};

export type CampaignBudget = {
  campaign: string;
  currency: "CNY" | "HKD" | "USD" | "JPY";
  total: Money | null;
  day: Money | null;
  spent: Money;
  spent_today: Money;
  held: Money;
  stopped: Reason | null;
  version: number;
};

export type CampaignFunnel = {
  campaign: string;
  clicks: number;
  opened: number;
  paid: number;
  refunded: number;
  credited: Money;
  taken_back: Money;
  fees: Money;
  /** Second clicks within half a minute: they count for nothing. */
  repeats: number;
  /** Clicks faster than people click: they count for nothing. */
  too_fast: number;
  /** Clicks that the budget had nothing left for: they cost nothing. */
  over_budget: number;
  cut: Money;
  hosts: Array<{
    host: string;
    clicks: number;
    opened: number;
    paid: number;
    refunded: number;
    credited: Money;
    taken_back: Money;
    fees: Money;
  }>;
};

/** A gap in an order's flows that somebody has to look after. */
export type Case = {
  /** An id that begins with cas_. */
  id: string;
  order: string;
  marketplace: string;
  store: string;
  code: "paid_not_shipped" | "shipped_not_paid" | "refunded_not_returned";
  words: Words;
  state: "open" | "taken" | "closed";
  desk: "support" | "finance";
  owner: string | null;
  /** RFC 3339, UTC. */
  since: string;
  /** RFC 3339, UTC. */
  opened_at: string;
  closed_at: string | null;
  moves: Array<{
    n: number;
    from_state: string | null;
    to_state: string;
    by_whom: string;
    why: string;
    /** RFC 3339, UTC. */
    at: string;
  }>;
};

export type ChangeEntry = {
  state: "live" | "suspended";
};

export type ChangeMarketplace = {
  name?: Name;
  shop_url?: string;
  state?: "open" | "suspended";
};

export type ChangePassword = {
  /** 10 to 200 characters. */
  present: string;
  /** 10 to 200 characters. */
  next: string;
};

export type ChangePlan = {
  /** Kept for ever with who did it. */
  why: string;
  caps?: {
    per_payment?: PositiveMoney | null;
    per_buyer_day?: PositiveMoney | null;
    per_store_day?: PositiveMoney | null;
    total_day?: PositiveMoney | null;
  };
  guards?: Array<{
    figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
    /** 10,000ths; of `breaks` a plain number. */
    limit: number;
    window_minutes: number;
    min_count: number;
  }>;
  pilots?: Array<NewStage>;
  stages?: Array<NewStage>;
};

export type ChangeStore = {
  name?: Name;
  tags?: Record<string, string>;
  state?: "open" | "suspended" | "closed";
};

export type ChangeTerms = {
  /** Kept for ever with who did it. */
  why: string;
  terms: Name;
};

export type ChangeWalletAccount = {
  title?: string;
  state?: "enabled" | "disabled";
  /** As GET /v1/wallets names them; the secret ones never come back. */
  settings?: Record<string, string>;
};

export type ChangeWebhookEndpoint = {
  url?: string;
  description?: string;
  /** Types of events; `payment.*` and `*` stand for many. */
  events?: Array<string>;
  state?: "enabled" | "disabled";
};

export type CheckLicence = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  work: string;
  host: string;
  streamer?: string;
  scope: "stream" | "recut" | "clip";
  /** RFC 3339, UTC. */
  at?: string;
};

export type Checkout = {
  id: string;
  marketplace: string;
  marketplace_title?: string;
  mode?: "live" | "test";
  state: "open" | "complete" | "expired" | "cancelled";
  amount: Money;
  orders: Array<Order>;
  /** Newest first. */
  payments: Array<Payment>;
  offers: Array<Offer>;
  success_url: string;
  cancel_url: string;
  locale: "zh-CN" | "en";
  metadata: Record<string, string>;
  /** RFC 3339, UTC. */
  expires_at: string;
  /** RFC 3339, UTC. */
  created_at: string;
};

/** Circles and lens are true to their areas, in one unit of length. */
export type Circles = {
  /** Radius of A's circle. */
  a: number;
  /** Radius of B's. */
  b: number;
  /** Between the two centres. */
  distance: number;
};

export type ClearAlarm = {
  why: string;
};

/** What one of two wallets owes the other for acceptances of a window, and how far it is settled. */
export type Clearing = {
  id: string;
  acquirer: string;
  issuer: string;
  net: Money | null;
  payer: string | null;
  receiver: string | null;
  state: "closing" | "open" | "paying" | "paid" | "receiving" | "settled";
  /** RFC 3339, UTC. */
  closed_at: string;
  /** RFC 3339, UTC. */
  due_at: string;
  paid_at: string | null;
  settled_at: string | null;
};

export type ClearingPair = {
  acquirer: string;
  issuer: string;
};

export type ClickOpened = {
  click: string;
  /** RFC 3339, UTC. */
  opened_at: string;
};

export type CloseHubWindow = {
  currency: "CNY" | "HKD" | "USD" | "JPY";
};

export type Complaint = {
  id: string;
  payment: string;
  marketplace: string;
  store: string;
  wallet: string;
  code: string;
  says: string;
  by: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type ConfirmAgreement = {
  why: string;
  /** The renewal's `at` as you saw it: one that took its place since is not confirmed. */
  proposed_at?: string;
};

export type ConfirmClearing = {
  /** paid: the payer's bank paid into transit. received: it reached the other. */
  what: "paid" | "received";
  /** What the second person reads. */
  why?: string;
};

export type ConfirmSecondStep = {
  /** Six digits, or a recovery code. */
  code: string;
};

export type ConsultStores = {
  /** Kept for ever with who did it. */
  why: string;
  /** RFC 3339, UTC. */
  deadline: string;
  /** Of the electorate that must vote, and of the votes that must support; weighed by stores or turnover. */
  rule: {
    /** 10,000ths: 500 is 5 %. */
    quorum: number;
    /** 10,000ths: 500 is 5 %. */
    share: number;
    weighting: "stores" | "turnover";
  };
  electorate?: {
    list?: Array<string>;
    /** 10,000ths: 500 is 5 %. */
    share?: number;
    categories?: Array<string>;
    city_tiers?: Array<string>;
    /** RFC 3339, UTC. */
    signed_up_before?: string;
  };
  turnover_days?: number;
};

export type Consultation = {
  opening: string;
  n: number;
  state: "open" | "closed";
  terms_version: number;
  terms_hash: string;
  /** Of the electorate that must vote, and of the votes that must support; weighed by stores or turnover. */
  rule: {
    /** 10,000ths: 500 is 5 %. */
    quorum: number;
    /** 10,000ths: 500 is 5 %. */
    share: number;
    weighting: "stores" | "turnover";
  };
  electorate: {
    list?: Array<string>;
    /** 10,000ths: 500 is 5 %. */
    share?: number;
    categories?: Array<string>;
    city_tiers?: Array<string>;
    /** RFC 3339, UTC. */
    signed_up_before?: string;
  };
  stores: number;
  /** How many stores have voted; all that is told before the deadline. */
  cast: number;
  /** RFC 3339, UTC. */
  opens_at: string;
  /** RFC 3339, UTC. */
  deadline: string;
  closed_at: string | null;
  passed: boolean | null;
  tally: {
    stores: {
      electorate: string;
      cast: string;
      support: string;
      re_evaluate: string;
    };
    turnover: {
      electorate: string;
      cast: string;
      support: string;
      re_evaluate: string;
    };
    reasons: Array<{
      choice: "support" | "re_evaluate";
      code: string;
      stores: string;
      turnover: string | null;
    }>;
    passed: boolean;
  } | null;
  root: string | null;
  /** Each choice is published with the result, without its store. */
  ballots_public: boolean;
  answers: Array<{
    reason_code: string;
    answer: Words;
    by: string;
    at: string;
  }>;
};

export type Contact = {
  /** An id that begins with ctc_. */
  id: string;
  marketplace: string | null;
  /** `partner`: a wallet or host app of a marketplace; `participant`: one of the hub. */
  kind: "partner" | "participant";
  /** The partner as openings name it, or the participant at the hub. */
  name: string;
  /** What they are called for. */
  role: "emergency" | "technical" | "finance" | "business" | "legal";
  /** Who of a role is called first. */
  order: number;
  person: ContactPerson;
  set_by: string;
  /** RFC 3339, UTC. */
  set_at: string;
};

/** Somebody's own data: kept sealed, and in no event and no entry of the audit. */
export type ContactPerson = {
  name: string;
  email: string | null;
  phone: string | null;
  note: string;
};

export type CreatedApiKey = {
  id: string;
  marketplace: string;
  store: string | null;
  name: string;
  scopes: Array<"house:write" | "checkouts:read" | "checkouts:write" | "payments:read" | "payments:write" | "refunds:read" | "refunds:write" | "orders:read" | "orders:write" | "withdrawals:write" | "directory:read" | "directory:write" | "wallet_accounts:read" | "wallet_accounts:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "openings:read" | "openings:write" | "ballots:write" | "books:read" | "events:read" | "webhooks:read" | "webhooks:write" | "metrics:read" | "hub:read" | "contacts:read" | "contacts:write">;
  /** The token's first characters and its last four. */
  hint: string;
  /** From where it may be used; empty: from everywhere. */
  addresses: Array<string>;
  /** RFC 3339, UTC. */
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
  /** Told once; null when the answer is a repeat. */
  token: string | null;
};

/** A checkout, as answered to whoever created it. */
export type CreatedCheckout = {
  id: string;
  marketplace: string;
  marketplace_title?: string;
  mode?: "live" | "test";
  state: "open" | "complete" | "expired" | "cancelled";
  amount: Money;
  orders: Array<Order>;
  /** Newest first. */
  payments: Array<Payment>;
  offers: Array<Offer>;
  success_url: string;
  cancel_url: string;
  locale: "zh-CN" | "en";
  metadata: Record<string, string>;
  /** RFC 3339, UTC. */
  expires_at: string;
  /** RFC 3339, UTC. */
  created_at: string;
  /** Send the buyer here. */
  url: string;
  /** For the buyer's page: acts for this checkout only. */
  secret: string;
};

export type CreatedWebhookEndpoint = {
  id: string;
  marketplace: string;
  store: string | null;
  url: string;
  description: string;
  events: Array<string>;
  state: "enabled" | "disabled";
  disabled_reason: "asked" | "failing" | "gone" | null;
  failing_since: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
  /** whsec_…: verifies what we send (Standard Webhooks). */
  secret: string;
};

/** One day of one wallet, from the payments themselves; unknown: no last word from the wallet. */
export type DayFigures = {
  day: string;
  wallet: string;
  started: number;
  paid: number;
  refused: number;
  unknown: number;
  amount: Money;
  refunded: Money;
};

export type DecideAcceptanceChange = {
  approve: boolean;
  why: string;
};

export type DecideBill = {
  approve: boolean;
};

export type DecideBillFile = {
  approve: boolean;
  /** The file's `proposed_at` as you saw it. */
  proposed_at: string;
  why: string;
};

export type DecideEnd = {
  approve: boolean;
  /** The break's `proposed_at` as you saw it: a proposal that took its place since is not decided. */
  proposed_at: string;
  why: string;
};

export type DecideFunds = {
  approve: boolean;
};

export type DecideHubChange = {
  approve: boolean;
  why: string;
};

export type DecideLinkBlock = {
  lift: boolean;
  why: string;
};

export type DecideProposal = {
  n: number;
  approve: boolean;
  /** Kept for ever with who did it. */
  why: string;
};

export type DecideRefund = {
  approve: boolean;
  why: string;
};

export type DecideScreenAppeal = {
  grant: boolean;
  why: {
    zh: string;
    en: string;
  };
};

export type DecideStanding = {
  kind: "agreement" | "sign_off";
  id: string;
  /** An id that begins with mkt_. */
  marketplace?: string;
  opening?: string | null;
  approve: boolean;
  /** Kept for ever with who did it. */
  why: string;
};

export type DecideVerdict = {
  approve: boolean;
  /** What was proposed when it was looked at; another one by now is refused. */
  verdict: "for_buyer" | "for_store" | "upheld" | "overturned";
  why: string;
};

export type Decision = {
  open: boolean;
  reasons: Array<Reason>;
  caps: {
    per_payment: Money | null;
    per_buyer_day: Money | null;
    per_store_day: Money | null;
    total_day: Money | null;
  };
  opening: string | null;
  opening_version: number | null;
  stage: {
    kind: "pilot" | "stage";
    n: number;
  } | null;
};

export type Decoded = {
  kind: "payer_code" | "merchant_code" | "emv" | "unknown";
  /** Whose payer code it is; more than one: choose. */
  wallets: Array<string>;
  merchant_code: string | null;
  name: string | null;
  amount: string | null;
  fault: string | null;
  at: string | null;
  says: Words | null;
};

/** Until it is decided, the order's money is not released. `due_at`: until when the store may answer, or appeal. */
export type Dispute = {
  id: string;
  marketplace: string;
  store: string;
  checkout: string;
  order: string;
  payment: string;
  kind: "refund_only" | "dispute";
  state: "with_store" | "with_person" | "granted" | "refunded" | "appealed" | "upheld" | "compensating" | "compensated" | "rejected" | "withdrawn";
  amount: Money;
  reason: string;
  /** Which rule decided who decides. */
  rule: string;
  opened_by: string;
  refund: string | null;
  proposed: "for_buyer" | "for_store" | "upheld" | "overturned" | null;
  proposed_why: string | null;
  proposer: string | null;
  due_at: string | null;
  /** RFC 3339, UTC. */
  opened_at: string;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type DisputeStep = {
  n: number;
  event: string;
  from: "with_store" | "with_person" | "granted" | "refunded" | "appealed" | "upheld" | "compensating" | "compensated" | "rejected" | "withdrawn" | null;
  to: "with_store" | "with_person" | "granted" | "refunded" | "appealed" | "upheld" | "compensating" | "compensated" | "rejected" | "withdrawn";
  by_kind: string;
  by: string;
  why: string;
  evidence: Array<Evidence>;
  /** RFC 3339, UTC. */
  at: string;
};

/** Which past orders, and an opening that nobody has saved; its terms need not be written yet. */
export type DraftRunAsked = {
  /** RFC 3339, UTC. */
  from: string;
  /** RFC 3339, UTC. */
  to: string;
  /** joined (default): stores as they stand with the partner now; then: as each stood when the order was made; all: as if each had joined. */
  stores?: "joined" | "then" | "all";
  /** Leave out orders that nobody paid: they would fill caps of a day. */
  only_paid?: boolean;
  opening: {
    /** An id that begins with mkt_. */
    marketplace?: string;
    sides?: Array<string>;
    capability?: string;
    partner: string;
    methods?: Array<string> | null;
    effective_at?: string | null;
    caps?: {
      per_payment?: PositiveMoney | null;
      per_buyer_day?: PositiveMoney | null;
      per_store_day?: PositiveMoney | null;
      total_day?: PositiveMoney | null;
    };
    depth?: "superficial" | "moderate" | "deep" | null;
    initiator?: string | null;
    motive?: "own_will" | "policy" | null;
    notice_days?: number | null;
    requires?: Array<{
      kind: "opening" | "agreement" | "sign_off";
      id: string;
    }>;
    /** What opens or widens it takes a second person. */
    two_people?: boolean;
    models?: string | null;
    guards?: Array<{
      figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
      /** 10,000ths; of `breaks` a plain number. */
      limit: number;
      window_minutes: number;
      min_count: number;
    }>;
    pilots?: Array<NewStage>;
    stages?: Array<NewStage>;
  };
};

/** An outage drill and its report. */
export type Drill = {
  /** An id that begins with drl_. */
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  state: "running" | "passed" | "failed" | "broken";
  started_by: string;
  /** RFC 3339, UTC. */
  started_at: string;
  ended_at: string | null;
  steps: Array<{
    what: Words;
    ok: boolean;
    detail: string;
    at: string;
  }>;
};

export type Drills = {
  data: Array<Drill>;
  possible: boolean;
};

export type DryRun = {
  /** Null for a draft that was not saved. */
  opening: string | null;
  /** RFC 3339, UTC. */
  from: string;
  /** RFC 3339, UTC. */
  to: string;
  stores: "joined" | "then" | "all";
  only_paid: boolean;
  /** False: there were more orders than are looked at (500,000). */
  complete: boolean;
  orders: number;
  trials: Array<{
    kind: "pilot" | "stage" | "whole";
    /** Which pilot or stage; 0 for a plan without stages. */
    n: number;
    title: Words | null;
    orders: number;
    /** Orders that would have been let in. */
    let_in: number;
    /** What was let in, an amount a currency. */
    let_in_amounts: Array<Money>;
    stores: number;
    /** Stores with an order that was let in. */
    stores_in: number;
    /** Days on which a day's cap refused something. */
    capped_days: number;
    by_city_tier: Array<{
      city_tier: number | null;
      orders: number;
      /** Orders that would have been let in. */
      let_in: number;
    }>;
    by_age_band: Array<{
      age_band: string | null;
      orders: number;
      /** Orders that would have been let in. */
      let_in: number;
    }>;
    by_tier_and_age: Array<{
      city_tier: number | null;
      age_band: string | null;
      orders: number;
      /** Orders that would have been let in. */
      let_in: number;
    }>;
    /** The fifty stores with the most orders. */
    by_store: Array<{
      store: string;
      orders: number;
      /** Orders that would have been let in. */
      let_in: number;
    }>;
    by_store_city_tier: Array<{
      city_tier: string | null;
      orders: number;
      /** Orders that would have been let in. */
      let_in: number;
    }>;
    /** Why the others would not have been; an order may have several. */
    reasons: Array<{
      code: string;
      zh: string;
      en: string;
      orders: number;
    }>;
  }>;
  /** What it requires and does not have: announcing would be refused. */
  missing: Array<{
    kind: "opening" | "agreement" | "sign_off";
    id: string;
  }>;
};

/** Which past orders, and a plan to try; what is left out of it is as the opening has it. */
export type DryRunAsked = {
  /** RFC 3339, UTC. */
  from: string;
  /** RFC 3339, UTC. */
  to: string;
  /** joined (default): stores as they stand with the partner now; then: as each stood when the order was made; all: as if each had joined. */
  stores?: "joined" | "then" | "all";
  /** Leave out orders that nobody paid: they would fill caps of a day. */
  only_paid?: boolean;
  caps?: {
    per_payment?: PositiveMoney | null;
    per_buyer_day?: PositiveMoney | null;
    per_store_day?: PositiveMoney | null;
    total_day?: PositiveMoney | null;
  };
  pilots?: Array<NewStage>;
  stages?: Array<NewStage>;
};

export type EffectAge = {
  before: {
    in: EffectShare;
    out: EffectShare;
  };
  after: {
    in: EffectShare;
    out: EffectShare;
  };
  change: EffectDifference;
  age_band: string | null;
};

export type EffectAsked = {
  opening: string;
  kind: "pilot" | "stage";
  n: number;
  incumbent: string;
  /** RFC 3339, UTC. */
  start: string;
  before_days: number;
  after_days: number;
};

export type EffectChanged = {
  in: EffectShare;
  out: EffectShare;
  difference: EffectDifference;
  before?: {
    in: EffectShare;
    out: EffectShare;
  };
  change?: EffectDifference;
};

export type EffectCompared = {
  in: EffectShare;
  out: EffectShare;
  difference: EffectDifference;
};

export type EffectConversion = {
  before: {
    in: EffectShare;
    out: EffectShare;
  };
  after: {
    in: EffectShare;
    out: EffectShare;
  };
  change: EffectDifference;
};

/** 95 % by Newcombe's hybrid score interval; `basket` by percentile bootstrap. */
export type EffectDifference = {
  value: number | null;
  low: number | null;
  high: number | null;
};

export type EffectFigures = {
  orders: number;
  buyers: {
    in: number;
    out: number;
  };
  new_buyers: EffectCompared;
  without_incumbent: EffectChanged;
  gained?: EffectConversion;
  conversion: EffectConversion;
  conversion_by_tier: Array<EffectTier>;
  conversion_by_age: Array<EffectAge>;
  wallets: Array<EffectWallet>;
  displacement: EffectDifference;
  basket: EffectDifference;
  /** RFC 3339, UTC. */
  from?: string;
  /** RFC 3339, UTC. */
  to?: string;
  /** Orders without a named buyer, outside the stage's other terms, or in a pause. */
  left_out?: number;
  /** Cut out of the span, for both groups. */
  paused?: Array<{
    /** RFC 3339, UTC. */
    from: string;
    /** RFC 3339, UTC. */
    to: string;
  }>;
};

export type EffectReport = {
  id: string;
  marketplace: string;
  opening: string;
  asked: EffectAsked;
  report: EffectFigures;
  /** RFC 3339, UTC. */
  created_at: string;
};

/** 95 % by Wilson's score interval. */
export type EffectShare = {
  n: number;
  of: number;
  share: number | null;
  low: number | null;
  high: number | null;
};

export type EffectTier = {
  before: {
    in: EffectShare;
    out: EffectShare;
  };
  after: {
    in: EffectShare;
    out: EffectShare;
  };
  change: EffectDifference;
  city_tier: number | null;
};

export type EffectWallet = {
  in: EffectShare;
  out: EffectShare;
  difference: EffectDifference;
  wallet: string;
};

export type EndedSessions = {
  ended: number;
};

export type Entry = {
  id: string;
  marketplace: string;
  host: string;
  kind: "mini_program" | "official_account" | "service";
  app_id: string;
  name: Words;
  path: string;
  wallet: string | null;
  state: "live" | "suspended";
  created_by: string;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type EntryLinks = {
  entry: string;
  links: Array<{
    kind: "scheme" | "plain_scheme" | "web" | "call";
    url: string;
    body: string | null;
    says: Words;
  }>;
};

export type EntrySecret = {
  entry: string;
  set_by: string;
  /** RFC 3339, UTC. */
  set_at: string;
};

export type Event = {
  id: string;
  type: string;
  version: number;
  marketplace: string;
  subject: string;
  data: unknown;
  /** RFC 3339, UTC. */
  at: string;
};

/** Something that shows what is claimed: where it is and its hash, or a `file` that was uploaded for the order. */
export type Evidence = {
  title: string;
  url?: string;
  sha256?: string;
  /** An id that begins with evd_. */
  file?: string;
};

/** A file that a party put to an order. `dispute`: where it was shown first; before, only its own party sees it. */
export type EvidenceFile = {
  id: string;
  order: string;
  marketplace: string;
  store: string;
  checkout: string;
  party: "buyer" | "store" | "marketplace";
  file_name: string;
  type: "image/png" | "image/jpeg" | "image/webp" | "application/pdf";
  bytes: number;
  sha256: string;
  /** RFC 3339, UTC. */
  uploaded_at: string;
  dispute: string | null;
};

/** A list as a CSV file, which the worker writes. */
export type Export = {
  /** An id that begins with exp_. */
  id: string;
  list: "orders" | "payments" | "refunds" | "disputes" | "breaks" | "audit";
  filter: Record<string, string>;
  columns: Array<string>;
  language: "zh" | "en";
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  lines: number;
  bytes: number;
  /** How far it is, in ten-thousandths. */
  share: number;
  /** The list was longer than a file may be: its newest rows are in it. */
  cut: boolean;
  fault: string | null;
  /** RFC 3339, UTC. */
  asked_at: string;
  ended_at: string | null;
  expires_at: string | null;
};

export type Figures = {
  data: Array<DayFigures>;
  /** RFC 3339, UTC. */
  from: string;
  /** RFC 3339, UTC. */
  to: string;
  time_zone: string;
};

/** What a text names. */
export type Found = {
  kind: string;
  id: string;
  marketplace: string | null;
  store: string | null;
  /** What it belongs to and people look at: a payment's order; or itself. */
  leads_to: string;
};

export type FriendLink = {
  url: string;
  /** RFC 3339, UTC. */
  expires_at: string;
};

export type FriendView = {
  checkout: string;
  marketplace_title?: string;
  mode?: "live" | "test";
  state: "open" | "complete" | "expired" | "cancelled";
  amount: Money;
  orders: Array<{
    id: string;
    store: string;
    store_title?: string;
    title: string;
    amount: Money;
    state: "unpaid" | "paid" | "partly_refunded" | "refunded" | "closed";
  }>;
  payments: Array<Payment>;
  offers: Array<Offer>;
  locale: "zh-CN" | "en";
  /** RFC 3339, UTC. */
  expires_at: string;
};

/** The platform's own money at a wallet account, out of which it advances refunds and compensates stores. */
export type FundsMove = {
  id: string;
  marketplace: string;
  wallet_account: string;
  act: "add" | "take";
  amount: Money;
  state: "proposed" | "done" | "rejected";
  why: string;
  proposer: string;
  /** RFC 3339, UTC. */
  proposed_at: string;
  decided_by: string | null;
  decided_at: string | null;
};

export type GuardSeries = {
  kind: "opening" | "stage" | "pilot";
  /** Which stage or pilot; 0 for the opening's own. */
  n: number;
  figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
  /** 10,000ths; of `breaks` a plain number. */
  limit: number;
  window_minutes: number;
  min_count: number;
  points: Array<{
    /** RFC 3339, UTC. */
    at: string;
    /** Counted, as a whole number. */
    part: string;
    /** Of how many. */
    whole: string;
    breached: boolean;
  }>;
  /** When it stopped the opening, or took its stage back. */
  stopped_at: Array<string>;
};

/** The hub as participants know it: FSPIOP-Source and the key that signs what it says itself. No key before it first listens. */
export type Hub = {
  /** As it stands in FSPIOP-Source. */
  name: string;
  public_key: string | null;
  fingerprint: string | null;
  /** The newest first. Two are in force while one is changed. */
  keys: Array<HubOwnKey>;
};

/** A change that one person proposes and another decides. */
export type HubChange = {
  id: string;
  /** What changes. A cap opens the account of its currency. `fee` is the hub's own, without a participant. `settle`: a participant paid its line of a settlement, or is covered from its funds. `funds_out`: reserved at once for its bank. `withdrawal`: what became of that. `own_key`: which of its own keys the hub signs with. */
  kind: "cap" | "funds_in" | "funds_out" | "withdrawal" | "person_limit" | "fee" | "resume" | "endpoint" | "key" | "signing" | "settle" | "own_key";
  participant: string;
  rate: number | null;
  why: string;
  amount: Money | null;
  proposer: string;
  /** RFC 3339, UTC. */
  at: string;
  detail: {
    endpoint?: {
      /** Of which calls; `all` holds for those without an endpoint of their own. */
      resource: "all" | "participants" | "parties" | "quotes" | "transfers";
      url: string | null;
    };
    key?: {
      public_key: string;
      /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
      fingerprint: string;
    };
    signing?: {
      /** It must prove what it sends. */
      verify: boolean;
      /** What the hub itself says to it is signed. */
      sign: boolean;
    };
    settle?: {
      settlement: string;
      how: "paid" | "covered";
    };
    withdrawal?: {
      id: string;
      /** sent: its bank sent it. returned: into its funds again. */
      how: "sent" | "returned";
    };
    own_key?: {
      id: string;
    };
  };
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
};

/** A participant's public key. Any that is not retired proves its calls. */
export type HubKey = {
  id: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  fingerprint: string;
  /** RFC 3339, UTC. */
  added_at: string;
  retired_at: string | null;
  retired_by: string | null;
};

/** A key of the hub's own. */
export type HubOwnKey = {
  id: string;
  public_key: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  fingerprint: string;
  /** RFC 3339, UTC. */
  made_at: string;
  made_by: string | null;
  signs_from: string | null;
  retired_at: string | null;
  retired_by: string | null;
  /** published: known to wallets, signs nothing yet. replaced: what it signed may still be on its way. All but retired ones are in force. */
  state: "published" | "signs" | "replaced" | "retired";
};

/** A wallet whose customers send and receive through the hub. */
export type HubParticipant = {
  /** As it stands in FSPIOP-Source. */
  name: string;
  title: Words;
  /** paused: what is under way ends, nothing begins. */
  state: "active" | "paused";
  /** RFC 3339, UTC. */
  created_at: string;
  /** By currency. The position is what it owes the others; never above its funds. settling: bound by settlements. */
  accounts: Array<{
    cap: Money;
    funds: Money;
    position: Money;
    settling: Money;
  }>;
  endpoints: Array<{
    /** Of which calls; `all` holds for those without an endpoint of their own. */
    resource: "all" | "participants" | "parties" | "quotes" | "transfers";
    url: string;
  }>;
  keys: Array<HubKey>;
  signing: {
    /** It must prove what it sends. */
    verify: boolean;
    /** What the hub itself says to it is signed. */
    sign: boolean;
  };
  /** Taken back and out of its funds, until its bank sent it or it comes back. */
  funds_out: Array<{
    id: string;
    amount: Money;
    why: string;
    /** RFC 3339, UTC. */
    reserved_at: string;
  }>;
  /** What it has not paid in time. */
  overdue: Array<{
    settlement: string;
    due: Money;
    /** RFC 3339, UTC. */
    pay_by: string;
  }>;
};

/** A window that was closed: multilateral net positions, together nothing, and how each was settled. */
export type HubSettlement = {
  id: string;
  currency: string;
  opened_at: string | null;
  /** RFC 3339, UTC. */
  closed_at: string;
  closed_by: string;
  /** Until then whoever owes has to have paid. */
  pay_by: string;
  state: "open" | "settled";
  settled_at: string | null;
  in_transit: Money;
  lines: Array<{
    /** Empty for the hub itself, which receives its fees. */
    participant: string;
    net: Money;
    fee: Money;
    due: Money;
    state: "waiting" | "done";
    how: "paid" | "covered" | "received" | "nothing" | null;
    done_at: string | null;
    by_whom: string | null;
    proposed: {
      change: string;
      how: "paid" | "covered";
      proposer: string;
      /** RFC 3339, UTC. */
      at: string;
    } | null;
    /** It ought to have paid by now. */
    overdue: boolean;
  }>;
};

export type Identity = {
  id: string;
  entry: string;
  marketplace: string;
  consent: string;
  /** RFC 3339, UTC. */
  consented_at: string;
  revoked_at: string | null;
};

export type InterfaceAnswer = {
  allowed: boolean;
  grant: string | null;
  fields_allowed: Array<string>;
  fields_refused: Array<string>;
  reasons: Array<Reason>;
};

export type InterfaceCheck = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** As openings name partners: wechat, … */
  partner: string;
  api: string;
  fields: Array<string>;
};

export type InterfaceGrant = {
  id: string;
  marketplace: string;
  partner: string;
  api: string;
  fields: Array<string>;
  agreement: string | null;
  /** RFC 3339, UTC. */
  since: string;
  cut_at: string | null;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type Invitation = {
  kind: "first" | "invite" | "reset";
  name: string;
  login: string | null;
  /** RFC 3339, UTC. */
  expires_at: string;
};

export type InvitationToken = {
  token: string;
};

export type Invited = {
  member: TeamMember;
  /** The one-time link, told once. Whoever holds it chooses the password. */
  url: string;
  /** RFC 3339, UTC. */
  expires_at: string;
};

export type IssuedVoucher = {
  id: string;
  marketplace: string;
  agreement: string;
  redeemer: string;
  title: string;
  value: Money;
  state: "issued" | "redeemed" | "expired" | "refunded";
  /** RFC 3339, UTC. */
  issued_at: string;
  /** RFC 3339, UTC. */
  expires_at: string;
  redeemed_at: string | null;
  store: string | null;
  till: string | null;
  payment: string | null;
  wallet_account: string | null;
  returned_at: string | null;
  refund: string | null;
  /** Told once; a repeat has null. */
  code: string | null;
};

export type JumpTargets = {
  origins: Array<string>;
};

export type KeyAddresses = {
  /** Addresses and networks, IPv4 and IPv6: 203.0.113.7, 10.0.0.0/8, 2001:db8::/32. Empty: from everywhere. */
  addresses: Array<string>;
};

export type LaunchEntry = {
  surface: "home" | "search" | "menu";
  path?: string;
  query?: string;
};

export type Licence = {
  id: string;
  marketplace: string;
  work: string;
  title: Words;
  host: string;
  streamer: string | null;
  scopes: Array<"stream" | "recut" | "clip">;
  /** RFC 3339, UTC. */
  starts_at: string;
  ends_at: string | null;
  version: number;
  granted_by: string;
  /** RFC 3339, UTC. */
  granted_at: string;
  revoked_by: string | null;
  revoked_why: string | null;
  revoked_at: string | null;
};

export type LicenceAnswer = {
  open: boolean;
  reasons: Array<Reason>;
  licence: string | null;
};

export type LicenceUse = {
  id: string;
  licence: string;
  marketplace: string;
  work: string;
  host: string;
  streamer: string | null;
  scope: "stream" | "recut" | "clip";
  /** RFC 3339, UTC. */
  begun_at: string;
};

/** One link with three faces: short link, QR code, share code. */
export type Link = {
  id: string;
  marketplace: string;
  store: string | null;
  kind: "store" | "product" | "live" | "order" | "friend_pay";
  target: string;
  title: string;
  picture: string | null;
  price: Money | null;
  /** The share code as people see it: 8K3M-P7QX-2D5T. */
  code: string;
  /** The short link; with /qr.svg or /qr.png its QR code. */
  url: string;
  state: "live" | "expired" | "revoked";
  /** RFC 3339, UTC. */
  made_at: string;
  expires_at: string | null;
  revoked_at: string | null;
};

export type LinkAnswer = {
  /** The evidence of where a stranger's address leads. While it waits (`not_followed_yet`) the worker looks, as a rule within seconds: ask again then. */
  follow?: {
    id: string;
    state: "waiting" | "done";
  };
  action: "open" | "confirm" | "copy" | "block";
  reasons: Array<Reason>;
  opening: string | null;
  policy: number | null;
};

export type LinkBlock = {
  id: string;
  marketplace: string;
  host: string;
  code: "phishing" | "fraud" | "illegal" | "malware" | "spam";
  state: "blocked" | "appealed" | "upheld" | "lifted";
  blocked_by: string;
  why: Words;
  /** RFC 3339, UTC. */
  blocked_at: string;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type LinkCheck = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** An id that begins with sto_. */
  store?: string;
  /** As openings name partners: wechat, … */
  partner: string;
  /** `out`: our link in the host app. `in`: the host app's link in ours. */
  direction: "out" | "in";
  /** Left out: what holds on all of them. */
  surface?: "chat" | "group" | "feed" | "search";
  class: "store" | "product" | "live" | "order" | "friend_pay" | "page";
  url: string;
  redirects?: Array<string>;
  buyer?: string;
};

/** Where a stranger's address was seen to lead, stop by stop, and what screening says of all of it. */
export type LinkFollow = {
  id: string;
  marketplace: string;
  url: string;
  state: "waiting" | "done";
  hops: Array<{
    url: string;
    /** What led there. */
    by: "asked" | "location" | "refresh" | "meta" | "script";
    address: string | null;
    /** The stop that led there, by its place from 0: a page may lead on in more than one way. */
    from: number | null;
    status: number | null;
  }>;
  ended: string | null;
  verdict: string | null;
  reasons: Array<Reason>;
  asked_by: string;
  /** RFC 3339, UTC. */
  asked_at: string;
  done_at: string | null;
};

/** A version of how links open in a host app and its links here. The first fitting rule says how; whether, the openings. */
export type LinkPolicy = {
  marketplace: string;
  n: number;
  /** RFC 3339, UTC. */
  starts_at: string;
  set_by: string;
  /** RFC 3339, UTC. */
  set_at: string;
  /** As openings name partners: wechat, … */
  partner: string;
  title: Words;
  rules: Array<{
    direction?: "out" | "in";
    surfaces?: Array<"chat" | "group" | "feed" | "search">;
    classes?: Array<"store" | "product" | "live" | "order" | "friend_pay" | "page">;
    /** Where the openings let it in: copy and block hold this surface or class back all the same. */
    when_open: "open" | "confirm" | "copy" | "block";
    when_shut: "copy" | "block";
    words?: Words;
  }>;
  posts: {
    qr_codes: "refuse" | "as_opened" | "allow";
    wallet_ids: "refuse" | "as_opened" | "allow";
    links: "refuse" | "as_opened" | "allow";
  };
  why: string;
};

export type LinkPreview = {
  kind: "store" | "product" | "live" | "order" | "friend_pay";
  title: string;
  picture: string | null;
  price: Money | null;
  code: string;
  state: "live" | "expired" | "revoked";
  url: string;
};

export type LinkPreviews = {
  data: Array<LinkPreview>;
};

export type LinkProvider = {
  /** 10 to 200 characters. */
  password?: string;
};

/** Public: how many links were opened, confirmed, copied or blocked in 90 days, and blocks, appeals, lifts. */
export type LinkReport = {
  marketplace: string;
  /** RFC 3339, UTC. */
  at: string;
  openings: Array<{
    partner: string;
    state: string;
    effective_at: string | null;
  }>;
  policies: Array<{
    partner: string;
    n: number;
    title: Words;
    /** RFC 3339, UTC. */
    starts_at: string;
    holds: boolean;
  }>;
  blocks: Array<{
    code: string;
    blocked: number;
    appealed: number;
    upheld: number;
    lifted: number;
  }>;
  appeals: {
    raised: number;
    granted: number;
    upheld: number;
    open: number;
    /** The median until a decision. */
    hours: number | null;
  };
  links: Array<{
    partner: string;
    direction: string;
    action: string;
    count: string;
  }>;
};

/** Hosts that links may lead to, and apps that open short links by themselves (App Links, Universal Links). */
export type LinkSettings = {
  marketplace: string;
  hosts: Array<string>;
  android: Array<{
    package: string;
    fingerprints: Array<string>;
  }>;
  ios: Array<string>;
};

export type LogStep = {
  n: number;
  event: string;
  by: string;
  why: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type MadeEntryLink = {
  entry: string;
  form: "scheme" | "url_link";
  url: string;
  expires_at: string | null;
};

export type MakeEntryLink = {
  surface: "home" | "search" | "menu";
  form: "scheme" | "url_link";
  path?: string;
  query?: string;
};

export type MapIdentity = {
  openid: string;
  /** As checkouts name it in buyer.reference. */
  buyer: string;
  /** Which words the buyer agreed to. */
  consent: string;
};

export type MarkAllRead = {
  /** The newest that was seen: later ones stay unread. */
  until: string;
  /** An id that begins with sto_. */
  store?: string;
  /** An id that begins with mkt_. */
  marketplace?: string;
};

export type Marketplace = {
  id: string;
  name: Words;
  time_zone: string;
  shop_url: string | null;
  state: "open" | "suspended";
  /** RFC 3339, UTC. */
  created_at: string;
};

export type MediaAccount = {
  wallet_account: string;
  host: string;
  marketplace: string;
  billed: Money;
  paid_out: Money;
  due: Money;
  payee: MediaPayee | null;
};

export type MediaPayee = {
  wallet_account: string;
  host: string;
  n: number;
  holder: string;
  bank: string;
  last4: string;
  set_by: string;
  /** RFC 3339, UTC. */
  set_at: string;
};

export type MediaPayout = {
  id: string;
  marketplace: string;
  wallet_account: string;
  host: string;
  payee: {
    n: number;
    holder: string;
    bank: string;
    last4: string;
  };
  /** `hand`: this wallet sends nothing to strangers' banks; people do, and tell. */
  way: "wallet" | "hand";
  amount: Money;
  state: "asked" | "sending" | "processing" | "paid" | "returned" | "refused" | "cancelled";
  asked_by: string;
  confirmed_by: string | null;
  reference: string | null;
  says: string | null;
  told: {
    paid: boolean;
    reference: string;
    by: string;
    /** RFC 3339, UTC. */
    at: string;
  } | null;
  /** RFC 3339, UTC. */
  asked_at: string;
  ended_at: string | null;
};

export type Merchant = {
  id: string;
  marketplace: string;
  name: Words;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type MerchantCode = {
  id: string;
  marketplace: string;
  store: string;
  title: string;
  latin_name: string;
  latin_city: string;
  amount: Money | null;
  currency: string;
  state: "active" | "revoked";
  /** The address in the printed code; any wallet's scanner opens it as a page. */
  url: string;
  /** The same code for readers of EMVCo's merchant-presented text. */
  emv: string;
  /** RFC 3339, UTC. */
  created_at: string;
  revoked_at: string | null;
};

export type Moment = {
  id: string;
  order: string;
  marketplace: string;
  store: string;
  kind: "viewed" | "shared" | "chat";
  host: string;
  surface: string | null;
  side: string | null;
  ref: string;
  sha256: string | null;
  /** RFC 3339, UTC. */
  at: string;
  /** RFC 3339, UTC. */
  heard_at: string;
};

/** An amount in whole minor units (fen for CNY), as text, so that no reader makes a float of it. */
export type Money = {
  currency: "CNY" | "HKD" | "USD" | "JPY";
  minor: string;
};

/** A store's money (escrow and balance together) at one wallet account: opening, every kind of change, closing. */
export type MoneyFlows = {
  wallet_account: string;
  opening: Money;
  /** By the transfers' kind; below zero: less. */
  changes: Array<{
    kind: string;
    amount: Money;
  }>;
  closing: Money;
};

export type MoveCampaign = {
  state: "running" | "paused" | "ended";
};

export type MoveOpening = {
  /** Kept for ever with who did it. */
  why: string;
};

export type MoveSession = {
  /** An id that begins with mem_. */
  membership: string;
  store?: string | null;
};

export type Name = {
  zh: string;
  en: string;
};

export type NewAcceptancePair = {
  acquirer: string;
  issuer: string;
  /** An id that begins with wac_. */
  account: string;
  /** What the second person reads. */
  why?: string;
};

export type NewAcceptanceRates = {
  acquirer: string;
  issuer: string;
  /** Ten-thousandths, rounded down to the fen. */
  rate: number;
  fixed: Money;
  /** Who pays the fee to the other. The merchant never does. */
  bearer: "acquirer" | "issuer";
  /** Whether a refund gives its part of the fee back. */
  on_refund: "returned" | "kept";
  /** RFC 3339, UTC. */
  starts_at?: string;
  /** What the second person reads. */
  why?: string;
};

export type NewAgreedRate = {
  /** A method, or `*` for all without their own. */
  method?: string;
  /** RFC 3339, UTC. */
  starts_at?: string;
  /** Thousandths of a percent: 600 is 0.6 %. */
  rate?: number;
  minimum?: Money;
  /** To the fen; `either`: the wallet may round either way. */
  rounding?: "down" | "up" | "half_up" | "half_even" | "either";
  /** Whether the fee comes back with a refund, in proportion. */
  refunds_return?: boolean;
  /** True, without a rate: from then on nothing of its own is agreed. */
  end?: boolean;
};

export type NewAgreement = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  title: Words;
  parties: Array<string>;
  scopes: Array<"traffic" | "technology" | "service_ecology" | "content" | "online_trade" | "offline_fulfilment" | "data" | "payment">;
  /** How far the partnership goes with it: links, payment, accounts, the whole ecosystem. */
  rung: "links" | "payment" | "accounts" | "ecosystem";
  /** RFC 3339, UTC. */
  starts_at?: string;
  ends_at?: string | null;
  notice_days?: number;
  two_people?: boolean;
  why: string;
};

export type NewAllianceContract = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  partner: string;
  title: string;
  purposes: Array<string>;
  modes: Array<"size" | "sum">;
  /** On what it hangs. */
  agreement?: string;
  clip: PositiveMoney;
  /** Below it no result is told. */
  crowd: number;
  /** Privacy parameter of a run, in thousandths. */
  epsilon_milli: number;
  /** Half of the false members that hide the count. */
  padding: number;
  /** Runs in all. */
  budget: number;
  /** RFC 3339, UTC. */
  starts_at: string;
  /** RFC 3339, UTC. */
  ends_at: string;
};

export type NewAllianceDataset = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  title: string;
  purposes: Array<string>;
  /** Why the rows may be used, and where that is written. */
  basis: string;
};

export type NewAllianceRun = {
  /** An id that begins with alc_. */
  contract: string;
  /** An id that begins with ald_. */
  dataset: string;
  purpose: string;
  mode: "size" | "sum";
};

export type NewApiKey = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** An id that begins with sto_. */
  store?: string;
  name: string;
  scopes: Array<"house:write" | "checkouts:read" | "checkouts:write" | "payments:read" | "payments:write" | "refunds:read" | "refunds:write" | "orders:read" | "orders:write" | "withdrawals:write" | "directory:read" | "directory:write" | "wallet_accounts:read" | "wallet_accounts:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "openings:read" | "openings:write" | "ballots:write" | "books:read" | "events:read" | "webhooks:read" | "webhooks:write" | "metrics:read" | "hub:read" | "contacts:read" | "contacts:write">;
  /** Addresses and networks, IPv4 and IPv6: 203.0.113.7, 10.0.0.0/8, 2001:db8::/32. Empty: from everywhere. */
  addresses?: Array<string>;
};

export type NewApplication = {
  /** An id that begins with sto_. */
  store: string;
  wallet: string;
  /** An id that begins with wac_. */
  wallet_account?: string;
  applicant: "company" | "sole_trader" | "individual";
};

export type NewBallot = {
  /** An id that begins with sto_. */
  store: string;
  choice: "support" | "re_evaluate";
  reason_code: string;
  reason?: string;
  replaces?: number | null;
};

export type NewCampaign = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  plan?: string;
  name: {
    zh: string;
    en: string;
  };
  /** RFC 3339, UTC. */
  starts_at: string;
  /** RFC 3339, UTC. */
  ends_at?: string;
  model?: "last_touch" | "position";
  window_seconds?: number;
  pricing: "click" | "order" | "share";
  price?: PositiveMoney;
  share_bp?: number;
  placements: Array<NewPlacement>;
  /** An id that begins with wac_. */
  wallet_account?: string;
  budget?: BudgetLimits;
};

export type NewCheckout = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  orders: Array<{
    /** An id that begins with sto_. */
    store: string;
    number: string;
    title: string;
    amount: PositiveMoney;
    lines: Array<OrderLine>;
  }>;
  buyer?: BuyerFacts;
  success_url: string;
  cancel_url: string;
  locale?: "zh-CN" | "en";
  /** Seconds; 1800 if absent. */
  expires_in?: number;
  metadata?: Record<string, string>;
};

export type NewComplaint = {
  /** An id that begins with pay_. */
  payment: string;
  /** A short word that groups complaints: not_received, charged_twice. */
  code: string;
  says?: string;
};

export type NewDispute = {
  /** An id that begins with ord_. */
  order: string;
  /** `refund_only`: money back without the goods, by the marketplace's rules. `dispute`: by people. */
  kind: "refund_only" | "dispute";
  amount: PositiveMoney;
  reason: string;
  evidence?: Array<Evidence>;
};

export type NewDrill = {
  /** An id that begins with sto_. */
  store: string;
  wallet: string;
};

/** Without `start`: since the stage began. The report ends where the next stage begins, or now. */
export type NewEffectReport = {
  /** An id that begins with opn_. */
  opening: string;
  kind: "pilot" | "stage";
  n: number;
  incumbent: string;
  /** RFC 3339, UTC. */
  start?: string;
  before_days: number;
  after_days: number;
};

export type NewEntry = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  host: string;
  kind: "mini_program" | "official_account" | "service";
  app_id: string;
  name: {
    zh: string;
    en: string;
  };
  path?: string;
  wallet?: string;
};

export type NewExport = {
  list: "orders" | "payments" | "refunds" | "disputes" | "breaks" | "audit";
  filter?: Record<string, string>;
  columns?: Array<string>;
  language?: "zh" | "en";
};

export type NewFundsMove = {
  act: "add" | "take";
  amount: PositiveMoney;
  why: string;
};

export type NewHubChange = {
  /** What changes. A cap opens the account of its currency. `fee` is the hub's own, without a participant. `settle`: a participant paid its line of a settlement, or is covered from its funds. `funds_out`: reserved at once for its bank. `withdrawal`: what became of that. `own_key`: which of its own keys the hub signs with. */
  kind: "cap" | "funds_in" | "funds_out" | "withdrawal" | "person_limit" | "fee" | "resume" | "endpoint" | "key" | "signing" | "settle" | "own_key";
  participant?: string;
  rate?: number | null;
  why: string;
  amount?: Money;
  endpoint?: {
    /** Of which calls; `all` holds for those without an endpoint of their own. */
    resource: "all" | "participants" | "parties" | "quotes" | "transfers";
    url: string | null;
  };
  /** PEM of an RSA key, 2048 bits or more. */
  public_key?: string;
  signing?: {
    /** It must prove what it sends. */
    verify: boolean;
    /** What the hub itself says to it is signed. */
    sign: boolean;
  };
  settle?: {
    settlement: string;
    how: "paid" | "covered";
  };
  withdrawal?: {
    id: string;
    /** sent: its bank sent it. returned: into its funds again. */
    how: "sent" | "returned";
  };
  own_key?: {
    id: string;
  };
};

export type NewInterfaceGrant = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** As openings name partners: wechat, … */
  partner: string;
  api: string;
  fields: Array<string>;
  /** An id that begins with agr_. */
  agreement?: string;
  why: string;
};

export type NewLicence = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  work: string;
  title: {
    zh: string;
    en: string;
  };
  host: string;
  streamer?: string;
  scopes: Array<"stream" | "recut" | "clip">;
  /** RFC 3339, UTC. */
  starts_at: string;
  /** RFC 3339, UTC. */
  ends_at?: string;
};

export type NewLink = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** An id that begins with sto_. */
  store?: string;
  kind: "store" | "product" | "live" | "order" | "friend_pay";
  target: string;
  title: string;
  picture?: string;
  price?: Money;
  /** RFC 3339, UTC. */
  expires_at?: string;
};

export type NewLinkBlock = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  host: string;
  code: "phishing" | "fraud" | "illegal" | "malware" | "spam";
  why: Words;
};

export type NewLinkPolicy = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** RFC 3339, UTC. */
  starts_at?: string;
  /** As openings name partners: wechat, … */
  partner: string;
  title: Words;
  rules: Array<{
    direction?: "out" | "in";
    surfaces?: Array<"chat" | "group" | "feed" | "search">;
    classes?: Array<"store" | "product" | "live" | "order" | "friend_pay" | "page">;
    /** Where the openings let it in: copy and block hold this surface or class back all the same. */
    when_open: "open" | "confirm" | "copy" | "block";
    when_shut: "copy" | "block";
    words?: Words;
  }>;
  posts: {
    qr_codes: "refuse" | "as_opened" | "allow";
    wallet_ids: "refuse" | "as_opened" | "allow";
    links: "refuse" | "as_opened" | "allow";
  };
  why: string;
};

export type NewMarketplace = {
  name: Name;
  /** Asia/Shanghai if absent. */
  time_zone?: string;
  shop_url?: string;
};

export type NewMediaPayout = {
  /** An id that begins with wac_. */
  wallet_account: string;
  host: string;
  amount: PositiveMoney;
};

export type NewMerchant = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  name: Name;
};

export type NewMerchantCode = {
  /** An id that begins with sto_. */
  store: string;
  amount?: PositiveMoney;
  title?: string;
  latin_name?: string;
  latin_city?: string;
};

/** That an order was seen, shared or talked about in a host app: where, when and under which number. */
export type NewMoments = {
  /** An id that begins with ord_. */
  order: string;
  moments: Array<{
    kind: "viewed" | "shared" | "chat";
    host: string;
    surface?: string | null;
    side?: "buyer" | "store" | "platform" | null;
    /** The teller's own number of it. No name, no number of a person, nothing that was said. */
    ref: string;
    sha256?: string | null;
    /** RFC 3339, UTC. */
    at: string;
  }>;
};

export type NewOpening = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  sides?: Array<string>;
  capability?: string;
  partner: string;
  methods?: Array<string> | null;
  effective_at?: string | null;
  caps?: {
    per_payment?: PositiveMoney | null;
    per_buyer_day?: PositiveMoney | null;
    per_store_day?: PositiveMoney | null;
    total_day?: PositiveMoney | null;
  };
  terms: Name;
  depth?: "superficial" | "moderate" | "deep" | null;
  initiator?: string | null;
  motive?: "own_will" | "policy" | null;
  notice_days?: number | null;
  requires?: Array<{
    kind: "opening" | "agreement" | "sign_off";
    id: string;
  }>;
  /** What opens or widens it takes a second person. */
  two_people?: boolean;
  models?: string | null;
  guards?: Array<{
    figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
    /** 10,000ths; of `breaks` a plain number. */
    limit: number;
    window_minutes: number;
    min_count: number;
  }>;
  pilots?: Array<NewStage>;
  stages?: Array<NewStage>;
};

export type NewPasskey = {
  name: string;
  passkey: PasskeyMade;
};

export type NewPlacement = {
  host: string;
  surface: "feed" | "search" | "splash" | "moments" | "channels" | "stream" | "content";
  target: "store" | "product" | "live";
  url: string;
  /** An id that begins with sto_. */
  store?: string;
};

export type NewRateCard = {
  store?: string;
  /** RFC 3339, UTC. */
  starts_at?: string;
  /** Hundredths of a percent, rounded down. */
  commission_bp?: number;
  fixed?: PositiveMoney;
  /** True: from then on the marketplace's card holds for this store. */
  end?: boolean;
};

export type NewRefund = {
  /** An id that begins with pay_. */
  payment: string;
  amount: PositiveMoney;
  reason: string;
};

export type NewRefundLimit = {
  role: "operator" | "finance" | "merchant_owner" | "merchant_finance" | "key";
  per_refund: {
    currency: "CNY";
    minor: string;
  } | null;
  per_day: {
    currency: "CNY";
    minor: string;
  } | null;
  why: string;
};

export type NewSavedView = {
  list: "orders" | "payments" | "refunds" | "disputes" | "breaks" | "audit";
  title: string;
  /** As behind the question mark of the page's address. */
  query: string;
};

/** Against a block: `block`. Against a finding in a post: the post again, and the finding's value as `subject`. */
export type NewScreenAppeal = {
  /** An id that begins with sto_. */
  store: string;
  why: string;
  /** An id that begins with lbk_. */
  block?: string;
  text?: string;
  pictures?: Array<string>;
  subject?: string;
};

export type NewShareReturn = {
  amount: PositiveMoney;
};

export type NewShipment = {
  /** An id that begins with ord_. */
  order: string;
  carrier: string;
  number: string;
  state: "picked_up" | "in_transit" | "out_for_delivery" | "delivered" | "returned";
  place?: string;
  /** In how many parcels the order goes. It is sent when all of them are, one where nobody says; that all were signed for is believed only where others than the store said how many. */
  parcels?: number;
  /** RFC 3339, UTC. */
  at: string;
};

/** A pilot before the announcement, or a stage after. */
export type NewStage = {
  title?: Name | null;
  starts_at?: string | null;
  methods?: Array<string> | null;
  stores?: {
    list?: Array<string>;
    /** 10,000ths: 500 is 5 %. */
    share?: number;
    categories?: Array<string>;
    city_tiers?: Array<string>;
    /** RFC 3339, UTC. */
    signed_up_before?: string;
  };
  buyers?: {
    /** 10,000ths: 500 is 5 %. */
    share?: number;
    any_of?: Array<"no_bound_card" | "no_balance">;
    /** 10,000ths: 500 is 5 %. */
    others?: number;
    city_tiers?: Array<number>;
    age_bands?: Array<string>;
    apps?: Array<string>;
    app_version_from?: string;
  };
  condition?: string | null;
  caps?: {
    per_payment?: PositiveMoney | null;
    per_buyer_day?: PositiveMoney | null;
    per_store_day?: PositiveMoney | null;
    total_day?: PositiveMoney | null;
  };
  guards?: Array<{
    figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
    /** 10,000ths; of `breaks` a plain number. */
    limit: number;
    window_minutes: number;
    min_count: number;
  }>;
};

export type NewStanding = {
  kind: "agreement" | "sign_off";
  id: string;
  stands: boolean;
  /** An id that begins with mkt_. */
  marketplace?: string;
  opening?: string | null;
  /** Kept for ever with who did it. */
  why: string;
};

export type NewStore = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** An id that begins with mer_. */
  merchant: string;
  name: Name;
  tags?: Record<string, string>;
};

export type NewStoreCampaign = {
  plan?: string;
  name: {
    zh: string;
    en: string;
  };
  /** RFC 3339, UTC. */
  starts_at: string;
  /** RFC 3339, UTC. */
  ends_at?: string;
  model?: "last_touch" | "position";
  window_seconds?: number;
  pricing: "click" | "order" | "share";
  price?: PositiveMoney;
  share_bp?: number;
  placements: Array<NewPlacement>;
  /** An id that begins with wac_. */
  wallet_account: string;
  budget: BudgetLimits;
};

export type NewTeamMember = {
  name: string;
  role: "operator" | "approver" | "finance" | "support" | "auditor" | "merchant_owner" | "merchant_finance" | "merchant_staff";
  marketplace?: string | null;
  store?: string | null;
};

export type NewTillPayment = {
  /** An id that begins with sto_. */
  store: string;
  /** What the till scanned; never stored. */
  code: string;
  amount: PositiveMoney;
  /** The till's own number: one sale, paid once. */
  number: string;
  title?: string;
  /** Only where the code leaves it open. */
  wallet?: string;
  /** Your own word for the buyer (a member's number): without it no limit of a buyer's day lets them in. */
  buyer_reference?: string;
};

export type NewVoucher = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** An id that begins with agr_. */
  agreement: string;
  redeemer: string;
  title: string;
  value: PositiveMoney;
  /** RFC 3339, UTC. */
  expires_at: string;
  /** Which it was bought with: the order's whole money waits for whoever redeems it. */
  payment?: string;
};

export type NewWalletAccount = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  wallet: string;
  title: string;
  /** As GET /v1/wallets names them; the secret ones never come back. */
  settings: Record<string, string>;
};

export type NewWebhookEndpoint = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  url: string;
  description?: string;
  /** Types of events; `payment.*` and `*` stand for many. */
  events?: Array<string>;
};

export type NewWithdrawal = {
  /** An id that begins with sto_. */
  store: string;
  /** An id that begins with wac_. */
  wallet_account: string;
  amount: PositiveMoney;
};

export type Notification = {
  id: string;
  marketplace: string | null;
  store: string | null;
  /** What happened: opening.announce, opening.guard_breached, alarm.raised, … */
  type: string;
  /** The opening, or the alarm. */
  subject: string;
  words: Words;
  data: unknown;
  /** RFC 3339, UTC. */
  at: string;
  /** By whoever asks: a person, or a key. */
  read: boolean;
};

export type Offer = {
  wallet: string;
  title: Words;
  mark: {
    svg: string;
    colour: string;
  };
  available: boolean;
  reasons: Array<Reason>;
  methods: Array<"qr" | "jump" | "in_app" | "app">;
  combined: boolean;
  cap: Money | null;
  in_app?: {
    user_agent: string;
    needs_openid: boolean;
  };
  desktop_jump?: boolean;
  combined_methods?: Array<"qr" | "jump" | "in_app" | "app">;
};

export type OnboardingTerms = {
  marketplace: string;
  wallet: string;
  version: number;
  zh: string;
  en: string;
  /** Hexadecimal SHA-256 over both texts. */
  hash: string;
  /** RFC 3339, UTC. */
  published_at: string;
};

export type Opening = {
  id: string;
  marketplace: string;
  sides: Array<string>;
  capability: string;
  partner: string;
  methods: Array<string> | null;
  caps: {
    per_payment: Money | null;
    per_buyer_day: Money | null;
    per_store_day: Money | null;
    total_day: Money | null;
  };
  terms: Words;
  terms_version: number;
  /** SHA-256 over the terms and what they open, hexadecimal. */
  terms_hash: string;
  voted_hash: string | null;
  consultation_skipped: string | null;
  depth: "superficial" | "moderate" | "deep" | null;
  initiator: string | null;
  motive: "own_will" | "policy" | null;
  notice_days: number | null;
  requires: Array<{
    kind: "opening" | "agreement" | "sign_off";
    id: string;
  }>;
  pilots: Array<Stage>;
  stages: Array<Stage>;
  guards: Array<{
    figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
    /** 10,000ths; of `breaks` a plain number. */
    limit: number;
    window_minutes: number;
    min_count: number;
  }>;
  two_people: boolean;
  models: string | null;
  state: "draft" | "piloting" | "consulting" | "decided" | "announced" | "opening" | "open" | "paused" | "withdrawn";
  effective_at: string | null;
  version: number;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type OpeningRules = {
  marketplace: string;
  /** What opens, widens or resumes takes two people. */
  two_people: boolean;
  source: "production" | "marketplace" | "sandbox";
  by: string | null;
  why: string | null;
  at: string | null;
};

export type OpeningStep = {
  version: number;
  event: string;
  from: "draft" | "piloting" | "consulting" | "decided" | "announced" | "opening" | "open" | "paused" | "withdrawn" | null;
  to: "draft" | "piloting" | "consulting" | "decided" | "announced" | "opening" | "open" | "paused" | "withdrawn";
  effective_at: string | null;
  by: string;
  why: string;
  /** RFC 3339, UTC. */
  at: string;
  details: unknown;
};

/** What an outsider may hold the house to: rules, votes, stages, outages, fees. */
export type Openness = {
  /** RFC 3339, UTC. */
  as_of: string;
  /** RFC 3339, UTC. */
  from: string;
  openings: Array<OpennessOpening>;
  /** Older openings are left out: the file has the newest 5,000. */
  openings_cut: boolean;
  openings_next: string | null;
  /** What the wallets' totals are the sums of. */
  days: Array<DayFigures>;
  /** When a wallet was shut for buyers, because its calls went wrong; kept after it is mended. */
  outages: Array<{
    wallet: string;
    /** RFC 3339, UTC. */
    began_at: string;
    ended_at: string | null;
  }>;
  appeals: Array<{
    /** What stores appealed against: links and posts kept out, or verdicts. */
    about: "screening" | "verdicts";
    raised: number;
    granted: number;
    upheld: number;
    open: number;
    /** The median until a decision. */
    hours: number | null;
  }>;
  /** What the figures of appeals are counted from; who appealed, and against what, is not told. */
  appeals_told: Array<{
    about: "screening" | "verdicts";
    day: string;
    outcome: "granted" | "upheld" | "open";
    count: number;
    /** Until the decision. */
    hours: number | null;
  }>;
  wallets: Array<{
    wallet: string;
    title: Words;
    started: number;
    paid: number;
    refused: number;
    unknown: number;
    amount: Money;
  }>;
  audit: {
    n: string;
    hash: string;
    /** RFC 3339, UTC. */
    at: string;
  } | null;
  checkout_order: Words;
  terms: Array<{
    marketplace: Words;
    release_after_days: number;
    release_from: "payment" | "shipment";
    commission_bp: number;
  }>;
};

/** A vote's ballots without their stores: counted again they are the tally, and their leaves have the published root. */
export type OpennessBallots = {
  root: string;
  /** Stores by turnover: at least five ballots of each choice in each band, or one band alone. */
  bands: Array<{
    n: number;
    /** Turnover in minor units, from here on. */
    from: string;
    to: string | null;
    asked: number;
    support: {
      stores: number;
      turnover: string;
    };
    re_evaluate: {
      stores: number;
      turnover: string;
    };
  }>;
  /** In the order of the tree's leaves, each made from its choice and its hidden hash. */
  ballots: Array<{
    /** A hash over store, salt and reason: who has the receipt finds it. */
    hidden: string;
    choice: "support" | "re_evaluate";
    band: number;
  }>;
};

/** The leaf hashes of an RFC 6962 tree over the ballots, in order: how many voted, and none changed; not how. */
export type OpennessLeaves = {
  root: string;
  leaves: Array<string>;
};

/** An opening as everybody may know it: rules, votes and steps; nobody who asked, voted or decided. */
export type OpennessOpening = {
  id: string;
  /** With them, capability, partner and methods: what is hashed. */
  sides: Array<string>;
  marketplace: Words;
  capability: string;
  partner: string;
  depth: string | null;
  motive: string | null;
  state: "draft" | "piloting" | "consulting" | "decided" | "announced" | "opening" | "open" | "paused" | "withdrawn";
  terms: Words;
  terms_hash: string;
  effective_at: string | null;
  consultation_skipped: string | null;
  methods: Array<string> | null;
  caps: {
    per_payment: Money | null;
    per_buyer_day: Money | null;
    per_store_day: Money | null;
    total_day: Money | null;
  };
  guards: Array<{
    figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
    /** 10,000ths; of `breaks` a plain number. */
    limit: number;
    window_minutes: number;
    min_count: number;
  }>;
  pilots: Array<{
    n: number;
    title: Words | null;
    starts_at: string | null;
    methods: Array<string> | null;
    stores: {
      list?: Array<string>;
      /** 10,000ths: 500 is 5 %. */
      share?: number;
      categories?: Array<string>;
      city_tiers?: Array<string>;
      /** RFC 3339, UTC. */
      signed_up_before?: string;
    };
    buyers: {
      /** 10,000ths: 500 is 5 %. */
      share?: number;
      any_of?: Array<"no_bound_card" | "no_balance">;
      /** 10,000ths: 500 is 5 %. */
      others?: number;
      city_tiers?: Array<number>;
      age_bands?: Array<string>;
      apps?: Array<string>;
      app_version_from?: string;
    };
    condition: string | null;
    caps: {
      per_payment: Money | null;
      per_buyer_day: Money | null;
      per_store_day: Money | null;
      total_day: Money | null;
    };
    started_at: string | null;
    guards: Array<{
      figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
      /** 10,000ths; of `breaks` a plain number. */
      limit: number;
      window_minutes: number;
      min_count: number;
    }>;
    paused_at: string | null;
    /** How many stores are named. */
    listed_stores: number | null;
    /** Also by a condition; it is told where it names no store and no buyer. */
    conditional: boolean;
  }>;
  stages: Array<{
    n: number;
    title: Words | null;
    starts_at: string | null;
    methods: Array<string> | null;
    stores: {
      list?: Array<string>;
      /** 10,000ths: 500 is 5 %. */
      share?: number;
      categories?: Array<string>;
      city_tiers?: Array<string>;
      /** RFC 3339, UTC. */
      signed_up_before?: string;
    };
    buyers: {
      /** 10,000ths: 500 is 5 %. */
      share?: number;
      any_of?: Array<"no_bound_card" | "no_balance">;
      /** 10,000ths: 500 is 5 %. */
      others?: number;
      city_tiers?: Array<number>;
      age_bands?: Array<string>;
      apps?: Array<string>;
      app_version_from?: string;
    };
    condition: string | null;
    caps: {
      per_payment: Money | null;
      per_buyer_day: Money | null;
      per_store_day: Money | null;
      total_day: Money | null;
    };
    started_at: string | null;
    guards: Array<{
      figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
      /** 10,000ths; of `breaks` a plain number. */
      limit: number;
      window_minutes: number;
      min_count: number;
    }>;
    paused_at: string | null;
    /** How many stores are named. */
    listed_stores: number | null;
    /** Also by a condition; it is told where it names no store and no buyer. */
    conditional: boolean;
  }>;
  votes: Array<{
    n: number;
    terms_hash: string;
    quorum: number;
    share: number;
    weighting: "stores" | "turnover";
    stores: number;
    /** RFC 3339, UTC. */
    deadline: string;
    tally: {
      stores: {
        electorate: string;
        cast: string;
        support: string;
        re_evaluate: string;
      };
      turnover: {
        electorate: string;
        cast: string;
        support: string;
        re_evaluate: string;
      };
      passed: boolean;
    } | null;
    root: string | null;
    /** Its ballots are published, without their stores. */
    ballots_public: boolean;
  }>;
  steps: Array<{
    event: string;
    to: "draft" | "piloting" | "consulting" | "decided" | "announced" | "opening" | "open" | "paused" | "withdrawn";
    /** RFC 3339, UTC. */
    at: string;
  }>;
};

export type Order = {
  id: string;
  checkout: string;
  marketplace: string;
  store: string;
  store_title?: string;
  number: string;
  title: string;
  amount: Money;
  refunded: Money;
  state: "unpaid" | "paid" | "partly_refunded" | "refunded" | "closed";
  lines: Array<OrderLine>;
  /** RFC 3339, UTC. */
  created_at: string;
  paid_at: string | null;
};

export type OrderFlows = {
  order: string;
  marketplace: string;
  store: string;
  items: Array<{
    flow: "information" | "transaction" | "payment" | "logistics";
    /** RFC 3339, UTC. */
    at: string;
    code: string;
    words: Words;
    amount: Money | null;
    evidence: {
      kind: string;
      id: string;
    };
    detail: Record<string, string>;
    note?: Words | null;
  }>;
  gaps: Array<{
    code: string;
    words: Words;
    /** RFC 3339, UTC. */
    since: string;
  }>;
  /** What the wallet kept of each payment that was paid: as a line of its bill says, or by the rate agreed with the wallet; null: no line is kept of it and nothing is agreed. */
  wallet_fees: Array<{
    payment: string;
    fee: Money | null;
    basis: "billed" | "agreed" | null;
  }>;
};

export type OrderLine = {
  title: string;
  quantity: number;
  amount: PositiveMoney;
  picture_url?: string;
  /** false: nothing is sent (virtual goods, a service). An order without anything to send is released by the time since its payment, whatever the marketplace's terms say of shipments. Not by a store's key. */
  ships?: boolean;
};

export type OwnAddress = {
  /** Where this very request came from, as lists of addresses are compared. */
  address: string;
  /** Whether the list that was asked about holds it; an empty one holds all. */
  listed: boolean;
  /** What of that list is neither an address nor a network. */
  wrong: Array<string>;
};

/** A pair as it is today: whether it is open, how much of the day's caps is used, and what one owes the other. */
export type PairToday = {
  acquirer: string;
  issuer: string;
  /** An id that begins with wac_. */
  account: string;
  late: boolean;
  day: string;
  /** The newest opening of the pair, drafts left out. */
  opening: string | null;
  state: string | null;
  /** Of the opening and of the step that it is at, the smaller. */
  caps: {
    per_payment: Money | null;
    per_buyer_day: Money | null;
    per_store_day: Money | null;
    total_day: Money | null;
  };
  /** Counted into the day's total; null: nothing limits it. */
  counted: Money | null;
  payments: number;
  amount: Money;
  fees: Money;
  /** On their way back to their payers. */
  returning: number;
  owed: Money;
};

export type Partnership = {
  partner: string;
  rung: "links" | "payment" | "accounts" | "ecosystem" | null;
  next: "links" | "payment" | "accounts" | "ecosystem" | null;
  agreements: Array<string>;
  open: Array<string>;
};

export type Passkey = {
  /** An id that begins with psk_. */
  id: string;
  name: string;
  /** Its maker keeps it for several devices of the person. */
  synced: boolean;
  /** RFC 3339, UTC. */
  created_at: string;
  used_at: string | null;
};

export type PasskeyAdded = {
  passkey: Passkey;
  recovery_codes: Array<string> | null;
};

/** What an authenticator signed for signing in (WebAuthn). */
export type PasskeyAnswer = {
  id: string;
  rawId: string;
  type: "public-key";
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string | null;
  };
  authenticatorAttachment?: "platform" | "cross-platform" | null;
  clientExtensionResults?: Record<string, unknown>;
};

export type PasskeyAsk = {
  /** For the browser's own navigator.credentials. */
  options: Record<string, unknown>;
};

/** A new passkey as an authenticator made it (WebAuthn). */
export type PasskeyMade = {
  id: string;
  rawId: string;
  type: "public-key";
  response: {
    clientDataJSON: string;
    attestationObject: string;
    transports?: Array<string>;
  };
  authenticatorAttachment?: "platform" | "cross-platform" | null;
  clientExtensionResults?: Record<string, unknown>;
};

export type PayInEntry = {
  /** An id that begins with chk_. */
  checkout: string;
};

export type PayerCodeRule = {
  source: "wallet" | "house" | "marketplace";
  /** A wallet, or a network that this house does not speak. */
  wallet: string;
  prefix: string | null;
  digits: {
    min: number;
    max: number;
  } | null;
  shape: string | null;
  set_by: string | null;
  set_at: string | null;
};

export type Payment = {
  id: string;
  order: string;
  checkout: string;
  marketplace: string;
  store: string;
  wallet: string;
  /** The wallet whose user pays, where it is another than the one that pays the store. */
  issuer?: string;
  method: "qr" | "jump" | "in_app" | "app" | "code";
  amount: Money;
  received?: Money;
  refunded: Money;
  state: "starting" | "waiting" | "abandoned" | "refused" | "closed" | "paid" | "surplus" | "returned";
  wallet_ref: string | null;
  action: Action | null;
  stage: "offered" | "scanned" | "paying" | null;
  reason: Reason | null;
  combined: string | null;
  by_friend: boolean;
  /** RFC 3339, UTC. */
  expires_at: string;
  /** RFC 3339, UTC. */
  created_at: string;
  paid_at: string | null;
};

/** What one person proposed and another has to decide. */
export type Pending = {
  kind: "opening" | "standing" | "agreement" | "withdrawal" | "break" | "bill_file" | "dispute" | "funds" | "campaign_bill" | "media_payout" | "media_payout_told" | "screen_appeal" | "link_block" | "hub_change" | "acceptance_change" | "refund" | "refund_limit";
  id: string;
  n: number | null;
  marketplace: string | null;
  store: string | null;
  act: string;
  why: string;
  about: string | null;
  amount: Money | null;
  proposer: string;
  proposer_name: string | null;
  /** RFC 3339, UTC. */
  at: string;
  /** Whether the caller may decide it now. */
  yours: {
    may: boolean;
    why: string | null;
    until: string | null;
  };
};

export type Placement = {
  id: string;
  campaign: string;
  marketplace: string;
  host: string;
  surface: string;
  target: "store" | "product" | "live";
  url: string;
  store: string | null;
  /** Where the advertisement leads: it counts the click and goes on. */
  jump: string;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type PlatformBook = {
  wallet_account: string;
  funds: Money;
  advanced: Money;
  compensated: Money;
};

/** The platform's own book at a wallet account as each day ended, oldest first; the last is as it is now. In CNY. */
export type PlatformDays = {
  wallet_account: string;
  time_zone: string;
  data: Array<{
    day: string;
    funds: Money;
    advanced: Money;
    compensated: Money;
    media_due: Money;
    media_payouts: Money;
  }>;
};

/** One move of the platform's own book at a wallet account. */
export type PlatformMove = {
  id: string;
  /** Of the chart of postings: funds_added, advance_given, ads_billed, … */
  kind: string;
  subject: string;
  amount: Money;
  /** What it did to the own funds; null: it moved something else. */
  funds: Money | null;
  why: string | null;
  /** RFC 3339, UTC. */
  at: string;
};

/** An amount of at least one minor unit. */
export type PositiveMoney = {
  currency: "CNY" | "HKD" | "USD" | "JPY";
  minor: string;
};

export type PrerequisiteStands = {
  kind: "opening" | "agreement" | "sign_off";
  id: string;
  /** False: announcing would be refused for it. */
  stands: boolean;
};

/** RFC 9457. `title` and `detail` follow Accept-Language; `zh` always holds the Chinese ones. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable: programs go by this. */
  code: string;
  instance: string;
  request_id: string;
  /** True: the same request may succeed a little later. */
  retry: boolean;
  zh: {
    title: string;
    detail: string;
  };
  errors?: Array<{
    field: string;
    message: string;
    zh: string;
  }>;
  reasons?: Array<Reason>;
  context?: Record<string, string>;
};

export type Proposal = {
  opening: string;
  n: number;
  opening_version: number | null;
  act: "pilot" | "open" | "complete" | "resume" | "announce" | "start_stage" | "resume_stage" | "plan";
  input: unknown;
  why: string;
  proposer: string;
  /** RFC 3339, UTC. */
  at: string;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
};

/** What the act needs stands under its own name. */
export type ProposeAct = {
  act: "pilot" | "open" | "complete" | "resume" | "announce" | "start_stage" | "resume_stage" | "plan";
  /** Kept for ever with who did it. */
  why: string;
  announce?: {
    effective_at?: string | null;
    skip_consultation?: string | null;
  };
  start_stage?: {
    kind: "pilot" | "stage";
    n: number;
  };
  resume_stage?: {
    kind: "pilot" | "stage";
    n: number;
  };
  plan?: {
    caps?: {
      per_payment?: PositiveMoney | null;
      per_buyer_day?: PositiveMoney | null;
      per_store_day?: PositiveMoney | null;
      total_day?: PositiveMoney | null;
    };
    guards?: Array<{
      figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
      /** 10,000ths; of `breaks` a plain number. */
      limit: number;
      window_minutes: number;
      min_count: number;
    }>;
    pilots?: Array<NewStage>;
    stages?: Array<NewStage>;
  };
};

export type ProposeBillFile = {
  why: string;
};

export type ProposeEnd = {
  /** `hear`: apply what the bill says to the payment or refund; `enter`: post one of the break's entries; `accept`: it stays as it is, explained. */
  act: "hear" | "accept" | "enter";
  /** With `enter` alone; `suspense` where nothing is said. `suspense`: the difference stands apart until its cause is found; `bear`: the platform bears the loss. */
  entry?: "suspense" | "bear";
  why: string;
};

export type ProposeVerdict = {
  /** The first two end a dispute, the last two an appeal. */
  verdict: "for_buyer" | "for_store" | "upheld" | "overturned";
  why: string;
  evidence?: Array<Evidence>;
};

export type ProviderUrl = {
  /** Where the browser goes. */
  url: string;
};

export type PublishOnboardingTerms = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  wallet: string;
  zh: string;
  en: string;
};

export type PutApplicationDocument = {
  name: string;
  /** The file's bytes in base64. */
  content: string;
};

export type PutContact = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** `partner`: a wallet or host app of a marketplace; `participant`: one of the hub. */
  kind: "partner" | "participant";
  /** The partner as openings name it, or the participant at the hub. */
  name: string;
  /** What they are called for. */
  role: "emergency" | "technical" | "finance" | "business" | "legal";
  /** Who of a role is called first. */
  order: number;
  person: ContactPerson;
};

export type PutEvidence = {
  file_name: string;
  /** The file's bytes in base64. */
  content: string;
};

export type PutHubParticipant = {
  title: Words;
};

/** What the marketplace takes of what is paid from `starts_at` on: a share of what the store keeps, rounded down to the fen, and a fixed sum; never more than the store keeps. A store's own card goes before the marketplace's. */
export type RateCard = {
  marketplace: string;
  store: string | null;
  /** RFC 3339, UTC. */
  starts_at: string;
  commission_bp: number | null;
  fixed: Money | null;
  set_by: string;
};

export type Reach = {
  total: Reached;
  by_segment: Array<ReachedSegment>;
  by_tier: Array<ReachedTier>;
  by_age: Array<ReachedAge>;
  words: Words;
  svg: Words;
};

export type ReachSegment = {
  city_tier?: number | null;
  age_band?: string | null;
  a: number;
  b: number;
  overlap?: number;
  /** An id that begins with alr_. */
  run?: string;
};

export type Reached = {
  a: number;
  b: number;
  overlap: number;
  only_a: number;
  only_b: number;
  /** A + B − overlap. */
  reach: number;
  gain_bp: number | null;
  circles: Circles;
};

export type ReachedAge = {
  a: number;
  b: number;
  overlap: number;
  only_a: number;
  only_b: number;
  /** A + B − overlap. */
  reach: number;
  gain_bp: number | null;
  circles: Circles;
  age_band: string | null;
};

export type ReachedSegment = {
  a: number;
  b: number;
  overlap: number;
  only_a: number;
  only_b: number;
  /** A + B − overlap. */
  reach: number;
  gain_bp: number | null;
  circles: Circles;
  city_tier: number | null;
  age_band: string | null;
};

export type ReachedTier = {
  a: number;
  b: number;
  overlap: number;
  only_a: number;
  only_b: number;
  /** A + B − overlap. */
  reach: number;
  gain_bp: number | null;
  circles: Circles;
  city_tier: number | null;
};

export type ReadOrder = {
  id: string;
  checkout: string;
  marketplace: string;
  store: string;
  store_title?: string;
  number: string;
  title: string;
  amount: Money;
  refunded: Money;
  state: "unpaid" | "paid" | "partly_refunded" | "refunded" | "closed";
  lines: Array<OrderLine>;
  /** RFC 3339, UTC. */
  created_at: string;
  paid_at: string | null;
  expanded?: {
    payments?: {
      data: Array<Payment>;
      next_cursor: string | null;
    };
  };
};

export type ReadPayment = {
  id: string;
  order: string;
  checkout: string;
  marketplace: string;
  store: string;
  wallet: string;
  /** The wallet whose user pays, where it is another than the one that pays the store. */
  issuer?: string;
  method: "qr" | "jump" | "in_app" | "app" | "code";
  amount: Money;
  received?: Money;
  refunded: Money;
  state: "starting" | "waiting" | "abandoned" | "refused" | "closed" | "paid" | "surplus" | "returned";
  wallet_ref: string | null;
  action: Action | null;
  stage: "offered" | "scanned" | "paying" | null;
  reason: Reason | null;
  combined: string | null;
  by_friend: boolean;
  /** RFC 3339, UTC. */
  expires_at: string;
  /** RFC 3339, UTC. */
  created_at: string;
  paid_at: string | null;
  expanded?: {
    refunds?: {
      data: Array<Refund>;
      next_cursor: string | null;
    };
    order?: Order;
  };
};

export type Reason = {
  code: string;
  zh: string;
  en: string;
};

export type ReconciliationBreak = {
  /** An id that begins with brk_. */
  id: string;
  run: string | null;
  /** An id that begins with mkt_. */
  marketplace: string;
  /** An id that begins with wac_. */
  wallet_account: string;
  /** A day of Asia/Shanghai. */
  day: string;
  class: "ours_only" | "theirs_only" | "amount" | "fee" | "state" | "day_boundary";
  /** `fund`: a movement of the wallet's account, or all of a day. */
  kind: "payment" | "refund" | "fund";
  subject: string | null;
  wallet_ref: string | null;
  ours: Money | null;
  theirs: Money | null;
  fee: Money | null;
  their_state: string | null;
  says: string;
  owner: "finance" | "engineering";
  assignee: string | null;
  assignee_name: string | null;
  /** What the house would do; `wait`: the next bill tells. */
  advice: "wait" | "hear" | "accept" | "enter";
  /** Entries among which a proposal may choose, as approval would post them now. */
  entries: Array<BreakEntry>;
  state: "open" | "proposed" | "closed";
  resolution: "late" | "heard" | "accepted" | "entered" | null;
  proposed_act: "hear" | "accept" | "enter" | null;
  proposed_entry: BreakEntry | null;
  entry: BreakEntry | null;
  taken_back_at: string | null;
  proposed_why: string | null;
  proposer: string | null;
  proposed_at: string | null;
  decided_by: string | null;
  decided_why: string | null;
  /** RFC 3339, UTC. */
  opened_at: string;
  closed_at: string | null;
  age_days: number;
};

export type ReconciliationDay = {
  /** An id that begins with wac_. */
  wallet_account: string;
  /** A day of Asia/Shanghai. */
  day: string;
  /** An id that begins with mkt_. */
  marketplace: string;
  wallet: string;
  /** `waiting`: its bill is asked for at next_at; `refused`: too, but the bill was wrong, see code; `done`. */
  state: "waiting" | "refused" | "done";
  code: string | null;
  says: string | null;
  tries: number;
  next_at: string | null;
  run: string | null;
  files: Array<string> | null;
  /** RFC 3339, UTC. */
  opened_at: string;
  tried_at: string | null;
};

export type ReconciliationRun = {
  /** An id that begins with rec_. */
  id: string;
  /** An id that begins with mkt_. */
  marketplace: string;
  wallet: string;
  /** An id that begins with wac_. */
  wallet_account: string;
  /** A day of Asia/Shanghai. */
  day: string;
  /** `imported`: its matching was cut short; running the day again ends it. */
  state: "imported" | "done";
  lines: string;
  /** Lines that fit in all when the bill was matched; the others are breaks. */
  matched: string;
  /** What the wallet says. */
  totals: {
    /** Whole minor units. */
    payments: string;
    /** Whole minor units. */
    refunds: string;
    /** Whole minor units. */
    fees: string;
  };
  /** How many breaks of each class. */
  found: Record<string, number>;
  funds: Record<string, string> | null;
  files: Array<string> | null;
  /** RFC 3339, UTC. */
  imported_at: string;
  finished_at: string | null;
};

export type RecoveryCodes = {
  recovery_codes: Array<string>;
};

export type RedeemVoucher = {
  code: string;
  till: string;
  /** An id that begins with sto_. */
  store?: string;
};

export type Refund = {
  id: string;
  payment: string;
  order: string;
  marketplace: string;
  store: string;
  amount: Money;
  reason: string;
  cause: "asked" | "surplus";
  state: "created" | "processing" | "refunded" | "abnormal" | "refused";
  wallet_refund_ref: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
  refunded_at: string | null;
};

export type RefundLimit = {
  role: "operator" | "finance" | "merchant_owner" | "merchant_finance" | "key";
  per_refund: Money | null;
  per_day: Money | null;
  marketplace: string;
  store: string | null;
  set_by: string;
  /** RFC 3339, UTC. */
  set_at: string;
  approved_by: string | null;
  /** RFC 3339, UTC. */
  holds_from: string;
};

export type RefundLimitChange = {
  id: string;
  marketplace: string;
  role: "operator" | "finance" | "merchant_owner" | "merchant_finance" | "key";
  per_refund: Money | null;
  per_day: Money | null;
  why: string;
  proposer: string;
  /** RFC 3339, UTC. */
  at: string;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
};

/** Up to `automatic_max`, with evidence, of a store rated below `rating_below`: granted at once. Above `person_above`: a person decides. Otherwise the store is asked; its silence is consent. In CNY. */
export type RefundOnlyRules = {
  marketplace: string;
  automatic_max: Money;
  /** Hundredths of a star. */
  rating_below: number;
  person_above: Money;
  store_hours: number;
  appeal_days: number;
  starts_at: string | null;
};

/** A refund above what one person may send back by themselves. It reserves nothing and no wallet has heard of it. */
export type RefundProposal = {
  id: string;
  payment: string;
  order: string;
  marketplace: string;
  store: string;
  amount: Money;
  reason: string;
  /** Which limit of the proposer's it is above; `currency`: they have one, and this is no amount in CNY. */
  above: "per_refund" | "per_day" | "currency";
  limit: Money;
  state: "waiting" | "approved" | "rejected" | "withdrawn";
  proposer: string;
  /** By the store's own people or keys: its owner may decide it too. */
  by_store: boolean;
  /** RFC 3339, UTC. */
  proposed_at: string;
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
  refund: string | null;
};

export type Refundable = {
  left: Money;
  per_refund: Money | null;
  per_day: Money | null;
  left_today: Money | null;
  alone: Money;
};

/** Money that leaves escrow: net to the store's balance, commission (rounded down) to the marketplace. Where the wallet holds it, it is `released` on the wallet's word: `sharing`, `releasing` before, `stopped` if it refused. */
export type Release = {
  order: string;
  payment: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  gross: Money;
  commission: Money;
  net: Money;
  /** Hundredths of a percent. */
  commission_bp: number;
  cause: "receipt" | "time";
  counted_from: "payment" | "shipment" | "delivery" | null;
  counted_since: string | null;
  state: "sharing" | "releasing" | "stopped" | "released";
  says: string | null;
  released_at: string | null;
};

/** The order's money is not released by time before `until`. A time limit is made longer once. */
export type ReleaseExtension = {
  order: string;
  payment: string;
  /** RFC 3339, UTC. */
  until: string;
};

/** When a paid order's money is released by itself and from what that counts. `release_at` null: not before all of it is sent, for which the store has time until `ship_by`. A dispute holds it all the same. */
export type ReleaseLimit = {
  order: string;
  payment: string;
  marketplace: string;
  store: string;
  release_at: string | null;
  counts_from: "payment" | "shipment" | "delivery";
  counted_since: string | null;
  ship_by: string | null;
  shipped_at: string | null;
  delivered_at: string | null;
  extended: boolean;
  /** A day before the wallet lets the money go by itself, which is sooner than the terms say. */
  ended_by_wallet: boolean;
  released: boolean;
};

export type RemovedContact = {
  /** An id that begins with ctc_. */
  id: string;
};

export type RenamePasskey = {
  name: string;
};

export type RenameView = {
  title: string;
};

export type RenewAgreement = {
  ends_at: string | null;
  why: string;
};

export type ResolveText = {
  text: string;
};

export type RetryRefund = {
  to?: {
    kind: "payer_card";
    /** The wallet's own code of the bank. */
    bank: string;
    /** Goes to the wallet and is stored nowhere. */
    number: string;
    holder: string;
  } | {
    kind: "store_account";
  };
};

export type RevokeLicence = {
  why: string;
};

export type RollApiKey = {
  /** How long the old key still works; a day if absent. */
  overlap_seconds?: number;
};

export type RollSecret = {
  /** Seconds that the old one still signs too; a day if absent. */
  old_valid_for?: number;
};

export type Said = {
  why: string;
  evidence?: Array<Evidence>;
};

export type SaidWhy = {
  why: string;
};

export type SaveApplicationFields = {
  applicant?: "company" | "sole_trader" | "individual";
  /** What is left out stays; null clears. */
  fields: Record<string, string | null>;
};

/** A list's filters and columns under a name, for the person who saved them. */
export type SavedView = {
  /** An id that begins with viw_. */
  id: string;
  list: "orders" | "payments" | "refunds" | "disputes" | "breaks" | "audit";
  title: string;
  query: string;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  changed_at: string;
};

export type Scanned = {
  /** An id that begins with sto_. */
  store: string;
  text: string;
};

export type ScreenAppeal = {
  id: string;
  marketplace: string;
  store: string;
  kind: "host" | "qr_code" | "wallet_id" | "link";
  block: string | null;
  subject: string;
  partner: string | null;
  policy: number | null;
  why: string;
  state: "open" | "granted" | "upheld";
  appealed_by: string;
  /** RFC 3339, UTC. */
  appealed_at: string;
  decided_by: string | null;
  decided: Words | null;
  decided_at: string | null;
};

export type ScreenPost = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  /** An id that begins with sto_. */
  store?: string;
  text?: string;
  pictures?: Array<string>;
};

export type ScreenedPost = {
  verdict: "allowed" | "refused";
  findings: Array<{
    kind: "qr_code" | "wallet_id" | "link";
    where: string;
    value: string;
    partner: string | null;
    verdict: "allowed" | "refused";
    policy: number | null;
    /** Why it is refused. Of an address, allowed or not, also: `not_followed_yet` (a worker will look where it leads), `cannot_be_followed` (nobody could find out), `not_followed` (more than one post may ask for). */
    reasons: Array<Reason>;
    /** The evidence of where a stranger's address leads. While it waits (`not_followed_yet`) the worker looks, as a rule within seconds: ask again then. */
    follow?: {
      id: string;
      state: "waiting" | "done";
    };
  }>;
};

export type SecondStep = {
  secret: string;
  /** otpauth://…, for the QR code that an authenticator scans. */
  url: string;
};

export type Session = {
  /** An id that begins with ses_. */
  id: string;
  agent: string;
  address: string;
  second_step: boolean;
  stepped_at: string | null;
  began: "password" | "passkey" | "provider" | "link";
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  seen_at: string;
  /** RFC 3339, UTC. */
  expires_at: string;
  /** The one that asks. */
  current: boolean;
};

export type SetActivation = {
  state: "applied" | "merchant_ready" | "active" | "switched_off";
  sub_merchant?: string | null;
  /** An id that begins with wac_. */
  wallet_account?: string;
  why?: string;
};

export type SetBankCard = {
  holder: string;
  bank: string;
  /** Sealed before it is stored; never shown again. */
  number: string;
};

export type SetEntrySecret = {
  /** The app's secret in the host app. Never told again. */
  secret: string;
  /** A fake's address; sandboxes only. */
  origin?: string;
};

export type SetJumpTargets = {
  origins: Array<string>;
};

export type SetLinkSettings = {
  hosts: Array<string>;
  android: Array<{
    package: string;
    fingerprints: Array<string>;
  }>;
  ios: Array<string>;
};

export type SetMediaPayee = {
  /** An id that begins with wac_. */
  wallet_account: string;
  host: string;
  holder: string;
  bank: string;
  /** Digits. Only the last four are ever shown. */
  number: string;
};

export type SetOpeningRules = {
  two_people: boolean;
  why: string;
};

export type SetPayerCodeRule = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  wallet: string;
  prefix: string;
  /** How many digits such a code has, its prefix among them. */
  digits: {
    min: number;
    max: number;
  };
  state: "on" | "off";
};

export type SetRefundOnlyRules = {
  automatic_max: Money;
  /** Hundredths of a star. */
  rating_below: number;
  person_above: Money;
  store_hours: number;
  appeal_days: number;
};

/** What is left out stays as it was. */
export type SetSettlementTerms = {
  /** Days of 24 hours after the payment, or the shipment, when nobody confirms receipt. */
  release_after_days: number;
  /** Hundredths of a percent. */
  commission_bp: number;
  /** shipment: for goods to be sent the days count from when all of them are, and nothing is released by time before. */
  release_from?: "payment" | "shipment";
  /** Days after the payment; what is not sent by then is told, and stays in escrow. */
  ship_within_days?: number;
  /** Days from when a carrier says that all was signed for, where that is sooner; null: it changes nothing. */
  release_after_delivery_days?: number | null;
};

export type SetStoreRating = {
  /** Hundredths of a star. */
  rating: number;
};

export type SetWithdrawalRules = {
  /** Whoever asks and whoever confirms are two people; keys do neither. */
  two_people: boolean;
  daily_limit: PositiveMoney | null;
};

export type SettleHubLine = {
  participant: string;
  /** paid: its bank says so. covered: from its funds, because it did not pay; it is paused. Both wait for a second person. received: into its funds, at once. */
  how: "paid" | "covered" | "received";
  why?: string;
};

export type SettlementTerms = {
  marketplace: string;
  /** Days of 24 hours after the payment, or the shipment, when nobody confirms receipt. */
  release_after_days: number;
  /** shipment: for goods to be sent the days count from when all of them are, and nothing is released by time before. */
  release_from: "payment" | "shipment";
  /** Days after the payment; what is not sent by then is told, and stays in escrow. */
  ship_within_days: number;
  /** Days from when a carrier says that all was signed for, where that is sooner; null: it changes nothing. */
  release_after_delivery_days: number | null;
  /** Hundredths of a percent. */
  commission_bp: number;
  starts_at: string | null;
};

/** What the marketplace took of a payment at the wallet itself, where the money is. */
export type Share = {
  id: string;
  payment: string;
  order: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  receiver: string;
  amount: Money;
  returned: Money;
  state: "sending" | "processing" | "shared" | "refused";
  says: string | null;
  /** RFC 3339, UTC. */
  made_at: string;
  ended_at: string | null;
};

/** A share, or a part of it, that comes back: asked for before a refund, or by itself after one. */
export type ShareReturn = {
  id: string;
  share: string;
  payment: string;
  marketplace: string;
  store: string;
  amount: Money;
  cause: "asked" | "refund";
  state: "sending" | "processing" | "returned" | "refused";
  says: string | null;
  /** RFC 3339, UTC. */
  made_at: string;
  ended_at: string | null;
};

export type Shipment = {
  id: string;
  order: string;
  marketplace: string;
  store: string;
  carrier: string;
  number: string;
  state: "picked_up" | "in_transit" | "out_for_delivery" | "delivered" | "returned";
  place: string;
  parcels: number | null;
  /** RFC 3339, UTC. */
  at: string;
  /** RFC 3339, UTC. */
  heard_at: string;
};

export type SignIn = {
  login: string;
  /** 10 to 200 characters. */
  password: string;
  /** Six digits, or a recovery code. */
  code?: string;
  passkey?: PasskeyAnswer;
};

export type SignInByPasskey = {
  passkey: PasskeyAnswer;
};

export type SignedOut = {
  ended: number;
  go_to: string | null;
};

export type Stage = {
  n: number;
  title: Words | null;
  starts_at: string | null;
  methods: Array<string> | null;
  stores: {
    list?: Array<string>;
    /** 10,000ths: 500 is 5 %. */
    share?: number;
    categories?: Array<string>;
    city_tiers?: Array<string>;
    /** RFC 3339, UTC. */
    signed_up_before?: string;
  };
  buyers: {
    /** 10,000ths: 500 is 5 %. */
    share?: number;
    any_of?: Array<"no_bound_card" | "no_balance">;
    /** 10,000ths: 500 is 5 %. */
    others?: number;
    city_tiers?: Array<number>;
    age_bands?: Array<string>;
    apps?: Array<string>;
    app_version_from?: string;
  };
  condition: string | null;
  caps: {
    per_payment: Money | null;
    per_buyer_day: Money | null;
    per_store_day: Money | null;
    total_day: Money | null;
  };
  started_at: string | null;
  guards: Array<{
    figure: "success_rate" | "refund_rate" | "unknown_rate" | "complaint_rate" | "breaks";
    /** 10,000ths; of `breaks` a plain number. */
    limit: number;
    window_minutes: number;
    min_count: number;
  }>;
  paused_at: string | null;
};

export type Standing = {
  kind: "agreement" | "sign_off";
  id: string;
  stands: boolean;
  /** Said by one person, and not confirmed by a second one yet. */
  waiting: boolean;
  marketplace: string;
  opening: string | null;
  by: string;
  confirmed_by: string | null;
  why: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type StartPayment = {
  /** An id that begins with chk_. */
  checkout: string;
  wallet: string;
  method: "qr" | "jump" | "in_app" | "app";
  device: "desktop" | "phone";
  /** An id that begins with ord_. */
  order?: string;
  openid?: string;
};

export type StartStage = {
  /** Kept for ever with who did it. */
  why: string;
  kind: "pilot" | "stage";
  n: number;
};

export type Started = {
  payments: Array<Payment>;
  action: Action | null;
};

export type StepUp = {
  /** Six digits, or a recovery code. */
  code?: string;
  passkey?: PasskeyAnswer;
};

export type Store = {
  id: string;
  marketplace: string;
  merchant: string;
  name: Words;
  tags: Record<string, string>;
  state: "open" | "suspended" | "closed";
  /** RFC 3339, UTC. */
  created_at: string;
};

export type StoreAnswer = {
  agree: boolean;
  why: string;
  evidence?: Array<Evidence>;
};

export type StoreOwing = {
  store: string;
  name: Words;
  owed: Money;
};

export type StoreRating = {
  store: string;
  rating: number;
  /** RFC 3339, UTC. */
  set_at: string;
};

export type StoreRefundLimit = {
  role: "merchant_finance" | "key";
  per_refund: {
    currency: "CNY";
    minor: string;
  } | null;
  per_day: {
    currency: "CNY";
    minor: string;
  } | null;
};

export type TagWords = {
  data: Array<{
    tag: "category";
    value: string;
    words: Words;
  }>;
};

export type TeamMember = {
  /** An id that begins with mem_. */
  membership: string;
  /** An id that begins with per_. */
  person: string;
  name: string;
  role: "operator" | "approver" | "finance" | "support" | "auditor" | "merchant_owner" | "merchant_finance" | "merchant_staff";
  marketplace: string | null;
  store: string | null;
  login: string | null;
  second_step: boolean;
  state: "invited" | "active" | "disabled";
  seen_at: string | null;
};

export type TellClickOpened = {
  /** An id that begins with clk_. */
  click: string;
};

export type TellMediaPayout = {
  paid: boolean;
  /** The bank's number; refused: what it says. */
  reference: string;
};

export type TermsVersion = {
  version: number;
  terms: Words;
  hash: string;
  by: string;
  why: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type TillPayment = {
  number: string;
  wallet: string;
  payment: Payment;
};

export type TillWithdrawal = {
  /** An id that begins with sto_. */
  store: string;
  number: string;
  amount: PositiveMoney;
};

export type TimelineEntry = {
  kind: "event" | "move";
  date: string | null;
  date_precision: string | null;
  wall: string;
  capability: string | null;
  move: string;
  actors: Array<string>;
  /** The marketplaces among the actors, by name; none of a past event. */
  marketplaces: Array<{
    id: string;
    name: Words;
  }>;
  what: Words;
  source: string | null;
  /** The opening by data that models a past event. */
  model: unknown;
  openings: Array<{
    id: string;
    marketplace: string;
    state: string;
  }>;
};

export type Transfer = {
  id: string;
  store: string;
  kind: string;
  words: Words;
  debit: string;
  credit: string;
  amount: Money;
  subject: string;
  /** RFC 3339, UTC. */
  at: string;
};

export type Unread = {
  unread: number;
  /** There are more than are counted. */
  more: boolean;
};

export type UseLicence = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  work: string;
  host: string;
  streamer?: string;
  scope: "stream" | "recut" | "clip";
};

/** Bought in one app, redeemed once at the partner's till. */
export type Voucher = {
  id: string;
  marketplace: string;
  agreement: string;
  redeemer: string;
  title: string;
  value: Money;
  state: "issued" | "redeemed" | "expired" | "refunded";
  /** RFC 3339, UTC. */
  issued_at: string;
  /** RFC 3339, UTC. */
  expires_at: string;
  redeemed_at: string | null;
  store: string | null;
  till: string | null;
  payment: string | null;
  wallet_account: string | null;
  returned_at: string | null;
  refund: string | null;
};

export type Wallet = {
  id: string;
  title: Words;
  mark: {
    svg: string;
    colour: string;
  };
  currencies: Array<string>;
  methods: Array<"qr" | "jump" | "in_app" | "app">;
  combined: {
    methods: Array<"qr" | "jump" | "in_app" | "app">;
    parts_max: number;
  } | null;
  in_app: {
    user_agent: string;
    needs_openid: boolean;
  };
  desktop_jump: boolean;
  settings: Array<{
    name: string;
    title: Words;
    secret: boolean;
    required: boolean;
    shape: "text" | "pem" | "url";
    hint?: Words;
  }>;
};

export type WalletAccount = {
  id: string;
  marketplace: string;
  wallet: string;
  title: string;
  state: "enabled" | "disabled";
  /** Without the secret ones. */
  settings: Record<string, string>;
  secrets_set: Array<string>;
  /** Where the wallet sends its notices; each payment names it by itself. */
  notice_url: string;
  /** RFC 3339, UTC. */
  created_at: string;
};

/** One exchange with a wallet, redacted by a list of what may be shown. */
export type WalletCall = {
  id: string;
  /** The payment, combined order, refund, share or withdrawal it is about. */
  subject: string;
  /** RFC 3339, UTC. */
  at: string;
  /** `out`: the house called. `in`: a notice of the wallet. */
  direction: "out" | "in";
  /** What the house was about: start, ask, close, refund, notice … */
  act: string;
  wallet: string;
  wallet_account: string;
  method: string;
  path: string;
  /** Null: no answer came. */
  status: number | null;
  fault: string | null;
  took_ms: number;
  /** What the whole act came to, at its last exchange: paid, waiting, refused, unknown … */
  verdict: string | null;
  why: string | null;
  request: {
    form: "json" | "form" | "xml" | "text" | "none";
    /** How long it was on the wire. */
    bytes: number;
    /** JSON. What is withheld stands as {"$hidden": why}: `secret`, `person`, `unreadable`, or its type alone. */
    value: unknown;
  };
  response: {
    form: "json" | "form" | "xml" | "text" | "none";
    /** How long it was on the wire. */
    bytes: number;
    /** JSON. What is withheld stands as {"$hidden": why}: `secret`, `person`, `unreadable`, or its type alone. */
    value: unknown;
  };
};

/** The latest quarter of an hour, and 24 hours hour by hour. Refused and unknown count against the wallet. */
export type WalletHealth = {
  wallet: string;
  state: "healthy" | "degraded" | "failing" | "idle";
  started: number;
  paid: number;
  refused: number;
  unknown: number;
  p50_seconds: number | null;
  p95_seconds: number | null;
  hours: Array<{
    /** RFC 3339, UTC. */
    at: string;
    started: number;
    paid: number;
    refused: number;
    unknown: number;
  }>;
  /** Of the last 24 hours, most often first. */
  errors: Array<{
    outcome: "refused" | "unknown";
    code: string | null;
    says: string | null;
    count: number;
    /** The latest of them. */
    payment: string;
    order: string;
  }>;
};

/** How the process that answers finds a wallet, from its own calls; not well: no buyer is offered it. */
export type WalletState = {
  wallet: string;
  state: "well" | "resting" | "probing";
  calls: number;
  bad: number;
  since: string | null;
};

/** How people may sign in beside login and password. */
export type WaysIn = {
  passkeys: {
    domain: string;
    /** Passkeys work on pages of this address alone. */
    origin: string;
  };
  provider: {
    name: string;
  } | null;
};

export type WebhookDelivery = {
  id: string;
  endpoint: string;
  marketplace: string;
  store: string | null;
  event: string;
  event_type: string;
  state: "waiting" | "delivered" | "failed";
  attempts: Array<{
    /** RFC 3339, UTC. */
    at: string;
    status: number | null;
    took_ms: number;
    /** The first characters of the answer, or why there was none. */
    says: string;
  }>;
  next_at: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type WebhookEndpoint = {
  id: string;
  marketplace: string;
  store: string | null;
  url: string;
  description: string;
  events: Array<string>;
  state: "enabled" | "disabled";
  disabled_reason: "asked" | "failing" | "gone" | null;
  failing_since: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
};

/** A model with the caller's own curves, not a forecast. */
export type WhatIf = {
  asked: {
    a: number;
    b: number;
    overlap: number;
    months: number;
    buying: number;
    /** At last `limit` of those who could; half of them after `half_months`. */
    adoption: {
      limit: number;
      half_months: number;
    };
    /** At last `limit` of those who could; half of them after `half_months`. */
    displacement: {
      limit: number;
      half_months: number;
    };
  };
  reach: number;
  circles: Circles;
  months: Array<WhatIfMonth>;
};

export type WhatIfMonth = {
  month: number;
  closed: {
    buyers: number;
    incumbent: number;
  };
  open: {
    buyers: number;
    incumbent: number;
    other: number;
    new_buyers: number;
    incumbent_share: number;
  };
};

/** Who signed in, as what, and where else they may go. */
export type Who = {
  person: {
    /** An id that begins with per_. */
    id: string;
    name: string;
    login: string | null;
    second_step: boolean;
    /** An authenticator app is set. */
    app: boolean;
    passkeys: number;
    /** Linked with the provider's word for them. */
    provider: boolean;
  };
  /** This session showed one. */
  second_step: boolean;
  /** Nothing else is open before a second step is set or shown. */
  second_step_due: boolean;
  place: {
    /** An id that begins with mem_. */
    membership: string;
    role: "operator" | "approver" | "finance" | "support" | "auditor" | "merchant_owner" | "merchant_finance" | "merchant_staff";
    marketplace: {
      /** An id that begins with mkt_. */
      id: string;
      name: Words;
    } | null;
    stores: Array<{
      /** An id that begins with sto_. */
      id: string;
      name: Words;
    }>;
  };
  store: string | null;
  places: Array<{
    /** An id that begins with mem_. */
    membership: string;
    role: "operator" | "approver" | "finance" | "support" | "auditor" | "merchant_owner" | "merchant_finance" | "merchant_staff";
    marketplace: {
      /** An id that begins with mkt_. */
      id: string;
      name: Words;
    } | null;
    stores: Array<{
      /** An id that begins with sto_. */
      id: string;
      name: Words;
    }>;
  }>;
  scopes: Array<"house:write" | "checkouts:read" | "checkouts:write" | "payments:read" | "payments:write" | "refunds:read" | "refunds:write" | "orders:read" | "orders:write" | "withdrawals:write" | "directory:read" | "directory:write" | "wallet_accounts:read" | "wallet_accounts:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "openings:read" | "openings:write" | "ballots:write" | "books:read" | "events:read" | "webhooks:read" | "webhooks:write" | "metrics:read" | "hub:read" | "contacts:read" | "contacts:write">;
  /** Send it as X-CSRF-Token with every change that goes by the cookie. */
  csrf: string;
  /** RFC 3339, UTC. */
  expires_at: string;
  /** Nothing here moves real money. */
  sandbox: boolean;
};

export type WithdrawPartner = {
  /** An id that begins with mkt_. */
  marketplace?: string;
  partner: string;
  /** Kept for ever with who did it. */
  why: string;
};

/** A store's own money on its way to its bank card, which receives the amount less the fee. */
export type Withdrawal = {
  id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  amount: Money;
  fee: Money;
  state: "asked" | "sending" | "processing" | "paid" | "returned" | "refused" | "cancelled";
  asked_by: string;
  confirmed_by: string | null;
  says: string | null;
  card_last4: string | null;
  /** RFC 3339, UTC. */
  asked_at: string;
  ended_at: string | null;
};

/** What holds for a store's withdrawals now. The limit is of a day of Asia/Shanghai, from one wallet account. */
export type WithdrawalRules = {
  store: string;
  /** Whoever asks and whoever confirms are two people; keys do neither. */
  two_people: boolean;
  daily_limit: Money;
};

/** What holds now, and from when the new rules do: what makes taking money away easier holds a day later. */
export type WithdrawalRulesSet = {
  store: string;
  /** Whoever asks and whoever confirms are two people; keys do neither. */
  two_people: boolean;
  daily_limit: Money;
  /** RFC 3339, UTC. */
  new_rules_hold_from: string;
};

export type WithdrawnSale = {
  number: string;
  state: "withdrawn" | "paid" | "ending";
};

export type Words = {
  zh: string;
  en: string;
};

export type Operations = {
  /** Agree to the newest terms, named by their hash · 同意最新版本的入驻协议（以哈希指明）。 */
  acceptApplicationTerms: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
      body: AcceptOnboardingTerms;
    };
    answer: Application;
  };
  /** Use a one-time link: choose login and password, and be signed in · 使用一次性链接：设置登录名与密码并登录。 */
  acceptInvitation: {
    input: {
      body: AcceptInvitation;
    };
    answer: Who;
  };
  /** Add what was agreed, for one method or for all, from an instant on; a fee beyond it is a break · 新增约定费率（可按支付方式），只增不改；账单手续费与之不符即为差错。 */
  addAgreedRate: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
      body: NewAgreedRate;
    };
    answer: AgreedRate;
  };
  /** Make and publish one more key of the hub's own; two people let the hub sign with it (`own_key`) · 生成并公布枢纽的新密钥；改用新密钥签名须双人（POST /v1/hub/changes，own_key）。 */
  addHubOwnKey: {
    input: Record<string, never>;
    answer: HubOwnKey;
  };
  /** Add a version of how links open in a host app, and of what sellers may post of it · 新增一版链接政策：链接如何打开，商家可发布什么；旧版本保留。 */
  addLinkPolicy: {
    input: {
      body: NewLinkPolicy;
    };
    answer: LinkPolicy;
  };
  /** Keep the passkey that was made; recovery codes come with the first second step, told once · 保存新建的通行密钥；首个第二步验证方式会附带恢复码，只显示一次。 */
  addPasskey: {
    input: {
      body: NewPasskey;
    };
    answer: PasskeyAdded;
  };
  /** Add a rate card, for all stores or for one, from now or a later instant on · 新增费率卡，只增不改；已支付的订单沿用其支付时的费率。 */
  addRateCard: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: NewRateCard;
    };
    answer: RateCard;
  };
  /** Announce it, so many calendar days ahead; it opens at its instant by itself · 公告生效时间（按平台时区的日历日提前），到时自动开放第一阶段。 */
  announceOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: AnnounceOpening;
    };
    answer: Opening;
  };
  /** The store agrees, and the money goes back within the limit of whoever agrees; else people decide · 店铺同意退款（超出本人限额则转人工），或提出异议转人工处理。 */
  answerDispute: {
    input: {
      params: {
        /** An id that begins with dsp_. */
        id: string;
      };
      body: StoreAnswer;
    };
    answer: Dispute;
  };
  /** Answer a reason that stores gave · 公开答复商家提出的理由。 */
  answerReason: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: AnswerReason;
    };
    answer: {
      data: Array<Consultation>;
      next_cursor: string | null;
    };
  };
  /** The store appeals against a refund-only that was made, once, within the days of the rules · 店铺在申诉期内对仅退款提出一次申诉。 */
  appealDispute: {
    input: {
      params: {
        /** An id that begins with dsp_. */
        id: string;
      };
      body: Said;
    };
    answer: Dispute;
  };
  /** Appeal against a block, once; it stays until that is decided · 对屏蔽提出申诉；决定之前屏蔽不变。 */
  appealLinkBlock: {
    input: {
      params: {
        /** An id that begins with lbk_. */
        id: string;
      };
      body: SaidWhy;
    };
    answer: LinkBlock;
  };
  /** Appeal for a store against a block, or against what the screen refuses in a post · 店铺对屏蔽或审核结果提出申诉。 */
  appealScreen: {
    input: {
      body: NewScreenAppeal;
    };
    answer: ScreenAppeal;
  };
  /** Explain decisions: would this buyer be let in here, at this time, and why not? · 解释判定：某买家在某店铺、某时刻能否使用，以及原因。 */
  askDecisions: {
    input: {
      body: AskDecisions;
    };
    answer: {
      data: Array<Decision>;
      next_cursor: string | null;
    };
  };
  /** Have a list written into a CSV file, with these filters and columns · 按筛选与所选列导出列表为 CSV 文件。 */
  askExport: {
    input: {
      body: NewExport;
    };
    answer: Export;
  };
  /** What the browser asks an authenticator to sign; good once, for five minutes · 获取通行密钥的验证请求，五分钟内一次有效。 */
  askForPasskey: {
    input: Record<string, never>;
    answer: PasskeyAsk;
  };
  /** Have a day's bill fetched and matched now; one that is done is fetched and compared again · 立即对账：重新获取某日账单并核对。 */
  askForReconciliation: {
    input: {
      body: AskForReconciliation;
    };
    answer: ReconciliationDay;
  };
  /** Have a stranger's address followed to where it leads; asked twice within a day it is the same evidence · 查明陌生网址的最终去向；由后台任务执行并留存为证据。 */
  askLinkFollow: {
    input: {
      body: AskLinkFollow;
    };
    answer: LinkFollow;
  };
  /** Set aside what a host app is to be paid; never more than it is owed. Another person confirms it · 申请付款给宿主应用；须由另一人确认。 */
  askMediaPayout: {
    input: {
      body: NewMediaPayout;
    };
    answer: MediaPayout;
  };
  /** Reach (A + B − overlap) by city tier and age band, with the two circles drawn true to area · 按城市层级与年龄段计算可触达人数（A + B − 重合），并画出两个圆。 */
  askReach: {
    input: {
      body: AskReach;
    };
    answer: Reach;
  };
  /** Closed against open, month by month, from A, B and their overlap and your own curves · 按给定人数与曲线，逐月比较封闭与开放。是推演，不是预测。 */
  askWhatIf: {
    input: {
      body: AskWhatIf;
    };
    answer: WhatIf;
  };
  /** Set a store's money aside for its bank card; somebody else confirms it within a day · 申请提现：金额先行冻结，须由另一人在 24 小时内确认。 */
  askWithdrawal: {
    input: {
      body: NewWithdrawal;
    };
    answer: Withdrawal;
  };
  /** Give a difference that has not ended to somebody who may end it, or take it back (null) · 将未了结的差错指派给有权处理的人员，或取消指派（null）。 */
  assignBreak: {
    input: {
      params: {
        /** An id that begins with brk_. */
        id: string;
      };
      body: AssignBreak;
    };
    answer: ReconciliationBreak;
  };
  /** What the browser asks an authenticator to make; the password is asked for again · 开始添加通行密钥，须再次输入密码。 */
  beginPasskey: {
    input: {
      body: BeginPasskey;
    };
    answer: PasskeyAsk;
  };
  /** Begin to sign in at the provider (OpenID Connect), with a one-time link where one is to be used · 开始通过身份提供方登录；也可使用一次性链接。 */
  beginProvider: {
    input: {
      body: BeginProvider;
    };
    answer: ProviderUrl;
  };
  /** A secret for an authenticator app; it counts from its first code on · 获取验证器密钥，输入首个验证码后生效。 */
  beginSecondStep: {
    input: {
      body: BeginSecondStep;
    };
    answer: SecondStep;
  };
  /** Propose what each host app is owed by now, less what was billed before; another person approves it · 提出账单：截至此刻应付与已出账之差；须由另一人批准后入账。 */
  billCampaign: {
    input: {
      params: {
        /** An id that begins with cmp_. */
        id: string;
      };
    };
    answer: {
      data: Array<CampaignBill>;
      next_cursor: string | null;
    };
  };
  /** Keep a host and everything below it out · 屏蔽一个域名及其下级域名。 */
  blockHost: {
    input: {
      body: NewLinkBlock;
    };
    answer: LinkBlock;
  };
  /** Cancel a checkout: the wallets are asked first · 取消收银台；会先向钱包查询。 */
  cancelCheckout: {
    input: {
      params: {
        /** An id that begins with chk_. */
        id: string;
      };
    };
    answer: Checkout;
  };
  /** End an export that is under way · 取消进行中的导出。 */
  cancelExport: {
    input: {
      params: {
        /** An id that begins with exp_. */
        id: string;
      };
    };
    answer: Export;
  };
  /** Call a payout off while nobody confirmed it: it is owed as before · 确认前取消付款；仍为应付。 */
  cancelMediaPayout: {
    input: {
      params: {
        /** An id that begins with mpo_. */
        id: string;
      };
    };
    answer: MediaPayout;
  };
  /** Call it off while nobody confirmed it; the money is back at once · 撤销尚未确认的提现，款项即刻退回余额。 */
  cancelWithdrawal: {
    input: {
      params: {
        /** An id that begins with wdr_. */
        id: string;
      };
    };
    answer: Withdrawal;
  };
  /** A store's ballot: support, or ask to re-evaluate; changed by naming what it replaces · 店铺投票：支持或建议再评估；截止前可修改（写明被替换的版本）。 */
  castBallot: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: NewBallot;
    };
    answer: Ballot;
  };
  /** Suspend an entry, or let it live again · 暂停或恢复入口。 */
  changeEntry: {
    input: {
      params: {
        /** An id that begins with ent_. */
        id: string;
      };
      body: ChangeEntry;
    };
    answer: Entry;
  };
  /** Change a marketplace; only the operator of the house suspends one (no wallet is offered then) · 修改平台；仅系统运营者可以停用（停用后不再提供钱包）。 */
  changeMarketplace: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: ChangeMarketplace;
    };
    answer: Marketplace;
  };
  /** Change caps, pilots and stages; an audience that is in stays in · 修改限额、试点与阶段；已开放的人群只增不减。 */
  changeOpeningPlan: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: ChangePlan;
    };
    answer: Opening;
  };
  /** A new version of its terms; refused once stores were asked about them · 修改条款（新版本）；征求意见开始后不可修改。 */
  changeOpeningTerms: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: ChangeTerms;
    };
    answer: Opening;
  };
  /** Change one's own password; every other session ends · 修改自己的密码，其他会话随即结束。 */
  changePassword: {
    input: {
      body: ChangePassword;
    };
    answer: EndedSessions;
  };
  /** Change a store; a suspended one is offered no wallet, a closed one stays closed; refunds go on · 修改店铺；停用后不再提供钱包，关闭后不可恢复，退款不受影响。 */
  changeStore: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      body: ChangeStore;
    };
    answer: Store;
  };
  /** Change an account's title or keys, or switch it off; another merchant number is another account · 修改钱包账户的名称、密钥或停用；更换商户号请新建账户。 */
  changeWalletAccount: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
      body: ChangeWalletAccount;
    };
    answer: WalletAccount;
  };
  /** Change an endpoint's address or events, or switch it off or on · 修改回调地址、事件，或启用、停用。 */
  changeWebhookEndpoint: {
    input: {
      params: {
        /** An id that begins with whe_. */
        id: string;
      };
      body: ChangeWebhookEndpoint;
    };
    answer: WebhookEndpoint;
  };
  /** Charge the code that a payer shows; one code is charged once, one number is paid once · 收银台扫付款码收款：一个付款码只扣一次，一个单号只收一次。A payment that waits is asked for every five seconds and reversed after 45: read it, or close it (POST /v1/payments/{id}/close) to give up at once. */
  chargePayerCode: {
    input: {
      body: NewTillPayment;
    };
    answer: TillPayment;
  };
  /** Ask the wallet now how the review stands · 立即向钱包查询审核进度。 */
  checkApplication: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
    };
    answer: Application;
  };
  /** Ask the wallets now, then read the checkout (a friend gets the friend's view) · 立即向钱包查询，然后返回收银台（好友得到代付视图）。 */
  checkCheckout: {
    input: {
      params: {
        /** An id that begins with chk_. */
        id: string;
      };
    };
    answer: Checkout | FriendView;
  };
  /** Tell what a scanned text is, and why it is nothing that we know · 识别扫到的内容，不能识别时说明原因。 */
  checkCode: {
    input: {
      body: Scanned;
    };
    answer: Decoded;
  };
  /** The links that lead into an entry, where the host app lets it be opened from there · 进入入口的链接（URL Scheme、URL Link 等）。 */
  checkEntryLinks: {
    input: {
      params: {
        /** An id that begins with ent_. */
        id: string;
      };
      body: LaunchEntry;
    };
    answer: EntryLinks;
  };
  /** A gateway's hook: may this partner call this interface for these fields now? · 网关钩子：此伙伴现在能否以这些字段调用此接口？ */
  checkInterface: {
    input: {
      body: InterfaceCheck;
    };
    answer: InterfaceAnswer;
  };
  /** May X stream Y on Z now, and why not? From memory, a second old at most · 某主播此刻能否在某应用直播某作品，以及原因。 */
  checkLicence: {
    input: {
      body: CheckLicence;
    };
    answer: LicenceAnswer;
  };
  /** What happens to this link here: open, confirm, copy to the browser or block, and why · 此链接在此处：直接打开、确认后打开、复制到浏览器或屏蔽，并说明原因。 */
  checkLink: {
    input: {
      body: LinkCheck;
    };
    answer: LinkAnswer;
  };
  /** Ask the wallet now what came of a payment · 立即向钱包查询支付结果。 */
  checkPayment: {
    input: {
      params: {
        /** An id that begins with pay_. */
        id: string;
      };
    };
    answer: Payment;
  };
  /** Screen what a seller posts: QR codes in pictures, accounts at other wallets, links · 审核商家发布的内容：图片中的二维码、其他钱包的账号、链接。 */
  checkPost: {
    input: {
      body: ScreenPost;
    };
    answer: ScreenedPost;
  };
  /** Clear an alarm that somebody has looked into; raised again, it is a new one · 解除已查明的告警；再次发生时另立一条。 */
  clearAlarm: {
    input: {
      params: {
        /** An id that begins with alm_. */
        id: string;
      };
      body: ClearAlarm;
    };
    answer: Alarm;
  };
  /** Close a case, saying why · 关闭事项并说明原因。 */
  closeCase: {
    input: {
      params: {
        /** An id that begins with cas_. */
        id: string;
      };
      body: {
        why: string;
      };
    };
    answer: Case;
  };
  /** Close a pair's window: what is owed becomes an instruction · 关闭一对钱包的清算窗口，生成结算指令。 */
  closeClearingWindow: {
    input: {
      body: ClearingPair;
    };
    answer: Clearing;
  };
  /** Close the window of a currency: net positions become instructions · 关闭结算窗口，按多边净额生成结算指令。 */
  closeHubWindow: {
    input: {
      body: CloseHubWindow;
    };
    answer: HubSettlement;
  };
  /** Close a payment at its wallet; one that was paid meanwhile answers as paid · 在钱包处关闭支付。 */
  closePayment: {
    input: {
      params: {
        /** An id that begins with pay_. */
        id: string;
      };
    };
    answer: Payment;
  };
  /** End its stages: open to everybody · 结束分阶段，全面开放。 */
  completeOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: MoveOpening;
    };
    answer: Opening;
  };
  /** Propose to confirm that the payer paid, then that the other received; a second person decides · 提议确认：先是付方已付，再是收方已收；由另一人决定。 */
  confirmClearing: {
    input: {
      params: {
        id: string;
      };
      body: ConfirmClearing;
    };
    answer: AcceptanceChange;
  };
  /** Confirm a payout: never one's own, never with a key; then it is sent · 由另一人确认付款；随后指示钱包或由人办理。 */
  confirmMediaPayout: {
    input: {
      params: {
        /** An id that begins with mpo_. */
        id: string;
      };
    };
    answer: MediaPayout;
  };
  /** Say the same of the bank's answer as another person did, word for word; then the books move · 由另一人核对并确认银行结果。 */
  confirmMediaPayoutOutcome: {
    input: {
      params: {
        /** An id that begins with mpo_. */
        id: string;
      };
      body: TellMediaPayout;
    };
    answer: MediaPayout;
  };
  /** The buyer has the goods: the order's money becomes the store's · 确认收货：订单款项从担保转入店铺余额，扣除平台佣金。 */
  confirmReceipt: {
    input: {
      params: {
        /** An id that begins with ord_. */
        id: string;
      };
    };
    answer: Release;
  };
  /** Switch the second step on with a first code; the recovery codes are told once · 以首个验证码启用第二步验证，恢复码只显示一次。 */
  confirmSecondStep: {
    input: {
      body: ConfirmSecondStep;
    };
    answer: RecoveryCodes;
  };
  /** Confirm it: never by whoever asked for it. The money leaves · 确认提现：不得由申请人本人确认。 */
  confirmWithdrawal: {
    input: {
      params: {
        /** An id that begins with wdr_. */
        id: string;
      };
    };
    answer: Withdrawal;
  };
  /** Ask the stores: who, about which terms, until when and what makes it pass are fixed here · 征求商家意见：范围、条款、截止时间与通过规则在开始时即固定。 */
  consultStores: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: ConsultStores;
    };
    answer: Opening;
  };
  /** How many notifications whoever asks has not read, 99 at most · 当前调用者的未读通知数，最多计 99 条。 */
  countUnread: {
    input: {
      query?: {
        /** An id that begins with sto_. */
        store?: string;
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: Unread;
  };
  /** Write down an agreement between two or many parties, with its scopes and its end · 登记双方或多方协议：范围、起止与到期提醒。 */
  createAgreement: {
    input: {
      body: NewAgreement;
    };
    answer: Agreement;
  };
  /** What a partner and the marketplace may find out together: purposes, crowd, noise, budget, dates · 登记数据合作合同：用途、最小人群、噪声、次数与期限。 */
  createAllianceContract: {
    input: {
      body: NewAllianceContract;
    };
    answer: AllianceContract;
  };
  /** Say which rows there are (they stay where they are) and what their people agreed to · 登记数据集（数据不离开原处）及其用户同意的用途。 */
  createAllianceDataset: {
    input: {
      body: NewAllianceDataset;
    };
    answer: AllianceDataset;
  };
  /** Ask whether a party process may begin; it counts against the budget · 申请一次运行：核对开放、协议、用途、同意与次数。 */
  createAllianceRun: {
    input: {
      body: NewAllianceRun;
    };
    answer: AllianceRun;
  };
  /** Create a key of the marketplace or of one store; its token is told once · 创建平台或店铺的密钥，令牌只显示一次。 */
  createApiKey: {
    input: {
      body: NewApiKey;
    };
    answer: CreatedApiKey;
  };
  /** Begin a store's application to join a wallet: a draft · 为店铺创建钱包进件申请（草稿），可分步填写。 */
  createApplication: {
    input: {
      body: NewApplication;
    };
    answer: Application;
  };
  /** Make a campaign with its placements in host apps · 新建广告活动及其广告位。 */
  createCampaign: {
    input: {
      body: NewCampaign;
    };
    answer: Campaign;
  };
  /** Create a checkout for one order, or for a cart over several stores · 创建收银台：一笔订单，或跨店铺的购物车。 */
  createCheckout: {
    input: {
      body: NewCheckout;
    };
    answer: CreatedCheckout;
  };
  /** What a stage did, from orders, against the buyers whom its share holds out · 以未放开的买家为对照组，按订单计算某阶段的效果，附 95% 置信区间。 */
  createEffectReport: {
    input: {
      body: NewEffectReport;
    };
    answer: EffectReport;
  };
  /** Make a link with which one friend may pay this checkout once · 生成好友代付链接，仅可使用一次。 */
  createFriendLink: {
    input: {
      params: {
        /** An id that begins with chk_. */
        id: string;
      };
    };
    answer: FriendLink;
  };
  /** Make a link: a short address, a QR code and a share code for one thing · 生成链接：短链、二维码与口令三位一体。 */
  createLink: {
    input: {
      body: NewLink;
    };
    answer: Link;
  };
  /** Create a marketplace (only the operator of the house) · 创建平台（仅限系统运营者）。 */
  createMarketplace: {
    input: {
      body: NewMarketplace;
    };
    answer: Marketplace;
  };
  /** Create a merchant · 创建商户。 */
  createMerchant: {
    input: {
      body: NewMerchant;
    };
    answer: Merchant;
  };
  /** Make a code that any wallet's app can scan, with an amount or without · 生成各钱包通用的收款码，可带金额。 */
  createMerchantCode: {
    input: {
      body: NewMerchantCode;
    };
    answer: MerchantCode;
  };
  /** Draft an opening: which capability opens to whom, from when, up to how much · 起草开放计划：向谁开放什么能力、何时生效、上限多少。 */
  createOpening: {
    input: {
      body: NewOpening;
    };
    answer: Opening;
  };
  /** Send a payment back, wholly or in part; above the caller's own limit it waits for a second person (202) · 退款：全部或部分，原路退回付款人。超过调用者本人限额的须他人审批（202），在此之前钱包不知情。 */
  createRefund: {
    input: {
      body: NewRefund;
    };
    answer: Refund | RefundProposal;
  };
  /** Create a store of a merchant; its book is opened with it · 为商户创建店铺，同时建立账簿。 */
  createStore: {
    input: {
      body: NewStore;
    };
    answer: Store;
  };
  /** Make a campaign that the store pays: its total is set aside out of the balance at once · 新建店铺自付的广告活动；总预算即时从店铺余额预留。 */
  createStoreCampaign: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      body: NewStoreCampaign;
    };
    answer: Campaign;
  };
  /** Add an account at a wallet: our merchant number, app and keys there · 添加钱包账户：商户号、应用与密钥。 */
  createWalletAccount: {
    input: {
      body: NewWalletAccount;
    };
    answer: WalletAccount;
  };
  /** Have events sent to an address of yours, signed in the Standard Webhooks form · 登记回调地址；推送按 Standard Webhooks 规范签名。 */
  createWebhookEndpoint: {
    input: {
      body: NewWebhookEndpoint;
    };
    answer: CreatedWebhookEndpoint;
  };
  /** Cut an interface off: within a second nothing passes · 切断接口，一秒内生效。 */
  cutInterface: {
    input: {
      params: {
        /** An id that begins with igr_. */
        id: string;
      };
      body: SaidWhy;
    };
    answer: InterfaceGrant;
  };
  /** Approve (it holds at once) or reject; never one's own, never with a key · 批准（立即生效）或否决；不得决定自己的提议，密钥不能批准。 */
  decideAcceptanceChange: {
    input: {
      params: {
        id: string;
      };
      body: DecideAcceptanceChange;
    };
    answer: AcceptanceChange;
  };
  /** A second person confirms an agreement, or its proposed renewal: from now on it counts · 由另一人确认协议，或确认续签。 */
  decideAgreement: {
    input: {
      params: {
        /** An id that begins with agr_. */
        id: string;
      };
      body: ConfirmAgreement;
    };
    answer: Agreement;
  };
  /** Approve (the day is read from it at once) or reject; never whoever proposed or uploaded, never a key · 批准（随即对账）或否决；上传人与提议人不得批准，密钥不能批准。 */
  decideBillFile: {
    input: {
      params: {
        /** An id that begins with blf_. */
        id: string;
      };
      body: DecideBillFile;
    };
    answer: BillFile;
  };
  /** Approve (its entry is posted in the same commit) or reject; never one's own, never with a key · 批准（即刻执行）或否决；不得批准自己的提议，密钥不能批准。 */
  decideBreakEnd: {
    input: {
      params: {
        /** An id that begins with brk_. */
        id: string;
      };
      body: DecideEnd;
    };
    answer: ReconciliationBreak;
  };
  /** Approve a campaign's bill (the books move) or reject it; never one's own, never with a key · 批准广告账单（即刻入账）或否决；不得批准自己提出的账单，密钥不能批准。 */
  decideCampaignBill: {
    input: {
      params: {
        /** An id that begins with bil_. */
        id: string;
      };
      body: DecideBill;
    };
    answer: CampaignBill;
  };
  /** Approve (the books move at once) or reject; never one's own, never with a key · 批准（即刻入账）或否决；不得批准自己的提议，密钥不能批准。 */
  decideFunds: {
    input: {
      params: {
        /** An id that begins with pfm_. */
        id: string;
      };
      body: DecideFunds;
    };
    answer: FundsMove;
  };
  /** Approve (it holds at once) or reject; never one's own, never with a key · 批准（立即生效）或否决；不得决定自己的提议，密钥不能批准。 */
  decideHubChange: {
    input: {
      params: {
        id: string;
      };
      body: DecideHubChange;
    };
    answer: HubChange;
  };
  /** Decide an appeal: another person than whoever blocked, never a key · 裁决申诉：不得由屏蔽者本人裁决，密钥不能裁决。 */
  decideLinkBlock: {
    input: {
      params: {
        /** An id that begins with lbk_. */
        id: string;
      };
      body: DecideLinkBlock;
    };
    answer: LinkBlock;
  };
  /** Seal the ballots and publish the result; the house does it by itself after the deadline · 封存选票并公布结果；截止后系统会自动执行。 */
  decideOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: MoveOpening;
    };
    answer: Opening;
  };
  /** Approve (it is done at once) or reject; never one's own, never with a key · 批准（即刻执行）或否决；不得批准自己的提议，密钥不能批准。 */
  decideProposal: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: DecideProposal;
    };
    answer: Opening;
  };
  /** Approve (it is sent, of what is left now) or reject; never one's own, never with a key · 批准（按当前可退余额即刻退款）或否决；不得审批自己的申请，密钥不能审批。 */
  decideRefund: {
    input: {
      params: {
        /** An id that begins with rfp_. */
        id: string;
      };
      body: DecideRefund;
    };
    answer: RefundProposal;
  };
  /** Approve (it holds at once) or reject; never one's own, never with a key · 批准（即刻生效）或否决；不得审批自己的提议，密钥不能审批。 */
  decideRefundLimit: {
    input: {
      params: {
        /** An id that begins with rlc_. */
        id: string;
      };
      body: DecideRefund;
    };
    answer: RefundLimitChange;
  };
  /** Decide an appeal: never whoever appealed or blocked, never a key · 裁决申诉：不得由申诉人或屏蔽者本人裁决。 */
  decideScreenAppeal: {
    input: {
      params: {
        /** An id that begins with lap_. */
        id: string;
      };
      body: DecideScreenAppeal;
    };
    answer: ScreenAppeal;
  };
  /** A second person confirms that an agreement or sign-off stands, or takes it back · 由第二人确认协议或签核成立，或予以撤回。 */
  decideStanding: {
    input: {
      body: DecideStanding;
    };
    answer: Standing;
  };
  /** Approve (it is done at once) or reject; never one's own, never with a key · 批准（即刻执行）或否决；不得批准自己的提议，密钥不能批准。 */
  decideVerdict: {
    input: {
      params: {
        /** An id that begins with dsp_. */
        id: string;
      };
      body: DecideVerdict;
    };
    answer: Dispute;
  };
  /** The same for an opening that nobody has saved, and what it still requires; nothing is written · 对未保存的方案试算，并列出公告前还缺的前提。不写入任何数据。 */
  dryRunDraft: {
    input: {
      body: DraftRunAsked;
    };
    answer: DryRun;
  };
  /** How many past orders each pilot and stage of a plan would have let in; nothing is written · 用历史订单试算方案：每个试点与阶段会放行多少订单，按城市级别与年龄段统计。不写入任何数据。 */
  dryRunOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: DryRunAsked;
    };
    answer: DryRun;
  };
  /** End an agreement before its time; what hangs on it is told · 提前终止协议。 */
  endAgreement: {
    input: {
      params: {
        /** An id that begins with agr_. */
        id: string;
      };
      body: SaidWhy;
    };
    answer: Agreement;
  };
  /** The party process tells what it found, once; below the crowd nothing is kept · 上报结果，仅一次；少于最小人群者不留存。 */
  endAllianceRun: {
    input: {
      params: {
        /** An id that begins with alr_. */
        id: string;
      };
      body: AllianceEnd;
    };
    answer: AllianceRun;
  };
  /** End a membership and every session that goes by it · 结束成员的任职及其会话。 */
  endMember: {
    input: {
      params: {
        /** An id that begins with mem_. */
        id: string;
      };
    };
    answer: TeamMember;
  };
  /** End all of one's own sessions but this one · 结束自己的其他全部会话。 */
  endOtherSessions: {
    input: Record<string, never>;
    answer: EndedSessions;
  };
  /** End one of one's own sessions at once · 立即结束自己的某个会话。 */
  endSession: {
    input: {
      params: {
        /** An id that begins with ses_. */
        id: string;
      };
    };
    answer: EndedSessions;
  };
  /** Expire a checkout: the wallets are asked first · 令收银台过期；会先向钱包查询。 */
  expireCheckout: {
    input: {
      params: {
        /** An id that begins with chk_. */
        id: string;
      };
    };
    answer: Checkout;
  };
  /** What a problem's code means and what to do next: where a problem's `type` leads · 问题代码的含义与处理办法。 */
  explainProblem: {
    input: {
      params: {
        code: string;
      };
    };
    answer: {
      code: string;
      status: number;
      retry: boolean;
      title: {
        zh: string;
        en: string;
      };
      detail: {
        zh: string;
        en: string;
      };
    };
  };
  /** The goods are late: five days more before the money is released by itself, once · 延长收货：自动放款延后五天，仅限一次。 */
  extendReceipt: {
    input: {
      params: {
        /** An id that begins with ord_. */
        id: string;
      };
    };
    answer: ReleaseExtension;
  };
  /** The file as it was uploaded, to be saved · 下载所上传的账单原文件。 */
  fetchBillFile: {
    input: {
      params: {
        /** An id that begins with blf_. */
        id: string;
      };
    };
    answer: Uint8Array;
  };
  /** The file, in UTF-8 with a byte order mark; each fetch is put on record · 下载文件（UTF-8 带 BOM）；每次下载均留痕。 */
  fetchExport: {
    input: {
      params: {
        /** An id that begins with exp_. */
        id: string;
      };
    };
    answer: string;
  };
  /** What a text names: any id, an order's number, a wallet's transaction number · 按任意编号查找：本系统编号、订单号、钱包交易号。 */
  find: {
    input: {
      query?: {
        text?: string;
      };
    };
    answer: {
      data: Array<Found>;
      next_cursor: string | null;
    };
  };
  /** Read an agreement · 查询协议。 */
  getAgreement: {
    input: {
      params: {
        /** An id that begins with agr_. */
        id: string;
      };
    };
    answer: Agreement;
  };
  /** Read a contract, and how much of its budget is used · 查询合同与已用次数。 */
  getAllianceContract: {
    input: {
      params: {
        /** An id that begins with alc_. */
        id: string;
      };
    };
    answer: AllianceContract;
  };
  /** Read a run: how far it is, and what it found · 查询一次运行的进度与结果。 */
  getAllianceRun: {
    input: {
      params: {
        /** An id that begins with alr_. */
        id: string;
      };
    };
    answer: AllianceRun;
  };
  /** Read an application: what is missing, what was rejected, what has to be done · 查询进件申请：缺少的资料、驳回原因、待办事项。 */
  getApplication: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
    };
    answer: Application;
  };
  /** Read what an uploaded bill says: whose and of which day, its lines and sums, and who decided it · 查询已上传的账单文件：账户、日期、行数、合计与审批。 */
  getBillFile: {
    input: {
      params: {
        /** An id that begins with blf_. */
        id: string;
      };
    };
    answer: BillFile;
  };
  /** Read a campaign with its placements · 查询广告活动。 */
  getCampaign: {
    input: {
      params: {
        /** An id that begins with cmp_. */
        id: string;
      };
    };
    answer: Campaign;
  };
  /** Read a checkout · 查询收银台。 */
  getCheckout: {
    input: {
      params: {
        /** An id that begins with chk_. */
        id: string;
      };
    };
    answer: Checkout;
  };
  /** Read a dispute · 查询纠纷。 */
  getDispute: {
    input: {
      params: {
        /** An id that begins with dsp_. */
        id: string;
      };
    };
    answer: Dispute;
  };
  /** One drill and its report · 单次演练及报告。 */
  getDrill: {
    input: {
      params: {
        /** An id that begins with drl_. */
        id: string;
      };
    };
    answer: Drill;
  };
  /** Read an effect report · 查询效果报告。 */
  getEffectReport: {
    input: {
      params: {
        /** An id that begins with efr_. */
        id: string;
      };
    };
    answer: EffectReport;
  };
  /** Read an entry · 查询入口。 */
  getEntry: {
    input: {
      params: {
        /** An id that begins with ent_. */
        id: string;
      };
    };
    answer: Entry;
  };
  /** How far an export is · 查询导出进度。 */
  getExport: {
    input: {
      params: {
        /** An id that begins with exp_. */
        id: string;
      };
    };
    answer: Export;
  };
  /** Read a movement of the platform's own money · 查询平台自有资金变动。 */
  getFundsMove: {
    input: {
      params: {
        /** An id that begins with pfm_. */
        id: string;
      };
    };
    answer: FundsMove;
  };
  /** Read a licence · 查询授权。 */
  getLicence: {
    input: {
      params: {
        /** An id that begins with lic_. */
        id: string;
      };
    };
    answer: Licence;
  };
  /** Read a link · 查询链接。 */
  getLink: {
    input: {
      params: {
        /** An id that begins with lnk_. */
        id: string;
      };
    };
    answer: Link;
  };
  /** Read where an address was seen to lead, stop by stop · 查询一条去向证据。 */
  getLinkFollow: {
    input: {
      params: {
        /** An id that begins with lfo_. */
        id: string;
      };
    };
    answer: LinkFollow;
  };
  /** Hosts that links may lead to, and apps that open them · 链接可指向的域名，以及直接打开链接的应用。 */
  getLinkSettings: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: LinkSettings;
  };
  /** Read a marketplace · 查询平台。 */
  getMarketplace: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: Marketplace;
  };
  /** Read a payout to a host app · 查询一笔付款。 */
  getMediaPayout: {
    input: {
      params: {
        /** An id that begins with mpo_. */
        id: string;
      };
    };
    answer: MediaPayout;
  };
  /** Read a merchant · 查询商户。 */
  getMerchant: {
    input: {
      params: {
        /** An id that begins with mer_. */
        id: string;
      };
    };
    answer: Merchant;
  };
  /** Read a code · 查询收款码。 */
  getMerchantCode: {
    input: {
      params: {
        /** An id that begins with cod_. */
        id: string;
      };
    };
    answer: MerchantCode;
  };
  /** Read an opening · 查询开放计划。 */
  getOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
    };
    answer: Opening;
  };
  /** Read an order, and its payments where `expand` names them · 查询订单；expand 可一并读取支付。 */
  getOrder: {
    input: {
      params: {
        /** An id that begins with ord_. */
        id: string;
      };
      query?: {
        /** Read these along, separated by commas; each needs the scope of its own route. */
        expand?: "payments";
      };
    };
    answer: ReadOrder;
  };
  /** Read a payment, and what belongs to it where `expand` names it · 查询支付；expand 可一并读取退款与订单。 */
  getPayment: {
    input: {
      params: {
        /** An id that begins with pay_. */
        id: string;
      };
      query?: {
        /** Read these along, separated by commas; each needs the scope of its own route. */
        expand?: "refunds" | "order" | "refunds,order" | "order,refunds";
      };
    };
    answer: ReadPayment;
  };
  /** Read a difference: what both sides say, which entries would end it, what was proposed or posted · 查询差错：双方所述、可选分录、已提议或已记的分录。 */
  getReconciliationBreak: {
    input: {
      params: {
        /** An id that begins with brk_. */
        id: string;
      };
    };
    answer: ReconciliationBreak;
  };
  /** Read a run: what the wallet says of the day, how many breaks of each class · 查询对账批次。 */
  getReconciliationRun: {
    input: {
      params: {
        /** An id that begins with rec_. */
        id: string;
      };
    };
    answer: ReconciliationRun;
  };
  /** Read a refund · 查询退款。 */
  getRefund: {
    input: {
      params: {
        /** An id that begins with ref_. */
        id: string;
      };
    };
    answer: Refund;
  };
  /** When a refund-only request is granted at once, asked of the store, or decided by people · 查询仅退款规则。 */
  getRefundOnlyRules: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: RefundOnlyRules;
  };
  /** Read a refund that waits for a second person, and what became of it · 查询待审批的退款及其结果。 */
  getRefundProposal: {
    input: {
      params: {
        /** An id that begins with rfp_. */
        id: string;
      };
    };
    answer: RefundProposal;
  };
  /** Read a payment's release, done or under way at its wallet · 查询支付的放款：已完成，或钱包处理中。 */
  getRelease: {
    input: {
      params: {
        /** An id that begins with pay_. */
        id: string;
      };
    };
    answer: Release;
  };
  /** When a paid order's money is released by itself, and from what that counts · 查询订单的自动放款期限：自付款、发货还是签收起算。 */
  getReleaseLimit: {
    input: {
      params: {
        /** An id that begins with ord_. */
        id: string;
      };
    };
    answer: ReleaseLimit;
  };
  /** Read an appeal, with the decision's reasons in both languages · 查询申诉及裁决理由（中英文）。 */
  getScreenAppeal: {
    input: {
      params: {
        /** An id that begins with lap_. */
        id: string;
      };
    };
    answer: ScreenAppeal;
  };
  /** When a paid order's money is released by itself, and the marketplace's commission · 查询结算规则：自动放款天数与佣金费率。 */
  getSettlementTerms: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: SettlementTerms;
  };
  /** Read a share · 查询分账。 */
  getShare: {
    input: {
      params: {
        /** An id that begins with shr_. */
        id: string;
      };
    };
    answer: Share;
  };
  /** Read a share's return · 查询分账回退。 */
  getShareReturn: {
    input: {
      params: {
        /** An id that begins with srt_. */
        id: string;
      };
    };
    answer: ShareReturn;
  };
  /** Read a store · 查询店铺。 */
  getStore: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
    };
    answer: Store;
  };
  /** Read a voucher; its code is not told again · 查询券；券码不再显示。 */
  getVoucher: {
    input: {
      params: {
        /** An id that begins with vch_. */
        id: string;
      };
    };
    answer: Voucher;
  };
  /** Read a wallet account; its secrets stay where they are · 查询钱包账户（不含密钥）。 */
  getWalletAccount: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
    };
    answer: WalletAccount;
  };
  /** Read an endpoint · 查询回调地址。 */
  getWebhookEndpoint: {
    input: {
      params: {
        /** An id that begins with whe_. */
        id: string;
      };
    };
    answer: WebhookEndpoint;
  };
  /** Read a withdrawal · 查询提现。 */
  getWithdrawal: {
    input: {
      params: {
        /** An id that begins with wdr_. */
        id: string;
      };
    };
    answer: Withdrawal;
  };
  /** Read a store's own rules for withdrawals · 查询店铺提现规则：是否须两人、单日限额。 */
  getWithdrawalRules: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
    };
    answer: WithdrawalRules;
  };
  /** Let a partner call an interface of ours for the named fields · 授权伙伴调用一个接口的指定字段。 */
  grantInterface: {
    input: {
      body: NewInterfaceGrant;
    };
    answer: InterfaceGrant;
  };
  /** Grant a host app, or one streamer there, the use of a work, from when to when · 授权：作品、应用、主播、用途与起止。 */
  grantLicence: {
    input: {
      body: NewLicence;
    };
    answer: Licence;
  };
  /** What each guard read over time, against its limit, and when it stopped something · 每个护栏的读数随时间的变化、上限，以及何时触发。默认最近 24 小时，最长 32 天。 */
  guardSeriesOfOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      query?: {
        /** RFC 3339, UTC. */
        from?: string;
        /** RFC 3339, UTC. */
        to?: string;
      };
    };
    answer: {
      data: Array<GuardSeries>;
      next_cursor: string | null;
    };
  };
  /** The process is alive · 进程存活。 */
  health: {
    input: Record<string, never>;
    answer: {
      status: "ok";
    };
  };
  /** Give a new person a role, and get a one-time link for them · 邀请新成员并获得一次性链接。 */
  inviteToTeam: {
    input: {
      body: NewTeamMember;
    };
    answer: Invited;
  };
  /** Issue a voucher that was bought here, for a partner's tills · 发放在本应用购买、到伙伴门店核销的券。 */
  issueVoucher: {
    input: {
      body: NewVoucher;
    };
    answer: IssuedVoucher;
  };
  /** Begin to link oneself with who one is at the provider; the password is asked for again · 开始将自己与身份提供方的账号关联，须再次输入密码。 */
  linkProvider: {
    input: {
      body: LinkProvider;
    };
    answer: ProviderUrl;
  };
  /** The latest changes of pairs, rate cards and settlements, and who proposed and decided them · 钱包对、费率卡与清算确认的最近变更，及其提议人与决定人。 */
  listAcceptanceChanges: {
    input: {
      query?: {
        state?: "pending";
      };
    };
    answer: {
      data: Array<AcceptanceChange>;
      next_cursor: string | null;
    };
  };
  /** Pairs of wallets: whose users may pay at whose merchants, once that is opened · 互认的钱包对：谁的用户可在谁的商户付款（另须开放计划）。 */
  listAcceptancePairs: {
    input: Record<string, never>;
    answer: {
      data: Array<AcceptancePair>;
      next_cursor: string | null;
    };
  };
  /** Rate cards of all pairs, newest first · 各钱包对的费率卡，最新的在前。 */
  listAcceptanceRates: {
    input: Record<string, never>;
    answer: {
      data: Array<AcceptanceRates>;
      next_cursor: string | null;
    };
  };
  /** Payments of one wallet's users at another's merchants, newest first · 互认付款明细，最新的在前。 */
  listAcceptances: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        acquirer?: string;
        issuer?: string;
        state?: "started" | "debited" | "accepted" | "returning" | "returned" | "ended";
      };
    };
    answer: {
      data: Array<Acceptance>;
      next_cursor: string | null;
    };
  };
  /** The accounts of a store's book, with their balances · 店铺账簿的各账户及余额。 */
  listAccounts: {
    input: {
      params: {
        /** An id that begins with sto_. */
        store: string;
      };
      query?: {
        /** As the balances were at this instant; absent = now. */
        at?: string;
      };
    };
    answer: {
      data: Array<Account>;
      next_cursor: string | null;
    };
  };
  /** Which wallets a store has joined · 店铺已开通的钱包。 */
  listActivations: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
    };
    answer: {
      data: Array<Activation>;
      next_cursor: string | null;
    };
  };
  /** What was agreed with the wallet about its fees at this account, newest first · 与钱包约定的手续费率，最新的在前。 */
  listAgreedRates: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
    };
    answer: {
      data: Array<AgreedRate>;
      next_cursor: string | null;
    };
  };
  /** Vouchers that were issued under an agreement, newest first; codes are not told · 该协议下发放的券，最新的在前；不显示券码。 */
  listAgreementVouchers: {
    input: {
      params: {
        /** An id that begins with agr_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Voucher>;
      next_cursor: string | null;
    };
  };
  /** List agreements with their scopes and states, newest first · 协议列表。 */
  listAgreements: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Agreement>;
      next_cursor: string | null;
    };
  };
  /** Alarms, newest first; one row for a thing, however often it was raised · 告警列表，最新的在前；同一事项只列一条。 */
  listAlarms: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        state?: "open" | "cleared";
      };
    };
    answer: {
      data: Array<Alarm>;
      next_cursor: string | null;
    };
  };
  /** List contracts of data alliances, newest first · 数据合作合同列表。 */
  listAllianceContracts: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<AllianceContract>;
      next_cursor: string | null;
    };
  };
  /** List datasets, newest first: what they may be used for, and whether consent stands · 数据集列表：用途与同意状态。 */
  listAllianceDatasets: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<AllianceDataset>;
      next_cursor: string | null;
    };
  };
  /** List runs, newest first · 数据合作运行列表。 */
  listAllianceRuns: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with alc_. */
        contract?: string;
      };
    };
    answer: {
      data: Array<AllianceRun>;
      next_cursor: string | null;
    };
  };
  /** List keys, newest first; never their tokens · 密钥列表（不含令牌）。 */
  listApiKeys: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<ApiKey>;
      next_cursor: string | null;
    };
  };
  /** What each wallet asks of a store that applies · 各钱包的进件资料清单。 */
  listApplicationForms: {
    input: Record<string, never>;
    answer: {
      data: Array<ApplicationForm>;
      next_cursor: string | null;
    };
  };
  /** List applications, newest first · 进件申请列表，最新的在前。 */
  listApplications: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with sto_. */
        store?: string;
        wallet?: string;
        state?: "draft" | "sending" | "reviewing" | "action_needed" | "frozen" | "rejected" | "withdrawing" | "withdrawn" | "accepted";
      };
    };
    answer: {
      data: Array<Application>;
      next_cursor: string | null;
    };
  };
  /** What one person proposed and another has to decide, oldest first · 待第二人审批的事项，最早的在前。 */
  listApprovals: {
    input: Record<string, never>;
    answer: {
      data: Array<Pending>;
      next_cursor: string | null;
      /** Of some kind more waits than is shown: the oldest 200 of each are. */
      more: boolean;
    };
  };
  /** What is linked, the newest first; only for people of the whole house, empty for others · 已链接的条目，最新的在前；仅全系统人员可见。 */
  listAuditEntries: {
    input: {
      query?: {
        source?: string;
        before?: number;
        limit?: number;
      };
    };
    answer: AuditEntries;
  };
  /** Heads of the tree over everything that people and openings did, the newest first · 审计树头，最新的在前。 */
  listAuditHeads: {
    input: {
      query?: {
        limit?: number;
      };
    };
    answer: AuditHeads;
  };
  /** Bills that were uploaded, newest day first · 已上传的账单文件，最新的日期在前。 */
  listBillFiles: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with wac_. */
        wallet_account?: string;
        /** A day of Asia/Shanghai. */
        day?: string;
        /** `trade`: payments and refunds; `refund`: refunds alone; `fund`: the account; `commission`: the account that takes the marketplace's shares. */
        kind?: "trade" | "refund" | "fund" | "commission";
        state?: "checked" | "proposed" | "approved";
      };
    };
    answer: {
      data: Array<BillFile>;
      next_cursor: string | null;
    };
  };
  /** A campaign's bills, newest first · 广告活动的账单，最新的在前。 */
  listCampaignBills: {
    input: {
      params: {
        /** An id that begins with cmp_. */
        id: string;
      };
    };
    answer: {
      data: Array<CampaignBill>;
      next_cursor: string | null;
    };
  };
  /** List campaigns, newest first · 广告活动列表，最新的在前。 */
  listCampaigns: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Campaign>;
      next_cursor: string | null;
    };
  };
  /** Gaps in orders' flows that somebody has to look after: paid and never shipped, shipped and never paid · 订单流程中的缺口：已付未发、已发未付等，作为待处理事项。 */
  listCases: {
    input: {
      query?: {
        state?: "open" | "taken" | "closed";
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Case>;
      next_cursor: string | null;
    };
  };
  /** List checkouts, newest first · 收银台列表，最新的在前。 */
  listCheckouts: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        state?: "open" | "complete" | "expired" | "cancelled";
      };
    };
    answer: {
      data: Array<Checkout>;
      next_cursor: string | null;
    };
  };
  /** The latest settlements of all pairs · 各钱包对最近的清算结算。 */
  listClearings: {
    input: Record<string, never>;
    answer: {
      data: Array<Clearing>;
      next_cursor: string | null;
    };
  };
  /** Whom to call at partners (wallets, host apps) and at participants of the hub, first of all first · 合作方（钱包、宿主应用）与枢纽参与方的联系人，按联系次序排列。 */
  listContacts: {
    input: {
      query?: {
        /** An id that begins with mkt_. */
        marketplace?: string;
        /** `partner`: a wallet or host app of a marketplace; `participant`: one of the hub. */
        kind?: "partner" | "participant";
        /** The partner as openings name it, or the participant at the hub. */
        name?: string;
      };
    };
    answer: {
      data: Array<Contact>;
      next_cursor: string | null;
    };
  };
  /** List disputes and refund-only requests, newest order first · 纠纷与仅退款申请列表。 */
  listDisputes: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with ord_. */
        order?: string;
        state?: "with_store" | "with_person" | "granted" | "refunded" | "appealed" | "upheld" | "compensating" | "compensated" | "rejected" | "withdrawn";
      };
    };
    answer: {
      data: Array<Dispute>;
      next_cursor: string | null;
    };
  };
  /** Outage drills with their reports, the newest first · 故障演练及报告，最新的在前。 */
  listDrills: {
    input: Record<string, never>;
    answer: Drills;
  };
  /** List effect reports, newest first · 效果报告列表。 */
  listEffectReports: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with opn_. */
        opening?: string;
      };
    };
    answer: {
      data: Array<EffectReport>;
      next_cursor: string | null;
    };
  };
  /** List entries, newest first · 入口列表，最新的在前。 */
  listEntries: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Entry>;
      next_cursor: string | null;
    };
  };
  /** What happened in a marketplace, newest first: what webhooks are sent from · 平台内发生的事件，最新的在前；与回调推送的内容相同。 */
  listEvents: {
    input: {
      query?: {
        cursor?: string;
        limit?: number;
        type?: string;
      };
    };
    answer: {
      data: Array<Event>;
      next_cursor: string | null;
    };
  };
  /** One's own latest exports, the newest first · 自己最近的导出，最新的在前。 */
  listExports: {
    input: Record<string, never>;
    answer: {
      data: Array<Export>;
      next_cursor: string | null;
    };
  };
  /** Proposals to put the platform's own money somewhere or to take it away, newest first · 平台自有资金的存入与取回提议，最新的在前。 */
  listFundsMoves: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with wac_. */
        wallet_account?: string;
      };
    };
    answer: {
      data: Array<FundsMove>;
      next_cursor: string | null;
    };
  };
  /** The latest changes, and who proposed and decided them · 最近的变更及其提议人与决定人。 */
  listHubChanges: {
    input: {
      query?: {
        state?: "pending";
      };
    };
    answer: {
      data: Array<HubChange>;
      next_cursor: string | null;
    };
  };
  /** Wallets at the hub, with caps, funds and positions · 互转枢纽的参与方及其限额、缴存资金与头寸。 */
  listHubParticipants: {
    input: Record<string, never>;
    answer: {
      data: Array<HubParticipant>;
      next_cursor: string | null;
    };
  };
  /** The latest settlements, with every line · 最近的结算及各参与方明细。 */
  listHubSettlements: {
    input: Record<string, never>;
    answer: {
      data: Array<HubSettlement>;
      next_cursor: string | null;
    };
  };
  /** Which partner may call which interface, since when · 接口授权列表。 */
  listInterfaceGrants: {
    input: {
      query?: {
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: {
      data: Array<InterfaceGrant>;
      next_cursor: string | null;
    };
  };
  /** List licences, newest first · 授权列表，最新的在前。 */
  listLicences: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Licence>;
      next_cursor: string | null;
    };
  };
  /** Blocked hosts, newest first; lifted ones too · 屏蔽列表，含已解除的。 */
  listLinkBlocks: {
    input: {
      query?: {
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: {
      data: Array<LinkBlock>;
      next_cursor: string | null;
    };
  };
  /** List addresses that were followed, newest first · 已查明去向的网址，最新的在前。 */
  listLinkFollows: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<LinkFollow>;
      next_cursor: string | null;
    };
  };
  /** Every version of every link policy, oldest first · 全部链接政策的全部版本。 */
  listLinkPolicies: {
    input: {
      query?: {
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: {
      data: Array<LinkPolicy>;
      next_cursor: string | null;
    };
  };
  /** List links, newest first · 链接列表。 */
  listLinks: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Link>;
      next_cursor: string | null;
    };
  };
  /** List marketplaces · 平台列表。 */
  listMarketplaces: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Marketplace>;
      next_cursor: string | null;
    };
  };
  /** What each host app is owed at each wallet account · 应付各宿主应用的广告费。 */
  listMediaAccounts: {
    input: Record<string, never>;
    answer: {
      data: Array<MediaAccount>;
      next_cursor: string | null;
    };
  };
  /** List payouts to host apps, newest first · 付给宿主应用的款项，最新的在前。 */
  listMediaPayouts: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<MediaPayout>;
      next_cursor: string | null;
    };
  };
  /** A store's codes, newest first · 店铺的收款码，最新的在前。 */
  listMerchantCodes: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<MerchantCode>;
      next_cursor: string | null;
    };
  };
  /** List merchants, newest first · 商户列表，最新的在前。 */
  listMerchants: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Merchant>;
      next_cursor: string | null;
    };
  };
  /** What a store (or, without one, the marketplace, or the whole house) was told, newest first · 店铺（或平台、或整个系统）收到的通知，最新的在前。 */
  listNotifications: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with sto_. */
        store?: string;
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: {
      data: Array<Notification>;
      next_cursor: string | null;
    };
  };
  /** The newest terms, of each wallet · 各钱包最新版本的入驻协议。 */
  listOnboardingTerms: {
    input: {
      query?: {
        wallet?: string;
      };
    };
    answer: {
      data: Array<OnboardingTerms>;
      next_cursor: string | null;
    };
  };
  /** List openings, newest first · 开放计划列表，最新的在前。 */
  listOpenings: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Opening>;
      next_cursor: string | null;
    };
  };
  /** Openings as the published file tells them, newest first, page by page: also those that it leaves out · 逐页列出公开的开放计划，最新的在前，含公开文件未列出的更早计划。 */
  listOpennessOpenings: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<OpennessOpening>;
      next_cursor: string | null;
    };
  };
  /** Where and when an order was seen, shared or talked about, oldest first · 订单的浏览、分享与聊天记录，最早的在前。 */
  listOrderMoments: {
    input: {
      params: {
        /** An id that begins with ord_. */
        id: string;
      };
    };
    answer: {
      data: Array<Moment>;
      next_cursor: string | null;
    };
  };
  /** List orders, newest first · 订单列表，最新的在前。 */
  listOrders: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with chk_. */
        checkout?: string;
        number?: string;
        /** Orders made from this instant on. */
        from?: string;
        /** Orders made before this instant. */
        to?: string;
        /** Whole fen, at least; needs `from`, at most 366 days before `to` or now. */
        amount_from?: string;
        /** Whole fen, at most; needs `from`, at most 366 days before `to` or now. */
        amount_to?: string;
        state?: "unpaid" | "paid" | "partly_refunded" | "refunded" | "closed";
      };
    };
    answer: {
      data: Array<Order>;
      next_cursor: string | null;
    };
  };
  /** How far the marketplace has come with each partner: links, payment, accounts, the whole ecosystem · 与各伙伴的互通阶梯：链接、支付、账号、全生态。 */
  listPartnerships: {
    input: {
      query?: {
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: {
      data: Array<Partnership>;
      next_cursor: string | null;
    };
  };
  /** One's own passkeys · 自己的通行密钥。 */
  listPasskeys: {
    input: Record<string, never>;
    answer: {
      data: Array<Passkey>;
      next_cursor: string | null;
    };
  };
  /** Whose payer's codes are whose, by prefix and length: the wallets' own rules and those that were added · 付款码归属规则：钱包自带的与后加的；多家符合时由收银员选择。 */
  listPayerCodeRules: {
    input: {
      query?: {
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: {
      data: Array<PayerCodeRule>;
      next_cursor: string | null;
    };
  };
  /** What went over the wire with the wallet about a payment, redacted, newest first; kept for a limited time · 支付与钱包往来的报文（已脱敏），最新的在前；限期保存。 */
  listPaymentCalls: {
    input: {
      params: {
        /** An id that begins with pay_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<WalletCall>;
      next_cursor: string | null;
    };
  };
  /** List payments, newest first · 支付列表，最新的在前。 */
  listPayments: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with chk_. */
        checkout?: string;
        /** An id that begins with ord_. */
        order?: string;
        /** The order's, as the shop numbers it. */
        number?: string;
        /** Orders made from this instant on. */
        from?: string;
        /** Orders made before this instant. */
        to?: string;
        /** Whole fen, at least; needs `from`, at most 366 days before `to` or now. */
        amount_from?: string;
        /** Whole fen, at most; needs `from`, at most 366 days before `to` or now. */
        amount_to?: string;
        wallet?: string;
        state?: "starting" | "waiting" | "abandoned" | "refused" | "closed" | "paid" | "surplus" | "returned";
      };
    };
    answer: {
      data: Array<Payment>;
      next_cursor: string | null;
    };
  };
  /** Every move of the platform's own book at a wallet account, newest first, with its cause · 平台在该钱包账户账簿的每笔变动及事由，最新的在前。 */
  listPlatformMoves: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<PlatformMove>;
      next_cursor: string | null;
    };
  };
  /** Differences between bills and our own record, newest first · 差错列表，最新的在前。 */
  listReconciliationBreaks: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with rec_. */
        run?: string;
        class?: "ours_only" | "theirs_only" | "amount" | "fee" | "state" | "day_boundary";
        state?: "open" | "proposed" | "closed";
        /** Whose: `me`, `none` (nobody's), or a person's id. */
        assignee?: string;
        /** Whole days: `day` 0, `three_days` 1 to 3, `week` 4 to 7, `month` 8 to 30, `older` from 31. */
        age?: "day" | "three_days" | "week" | "month" | "older";
      };
    };
    answer: {
      data: Array<ReconciliationBreak>;
      next_cursor: string | null;
    };
  };
  /** Bills that were brought in and matched, newest first · 对账批次列表，最新的在前。 */
  listReconciliationRuns: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with wac_. */
        wallet_account?: string;
        /** A day of Asia/Shanghai. */
        day?: string;
      };
    };
    answer: {
      data: Array<ReconciliationRun>;
      next_cursor: string | null;
    };
  };
  /** Days of wallet accounts: whose bill is in, waited for, or refused and why; newest day first · 各钱包账户的对账日状态，最新的在前。 */
  listReconciliations: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with wac_. */
        wallet_account?: string;
        /** A day of Asia/Shanghai. */
        day?: string;
        state?: "waiting" | "refused" | "done";
      };
    };
    answer: {
      data: Array<ReconciliationDay>;
      next_cursor: string | null;
    };
  };
  /** What went over the wire with the wallet about a refund, redacted, newest first; kept for a limited time · 退款与钱包往来的报文（已脱敏），最新的在前；限期保存。 */
  listRefundCalls: {
    input: {
      params: {
        /** An id that begins with ref_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<WalletCall>;
      next_cursor: string | null;
    };
  };
  /** List proposed changes of limits, newest first · 退款限额的修改提议，最新的在前。 */
  listRefundLimitChanges: {
    input: {
      query?: {
        state?: "pending" | "approved" | "rejected";
      };
    };
    answer: {
      data: Array<RefundLimitChange>;
      next_cursor: string | null;
    };
  };
  /** List the limits of a marketplace, and of one store beside: what holds, and what will hold later · 退款限额：平台规定的，以及某一店铺自行规定的；含尚未生效的。 */
  listRefundLimits: {
    input: {
      query?: {
        /** An id that begins with mkt_. */
        marketplace?: string;
        /** An id that begins with sto_. */
        store?: string;
      };
    };
    answer: {
      data: Array<RefundLimit>;
      next_cursor: string | null;
    };
  };
  /** List refunds above somebody's own limit, newest first · 超过本人限额、须他人审批的退款，最新的在前。 */
  listRefundProposals: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with pay_. */
        payment?: string;
        /** An id that begins with ord_. */
        order?: string;
        state?: "waiting" | "approved" | "rejected" | "withdrawn";
      };
    };
    answer: {
      data: Array<RefundProposal>;
      next_cursor: string | null;
    };
  };
  /** List refunds, newest first · 退款列表，最新的在前。 */
  listRefunds: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with pay_. */
        payment?: string;
        /** An id that begins with ord_. */
        order?: string;
        state?: "created" | "processing" | "refunded" | "abnormal" | "refused";
      };
    };
    answer: {
      data: Array<Refund>;
      next_cursor: string | null;
    };
  };
  /** One's own saved views of a list, by title · 自己保存的列表视图。 */
  listSavedViews: {
    input: {
      query: {
        list: "orders" | "payments" | "refunds" | "disputes" | "breaks" | "audit";
      };
    };
    answer: {
      data: Array<SavedView>;
      next_cursor: string | null;
    };
  };
  /** List appeals, newest first; a store sees its own · 申诉列表，最新的在前；店铺只见自己的。 */
  listScreenAppeals: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<ScreenAppeal>;
      next_cursor: string | null;
    };
  };
  /** One's own sessions, newest first · 自己的登录会话，最新的在前。 */
  listSessions: {
    input: Record<string, never>;
    answer: {
      data: Array<Session>;
      next_cursor: string | null;
    };
  };
  /** What went over the wire with the wallet about a share, redacted, newest first; kept for a limited time · 分账与钱包往来的报文（已脱敏），最新的在前；限期保存。 */
  listShareCalls: {
    input: {
      params: {
        /** An id that begins with shr_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<WalletCall>;
      next_cursor: string | null;
    };
  };
  /** List what the marketplace took at the wallets, newest first · 分账列表，最新的在前。 */
  listShares: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Share>;
      next_cursor: string | null;
    };
  };
  /** List stores, newest first · 店铺列表，最新的在前。 */
  listStores: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with mer_. */
        merchant?: string;
      };
    };
    answer: {
      data: Array<Store>;
      next_cursor: string | null;
    };
  };
  /** What stores owe the platform there for refunds that it advanced, the most first · 各店铺在该钱包账户尚欠平台的垫款，由多到少。 */
  listStoresOwing: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
    };
    answer: {
      data: Array<StoreOwing>;
      next_cursor: string | null;
    };
  };
  /** Everybody with a role here · 此范围内的全部成员及角色。 */
  listTeam: {
    input: Record<string, never>;
    answer: {
      data: Array<TeamMember>;
      next_cursor: string | null;
    };
  };
  /** Past events, each with the opening that models it, and the moves of our own openings · 互联互通大事记：过往事件及对应的开放计划，以及本系统各开放计划的变更。 */
  listTimeline: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<TimelineEntry>;
      next_cursor: string | null;
    };
  };
  /** The transfers of a store's book, newest first · 店铺账簿的转账记录，最新的在前。 */
  listTransfers: {
    input: {
      params: {
        /** An id that begins with sto_. */
        store: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        account?: string;
        subject?: string;
      };
    };
    answer: {
      data: Array<Transfer>;
      next_cursor: string | null;
    };
  };
  /** List wallet accounts, newest first · 钱包账户列表，最新的在前。 */
  listWalletAccounts: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<WalletAccount>;
      next_cursor: string | null;
    };
  };
  /** How each wallet does: success, latency, unknowns, hour by hour · 各钱包健康度：成功率、耗时、未知结果，按小时。 */
  listWalletHealth: {
    input: Record<string, never>;
    answer: {
      data: Array<WalletHealth>;
      next_cursor: string | null;
    };
  };
  /** Which wallets this process offers to nobody right now, because their calls went unanswered · 本进程因调用无应答而暂停展示的钱包。 */
  listWalletStates: {
    input: Record<string, never>;
    answer: {
      data: Array<WalletState>;
      next_cursor: string | null;
    };
  };
  /** The wallets that this house speaks, and the settings that each needs · 系统支持的钱包及其所需设置。 */
  listWallets: {
    input: Record<string, never>;
    answer: {
      data: Array<Wallet>;
      next_cursor: string | null;
    };
  };
  /** What was sent where and what came back, newest first · 推送记录：发往何处、得到何种应答。 */
  listWebhookDeliveries: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
        /** An id that begins with whe_. */
        endpoint?: string;
        /** An id that begins with evt_. */
        event?: string;
        state?: "waiting" | "delivered" | "failed";
      };
    };
    answer: {
      data: Array<WebhookDelivery>;
      next_cursor: string | null;
    };
  };
  /** List endpoints, newest first · 回调地址列表，最新的在前。 */
  listWebhookEndpoints: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<WebhookEndpoint>;
      next_cursor: string | null;
    };
  };
  /** What went over the wire with the wallet about a withdrawal, redacted, newest first; kept for a limited time · 提现与钱包往来的报文（已脱敏），最新的在前；限期保存。 */
  listWithdrawalCalls: {
    input: {
      params: {
        /** An id that begins with wdr_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<WalletCall>;
      next_cursor: string | null;
    };
  };
  /** List withdrawals, newest first · 提现列表，最新的在前。 */
  listWithdrawals: {
    input: {
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<Withdrawal>;
      next_cursor: string | null;
    };
  };
  /** Ask the host app for a link into an entry: one user's, 30 days; each call makes another · 由系统向宿主应用申请一个链接，每次调用各得其一。 */
  makeEntryLink: {
    input: {
      params: {
        /** An id that begins with ent_. */
        id: string;
      };
      body: MakeEntryLink;
    };
    answer: MadeEntryLink;
  };
  /** Tell who a buyer is in this entry, with consent; kept sealed, never told again · 经买家同意，登记其在该应用的身份（加密保存）。 */
  mapIdentity: {
    input: {
      params: {
        /** An id that begins with ent_. */
        id: string;
      };
      body: MapIdentity;
    };
    answer: Identity;
  };
  /** All notifications up to the one that is named are read, by whoever asks · 将所列通知及更早的全部标为已读。 */
  markAllRead: {
    input: {
      body: MarkAllRead;
    };
    answer: Unread;
  };
  /** One notification is read, by whoever asks; again changes nothing · 将一条通知标为已读。 */
  markRead: {
    input: {
      params: {
        id: string;
      };
      query?: {
        /** An id that begins with sto_. */
        store?: string;
        /** An id that begins with mkt_. */
        marketplace?: string;
      };
    };
    answer: Unread;
  };
  /** Pause a campaign, let it run again, or end it · 暂停、恢复或结束广告活动。 */
  moveCampaign: {
    input: {
      params: {
        /** An id that begins with cmp_. */
        id: string;
      };
      body: MoveCampaign;
    };
    answer: Campaign;
  };
  /** Go on under another role or store of one's own · 切换到自己的另一角色或店铺。 */
  moveSession: {
    input: {
      body: MoveSession;
    };
    answer: Who;
  };
  /** Pause a campaign that the store pays, let it run again, or end it · 暂停、恢复或结束店铺自付的广告活动。 */
  moveStoreCampaign: {
    input: {
      params: {
        /** An id that begins with cmp_. */
        id: string;
      };
      body: MoveCampaign;
    };
    answer: Campaign;
  };
  /** Ask for money back without the goods, or dispute an order; its money is held until it is decided · 申请仅退款，或对订单发起纠纷；结束之前订单款项不放款。 */
  openDispute: {
    input: {
      body: NewDispute;
    };
    answer: Dispute;
  };
  /** Open it, from its effective instant on · 开放（自生效时间起）。 */
  openOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: MoveOpening;
    };
    answer: Opening;
  };
  /** Pause a wallet at once: what is under way ends, nothing begins. Two people let it on again · 立即暂停参与方：在途转账照常完结，不再开始新的；恢复须双人。 */
  pauseHubParticipant: {
    input: {
      params: {
        name: string;
      };
    };
    answer: HubParticipant;
  };
  /** Pause it: holds for every payment that starts from now on · 暂停：即刻对之后发起的支付生效。 */
  pauseOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: MoveOpening;
    };
    answer: Opening;
  };
  /** Take a stage back: the one before it holds again · 收回某一阶段，退回上一阶段。 */
  pauseStage: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: StartStage;
    };
    answer: Opening;
  };
  /** Pay a checkout inside the host app, by its own wallet, as the buyer known there · 在宿主应用内，以其钱包支付收银台。 */
  payInEntry: {
    input: {
      params: {
        /** An id that begins with ent_. */
        id: string;
      };
      body: PayInEntry;
    };
    answer: Started;
  };
  /** Begin its pilots · 开始试点。 */
  pilotOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: MoveOpening;
    };
    answer: Opening;
  };
  /** What the opening requires, and what of it stands now · 开放计划的前提，以及目前哪些已成立。 */
  prerequisitesOfOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
    };
    answer: {
      data: Array<PrerequisiteStands>;
      next_cursor: string | null;
    };
  };
  /** The code's sheet for the counter, as SVG or PDF · 收款码台卡，SVG 或 PDF。 */
  printMerchantCode: {
    input: {
      params: {
        /** An id that begins with cod_. */
        id: string;
      };
      query?: {
        format?: "svg" | "pdf";
        language?: "zh" | "en";
      };
    };
    answer: string | Uint8Array;
  };
  /** Propose what opens, resumes or changes the plan; another person approves it · 提出开放、恢复或修改计划，由另一人批准。 */
  proposeAct: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: ProposeAct;
    };
    answer: Proposal;
  };
  /** Propose that the day be held against this bill of trades, and the day's other files beside it · 提议以此交易账单（连同当日其他文件）对账，由另一人批准。 */
  proposeBillFile: {
    input: {
      params: {
        /** An id that begins with blf_. */
        id: string;
      };
      body: ProposeBillFile;
    };
    answer: BillFile;
  };
  /** Propose how a break is to end; another person decides · 提出差错处理方案，由另一人决定。 */
  proposeBreakEnd: {
    input: {
      params: {
        /** An id that begins with brk_. */
        id: string;
      };
      body: ProposeEnd;
    };
    answer: ReconciliationBreak;
  };
  /** Say that the platform put own money there, or took it away; another person confirms it · 登记平台存入或取回自有资金，须由另一人确认。 */
  proposeFunds: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
      body: NewFundsMove;
    };
    answer: FundsMove;
  };
  /** Propose what two people decide about the hub: caps, funds, limits, fee, endpoints, keys, settling · 提议变更限额、缴存资金、个人日限额、手续费、回调地址、公钥、验签方式、结算确认，或恢复参与方；由另一人决定。 */
  proposeHubChange: {
    input: {
      body: NewHubChange;
    };
    answer: HubChange;
  };
  /** Propose what somebody of a role may send back by themselves; another person decides · 提议某一角色的单笔与单日退款限额，须由另一人批准。 */
  proposeRefundLimit: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: NewRefundLimit;
    };
    answer: RefundLimitChange;
  };
  /** Propose how a dispute or an appeal is to end; another person decides · 提出纠纷或申诉的处理方案，由另一人决定。 */
  proposeVerdict: {
    input: {
      params: {
        /** An id that begins with dsp_. */
        id: string;
      };
      body: ProposeVerdict;
    };
    answer: Dispute;
  };
  /** Proof that a leaf, named by its hash, is in the tree of that size · 包含证明：以叶子哈希查询其是否在树中。 */
  proveAuditEntry: {
    input: {
      query: {
        leaf: string;
        size: number;
      };
    };
    answer: AuditProof;
  };
  /** Proof that a later tree only added to an earlier one · 一致性证明：较新的树只在较旧的树上追加。 */
  proveAuditGrowth: {
    input: {
      query: {
        from: number;
        to: number;
      };
    };
    answer: AuditGrowth;
  };
  /** The proof (RFC 6962) that the store's own ballot is in the published result · 证明本店选票已计入公布结果（RFC 6962）。 */
  proveBallot: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
        /** An id that begins with sto_. */
        store: string;
      };
    };
    answer: BallotProof;
  };
  /** Publish what stores agree to when they apply to a wallet: the next version · 发布店铺申请某钱包时须同意的协议（中英文），生成新版本并计算哈希。 */
  publishOnboardingTerms: {
    input: {
      body: PublishOnboardingTerms;
    };
    answer: OnboardingTerms;
  };
  /** Propose through which account an acquirer reaches an issuer; a second person decides · 提议登记收款方钱包在付款方钱包的账户，由另一人决定；登记后不可更换。 */
  putAcceptancePair: {
    input: {
      body: NewAcceptancePair;
    };
    answer: AcceptanceChange;
  };
  /** Upload one of its documents, or replace it · 上传或替换一张证件图片；按内容判断种类，加密存储。 */
  putApplicationDocument: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
      body: PutApplicationDocument;
    };
    answer: Application;
  };
  /** Upload a bill that was downloaded at the wallet; it is read and kept, and held against nothing yet · 上传从钱包下载的账单文件：校验后加密保存，尚不核对；同一文件重复上传即为同一份。 */
  putBillFile: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
      query: {
        /** A day of Asia/Shanghai. */
        day: string;
        /** `trade`: payments and refunds; `refund`: refunds alone; `fund`: the account; `commission`: the account that takes the marketplace's shares. */
        kind: "trade" | "refund" | "fund" | "commission";
        file_name: string;
        /** SHA-1 that the wallet told of the unpacked file. */
        hash?: string;
      };
      body: Uint8Array<ArrayBuffer> | Blob;
    };
    answer: BillFile;
  };
  /** Put somebody in the place of a role; whoever stood there is forgotten. A mail or a number is needed · 登记联系人（角色与次序）；原占此位者即被替换。邮箱与电话至少一项，加密保存。 */
  putContact: {
    input: {
      body: PutContact;
    };
    answer: Contact;
  };
  /** Upload a picture or a PDF, to be named as `file` in a dispute over this order; the same bytes again are one · 上传证据（图片或 PDF），随后在纠纷中以 file 引用；按内容判断种类，加密存储。 */
  putEvidence: {
    input: {
      params: {
        /** An id that begins with ord_. */
        id: string;
      };
      body: PutEvidence;
    };
    answer: EvidenceFile;
  };
  /** Add a wallet, or give it another title; without cap and funds it sends nothing · 新增参与方或修改名称；未设限额与资金前不能转出。 */
  putHubParticipant: {
    input: {
      params: {
        name: string;
      };
      body: PutHubParticipant;
    };
    answer: HubParticipant;
  };
  /** Every pair as it is today: open or not, the use of the day's caps, what one owes the other · 各钱包对当日状况：是否开放、当日额度用量、未清算的应付。 */
  readAcceptanceToday: {
    input: Record<string, never>;
    answer: {
      data: Array<PairToday>;
      next_cursor: string | null;
    };
  };
  /** What hangs on an agreement: openings, interface grants, data contracts, vouchers by state · 协议所支撑的内容：开放计划、接口授权、数据合同，以及各状态的券数。 */
  readAgreementHolds: {
    input: {
      params: {
        /** An id that begins with agr_. */
        id: string;
      };
    };
    answer: AgreementHolds;
  };
  /** Everything that happened to an agreement · 协议的全部记录。 */
  readAgreementSteps: {
    input: {
      params: {
        /** An id that begins with agr_. */
        id: string;
      };
    };
    answer: {
      data: Array<AgreementStep>;
      next_cursor: string | null;
    };
  };
  /** Everything that was asked under a contract, also what was refused; it is only added to · 合同下的全部记录（含被拒绝者），只增不改。 */
  readAllianceLog: {
    input: {
      params: {
        /** An id that begins with alc_. */
        id: string;
      };
      query?: {
        /** next_cursor of the page before. */
        cursor?: string;
        limit?: number;
      };
    };
    answer: {
      data: Array<AllianceLog>;
      next_cursor: string | null;
    };
  };
  /** Every move of an application, oldest first: who, when, why · 进件申请的全部状态变动，最早的在前。 */
  readApplicationMoves: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
    };
    answer: {
      data: Array<ApplicationMove>;
      next_cursor: string | null;
    };
  };
  /** A store's money, by the wallet account that holds it · 店铺在各钱包账户中的款项：担保中、可用余额、退款中。 */
  readBalances: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
    };
    answer: {
      data: Array<Balance>;
      next_cursor: string | null;
    };
  };
  /** The store's own ballot and receipt · 本店的选票与回执。 */
  readBallot: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
        /** An id that begins with sto_. */
        store: string;
      };
    };
    answer: Ballot;
  };
  /** Open differences by class and age, and who looks after how many; with whom one may be given · 待处理差错按类别与天数计数，以及各负责人名下的件数与可指派的人员。 */
  readBreakFigures: {
    input: Record<string, never>;
    answer: BreakFigures;
  };
  /** Checkouts by the buyer's city tier and age band: offered, started, paid · 按买家城市级别与年龄段统计收银台：展示、发起、付成。 */
  readBuyerFigures: {
    input: {
      query?: {
        from?: string;
        to?: string;
      };
    };
    answer: BuyerFigures;
  };
  /** Click → opened → paid → refunded, and what is credited to the campaign · 漏斗：点击、打开、支付、退款。 */
  readCampaignFunnel: {
    input: {
      params: {
        /** An id that begins with cmp_. */
        id: string;
      };
    };
    answer: CampaignFunnel;
  };
  /** Consultations: counts before the deadline; the tally, the reasons and the tree's root after it · 征求意见的情况：截止前仅公布票数，截止后公布结果、理由与默克尔树根。 */
  readConsultations: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
    };
    answer: {
      data: Array<Consultation>;
      next_cursor: string | null;
    };
  };
  /** Everything that happened in a dispute, who did it and why · 纠纷的全部记录。 */
  readDisputeSteps: {
    input: {
      params: {
        /** An id that begins with dsp_. */
        id: string;
      };
    };
    answer: {
      data: Array<DisputeStep>;
      next_cursor: string | null;
    };
  };
  /** An uploaded file's bytes: before a dispute shows it only for the party that brought it, then for all three · 下载证据文件：在纠纷中出示之前仅上传方可见，之后买家、店铺与平台可见。 */
  readEvidence: {
    input: {
      params: {
        /** An id that begins with evd_. */
        id: string;
      };
    };
    answer: Uint8Array;
  };
  /** Payments by day and wallet: started, paid, refused, without a last word, amounts · 按日、按钱包统计：发起、成功、被拒、未知及金额。 */
  readFigures: {
    input: {
      query?: {
        from?: string;
        to?: string;
      };
    };
    answer: Figures;
  };
  /** What a friend may see: what is paid for and how much, nothing about the buyer · 好友可见的内容：付什么、付多少，没有买家信息。 */
  readFriendLink: {
    input: {
      params: {
        token: string;
      };
    };
    answer: FriendView;
  };
  /** The hub's name and public key, for whoever checks its signatures · 枢纽的名称与公钥，供参与方验签。 */
  readHub: {
    input: Record<string, never>;
    answer: Hub;
  };
  /** When it was granted, cut and restored, by whom and why · 授权、切断与恢复的记录。 */
  readInterfaceGrantSteps: {
    input: {
      params: {
        /** An id that begins with igr_. */
        id: string;
      };
    };
    answer: {
      data: Array<LogStep>;
      next_cursor: string | null;
    };
  };
  /** For whom a one-time link is · 查询一次性链接的用途。 */
  readInvitation: {
    input: {
      body: InvitationToken;
    };
    answer: Invitation;
  };
  /** The origins that placements may lead to · 允许跳转的网站。 */
  readJumpTargets: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: JumpTargets;
  };
  /** The decision log of a block · 屏蔽的决定记录。 */
  readLinkBlockSteps: {
    input: {
      params: {
        /** An id that begins with lbk_. */
        id: string;
      };
    };
    answer: {
      data: Array<LogStep>;
      next_cursor: string | null;
    };
  };
  /** The public transparency report of a marketplace's links · 平台链接的公开透明度报告。 */
  readLinkReport: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: LinkReport;
  };
  /** What made a store's money more or less, by wallet account: opening, every kind of change, closing · 店铺资金的增减：期初、各类变动、期末，按钱包账户。默认最近三十天。 */
  readMoneyFlows: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      query?: {
        /** RFC 3339, UTC. */
        from?: string;
        /** RFC 3339, UTC. */
        to?: string;
      };
    };
    answer: {
      data: Array<MoneyFlows>;
      next_cursor: string | null;
    };
  };
  /** Whether what opens takes two people here, and who says so; in production always · 开放类操作是否须两人完成及其依据；生产环境始终须两人。 */
  readOpeningRules: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: OpeningRules;
  };
  /** Agreements and sign-offs that it may require, and whether they stand · 可作为前提的协议与签核及其是否成立。 */
  readOpeningStandings: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
    };
    answer: {
      data: Array<Standing>;
      next_cursor: string | null;
    };
  };
  /** Every move and change of an opening: who, when, why, which version · 开放计划的全部变更：何人、何时、为何、哪个版本。 */
  readOpeningSteps: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
    };
    answer: {
      data: Array<OpeningStep>;
      next_cursor: string | null;
    };
  };
  /** Every version of the terms, with its hash · 条款的全部版本及其哈希。 */
  readOpeningTerms: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
    };
    answer: {
      data: Array<TermsVersion>;
      next_cursor: string | null;
    };
  };
  /** How open the house is: every opening with rules, tally and steps; the wallets' figures; fees · 开放度公示：全部开放计划的规则、计票与进程，各钱包的数据，以及费率。 */
  readOpenness: {
    input: Record<string, never>;
    answer: Openness;
  };
  /** A sealed vote's ballots without their stores: choice, band of turnover, and the hash that hides the rest · 截止后公布的匿名选票：选择、成交额档位与隐去店铺的哈希，可据此重算计票。 */
  readOpennessBallots: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
        n: number;
      };
    };
    answer: OpennessBallots;
  };
  /** The leaves under a vote's published root: hashes, one a ballot, of which nobody learns a choice · 投票结果根哈希之下的全部叶子：每票一个哈希，看不出投票内容。 */
  readOpennessLeaves: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
        n: number;
      };
    };
    answer: OpennessLeaves;
  };
  /** An order's four flows on one timeline: information, transaction, payment, logistics; and gaps · 订单的信息流、交易流、资金流、物流，以及异常缺口。 */
  readOrderFlows: {
    input: {
      params: {
        /** An id that begins with ord_. */
        id: string;
      };
    };
    answer: OrderFlows;
  };
  /** The address that you come from, as the house sees it, and whether a list would hold it · 本次请求的来源地址，即密钥地址列表所比对的地址；可附上一份列表，查询是否包含该地址。 */
  readOwnAddress: {
    input: {
      query?: {
        /** A list, apart by commas. */
        addresses?: string;
      };
    };
    answer: OwnAddress;
  };
  /** The platform's own book at a wallet account: its funds, what it advanced, what it gave · 平台在该钱包账户的账簿：自有资金、垫款、补偿。 */
  readPlatformBook: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
    };
    answer: PlatformBook;
  };
  /** The platform's own book at a wallet account as each day ended, oldest first; the last is as it is now · 平台在该钱包账户各日终余额：自有资金、垫款、补偿、应付媒体款与在途；最后一日为当前。 */
  readPlatformDays: {
    input: {
      params: {
        /** An id that begins with wac_. */
        id: string;
      };
      query?: {
        days?: number;
      };
    };
    answer: PlatformDays;
  };
  /** What was proposed, by whom, and who approved or rejected it · 提议及其批准或否决情况。 */
  readProposals: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
    };
    answer: {
      data: Array<Proposal>;
      next_cursor: string | null;
    };
  };
  /** What the marketplace takes, newest card first; a store sees its own and those for all · 费率卡列表，最新的在前。 */
  readRateCards: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
    };
    answer: {
      data: Array<RateCard>;
      next_cursor: string | null;
    };
  };
  /** What is left of a payment, the caller's own limits, and how much needs no second person · 该笔支付的可退余额、调用者本人的退款限额，以及无须他人审批的金额。 */
  readRefundable: {
    input: {
      params: {
        /** An id that begins with pay_. */
        id: string;
      };
    };
    answer: Refundable;
  };
  /** Who signed in, as what · 当前登录者及其角色。 */
  readSession: {
    input: Record<string, never>;
    answer: Who;
  };
  /** A store's accounts at one wallet account as CSV: opening, every change, closing · 店铺账户对账单（CSV）：of 选科目；form 可取微信支付资金账单或支付宝账务明细的列；encoding 可取 gbk。 */
  readStatement: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
        /** An id that begins with wac_. */
        account: string;
      };
      query?: {
        /** Absent: thirty days before `to`. */
        from?: string;
        /** Not included; absent: now. */
        to?: string;
        /** Absent: `balance`. `all`: in the form `ledger`. */
        of?: "balance" | "ads_held" | "escrow" | "vouchers_due" | "refunds_due" | "withdrawals_due" | "advances" | "suspense" | "commission" | "commission_collected" | "wallet_fees" | "withdrawal_fees" | "in_transit" | "ads_between" | "vouchers_between" | "receivable" | "all";
        form?: "ledger" | "wechatpay" | "alipay";
        /** Absent: `utf-8`. In `gbk` a sign that it lacks is `?`. */
        encoding?: "utf-8" | "gbk";
      };
    };
    answer: string;
  };
  /** What stores' tags are called in both languages, where the house knows the value · 店铺标签取值的中英文名称。 */
  readTagWords: {
    input: Record<string, never>;
    answer: TagWords;
  };
  /** How people may sign in here · 本站支持的登录方式。 */
  readWaysIn: {
    input: Record<string, never>;
    answer: WaysIn;
  };
  /** The house can take requests: its database answers · 可以接收请求：数据库可用。 */
  readiness: {
    input: Record<string, never>;
    answer: {
      status: "ready";
      checks: Record<string, boolean>;
    };
  };
  /** Redeem a voucher at a till: once, whoever else asks at the same time · 在收银台核销券，只能核销一次。 */
  redeemVoucher: {
    input: {
      body: RedeemVoucher;
    };
    answer: Voucher;
  };
  /** End a voucher that nobody redeemed and refund what was paid for it · 退券：未核销的券作废，原路退款。 */
  refundVoucher: {
    input: {
      params: {
        /** An id that begins with vch_. */
        id: string;
      };
    };
    answer: Voucher;
  };
  /** Register a mini program, official account or joinable service in a host app · 登记宿主应用中的小程序、公众号或可加入的服务。 */
  registerEntry: {
    input: {
      body: NewEntry;
    };
    answer: Entry;
  };
  /** Remove a contact: name, mail and number are gone for good · 移除联系人：姓名、邮箱与电话即刻删除，不可恢复。 */
  removeContact: {
    input: {
      params: {
        /** An id that begins with ctc_. */
        id: string;
      };
    };
    answer: RemovedContact;
  };
  /** Remove one of one's own passkeys; never the last second step of a role that must have one · 移除自己的通行密钥；必须启用第二步验证的角色不能移除最后一种方式。 */
  removePasskey: {
    input: {
      params: {
        /** An id that begins with psk_. */
        id: string;
      };
    };
    answer: {
      data: Array<Passkey>;
      next_cursor: string | null;
    };
  };
  /** Remove a saved view · 删除视图。 */
  removeView: {
    input: {
      params: {
        /** An id that begins with viw_. */
        id: string;
      };
    };
    answer: SavedView;
  };
  /** Another name for one of one's own passkeys · 重命名自己的通行密钥。 */
  renamePasskey: {
    input: {
      params: {
        /** An id that begins with psk_. */
        id: string;
      };
      body: RenamePasskey;
    };
    answer: Passkey;
  };
  /** Give a saved view another title · 重命名视图。 */
  renameView: {
    input: {
      params: {
        /** An id that begins with viw_. */
        id: string;
      };
      body: RenameView;
    };
    answer: SavedView;
  };
  /** Give an agreement a later end, or none; where it took two people, another confirms that · 续签协议；须双人订立的协议，续签也由另一人确认。 */
  renewAgreement: {
    input: {
      params: {
        /** An id that begins with agr_. */
        id: string;
      };
      body: RenewAgreement;
    };
    answer: Agreement;
  };
  /** Send an event once more, now, with the same webhook-id · 立即重新推送同一事件（webhook-id 不变）。 */
  replayWebhookDelivery: {
    input: {
      params: {
        /** An id that begins with whd_. */
        id: string;
      };
    };
    answer: WebhookDelivery;
  };
  /** A fresh one-time link for somebody who lost password or phone · 为遗失密码或手机的成员重新生成一次性链接。 */
  resetMember: {
    input: {
      params: {
        /** An id that begins with mem_. */
        id: string;
      };
    };
    answer: Invited;
  };
  /** Find the share codes and short links in a pasted text: a preview of each, before anything opens · 识别粘贴文本中的口令与短链，跳转之前先预览。 */
  resolveText: {
    input: {
      body: ResolveText;
    };
    answer: LinkPreviews;
  };
  /** Restore an interface that was cut · 恢复已切断的接口。 */
  restoreInterface: {
    input: {
      params: {
        /** An id that begins with igr_. */
        id: string;
      };
      body: SaidWhy;
    };
    answer: InterfaceGrant;
  };
  /** Take it back to where it was paused · 恢复到暂停前的状态。 */
  resumeOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: MoveOpening;
    };
    answer: Opening;
  };
  /** Let a stage that was taken back hold again · 恢复被收回的阶段。 */
  resumeStage: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: StartStage;
    };
    answer: Opening;
  };
  /** Retire a wallet's public key at once: it proves nothing any more, and never comes back · 立即停用参与方公钥；停用后不可恢复。新增公钥须双人（POST /v1/hub/changes）。 */
  retireHubKey: {
    input: {
      params: {
        name: string;
        key: string;
      };
    };
    answer: HubKey;
  };
  /** Publish a key of the hub's own no longer; never the one that it signs with, or did this last hour · 停用枢纽的旧密钥；正在签名、或停止签名未满一小时的密钥不能停用。 */
  retireHubOwnKey: {
    input: {
      params: {
        key: string;
      };
    };
    answer: HubOwnKey;
  };
  /** Try an abnormal refund again, once the payer's account can be reached, or to another account · 重试异常退款，沿用原退款单号；to 指定退往付款人银行卡或商户银行账户（仅部分钱包支持）。 */
  retryRefund: {
    input: {
      params: {
        /** An id that begins with ref_. */
        id: string;
      };
      body: RetryRefund | null;
    };
    answer: Refund;
  };
  /** Take a share, or a part of it, back at the wallet, so that a refund can take the commission back · 分账回退：退款前将佣金退回店铺。 */
  returnShare: {
    input: {
      params: {
        /** An id that begins with shr_. */
        id: string;
      };
      body: NewShareReturn;
    };
    answer: ShareReturn;
  };
  /** Revoke a key at once · 立即吊销密钥。 */
  revokeApiKey: {
    input: {
      params: {
        /** An id that begins with key_. */
        id: string;
      };
    };
    answer: ApiKey;
  };
  /** The buyer takes consent back: what named them is gone · 买家撤回同意，身份即被抹去。 */
  revokeIdentity: {
    input: {
      params: {
        /** An id that begins with idn_. */
        id: string;
      };
    };
    answer: Identity;
  };
  /** Revoke a licence: nothing begins under it from this moment on · 撤销授权，一秒内在各处生效。 */
  revokeLicence: {
    input: {
      params: {
        /** An id that begins with lic_. */
        id: string;
      };
      body: RevokeLicence;
    };
    answer: Licence;
  };
  /** Take a link back, with its QR code and share code · 收回链接，短链、二维码与口令一并失效。 */
  revokeLink: {
    input: {
      params: {
        /** An id that begins with lnk_. */
        id: string;
      };
      body: SaidWhy;
    };
    answer: Link;
  };
  /** Take a code out of use · 停用收款码。 */
  revokeMerchantCode: {
    input: {
      params: {
        /** An id that begins with cod_. */
        id: string;
      };
    };
    answer: MerchantCode;
  };
  /** Make a successor of a key; the old one works a while longer · 轮换密钥；旧密钥在一段时间内仍可使用。 */
  rollApiKey: {
    input: {
      params: {
        /** An id that begins with key_. */
        id: string;
      };
      body: RollApiKey;
    };
    answer: CreatedApiKey;
  };
  /** Make a fresh secret; the old one signs too for a while · 轮换签名密钥；旧密钥在一段时间内同时签名。 */
  rollWebhookSecret: {
    input: {
      params: {
        /** An id that begins with whe_. */
        id: string;
      };
      body: RollSecret;
    };
    answer: CreatedWebhookEndpoint;
  };
  /** Save some of its fields; the rest stays as it is · 保存部分资料，其余不变；敏感资料加密存储，不再显示。 */
  saveApplicationFields: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
      body: SaveApplicationFields;
    };
    answer: Application;
  };
  /** Save a view; one of the same title is replaced · 保存视图，同名视图将被替换。 */
  saveView: {
    input: {
      body: NewSavedView;
    };
    answer: SavedView;
  };
  /** Propose a rate card; what was begun before it holds keeps the card that held then · 提议新费率卡，由另一人决定；此前开始的付款沿用当时的费率。 */
  setAcceptanceRates: {
    input: {
      body: NewAcceptanceRates;
    };
    answer: AcceptanceChange;
  };
  /** Let a store join a wallet, or leave it · 为店铺开通或停用钱包。 */
  setActivation: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
        wallet: string;
      };
      body: SetActivation;
    };
    answer: Activation;
  };
  /** Set the bank card that a store's money goes to, a day from now on · 设置店铺收款银行卡，24 小时后方可提现到该卡。 */
  setBankCard: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      body: SetBankCard;
    };
    answer: BankCard;
  };
  /** Set what a campaign may spend in all and on a day; a store's total is set aside at once · 设置活动的总预算与每日预算；店铺自付的活动，总预算即时从店铺余额预留。 */
  setCampaignBudget: {
    input: {
      params: {
        /** An id that begins with cmp_. */
        id: string;
      };
      body: BudgetLimits;
    };
    answer: CampaignBudget;
  };
  /** Tell the secret by which the house asks the host app for links; it is sealed and never told again · 登记小程序的 AppSecret，加密保存，不再显示。 */
  setEntrySecret: {
    input: {
      params: {
        /** An id that begins with ent_. */
        id: string;
      };
      body: SetEntrySecret;
    };
    answer: EntrySecret;
  };
  /** Set the origins that placements may lead to; nothing else is jumped to from then on · 设置允许跳转的网站；其余一律不跳转。 */
  setJumpTargets: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: SetJumpTargets;
    };
    answer: JumpTargets;
  };
  /** Set from where a key may be used; an empty list: from everywhere. It holds at once · 设置密钥可用的来源地址（IPv4、IPv6 地址或网段），立即生效；空列表表示不限。 */
  setKeyAddresses: {
    input: {
      params: {
        /** An id that begins with key_. */
        id: string;
      };
      body: KeyAddresses;
    };
    answer: ApiKey;
  };
  /** Set the hosts and apps; links that are there go on leading where they lead · 设置域名与应用；已有链接的去向不变。 */
  setLinkSettings: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: SetLinkSettings;
    };
    answer: LinkSettings;
  };
  /** Tell the bank account to which a host app is paid; the newest counts for payouts asked from then on · 登记宿主应用的收款银行账户。 */
  setMediaPayee: {
    input: {
      body: SetMediaPayee;
    };
    answer: MediaPayee;
  };
  /** In a sandbox: ask for two people, or let one be enough · 沙箱环境下设置是否须两人；生产环境不可放宽。 */
  setOpeningRules: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: SetOpeningRules;
    };
    answer: OpeningRules;
  };
  /** Add a rule of a wallet's payer's codes, or take it out; the house's own people without a marketplace: for all · 增加或停用一条付款码规则；与其他钱包重叠的付款码由收银员选择钱包。 */
  setPayerCodeRule: {
    input: {
      body: SetPayerCodeRule;
    };
    answer: {
      data: Array<PayerCodeRule>;
      next_cursor: string | null;
    };
  };
  /** Set the rules for what is asked from now on · 设置仅退款规则，仅适用于此后的申请。 */
  setRefundOnlyRules: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: SetRefundOnlyRules;
    };
    answer: RefundOnlyRules;
  };
  /** Set the terms for what is paid from now on; what was paid before keeps its own · 设置结算规则，仅适用于此后的支付。 */
  setSettlementTerms: {
    input: {
      params: {
        /** An id that begins with mkt_. */
        id: string;
      };
      body: SetSettlementTerms;
    };
    answer: SettlementTerms;
  };
  /** Say that an agreement or a department's sign-off stands, or no longer does · 记录协议或部门签核是否成立；失效时向依赖它的开放计划告警。 */
  setStanding: {
    input: {
      body: NewStanding;
    };
    answer: Standing;
  };
  /** Set what the marketplace's buyers say of a store; refund-only rules look at it · 设置店铺评分，供仅退款规则使用。 */
  setStoreRating: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      body: SetStoreRating;
    };
    answer: StoreRating;
  };
  /** Set what a store's own people or keys may send back by themselves: stricter at once, easier a day later · 店主设置本店财务或密钥的退款限额：收紧立即生效，放宽 24 小时后生效。 */
  setStoreRefundLimit: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      body: StoreRefundLimit;
    };
    answer: RefundLimit;
  };
  /** Set them: stricter at once, easier a day later · 设置店铺提现规则：收紧立即生效，放宽 24 小时后生效。 */
  setWithdrawalRules: {
    input: {
      params: {
        /** An id that begins with sto_. */
        id: string;
      };
      body: SetWithdrawalRules;
    };
    answer: WithdrawalRulesSet;
  };
  /** Pay a line out at once, or say that a wallet paid in or is covered, which another person confirms · 确认一条结算指令：已收立即入账；已付或以缴存资金代偿（并暂停该参与方）须由另一人复核。 */
  settleHubLine: {
    input: {
      params: {
        id: string;
      };
      body: SettleHubLine;
    };
    answer: HubSettlement;
  };
  /** Sign in at the console: password, and the second step where it is set · 登录控制台：密码，以及已启用的第二步验证。 */
  signIn: {
    input: {
      body: SignIn;
    };
    answer: Who;
  };
  /** Sign in by a passkey alone · 仅用通行密钥登录。 */
  signInByPasskey: {
    input: {
      body: SignInByPasskey;
    };
    answer: Who;
  };
  /** Sign out · 退出登录。 */
  signOut: {
    input: Record<string, never>;
    answer: SignedOut;
  };
  /** Start an outage drill against the sandbox's wallet; it goes on by itself and ends with a report · 对沙箱钱包发起故障演练，结束后生成报告。仅沙箱可用。 */
  startDrill: {
    input: {
      body: NewDrill;
    };
    answer: Drill;
  };
  /** Start the next pilot or stage by hand · 手动开始下一个试点或阶段。 */
  startOpeningStage: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: StartStage;
    };
    answer: Opening;
  };
  /** Start a payment with a wallet; `action` is what the buyer must do next · 用钱包发起支付；action 是买家的下一步。 */
  startPayment: {
    input: {
      body: StartPayment;
    };
    answer: Started;
  };
  /** Show a second step for the session that goes on · 为当前会话补充第二步验证。 */
  stepUp: {
    input: {
      body: StepUp;
    };
    answer: Who;
  };
  /** Send it to the wallet; after a rejection, send the mended one · 提交给钱包审核；被驳回后修改再提交。 */
  submitApplication: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
    };
    answer: Application;
  };
  /** Take a case: you look after it from now on · 认领事项。 */
  takeCase: {
    input: {
      params: {
        /** An id that begins with cas_. */
        id: string;
      };
    };
    answer: Case;
  };
  /** A buyer complained about a payment; counted once, and watched by guards · 登记买家对某笔支付的投诉；每笔支付只计一次，供护栏监测。 */
  takeComplaint: {
    input: {
      body: NewComplaint;
    };
    answer: Complaint;
  };
  /** The party process tells how far it is · 上报进度。 */
  tellAllianceProgress: {
    input: {
      params: {
        /** An id that begins with alr_. */
        id: string;
      };
      body: AllianceProgress;
    };
    answer: AllianceRun;
  };
  /** Tell that a click's target was opened; once however often · 上报：点击后目标页已打开。 */
  tellClickOpened: {
    input: {
      body: TellClickOpened;
    };
    answer: ClickOpened;
  };
  /** Tell what the bank answered to a payout that people carried there; it counts once two people said it · 人工办理的付款：登记银行结果，须两人登记一致方为有效。 */
  tellMediaPayout: {
    input: {
      params: {
        /** An id that begins with mpo_. */
        id: string;
      };
      body: TellMediaPayout;
    };
    answer: MediaPayout;
  };
  /** Tell that an order was seen, shared or talked about; nobody is named, nothing said is kept · 上报订单的浏览、分享与聊天：只有时间、应用与编号，没有人名，也没有内容。 */
  tellOrderMoments: {
    input: {
      body: NewMoments;
    };
    answer: {
      data: Array<Moment>;
      next_cursor: string | null;
    };
  };
  /** Tell what a carrier did with an order's goods · 上报订单的物流动态。 */
  tellShipment: {
    input: {
      body: NewShipment;
    };
    answer: Shipment;
  };
  /** The provider's word for oneself counts no more · 解除与身份提供方的关联。 */
  unlinkProvider: {
    input: Record<string, never>;
    answer: EndedSessions;
  };
  /** Begin a stream, re-cut or clip; decided again in its own commit · 开始直播、剪辑或切片；以提交时的授权为准。 */
  useLicence: {
    input: {
      body: UseLicence;
    };
    answer: LicenceUse;
  };
  /** Take consent back, for good: no later run uses the dataset · 撤回数据集的同意，不可恢复。 */
  withdrawAllianceDataset: {
    input: {
      params: {
        /** An id that begins with ald_. */
        id: string;
      };
    };
    answer: AllianceDataset;
  };
  /** Call it off while the wallet has not accepted it · 撤回尚未通过的申请。 */
  withdrawApplication: {
    input: {
      params: {
        /** An id that begins with apl_. */
        id: string;
      };
    };
    answer: Application;
  };
  /** The buyer takes it back; the order's money goes on · 买家撤回纠纷。 */
  withdrawDispute: {
    input: {
      params: {
        /** An id that begins with dsp_. */
        id: string;
      };
      body: Said;
    };
    answer: Dispute;
  };
  /** Withdraw it for good · 撤回，不可恢复。 */
  withdrawOpening: {
    input: {
      params: {
        /** An id that begins with opn_. */
        id: string;
      };
      body: MoveOpening;
    };
    answer: Opening;
  };
  /** Withdraw everything with a partner, in one act · 一次撤回与某伙伴的全部开放计划。 */
  withdrawPartner: {
    input: {
      body: WithdrawPartner;
    };
    answer: {
      data: Array<Opening>;
      next_cursor: string | null;
    };
  };
  /** Take one's own back while nobody has decided · 撤回自己提出、尚未审批的退款申请。 */
  withdrawRefund: {
    input: {
      params: {
        /** An id that begins with rfp_. */
        id: string;
      };
    };
    answer: RefundProposal;
  };
  /** Take a sale back by its number, whether or not it ever arrived: it is not charged from then on · 按单号撤回一笔收款，无论是否曾送达；撤回后不再扣款。`paid`: it had been paid, so it stays; `ending`: a payment is still being reversed, ask again. */
  withdrawTillSale: {
    input: {
      body: TillWithdrawal;
    };
    answer: WithdrawnSale;
  };
};

/** Every code that an operation's document names. */
export type ProblemCode =
  | "acceptance_change_decided"
  | "acceptance_nothing"
  | "acceptance_pair_exists"
  | "acceptance_pair_invalid"
  | "acceptance_too_early"
  | "activation_taken"
  | "activation_wrong_state"
  | "address_list_invalid"
  | "address_list_locks_out"
  | "address_not_allowed"
  | "agreed_rate_invalid"
  | "agreed_rate_taken"
  | "agreement_invalid"
  | "agreement_not_in_force"
  | "agreement_wrong_state"
  | "alliance_agreement_missing"
  | "alliance_budget_used_up"
  | "alliance_consent_missing"
  | "alliance_mode_refused"
  | "alliance_not_open"
  | "alliance_not_running"
  | "alliance_purpose_refused"
  | "alliance_run_not_done"
  | "alliance_run_over"
  | "amount_invalid"
  | "amount_mismatch"
  | "api_version_unknown"
  | "appeal_decided"
  | "appeal_groundless"
  | "appeal_open"
  | "appeal_too_late"
  | "application_document_invalid"
  | "application_exists"
  | "application_field_invalid"
  | "application_incomplete"
  | "application_not_needed"
  | "application_not_withdrawable"
  | "application_wrong_state"
  | "balance_short"
  | "ballot_changed"
  | "ballot_exists"
  | "bank_card_cooling_off"
  | "bank_card_invalid"
  | "bank_card_missing"
  | "bill_changed"
  | "bill_day_from_files"
  | "bill_day_invalid"
  | "bill_file_hash_wrong"
  | "bill_file_of_another_account"
  | "bill_file_of_another_day"
  | "bill_file_proposal_outdated"
  | "bill_file_refused"
  | "bill_file_too_large"
  | "bill_file_wrong_state"
  | "bill_files_busy"
  | "bill_not_offered"
  | "bill_wrong_state"
  | "break_assigned_meanwhile"
  | "break_assignee_unfit"
  | "break_entered_elsewhere"
  | "break_entry_refused"
  | "break_no_entry"
  | "break_not_heard"
  | "break_proposal_outdated"
  | "break_wrong_state"
  | "budget_too_small"
  | "campaign_balance_short"
  | "campaign_debt_first"
  | "campaign_funds_short"
  | "campaign_invalid"
  | "campaign_not_billed"
  | "campaign_store_apart"
  | "campaign_wrong_state"
  | "case_closed"
  | "checkout_cancelled"
  | "checkout_complete"
  | "checkout_expired"
  | "checkout_wrong_state"
  | "complaint_exists"
  | "consultation_over"
  | "consultation_under_way"
  | "contact_unreachable"
  | "csrf_refused"
  | "currency_unsupported"
  | "cursor_invalid"
  | "dispute_open"
  | "dispute_wrong_state"
  | "drill_not_here"
  | "drill_running"
  | "duplicate"
  | "effect_no_hold_out"
  | "effect_not_begun"
  | "effect_too_many_orders"
  | "entry_exists"
  | "entry_invalid"
  | "entry_secret_missing"
  | "entry_sells_nothing"
  | "entry_shut"
  | "evidence_full"
  | "evidence_invalid"
  | "export_gone"
  | "export_invalid"
  | "export_not_ready"
  | "exports_too_many"
  | "forbidden"
  | "friend_link_expired"
  | "friend_link_used"
  | "funds_short"
  | "funds_wrong_state"
  | "host_refused"
  | "host_silent"
  | "hub_books_differ"
  | "hub_change_decided"
  | "hub_change_incomplete"
  | "hub_endpoint_refused"
  | "hub_funds_needed"
  | "hub_key_known"
  | "hub_key_refused"
  | "hub_line_proposed"
  | "hub_line_refused"
  | "hub_must_prove"
  | "hub_no_account"
  | "hub_nothing_to_settle"
  | "hub_own_key_refused"
  | "hub_withdrawal_ended"
  | "idempotency_in_progress"
  | "idempotency_key_missing"
  | "idempotency_key_reused"
  | "identity_missing"
  | "interface_grant_exists"
  | "interface_grant_wrong_state"
  | "internal_error"
  | "invitation_spent"
  | "jump_target_not_allowed"
  | "licence_invalid"
  | "licence_shut"
  | "link_block_exists"
  | "link_block_wrong_state"
  | "link_follow_needless"
  | "link_follow_off"
  | "link_policy_late"
  | "link_settings_wrong"
  | "link_target_refused"
  | "list_unknown"
  | "login_invalid"
  | "login_taken"
  | "media_due_short"
  | "media_payee_invalid"
  | "media_payee_missing"
  | "media_type_unsupported"
  | "method_unsupported"
  | "not_found"
  | "not_ready"
  | "nothing_proposed"
  | "onboarding_unsupported"
  | "openid_required"
  | "opening_consultation_missing"
  | "opening_invalid"
  | "opening_not_supported"
  | "opening_notice_too_short"
  | "opening_overlaps"
  | "opening_prerequisites_missing"
  | "opening_terms_frozen"
  | "opening_wrong_state"
  | "order_already_paid"
  | "order_duplicate"
  | "order_not_paid"
  | "order_refunded"
  | "order_released"
  | "parent_unknown"
  | "passkey_challenge_spent"
  | "passkey_refused"
  | "passkey_unknown"
  | "passkeys_many"
  | "password_weak"
  | "payer_code_ambiguous"
  | "payer_code_of_other_wallet"
  | "payer_code_unknown"
  | "payer_code_used"
  | "payment_in_progress"
  | "payment_not_closed"
  | "payment_part_of_cart"
  | "payment_wrong_state"
  | "payout_wrong_state"
  | "person_needed"
  | "picture_unreadable"
  | "proposal_outdated"
  | "provider_missing"
  | "provider_unreachable"
  | "range_too_wide"
  | "rate_card_invalid"
  | "rate_card_taken"
  | "rate_limited"
  | "reach_impossible"
  | "refund_decided"
  | "refund_elsewhere_unsupported"
  | "refund_exceeds"
  | "refund_in_progress"
  | "refund_limit_decided"
  | "refund_limit_owners_own"
  | "refund_limit_pending"
  | "refund_others_own"
  | "refund_wrong_state"
  | "release_extended"
  | "release_held"
  | "release_hold_ends"
  | "release_in_progress"
  | "release_not_begun"
  | "request_header_invalid"
  | "request_invalid"
  | "request_malformed"
  | "request_too_large"
  | "role_beyond"
  | "role_of_owners"
  | "scope_unknown"
  | "second_person_dependent"
  | "second_person_needed"
  | "second_step_due"
  | "second_step_last"
  | "second_step_needed"
  | "second_step_wrong"
  | "settings_wrong"
  | "share_exceeds"
  | "share_wrong_state"
  | "sign_in_last"
  | "sign_in_locked"
  | "sign_in_old"
  | "sign_in_refused"
  | "step_up_due"
  | "store_closed"
  | "store_not_asked"
  | "store_unknown"
  | "terms_changed"
  | "terms_not_accepted"
  | "terms_not_published"
  | "till_number_used"
  | "time_zone_unknown"
  | "two_people_always"
  | "unauthorized"
  | "verdict_outdated"
  | "view_taken"
  | "views_too_many"
  | "voucher_above_limit"
  | "voucher_expired"
  | "voucher_invalid"
  | "voucher_money_apart"
  | "voucher_not_booked"
  | "voucher_order_bound"
  | "voucher_redeemed"
  | "voucher_shut"
  | "voucher_stands"
  | "voucher_store_needed"
  | "voucher_value_differs"
  | "wallet_account_missing"
  | "wallet_not_offered"
  | "wallet_refused"
  | "wallet_unknown"
  | "wallet_unreachable"
  | "webhook_endpoint_limit"
  | "webhook_url_refused"
  | "withdrawal_limit"
  | "withdrawal_unsupported"
  | "withdrawal_wrong_state";

/** Method and path of each operation; `key`: it takes an Idempotency-Key. */
export const routes: { readonly [K in keyof Operations]: readonly string[] } = {
  acceptApplicationTerms: ["POST","/v1/applications/{id}/terms","key"],
  acceptInvitation: ["POST","/v1/invitations/accept"],
  addAgreedRate: ["POST","/v1/wallet-accounts/{id}/agreed-rates","key"],
  addHubOwnKey: ["POST","/v1/hub/keys","key"],
  addLinkPolicy: ["POST","/v1/link-policies","key"],
  addPasskey: ["POST","/v1/session/passkeys"],
  addRateCard: ["POST","/v1/marketplaces/{id}/rate-cards","key"],
  announceOpening: ["POST","/v1/openings/{id}/announce","key"],
  answerDispute: ["POST","/v1/disputes/{id}/answer","key"],
  answerReason: ["POST","/v1/openings/{id}/answers","key"],
  appealDispute: ["POST","/v1/disputes/{id}/appeal","key"],
  appealLinkBlock: ["POST","/v1/link-blocks/{id}/appeal","key"],
  appealScreen: ["POST","/v1/screen-appeals","key"],
  askDecisions: ["POST","/v1/decisions","key"],
  askExport: ["POST","/v1/exports"],
  askForPasskey: ["POST","/v1/passkeys/ask"],
  askForReconciliation: ["POST","/v1/reconciliations","key"],
  askLinkFollow: ["POST","/v1/link-follows","key"],
  askMediaPayout: ["POST","/v1/media-payouts","key"],
  askReach: ["POST","/v1/reach","key"],
  askWhatIf: ["POST","/v1/what-if","key"],
  askWithdrawal: ["POST","/v1/withdrawals","key"],
  assignBreak: ["POST","/v1/reconciliation-breaks/{id}/assign","key"],
  beginPasskey: ["POST","/v1/session/passkeys/begin"],
  beginProvider: ["POST","/v1/session/by-provider"],
  beginSecondStep: ["POST","/v1/session/second-step"],
  billCampaign: ["POST","/v1/campaigns/{id}/bills","key"],
  blockHost: ["POST","/v1/link-blocks","key"],
  cancelCheckout: ["POST","/v1/checkouts/{id}/cancel","key"],
  cancelExport: ["POST","/v1/exports/{id}/cancel"],
  cancelMediaPayout: ["POST","/v1/media-payouts/{id}/cancel","key"],
  cancelWithdrawal: ["POST","/v1/withdrawals/{id}/cancel","key"],
  castBallot: ["POST","/v1/openings/{id}/ballots","key"],
  changeEntry: ["PATCH","/v1/entries/{id}"],
  changeMarketplace: ["PATCH","/v1/marketplaces/{id}"],
  changeOpeningPlan: ["POST","/v1/openings/{id}/plan","key"],
  changeOpeningTerms: ["POST","/v1/openings/{id}/terms","key"],
  changePassword: ["POST","/v1/session/password"],
  changeStore: ["PATCH","/v1/stores/{id}"],
  changeWalletAccount: ["PATCH","/v1/wallet-accounts/{id}"],
  changeWebhookEndpoint: ["PATCH","/v1/webhook-endpoints/{id}"],
  chargePayerCode: ["POST","/v1/till-payments","key"],
  checkApplication: ["POST","/v1/applications/{id}/check","key"],
  checkCheckout: ["POST","/v1/checkouts/{id}/check","key"],
  checkCode: ["POST","/v1/codes/check","key"],
  checkEntryLinks: ["POST","/v1/entries/{id}/links","key"],
  checkInterface: ["POST","/v1/interface-checks","key"],
  checkLicence: ["POST","/v1/licence-checks","key"],
  checkLink: ["POST","/v1/link-checks","key"],
  checkPayment: ["POST","/v1/payments/{id}/check","key"],
  checkPost: ["POST","/v1/screenings","key"],
  clearAlarm: ["POST","/v1/alarms/{id}/clear","key"],
  closeCase: ["POST","/v1/cases/{id}/close","key"],
  closeClearingWindow: ["POST","/v1/hub/clearings","key"],
  closeHubWindow: ["POST","/v1/hub/settlements","key"],
  closePayment: ["POST","/v1/payments/{id}/close","key"],
  completeOpening: ["POST","/v1/openings/{id}/complete","key"],
  confirmClearing: ["POST","/v1/hub/clearings/{id}/confirm","key"],
  confirmMediaPayout: ["POST","/v1/media-payouts/{id}/confirm","key"],
  confirmMediaPayoutOutcome: ["POST","/v1/media-payouts/{id}/outcome/confirm","key"],
  confirmReceipt: ["POST","/v1/orders/{id}/receipt","key"],
  confirmSecondStep: ["POST","/v1/session/second-step/confirm"],
  confirmWithdrawal: ["POST","/v1/withdrawals/{id}/confirm","key"],
  consultStores: ["POST","/v1/openings/{id}/consult","key"],
  countUnread: ["GET","/v1/notifications/unread"],
  createAgreement: ["POST","/v1/agreements","key"],
  createAllianceContract: ["POST","/v1/alliance-contracts","key"],
  createAllianceDataset: ["POST","/v1/alliance-datasets","key"],
  createAllianceRun: ["POST","/v1/alliance-runs","key"],
  createApiKey: ["POST","/v1/api-keys","key"],
  createApplication: ["POST","/v1/applications","key"],
  createCampaign: ["POST","/v1/campaigns","key"],
  createCheckout: ["POST","/v1/checkouts","key"],
  createEffectReport: ["POST","/v1/effect-reports","key"],
  createFriendLink: ["POST","/v1/checkouts/{id}/friend-links","key"],
  createLink: ["POST","/v1/links","key"],
  createMarketplace: ["POST","/v1/marketplaces","key"],
  createMerchant: ["POST","/v1/merchants","key"],
  createMerchantCode: ["POST","/v1/merchant-codes","key"],
  createOpening: ["POST","/v1/openings","key"],
  createRefund: ["POST","/v1/refunds","key"],
  createStore: ["POST","/v1/stores","key"],
  createStoreCampaign: ["POST","/v1/stores/{id}/campaigns","key"],
  createWalletAccount: ["POST","/v1/wallet-accounts","key"],
  createWebhookEndpoint: ["POST","/v1/webhook-endpoints","key"],
  cutInterface: ["POST","/v1/interface-grants/{id}/cut","key"],
  decideAcceptanceChange: ["POST","/v1/hub/acceptance-changes/{id}/decide","key"],
  decideAgreement: ["POST","/v1/agreements/{id}/confirm","key"],
  decideBillFile: ["POST","/v1/bill-files/{id}/decide","key"],
  decideBreakEnd: ["POST","/v1/reconciliation-breaks/{id}/decide","key"],
  decideCampaignBill: ["POST","/v1/campaign-bills/{id}/decide","key"],
  decideFunds: ["POST","/v1/funds/{id}/decide","key"],
  decideHubChange: ["POST","/v1/hub/changes/{id}/decide","key"],
  decideLinkBlock: ["POST","/v1/link-blocks/{id}/decide","key"],
  decideOpening: ["POST","/v1/openings/{id}/decide","key"],
  decideProposal: ["POST","/v1/openings/{id}/proposals/decide","key"],
  decideRefund: ["POST","/v1/refund-proposals/{id}/decide","key"],
  decideRefundLimit: ["POST","/v1/refund-limit-changes/{id}/decide","key"],
  decideScreenAppeal: ["POST","/v1/screen-appeals/{id}/decide","key"],
  decideStanding: ["POST","/v1/standings/decide","key"],
  decideVerdict: ["POST","/v1/disputes/{id}/decide","key"],
  dryRunDraft: ["POST","/v1/dry-runs","key"],
  dryRunOpening: ["POST","/v1/openings/{id}/dry-run","key"],
  endAgreement: ["POST","/v1/agreements/{id}/end","key"],
  endAllianceRun: ["POST","/v1/alliance-runs/{id}/end","key"],
  endMember: ["POST","/v1/team/{id}/end","key"],
  endOtherSessions: ["POST","/v1/sessions/end-others"],
  endSession: ["POST","/v1/sessions/{id}/end"],
  expireCheckout: ["POST","/v1/checkouts/{id}/expire","key"],
  explainProblem: ["GET","/problems/{code}"],
  extendReceipt: ["POST","/v1/orders/{id}/receipt/extend","key"],
  fetchBillFile: ["GET","/v1/bill-files/{id}/content"],
  fetchExport: ["GET","/v1/exports/{id}/file"],
  find: ["GET","/v1/find"],
  getAgreement: ["GET","/v1/agreements/{id}"],
  getAllianceContract: ["GET","/v1/alliance-contracts/{id}"],
  getAllianceRun: ["GET","/v1/alliance-runs/{id}"],
  getApplication: ["GET","/v1/applications/{id}"],
  getBillFile: ["GET","/v1/bill-files/{id}"],
  getCampaign: ["GET","/v1/campaigns/{id}"],
  getCheckout: ["GET","/v1/checkouts/{id}"],
  getDispute: ["GET","/v1/disputes/{id}"],
  getDrill: ["GET","/v1/drills/{id}"],
  getEffectReport: ["GET","/v1/effect-reports/{id}"],
  getEntry: ["GET","/v1/entries/{id}"],
  getExport: ["GET","/v1/exports/{id}"],
  getFundsMove: ["GET","/v1/funds/{id}"],
  getLicence: ["GET","/v1/licences/{id}"],
  getLink: ["GET","/v1/links/{id}"],
  getLinkFollow: ["GET","/v1/link-follows/{id}"],
  getLinkSettings: ["GET","/v1/marketplaces/{id}/link-settings"],
  getMarketplace: ["GET","/v1/marketplaces/{id}"],
  getMediaPayout: ["GET","/v1/media-payouts/{id}"],
  getMerchant: ["GET","/v1/merchants/{id}"],
  getMerchantCode: ["GET","/v1/merchant-codes/{id}"],
  getOpening: ["GET","/v1/openings/{id}"],
  getOrder: ["GET","/v1/orders/{id}"],
  getPayment: ["GET","/v1/payments/{id}"],
  getReconciliationBreak: ["GET","/v1/reconciliation-breaks/{id}"],
  getReconciliationRun: ["GET","/v1/reconciliation-runs/{id}"],
  getRefund: ["GET","/v1/refunds/{id}"],
  getRefundOnlyRules: ["GET","/v1/marketplaces/{id}/refund-only-rules"],
  getRefundProposal: ["GET","/v1/refund-proposals/{id}"],
  getRelease: ["GET","/v1/payments/{id}/release"],
  getReleaseLimit: ["GET","/v1/orders/{id}/release-limit"],
  getScreenAppeal: ["GET","/v1/screen-appeals/{id}"],
  getSettlementTerms: ["GET","/v1/marketplaces/{id}/settlement-terms"],
  getShare: ["GET","/v1/shares/{id}"],
  getShareReturn: ["GET","/v1/share-returns/{id}"],
  getStore: ["GET","/v1/stores/{id}"],
  getVoucher: ["GET","/v1/vouchers/{id}"],
  getWalletAccount: ["GET","/v1/wallet-accounts/{id}"],
  getWebhookEndpoint: ["GET","/v1/webhook-endpoints/{id}"],
  getWithdrawal: ["GET","/v1/withdrawals/{id}"],
  getWithdrawalRules: ["GET","/v1/stores/{id}/withdrawal-rules"],
  grantInterface: ["POST","/v1/interface-grants","key"],
  grantLicence: ["POST","/v1/licences","key"],
  guardSeriesOfOpening: ["GET","/v1/openings/{id}/guard-series"],
  health: ["GET","/healthz"],
  inviteToTeam: ["POST","/v1/team","key"],
  issueVoucher: ["POST","/v1/vouchers","key"],
  linkProvider: ["POST","/v1/session/provider"],
  listAcceptanceChanges: ["GET","/v1/hub/acceptance-changes"],
  listAcceptancePairs: ["GET","/v1/hub/acceptance-pairs"],
  listAcceptanceRates: ["GET","/v1/hub/acceptance-rates"],
  listAcceptances: ["GET","/v1/hub/acceptances"],
  listAccounts: ["GET","/v1/books/{store}/accounts"],
  listActivations: ["GET","/v1/stores/{id}/activations"],
  listAgreedRates: ["GET","/v1/wallet-accounts/{id}/agreed-rates"],
  listAgreementVouchers: ["GET","/v1/agreements/{id}/vouchers"],
  listAgreements: ["GET","/v1/agreements"],
  listAlarms: ["GET","/v1/alarms"],
  listAllianceContracts: ["GET","/v1/alliance-contracts"],
  listAllianceDatasets: ["GET","/v1/alliance-datasets"],
  listAllianceRuns: ["GET","/v1/alliance-runs"],
  listApiKeys: ["GET","/v1/api-keys"],
  listApplicationForms: ["GET","/v1/application-forms"],
  listApplications: ["GET","/v1/applications"],
  listApprovals: ["GET","/v1/approvals"],
  listAuditEntries: ["GET","/v1/audit/entries"],
  listAuditHeads: ["GET","/v1/audit/heads"],
  listBillFiles: ["GET","/v1/bill-files"],
  listCampaignBills: ["GET","/v1/campaigns/{id}/bills"],
  listCampaigns: ["GET","/v1/campaigns"],
  listCases: ["GET","/v1/cases"],
  listCheckouts: ["GET","/v1/checkouts"],
  listClearings: ["GET","/v1/hub/clearings"],
  listContacts: ["GET","/v1/contacts"],
  listDisputes: ["GET","/v1/disputes"],
  listDrills: ["GET","/v1/drills"],
  listEffectReports: ["GET","/v1/effect-reports"],
  listEntries: ["GET","/v1/entries"],
  listEvents: ["GET","/v1/events"],
  listExports: ["GET","/v1/exports"],
  listFundsMoves: ["GET","/v1/funds"],
  listHubChanges: ["GET","/v1/hub/changes"],
  listHubParticipants: ["GET","/v1/hub/participants"],
  listHubSettlements: ["GET","/v1/hub/settlements"],
  listInterfaceGrants: ["GET","/v1/interface-grants"],
  listLicences: ["GET","/v1/licences"],
  listLinkBlocks: ["GET","/v1/link-blocks"],
  listLinkFollows: ["GET","/v1/link-follows"],
  listLinkPolicies: ["GET","/v1/link-policies"],
  listLinks: ["GET","/v1/links"],
  listMarketplaces: ["GET","/v1/marketplaces"],
  listMediaAccounts: ["GET","/v1/media-accounts"],
  listMediaPayouts: ["GET","/v1/media-payouts"],
  listMerchantCodes: ["GET","/v1/stores/{id}/merchant-codes"],
  listMerchants: ["GET","/v1/merchants"],
  listNotifications: ["GET","/v1/notifications"],
  listOnboardingTerms: ["GET","/v1/onboarding-terms"],
  listOpenings: ["GET","/v1/openings"],
  listOpennessOpenings: ["GET","/v1/openness/openings"],
  listOrderMoments: ["GET","/v1/orders/{id}/moments"],
  listOrders: ["GET","/v1/orders"],
  listPartnerships: ["GET","/v1/partnerships"],
  listPasskeys: ["GET","/v1/session/passkeys"],
  listPayerCodeRules: ["GET","/v1/payer-code-rules"],
  listPaymentCalls: ["GET","/v1/payments/{id}/calls"],
  listPayments: ["GET","/v1/payments"],
  listPlatformMoves: ["GET","/v1/wallet-accounts/{id}/funds/moves"],
  listReconciliationBreaks: ["GET","/v1/reconciliation-breaks"],
  listReconciliationRuns: ["GET","/v1/reconciliation-runs"],
  listReconciliations: ["GET","/v1/reconciliations"],
  listRefundCalls: ["GET","/v1/refunds/{id}/calls"],
  listRefundLimitChanges: ["GET","/v1/refund-limit-changes"],
  listRefundLimits: ["GET","/v1/refund-limits"],
  listRefundProposals: ["GET","/v1/refund-proposals"],
  listRefunds: ["GET","/v1/refunds"],
  listSavedViews: ["GET","/v1/saved-views"],
  listScreenAppeals: ["GET","/v1/screen-appeals"],
  listSessions: ["GET","/v1/sessions"],
  listShareCalls: ["GET","/v1/shares/{id}/calls"],
  listShares: ["GET","/v1/shares"],
  listStores: ["GET","/v1/stores"],
  listStoresOwing: ["GET","/v1/wallet-accounts/{id}/funds/owing"],
  listTeam: ["GET","/v1/team"],
  listTimeline: ["GET","/v1/timeline"],
  listTransfers: ["GET","/v1/books/{store}/transfers"],
  listWalletAccounts: ["GET","/v1/wallet-accounts"],
  listWalletHealth: ["GET","/v1/wallet-health"],
  listWalletStates: ["GET","/v1/wallet-states"],
  listWallets: ["GET","/v1/wallets"],
  listWebhookDeliveries: ["GET","/v1/webhook-deliveries"],
  listWebhookEndpoints: ["GET","/v1/webhook-endpoints"],
  listWithdrawalCalls: ["GET","/v1/withdrawals/{id}/calls"],
  listWithdrawals: ["GET","/v1/withdrawals"],
  makeEntryLink: ["POST","/v1/entries/{id}/made-links","key"],
  mapIdentity: ["POST","/v1/entries/{id}/identities","key"],
  markAllRead: ["POST","/v1/notifications/read","key"],
  markRead: ["POST","/v1/notifications/{id}/read","key"],
  moveCampaign: ["PATCH","/v1/campaigns/{id}"],
  moveSession: ["POST","/v1/session/place"],
  moveStoreCampaign: ["PATCH","/v1/store-campaigns/{id}"],
  openDispute: ["POST","/v1/disputes","key"],
  openOpening: ["POST","/v1/openings/{id}/open","key"],
  pauseHubParticipant: ["POST","/v1/hub/participants/{name}/pause","key"],
  pauseOpening: ["POST","/v1/openings/{id}/pause","key"],
  pauseStage: ["POST","/v1/openings/{id}/pause-stage","key"],
  payInEntry: ["POST","/v1/entries/{id}/payments","key"],
  pilotOpening: ["POST","/v1/openings/{id}/pilot","key"],
  prerequisitesOfOpening: ["GET","/v1/openings/{id}/prerequisites"],
  printMerchantCode: ["GET","/v1/merchant-codes/{id}/sheet"],
  proposeAct: ["POST","/v1/openings/{id}/proposals","key"],
  proposeBillFile: ["POST","/v1/bill-files/{id}/propose","key"],
  proposeBreakEnd: ["POST","/v1/reconciliation-breaks/{id}/propose","key"],
  proposeFunds: ["POST","/v1/wallet-accounts/{id}/funds","key"],
  proposeHubChange: ["POST","/v1/hub/changes","key"],
  proposeRefundLimit: ["POST","/v1/marketplaces/{id}/refund-limits","key"],
  proposeVerdict: ["POST","/v1/disputes/{id}/propose","key"],
  proveAuditEntry: ["GET","/v1/audit/proof"],
  proveAuditGrowth: ["GET","/v1/audit/growth"],
  proveBallot: ["GET","/v1/openings/{id}/ballots/{store}/proof"],
  publishOnboardingTerms: ["POST","/v1/onboarding-terms","key"],
  putAcceptancePair: ["POST","/v1/hub/acceptance-pairs","key"],
  putApplicationDocument: ["PUT","/v1/applications/{id}/documents"],
  putBillFile: ["PUT","/v1/wallet-accounts/{id}/bill-files"],
  putContact: ["PUT","/v1/contacts"],
  putEvidence: ["PUT","/v1/orders/{id}/evidence"],
  putHubParticipant: ["PUT","/v1/hub/participants/{name}"],
  readAcceptanceToday: ["GET","/v1/hub/acceptance-today"],
  readAgreementHolds: ["GET","/v1/agreements/{id}/holds"],
  readAgreementSteps: ["GET","/v1/agreements/{id}/steps"],
  readAllianceLog: ["GET","/v1/alliance-contracts/{id}/log"],
  readApplicationMoves: ["GET","/v1/applications/{id}/moves"],
  readBalances: ["GET","/v1/stores/{id}/balances"],
  readBallot: ["GET","/v1/openings/{id}/ballots/{store}"],
  readBreakFigures: ["GET","/v1/reconciliation-breaks/figures"],
  readBuyerFigures: ["GET","/v1/figures/buyers"],
  readCampaignFunnel: ["GET","/v1/campaigns/{id}/funnel"],
  readConsultations: ["GET","/v1/openings/{id}/consultations"],
  readDisputeSteps: ["GET","/v1/disputes/{id}/steps"],
  readEvidence: ["GET","/v1/evidence/{id}"],
  readFigures: ["GET","/v1/figures"],
  readFriendLink: ["GET","/v1/friend-links/{token}"],
  readHub: ["GET","/v1/hub"],
  readInterfaceGrantSteps: ["GET","/v1/interface-grants/{id}/steps"],
  readInvitation: ["POST","/v1/invitations/read"],
  readJumpTargets: ["GET","/v1/marketplaces/{id}/jump-targets"],
  readLinkBlockSteps: ["GET","/v1/link-blocks/{id}/steps"],
  readLinkReport: ["GET","/v1/link-reports/{id}"],
  readMoneyFlows: ["GET","/v1/stores/{id}/money-flows"],
  readOpeningRules: ["GET","/v1/marketplaces/{id}/opening-rules"],
  readOpeningStandings: ["GET","/v1/openings/{id}/standings"],
  readOpeningSteps: ["GET","/v1/openings/{id}/steps"],
  readOpeningTerms: ["GET","/v1/openings/{id}/terms"],
  readOpenness: ["GET","/v1/openness"],
  readOpennessBallots: ["GET","/v1/openness/{id}/consultations/{n}/ballots"],
  readOpennessLeaves: ["GET","/v1/openness/{id}/consultations/{n}/leaves"],
  readOrderFlows: ["GET","/v1/orders/{id}/flows"],
  readOwnAddress: ["GET","/v1/own-address"],
  readPlatformBook: ["GET","/v1/wallet-accounts/{id}/funds"],
  readPlatformDays: ["GET","/v1/wallet-accounts/{id}/funds/days"],
  readProposals: ["GET","/v1/openings/{id}/proposals"],
  readRateCards: ["GET","/v1/marketplaces/{id}/rate-cards"],
  readRefundable: ["GET","/v1/payments/{id}/refundable"],
  readSession: ["GET","/v1/session"],
  readStatement: ["GET","/v1/stores/{id}/statements/{account}"],
  readTagWords: ["GET","/v1/tag-words"],
  readWaysIn: ["GET","/v1/sign-in"],
  readiness: ["GET","/readyz"],
  redeemVoucher: ["POST","/v1/voucher-redemptions","key"],
  refundVoucher: ["POST","/v1/vouchers/{id}/refund","key"],
  registerEntry: ["POST","/v1/entries","key"],
  removeContact: ["POST","/v1/contacts/{id}/remove","key"],
  removePasskey: ["POST","/v1/session/passkeys/{id}/remove"],
  removeView: ["POST","/v1/saved-views/{id}/remove"],
  renamePasskey: ["PATCH","/v1/session/passkeys/{id}"],
  renameView: ["PATCH","/v1/saved-views/{id}"],
  renewAgreement: ["POST","/v1/agreements/{id}/renew","key"],
  replayWebhookDelivery: ["POST","/v1/webhook-deliveries/{id}/replay","key"],
  resetMember: ["POST","/v1/team/{id}/link","key"],
  resolveText: ["POST","/v1/link-resolutions"],
  restoreInterface: ["POST","/v1/interface-grants/{id}/restore","key"],
  resumeOpening: ["POST","/v1/openings/{id}/resume","key"],
  resumeStage: ["POST","/v1/openings/{id}/resume-stage","key"],
  retireHubKey: ["POST","/v1/hub/participants/{name}/keys/{key}/retire","key"],
  retireHubOwnKey: ["POST","/v1/hub/keys/{key}/retire","key"],
  retryRefund: ["POST","/v1/refunds/{id}/retry","key"],
  returnShare: ["POST","/v1/shares/{id}/returns","key"],
  revokeApiKey: ["POST","/v1/api-keys/{id}/revoke","key"],
  revokeIdentity: ["POST","/v1/identities/{id}/revoke","key"],
  revokeLicence: ["POST","/v1/licences/{id}/revoke","key"],
  revokeLink: ["POST","/v1/links/{id}/revoke","key"],
  revokeMerchantCode: ["POST","/v1/merchant-codes/{id}/revoke","key"],
  rollApiKey: ["POST","/v1/api-keys/{id}/roll","key"],
  rollWebhookSecret: ["POST","/v1/webhook-endpoints/{id}/roll-secret","key"],
  saveApplicationFields: ["PUT","/v1/applications/{id}/fields"],
  saveView: ["POST","/v1/saved-views"],
  setAcceptanceRates: ["POST","/v1/hub/acceptance-rates","key"],
  setActivation: ["PUT","/v1/stores/{id}/activations/{wallet}"],
  setBankCard: ["PUT","/v1/stores/{id}/bank-card"],
  setCampaignBudget: ["PUT","/v1/campaigns/{id}/budget"],
  setEntrySecret: ["PUT","/v1/entries/{id}/secret"],
  setJumpTargets: ["PUT","/v1/marketplaces/{id}/jump-targets"],
  setKeyAddresses: ["PUT","/v1/api-keys/{id}/addresses"],
  setLinkSettings: ["PUT","/v1/marketplaces/{id}/link-settings"],
  setMediaPayee: ["POST","/v1/media-payees","key"],
  setOpeningRules: ["PUT","/v1/marketplaces/{id}/opening-rules"],
  setPayerCodeRule: ["PUT","/v1/payer-code-rules"],
  setRefundOnlyRules: ["PUT","/v1/marketplaces/{id}/refund-only-rules"],
  setSettlementTerms: ["PUT","/v1/marketplaces/{id}/settlement-terms"],
  setStanding: ["PUT","/v1/standings"],
  setStoreRating: ["PUT","/v1/stores/{id}/rating"],
  setStoreRefundLimit: ["PUT","/v1/stores/{id}/refund-limits"],
  setWithdrawalRules: ["PUT","/v1/stores/{id}/withdrawal-rules"],
  settleHubLine: ["POST","/v1/hub/settlements/{id}/lines","key"],
  signIn: ["POST","/v1/session"],
  signInByPasskey: ["POST","/v1/session/by-passkey"],
  signOut: ["POST","/v1/session/end"],
  startDrill: ["POST","/v1/drills","key"],
  startOpeningStage: ["POST","/v1/openings/{id}/start-stage","key"],
  startPayment: ["POST","/v1/payments","key"],
  stepUp: ["POST","/v1/session/step-up"],
  submitApplication: ["POST","/v1/applications/{id}/submit","key"],
  takeCase: ["POST","/v1/cases/{id}/take","key"],
  takeComplaint: ["POST","/v1/complaints","key"],
  tellAllianceProgress: ["POST","/v1/alliance-runs/{id}/progress","key"],
  tellClickOpened: ["POST","/v1/click-opens","key"],
  tellMediaPayout: ["POST","/v1/media-payouts/{id}/outcome","key"],
  tellOrderMoments: ["POST","/v1/order-moments","key"],
  tellShipment: ["POST","/v1/shipments","key"],
  unlinkProvider: ["POST","/v1/session/provider/unlink"],
  useLicence: ["POST","/v1/licence-uses","key"],
  withdrawAllianceDataset: ["POST","/v1/alliance-datasets/{id}/withdraw","key"],
  withdrawApplication: ["POST","/v1/applications/{id}/withdraw","key"],
  withdrawDispute: ["POST","/v1/disputes/{id}/withdraw","key"],
  withdrawOpening: ["POST","/v1/openings/{id}/withdraw","key"],
  withdrawPartner: ["POST","/v1/withdrawals-of-partner","key"],
  withdrawRefund: ["POST","/v1/refund-proposals/{id}/withdraw","key"],
  withdrawTillSale: ["POST","/v1/till-payments/withdraw","key"],
};
