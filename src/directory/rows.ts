import type { ActivationState } from "./activation-states.ts";
import { shortAddress } from "./address-list.ts";
import type { Role, Scope } from "./scopes.ts";
import type {
  ActivationView,
  ApiKeyView,
  MarketplaceView,
  MembershipView,
  MerchantView,
  PersonView,
  StoreView,
  TokenView,
  WalletAccountView,
} from "./types.ts";

/** Rows as the database answers them, and the views made from them. A view holds no hash and no secret. */
type Versioned = { id: string; created_at: Date; version: bigint };
type Named = { name_zh: string; name_en: string };

const nameOf = (row: Named) => ({ zh: row.name_zh, en: row.name_en });

export type MarketplaceRow = Versioned &
  Named & { time_zone: string; shop_url: string | null; state: MarketplaceView["state"] };

export function marketplaceView(row: MarketplaceRow): MarketplaceView {
  const { id, time_zone, shop_url, state, created_at } = row;
  return { id, name: nameOf(row), time_zone, shop_url, state, created_at };
}

export type MerchantRow = Versioned & Named & { marketplace: string };

export function merchantView(row: MerchantRow): MerchantView {
  return { id: row.id, marketplace: row.marketplace, name: nameOf(row), created_at: row.created_at };
}

export type StoreRow = Versioned &
  Named & {
    bucket: number;
    marketplace: string;
    merchant: string;
    tags: Record<string, string>;
    state: StoreView["state"];
  };

export function storeView(row: StoreRow): StoreView {
  const { id, marketplace, merchant, tags, state, created_at } = row;
  return { id, marketplace, merchant, name: nameOf(row), tags, state, created_at };
}

export type PersonRow = Versioned & { name: string; state: PersonView["state"] };

export function personView(row: PersonRow): PersonView {
  return { id: row.id, name: row.name, state: row.state, created_at: row.created_at };
}

export type MembershipRow = Versioned & {
  person: string;
  marketplace: string | null;
  merchant: string | null;
  store: string | null;
  role: Role;
  created_by: string;
  ended_at: Date | null;
};

export function membershipView(row: MembershipRow): MembershipView {
  const { id, person, marketplace, merchant, store, role, created_at, ended_at } = row;
  return { id, person, marketplace, merchant, store, role, created_at, ended_at };
}

export type TokenRow = Versioned & {
  person: string;
  membership: string;
  title: string;
  hash: Buffer;
  last4: string;
  expires_at: Date;
  revoked_at: Date | null;
  last_used_at: Date | null;
};

export function tokenView(row: TokenRow): TokenView {
  const { id, person, membership, title, created_at, expires_at, revoked_at, last_used_at } = row;
  const hint = `hp_…${row.last4}`;
  return { id, person, membership, title, hint, created_at, expires_at, revoked_at, last_used_at };
}

export type ApiKeyRow = Versioned & {
  marketplace: string;
  store: string | null;
  title: string;
  mode: "live" | "test";
  hash: Buffer;
  prefix: string;
  last4: string;
  scopes: Scope[];
  created_by: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  rolled_from: string | null;
  last_used_at: Date | null;
  /** As the database says networks. */
  addresses: string[];
};

export function apiKeyView(row: ApiKeyRow): ApiKeyView {
  const { id, marketplace, store, scopes, created_at, last_used_at, expires_at, revoked_at } = row;
  const shown = { hint: `${row.prefix}…${row.last4}`, addresses: row.addresses.map(shortAddress) };
  const when = { created_at, last_used_at, expires_at, revoked_at };
  return { id, marketplace, store, name: row.title, scopes, ...shown, ...when };
}

export type WalletAccountRow = Versioned & {
  marketplace: string;
  wallet: string;
  title: string;
  public_settings: Record<string, string>;
  secret_settings: string;
  secret_names: string[];
  key_id: string;
  state: WalletAccountView["state"];
};

export function walletAccountView(row: WalletAccountRow): WalletAccountView {
  const { id, marketplace, wallet, title, state, public_settings, secret_names, created_at } = row;
  return { id, marketplace, wallet, title, state, settings: public_settings, secrets_set: secret_names, created_at };
}

export type ActivationRow = Omit<Versioned, "created_at"> & {
  marketplace: string;
  store: string;
  wallet_account: string;
  wallet: string;
  sub_merchant: string | null;
  state: ActivationState;
  applied_at: Date;
  merchant_ready_at: Date | null;
  visible_at: Date | null;
  changed_at: Date;
  moves: number;
};

export function activationView(row: ActivationRow): ActivationView {
  const { id, marketplace, store, wallet, wallet_account, state, sub_merchant } = row;
  const { applied_at, merchant_ready_at, visible_at, changed_at } = row;
  const what = { id, marketplace, store, wallet, wallet_account, state, sub_merchant };
  return { ...what, applied_at, merchant_ready_at, visible_at, updated_at: changed_at };
}
