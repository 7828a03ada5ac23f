import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scopes } from "./scopes.ts";
import { csrfOf } from "./session-cookie.ts";
import { documentOf, type Operation, operationsOf } from "./test-rig/contract.ts";
import { bodies, chk, queries } from "./test-rig/good-bodies.ts";
import { as, id, openRig, people, type Rig, secretOf, silk } from "./test-rig/index.ts";
import { fakePeople, sessionToken, signedIn } from "./test-rig/people-door.ts";

/**
 * What a person of the console may change with a second step of hours ago, with why. A route that joins them is written
 * down here first: every other change asks for one of the last minutes.
 */
const light: Readonly<Record<string, readonly string[]>> = {
  "stops or narrows, which must never wait": [
    ...["pauseOpening", "pauseStage", "cutInterface", "blockHost", "revokeLicence", "revokeApiKey", "revokeIdentity"],
    ...["revokeLink", "revokeMerchantCode", "withdrawAllianceDataset", "endAllianceRun", "pauseHubParticipant"],
    ...["expireCheckout", "cancelCheckout", "closePayment", "withdrawTillSale", "extendReceipt", "removeContact"],
  ],
  "waits for another person, who is asked for theirs": [
    ...["proposeRefundLimit", "proposeVerdict", "proposeFunds", "proposeAct", "proposeHubChange", "proposeBreakEnd"],
    ...["proposeBillFile", "putAcceptancePair", "setAcceptanceRates", "confirmClearing", "createAgreement"],
    ...["renewAgreement", "billCampaign", "askMediaPayout", "tellMediaPayout"],
  ],
  "takes one's own word back, appeals or says something": [
    ...["withdrawRefund", "cancelWithdrawal", "cancelMediaPayout", "withdrawDispute", "withdrawApplication"],
    ...["openDispute", "appealDispute", "appealLinkBlock", "appealScreen", "answerReason", "takeComplaint"],
  ],
  "a draft, a file or an entry that holds nothing by itself": [
    ...["createOpening", "createApplication", "saveApplicationFields", "putApplicationDocument", "checkApplication"],
    ...["putEvidence", "putBillFile", "assignBreak", "createAllianceDataset", "createCampaign", "registerEntry"],
    ...["putHubParticipant", "createMarketplace", "createMerchant", "createStore", "changeStore"],
    ...["setStoreRating", "putContact", "saveView", "renameView", "removeView", "renamePasskey"],
  ],
  "pauses, lets run again or ends within a budget that was set": ["moveCampaign", "moveStoreCampaign"],
  "asks, reads or is told by programs": [
    ...["checkPayment", "checkCheckout", "checkCode", "checkLink", "checkPost", "checkInterface", "checkLicence"],
    ...["checkEntryLinks", "askDecisions", "askReach", "askWhatIf", "askLinkFollow", "askForReconciliation"],
    ...["askExport", "cancelExport", "dryRunOpening", "dryRunDraft", "createEffectReport", "startDrill"],
    ...["createAllianceRun", "tellAllianceProgress", "tellOrderMoments", "tellClickOpened", "tellShipment"],
    ...["createCheckout", "createFriendLink", "startPayment", "chargePayerCode", "payInEntry", "createMerchantCode"],
    ...["createLink", "makeEntryLink", "mapIdentity", "useLicence", "issueVoucher", "redeemVoucher"],
    ...["replayWebhookDelivery", "markRead", "markAllRead", "clearAlarm", "takeCase", "closeCase"],
  ],
  "one's own session, or the rest of a way that began with a fresh step": [
    ...["moveSession", "signOut", "endSession", "endOtherSessions", "stepUp", "confirmSecondStep", "addPasskey"],
  ],
};

const cookie = `hutong_session=${sessionToken}`;
const headers = { cookie, "x-csrf-token": csrfOf(sessionToken) };
/** A person who may do everything of the market, by the console. */
const bearer = { ...signedIn.bearer, scopes };
const due = { ways: "passkey app", minutes: "15" };
const everything = { ...fakePeople(), readSession: async () => ({ ...signedIn, bearer }) };

let old: Rig;
let fresh: Rig;
let operations: readonly Operation[];
beforeAll(async () => {
  old = await openRig({ parts: { people: { ...everything, stepUpDue: async () => due } } });
  fresh = await openRig({ parts: { people: everything } });
  operations = operationsOf(await documentOf(old.app)).filter((one) => !one.operationId.startsWith("follow"));
});
afterAll(async () => {
  await old.app.close();
  await fresh.app.close();
});

const things: Record<string, string> = { chk, pay: id("pay", 1), ord: id("ord", 10), sto: silk, key: id("key", 2) };
function urlOf({ path, parameters, operationId }: Operation): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, param: string) => {
    if (param === "wallet") return "wechatpay";
    const pattern = parameters.find((one) => one.name === param)?.schema.pattern ?? "";
    const prefix = /^\^([a-z]{3})_/.exec(pattern)?.[1] ?? "";
    return things[prefix] ?? id(prefix, 1);
  });
  return queries[operationId] === undefined ? filled : `${filled}?${queries[operationId]}`;
}

let asked = 0;
async function ask(rig: Rig, one: Operation, by: Record<string, string> = headers) {
  const payload = bodies[one.operationId];
  const answer = await rig.app.inject({
    ...{ method: one.method, url: urlOf(one) },
    headers: { ...by, "idempotency-key": `step-${++asked}` },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, json: /json/.test(String(answer.headers["content-type"])) ? answer.json() : {} };
}
const changes = () => operations.filter((one) => one.method !== "GET" && (one.scope !== null || one.bySession));

describe("a decision asks for a second step of the last minutes", () => {
  test("every change is marked, or stands among the light ones with its reason", () => {
    const named = Object.values(light).flat();
    expect(new Set(named).size).toBe(named.length);
    const rest = changes().filter((one) => !one.recentStep);
    expect(rest.map((one) => one.operationId).sort()).toEqual(named.toSorted());
    const deciding = changes().filter((one) => /\/(decide|confirm)$/.test(one.path) || /^decide/.test(one.operationId));
    expect(deciding.filter((one) => !one.recentStep).map((one) => one.operationId)).toEqual([
      // The one proposes; the other is a first code, after a way that was begun with a fresh step.
      ...["confirmClearing", "confirmSecondStep"],
    ]);
    expect(deciding.length).toBeGreaterThan(18);
  });

  test("an old session is refused by every marked route, before its body is read, and by no other", async () => {
    const refusing: string[] = [];
    for (const one of changes()) {
      const { status, json } = await ask(old, one);
      if (json.code !== "step_up_due") continue;
      refusing.push(one.operationId);
      expect([one.operationId, status, json.context]).toEqual([one.operationId, 403, due]);
      expect([json.zh.title, json.title]).toEqual(["请再次完成第二步验证", "Show your second step again"]);
      expect(one.responses["403"]).toMatchObject({ description: expect.stringContaining("step_up_due") });
    }
    // No reading is marked.
    expect(refusing).toEqual(operations.filter((one) => one.recentStep).map((one) => one.operationId));
    expect(refusing.length).toBeGreaterThan(75);
  });

  test("a fresh session enters every one of them", async () => {
    for (const one of operations.filter((each) => each.recentStep)) {
      const { status, json } = await ask(fresh, one);
      // It may be refused for what was sent or who sent it; what it was not asked for is a step.
      expect([one.operationId, status < 500 && json.code !== "step_up_due"]).toEqual([one.operationId, true]);
    }
  });

  test("keys and a buyer's page are asked for none", async () => {
    for (const one of operations.filter((each) => each.recentStep && !each.bySession))
      for (const token of [people.east, people.house, secretOf(1)])
        expect([one.operationId, (await ask(old, one, as(token as never))).json.code]).not.toContain("step_up_due");
  });

  test("who may not do it at all is told that, and whose step was never shown is told that", async () => {
    const idle = { ...signedIn, bearer: { ...bearer, scopes: [] } };
    const poor = await openRig({
      parts: { people: { ...everything, readSession: async () => idle, stepUpDue: async () => due } },
    });
    const never = await openRig({
      parts: {
        people: { ...everything, readSession: async () => ({ ...idle, due: true }), stepUpDue: async () => due },
      },
    });
    const one = operations.find((each) => each.operationId === "decideFunds") as Operation;
    expect((await ask(poor, one)).json.code).toBe("forbidden");
    expect((await ask(never, one)).json.code).toBe("second_step_due");
    await poor.app.close();
    await never.app.close();
  });

  test("nothing is kept of what was refused: the same request goes through with the same key", async () => {
    let shown = false;
    const rig = await openRig({
      parts: { people: { ...everything, stepUpDue: async () => (shown ? null : due) } },
    });
    const one = operations.find((each) => each.operationId === "createRefund") as Operation;
    const send = async () =>
      await rig.app.inject({
        ...{ method: one.method, url: urlOf(one), payload: bodies["createRefund"] as object },
        headers: { ...headers, "idempotency-key": "the very same" },
      });
    expect((await send()).json()).toMatchObject({ code: "step_up_due" });
    shown = true;
    const answer = await send();
    expect([answer.statusCode, answer.headers["idempotency-hit"]]).toEqual([201, undefined]);
    await rig.app.close();
  });
});
