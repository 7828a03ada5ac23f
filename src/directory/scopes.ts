/** What a key or a person may be allowed to do. The HTTP room checks them route by route. */
export type Scope =
  | "house:write"
  | "checkouts:read"
  | "checkouts:write"
  | "payments:read"
  | "payments:write"
  | "refunds:read"
  | "refunds:write"
  | "orders:read"
  /** Confirms for a buyer that the goods came. */
  | "orders:write"
  /** Sets bank cards, asks for withdrawals and confirms what another asked for. */
  | "withdrawals:write"
  | "directory:read"
  | "directory:write"
  | "wallet_accounts:read"
  | "wallet_accounts:write"
  | "keys:read"
  | "keys:write"
  /** The team: who may sign in as what. */
  | "people:read"
  | "people:write"
  | "openings:read"
  | "openings:write"
  /** Votes for a store: only a person who may. */
  | "ballots:write"
  | "books:read"
  | "events:read"
  | "webhooks:read"
  | "webhooks:write"
  | "metrics:read"
  /** The hub between wallets, which belongs to the whole house. */
  | "hub:read"
  /** Names and numbers of whoever is called at a partner or a participant. */
  | "contacts:read"
  | "contacts:write";

const readAll = [
  "checkouts:read",
  "payments:read",
  "refunds:read",
  "orders:read",
  "directory:read",
  "wallet_accounts:read",
  "keys:read",
  "people:read",
  "openings:read",
  "books:read",
  "events:read",
  "webhooks:read",
] as const satisfies readonly Scope[];

const writeAll = [
  "checkouts:write",
  "payments:write",
  "refunds:write",
  "orders:write",
  "withdrawals:write",
  "directory:write",
  "wallet_accounts:write",
  "keys:write",
  "people:write",
  "openings:write",
  "webhooks:write",
] as const satisfies readonly Scope[];

/** What each role may do, where its membership stands. */
export const roles = {
  operator: [...readAll, ...writeAll, "contacts:read", "contacts:write"],
  /** Reads all and approves what others propose. It proposes nothing itself. */
  approver: readAll,
  finance: [...readAll, "refunds:write", "withdrawals:write"],
  support: [
    ...(["checkouts:read", "payments:read", "refunds:read", "orders:read", "directory:read", "openings:read"] as const),
    "contacts:read",
  ],
  auditor: [...readAll, "contacts:read"],
  merchant_owner: [
    "checkouts:read",
    // Its own codes for the counter.
    "checkouts:write",
    "payments:read",
    "refunds:read",
    "refunds:write",
    "orders:read",
    "directory:read",
    "directory:write",
    "people:read",
    "people:write",
    "openings:read",
    "ballots:write",
    "books:read",
    "withdrawals:write",
    "events:read",
    "webhooks:read",
    "webhooks:write",
    "keys:read",
    "keys:write",
  ],
  merchant_finance: [
    "payments:read",
    "refunds:read",
    "refunds:write",
    "orders:read",
    "directory:read",
    "books:read",
    "withdrawals:write",
  ],
  merchant_staff: ["checkouts:read", "payments:read", "refunds:read", "orders:read", "directory:read"],
} as const satisfies Record<string, readonly Scope[]>;

export type Role = keyof typeof roles;

export function isRole(text: string): text is Role {
  return Object.hasOwn(roles, text);
}

export function isMerchantRole(role: Role): boolean {
  return role.startsWith("merchant_");
}

const ofTheHouse = ["metrics:read", "hub:read"] as const satisfies readonly Scope[];

/** An operator, auditor … whose membership names no marketplace stands for the whole house. */
export function scopesOf(role: Role, wholeHouse: boolean): readonly Scope[] {
  if (!wholeHouse) return roles[role];
  return role === "operator" ? ["house:write", ...ofTheHouse, ...roles.operator] : [...ofTheHouse, ...roles[role]];
}
