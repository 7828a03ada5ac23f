import type { RepeatKey } from "#db";
import type { TransfersNeeds } from "./context.ts";
import { effectOnce, undo } from "./effect.ts";
import { resourceOf } from "./endpoint-types.ts";
import { keepAct } from "./participants.ts";
import { readPublicKey } from "./public-key.ts";
import type { ParticipantKey, ParticipantSetUp, Result } from "./types.ts";

const keyColumns = "id, participant, fingerprint, added_at, retired_at, retired_by";

/** How each participant is reached and proven, by its name. */
export async function readSetUps({ db }: TransfersNeeds): Promise<(name: string) => ParticipantSetUp> {
  const [endpoints, keys, signings] = await Promise.all([
    db.read<{ participant: string; type: string; value: string }>("select * from hub_endpoints order by type"),
    db.read<ParticipantKey>(`select ${keyColumns} from hub_participant_keys order by added_at, id`),
    db.read<{ participant: string; verify: boolean; sign: boolean }>("select * from hub_signing"),
  ]);
  return (name) => {
    const signing = signings.find((one) => one.participant === name);
    return {
      endpoints: endpoints
        .filter((one) => one.participant === name)
        .map(({ type, value: url }) => ({ resource: resourceOf(type), url })),
      keys: keys.filter((one) => one.participant === name).map(({ participant: _, ...key }) => key),
      signing: signing ? { verify: signing.verify, sign: signing.sign } : null,
    };
  };
}

/** From now on the key proves nothing; one person is enough. `not_found`: the participant has no such key. */
export async function retireKey(
  needs: TransfersNeeds,
  { participant, id, by }: { participant: string; id: string; by: string },
  repeat: RepeatKey | null,
): Promise<Result<ParticipantKey>> {
  return await effectOnce(
    ...([needs, repeat, id] as const),
    async (tx, at) => {
      const known = "select retired_at from hub_participant_keys where id = $1 and participant = $2 for update";
      const [key] = await tx.query<{ retired_at: Date | null }>(known, [id, participant]);
      if (!key) return undo("not_found");
      if (key.retired_at !== null) return;
      await tx.query("update hub_participant_keys set retired_at = $2, retired_by = $3 where id = $1", [id, at, by]);
      await keepAct(tx, needs, { act: "key_retired", participant, detail: { key: id }, by, at });
    },
    async (known) => {
      const sql = `select ${keyColumns} from hub_participant_keys where id = $1`;
      return (await needs.db.read<ParticipantKey>(sql, [known]))[0] ?? null;
    },
  );
}

/** One more key of a participant, without a second person: for the sandbox. Why not, or null when it proves calls. */
export async function putKey({ db, clock, ids }: TransfersNeeds, participant: string, pem: string) {
  const read = readPublicKey(pem);
  if (!read.ok) return read.why;
  await db.read(
    `insert into hub_participant_keys (id, participant, public_key, fingerprint, added_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [ids.next("hpk"), participant, read.public_key, read.fingerprint, clock.now()],
  );
  const known = "select 1 from hub_participant_keys where participant = $1 and fingerprint = $2 and retired_at is null";
  const there = await db.read(known, [participant, read.fingerprint]);
  return there.length > 0 ? null : "it was retired, and never comes back";
}
