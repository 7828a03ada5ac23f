import { passwordFits } from "./passwords.ts";
import { endSessions } from "./sessions.ts";
import { credentialOf } from "./sign-in.ts";
import { base32, otpauthUrl, recoveryCodes, recoveryHash, stepOf, unbase32 } from "./totp.ts";
import { type Parts, type Result, refused, type SessionView } from "./types.ts";

/** A fresh secret to scan; it counts for nothing until a first code proves that the app has it. */
export async function beginSecondStep(
  parts: Parts,
  person: string,
  password: string,
): Promise<Result<{ secret: string; url: string }>> {
  const known = await credentialOf(parts, { person });
  if (!known) return refused("not_found");
  if (!(await passwordFits(password, known.password))) return refused("sign_in_refused");
  const secret = base32(parts.random(20));
  await parts.db.read("update credentials set totp = $2, totp_since = null, recovery = '{}' where person = $1", [
    person,
    parts.sealer.seal(secret, person),
  ]);
  return { ok: true, value: { secret, url: otpauthUrl(secret, known.login) } };
}

/** The first code switches it on. The recovery codes are told once; every other session ends. */
export async function confirmSecondStep(
  parts: Parts,
  session: SessionView,
  code: string,
): Promise<Result<{ recovery_codes: string[] }>> {
  const { person } = session;
  const known = await credentialOf(parts, { person });
  if (known?.totp === null || known === null || known.totp_since !== null) return refused("not_found");
  const step = stepOf(unbase32(parts.sealer.open(known.totp, person)), code, parts.clock.now());
  if (step === null) return refused("second_step_wrong");
  const codes = recoveryCodes(parts.random);
  const done = await parts.db.read(
    `update credentials set totp_since = $2, totp_step = $3, recovery = $4
     where person = $1 and totp = $5 and totp_since is null returning person`,
    [person, parts.clock.now(), step, codes.map(recoveryHash), known.totp],
  );
  if (done.length === 0) return refused("not_found");
  await parts.db.read("update sessions set second_step = true where id = $1", [session.id]);
  await endSessions(parts, person, { spare: session.id, why: "second_step_set" });
  return { ok: true, value: { recovery_codes: codes } };
}
