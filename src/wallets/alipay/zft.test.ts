import { beforeEach, describe, expect, test } from "vitest";
import { houseNotices, makeRig, type Rig, wireId } from "../conformance-rig.ts";
import type { FakeOnboarding } from "../fake-onboarding.ts";
import { plainPng } from "../fake-pictures.ts";
import type { OnboardingRequest, OnboardingWallet } from "../protocol.ts";
import { accountSettings, makeAlipayFake, makeCredentials } from "./fake.ts";
import { alipay } from "./index.ts";
import { zftForm } from "./zft-form.ts";
import { newestOrder, reasonsIn, zftOutcome } from "./zft-words.ts";

const startAt = new Date("2024-09-12T01:00:00.000Z");
const origin = "https://alipay.test";
const credentials = await makeCredentials(startAt);
let rig: Rig;
let wallet: OnboardingWallet;
let reviewers: FakeOnboarding;

beforeEach(() => {
  rig = makeRig({
    ...{ kind: alipay, startAt, origin },
    makeFake: (outside) => makeAlipayFake(credentials, outside),
    connect: (outside) => alipay.connect(alipay.readSettings(accountSettings(credentials, origin)), outside),
  });
  wallet = rig.wallet.onboarding as OnboardingWallet;
  reviewers = rig.fake.onboarding as FakeOnboarding;
});

const clear = plainPng(400, 300);
const fields = {
  ...{ business_name: "甲店商贸有限公司", licence_number: "91440300MA5F00000X", legal_person: "李雷" },
  ...{ id_number: "11010519491231002X", contact_name: "李雷", contact_phone: "13800138000" },
  ...{ alipay_account: "pay@example.com", category: "5411", short_name: "甲店" },
  ...{ store_name: "甲店", store_url: "https://a.test" },
};

async function handOver(picture = clear): Promise<Record<string, string>> {
  const refs: Record<string, string> = {};
  for (const { name } of zftForm.documents) {
    const taken = await wallet.upload({ name, type: "image/png", content: name === "licence" ? picture : clear });
    if (taken.kind !== "taken") throw new Error(JSON.stringify(taken));
    refs[name] = taken.ref;
  }
  return refs;
}

async function request(change: Partial<OnboardingRequest> = {}): Promise<OnboardingRequest> {
  const documents = change.documents ?? (await handOver());
  return { applicationId: wireId("A"), applicant: "company", fields, documents, noticeUrl: houseNotices, ...change };
}

test("applies, is reviewed, is accepted: by asking and by a proven message", async () => {
  const asked = await request();
  expect(await wallet.ask(asked)).toEqual({ kind: "absent" });
  const sent = await wallet.apply(asked);
  expect(sent).toMatchObject({ kind: "reviewing", walletRef: expect.stringMatching(/^\d{28}$/) });
  expect(await wallet.ask(asked)).toMatchObject({ kind: "reviewing" });
  expect(rig.fake.nextDue()).toEqual(new Date(rig.now().getTime() + 60_000));
  rig.advance(60_000);
  const done = await wallet.ask(asked);
  expect(done).toMatchObject({ kind: "accepted", subMerchant: expect.stringMatching(/^2088\d{12}$/) });
  await rig.fake.deliverDue();
  expect(rig.readings).toMatchObject([{ kind: "onboarding", applicationId: asked.applicationId, outcome: done }]);
});

test("a blurred licence is rejected; the mended one is another order, and the old rejection is not its answer", async () => {
  const asked = await request({ documents: await handOver(plainPng(40, 30)) });
  const first = await wallet.apply(asked);
  rig.advance(60_000);
  await rig.fake.deliverDue();
  const told = { kind: "rejected", walletRef: first.walletRef, reasons: [{ field: "licence" }] };
  expect(await wallet.ask(asked)).toMatchObject(told);
  expect(rig.readings).toMatchObject([{ kind: "onboarding", outcome: told }]);
  const mended = { ...asked, documents: await handOver(), roundBefore: first.walletRef as string };
  expect(await wallet.ask(mended)).toEqual({ kind: "absent" });
  const second = await wallet.apply(mended);
  expect(second.walletRef).not.toBe(first.walletRef);
  rig.advance(60_000);
  expect(await wallet.ask(mended)).toMatchObject({ kind: "accepted", walletRef: second.walletRef });
});

test("a lost answer is found by asking; the same again is the same order; another under its number is looked up", async () => {
  const asked = await request();
  rig.fake.setFaults({ timeout_after_success: 1 });
  expect((await wallet.apply(asked)).kind).toBe("unknown");
  rig.fake.clearFaults();
  const known = await wallet.ask(asked);
  expect(known.kind).toBe("reviewing");
  expect(await wallet.apply(asked)).toEqual(known);
  expect(await wallet.apply({ ...asked, fields: { ...fields, short_name: "乙店" } })).toEqual(known);
  expect(reviewers.list()).toHaveLength(1);
});

test("a person decides: the merchant's agreement, rejection with reasons, acceptance", async () => {
  rig.fake.setFaults({ review_by_hand: true });
  const asked = await request();
  await wallet.apply(asked);
  rig.advance(86_400_000);
  reviewers.decide(asked.applicationId, "verify");
  expect(await wallet.ask(asked)).toMatchObject({ kind: "action_needed", what: "sign" });
  reviewers.decide(asked.applicationId, "sign");
  expect(await wallet.ask(asked)).toMatchObject({ kind: "reviewing" });
  reviewers.decide(asked.applicationId, "reject", [
    { field: "mcc", says: "行业类目不符" },
    { field: "", says: "其他原因" },
  ]);
  expect(await wallet.ask(asked)).toMatchObject({
    reasons: [
      { field: "category", says: "行业类目不符" },
      { field: null, says: "其他原因" },
    ],
  });
  expect(reviewers.decide(asked.applicationId, "accept")).toBeNull();
});

describe("what is wrong", () => {
  test("a bad picture, a lost picture, a bad category", async () => {
    const bad = { name: "licence", type: "image/png", content: Buffer.from("no picture") } as const;
    expect(await wallet.upload(bad)).toMatchObject({ kind: "rejected" });
    expect(await wallet.apply(await request({ documents: { id_front: "x", id_back: "x" } }))).toMatchObject({
      kind: "rejected",
    });
    expect(await wallet.apply(await request({ fields: { ...fields, category: "1" } }))).toMatchObject({
      kind: "rejected",
      reasons: [{ field: "category" }],
    });
  });

  test("a message whose signature or app is not right is not genuine", async () => {
    const asked = await request();
    await wallet.apply(asked);
    rig.advance(60_000);
    rig.fake.setFaults({ bad_signature: true });
    await rig.fake.deliverDue();
    expect(rig.readings).toMatchObject([{ kind: "not_genuine", why: "the signature does not fit" }]);
  });

  test("states and words never seen are unknown with an alarm", () => {
    expect(zftOutcome({ status: "7", order_id: "1" })).toMatchObject({ kind: "unknown", alarm: true });
    expect(zftOutcome({ status: "99", order_id: "1" })).toMatchObject({ kind: "unknown", alarm: true });
    expect(reasonsIn(["营业执照照片模糊", "营业执照照片模糊", ""])).toEqual([
      { field: "licence", says: "营业执照照片模糊" },
    ]);
    expect(newestOrder({ orders: [{ external_id: "B", order_id: "1" }] }, "A")).toBeNull();
  });
});

test("a sole trader and an individual apply with what they have", async () => {
  for (const applicant of ["sole_trader", "individual"] as const)
    expect(await wallet.apply(await request({ applicant }))).toMatchObject({ kind: "reviewing" });
});

test("a restart of the fake keeps applications and pictures", async () => {
  const asked = await request();
  const sent = await wallet.apply(asked);
  const kept = rig.fake.save();
  expect(kept).not.toContain(fields.id_number);
  rig.fake.load(kept);
  expect(await wallet.apply(asked)).toEqual(sent);
  expect((await wallet.apply({ ...asked, applicationId: wireId("A") })).kind).toBe("reviewing");
});
