import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

const other = { origin: "https://evil.example", domain: "evil.example" };

async function register(session: SessionView, device = makeAuthenticator(site), name = "Phone") {
  const { options } = must(await rig.people.beginPasskey(session, password));
  const added = must(await rig.people.addPasskey(session, { name, answer: device.make(options) }));
  return { device, ...added };
}

const ask = async () => (await rig.people.askForPasskey()).options;
const enter = (login: string, given: object = {}) =>
  rig.people.signIn({ login, password, code: null, passkey: null, from, ...given });

describe("a passkey", () => {
  test("is made with the password again, named, listed, and signs in alone or as the second step", async () => {
    const { login, person, session, fresh } = await rig.member("operator");
    expect(fresh.signedIn.session).toMatchObject({ began: "link", second_step: false });
    const { options } = must(await rig.people.beginPasskey(session, password));
    expect(options).toMatchObject({
      rp: { id: "house.example" },
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    const { device, passkey, recovery_codes } = await register(session);
    expect(recovery_codes?.length).toBe(10);
    const renamed = must(await rig.people.renamePasskey(session, { id: passkey.id, name: "键盘旁的钥匙" }));
    expect(renamed.name).toBe("键盘旁的钥匙");
    expect((await rig.people.listPasskeys(session)).map((one) => one.id)).toEqual([passkey.id]);
    expect(await rig.people.profileOf(person)).toMatchObject({ second_step: true, app: false, passkeys: 1 });

    expect(await enter(login)).toEqual({ ok: false, fault: "second_step_needed", detail: { ways: "passkey" } });
    const both = must(await enter(login, { passkey: device.sign(await ask()) }));
    expect(both.signedIn.session).toMatchObject({ began: "password", second_step: true, person });
    const alone = must(await rig.people.signInByPasskey({ passkey: device.sign(await ask()), from }));
    expect(alone.signedIn.session).toMatchObject({ began: "passkey", second_step: true, person });
    const [spare = ""] = recovery_codes ?? [];
    expect(await enter(login, { code: spare })).toMatchObject({ ok: true });
    expect(await enter(login, { code: spare })).toMatchObject({ fault: "second_step_wrong" });
    const [{ used_at } = { used_at: null }] = await rig.people.listPasskeys(session);
    expect(used_at).toEqual(rig.now());
  });

  test("is not begun with a wrong password, and not kept twice, for another, late, or bent", async () => {
    const { session } = await rig.member();
    const { session: neighbour } = await rig.member();
    expect(await rig.people.beginPasskey(session, "not the right one")).toMatchObject({ fault: "sign_in_refused" });
    expect(await rig.people.beginPasskey(session, null)).toMatchObject({ fault: "sign_in_refused" });
    const begin = async () => must(await rig.people.beginPasskey(session, password)).options;
    const keep = (answer: ReturnType<ReturnType<typeof makeAuthenticator>["make"]>, of = session) =>
      rig.people.addPasskey(of, { name: "x", answer });
    const device = makeAuthenticator(site);
    const spent = { ok: false, fault: "passkey_challenge_spent" };
    // Another person's challenge, one that nobody asked for, one for signing in, one that is too old.
    expect(await keep(device.make(await begin()), neighbour)).toEqual(spent);
    expect(await keep(device.make(await begin(), { challenge: "bm9ib2R5IGFza2Vk" }))).toEqual(spent);
    expect(await keep(device.make({ ...(await ask()), user: { id: "x" } }))).toEqual(spent);
    const late = await begin();
    rig.later(301);
    expect(await keep(device.make(late))).toEqual(spent);
    // What does not prove itself: a page of another's, another domain, no finger, not a making.
    for (const bent of [
      { origin: other.origin },
      { domain: other.domain },
      { flags: 0x41 },
      { type: "webauthn.get" },
    ]) {
      const answer = await keep(device.make(await begin(), bent));
      expect([bent, answer]).toMatchObject([bent, { ok: false, fault: "passkey_refused" }]);
    }
    const broken = device.make(await begin());
    broken.response.attestationObject = "AAAA";
    expect(await keep(broken)).toMatchObject({ fault: "passkey_refused" });
    const options = await begin();
    const answer = device.make(options);
    const twice = await Promise.all([keep(answer), keep(answer)]);
    expect(twice.filter((one) => one.ok).length).toBe(1);
    expect(await keep(device.make(await begin()))).toEqual({ ok: false, fault: "duplicate" });
    expect((await rig.people.listPasskeys(session)).length).toBe(1);
  });

  test("signs nobody in on another page, for another domain, without a finger, twice, late, or backwards", async () => {
    const { session } = await rig.member();
    const { device } = await register(session);
    const go = (passkey: ReturnType<typeof device.sign>) => rig.people.signInByPasskey({ passkey, from });
    for (const bent of [{ origin: other.origin }, { domain: other.domain }, { flags: 0x01 }, { flags: 0x04 }]) {
      const answer = await go(device.sign(await ask(), bent));
      expect([bent, answer]).toMatchObject([bent, { ok: false, fault: "passkey_refused" }]);
    }
    const forged = device.sign(await ask());
    forged.response.signature = device.sign(await ask()).response.signature;
    expect(await go(forged)).toMatchObject({ fault: "passkey_refused" });
    const stranger = makeAuthenticator(site);
    expect(await go(stranger.sign(await ask()))).toEqual({ ok: false, fault: "passkey_unknown" });
    const swapped = device.sign(await ask());
    swapped.response.userHandle = Buffer.from("per_somebody_else").toString("base64url");
    expect(await go(swapped)).toMatchObject({ fault: "passkey_refused" });
    const late = device.sign(await ask());
    rig.later(301);
    expect(await go(late)).toEqual({ ok: false, fault: "passkey_challenge_spent" });
    const once = device.sign(await ask());
    const twice = await Promise.all([go(once), go(once), go(once)]);
    expect(twice.filter((one) => one.ok).length).toBe(1);
    // A copy of the key that is behind the one that was used last.
    expect(await go(device.sign(await ask(), { counter: 1 }))).toMatchObject({ fault: "passkey_refused" });
    expect(await go({ ...once, response: { ...once.response, clientDataJSON: "no" } })).toMatchObject({ ok: false });
    expect(await go(device.sign(await ask()))).toMatchObject({ ok: true });
  });

  test("of an authenticator that counts nothing is good again and again", async () => {
    const { session } = await rig.member();
    const { device } = await register(session);
    for (let turn = 0; turn < 3; turn++) {
      const passkey = device.sign(await ask(), { counter: 0 });
      expect(await rig.people.signInByPasskey({ passkey, from })).toMatchObject({ ok: true });
    }
  });

  test("of somebody else is no second step, and a wrong one counts as a try", async () => {
    const mine = await rig.member();
    const yours = await rig.member();
    const { device } = await register(yours.session);
    await register(mine.session);
    for (let turn = 0; turn < 5; turn++) {
      const answer = await enter(mine.login, { passkey: device.sign(await ask()) });
      expect(answer).toEqual({ ok: false, fault: "passkey_unknown" });
    }
    expect(await enter(mine.login, { passkey: device.sign(await ask()) })).toMatchObject({ fault: "sign_in_locked" });
  });

  test("of a person who is disabled, or who was sent a new link, lets nobody in", async () => {
    const { person, membership, session } = await rig.member();
    const { device } = await register(session);
    const go = async () => rig.people.signInByPasskey({ passkey: device.sign(await ask()), from });
    await rig.directory.setPersonState(person, "disabled");
    expect(await go()).toMatchObject({ fault: "sign_in_refused" });
    await rig.directory.setPersonState(person, "active");
    expect(await go()).toMatchObject({ ok: true });
    const { token } = must(await rig.people.resetMember(rig.by, membership));
    must(await rig.people.acceptInvitation(token, { login: "unused", password, from }));
    expect(await go()).toEqual({ ok: false, fault: "passkey_unknown" });
  });
});

describe("removing", () => {
  test("the last second step of a role that must have one is refused, also to two at once", async () => {
    const { session, login } = await rig.member("finance");
    const first = await register(session);
    const remove = (id: string) => rig.people.removePasskey(session, id);
    expect(await remove(first.passkey.id)).toEqual({ ok: false, fault: "second_step_last" });
    const second = await register(session);
    expect(second.recovery_codes).toBeNull();
    const both = await Promise.all([remove(first.passkey.id), remove(second.passkey.id)]);
    expect(both.map((one) => (one.ok ? "removed" : one.fault)).sort()).toEqual(["removed", "second_step_last"]);
    const [left] = await rig.people.listPasskeys(session);
    // With an authenticator app beside it, it may go.
    const { secret } = must(await rig.people.beginSecondStep(session, password));
    expect(await remove(left?.id ?? "")).toMatchObject({ fault: "second_step_last" });
    must(await rig.people.confirmSecondStep(session, codeAt(unbase32(secret), stepAt(rig.now()))));
    expect(await remove(left?.id ?? "")).toEqual({ ok: true, value: null });
    expect(await enter(login)).toMatchObject({ fault: "second_step_needed", detail: { ways: "app" } });
  });

  test("is one's own alone; who needs no second step removes the last; a removed one is unknown", async () => {
    const { session, login } = await rig.member("support");
    const { session: neighbour } = await rig.member("support");
    const { device, passkey } = await register(session);
    expect(await rig.people.removePasskey(neighbour, passkey.id)).toEqual({ ok: false, fault: "not_found" });
    const theirs = { id: passkey.id, name: "mine now" };
    expect(await rig.people.renamePasskey(neighbour, theirs)).toMatchObject({ fault: "not_found" });
    must(await rig.people.removePasskey(session, passkey.id));
    expect(await rig.people.removePasskey(session, passkey.id)).toMatchObject({ fault: "not_found" });
    const gone = await rig.people.signInByPasskey({ passkey: device.sign(await ask()), from });
    expect(gone).toEqual({ ok: false, fault: "passkey_unknown" });
    expect(await enter(login)).toMatchObject({ ok: true });
    // The same authenticator may come back.
    expect(await register(session, device)).toMatchObject({ passkey: { name: "Phone" } });
  });
});

test("another authenticator app counts from its first code on; until then the one before it does", async () => {
  const { login, session } = await rig.member();
  const codeOf = (secret: string) => codeAt(unbase32(secret), stepAt(rig.now()));
  const first = must(await rig.people.beginSecondStep(session, password)).secret;
  must(await rig.people.confirmSecondStep(session, codeOf(first)));
  rig.later(30);
  const second = must(await rig.people.beginSecondStep(session, password)).secret;
  expect(await enter(login)).toMatchObject({ fault: "second_step_needed" });
  expect(await enter(login, { code: codeOf(second) })).toMatchObject({ fault: "second_step_wrong" });
  expect(await enter(login, { code: codeOf(first) })).toMatchObject({ ok: true });
  rig.later(30);
  must(await rig.people.confirmSecondStep(session, codeOf(second)));
  rig.later(30);
  expect(await enter(login, { code: codeOf(first) })).toMatchObject({ fault: "second_step_wrong" });
  expect(await enter(login, { code: codeOf(second) })).toMatchObject({ ok: true });
});
