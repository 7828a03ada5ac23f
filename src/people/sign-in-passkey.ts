import { type PasskeyAnswer, provePasskey } from "./prove-passkey.ts";
import { startSession } from "./sessions.ts";
import { credentialOf, keepTry } from "./sign-in.ts";
import { type FreshSession, type From, type Parts, type Result, refused } from "./types.ts";

/**
 * In by a passkey alone: the authenticator is had, and its person's finger, face or PIN was asked for, which is more
 * than a password shows. Nothing here can be guessed, so nothing is locked.
 */
export async function signInByPasskey(
  parts: Parts,
  given: { passkey: PasskeyAnswer; from: From },
): Promise<Result<FreshSession>> {
  const proven = await provePasskey(parts, given.passkey);
  if (!proven.ok) {
    await keepTry(parts, "", null, proven.fault, given.from);
    return proven;
  }
  const { person } = proven.value;
  const login = (await credentialOf(parts, { person }))?.login ?? "";
  if ((await parts.directory.getPerson(person))?.state !== "active") {
    await keepTry(parts, login, person, "disabled", given.from);
    return refused("sign_in_refused");
  }
  const started = await startSession(parts, person, { second_step: true, began: "passkey" }, given.from);
  await keepTry(parts, login, person, started.ok ? "signed_in" : "no_membership", given.from);
  return started;
}
