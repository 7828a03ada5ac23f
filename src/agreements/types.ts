import type { Clock, Db, Ids, Random, RepeatKey, Tx } from "#db";
import type { Money } from "#money";
import type { Words } from "#wallets/protocol";

export type Fault =
  | "not_found"
  | "idempotency_key_reused"
  | "second_person_needed"
  | "agreement_invalid"
  | "agreement_wrong_state"
  | "agreement_not_in_force"
  | "voucher_invalid"
  | "voucher_redeemed"
  | "voucher_expired"
  | "voucher_not_booked"
  | "voucher_above_limit"
  | "voucher_money_apart"
  | "voucher_order_bound"
  | "voucher_value_differs"
  | "voucher_store_needed"
  | "voucher_shut"
  | "payment_wrong_state";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export type { RepeatKey };
export type Caller = { kind: string; id: string; marketplace: string | null; store: string | null };
/** Who sends money back; `role`: a person's, which their limit hangs on. */
export type Returner = Caller & { role?: string };
export type Reach = { marketplace: string | null };
export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

/** What an agreement is about. */
export const scopes = [
  "traffic",
  "technology",
  "service_ecology",
  "content",
  "online_trade",
  "offline_fulfilment",
  "data",
  "payment",
] as const;
export type Scope = (typeof scopes)[number];

/** The ladder of a partnership, lowest first. */
export const rungs = ["links", "payment", "accounts", "ecosystem"] as const;
export type Rung = (typeof rungs)[number];

/** `waiting`: for a second person. `coming`: confirmed, not begun. `lapsed`: its end has come. */
export type AgreementState = "waiting" | "coming" | "in_force" | "lapsed";

/** `ends_at` null: without an end. */
export type Renewal = { ends_at: Date | null; by: string; at: Date };

export type AgreementView = {
  id: string;
  marketplace: string;
  title: Words;
  /** Two or many names: ours, and wallets, apps or companies as the house knows them. */
  parties: readonly string[];
  scopes: readonly Scope[];
  rung: Rung;
  state: AgreementState;
  starts_at: Date;
  /** Null: until somebody ends it. */
  ends_at: Date | null;
  /** Its end is told so many days before. */
  notice_days: number;
  proposed_by: string;
  confirmed_by: string | null;
  /** A later end that somebody proposed and another person has not confirmed yet. */
  renewal: Renewal | null;
  version: number;
  made_at: Date;
};
export type NewAgreement = Pick<
  AgreementView,
  "marketplace" | "title" | "parties" | "scopes" | "rung" | "notice_days"
> & {
  /** Null: now. */
  starts_at: Date | null;
  ends_at: Date | null;
  /** It begins to count only when a second person has confirmed it. */
  two_people: boolean;
  why: string;
};
export type AgreementStep = { n: number; event: string; by: string; why: string; ends_at: Date | null; at: Date };

export type Partnership = {
  partner: string;
  /** The highest rung with an agreement in force; null: none. */
  rung: Rung | null;
  next: Rung | null;
  agreements: readonly string[];
  /** Capabilities that are open to the partner. */
  open: readonly string[];
};

export type VoucherView = {
  id: string;
  /** Where it was bought. */
  marketplace: string;
  agreement: string;
  /** Whose stores take it. */
  redeemer: string;
  title: string;
  value: Money;
  state: "issued" | "redeemed" | "expired" | "refunded";
  issued_at: Date;
  expires_at: Date;
  redeemed_at: Date | null;
  store: string | null;
  till: string | null;
  /** The payment that it was bought with; null: it carries no money of this house's books. */
  payment: string | null;
  /** Where that money lies. */
  wallet_account: string | null;
  returned_at: Date | null;
  refund: string | null;
};
export type NewVoucher = Pick<
  VoucherView,
  "marketplace" | "agreement" | "redeemer" | "title" | "value" | "expires_at" | "payment"
>;
export type Redeem = { code: string; redeemer: string | null; store: string | null; till: string };

/** What vouchers need of the rooms that hold orders' money. */
export type VoucherMoney = {
  /** True where a store's money at that wallet account lies under a number of its own. */
  liesApart(store: string, account: string): boolean;
  /** True where the wallet itself holds what was paid until it is told to let it go to the store. */
  walletHolds(account: string): Promise<boolean>;
  /** Keeps an order's release back, in a transaction that has the order's lock. */
  hold(tx: Tx, order: string, holder: string, at: Date): Promise<void>;
  /**
   * Whether the caller may send that much back alone; null: not alone. Counted for their day in `tx`, and asks nothing
   * outside it.
   */
  mayReturn(tx: Tx, caller: Returner, asked: { marketplace: string; amount: Money }): Promise<object | null>;
  /** The order's refund; asked twice for one voucher and attempt it is the same. `attempt`: how many were refused. */
  refund(what: {
    voucher: string;
    attempt: number;
    marketplace: string;
    payment: string;
    amount: Money;
  }): Promise<{ ok: true; refund: string } | { ok: false; fault: string; left: bigint | null }>;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

/** `reasons`: of the openings, in their own form; none where it is open. */
export type Permit = { open: boolean; reasons: readonly unknown[] };

type Approval = { ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> };

export type AgreementsParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  /** Codes that people read aloud: made with chance, read (or refused) from what was typed. */
  codes: { make(): string; read(text: string): string | null };
  /** `always`: nothing counts before a second person has confirmed it. */
  twoPeople: "always" | "as_set";
  mayApprove(caller: Caller, marketplace: string, proposer: string, query?: Tx["query"]): Approval | Promise<Approval>;
  /** Tells the openings that live on an agreement that it is no longer in force; in the commit that ends it. */
  lost(tx: Tx, marketplace: string, id: string): Promise<void>;
  /** Takes down what hangs on a lapsed agreement. May be asked again. */
  raise(marketplace: string, id: string): Promise<void>;
  money: VoucherMoney;
  /** Whether the openings let vouchers be sold for a partner's tills now; `store`: who sells, where it is known. */
  permit(asked: { marketplace: string; partner: string; store: string | null }, now: Date): Permit;
  /** Whose a store is; null: there is no such store. */
  marketplaceOf(store: string): string | null;
  /** Capabilities that are open now, by partner. */
  openTo(marketplace: string): ReadonlyMap<string, readonly string[]>;
};

export const refused = (fault: Fault, detail?: Readonly<Record<string, unknown>>) =>
  ({ ok: false, fault, ...(detail === undefined ? {} : { detail }) }) as const;
