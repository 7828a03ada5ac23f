import { afterAll, beforeAll, expect, test } from "vitest";
import { east, id, openRig, type Rig } from "./test-rig/index.ts";
import { sessionToken } from "./test-rig/people-door.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.app.close());

const cookie = `hutong_session=${sessionToken}`;

async function csrf(): Promise<string> {
  return (await rig.app.inject({ url: "/v1/session", headers: { cookie } })).json().csrf;
}

test("signing in sets a cookie that scripts cannot read and other sites do not send", async () => {
  const payload = { login: "lilei", password: "correct horse" };
  const answer = await rig.app.inject({ method: "POST", url: "/v1/session", payload });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["set-cookie"]).toBe(`${cookie}; Path=/; HttpOnly; SameSite=Strict`);
  expect(answer.json()).toMatchObject({ person: { name: "李雷" }, scopes: ["orders:read", "openings:write"] });
  expect(answer.body).not.toContain(sessionToken);
  const wrong = { ...payload, password: "wrong" };
  expect((await rig.app.inject({ method: "POST", url: "/v1/session", payload: wrong })).json().code).toBe(
    "sign_in_refused",
  );
});

test("over https the cookie is bound to the host", async () => {
  const secure = await openRig({ config: { publicUrl: "https://pay.example" } });
  const payload = { login: "lilei", password: "correct horse" };
  const answer = await secure.app.inject({ method: "POST", url: "/v1/session", payload });
  expect(answer.headers["set-cookie"]).toBe(`__Host-${cookie}; Path=/; HttpOnly; SameSite=Strict; Secure`);
  const asked = (given: string) => secure.app.inject({ url: "/v1/session", headers: { cookie: given } });
  expect((await asked(`__Host-${cookie}`)).statusCode).toBe(200);
  // A page of a neighbouring host can plant the bare name: it signs nobody in, and does not hide the bound one.
  expect((await asked(cookie)).statusCode).toBe(401);
  const planted = "hutong_session=hs_somebody_elses_token_0000001";
  expect((await asked(`${planted}; __Host-${cookie}`)).statusCode).toBe(200);
  await secure.app.close();
});

test("the session calls the same routes as everybody, with its role's scopes and reach", async () => {
  const read = await rig.app.inject({ url: "/v1/orders", headers: { cookie } });
  expect(read.statusCode).toBe(200);
  expect(read.json().data.every((order: { marketplace: string }) => order.marketplace === east)).toBe(true);
  const refused = await rig.app.inject({ url: "/v1/api-keys", headers: { cookie } });
  expect(refused.json()).toMatchObject({ status: 403, code: "forbidden" });
});

test("a change by cookie needs the page's header, and no other site's page may make it", async () => {
  const url = "/v1/session/place";
  const payload = { membership: id("mem", 1) };
  const ask = (headers: Record<string, string>) =>
    rig.app.inject({ method: "POST", url, headers: { cookie, ...headers }, payload });
  expect((await ask({})).json().code).toBe("csrf_refused");
  expect((await ask({ "x-csrf-token": "guess" })).json().code).toBe("csrf_refused");
  const token = await csrf();
  expect((await ask({ "x-csrf-token": token, "sec-fetch-site": "cross-site" })).json().code).toBe("csrf_refused");
  expect((await ask({ "x-csrf-token": token, "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
  const opening = { partner: "wechatpay", terms: { zh: "一", en: "One" } };
  const headers = { cookie, "idempotency-key": "k-1" };
  const post = (more: object) =>
    rig.app.inject({ method: "POST", url: "/v1/openings", headers: { ...headers, ...more }, payload: opening });
  expect((await post({})).json().code).toBe("csrf_refused");
  expect((await post({ "x-csrf-token": token })).statusCode).toBe(201);
});

test("other sites cannot sign their visitor in", async () => {
  const payload = { login: "lilei", password: "correct horse" };
  const headers = { "sec-fetch-site": "cross-site" };
  const answer = await rig.app.inject({ method: "POST", url: "/v1/session", headers, payload });
  expect(answer.json().code).toBe("csrf_refused");
});

test("every route of one's own account refuses keys, tokens and nobody", async () => {
  const token = await csrf();
  const routes: [string, string, object?][] = [
    ["GET", "/v1/session"],
    ["GET", "/v1/sessions"],
    ["POST", `/v1/sessions/${id("ses", 1)}/end`],
    ["POST", "/v1/sessions/end-others"],
    ["POST", "/v1/session/place", { membership: id("mem", 1) }],
    ["POST", "/v1/session/second-step", { password: "correct horse" }],
    ["POST", "/v1/session/second-step/confirm", { code: "123456" }],
    ["POST", "/v1/session/password", { present: "correct horse", next: "another one" }],
    ["POST", "/v1/session/end"],
  ];
  for (const [method, url, payload] of routes) {
    const ask = (headers: Record<string, string>) =>
      rig.app.inject({ method: method as "GET", url, headers, ...(payload ? { payload } : {}) });
    const strangers: Record<string, string>[] = [
      {},
      { authorization: "Bearer hk_test_east_marketplace" },
      { authorization: "Bearer hp_house_operator_000001" },
      { cookie: "hutong_session=hs_somebody_elses_token_0000001" },
    ];
    for (const headers of strangers) expect([url, (await ask(headers)).statusCode]).toEqual([url, 401]);
    const good = await ask({ cookie, "x-csrf-token": token });
    expect([url, good.statusCode]).toEqual([url, 200]);
  }
});
