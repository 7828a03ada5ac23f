import type { FspiopNeeds } from "./context.ts";

/** A participant as its calls are judged; `paused`: it ends what is under way and begins nothing. */
export type Known = { name: string; paused: boolean; publicKey: string | null; verify: boolean };

/** Null: there is no such participant. */
export async function knownParticipant({ db, strict }: FspiopNeeds, name: string): Promise<Known | null> {
  const [row] = await db.read<{ name: string; state: string; public_key: string | null; verify: boolean | null }>(
    `select p.name, p.state, s.public_key, s.verify
     from hub_participants p left join hub_signing s on s.participant = p.name where p.name = $1`,
    [name],
  );
  if (!row) return null;
  const { state, public_key: publicKey, verify } = row;
  return { name: row.name, paused: state !== "active", publicKey, verify: verify ?? strict };
}

export type Signing = { public_key: string | null; verify: boolean; sign: boolean };

/** Whether a participant's calls must be proven, with which key, and whether ours to it are signed. */
export async function setSigning({ db }: FspiopNeeds, name: string, signing: Signing): Promise<void> {
  await db.read(
    `insert into hub_signing (participant, public_key, verify, sign) values ($1, $2, $3, $4)
     on conflict (participant) do update
     set public_key = excluded.public_key, verify = excluded.verify, sign = excluded.sign`,
    [name, signing.public_key, signing.verify, signing.sign],
  );
}
