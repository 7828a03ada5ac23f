/** What a key may be allowed to do. A role of a person is a set of these. */
export const scopes = [
  /** Makes and lists marketplaces: only the operator of the whole house. */
  "house:write",
  "checkouts:read",
  "checkouts:write",
  "payments:read",
  "payments:write",
  "refunds:read",
  "refunds:write",
  "orders:read",
  "orders:write",
  "withdrawals:write",
  "directory:read",
  "directory:write",
  "wallet_accounts:read",
  "wallet_accounts:write",
  "keys:read",
  "keys:write",
  "people:read",
  "people:write",
  "openings:read",
  "openings:write",
  /** Votes for a store: only a person who may. */
  "ballots:write",
  "books:read",
  "events:read",
  "webhooks:read",
  "webhooks:write",
  "metrics:read",
  /** The hub between wallets, which belongs to the whole house. */
  "hub:read",
  /** Names and numbers of whoever is called at a partner or a participant. */
  "contacts:read",
  "contacts:write",
] as const;

export type Scope = (typeof scopes)[number];

export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}
