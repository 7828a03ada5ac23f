import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { oidcClient, startOidcProvider, walkProvider } from "../../tests/oidc-provider.ts";
import { makeProvider, type ProviderHttp } from "./provider.ts";
import { makeAuthenticator } from "./testing/authenticator.ts";
import { from, must, openPeople, password, site } from "./testing/rig.ts";
import { codeAt, stepAt, unbase32 } from "./totp.ts";

type Rig = Awaited<ReturnType<typeof openPeople>>;
const redirectUri = "https://house.example/v1/session/provider/callback";
const afterSignOut = "https://house.example/console/";
let rig: Rig;
let outside: Awaited<ReturnType<typeof startOidcProvider>>;
/** What the network does to a call: tests bend answers here. */
let bend: (url: string, body: string) => string = (_url, body) => body;
let reachable = true;

const http: ProviderHttp = async ({ method, url, headers, body }) => {
  if (!reachable) throw new Error("no way there");
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }), redirect: "manual" });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(bend(url, await answer.text())),
  };
};

beforeAll(async () => {
  outside = await startOidcProvider({ redirectUri, afterSignOut });
  const provider = makeProvider(
    { name: "ID", issuer: outside.issuer, ...oidcClient, redirectUri, afterSignOut, maxAge: 900 },
    http,
  );
  rig = await openPeople({ provider });
});
afterAll(async () => {
  await rig.close();
  await outside.close();
});

type Way = { secret: string; url: string };
const begin = async (whom: Parameters<Rig["people"]["beginProvider"]>[0] = null): Promise<Way> =>
  must(await rig.people.beginProvider(whom));
const back = (way: Way, query: string) => rig.people.finishProvider({ secret: way.secret, query, from });
/** To the provider as somebody, and back. */
async function go(name: string, whom: Parameters<Rig["people"]["beginProvider"]>[0] = null) {
  const way = await begin(whom);
  const callback = await walkProvider(way.url, name, redirectUri);
  return { way, query: callback.search.slice(1), answer: () => back(way, callback.search.slice(1)) };
}
const enter = async (name: string, whom: Parameters<Rig["people"]["beginProvider"]>[0] = null) =>
  await (await go(name, whom)).answer();

const nothing = { code: null, passkey: null, from };
const loginOf = async (person: string): Promise<string> => (await rig.people.profileOf(person)).login ?? "";

describe("a provider's word", () => {
  test("lets nobody in who was not linked, whatever address of mail it tells", async () => {
    const { login } = await rig.member("operator");
    expect(await enter(login)).toEqual({ ok: false, fault: "identity_unknown" });
    expect(await enter(`${login}@house.example`)).toEqual({ ok: false, fault: "identity_unknown" });
  });

  test("is linked by a one-time link, once; roles stay ours; it signs in afterwards and ends with the person", async () => {
    const { token, member } = await rig.link("auditor");
    const first = must(await enter("hanmeimei", { invitation: token }));
    if (first.linked) throw new Error("nobody is signed in");
    expect(first.fresh.signedIn).toMatchObject({
      session: { person: member.person, began: "provider", second_step: false },
      bearer: { marketplace: null },
    });
    expect(first.fresh.signedIn.bearer.scopes).not.toContain("openings:write");
    expect(await rig.people.beginProvider({ invitation: token })).toEqual({ ok: false, fault: "invitation_spent" });
    expect(must(await enter("hanmeimei"))).toMatchObject({ linked: false });
    expect(await rig.people.profileOf(member.person)).toMatchObject({ login: null, provider: true });
    expect((await rig.people.listTeam({ marketplace: null, store: null }, member.membership))[0]).toMatchObject({
      ...{ login: null, state: "active" },
    });
    // Whoever finds their session open later links nobody else with it.
    rig.later(601);
    const late = { session: first.fresh.signedIn.session, password: null };
    expect(await rig.people.beginProvider(late)).toEqual({ ok: false, fault: "sign_in_old" });
    // It is their only way in.
    expect(await rig.people.unlinkProvider(first.fresh.signedIn.session)).toMatchObject({ fault: "sign_in_last" });
    // Somebody else's link cannot be used with it, and stays good.
    const other = await rig.link("auditor");
    expect(await enter("hanmeimei", { invitation: other.token })).toEqual({ ok: false, fault: "identity_taken" });
    expect(must(await rig.people.readInvitation(other.token)).kind).toBe("invite");
    await rig.directory.setPersonState(member.person, "disabled");
    expect(await enter("hanmeimei")).toEqual({ ok: false, fault: "sign_in_refused" });
  });

  test("is linked by who signed in, with the password again, and unlinked", async () => {
    const { session, person } = await rig.member();
    const begun = await rig.people.beginProvider({ session, password: "not the right one" });
    expect(begun).toEqual({ ok: false, fault: "sign_in_refused" });
    expect(must(await enter("lilei", { session, password }))).toEqual({ linked: true });
    const neighbour = await rig.member();
    const taken = await enter("lilei", { session: neighbour.session, password });
    expect(taken).toEqual({ ok: false, fault: "identity_taken" });
    expect(must(await enter("lilei"))).toMatchObject({ fresh: { signedIn: { session: { person } } } });
    expect(must(await rig.people.unlinkProvider(session))).toEqual({ ended: 1 });
    expect(await enter("lilei")).toEqual({ ok: false, fault: "identity_unknown" });
    expect(must(await enter("lilei", { session: neighbour.session, password }))).toEqual({ linked: true });
  });

  test("goes round nobody's own second step; what it says of two steps is taken", async () => {
    const { session } = await rig.member("auditor");
    must(await enter("weihua", { session, password }));
    const device = makeAuthenticator(site);
    const { secret } = must(await rig.people.beginSecondStep(session, password));
    const { options } = must(await rig.people.beginPasskey(session, password));
    must(await rig.people.addPasskey(session, { name: "Key", answer: device.make(options) }));
    const plain = must(await enter("weihua"));
    if (plain.linked) throw new Error("nobody is signed in");
    expect(await rig.people.readSession(plain.fresh.token)).toMatchObject({ due: true, bearer: { scopes: [] } });
    // It changes no way in before that: that would go round the step too.
    const { session: half } = plain.fresh.signedIn;
    const due = { ok: false, fault: "second_step_due" };
    expect(await rig.people.beginPasskey(half, password)).toEqual(due);
    expect(await rig.people.beginSecondStep(half, password)).toEqual(due);
    expect(await rig.people.changePassword(half, { present: password, next: "another long phrase" })).toEqual(due);
    expect(await rig.people.beginProvider({ session: half, password })).toEqual(due);
    expect(await rig.people.unlinkProvider(half)).toEqual(due);
    const code = codeAt(unbase32(secret), stepAt(rig.now()));
    expect(await rig.people.confirmSecondStep(half, code)).toEqual(due);
    const { options: more } = must(await rig.people.beginPasskey(session, password));
    const answer = makeAuthenticator(site).make(more);
    expect(await rig.people.addPasskey(half, { name: "Another", answer })).toEqual(due);
    const [held] = await rig.people.listPasskeys(half);
    expect(await rig.people.removePasskey(half, held?.id ?? "")).toEqual(due);
    const asked = (await rig.people.askForPasskey()).options;
    const passkey = device.sign(asked);
    must(await rig.people.stepUp(plain.fresh.signedIn.session, { code: null, passkey, from }));
    expect(await rig.people.readSession(plain.fresh.token)).toMatchObject({ due: false });
    // The provider's clock is the machine's and runs ahead of the test's: its instant is never later than now.
    const both = must(await enter("weihua+mfa"));
    const shown = { second_step: true, stepped_at: rig.now() };
    expect(both).toMatchObject({ fresh: { signedIn: { due: false, session: shown } } });
    // Where the house's clock is a week ahead of the machine's, its instant is old, and decisions ask again.
    rig.later(Math.ceil((Date.now() - rig.now().getTime()) / 1000) + 7 * 86_400);
    const later = must(await enter("weihua+mfa"));
    if (later.linked) throw new Error("nobody is signed in");
    const { session: old } = later.fresh.signedIn;
    expect(old.stepped_at?.getTime()).toBeLessThan(rig.now().getTime());
    expect(await rig.people.stepUpDue(old)).toMatchObject({ minutes: "15" });
  });

  test("signs out at the provider too, if the session began there", async () => {
    const { session } = await rig.member();
    expect(await rig.people.signOutUrl(session)).toBeNull();
    must(await enter("lucy", { session, password }));
    const came = must(await enter("lucy"));
    if (came.linked) throw new Error("nobody is signed in");
    const url = new URL((await rig.people.signOutUrl(came.fresh.signedIn.session)) ?? "");
    expect([url.origin, url.searchParams.get("post_logout_redirect_uri")]).toEqual([outside.issuer, afterSignOut]);
    expect(url.searchParams.get("client_id")).toBe(oidcClient.clientId);
    expect((await fetch(url)).status).toBe(200);
  });

  test("by a reset's link is not taken, and a reset ends what was linked", async () => {
    const { session, membership } = await rig.member();
    must(await enter("tom", { session, password }));
    const { token } = must(await rig.people.resetMember(rig.by, membership));
    expect(await rig.people.beginProvider({ invitation: token })).toEqual({ ok: false, fault: "invitation_spent" });
    must(await rig.people.acceptInvitation(token, { login: "unused", password, from }));
    expect(await enter("tom")).toEqual({ ok: false, fault: "identity_unknown" });
  });

  test("that comes back after a reset, or after the person ended that session, links nobody", async () => {
    const { session, person, membership } = await rig.member();
    const refusal = { ok: false, fault: "provider_refused" };
    const before = await go("mallory", { session, password });
    rig.later(1);
    const { token } = must(await rig.people.resetMember(rig.by, membership));
    const reset = must(await rig.people.acceptInvitation(token, { login: "unused", password, from }));
    expect(await before.answer()).toMatchObject(refusal);
    rig.later(1);
    const other = must(await rig.people.signIn({ login: await loginOf(person), password, ...nothing }));
    const stolen = await go("mallory", { session: other.signedIn.session, password });
    rig.later(1);
    const { id: spare } = reset.signedIn.session;
    expect(await rig.people.endSessions(person, { spare, why: "ended" })).toBe(1);
    expect(await stolen.answer()).toMatchObject(refusal);
    expect(await enter("mallory")).toEqual({ ok: false, fault: "identity_unknown" });
    rig.later(1);
    expect(must(await enter("mallory", { session: reset.signedIn.session, password }))).toEqual({ linked: true });
  });

  test("is a way in for the first operator: the house prints no further link", async () => {
    const settings = { name: "ID", issuer: outside.issuer, ...oidcClient, redirectUri, afterSignOut, maxAge: 900 };
    const house = await openPeople({ provider: makeProvider(settings, http) });
    const invitation = (await house.people.firstOperatorLink()) ?? "";
    const { secret, url } = must(await house.people.beginProvider({ invitation }));
    expect(new URL(url).searchParams.get("max_age")).toBe("900");
    const query = (await walkProvider(url, "root", redirectUri)).search.slice(1);
    must(await house.people.finishProvider({ secret, query, from }));
    expect(await house.people.firstOperatorLink()).toBeNull();
    await house.close();
  });
});

describe("the way there and back", () => {
  test("asks with PKCE, state and nonce, each its own, and never for an address of mail", async () => {
    const [one, two] = [new URL((await begin()).url), new URL((await begin()).url)];
    expect([one.searchParams.get("code_challenge_method"), one.searchParams.get("scope")]).toEqual(["S256", "openid"]);
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(one.searchParams.get(name)?.length).toBe(43);
      expect(one.searchParams.get(name)).not.toBe(two.searchParams.get(name));
    }
  });

  test("is gone once, by one browser, in time, with what was asked", async () => {
    const { session } = await rig.member();
    must(await enter("poly", { session, password }));
    const met = await go("poly");
    const twice = await Promise.all([met.answer(), met.answer()]);
    expect(twice.filter((one) => one.ok).length).toBe(1);
    expect(await back({ secret: "", url: "" }, met.query)).toMatchObject({ fault: "provider_refused" });
    // Another browser's answer, an answer to another question, a late one, and a person's no.
    const mine = await go("poly");
    expect(await back(await begin(), mine.query)).toMatchObject({ ok: false, fault: "provider_refused" });
    expect(await mine.answer()).toMatchObject({ ok: true });
    const forged = await go("poly");
    expect(await back(forged.way, forged.query.replace(/code=[^&]+/, "code=guess"))).toMatchObject({
      ...{ fault: "provider_refused", detail: { why: "invalid_grant" } },
    });
    const elsewhere = await go("poly");
    const other = elsewhere.query.replace(/iss=[^&]+/, `iss=${encodeURIComponent("https://evil.example")}`);
    expect(await back(elsewhere.way, other)).toMatchObject({ fault: "provider_refused" });
    const late = await go("poly");
    rig.later(601);
    expect(await late.answer()).toMatchObject({ fault: "provider_refused" });
    const no = await go("");
    expect(await no.answer()).toMatchObject({ fault: "provider_refused", detail: { why: "access_denied" } });
  });

  test("a token that another key signed, or that is for another, proves nothing", async () => {
    const { session } = await rig.member();
    must(await enter("jim", { session, password }));
    const bent = (change: (claims: Record<string, unknown>) => void) => (url: string, body: string) => {
      if (!url.endsWith("/token")) return body;
      const tokens = JSON.parse(body) as { id_token: string };
      const [head = "", claims = "", signature = ""] = tokens.id_token.split(".");
      const said = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
      change(said);
      const text = Buffer.from(JSON.stringify(said)).toString("base64url");
      return JSON.stringify({ ...tokens, id_token: `${head}.${text}.${signature}` });
    };
    const changes = [
      (claims: Record<string, unknown>) => Object.assign(claims, { sub: "poly" }),
      (claims: Record<string, unknown>) => Object.assign(claims, { nonce: "another" }),
      (claims: Record<string, unknown>) => Object.assign(claims, { aud: "somebody-else" }),
      (claims: Record<string, unknown>) => Object.assign(claims, { iss: "https://evil.example" }),
      (claims: Record<string, unknown>) => Object.assign(claims, { exp: 1 }),
    ];
    for (const change of changes) {
      const met = await go("jim");
      bend = bent(change);
      const answer = await met.answer();
      bend = (_url, body) => body;
      expect(answer).toMatchObject({ ok: false, fault: "provider_refused" });
    }
    expect(await enter("jim")).toMatchObject({ ok: true });
  });

  test.each([
    ["says what it should", {}, null],
    ["is of another question", { nonce: "another" }, "OAUTH_JWT_CLAIM_COMPARISON_FAILED"],
    ["is of no question", { nonce: undefined }, "OAUTH_INVALID_RESPONSE"],
    ["is for somebody else", { aud: "somebody-else" }, "OAUTH_JWT_CLAIM_COMPARISON_FAILED"],
    ["is another issuer's", { iss: "https://evil.example" }, "OAUTH_JWT_CLAIM_COMPARISON_FAILED"],
    ["is over", { iat: 1, exp: 2 }, "OAUTH_JWT_TIMESTAMP_CHECK_FAILED"],
    ["is of nobody", { sub: undefined }, "OAUTH_INVALID_RESPONSE"],
  ] as const)("a token that the provider itself signed and that %s", async (_name, wrong, why) => {
    const { session } = await rig.member();
    const name = `apart${rig.now().getTime()}${Object.keys(wrong).join("")}${Object.values(wrong).join("").length}`;
    must(await enter(name, { session, password }));
    const met = await go(name);
    bend = (url, body) => {
      if (!url.endsWith("/token")) return body;
      const tokens = JSON.parse(body) as { id_token: string };
      const claims = JSON.parse(Buffer.from(tokens.id_token.split(".")[1] ?? "", "base64url").toString()) as object;
      return JSON.stringify({ ...tokens, id_token: outside.sign({ ...claims, ...wrong }) });
    };
    const answer = await met.answer();
    bend = (_url, body) => body;
    if (why === null) expect(answer).toMatchObject({ ok: true });
    else expect(answer).toMatchObject({ ok: false, fault: "provider_refused", detail: { why } });
  });

  test("a code that was redeemed, a state of another way, and a verifier that is not its own bring nobody in", async () => {
    const { session } = await rig.member();
    must(await enter("replay", { session, password }));
    const met = await go("replay");
    expect(await met.answer()).toMatchObject({ ok: true });
    // The same answer once more, under its own secret and under a fresh one.
    expect(await met.answer()).toMatchObject({ ok: false, fault: "provider_refused" });
    expect(await back(await begin(), met.query)).toMatchObject({ ok: false, fault: "provider_refused" });
    // The code of one way, told with the state of another: state fits, and PKCE and nonce do not.
    const [one, two] = [await go("replay"), await go("replay")];
    const code = new URLSearchParams(one.query).get("code") ?? "";
    const mixed = new URLSearchParams(two.query);
    mixed.set("code", code);
    expect(await back(two.way, mixed.toString())).toMatchObject({
      ...{ ok: false, fault: "provider_refused", detail: { why: "invalid_grant" } },
    });
  });

  test("that breaks off is told as such, and the next try asks anew", async () => {
    const met = await go("jim");
    reachable = false;
    expect(await met.answer()).toEqual({ ok: false, fault: "provider_unreachable" });
    const settings = { name: "ID", issuer: outside.issuer, ...oidcClient, redirectUri, afterSignOut, maxAge: 900 };
    const fresh = makeProvider(settings, http);
    const secrets = { state: "s", nonce: "n", verifier: "v".repeat(43) };
    await expect(fresh.urlFor(secrets)).rejects.toThrow();
    reachable = true;
    expect(await fresh.urlFor(secrets)).toContain(outside.issuer);
    expect(await enter("jim")).toMatchObject({ ok: true });
  });
});

test("a house without a provider says so", async () => {
  const none = await openPeople();
  expect(await none.people.beginProvider(null)).toEqual({ ok: false, fault: "provider_missing" });
  expect(none.people.waysIn().provider).toBeNull();
  await none.close();
});
