import { createHash } from "node:crypto";
import type { Bearer } from "../parts.ts";
import { type Scope, scopes } from "../scopes.ts";

/** An id of the right form that ends in `n`. */
export function id(prefix: string, n: number): string {
  return `${prefix}_01JZZZZZZZ0000000000000${String(n).padStart(3, "0")}`;
}

/** Two marketplaces; the first has two stores, the second one. */
export const east = id("mkt", 1);
export const west = id("mkt", 2);
export const silk = id("sto", 11);
export const tea = id("sto", 12);
export const salt = id("sto", 21);

export type Who = { token: string; bearer: Bearer };

function key(n: number, token: string, marketplace: string | null, store: string | null, held: readonly Scope[]): Who {
  return { token, bearer: { kind: "key", id: id("key", n), marketplace, store, scopes: held } };
}

const all = scopes.filter((scope) => scope !== "house:write" && scope !== "hub:read");

export const people = {
  house: { ...key(9, "hp_house_operator_000001", null, null, scopes) },
  east: key(1, "hk_test_east_marketplace", east, null, all),
  silk: key(2, "hk_test_silk_store_00001", east, silk, all),
  tea: key(3, "hk_test_tea_store_000001", east, tea, all),
  west: key(4, "hk_test_west_marketplace", west, null, all),
  /** Holds no scope at all. */
  idle: key(5, "hk_test_idle_key_0000001", east, null, []),
} as const satisfies Record<string, Who>;

export function bearerOf(tokenHash: string): Bearer | null {
  const found = Object.values(people).find((who) => createHash("sha256").update(who.token).digest("hex") === tokenHash);
  return found?.bearer ?? null;
}

export function as(who: Who | string, key = "k-1"): Record<string, string> {
  return { authorization: `Bearer ${typeof who === "string" ? who : who.token}`, "idempotency-key": key };
}
