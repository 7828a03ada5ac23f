import { countTry, giveBack } from "./guard.ts";
import { passwordFits } from "./passwords.ts";
import { endSessions } from "./sessions.ts";
import { type Credential, credentialOf, type SecondStep, showedTheirs, takeStep } from "./sign-in.ts";
import { base32, otpauthUrl, recoveryCodes, recoveryHash, stepOf, unbase32 } from "./totp.ts";
import { type Parts, type Result, refused, type SessionView } from "./types.ts";

/** A fresh secret to scan; the app before it counts until a first code proves that the new one has it. */
export async function beginSecondStep(
  parts: Parts,
  session: SessionView,
  password: string,
): Promise<Result<{ secret: string; url: string }>> {
  const { person } = session;
  const known = await credentialOf(parts, { person });
  if (!known) return refused("not_found");
  if (!(await showedTheirs(parts, session))) return refused("second_step_due");
  if (!(await passwordFits(password, known.password))) return refused("sign_in_refused");
  const secret = base32(parts.random(20));
  await parts.db.read("update credentials set totp_next = $2 where person = $1", [
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
  if (known === null || known.totp_next === null) return refused("not_found");
  // A secret of long ago, from before there was another second step, goes round none of it.
  if (!(await showedTheirs(parts, session))) return refused("second_step_due");
  const step = stepOf(unbase32(parts.sealer.open(known.totp_next, person)), code, parts.clock.now());
  if (step === null) return refused("second_step_wrong");
  const codes = recoveryCodes(parts.random);
  const done = await parts.db.read(
    `update credentials set totp = totp_next, totp_next = null, totp_since = $2, totp_step = $3, recovery = $4
     where person = $1 and totp_next = $5 returning person`,
    [person, parts.clock.now(), step, codes.map(recoveryHash), known.totp_next],
  );
  if (done.length === 0) return refused("not_found");
  await parts.db.read("update sessions set second_step = true where id = $1", [session.id]);
  await endSessions(parts, person, { spare: session.id, why: "second_step_set" });
  return { ok: true, value: { recovery_codes: codes } };
}

/** A session that began without a second step goes on with one: what its role may do is open from then on. */
export async function stepUp(parts: Parts, session: SessionView, given: SecondStep): Promise<Result<null>> {
  const { person } = session;
  const known = await credentialOf(parts, { person });
  const guard = known?.login ?? `step of ${person}`;
  const locked = await countTry(parts, guard);
  if (locked) return refused("sign_in_locked", { until: locked.toISOString() });
  const stepped = await takeStep(parts, known ?? withoutPassword(person), given);
  if (!stepped.ok) return stepped;
  await giveBack(parts, guard);
  await parts.db.read("update sessions set second_step = true where id = $1", [session.id]);
  return { ok: true, value: null };
}

/** Who came by a provider and never chose a password: a passkey is all that they can show. */
function withoutPassword(person: string): Credential {
  const none = { totp: null, totp_next: null, totp_since: null, totp_step: 0n, recovery: [] };
  return { person, login: "", password: "", ...none };
}
