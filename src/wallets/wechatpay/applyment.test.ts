import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { sampleStart, wireId } from "../conformance-rig.ts";
import type { FakeOnboarding } from "../fake-onboarding.ts";
import { plainPng } from "../fake-pictures.ts";
import type { OnboardingOutcome, OnboardingRequest, OnboardingWallet } from "../protocol.ts";
import { applymentForm } from "./applyment-form.ts";
import { applymentOutcome, rejectedBy } from "./applyment-words.ts";
import { certificateMode, rigOf, type WeChatRig } from "./testing/rig.ts";

let rig: WeChatRig;
let wallet: OnboardingWallet;
let reviewers: FakeOnboarding;
beforeEach(() => {
  use(rigOf("partner"));
});

function use(made: WeChatRig): void {
  rig = made;
  wallet = made.wallet.onboarding as OnboardingWallet;
  reviewers = made.fake.onboarding as FakeOnboarding;
}

const clear = plainPng(400, 300);
const fields = {
  ...{ business_name: "甲店商贸有限公司", licence_number: "91440300MA5F00000X", legal_person: "李雷" },
  ...{ id_number: "11010519491231002X", id_valid_from: "2020-01-01", id_valid_to: "long_term" },
  ...{ contact_name: "李雷", contact_phone: "13800138000", contact_email: "lilei@example.com" },
  ...{ account_bank: "工商银行", bank_region: "440300", account_holder: "甲店商贸有限公司" },
  ...{ account_number: "6222020200112233", short_name: "甲店", store_name: "甲店", store_url: "https://a.test" },
};

async function handOver(picture = clear): Promise<Record<string, string>> {
  const refs: Record<string, string> = {};
  for (const { name } of applymentForm.documents) {
    const content = name === "licence" ? picture : clear;
    const taken = await wallet.upload({ name, type: "image/png", content });
    if (taken.kind !== "taken") throw new Error(JSON.stringify(taken));
    refs[name] = taken.ref;
  }
  return refs;
}

async function request(change: Partial<OnboardingRequest> = {}): Promise<OnboardingRequest> {
  const documents = change.documents ?? (await handOver());
  const applicationId = wireId("A");
  return { applicationId, applicant: "company", fields, documents, noticeUrl: "https://house.test/n", ...change };
}

const kindOf = async (subject: OnboardingRequest) => (await wallet.ask(subject)).kind;

test.each([
  ["a public key", {}],
  ["platform certificates", certificateMode],
])("applies with secrets under %s, is reviewed, signs, is accepted: its number may be paid", async (_, settings) => {
  use(rigOf("partner", settings));
  const asked = await request();
  const sent = await wallet.apply(asked);
  expect(sent).toMatchObject({ kind: "reviewing", walletRef: expect.stringMatching(/^2000\d{12}$/) });
  rig.advance(11_000);
  expect(await kindOf(asked)).toBe("reviewing");
  rig.advance(60_000);
  expect(await wallet.ask(asked)).toMatchObject({
    kind: "action_needed",
    what: "sign",
    url: expect.stringMatching(/^https:/),
  });
  rig.advance(30_000);
  const done = (await wallet.ask(asked)) as Extract<OnboardingOutcome, { kind: "accepted" }>;
  expect(done).toMatchObject({ kind: "accepted", subMerchant: expect.stringMatching(/^17\d{8}$/) });
  const { subMerchant } = done;
  expect((await rig.wallet.start(sampleStart(rig, { subMerchant }))).kind).toBe("waiting");
  expect((await rig.wallet.start(sampleStart(rig, { subMerchant: "1799999999" }))).kind).toBe("refused");
});

test("a blurred licence is rejected by its house name, the mended one under the same number accepted", async () => {
  const asked = await request({ documents: await handOver(plainPng(40, 30)) });
  const first = await wallet.apply(asked);
  rig.advance(71_000);
  expect(await wallet.ask(asked)).toMatchObject({
    kind: "rejected",
    reasons: [{ field: "licence", says: expect.stringContaining("营业执照照片模糊") }],
  });
  const mended = { ...asked, documents: await handOver() };
  expect(await wallet.apply(mended)).toMatchObject({ kind: "reviewing", walletRef: first.walletRef });
  rig.advance(101_000);
  expect(await kindOf(mended)).toBe("accepted");
});

test("a lost answer is found by asking; the same again is the same application; another under its number is looked up", async () => {
  const asked = await request();
  expect(await wallet.ask(asked)).toEqual({ kind: "absent" });
  rig.fake.setFaults({ timeout_after_success: 1 });
  expect((await wallet.apply(asked)).kind).toBe("unknown");
  rig.fake.clearFaults();
  expect(await kindOf(asked)).toBe("reviewing");
  expect((await wallet.apply(asked)).kind).toBe("reviewing");
  expect(reviewers.list()).toHaveLength(1);
  const other = { ...asked, fields: { ...fields, short_name: "乙店" } };
  expect((await wallet.apply(other)).kind).toBe("reviewing");
  expect(reviewers.list()).toMatchObject([{ merchant: "甲店" }]);
});

describe("a person in the reviewer's place", () => {
  beforeEach(() => rig.fake.setFaults({ review_by_hand: true }));

  test("rejects with reasons, asks for proof of the account, freezes, accepts; nothing ends by itself", async () => {
    const asked = await request();
    await wallet.apply(asked);
    rig.advance(86_400_000);
    expect(await kindOf(asked)).toBe("reviewing");
    const decide = (...said: Parameters<FakeOnboarding["decide"]> extends [string, ...infer Rest] ? Rest : never) =>
      reviewers.decide(asked.applicationId, ...said);
    decide("verify");
    const proof = await wallet.ask(asked);
    expect(proof).toMatchObject({
      kind: "action_needed",
      what: "verify_account",
      says: expect.stringContaining("124 分"),
    });
    decide("sign");
    expect(await kindOf(asked)).toBe("reviewing");
    decide("freeze", [{ field: "account_number", says: "账户异常" }]);
    expect(await wallet.ask(asked)).toMatchObject({ kind: "frozen", reasons: [{ field: "account_number" }] });
    decide("reject", [
      { field: "id_card_copy", says: "过期" },
      { field: "surprise", says: "其他" },
    ]);
    expect(await wallet.ask(asked)).toMatchObject({
      kind: "rejected",
      reasons: [
        { field: "id_front", says: "过期" },
        { field: null, says: "其他" },
      ],
    });
    expect(decide("accept")).toBeNull();
    await wallet.apply(asked);
    expect(decide("accept")).toMatchObject({ state: "FINISH" });
    expect(await kindOf(asked)).toBe("accepted");
  });

  test("a withdrawal ends it, twice is once, and an accepted one is beyond it", async () => {
    const asked = await request();
    expect(await wallet.withdraw?.(asked)).toEqual({ kind: "absent" });
    await wallet.apply(asked);
    for (let i = 0; i < 2; i++) expect(await wallet.withdraw?.(asked)).toMatchObject({ kind: "withdrawn" });
    const other = await request();
    await wallet.apply(other);
    reviewers.decide(other.applicationId, "accept");
    expect(await wallet.withdraw?.(other)).toMatchObject({ kind: "accepted" });
  });
});

describe("what is wrong with the form", () => {
  test.each([
    ["id_number", "11010519491231002Y"],
    ["contact_phone", "23800138000"],
    ["account_number", "12"],
  ])("a bad %s comes back under its house name though it went encrypted", async (name, text) => {
    const refused = await wallet.apply(await request({ fields: { ...fields, [name]: text } }));
    expect(refused).toMatchObject({ kind: "rejected", reasons: [{ field: name }] });
  });

  test("a picture that is none is rejected; an unknown media id is a field to mend", async () => {
    const bad = { name: "licence", type: "image/png", content: Buffer.from("no picture") } as const;
    expect(await wallet.upload(bad)).toMatchObject({ kind: "rejected", says: expect.stringContaining("格式") });
    const documents = { ...(await handOver()), id_back: "nothing" };
    expect(await wallet.apply(await request({ documents }))).toMatchObject({ reasons: [{ field: "id_back" }] });
  });

  test("a sole trader has a personal account, an individual neither licence nor account", async () => {
    for (const applicant of ["sole_trader", "individual"] as const)
      expect((await wallet.apply(await request({ applicant }))).kind).toBe("reviewing");
  });
});

describe("the wire", () => {
  test("a picture whose bytes changed on the way does not fit its signed hash", async () => {
    const { fake } = rig;
    const handle = fake.handle;
    let seen: Buffer | null = null;
    fake.handle = (raw) => {
      seen = raw.body;
      const body = Buffer.from(raw.body);
      const at = body.indexOf("IHDR") + 20;
      body[at] = (body[at] as number) ^ 1;
      return handle({ ...raw, body });
    };
    const refused = await wallet.upload({ name: "licence", type: "image/png", content: clear });
    // What we sent was damaged: that is nothing which the store could mend.
    expect(refused).toMatchObject({ kind: "unknown", cause: expect.stringContaining("sha256"), alarm: true });
    expect((seen as unknown as Buffer).includes(createHash("sha256").update(clear).digest("hex"))).toBe(true);
  });

  test("a changed meta part is another signature", async () => {
    const { fake } = rig;
    const handle = fake.handle;
    fake.handle = (raw) => {
      const text = raw.body.toString("latin1").replaceAll("licence.png", "license.png");
      return handle({ ...raw, body: Buffer.from(text, "latin1") });
    };
    expect((await wallet.upload({ name: "licence", type: "image/png", content: clear })).kind).toBe("unknown");
  });
});

describe("words", () => {
  test("a state never seen is unknown with an alarm; none at all is unknown", () => {
    expect(applymentOutcome({ applyment_state: "PONDERING" })).toMatchObject({ kind: "unknown", alarm: true });
    expect(applymentOutcome({ sign_state: "NOT_SIGNABLE" })).toEqual({
      kind: "unknown",
      cause: "applyment_state missing",
    });
    expect(applymentOutcome({ applyment_state: "FINISH" })).toMatchObject({ kind: "unknown", alarm: true });
    expect(applymentOutcome({ applyment_state: "CANCELED", applyment_id: 7 })).toEqual({
      kind: "withdrawn",
      walletRef: "7",
    });
  });

  test("a refusal that names nothing of the store's is ours", () => {
    const body = { code: "PARAM_ERROR", message: "x", detail: { field: "Wechatpay-Serial" } };
    expect(rejectedBy(400, body)).toMatchObject({ kind: "unknown", alarm: true });
  });
});

test("a direct merchant brings nobody in", () => {
  expect(rigOf("direct").wallet.onboarding).toBeUndefined();
});

test("a restart of the fake keeps applications, pictures and given numbers", async () => {
  const asked = await request();
  await wallet.apply(asked);
  rig.advance(101_000);
  const done = await wallet.ask(asked);
  const kept = rig.fake.save();
  expect(kept).not.toContain(fields.id_number);
  const later = rigOf("partner");
  later.fake.load(kept);
  later.advance(101_000);
  expect(await later.wallet.onboarding?.ask(asked)).toEqual(done);
  const again = { ...asked, applicationId: wireId("A") };
  expect((await later.wallet.onboarding?.apply(again))?.kind).toBe("reviewing");
});
