import { afterAll, beforeAll, expect, test } from "vitest";
import { csrfOf } from "./session-cookie.ts";
import { documentOf, type Operation, operationsOf } from "./test-rig/contract.ts";
import { as, id, openRig, people, type Rig, secretOf } from "./test-rig/index.ts";
import { fakePeople, sessionToken, signedIn } from "./test-rig/people-door.ts";

let rig: Rig;
let operations: Operation[];
beforeAll(async () => {
  rig = await openRig();
  operations = operationsOf(await documentOf(rig.app));
});
afterAll(() => rig.app.close());

const named = (list: readonly Operation[]): string[] => list.map((one) => one.operationId).sort();

/** Each with why nobody has to say who they are. A route that joins them must be written down here first. */
const forEverybody: Readonly<Record<string, string>> = {
  signIn: "is how one says it",
  signInByPasskey: "the same",
  askForPasskey: "the same, and tells nothing of anybody",
  beginProvider: "the same",
  readWaysIn: "what the sign-in page shows",
  readInvitation: "its secret is the proof",
  acceptInvitation: "its secret is the proof",
};

test("every route that asks nobody who they are stands in a list with its reason, or takes a secret of its own", () => {
  const open = operations.filter((one) => one.scope === null && !one.bySession);
  const secret = open.filter((one) => /\{(token|code|link)\}/.test(one.path)).map((one) => one.operationId);
  const rest = named(open).filter((one) => !secret.includes(one) && forEverybody[one] === undefined);
  expect(rest).toEqual(publicReads);
  expect(Object.keys(forEverybody).filter((one) => !named(open).includes(one))).toEqual([]);
});

/** What anybody may read: nothing of it is anybody's. */
const publicReads: readonly string[] = [
  ...[
    "health",
    "listAuditHeads",
    "listOpennessOpenings",
    "listWallets",
    "proveAuditEntry",
    "proveAuditGrowth",
    "readLinkReport",
  ],
  // A sealed vote's ballots tell choices and bands of turnover; whose they are hides behind a salt that the store has.
  ...["readOpenness", "readOpennessBallots", "readOpennessLeaves", "readTagWords", "readiness", "resolveText"],
];

const urlOf = ({ path }: Operation): string =>
  path.replaceAll(/\{\w+\}/g, path.includes("passkeys") ? id("psk", 1) : id("ses", 1));
const bodies: Readonly<Record<string, object>> = {
  moveSession: { membership: id("mem", 1) },
  beginSecondStep: { password: "correct horse" },
  confirmSecondStep: { code: "123456" },
  changePassword: { present: "correct horse", next: "another one" },
  beginPasskey: { password: "correct horse" },
  renamePasskey: { name: "Phone" },
  addPasskey: {
    name: "Phone",
    passkey: {
      ...{ id: "AA", rawId: "AA", type: "public-key" },
      response: { clientDataJSON: "AA", attestationObject: "AA" },
    },
  },
  stepUp: { code: "123456" },
  linkProvider: { password: "correct horse" },
};
const ask = (to: Rig, one: Operation, headers: Record<string, string>) =>
  to.app.inject({
    ...{ method: one.method, url: urlOf(one), headers },
    ...(bodies[one.operationId] ? { payload: bodies[one.operationId] as object } : {}),
  });
const cookie = `hutong_session=${sessionToken}`;
const csrf = csrfOf(sessionToken);

test("every route of one's own account refuses nobody, keys, tokens, checkouts, strangers' cookies and other pages", async () => {
  const own = operations.filter((one) => one.bySession);
  expect(own.length).toBeGreaterThan(15);
  const strangers: Record<string, string>[] = [
    {},
    ...[as(people.east), as(people.house), as(secretOf(1))],
    { cookie: "hutong_session=hs_somebody_elses_token_0000001", "x-csrf-token": csrf },
  ];
  for (const one of own) {
    for (const headers of strangers)
      expect([one.operationId, (await ask(rig, one, headers)).statusCode]).toEqual([one.operationId, 401]);
    const bare = await ask(rig, one, { cookie });
    const away = await ask(rig, one, { cookie, "x-csrf-token": csrf, "sec-fetch-site": "cross-site" });
    if (one.method !== "GET")
      expect([one.operationId, bare.statusCode, away.statusCode]).toEqual([one.operationId, 403, 403]);
    const good = await ask(rig, one, { cookie, "x-csrf-token": csrf });
    expect([one.operationId, entered(good.statusCode)]).toEqual([one.operationId, true]);
  }
});

/** Whoever calls was let in: what they sent may still be refused. */
const entered = (status: number): boolean => status < 300 || status === 404 || status === 422;

test("a session whose second step is due enters nothing but its own account", async () => {
  const bearer = { ...signedIn.bearer, scopes: [] };
  const readSession = async () => ({ ...signedIn, due: true, bearer });
  const due = await openRig({ parts: { people: { ...fakePeople(), readSession } } });
  const headers = { cookie, "x-csrf-token": csrf, "idempotency-key": "k" };
  for (const one of operations.filter((each) => each.scope !== null && !each.operationId.startsWith("follow"))) {
    const { statusCode, body } = await ask(due, one, headers);
    expect([one.operationId, statusCode, JSON.parse(body).code]).toEqual([one.operationId, 403, "second_step_due"]);
  }
  const own = operations.filter((one) => one.bySession);
  for (const one of own)
    expect([one.operationId, entered((await ask(due, one, headers)).statusCode)]).toEqual([one.operationId, true]);
  await due.app.close();
});

test("the live streams ask who calls like every other route", async () => {
  const streams = operations.filter((one) => one.scope !== null && one.operationId.startsWith("follow"));
  expect(streams.length).toBeGreaterThan(0);
  for (const one of streams) {
    const nobody = await rig.app.inject({ method: one.method, url: urlOf(one) });
    const idle = await rig.app.inject({ method: one.method, url: urlOf(one), headers: as(people.idle) });
    expect([one.operationId, nobody.statusCode, idle.statusCode]).toEqual([one.operationId, 401, 403]);
  }
});
