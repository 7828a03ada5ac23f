import type { Tx } from "#db";
import { readAddressList } from "./address-list.ts";
import { create, type House, list, mustFind, only, Refusal, refused, type Write, within, write } from "./house.ts";
import { type ApiKeyRow, apiKeyView } from "./rows.ts";
import type { Scope } from "./scopes.ts";
import { type FreshToken, makeToken } from "./tokens.ts";
import type { ApiKeyView, Caller, KeyAndToken, NewApiKey, Page, Paged, Reach, RepeatKey, Result } from "./types.ts";

const byId = "select * from api_keys where id = $1";

/** The token was told when the key was made and is stored nowhere, so a repeat answers without it. */
const again = async (tx: Tx, id: string): Promise<KeyAndToken> => ({
  key: apiKeyView(await mustFind<ApiKeyRow>(tx, byId, id, "not_found")),
  token: null,
});

/** What a key may not be given by a caller: what the caller may not itself, and what no key may. */
export const beyondOf = (caller: Caller, scopes: readonly Scope[]): Scope[] =>
  scopes.filter((scope) => scope === "house:write" || !caller.scopes?.includes(scope));

/** A key never may more than who made it. */
export async function createApiKey(
  house: House,
  caller: Caller,
  input: NewApiKey,
  repeat: RepeatKey | null,
): Promise<Result<KeyAndToken>> {
  const reached = caller.store === null || caller.store === input.store;
  if (!reached || (caller.marketplace !== null && caller.marketplace !== input.marketplace))
    return refused("forbidden");
  const beyond = beyondOf(caller, input.scopes);
  if (beyond.length > 0) return refused("scope_unknown", { scopes: beyond });
  const { list: addresses, wrong } = readAddressList(input.addresses ?? []);
  if (wrong.length > 0) return refused("address_list_invalid", { wrong });
  const id = house.ids.next("key");
  const fresh = makeToken(`hk_${house.mode}_`, house.random);
  return await create(house, { id, repeat, again }, async (given) => {
    await mustFind(given.tx, "select id from marketplaces where id = $1", input.marketplace, "parent_unknown");
    if (input.store !== null) {
      const store = "select marketplace from stores where id = $1";
      const found = await mustFind<{ marketplace: string }>(given.tx, store, input.store, "store_unknown");
      if (found.marketplace !== input.marketplace) throw new Refusal("store_unknown", { store: input.store });
    }
    const key = await insertKey(house, given, { ...input, addresses, id, fresh, by: caller.id, rolledFrom: null });
    return { key, token: fresh.token };
  });
}

type KeyToInsert = Required<NewApiKey> & { id: string; fresh: FreshToken; by: string; rolledFrom: string | null };

async function insertKey(house: House, given: Write, key: KeyToInsert): Promise<ApiKeyView> {
  const { id, marketplace, store, name, scopes, addresses, fresh, by, rolledFrom } = key;
  const rows = await given.tx.query<ApiKeyRow>(
    `insert into api_keys (id, marketplace, store, title, mode, hash, prefix, last4, scopes, created_by, created_at,
       rolled_from, version, addresses)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning *`,
    [
      id,
      marketplace,
      store,
      name,
      house.mode,
      fresh.hash,
      fresh.prefix,
      fresh.last4,
      scopes,
      by,
      given.now,
      rolledFrom,
      given.version,
      addresses,
    ],
  );
  if (addresses.length > 0) await keepAddresses(given, id, addresses, by);
  return apiKeyView(only(rows));
}

/** What a key's list is from now on, beside what it was: the chain of acts holds each. */
export async function keepAddresses(given: Write, key: string, list: readonly string[], by: string): Promise<void> {
  await given.tx.query(
    `insert into api_key_addresses (key, n, addresses, set_by, set_at)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4 from api_key_addresses where key = $1`,
    [key, list, by, given.now],
  );
}

export const overlapSecondsMax = 30 * 24 * 3600;

/**
 * A successor with the same reach, scopes and addresses; the old key works for the overlap and then no more. Whoever
 * rolls a key holds its successor, so they must have every one of its scopes themselves, as if they made it.
 */
export async function rollApiKey(
  house: House,
  caller: Caller,
  oldId: string,
  input: { overlap_seconds: number },
  repeat: RepeatKey | null,
): Promise<Result<KeyAndToken>> {
  const id = house.ids.next("key");
  const fresh = makeToken(`hk_${house.mode}_`, house.random);
  const overlap = Math.min(Math.max(input.overlap_seconds, 0), overlapSecondsMax) * 1000;
  return await create(house, { id, repeat, again }, async (given) => {
    const old = await mustReach(given.tx, caller, oldId);
    if (isSpent(old, given.now)) throw new Refusal("not_found", { id: oldId });
    const { marketplace, store, scopes, title, addresses } = old;
    const beyond = beyondOf(caller, scopes);
    if (beyond.length > 0) throw new Refusal("scope_unknown", { scopes: beyond });
    const values = { marketplace, store, scopes, addresses, name: title, fresh };
    const key = await insertKey(house, given, { ...values, id, by: caller.id, rolledFrom: oldId });
    await given.tx.query("update api_keys set expires_at = least(expires_at, $2), version = $3 where id = $1", [
      oldId,
      new Date(given.now.getTime() + overlap),
      given.version,
    ]);
    return { key, token: fresh.token };
  });
}

/** Stops at once, in this process; in another with its next refresh. Revoking twice is the same as once. */
export async function revokeApiKey(house: House, caller: Caller, id: string): Promise<Result<ApiKeyView>> {
  return await write(house, async ({ tx, version, now }) => {
    await mustReach(tx, caller, id);
    const rows = await tx.query<ApiKeyRow>(
      "update api_keys set revoked_at = coalesce(revoked_at, $2), version = $3 where id = $1 returning *",
      [id, now, version],
    );
    return apiKeyView(only(rows));
  });
}

export async function mustReach(tx: Tx, caller: Caller, id: string): Promise<ApiKeyRow> {
  const row = await mustFind<ApiKeyRow>(tx, byId, id, "not_found");
  const reached = caller.marketplace === null || caller.marketplace === row.marketplace;
  if (!reached || (caller.store !== null && caller.store !== row.store)) throw new Refusal("not_found", { id });
  return row;
}

/** Revoked, or past its overlap. */
export function isSpent(row: Pick<ApiKeyRow, "revoked_at" | "expires_at">, now: Date): boolean {
  return row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now);
}

export async function getApiKey(house: House, id: string): Promise<ApiKeyView | null> {
  const [row] = await house.db.read<ApiKeyRow>(byId, [id]);
  return row ? apiKeyView(row) : null;
}

export async function listApiKeys(house: House, reach: Reach, page: Page): Promise<Paged<ApiKeyView>> {
  const kept = within({ marketplace: reach.marketplace, store: reach.store });
  return await list(house.db, { table: "api_keys", ...kept, page }, apiKeyView);
}
