import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  type VerifiedRegistrationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { isUniqueViolation } from "#db";
import { askChallenge, challengeIn, challengeMs, spendChallenge } from "./passkey-challenges.ts";
import { passkeysOf } from "./passkeys.ts";
import { passwordFits } from "./passwords.ts";
import { endSessions } from "./sessions.ts";
import { credentialOf, showedTheirs } from "./sign-in.ts";
import { recoveryCodes, recoveryHash } from "./totp.ts";
import { type Parts, type PasskeyView, type Result, refused, type SessionView } from "./types.ts";

/** Who has no password came from a provider: that must have been just now. */
export const freshMs = 10 * 60_000;
const most = 20;

/** The older signatures are left out: ES256, EdDSA and RS256 are what authenticators of today make. */
const algorithms = [-8, -7, -257];

/** What the browser is to ask an authenticator: a passkey that knows its person, and asks for finger, face or PIN. */
export async function beginPasskey(
  parts: Parts,
  session: SessionView,
  password: string | null,
): Promise<Result<{ options: object }>> {
  const { person } = session;
  if (!(await showedTheirs(parts, session))) return refused("second_step_due");
  const known = await credentialOf(parts, { person });
  if (known && !(await passwordFits(password ?? "", known.password))) return refused("sign_in_refused");
  if (!known && parts.clock.now().getTime() - session.created_at.getTime() > freshMs) return refused("sign_in_old");
  const standing = await passkeysOf(parts, person);
  if (standing.length >= most) return refused("passkeys_many");
  const name = (await parts.directory.getPerson(person))?.name ?? "";
  const options = await generateRegistrationOptions({
    rpName: parts.site.name,
    rpID: parts.site.domain,
    userName: known?.login ?? name,
    userDisplayName: name,
    userID: Buffer.from(person),
    challenge: Buffer.from(await askChallenge(parts, person), "base64url"),
    timeout: challengeMs,
    attestationType: "none",
    excludeCredentials: standing.map((one) => ({ id: one.credential, transports: one.transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: algorithms,
  });
  return { ok: true, value: { options } };
}

export type NewPasskey = { name: string; answer: RegistrationResponseJSON };
export type Added = { passkey: PasskeyView; recovery_codes: readonly string[] | null };

/** Keeps what the authenticator made. With the first second step come recovery codes; every other session ends. */
export async function addPasskey(parts: Parts, session: SessionView, given: NewPasskey): Promise<Result<Added>> {
  const { person } = session;
  const { answer } = given;
  if (!(await showedTheirs(parts, session))) return refused("second_step_due");
  const challenge = challengeIn(answer.response.clientDataJSON);
  if (!(await spendChallenge(parts, challenge, person))) return refused("passkey_challenge_spent");
  const made = await verified(parts, answer, challenge);
  if (!made.ok) return made;
  const { credential, credentialBackedUp } = made.value;
  try {
    const added = await parts.db.tx(async (tx) => {
      const now = parts.clock.now();
      const [passkey] = await tx.query<PasskeyView>(
        `insert into passkeys (id, person, name, credential, public_key, counter, synced, transports, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id, name, synced, created_at, used_at`,
        [
          ...[parts.ids.next("psk"), person, given.name, credential.id, Buffer.from(credential.publicKey)],
          ...[credential.counter, credentialBackedUp, credential.transports ?? [], now],
        ],
      );
      if (!passkey) throw new Error("A passkey that was just written must be there.");
      const codes = recoveryCodes(parts.random);
      const told = await tx.query(
        "update credentials set recovery = $2 where person = $1 and totp_since is null and recovery = '{}' returning 1",
        [person, codes.map(recoveryHash)],
      );
      await tx.query("update sessions set second_step = true, stepped_at = $2 where id = $1", [session.id, now]);
      return { passkey, recovery_codes: told.length > 0 ? codes : null };
    });
    await endSessions(parts, person, { spare: session.id, why: "second_step_set" });
    return { ok: true, value: added };
  } catch (error) {
    if (isUniqueViolation(error)) return refused("duplicate");
    throw error;
  }
}

type Made = NonNullable<VerifiedRegistrationResponse["registrationInfo"]>;

/** Whatever an answer of a browser holds: the library throws for what does not prove itself. */
async function verified(
  { site }: Parts,
  response: RegistrationResponseJSON,
  expectedChallenge: string,
): Promise<Result<Made>> {
  try {
    const { verified: good, registrationInfo } = await verifyRegistrationResponse({
      ...{ response, expectedChallenge, expectedOrigin: site.origin, expectedRPID: site.domain },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: algorithms },
    });
    return good && registrationInfo ? { ok: true, value: registrationInfo } : refused("passkey_refused");
  } catch (fault) {
    return refused("passkey_refused", { why: fault instanceof Error ? fault.message : "unreadable" });
  }
}
