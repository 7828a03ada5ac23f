import type { Random } from "#db";
import { countTry, forgive, giveBack } from "./guard.ts";
import { passkeysOf } from "./passkeys.ts";
import { defaultCost, hashPassword, passwordFits } from "./passwords.ts";
import { type PasskeyAnswer, provePasskey } from "./prove-passkey.ts";
import { startSession } from "./sessions.ts";
import { recoveryHash, stepOf, unbase32 } from "./totp.ts";
import { type FreshSession, type From, type Parts, type Result, refused, type SessionView } from "./types.ts";

export type Credential = {
  person: string;
  login: string;
  password: string;
  totp: string | null;
  totp_next: string | null;
  totp_since: Date | null;
  totp_step: bigint;
  recovery: Buffer[];
};

export async function credentialOf({ db }: Parts, by: { login: string } | { person: string }) {
  const [column, value] = "login" in by ? ["login", by.login] : ["person", by.person];
  const [row] = await db.read<Credential>(`select * from credentials where ${column} = $1`, [value]);
  return row ?? null;
}

/** What shows more than a password: six digits or a recovery code, or a passkey's answer. */
export type SecondStep = { code: string | null; passkey: PasskeyAnswer | null };

export type SignIn = { login: string; password: string; from: From } & SecondStep;

/**
 * Password first, then the second step where there is one: the app's digits, a passkey, or a recovery code. Unknown
 * login and wrong password are told alike and take alike long; every try is counted before it is examined, and kept.
 */
export async function signIn(parts: Parts, given: SignIn): Promise<Result<FreshSession>> {
  const login = given.login.trim().toLowerCase();
  const locked = await countTry(parts, login);
  const keep = (outcome: string, person: string | null) => keepTry(parts, login, person, outcome, given.from);
  if (locked) {
    await keep("locked", null);
    return refused("sign_in_locked", { until: locked.toISOString() });
  }
  const known = await credentialOf(parts, { login });
  const fits = await passwordFits(given.password, known?.password ?? (await decoy(parts)));
  if (!known || !fits) {
    await keep("password_wrong", known?.person ?? null);
    return refused("sign_in_refused");
  }
  const { person } = known;
  const ways = await waysOf(parts, known);
  if (ways.length > 0) {
    if (given.code === null && given.passkey === null) {
      await giveBack(parts, login);
      return refused("second_step_needed", { ways: ways.join(" ") });
    }
    const stepped = await takeStep(parts, known, given);
    if (!stepped.ok) {
      await keep("code_wrong", person);
      return stepped;
    }
  }
  if ((await parts.directory.getPerson(person))?.state !== "active") {
    await keep("disabled", person);
    return refused("sign_in_refused");
  }
  await forgive(parts, login);
  const started = await startSession(parts, person, { second_step: ways.length > 0, began: "password" }, given.from);
  await keep(started.ok ? "signed_in" : "no_membership", person);
  return started;
}

/** The second steps that somebody has, as the page may ask for them. */
export async function waysOf(
  parts: Parts,
  known: Pick<Credential, "person" | "totp_since">,
): Promise<readonly ("passkey" | "app")[]> {
  const passkeys = await passkeysOf(parts, known.person);
  return [...(passkeys.length > 0 ? ["passkey" as const] : []), ...(known.totp_since !== null ? ["app" as const] : [])];
}

/** Who has a second step and did not show it in this session changes no way in: it would go round the step. */
export async function showedTheirs(parts: Parts, session: SessionView): Promise<boolean> {
  const [row] = await parts.db.read("select 1 from sessions where id = $1 and second_step", [session.id]);
  if (row) return true;
  const known = await credentialOf(parts, { person: session.person });
  return (await waysOf(parts, { person: session.person, totp_since: known?.totp_since ?? null })).length === 0;
}

/** Whether this is the person's own second step. */
export async function takeStep(parts: Parts, known: Credential, given: SecondStep): Promise<Result<null>> {
  if (given.passkey === null) {
    const good = given.code !== null && (await takeCode(parts, known, given.code));
    return good ? { ok: true, value: null } : refused("second_step_wrong");
  }
  const proven = await provePasskey(parts, given.passkey);
  if (!proven.ok) return proven;
  return proven.value.person === known.person ? { ok: true, value: null } : refused("passkey_unknown");
}

/** A code works once: whoever moves the step first has used it. A recovery code is struck off in the same way. */
export async function takeCode({ db, sealer, clock }: Parts, known: Credential, code: string): Promise<boolean> {
  const { person } = known;
  const totp = known.totp_since === null ? null : known.totp;
  const text = code.replaceAll(/[\s]/g, "");
  const step =
    totp !== null && /^\d{6}$/.test(text) ? stepOf(unbase32(sealer.open(totp, person)), text, clock.now()) : null;
  const used =
    step === null
      ? await db.read(
          `update credentials set recovery = array_remove(recovery, $2) where person = $1 and $2 = any(recovery)
           returning person`,
          [person, recoveryHash(text)],
        )
      : await db.read("update credentials set totp_step = $2 where person = $1 and totp_step < $2 returning person", [
          person,
          step,
        ]);
  return used.length > 0;
}

export async function keepTry(parts: Parts, login: string, person: string | null, outcome: string, from: From) {
  await parts.db.read(
    `insert into sign_ins (id, login, person, outcome, address, agent, at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[parts.ids.next("sgn"), login.slice(0, 200), person, outcome, from.address, from.agent.slice(0, 300)],
      parts.clock.now(),
    ],
  );
}

const decoys = new WeakMap<Random, Promise<string>>();

/** Nobody's password: a look-up that finds no login must take as long as one that does. */
function decoy({ random, cost = defaultCost }: Parts): Promise<string> {
  const made = decoys.get(random) ?? hashPassword(random(24).toString("base64"), random, cost);
  decoys.set(random, made);
  return made;
}
