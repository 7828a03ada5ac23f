import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAuthenticator } from "./testing/authenticator.ts";
import { from, must, openPeople, password, site } from "./testing/rig.ts";
import { codeAt, stepAt, unbase32 } from "./totp.ts";

type Rig = Awaited<ReturnType<typeof openPeople>>;
let rig: Rig;
beforeAll(async () => {
  rig = await openPeople({ strict: true });
});
afterAll(() => rig.close());

const told = async (token: string) => {
  const signedIn = await rig.people.readSession(token);
  return [signedIn?.due, (signedIn?.bearer.scopes.length ?? 0) > 0];
};

test("in production, whose role must have a second step may do nothing before they showed one", async () => {
  const { fresh, session, login } = await rig.member("operator");
  expect([fresh.signedIn.due, fresh.signedIn.bearer.scopes]).toEqual([true, []]);
  expect(await told(fresh.token)).toEqual([true, false]);
  const device = makeAuthenticator(site);
  const { options } = must(await rig.people.beginPasskey(session, password));
  must(await rig.people.addPasskey(session, { name: "Key", answer: device.make(options) }));
  expect(await told(fresh.token)).toEqual([false, true]);
  expect(await rig.people.signIn({ login, password, code: null, passkey: null, from })).toMatchObject({ ok: false });
});

test("others work without; nobody's second step is asked of who has none and needs none", async () => {
  const { fresh } = await rig.member("support");
  expect(await told(fresh.token)).toEqual([false, true]);
});

test("a session that began without one goes on with one: digits, a recovery code or a passkey, each of one's own", async () => {
  const { fresh, session } = await rig.member("approver");
  const { secret } = must(await rig.people.beginSecondStep(session, password));
  const code = () => codeAt(unbase32(secret), stepAt(rig.now()));
  const { recovery_codes } = must(await rig.people.confirmSecondStep(session, code()));
  // As one that came by a provider, which asked for a password alone.
  const without = () => rig.db.read("update sessions set second_step = false where id = $1 returning id", [session.id]);
  const up = (given: { code?: string; passkey?: ReturnType<ReturnType<typeof makeAuthenticator>["sign"]> }) =>
    rig.people.stepUp(session, { code: given.code ?? null, passkey: given.passkey ?? null, from });
  await without();
  expect(await told(fresh.token)).toEqual([true, false]);
  expect(await up({})).toMatchObject({ fault: "second_step_wrong" });
  expect(await up({ code: "000000" })).toMatchObject({ fault: "second_step_wrong" });
  const stranger = makeAuthenticator(site);
  const asked = (await rig.people.askForPasskey()).options;
  expect(await up({ passkey: stranger.sign(asked) })).toMatchObject({ fault: "passkey_unknown" });
  rig.later(30);
  must(await up({ code: code() }));
  expect(await told(fresh.token)).toEqual([false, true]);
  await without();
  must(await up({ code: recovery_codes[0] ?? "" }));
  expect(await told(fresh.token)).toEqual([false, true]);
  await without();
  // Guesses lock, as they do at the door.
  const tries = [];
  for (let turn = 0; turn < 8; turn++) tries.push(await up({ code: "123123" }));
  expect(tries.filter((one) => !one.ok && one.fault === "sign_in_locked").length).toBeGreaterThan(0);
  expect(await told(fresh.token)).toEqual([true, false]);
});
