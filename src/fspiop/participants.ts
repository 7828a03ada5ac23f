import type { FspiopNeeds } from "./context.ts";

/** A participant as its calls are judged; `paused`: it ends what is under way and begins nothing. */
export type Known = {
  name: string;
  paused: boolean;
  /** Any of them proves a call: while a key is changed there are two. */
  publicKeys: readonly string[];
  verify: boolean;
};

/** Null: there is no such participant. */
export async function knownParticipant({ db, strict }: FspiopNeeds, name: string): Promise<Known | null> {
  const [row] = await db.read<{ state: string; public_keys: string[] | null; verify: boolean | null }>(
    `select p.state, s.verify, (
       select array_agg(k.public_key order by k.added_at desc) from hub_participant_keys k
       where k.participant = p.name and k.retired_at is null) as public_keys
     from hub_participants p left join hub_signing s on s.participant = p.name where p.name = $1`,
    [name],
  );
  if (!row) return null;
  return { name, paused: row.state !== "active", publicKeys: row.public_keys ?? [], verify: row.verify ?? strict };
}
