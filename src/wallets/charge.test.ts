import { describe, expect, it } from "vitest";
import { fen } from "#money";
import * as alipayFake from "./alipay/fake.ts";
import { alipay } from "./alipay/index.ts";
import { makeRig, type Rig, type RigParts, wireId } from "./conformance-rig.ts";
import * as jdFake from "./jdpay/fake.ts";
import { jdpay } from "./jdpay/index.ts";
import type { ChargeRequest, ChargeWallet, WalletKind } from "./protocol.ts";
import * as unionFake from "./unionpay/fake.ts";
import { unionpay } from "./unionpay/index.ts";
import * as wechatFake from "./wechatpay/fake.ts";
import { wechatpay } from "./wechatpay/index.ts";
import { readXmlV2, signV2 } from "./wechatpay/v2.ts";

const then = new Date("2024-09-01T00:00:00Z");
const origin = "https://wallet.test";
let turn = 0;
const random = (bytes: number) => Buffer.from(Array.from({ length: bytes }, () => (turn++ * 7) % 251));
const kept = {
  wechatpay: await wechatFake.makeCredentials({ now: then, random }),
  alipay: await alipayFake.makeCredentials(then),
  unionpay: await unionFake.makeCredentials(then),
  jdpay: await jdFake.makeCredentials(then),
};

function parts(kind: WalletKind, makeFake: RigParts["makeFake"], given: Record<string, string>): RigParts {
  return { kind, makeFake, connect: (outside) => kind.connect(kind.readSettings(given), outside) };
}
const wechatGiven = { ...wechatFake.accountSettings(kept.wechatpay, "https://api.mch.weixin.qq.com"), api_origin: "" };
const wechat = (change: Record<string, string> = {}) =>
  parts(wechatpay, (outside) => wechatFake.makeWeChatPayFake(kept.wechatpay, outside), { ...wechatGiven, ...change });
const wallets: [string, RigParts][] = [
  ["WeChat Pay, HMAC", wechat()],
  ["WeChat Pay, MD5", wechat({ v2_sign: "MD5" })],
  ["WeChat Pay, v3 by its switch", wechat({ apiv2_key: "", charge: "v3" })],
  [
    "Alipay",
    parts(
      alipay,
      (outside) => alipayFake.makeAlipayFake(kept.alipay, outside),
      alipayFake.accountSettings(kept.alipay, origin),
    ),
  ],
  [
    "UnionPay",
    parts(
      unionpay,
      (outside) => unionFake.makeUnionPayFake(kept.unionpay, outside),
      unionFake.accountSettings(kept.unionpay, origin),
    ),
  ],
  [
    "JD Pay",
    parts(jdpay, (outside) => jdFake.makeJdPayFake(kept.jdpay, outside), jdFake.accountSettings(kept.jdpay, origin)),
  ],
];

function charger(rig: Rig): ChargeWallet {
  if (!rig.wallet.charge) throw new Error("charges nothing");
  return rig.wallet.charge;
}

function show(rig: Rig, mood?: "ready" | "password" | "insufficient"): string {
  const shown = rig.fake.payerCodes?.show("buyer-1", mood);
  if (!shown) throw new Error("shows no codes");
  return shown.code;
}

function asked(rig: Rig, payerCode: string, minor = 1230n): ChargeRequest {
  return {
    ...{ paymentId: wireId("T"), amount: fen(minor), title: "茶叶 Tea", payerCode, buyer: { ip: "127.0.0.1" } },
    ...{ expiresAt: new Date(rig.now().getTime() + 45_000), noticeUrl: "https://house.test/notices/wallet/account" },
  };
}

const subject = (request: ChargeRequest) => ({ ...request, method: "code" as const });
const paidAtWallet = (rig: Rig) =>
  rig.fake.ledger().payments.filter((one) => one.paid_at !== null && one.refunded === "0").length;

describe.each(wallets)("a payer's code, %s", (_, given) => {
  it("is paid at once, and a refund sends the money back", async () => {
    const rig = makeRig(given);
    const request = asked(rig, show(rig));
    const outcome = await charger(rig).charge(request);
    expect(outcome).toMatchObject({ kind: "paid", amount: fen(1230) });
    expect(await charger(rig).ask(subject(request))).toMatchObject({ kind: "paid" });
    if (outcome.kind !== "paid") return;
    const refund = { refundId: wireId("T"), paymentId: request.paymentId, walletRef: outcome.walletRef };
    const back = { ...refund, createdAt: rig.now(), amount: fen(230), total: fen(1230), reason: "r" };
    const sent = await rig.wallet.refund({ ...back, noticeUrl: request.noticeUrl });
    expect(["refunded", "processing"]).toContain(sent.kind);
  });

  it("waits for a password, and is asked after", async () => {
    const rig = makeRig(given);
    const request = asked(rig, show(rig, "password"));
    expect(await charger(rig).charge(request)).toMatchObject({ kind: "waiting" });
    expect(await charger(rig).ask(subject(request))).toMatchObject({ kind: "waiting" });
    expect(await rig.fake.act(request.payerCode, "pay", "buyer-1")).toMatchObject({ state: "paid", amount: "12.30" });
    expect(await charger(rig).ask(subject(request))).toMatchObject({ kind: "paid", amount: fen(1230) });
    expect(await charger(rig).reverse(subject(request))).toMatchObject({ kind: "paid" });
    expect(paidAtWallet(rig)).toBe(1);
  });

  it("is refused for too little money, for a code that is over, used or nobody's", async () => {
    const rig = makeRig(given);
    const poor = asked(rig, show(rig, "insufficient"));
    const said = await charger(rig).charge(poor);
    // An order that stands there is undone by whoever charged it; the charge itself undoes nothing.
    expect(said.kind === "waiting" ? said.hopeless?.code : said.kind).toMatch(/^refused$|BUYER_BALANCE_NOT_ENOUGH$/);
    if (said.kind === "waiting") expect(await charger(rig).ask(subject(poor))).toMatchObject({ kind: "waiting" });
    if (said.kind === "waiting") expect(await charger(rig).reverse(subject(poor))).toMatchObject({ kind: "closed" });
    const used = show(rig);
    expect(await charger(rig).charge(asked(rig, used))).toMatchObject({ kind: "paid" });
    expect(await charger(rig).charge(asked(rig, used))).toMatchObject({ kind: "refused" });
    const late = show(rig);
    rig.advance(61_000);
    expect(await charger(rig).charge(asked(rig, late))).toMatchObject({ kind: "refused" });
    const strange = `${late.slice(0, -1)}${late.endsWith("1") ? "2" : "1"}`;
    expect(await charger(rig).charge(asked(rig, strange))).toMatchObject({ kind: "refused" });
    expect(paidAtWallet(rig)).toBe(1);
  });

  it("whose answer never came is unknown, then found to be paid", async () => {
    const rig = makeRig(given);
    const request = asked(rig, show(rig));
    rig.fake.setFaults({ timeout_after_success: 1 });
    expect(await charger(rig).charge(request)).toMatchObject({ kind: "unknown" });
    rig.fake.clearFaults();
    expect(await charger(rig).ask(subject(request))).toMatchObject({ kind: "paid" });
  });

  it("that stays unclear is reversed, and can be paid no more", async () => {
    const rig = makeRig(given);
    const request = asked(rig, show(rig, "password"));
    await charger(rig).charge(request);
    expect(await charger(rig).reverse(subject(request))).toMatchObject({ kind: "closed" });
    expect(await charger(rig).reverse(subject(request))).toMatchObject({ kind: "closed" });
    expect((await rig.fake.act(request.payerCode, "pay")).state).not.toBe("paid");
    expect((await charger(rig).ask(subject(request))).kind).not.toBe("paid");
    // What never arrived there is closed as well.
    const lost = asked(rig, show(rig));
    expect(await charger(rig).reverse(subject(lost))).toMatchObject({ kind: "closed" });
  });

  it("believes no answer that cannot be proven", async () => {
    const rig = makeRig(given);
    const request = asked(rig, show(rig));
    rig.fake.setFaults({ bad_signature: true });
    expect(await charger(rig).charge(request)).toMatchObject({ kind: "unknown" });
    expect(await charger(rig).ask(subject(request))).toMatchObject({ kind: "unknown" });
    expect(await charger(rig).reverse(subject(request))).toMatchObject({ kind: "unknown" });
    expect(paidAtWallet(rig)).toBe(1);
  });
});

describe("WeChat Pay's older protocol", () => {
  it("signs sorted non-empty fields, as the wallet's documents show it", () => {
    const fields = { appid: "wxd930ea5d5a258f4f", mch_id: "10000100", device_info: "1000", body: "test" };
    const whole = { ...fields, nonce_str: "ibuaiVcKdpRxkhJA", empty: "" };
    const key = "192006250b4c09247ec02edce69f6a2d";
    expect(signV2(whole, key, "MD5")).toBe("9A0A8659F005D6984697E2CA0A9CF3B7");
    expect(signV2(whole, key, "HMAC-SHA256")).toBe("6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6");
    // Published with no field at all: MD5 of "&key=" and the key.
    expect(signV2({}, "exposed_your_key_here_have_risks", "MD5")).toBe("B3D43C8390F26E2030D4D17BD580FBC8");
  });

  it("reads flat XML alone", () => {
    expect({ ...readXmlV2("<xml><a><![CDATA[1 < 2]]></a><b>x &amp; y</b></xml>") }).toEqual({ a: "1 < 2", b: "x & y" });
    for (const bad of ["", "<xml><a>1</b></xml>", "<xml><a>1</a><a>2</a></xml>", "<xml>x</xml>", "<!DOCTYPE x><xml/>"])
      expect(readXmlV2(bad), bad).toBeNull();
  });

  it("is absent without its key; v3 is behind its switch", () => {
    const connect = (change: Record<string, string>) => makeRig(wechat(change)).wallet.charge;
    expect(connect({ apiv2_key: "" })).toBeUndefined();
    expect(connect({ apiv2_key: "", charge: "v3" })).toBeDefined();
    expect(() => wechatpay.readSettings({ ...wechatGiven, apiv2_key: "short" })).toThrow(/apiv2_key/);
  });
});
