import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fen } from "#money";
import { conformance } from "../conformance.ts";
import { houseNotices, makeRig, phoneCode, type Rig, refundAskedAt, sampleStart, wireId } from "../conformance-rig.ts";
import { makeCertificate, makeKeyPair } from "../fake-keys.ts";
import type { BuyerAction, PayOutcome, StartRequest, Wallet } from "../protocol.ts";
import { WalletSettingsFault } from "../protocol.ts";
import { accountSettings, makeCredentials, makeUnionPayFake } from "./fake.ts";
import { type UnionPayWallet, unionpay } from "./index.ts";
import { meaningOf } from "./outcome.ts";
import { signContent, signFields, verifyFields } from "./sign.ts";
import { fromShanghaiText, orderTime, shanghaiText } from "./time.ts";
import { certificateId } from "./trust.ts";
import { parseAnswer } from "./wire.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const others = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";
const settings = accountSettings(credentials, origin);

const parts = {
  kind: unionpay,
  makeFake: (outside: Parameters<typeof makeUnionPayFake>[1]) => makeUnionPayFake(credentials, outside),
  connect: (outside: Parameters<typeof unionpay.connect>[1]): Wallet =>
    unionpay.connect(unionpay.readSettings(settings), outside),
};

conformance(parts);
conformance({ ...parts, subMerchant: "sub-1" });

const rigOf = () => makeRig(parts);

function actionOf(outcome: PayOutcome): BuyerAction {
  if (outcome.kind !== "waiting" || !outcome.action) throw new Error(`no action: ${JSON.stringify(outcome)}`);
  return outcome.action;
}

async function paid(rig: Rig, change: Partial<StartRequest> = {}) {
  const request = sampleStart(rig, change);
  await rig.fake.act(phoneCode(actionOf(await rig.wallet.start(request))), "pay", "buyer-1");
  const asked = await rig.wallet.ask(request);
  if (asked.kind !== "paid") throw new Error(asked.kind);
  return { request, walletRef: asked.walletRef };
}

describe("unionpay: every way to pay", () => {
  it.each([
    ["qr", (action: BuyerAction) => expect(action).toMatchObject({ content: expect.stringMatching(/^https:\/\/qr/) })],
    ["jump", (action: BuyerAction) => expect(action).toMatchObject({ url: `${origin}/gateway/api/frontTransReq.do` })],
    ["app", (action: BuyerAction) => expect(action).toMatchObject({ order: expect.stringMatching(/^\d{21}$/) })],
  ] as const)("by %s", async (method, check) => {
    const rig = rigOf();
    const request = sampleStart(rig, { method });
    const action = actionOf(await rig.wallet.start(request));
    check(action);
    expect(await rig.wallet.ask(request)).toEqual({ kind: "absent" });
    const view = await rig.fake.act(phoneCode(action), "pay");
    expect(view).toMatchObject({ state: "paid", amount: "12.30", out_trade_no: request.paymentId });
    expect(view.return_url).toBe(method === "jump" ? request.returnUrl : undefined);
    expect(await rig.wallet.ask(request)).toMatchObject({ kind: "paid", amount: fen(1230) });
  });

  it("the same code again, and another order under that number not at all", async () => {
    const rig = rigOf();
    const request = sampleStart(rig);
    const [one, two] = [await rig.wallet.start(request), await rig.wallet.start(request)];
    expect(actionOf(two)).toEqual(actionOf(one));
    expect(await rig.wallet.start({ ...request, amount: fen(1) })).toMatchObject({ kind: "unknown" });
  });

  it("a card with too little leaves the order open until its time is over, then it is closed", async () => {
    const rig = rigOf();
    const request = sampleStart(rig);
    await rig.fake.act(phoneCode(actionOf(await rig.wallet.start(request))), "insufficient");
    expect(await rig.wallet.ask(request)).toEqual({ kind: "waiting", stage: "offered" });
    rig.advance(15 * 60_000);
    expect(await rig.wallet.ask(request)).toEqual({ kind: "closed", code: "64" });
  });
});

describe("unionpay: money back", () => {
  const asked = (request: StartRequest, walletRef: string, minor: number) => ({
    ...{ refundId: wireId("R"), createdAt: refundAskedAt, paymentId: request.paymentId, walletRef },
    ...{ amount: fen(minor), total: request.amount, reason: "不想要了", noticeUrl: houseNotices },
  });

  it("is told by a notice; stuck it is processing, refused by the bank it is refused", async () => {
    const rig = rigOf();
    const { request, walletRef } = await paid(rig);
    const refund = asked(request, walletRef, 200);
    expect(await rig.wallet.refund(refund)).toMatchObject({ kind: "processing" });
    await rig.fake.deliverDue();
    expect(rig.readings.at(-1)).toMatchObject({ kind: "refund", refundId: refund.refundId });
    expect(rig.readings.at(-1)).toMatchObject({ outcome: { kind: "refunded", amount: fen(200) } });
    rig.fake.setFaults({ refund_stuck: true });
    const stuck = asked(request, walletRef, 300);
    await rig.wallet.refund(stuck);
    expect(await rig.wallet.askRefund(stuck)).toMatchObject({ kind: "processing" });
    rig.fake.clearFaults();
    expect(await rig.wallet.askRefund(stuck)).toMatchObject({ kind: "refunded", amount: fen(300) });
    rig.fake.setFaults({ refund_abnormal: true });
    const failed = asked(request, walletRef, 100);
    await rig.wallet.refund(failed);
    expect(await rig.wallet.askRefund(failed)).toMatchObject({ kind: "refused", code: "60" });
    rig.fake.clearFaults();
    // What failed is free again, under another number.
    expect(await rig.wallet.refund(asked(request, walletRef, 730))).toMatchObject({ kind: "processing" });
    expect(await rig.wallet.refund(asked(request, walletRef, 1))).toMatchObject({ kind: "refused" });
  });

  it("waits for UnionPay's own number of the payment", async () => {
    const rig = rigOf();
    const { request } = await paid(rig);
    const { walletRef: _, ...refund } = asked(request, "", 1);
    expect(await rig.wallet.refund(refund)).toMatchObject({ kind: "unknown" });
    expect(rig.fake.ledger().refunds).toEqual([]);
  });

  it("a whole payment of today is voided, once; yesterday's is not", async () => {
    const rig = rigOf();
    const { request, walletRef } = await paid(rig);
    const wallet = rig.wallet as UnionPayWallet;
    const undo = (minor: number) => ({
      ...{ voidId: wireId("V"), createdAt: rig.now(), walletRef, amount: fen(minor), noticeUrl: request.noticeUrl },
    });
    expect(await wallet.void(undo(1))).toEqual({ kind: "refused" });
    expect(await wallet.void(undo(1230))).toEqual({ kind: "voided" });
    expect(await wallet.void(undo(1230))).toEqual({ kind: "refused" });
    const second = await paid(rig);
    rig.advance(86_400_000);
    expect(await wallet.void({ ...undo(1230), walletRef: second.walletRef })).toEqual({ kind: "refused" });
  });
});

describe("unionpay: proof", () => {
  it("signs the hexadecimal hash of sorted non-empty fields", async () => {
    const fields = { b: "2", a: "1", empty: "", signature: "x" };
    expect(signContent(fields)).toBe("a=1&b=2");
    const key = createPrivateKey(credentials.private_key);
    const signature = await signFields(fields, key);
    const own = new X509Certificate(credentials.sign_cert).publicKey;
    expect(verifyFields({ ...fields, signature }, own)).toBe(true);
    expect(verifyFields({ ...fields, signature, a: "2" }, own)).toBe(false);
    expect(verifyFields({ ...fields, signature: `${signature} ` }, own)).toBe(false);
  });

  it("names a certificate by its whole decimal serial", async () => {
    const [notBefore, notAfter] = [new Date("2024-01-01T00:00:00Z"), new Date("2034-01-01T00:00:00Z")];
    const made = { subject: "CN=long", key: await makeKeyPair(), serial: "2071DCA639A8D10B", notBefore, notAfter };
    const certificate = new X509Certificate(await makeCertificate(made));
    expect(BigInt(certificateId(certificate)).toString(16).toUpperCase()).toBe(made.serial);
    expect(BigInt(certificateId(certificate)) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(certificateId(new X509Certificate(credentials.sign_cert))).toMatch(/^\d{11}$/);
  });

  it("believes no other sandbox's certificate, no other name, and none that is over", async () => {
    const { prove } = unionpay.readSettings(settings) as { prove(pem: string, now: Date): unknown };
    const then = new Date("2024-09-12T00:00:00Z");
    expect(prove(credentials.acp_cert, then)).not.toBeNull();
    expect(prove(credentials.sign_cert, then)).toBeNull();
    expect(prove(others.acp_cert, then)).toBeNull();
    expect(prove("nonsense", then)).toBeNull();
    expect(prove(credentials.acp_cert, new Date("2044-01-01T00:00:00Z"))).toBeNull();
    const real = unionpay.readSettings({ ...settings, cert_name: "Another Company" }) as typeof unionpay & {
      prove: typeof prove;
    };
    expect(real.prove(credentials.acp_cert, then)).toBeNull();
  });

  it("reads an answer's text: values with = and, in braces, &; never a name twice", () => {
    expect({ ...parseAnswer("a=1=1&b={x=1&y=2}&c=") }).toEqual({ a: "1=1", b: "{x=1&y=2}", c: "" });
    expect(parseAnswer("a=1&a=2")).toBeNull();
    expect(parseAnswer("nonsense")).toBeNull();
  });

  it("an order's time follows from its end, on Shanghai's clock", () => {
    const end = new Date("2024-09-11T16:10:00Z");
    expect(orderTime(end)).toBe("20240911235500");
    expect(fromShanghaiText(shanghaiText(end))).toEqual(end);
    expect(fromShanghaiText("2024091")).toBeNull();
  });

  it("says every fault of the settings at once", () => {
    const wrong = { mer_id: "1", private_key: "x", sign_cert: "x", middle_cert: "x", root_cert: "x", gateway: "x" };
    const read = () => unionpay.readSettings(wrong);
    expect(read).toThrow(WalletSettingsFault);
    expect(read).toThrow(/gateway.*mer_id.*private_key.*sign_cert.*middle_cert.*root_cert/);
    expect(() => unionpay.readSettings({ ...settings, sign_cert: others.sign_cert })).toThrow(/does not belong/);
    expect(() => unionpay.readSettings({ ...settings, root_cert: others.root_cert })).toThrow(/not issued/);
  });

  it("takes a word that the table lacks for unknown", () => {
    expect([meaningOf("00"), meaningOf("05"), meaningOf("34"), meaningOf("64"), meaningOf("Q7")]).toEqual([
      ...["ok", "unknown", "absent", "refused", "new word"],
    ]);
  });
});
