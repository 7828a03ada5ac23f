import { mustHaveSecondStep } from "./second-steps.ts";
import { placesOf } from "./sessions.ts";
import { credentialOf, showedTheirs } from "./sign-in.ts";
import { type Parts, type PasskeyView, type Result, refused, type SessionView } from "./types.ts";

export type PasskeyRow = PasskeyView & {
  person: string;
  credential: string;
  public_key: Buffer;
  counter: bigint;
  transports: string[];
};

/** The passkeys that stand, the oldest first. */
export async function passkeysOf({ db }: Pick<Parts, "db">, person: string): Promise<readonly PasskeyRow[]> {
  return await db.read<PasskeyRow>("select * from passkeys where person = $1 and removed_at is null order by id", [
    person,
  ]);
}

const viewOf = ({ id, name, synced, created_at, used_at }: PasskeyRow): PasskeyView => {
  return { id, name, synced, created_at, used_at };
};

export async function listPasskeys(parts: Parts, session: SessionView): Promise<readonly PasskeyView[]> {
  return (await passkeysOf(parts, session.person)).map(viewOf);
}

export async function renamePasskey(
  { db }: Parts,
  session: SessionView,
  given: { id: string; name: string },
): Promise<Result<PasskeyView>> {
  const [row] = await db.read<PasskeyRow>(
    "update passkeys set name = $3 where id = $1 and person = $2 and removed_at is null returning *",
    [given.id, session.person, given.name],
  );
  return row ? { ok: true, value: viewOf(row) } : refused("not_found");
}

/**
 * The passkey signs nobody in any more. The last second step of somebody whose role must have one stays: another one
 * comes first. Two removals at once take turns at the person's row, so that each sees what the other left.
 */
export async function removePasskey(parts: Parts, session: SessionView, id: string): Promise<Result<null>> {
  const { person } = session;
  if (!(await showedTheirs(parts, session))) return refused("second_step_due");
  const known = await credentialOf(parts, { person });
  const places = await placesOf(parts, person);
  const bound = places.some((place) => mustHaveSecondStep(place.role)) && (known?.totp_since ?? null) === null;
  return await parts.db.tx(async (tx) => {
    const standing = await tx.query<{ id: string }>(
      "select id from passkeys where person = $1 and removed_at is null order by id for update",
      [person],
    );
    if (!standing.some((one) => one.id === id)) return refused("not_found");
    if (bound && standing.length === 1) return refused("second_step_last");
    await tx.query("update passkeys set removed_at = $2 where id = $1", [id, parts.clock.now()]);
    return { ok: true, value: null };
  });
}
