import type { RepeatKey, Tx } from "#db";
import type { TransfersNeeds } from "./context.ts";
import { effectOnce, undo } from "./effect.ts";
import { keepAct } from "./participants.ts";
import type { OwnKey, Result } from "./types.ts";

const columns = "id, public_key, fingerprint, made_at, made_by, signs_from, retired_at, retired_by";

/** So long what the hub says itself is tried, under the signature that it was given first. */
export const callbacksLastMs = 3_600_000;

/** The one that the hub signs with: of those that are not retired, the one that was let sign last. */
const signer = "retired_at is null and signs_from is not null order by signs_from desc, id desc limit 1";

type Row = Omit<OwnKey, "state">;

/** The hub's own keys, the newest first, retired ones too. */
export async function listOwnKeys({ db }: Pick<TransfersNeeds, "db">): Promise<OwnKey[]> {
  const rows = await db.read<Row & { signs: boolean }>(
    `select ${columns}, id is not distinct from (select id from hub_keys where ${signer}) as signs
     from hub_keys order by made_at desc, id desc`,
  );
  return rows.map(({ signs, ...row }) => ({ ...row, state: stateOf(row, signs) }));
}

function stateOf({ retired_at, signs_from }: Row, signs: boolean): OwnKey["state"] {
  if (retired_at !== null) return "retired";
  if (signs) return "signs";
  return signs_from === null ? "published" : "replaced";
}

export type NewOwnKey = { id: string; sealed: string; public_key: string; fingerprint: string; by: string };

/** Publishes one more key of the hub's. It signs nothing before two people let it (`own_key`). */
export async function keepOwnKey(
  needs: TransfersNeeds,
  { id, sealed, public_key, fingerprint, by }: NewOwnKey,
  repeat: RepeatKey | null,
): Promise<Result<OwnKey>> {
  return await effectOnce(
    ...([needs, repeat, id] as const),
    async (tx, at) => {
      await tx.query(
        `insert into hub_keys (id, sealed, public_key, fingerprint, made_at, made_by) values ($1, $2, $3, $4, $5, $6)`,
        [id, sealed, public_key, fingerprint, at, by],
      );
      await keepAct(tx, needs, { act: "own_key_made", participant: "", detail: { key: id, fingerprint }, by, at });
    },
    (known) => find(needs, known),
  );
}

/** From this commit on every process of the hub signs with the key. One that was replaced may come back. */
export async function signWithIn(tx: Tx, id: string, at: Date): Promise<void> {
  const key = (await locked(tx)).find((one) => one.id === id);
  if (!key) return undo("not_found");
  if (key.retired_at !== null) return undo("hub_own_key_refused", { why: "retired" });
  await tx.query("update hub_keys set signs_from = $2 where id = $1", [id, at]);
}

/**
 * The key is published no longer; one person is enough. Never the one that the hub signs with, nor one that signed what
 * may still be on its way: whoever is told it then could not check it.
 */
export async function retireOwnKey(
  needs: TransfersNeeds,
  { id, by }: { id: string; by: string },
  repeat: RepeatKey | null,
): Promise<Result<OwnKey>> {
  return await effectOnce(
    ...([needs, repeat, id] as const),
    async (tx, at) => {
      const key = (await locked(tx)).find((one) => one.id === id);
      if (!key) return undo("not_found");
      if (key.retired_at !== null) return;
      if (key.signs) return undo("hub_own_key_refused", { why: "signs" });
      const until = key.left_at === null ? at : new Date(key.left_at.getTime() + callbacksLastMs);
      if (at < until) return undo("hub_own_key_refused", { why: "signed", until: until.toISOString() });
      await tx.query("update hub_keys set retired_at = $2, retired_by = $3 where id = $1", [id, at, by]);
      await keepAct(tx, needs, { act: "own_key_retired", participant: "", detail: { key: id }, by, at });
    },
    (known) => find(needs, known),
  );
}

/** `left_at`: since when another one signs in its stead; null where it never signed, or signs. */
type Locked = { id: string; retired_at: Date | null; signs: boolean; left_at: Date | null };

/** All keys under lock, so that the one that signs is never retired beside. */
async function locked(tx: Tx): Promise<Locked[]> {
  await tx.query("select 1 from hub_keys order by id for update");
  return await tx.query(
    `select id, retired_at, id is not distinct from (select id from hub_keys where ${signer}) as signs,
       (select min(next.signs_from) from hub_keys next
        where next.id <> k.id and next.signs_from >= k.signs_from) as left_at
     from hub_keys k`,
  );
}

async function find(needs: TransfersNeeds, id: string): Promise<OwnKey | null> {
  return (await listOwnKeys(needs)).find((one) => one.id === id) ?? null;
}

/** The sealed private key that the hub signs with now; null before the hub has listened once. */
export async function signingKey({ db }: Pick<TransfersNeeds, "db">): Promise<{ id: string; sealed: string } | null> {
  const [row] = await db.read<{ id: string; sealed: string }>(`select id, sealed from hub_keys where ${signer}`);
  return row ?? null;
}
