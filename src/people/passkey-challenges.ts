import { sessionHash } from "./sessions.ts";
import type { Parts } from "./types.ts";

/** Long enough to look for a phone, or to type a security key's PIN twice. */
export const challengeMs = 5 * 60_000;

/** Something to sign, of which the house keeps a hash: for a new passkey of a person, or (null) for signing in. */
export async function askChallenge({ db, clock, random }: Parts, person: string | null): Promise<string> {
  const now = clock.now();
  const challenge = random(32).toString("base64url");
  await db.read("delete from passkey_challenges where expires_at <= $1", [now]);
  await db.read("insert into passkey_challenges (hash, person, expires_at) values ($1, $2, $3)", [
    ...[sessionHash(challenge), person, new Date(now.getTime() + challengeMs)],
  ]);
  return challenge;
}

/** Whether the challenge was asked for this purpose, and nobody came with it before: whoever takes it has used it. */
export async function spendChallenge({ db, clock }: Parts, challenge: string, person: string | null): Promise<boolean> {
  const taken = await db.read(
    `delete from passkey_challenges where hash = $1 and expires_at > $2 and person is not distinct from $3
     returning hash`,
    [sessionHash(challenge), clock.now(), person],
  );
  return taken.length > 0;
}

/** The challenge that a browser says it had signed; "" when it says none. Proven only by the signature over it. */
export function challengeIn(clientData: string): string {
  try {
    const found: unknown = JSON.parse(Buffer.from(clientData, "base64url").toString("utf8"));
    const said = (found as { challenge?: unknown } | null)?.challenge;
    return typeof said === "string" ? said : "";
  } catch {
    return "";
  }
}
