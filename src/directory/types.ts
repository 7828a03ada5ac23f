import type { RepeatKey } from "#db";
import type { Words } from "#wallets/protocol";
import type { ActivationState } from "./activation-states.ts";
import type { Role, Scope } from "./scopes.ts";

export type Fault =
  | "forbidden"
  | "not_found"
  | "idempotency_key_reused"
  | "duplicate"
  | "parent_unknown"
  | "store_unknown"
  | "store_closed"
  | "wallet_unknown"
  | "wallet_account_missing"
  | "settings_wrong"
  | "scope_unknown"
  | "time_zone_unknown"
  | "activation_wrong_state"
  | "activation_taken"
  | "address_list_invalid"
  | "address_list_locks_out";

/** An expected refusal is answered, never thrown. `repeated`: the answer to an earlier, equal request. */
export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

/** Whoever calls: what this room must know of a caller. */
export type Caller = {
  kind: "key" | "person" | "checkout" | "friend";
  id: string;
  marketplace: string | null;
  store: string | null;
  scopes?: readonly Scope[];
};

/** The holder of an API key or of a personal token. `marketplace: null` is the whole house. */
export type Bearer = {
  kind: "key" | "person";
  id: string;
  marketplace: string | null;
  store: string | null;
  scopes: readonly Scope[];
  /** A person's, by the membership that they came under. */
  role?: Role;
};

/** A good key, used from an address that is not on its list. */
export type FromElsewhere = { kind: "elsewhere"; id: string; address: string };

export type { RepeatKey };

/** Rows of this marketplace and store; null = whatever. */
export type Reach = { marketplace: string | null; store: string | null };
/** Newest first; `after` is the `next` of the page before. */
export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

export type MarketplaceView = {
  id: string;
  name: Words;
  time_zone: string;
  shop_url: string | null;
  state: "open" | "suspended";
  created_at: Date;
};
export type NewMarketplace = Pick<MarketplaceView, "name" | "time_zone" | "shop_url">;

export type MerchantView = { id: string; marketplace: string; name: Words; created_at: Date };
export type NewMerchant = Pick<MerchantView, "marketplace" | "name">;

export type StoreView = {
  id: string;
  marketplace: string;
  merchant: string;
  name: Words;
  tags: Readonly<Record<string, string>>;
  state: "open" | "suspended" | "closed";
  created_at: Date;
};
export type NewStore = Pick<StoreView, "marketplace" | "merchant" | "name" | "tags">;

export type PersonView = { id: string; name: string; state: "active" | "disabled"; created_at: Date };

/** Where a person may act: the whole house (marketplace null), a marketplace, a merchant, or one store. */
export type MembershipView = {
  id: string;
  person: string;
  marketplace: string | null;
  merchant: string | null;
  store: string | null;
  role: Role;
  created_at: Date;
  ended_at: Date | null;
};
export type NewMembership = Pick<MembershipView, "person" | "marketplace" | "merchant" | "store" | "role">;

export type TokenView = {
  id: string;
  person: string;
  membership: string;
  title: string;
  hint: string;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
  last_used_at: Date | null;
};

export type ApiKeyView = {
  id: string;
  marketplace: string;
  store: string | null;
  name: string;
  scopes: readonly Scope[];
  hint: string;
  /** From where it may be used, addresses and networks; empty: from everywhere. */
  addresses: readonly string[];
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
};
export type NewApiKey = Pick<ApiKeyView, "marketplace" | "store" | "name" | "scopes"> & {
  addresses?: readonly string[];
};
/** `token` is told once; a repeat answers null. */
export type KeyAndToken = { key: ApiKeyView; token: string | null };

export type WalletAccountView = {
  id: string;
  marketplace: string;
  wallet: string;
  title: string;
  state: "enabled" | "disabled";
  /** The public ones. */
  settings: Readonly<Record<string, string>>;
  /** Names of the secret ones that are set; their values never leave the room through a view. */
  secrets_set: readonly string[];
  created_at: Date;
};
export type NewWalletAccount = Pick<WalletAccountView, "marketplace" | "wallet" | "title" | "settings">;

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
export type SetActivation = {
  state: ActivationState;
  /** Left out: stays as it is. */
  sub_merchant?: string | null;
  wallet_account?: string;
  why?: string;
};
export type ActivationMove = {
  n: number;
  from: ActivationState | null;
  to: ActivationState;
  sub_merchant: string | null;
  by: string;
  why: string;
  at: Date;
};
