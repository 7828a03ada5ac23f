import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAuthenticator } from "./testing/authenticator.ts";
import { from, must, openPeople, password, site } from "./testing/rig.ts";
import { codeAt, stepAt, unbase32 } from "./totp.ts";
import type { SessionView } from "./types.ts";

type Rig = Awaited<ReturnType<typeof openPeople>>;
let rig: Rig;
beforeAll(async () => {
  rig = await openPeople();
});
afterAll(() => rig.close());

const minutes = 60;
const due = { ways: "app", minutes: "15" };
const up = (session: SessionView, given: { code?: string; passkey?: ReturnType<Device["sign"]> }) =>
  rig.people.stepUp(session, { code: given.code ?? null, passkey: given.passkey ?? null, from });
type Device = ReturnType<typeof makeAuthenticator>;

/** Somebody with an authenticator app, and its digits of now. */
async function withApp() {
  const member = await rig.member("approver");
  const { secret } = must(await rig.people.beginSecondStep(member.session, password));
  const code = () => codeAt(unbase32(secret), stepAt(rig.now()));
  must(await rig.people.confirmSecondStep(member.session, code()));
  rig.later(30);
  return { ...member, code };
}
/** As the next request of this session reads it. */
const again = async (token: string): Promise<SessionView> => {
  const signedIn = await rig.people.readSession(token);
  if (!signedIn) throw new Error("no session");
  return signedIn.session;
};
const triesOf = async (person: string) =>
  (
    await rig.db.read<{ outcome: string; address: string }>(
      "select outcome, address from sign_ins where person = $1 order by at, id",
      [person],
    )
  ).map(({ outcome, address }) => `${outcome} ${address}`);

test("whoever has no second step is asked for none, however long the session goes on", async () => {
  const { fresh } = await rig.member("support");
  rig.later(119 * minutes);
  expect(await rig.people.stepUpDue(await again(fresh.token))).toBeNull();
});

test("a step is enough for fifteen minutes, then it is shown again; another session's counts for nothing", async () => {
  const { fresh, login, code } = await withApp();
  rig.later(15 * minutes - 30);
  expect(await rig.people.stepUpDue(await again(fresh.token))).toBeNull();
  rig.later(1);
  expect(await rig.people.stepUpDue(await again(fresh.token))).toEqual(due);
  const used = code();
  const other = must(await rig.people.signIn({ login, password, code: used, passkey: null, from }));
  expect(other.signedIn.session.stepped_at).toEqual(rig.now());
  expect(await rig.people.stepUpDue(other.signedIn.session)).toBeNull();
  const session = await again(fresh.token);
  expect(await rig.people.stepUpDue(session)).toEqual(due);
  // The digits that let the other session in are used up.
  expect(await up(session, { code: used })).toMatchObject({ fault: "second_step_wrong" });
  rig.later(30);
  must(await up(session, { code: code() }));
  const shown = await again(fresh.token);
  expect([shown.stepped_at, await rig.people.stepUpDue(shown)]).toEqual([rig.now(), null]);
});

test("digits count once, also where two requests bring them at once; each try stands among the sign-ins", async () => {
  const { fresh, person, code } = await withApp();
  rig.later(16 * minutes);
  const session = await again(fresh.token);
  const both = await Promise.all([up(session, { code: code() }), up(session, { code: code() })]);
  expect(both.filter((one) => one.ok).length).toBe(1);
  expect(await up(session, { code: code() })).toMatchObject({ fault: "second_step_wrong" });
  const wrong = [];
  for (let turn = 0; turn < 5; turn++) wrong.push(await up(session, { code: "123123" }));
  expect(wrong.at(-1)).toMatchObject({ fault: "sign_in_locked" });
  const tries = await triesOf(person);
  const count = (outcome: string) => tries.filter((one) => one === `${outcome} 10.0.0.1`).length;
  expect([count("step_shown"), count("step_wrong") >= 5, count("step_locked") > 0]).toEqual([1, true, true]);
});

test("a passkey shows it too, at the door as later on, and nobody's guesses lock it", async () => {
  const { session, login, person, fresh } = await rig.member("operator");
  const device = makeAuthenticator(site);
  const { options } = must(await rig.people.beginPasskey(session, password));
  must(await rig.people.addPasskey(session, { name: "Key", answer: device.make(options) }));
  expect((await again(fresh.token)).stepped_at).toEqual(rig.now());
  const asked = async () => device.sign((await rig.people.askForPasskey()).options);
  const alone = must(await rig.people.signInByPasskey({ passkey: await asked(), from }));
  expect(alone.signedIn.session.stepped_at).toEqual(rig.now());
  rig.later(16 * minutes);
  expect(await rig.people.stepUpDue(await again(fresh.token))).toEqual({ ways: "passkey", minutes: "15" });
  // Somebody outside locks the login; its owner goes on deciding.
  for (let turn = 0; turn < 6; turn++)
    await rig.people.signIn({ login, password: "a guess at random", code: null, passkey: null, from });
  expect(await up(session, { code: "123123" })).toMatchObject({ fault: "second_step_wrong" });
  must(await up(session, { passkey: await asked() }));
  expect(await rig.people.stepUpDue(await again(fresh.token))).toBeNull();
  expect(await triesOf(person)).toContain("step_shown 10.0.0.1");
});

test("a session of before this was kept is asked; a session by password alone has shown nothing", async () => {
  const { fresh, session } = await withApp();
  await rig.db.read("update sessions set stepped_at = null where id = $1 returning id", [session.id]);
  expect(await rig.people.stepUpDue(await again(fresh.token))).toEqual(due);
  const plain = await rig.member("support");
  const { login } = plain;
  const bare = must(await rig.people.signIn({ login, password, code: null, passkey: null, from }));
  expect(bare.signedIn.session).toMatchObject({ second_step: false, stepped_at: null });
});

test("whoever has nothing of their own but the provider's word shows it there again", async () => {
  const { session } = await rig.member("support");
  const byProvider = { ...session, second_step: true, stepped_at: rig.now() };
  expect(await rig.people.stepUpDue(byProvider)).toBeNull();
  rig.later(16 * minutes);
  expect(await rig.people.stepUpDue(byProvider)).toEqual({ ways: "provider", minutes: "15" });
});

test("set to nought, once a session is enough", async () => {
  const once = await openPeople({ stepUpMs: 0 });
  const { session, fresh } = await once.member("approver");
  const { secret } = must(await once.people.beginSecondStep(session, password));
  must(await once.people.confirmSecondStep(session, codeAt(unbase32(secret), stepAt(once.now()))));
  once.later(110 * minutes);
  const signedIn = await once.people.readSession(fresh.token);
  expect(signedIn && (await once.people.stepUpDue(signedIn.session))).toBeNull();
  await once.close();
});
