import { isListed } from "./address-list.ts";
import { isSpent } from "./api-keys.ts";
import type { House } from "./house.ts";
import { scopesOf } from "./scopes.ts";
import type { Bearer, FromElsewhere } from "./types.ts";

/** How long an unknown token may wait before the database's version is asked again on its behalf. */
const missesEveryMs = 1000;
const useEveryMs = 60_000;

export type Authenticator = {
  /**
   * 64 hexadecimal digits of the token's SHA-256. Null when unknown, spent, expired, or its person may no more. A key
   * with a list is good from these addresses alone: `address` is the client's; without one it is good from nowhere.
   */
  authenticate(hash: string, address?: string): Promise<Bearer | FromElsewhere | null>;
  /** Writes when keys and tokens were last used: lazily, since every request would else cost a write. */
  flushUse(): Promise<void>;
};

export function createAuthenticator(house: House): Authenticator {
  const used = new Map<string, Date>();
  const written = new Map<string, number>();
  let lastMiss = Number.NEGATIVE_INFINITY;

  const note = (id: string, now: Date): void => {
    if (now.getTime() - (written.get(id) ?? Number.NEGATIVE_INFINITY) >= useEveryMs) used.set(id, now);
  };
  const look = (hash: string, address: string): Bearer | FromElsewhere | null => {
    const now = house.clock.now();
    const found = lookKey(house, hash, now) ?? lookToken(house, hash, now);
    if (found?.from && !isListed(found.from, address)) return { kind: "elsewhere", id: found.used, address };
    if (found) note(found.used, now);
    return found?.bearer ?? null;
  };
  return {
    async authenticate(hash, address = "") {
      const known = look(hash, address);
      if (known) return known;
      // Perhaps another process has just made it. Garbage must not turn into a query each.
      const now = house.clock.now().getTime();
      if (Math.abs(now - lastMiss) < missesEveryMs) return null;
      lastMiss = now;
      // Another run may have taken the change in just before ours, which then finds nothing new: look all the same.
      await house.snapshot.refresh();
      return look(hash, address);
    },
    async flushUse() {
      if (used.size === 0) return;
      const ids = [...used.keys()];
      const at = [...used.values()];
      used.clear();
      for (const table of ["api_keys", "personal_tokens"])
        await house.db.read(
          `update ${table} t set last_used_at = greatest(t.last_used_at, u.at)
           from unnest($1::text[], $2::timestamptz[]) as u (id, at) where t.id = u.id`,
          [ids, at],
        );
      ids.forEach((id, i) => {
        written.set(id, at[i]?.getTime() ?? 0);
      });
    },
  };
}

/** `from`: the addresses that it is good from; empty: all. */
type Found = { bearer: Bearer; used: string; from?: readonly string[] };

function lookKey(house: House, hash: string, now: Date): Found | null {
  const [key] = house.snapshot.rows.keys.by("hash", hash);
  if (!key || key.mode !== house.mode || isSpent(key, now)) return null;
  const { id, marketplace, store, scopes } = key;
  return { bearer: { kind: "key", id, marketplace, store, scopes }, used: id, from: key.addresses };
}

function lookToken(house: House, hash: string, now: Date): Found | null {
  const { tokens, people, memberships } = house.snapshot.rows;
  const [token] = tokens.by("hash", hash);
  if (!token || token.revoked_at !== null || token.expires_at <= now) return null;
  const membership = memberships.get(token.membership);
  if (!membership || membership.ended_at !== null || people.get(token.person)?.state !== "active") return null;
  // A merchant's membership without a store has no reach that the API could express.
  if (membership.merchant !== null && membership.store === null) return null;
  const { marketplace, store, role } = membership;
  const scopes = scopesOf(role, marketplace === null);
  return { bearer: { kind: "person", id: token.person, marketplace, store, scopes, role }, used: token.id };
}
