import { defaultCost, hashPassword, isWeak, passwordFits } from "./passwords.ts";
import { endSessions } from "./sessions.ts";
import { credentialOf, showedTheirs } from "./sign-in.ts";
import { type Parts, type Result, refused, type SessionView } from "./types.ts";

/** With the present one; every other session ends. */
export async function changePassword(
  parts: Parts,
  session: SessionView,
  given: { present: string; next: string },
): Promise<Result<{ ended: number }>> {
  const { person } = session;
  const known = await credentialOf(parts, { person });
  if (!known) return refused("not_found");
  if (!(await showedTheirs(parts, session))) return refused("second_step_due");
  if (!(await passwordFits(given.present, known.password))) return refused("sign_in_refused");
  if (isWeak(given.next, known.login)) return refused("password_weak");
  const stored = await hashPassword(given.next, parts.random, parts.cost ?? defaultCost);
  await parts.db.read("update credentials set password = $2, password_set_at = $3 where person = $1", [
    person,
    stored,
    parts.clock.now(),
  ]);
  const ended = await endSessions(parts, person, { spare: session.id, why: "password_set" });
  return { ok: true, value: { ended } };
}
