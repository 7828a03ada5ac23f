import type { Clock, Db, Ids, RepeatKey } from "#db";

export type Words = { zh: string; en: string };
export type Reason = { code: string } & Words;

export type EntryKind = "mini_program" | "official_account" | "service";
/** Where in the host app an entry is found; openings name these as methods of `entry`. */
export type EntrySurface = "home" | "search" | "menu";

export type NewEntry = {
  marketplace: string;
  host: string;
  kind: EntryKind;
  /** The number that the host app gave it: wx… in WeChat, sixteen digits in Alipay. */
  app_id: string;
  name: Words;
  /** The page that it opens with. */
  path: string;
  /** Pays its orders, inside the host app; null: nothing is sold there. */
  wallet: string | null;
};

export type EntryView = NewEntry & {
  id: string;
  state: "live" | "suspended";
  created_by: string;
  created_at: Date;
  changed_at: Date;
};

/** Who a buyer is in one entry; the openid itself is never told again. */
export type IdentityView = {
  id: string;
  entry: string;
  marketplace: string;
  /** What the buyer agreed to, in the marketplace's own words or version. */
  consent: string;
  consented_at: Date;
  revoked_at: Date | null;
};
export type NewIdentity = { openid: string; buyer: string; consent: string };

/** What a page or another app opens to come to the entry. */
export type EntryLink = {
  kind: "scheme" | "plain_scheme" | "web" | "call";
  /** What is opened; of a call, where it is sent. */
  url: string;
  /** Of a call: what is asked of the host app, by whoever holds its access token. */
  body: string | null;
  says: Words;
};

/** A link that the host app made for us, or that takes no call. */
export type MadeLink = { entry: string; form: "scheme" | "url_link"; url: string; expires_at: Date | null };
/** That there is a secret, and who told it; the secret itself is never told again. */
export type SecretView = { entry: string; set_by: string; set_at: Date };

/** A JSON call to a host app's server; rejects where there is no answer. */
export type HostCall = (asked: { url: string; body: string; timeoutMs: number }) => Promise<HostAnswer>;
export type HostAnswer = { status: number; body: string };

export type EntryFault =
  | "not_found"
  | "entry_exists"
  | "entry_invalid"
  | "entry_shut"
  | "entry_sells_nothing"
  | "identity_missing"
  | "entry_secret_missing"
  | "host_silent"
  | "host_refused"
  | "idempotency_key_reused";
export type Result<T, Fault = EntryFault> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

export type EntryAsked = { marketplace: string; host: string; surface: EntrySurface | null };

/** How an order is paid by the host's wallet, inside the host app. */
export type PayInApp<Started, Fault> = (
  asked: { marketplace: string; checkout: string; wallet: string; openid: string },
  repeat: RepeatKey | null,
) => Promise<Result<Started, Fault>>;

export type EntriesNeeds<Started, Fault> = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** The openings' word: does this host app let our entries in, there? */
  decide(asked: EntryAsked, now: Date): { open: boolean; reasons: readonly Reason[] };
  seal(text: string, aad: string): string;
  open(sealed: string, aad: string): string;
  /** Keyed, so that a copied table names nobody. */
  hmac(text: string): Buffer;
  /** The marketplace's number for a checkout's buyer; null where it told none, or there is no such checkout there. */
  buyerOf(checkout: string, marketplace: string): Promise<string | null>;
  pay: PayInApp<Started, Fault>;
  /** To a host app's server. */
  call: HostCall;
  /** True where a host app's server may be a fake's. */
  sandbox: boolean;
};
