import type { FspiopNeeds } from "./context.ts";

/** A participant as its calls are judged; `paused`: it ends what is under way and begins nothing. */
export type Known = {
  name: string;
  paused: boolean;
  /** Any of them proves a call: while a key is changed there are two. */
  publicKeys: readonly string[];
  verify: boolean;
};

/** Whoever ever told a key is held to it, also where nobody has to have one. */
const hasKey = "exists (select 1 from hub_participant_keys k where k.participant = p.name)";

/** Null: there is no such participant. */
export async function knownParticipant({ db, strict }: FspiopNeeds, name: string): Promise<Known | null> {
  const [row] = await db.read<{ state: string; public_keys: string[] | null; verify: boolean }>(
    `select p.state, coalesce(s.verify, $2 or ${hasKey}) as verify, (
       select array_agg(k.public_key order by k.added_at desc) from hub_participant_keys k
       where k.participant = p.name and k.retired_at is null) as public_keys
     from hub_participants p left join hub_signing s on s.participant = p.name where p.name = $1`,
    [name, strict],
  );
  if (!row) return null;
  return { name, paused: row.state !== "active", publicKeys: row.public_keys ?? [], verify: row.verify };
}

/** Whether what the hub itself says to a participant is signed. */
export async function wantsSigned({ db, strict }: FspiopNeeds, name: string): Promise<boolean> {
  const [row] = await db.read<{ sign: boolean }>(
    `select coalesce(s.sign, $2 or ${hasKey}) as sign
     from hub_participants p left join hub_signing s on s.participant = p.name where p.name = $1`,
    [name, strict],
  );
  return row?.sign ?? strict;
}

/** One key that proves what `dfspId` says. */
export type PublishedKey = { dfspId: string; publicKey: string };

/**
 * Every key in force, the hub's own under its name: what a participant checks others' words by. Somebody has two while
 * a key is changed.
 */
export async function publishedKeys({ db, keys, name }: FspiopNeeds): Promise<PublishedKey[]> {
  const own = (await keys.published()).map((publicKey) => ({ dfspId: name, publicKey }));
  const others = await db.read<PublishedKey>(
    `select participant as "dfspId", public_key as "publicKey" from hub_participant_keys
     where retired_at is null order by participant, added_at desc, id`,
  );
  return [...own, ...others];
}
