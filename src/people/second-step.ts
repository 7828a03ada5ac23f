import { countTry, giveBack } from "./guard.ts";
import { passwordFits } from "./passwords.ts";
import { endSessions } from "./sessions.ts";
import { type Credential, credentialOf, keepTry, type SecondStep, showedTheirs, takeStep } from "./sign-in.ts";
import { base32, otpauthUrl, recoveryCodes, recoveryHash, stepOf, unbase32 } from "./totp.ts";
import { type From, type Parts, type Result, refused, type SessionView } from "./types.ts";

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
  await stepShown(parts, session);
  await endSessions(parts, person, { spare: session.id, why: "second_step_set" });
  return { ok: true, value: { recovery_codes: codes } };
}

/**
 * A second step of the session that goes on: one that began without opens by it what its role may do, and one that
 * showed its own long ago may decide again. Every try is kept: the audit chain holds them.
 */
export async function stepUp(
  parts: Parts,
  session: SessionView,
  { from, ...given }: SecondStep & { from: From },
): Promise<Result<null>> {
  const { person } = session;
  const known = await credentialOf(parts, { person });
  // Apart from the door's count: whoever locks somebody's login from outside does not keep them from deciding.
  const guard = `step of ${person}`;
  const keep = (outcome: string) => keepTry(parts, known?.login ?? "", person, outcome, from);
  // A passkey is not guessed.
  const locked = given.passkey === null ? await countTry(parts, guard) : null;
  if (locked) {
    await keep("step_locked");
    return refused("sign_in_locked", { until: locked.toISOString() });
  }
  const stepped = await takeStep(parts, known ?? withoutPassword(person), given);
  if (!stepped.ok) {
    await keep("step_wrong");
    return stepped;
  }
  if (given.passkey === null) await giveBack(parts, guard);
  await stepShown(parts, session);
  await keep("step_shown");
  return { ok: true, value: null };
}

/** From now on, and for as long as the setting says, the session may decide. */
export async function stepShown(
  { db, clock }: Pick<Parts, "clock"> & { db: Pick<Parts["db"], "read"> },
  { id }: SessionView,
) {
  await db.read("update sessions set second_step = true, stepped_at = greatest(stepped_at, $2) where id = $1", [
    id,
    clock.now(),
  ]);
}

/** Who came by a provider and never chose a password: a passkey is all that they can show. */
function withoutPassword(person: string): Credential {
  const none = { totp: null, totp_next: null, totp_since: null, totp_step: 0n, recovery: [] };
  return { person, login: "", password: "", ...none };
}
