/** What the API answers, as far as these pages read it. */
export type Words = { zh: string; en: string };
export type Money = { currency: string; minor: string };
export type List<T> = { data: T[]; next_cursor: string | null };

export type Role =
  | "operator"
  | "approver"
  | "finance"
  | "support"
  | "auditor"
  | "merchant_owner"
  | "merchant_finance"
  | "merchant_staff";

export type Place = {
  membership: string;
  role: Role;
  marketplace: { id: string; name: Words } | null;
  stores: { id: string; name: Words }[];
};

export type Who = {
  person: { id: string; name: string; login: string | null; second_step: boolean };
  place: Place;
  store: string | null;
  places: Place[];
  scopes: string[];
  csrf: string;
  expires_at: string;
  sandbox: boolean;
};

export type Wallet = { id: string; title: Words; mark: { svg: string; colour: string } };

export type OpeningState =
  | "draft"
  | "piloting"
  | "consulting"
  | "decided"
  | "announced"
  | "opening"
  | "open"
  | "paused"
  | "withdrawn";

export type Caps = Record<"per_payment" | "per_buyer_day" | "per_store_day" | "total_day", Money | null>;

export type Stage = {
  n: number;
  title: Words | null;
  starts_at: string | null;
  started_at: string | null;
  methods: string[] | null;
  stores: { list?: string[]; share?: number; categories?: string[]; city_tiers?: string[] };
  buyers: {
    share?: number;
    any_of?: string[];
    others?: number;
    city_tiers?: number[];
    age_bands?: string[];
    app_version_from?: string;
  };
  caps: Caps;
};

export type Guard = { figure: string; limit: number; window_minutes: number; min_count: number };

export type Opening = {
  id: string;
  marketplace: string;
  sides: string[];
  capability: string;
  partner: string;
  methods: string[] | null;
  caps: Caps;
  terms: Words;
  terms_version: number;
  terms_hash: string;
  consultation_skipped: string | null;
  depth: "superficial" | "moderate" | "deep" | null;
  initiator: string | null;
  motive: "own_will" | "policy" | null;
  notice_days: number | null;
  requires: { kind: string; id: string }[];
  pilots: Stage[];
  stages: Stage[];
  guards: Guard[];
  state: OpeningState;
  effective_at: string | null;
  version: number;
  created_at: string;
  changed_at: string;
};

export type OpeningStep = {
  version: number;
  event: string;
  from: OpeningState | null;
  to: OpeningState;
  effective_at: string | null;
  by: string;
  why: string;
  at: string;
};

type Counts = { electorate: string; cast: string; support: string; re_evaluate: string };
export type Consultation = {
  n: number;
  state: "open" | "closed";
  terms_version: number;
  terms_hash: string;
  rule: { quorum: number; share: number; weighting: "stores" | "turnover" };
  stores: number;
  cast: number;
  opens_at: string;
  deadline: string;
  closed_at: string | null;
  passed: boolean | null;
  tally: {
    stores: Counts;
    turnover: Counts;
    reasons: { choice: string; code: string; stores: string; turnover: string }[];
    passed: boolean;
  } | null;
  root: string | null;
  answers: { reason_code: string; answer: Words; by: string; at: string }[];
};

export type Ballot = {
  store: string;
  choice: "support" | "re_evaluate";
  reason_code: string;
  reason: string;
  salt: string;
  version: number;
  by: string;
  at: string;
  terms_hash: string;
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
  created_at: string;
  paid_at: string | null;
};

export type Payment = {
  id: string;
  order: string;
  store: string;
  wallet: string;
  method: string;
  amount: Money;
  refunded: Money;
  state: string;
  wallet_ref: string | null;
  reason: { code: string; zh: string; en: string } | null;
  created_at: string;
  paid_at: string | null;
};

export type Refund = {
  id: string;
  payment: string;
  order: string;
  store: string;
  amount: Money;
  reason: string;
  cause: string;
  state: string;
  created_at: string;
  refunded_at: string | null;
};

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
export type Figures = { data: DayFigures[]; from: string; to: string; time_zone: string };

export type WalletHealth = {
  wallet: string;
  state: "healthy" | "degraded" | "failing" | "idle";
  started: number;
  paid: number;
  refused: number;
  unknown: number;
  p50_seconds: number | null;
  p95_seconds: number | null;
  hours: { at: string; started: number; paid: number; refused: number; unknown: number }[];
};

export type Flow = "information" | "transaction" | "payment" | "logistics";
export type FlowItem = {
  flow: Flow;
  at: string;
  code: string;
  words: Words;
  amount: Money | null;
  evidence: { kind: string; id: string };
  detail: Record<string, string>;
};
export type OrderFlows = {
  order: string;
  store: string;
  items: FlowItem[];
  gaps: { code: string; words: Words; since: string }[];
};

export type Pending = {
  kind: "opening" | "withdrawal" | "break";
  id: string;
  n: number | null;
  marketplace: string;
  store: string | null;
  act: string;
  why: string;
  amount: Money | null;
  proposer: string;
  at: string;
};
