import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type VerifiedAuthenticationResponse,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import { askChallenge, challengeIn, challengeMs, spendChallenge } from "./passkey-challenges.ts";
import type { PasskeyRow } from "./passkeys.ts";
import { type Parts, type Result, refused } from "./types.ts";

export type PasskeyAnswer = AuthenticationResponseJSON;

/** What the browser is to ask for, whoever will sign in: it says nothing of who is known here. */
export async function askForPasskey(parts: Parts): Promise<{ options: object }> {
  const options = await generateAuthenticationOptions({
    rpID: parts.site.domain,
    challenge: Buffer.from(await askChallenge(parts, null), "base64url"),
    timeout: challengeMs,
    userVerification: "required",
  });
  return { options };
}

/**
 * Whose passkey signed what we asked, on our own page, with its person's finger, face or PIN. A challenge is good once;
 * an authenticator that counts and counts backwards is a copy, and refused.
 */
export async function provePasskey(parts: Parts, answer: PasskeyAnswer): Promise<Result<PasskeyRow>> {
  const challenge = challengeIn(answer.response.clientDataJSON);
  if (!(await spendChallenge(parts, challenge, null))) return refused("passkey_challenge_spent");
  const [known] = await parts.db.read<PasskeyRow>(
    "select * from passkeys where credential = $1 and removed_at is null",
    [answer.id],
  );
  if (!known) return refused("passkey_unknown");
  const { userHandle } = answer.response;
  if (userHandle && userHandle !== Buffer.from(known.person).toString("base64url"))
    return refused("passkey_refused", { why: "another person's" });
  const proven = await verified(parts, answer, challenge, known);
  if (!proven.ok) return proven;
  const { newCounter, credentialBackedUp } = proven.value;
  const moved = await parts.db.read(
    `update passkeys set counter = $2, synced = $3, used_at = $4
     where id = $1 and removed_at is null and (counter < $2 or (counter = 0 and $2 = 0)) returning id`,
    [known.id, newCounter, credentialBackedUp, parts.clock.now()],
  );
  return moved.length > 0 ? { ok: true, value: known } : refused("passkey_refused", { why: "counter" });
}

type Proven = VerifiedAuthenticationResponse["authenticationInfo"];

/** Whatever an answer of a browser holds: the library throws for what does not prove itself. */
async function verified(
  { site }: Parts,
  response: PasskeyAnswer,
  expectedChallenge: string,
  known: PasskeyRow,
): Promise<Result<Proven>> {
  const credential = { id: known.credential, publicKey: new Uint8Array(known.public_key) };
  try {
    const { verified: good, authenticationInfo } = await verifyAuthenticationResponse({
      ...{ response, expectedChallenge, expectedOrigin: site.origin, expectedRPID: site.domain },
      ...{ requireUserVerification: true, credential: { ...credential, counter: Number(known.counter) } },
    });
    return good ? { ok: true, value: authenticationInfo } : refused("passkey_refused", { why: "signature" });
  } catch (fault) {
    return refused("passkey_refused", { why: fault instanceof Error ? fault.message : "unreadable" });
  }
}
