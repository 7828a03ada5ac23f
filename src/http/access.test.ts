import fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMerchantRole, type Role, roles, scopesOf } from "#directory";
import type { App } from "./app.ts";
import { demandAccess } from "./auth.ts";
import { csrfOf } from "./session-cookie.ts";
import { documentOf, type Operation, operationsOf } from "./test-rig/contract.ts";
import { bodies, chk, queries } from "./test-rig/good-bodies.ts";
import { as, east, friendOf, id, openRig, people, type Rig, salt, secretOf, silk, west } from "./test-rig/index.ts";
import { fakePeople, signedIn } from "./test-rig/people-door.ts";

let rig: Rig;
let operations: Operation[];
beforeAll(async () => {
  rig = await openRig();
  operations = operationsOf(await documentOf(rig.app));
});
afterAll(() => rig.app.close());

const things: Record<string, string> = { chk, pay: id("pay", 1), ord: id("ord", 10), sto: silk, key: id("key", 2) };

function urlOf(operation: Operation): string {
  const query = queries[operation.operationId];
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, param: string) => {
    if (param === "wallet") return "wechatpay";
    const schema = operation.parameters.find((one) => one.name === param)?.schema;
    const prefix = /^\^([a-z]{3})_/.exec(schema?.pattern ?? "")?.[1] ?? "";
    return things[prefix] ?? id(prefix, 1);
  });
  return query === undefined ? path : `${path}?${query}`;
}

let keys = 0;
async function ask(operation: Operation, token: string | null) {
  const payload = bodies[operation.operationId];
  const headers = { "accept-language": "en", "idempotency-key": `k-${++keys}` };
  return await rig.app.inject({
    method: operation.method,
    url: urlOf(operation),
    headers: token === null ? headers : { ...headers, authorization: `Bearer ${token}` },
    ...(payload ? { payload } : {}),
  });
}

/** A stream never ends by itself: live.test.ts has it. */
const guarded = () => operations.filter((one) => one.scope !== null && !one.operationId.startsWith("follow"));

/** Answers everybody, each with what is theirs. */
const isOwnOnly = ({ operationId, path }: Operation): boolean =>
  (/^list/.test(operationId) && !path.includes("{")) ||
  [
    "readOwnAddress",
    "readFigures",
    "askReach",
    "askWhatIf",
    "countUnread",
    "readBuyerFigures",
    "readBreakFigures",
    "find",
    "markAllRead",
  ].includes(operationId);

/** Only for keys and people of the whole house. */
const ofTheHouse = ({ operationId, path }: Operation): boolean =>
  operationId === "createMarketplace" || /^\/v1\/hub(\/|$)/.test(path);

/** Who may, besides keys and persons with the scope. */
const buyersToo = ["getCheckout", "checkCheckout", "createFriendLink", "startPayment", "getPayment", "checkPayment"];
buyersToo.push("confirmReceipt", "extendReceipt", "getReleaseLimit", "openDispute", "getDispute", "withdrawDispute");
buyersToo.push("putEvidence", "readEvidence");
const friendsToo = ["checkCheckout", "startPayment", "getPayment", "checkPayment"];

describe("every route", () => {
  test("answers the east market's own key", async () => {
    const refused: string[] = [];
    for (const operation of guarded()) {
      const who = ofTheHouse(operation) ? people.house : people.east;
      const answer = await ask(operation, who.token);
      if (answer.statusCode >= 300) refused.push(`${operation.operationId} ${answer.statusCode} ${answer.body}`);
    }
    expect(refused).toEqual([]);
  });

  test("refuses who has no token, a wrong one, or not the scope", async () => {
    const tokens = [
      ...[null, "hk_test_nobodys_key_00001", "cs_nonsense", "fl_nonsense", "unheard_of_kind_of_token"],
    ].map((token) => [token, 401] as const);
    for (const operation of guarded())
      for (const [token, status] of [...tokens, [people.idle.token, 403] as const]) {
        const answer = await ask(operation, token);
        expect([operation.operationId, token, answer.statusCode]).toEqual([operation.operationId, token, status]);
      }
  });

  test("does not show or touch anything of the east market to the west market's key", async () => {
    for (const operation of guarded()) {
      const answer = await ask(operation, people.west.token);
      const what = [operation.operationId, answer.statusCode];
      if (ofTheHouse(operation)) {
        expect(what).toEqual([operation.operationId, 403]);
        continue;
      }
      if (isOwnOnly(operation)) {
        expect([...what, answer.body.includes(silk), answer.body.includes(`"${east}"`)]).toEqual([
          ...[operation.operationId, 200, false, false],
        ]);
      } else expect([what[0], [403, 404].includes(answer.statusCode)]).toEqual([what[0], true]);
      if (operation.path.includes("{")) expect(what).toEqual([operation.operationId, 404]);
    }
  });

  test("does not show or touch anything of the store `silk` to its neighbour's key", async () => {
    /** What the marketplace has for all its stores. */
    const shared = ["getMarketplace", "listMarketplaces", "listOpenings", "getOpening"];
    shared.push(
      "getRefundOnlyRules",
      "readRateCards",
      "getSettlementTerms",
      "readOpeningRules",
      "readOpeningSteps",
      "readOpeningTerms",
      "readConsultations",
      "readLinkBlockSteps",
    );
    for (const operation of guarded().filter((one) => !shared.includes(one.operationId))) {
      const answer = await ask(operation, people.tea.token);
      // An endpoint of its own is its own.
      if (operation.operationId === "createWebhookEndpoint") {
        expect(answer.json().store).toBe(people.tea.bearer.store);
        continue;
      }
      const shown = answer.statusCode < 300 && answer.body.includes(silk);
      expect([operation.operationId, shown]).toEqual([operation.operationId, false]);
      if (isOwnOnly(operation))
        expect([operation.operationId, [200, 403].includes(answer.statusCode)]).toEqual([operation.operationId, true]);
      else
        expect([operation.operationId, [403, 404, 422].includes(answer.statusCode)]).toEqual([
          operation.operationId,
          true,
        ]);
    }
  });

  test("admits a checkout's secret and a friend's link only where the page needs them, and only for that checkout", async () => {
    for (const operation of guarded()) {
      const buyer = await ask(operation, secretOf(1));
      const friend = await ask(operation, friendOf(1));
      const seen = [operation.operationId, buyer.statusCode < 300, friend.statusCode < 300];
      const closes = operation.operationId === "closePayment";
      const mayBuyer = buyersToo.includes(operation.operationId) || closes;
      // The first payment is the buyer's own: a friend does not see it.
      const mayFriend = friendsToo.includes(operation.operationId) && !operation.path.startsWith("/v1/payments/");
      expect(seen).toEqual([operation.operationId, mayBuyer, mayFriend]);
      for (const token of [secretOf(2), friendOf(2)]) {
        const answer = await ask(operation, token);
        expect([operation.operationId, [403, 404].includes(answer.statusCode)]).toEqual([operation.operationId, true]);
      }
    }
  });

  test("a friend sees what the friend started, and less of the checkout than the buyer", async () => {
    const payload = bodies["startPayment"] as object;
    const started = await rig.app.inject({
      method: "POST",
      url: "/v1/payments",
      headers: as(friendOf(1), "f"),
      payload,
    });
    const [payment] = started.json().payments;
    expect(payment.by_friend).toBe(true);
    const read = await rig.app.inject({ url: `/v1/payments/${payment.id}`, headers: as(friendOf(1)) });
    expect(read.statusCode).toBe(200);
    const view = await rig.app.inject(`/v1/friend-links/${friendOf(1)}`);
    expect(Object.keys(view.json())).not.toContain("metadata");
    expect(view.body).not.toMatch(/success_url|"number"|lines/);
    const checked = await ask(operations.find((one) => one.operationId === "checkCheckout") as Operation, friendOf(1));
    expect(checked.json()).toEqual(view.json());
  });

  test("a store's key makes checkouts for its own store alone", async () => {
    const operation = operations.find((one) => one.operationId === "createCheckout") as Operation;
    expect((await ask(operation, people.silk.token)).statusCode).toBe(201);
    expect((await ask(operation, people.tea.token)).json().code).toBe("store_unknown");
  });

  test("nobody hands on a scope that they do not hold", async () => {
    const payload = { name: "x", scopes: ["house:write", "orders:read"] };
    const answer = await rig.app.inject({ method: "POST", url: "/v1/api-keys", headers: as(people.east), payload });
    expect(answer.json()).toMatchObject({ code: "scope_unknown", context: { scopes: "house:write" } });
  });

  test("a token in the query is taken for the stream alone", async () => {
    const answer = await rig.app.inject(`/v1/checkouts/${chk}?access_token=${secretOf(1)}`);
    expect(answer.statusCode).toBe(401);
  });
});

/** People who signed in at the console: the same routes, by cookie, with what their role holds and where it stands. */
describe("every role", () => {
  const places = { east: [east, silk], west: [west, salt] } as const;
  type PlaceName = keyof typeof places;
  const tokenOf = (role: Role, place: PlaceName) => `hs_${role}_in_the_${place}_market_0001`;
  const bearerIn = (role: Role, place: PlaceName) => {
    const [marketplace, store] = places[place];
    const own = isMerchantRole(role) ? store : null;
    const scopes = scopesOf(role, false);
    return { kind: "person" as const, id: id("per", 7), marketplace, store: own, scopes, role };
  };
  const everybody = (Object.keys(roles) as Role[]).flatMap((role) =>
    (["east", "west"] as const).map((place) => [role, place, bearerIn(role, place)] as const),
  );
  let signed: Rig;
  beforeAll(async () => {
    const readSession = async (token: string) => {
      const found = everybody.find(([role, place]) => tokenOf(role, place) === token);
      return found ? { ...signedIn, bearer: found[2] } : null;
    };
    signed = await openRig({ parts: { people: { ...fakePeople(), readSession } } });
  });
  afterAll(() => signed.app.close());

  const askAs = (operation: Operation, role: Role, place: PlaceName) => {
    const token = tokenOf(role, place);
    const payload = bodies[operation.operationId];
    const headers = { cookie: `hutong_session=${token}`, "x-csrf-token": csrfOf(token) };
    return signed.app.inject({
      method: operation.method,
      url: urlOf(operation),
      headers: { ...headers, "idempotency-key": `r-${++keys}` },
      ...(payload ? { payload } : {}),
    });
  };

  test.each(Object.keys(roles) as Role[])(
    "%s: a route without the role's scope is refused, with it is entered",
    async (role) => {
      for (const operation of guarded()) {
        const held = bearerIn(role, "east").scopes.some((scope) => scope === operation.scope);
        const { statusCode, body } = await askAs(operation, role, "east");
        const said = [operation.operationId, statusCode];
        if (!held) expect([...said, JSON.parse(body).context]).toEqual([said[0], 403, { needs: operation.scope }]);
        else if (!isMerchantRole(role)) expect([...said, statusCode < 300]).toEqual([...said, true]);
        else expect([...said, statusCode !== 401 && statusCode < 500]).toEqual([...said, true]);
      }
    },
  );

  test.each(Object.keys(roles) as Role[])("%s of another market sees and touches nothing here", async (role) => {
    for (const operation of guarded()) {
      const { statusCode, body } = await askAs(operation, role, "west");
      const shown = body.includes(silk) || body.includes(`"${east}"`);
      expect([operation.operationId, statusCode < 300 && shown]).toEqual([operation.operationId, false]);
      const away = operation.path.includes("{") || operation.method !== "GET";
      if (away && operation.path.includes("{"))
        expect([operation.operationId, [403, 404].includes(statusCode)]).toEqual([operation.operationId, true]);
    }
  });

  test("an auditor changes nothing: what it may send asks, or is refused by the room to all but approvers", async () => {
    const asks = [
      "askDecisions",
      "askReach",
      "askWhatIf",
      "checkCheckout",
      "checkCode",
      "checkEntryLinks",
      "checkInterface",
    ];
    asks.push("checkLicence", "checkLink", "checkPost");
    // What oneself has read, and nobody else's.
    asks.push("markAllRead", "markRead");
    // The directory's mayApprove admits approvers alone; each room's own test shows that the room asks it.
    const approvals = [
      "decideAgreement",
      "decideBillFile",
      "decideBreakEnd",
      "decideFunds",
      "decideLinkBlock",
      "decideProposal",
    ];
    approvals.push("decideStanding", "decideVerdict", "decideCampaignBill", "confirmMediaPayout");
    approvals.push("confirmMediaPayoutOutcome");
    approvals.push("decideScreenAppeal", "decideRefund", "decideRefundLimit");
    const entered: string[] = [];
    for (const operation of guarded().filter((one) => one.method !== "GET"))
      if ((await askAs(operation, "auditor", "east")).statusCode !== 403) entered.push(operation.operationId);
    expect(entered.sort()).toEqual([...asks, ...approvals].sort());
  });

  test("the platform's funds, whose room takes a second person's word from here, are moved by approvers alone", async () => {
    const mayApprove = () => ({ ok: false as const, detail: { why: "not_an_approver" } });
    const strict = await openRig({ parts: { mayApprove } });
    for (const url of [`funds/${id("pfm", 1)}/decide`, `campaign-bills/${id("bil", 1)}/decide`]) {
      const asked = { method: "POST", url: `/v1/${url}`, payload: { approve: true } } as const;
      const answer = await strict.app.inject({ ...asked, headers: as(people.east, url) });
      expect(answer.json()).toMatchObject({ status: 403, code: "second_person_needed" });
    }
    const confirm = { method: "POST", url: `/v1/media-payouts/${id("mpo", 1)}/confirm` } as const;
    const answer = await strict.app.inject({ ...confirm, headers: as(people.east, "f") });
    expect(answer.json()).toMatchObject({ status: 403, code: "second_person_needed" });
    await strict.app.close();
  });
});

test("a route without a declared access stops the server from starting", () => {
  const app = fastify() as unknown as App;
  demandAccess(app);
  expect(() => app.get("/v1/open-door", async () => "")).toThrow("GET /v1/open-door declares no access");
  expect(() => app.get("/payments", async () => "")).toThrow("declares no access");
  expect(() => app.get("/v1/shut", { config: { access: { scope: "orders:read" } } }, async () => "")).not.toThrow();
});
