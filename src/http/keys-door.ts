import type { Bearer, Caller, Page, Paged, Reach, RepeatKey, Result } from "./parts.ts";
import type { Scope } from "./scopes.ts";

/** A good key, used from an address that is not on its list. */
export type FromElsewhere = { kind: "elsewhere"; id: string; address: string };

export type ApiKeyView = {
  id: string;
  marketplace: string;
  store: string | null;
  name: string;
  scopes: readonly Scope[];
  /** The first characters of the token and its last four, to tell keys apart. */
  hint: string;
  /** Addresses and networks that it may be used from; empty: from everywhere. */
  addresses: readonly string[];
  created_at: Date;
  /** Written lazily: up to a minute late. */
  last_used_at: Date | null;
  /** Set on a key that was rolled: it works beside its successor until then. */
  expires_at: Date | null;
  revoked_at: Date | null;
};
export type NewApiKey = {
  marketplace: string;
  store: string | null;
  name: string;
  scopes: readonly Scope[];
  addresses: readonly string[];
};

/** API keys, and whom a token proves. `create…` is given only a marketplace (and store) that the caller reaches. */
export type KeysDoor = {
  /** 64 hexadecimal digits of the token's SHA-256, and the client's address; null when unknown, revoked or expired. */
  authenticate(tokenHash: string, address: string): Promise<Bearer | FromElsewhere | null>;
  /** The token is told once. A repeat answers the key without it (token null). */
  createApiKey(
    caller: Caller,
    input: NewApiKey,
    repeat: RepeatKey | null,
  ): Promise<Result<{ key: ApiKeyView; token: string | null }>>;
  getApiKey(id: string): Promise<ApiKeyView | null>;
  listApiKeys(reach: Reach, page: Page): Promise<Paged<ApiKeyView>>;
  revokeApiKey(caller: Caller, id: string): Promise<Result<ApiKeyView>>;
  /** `address`: where this very request came from; a key does not shut itself out (`address_list_locks_out`). */
  setKeyAddresses(
    caller: Caller,
    id: string,
    given: { addresses: readonly string[]; address: string },
  ): Promise<Result<ApiKeyView>>;
  /** A successor with the same reach and scopes; the old key works for `overlap_seconds` more (0 to 2592000). */
  rollApiKey(
    caller: Caller,
    id: string,
    input: { overlap_seconds: number },
    repeat: RepeatKey | null,
  ): Promise<Result<{ key: ApiKeyView; token: string | null }>>;
};
