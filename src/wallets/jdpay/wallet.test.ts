import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fen } from "#money";
import { conformance } from "../conformance.ts";
import { houseNotices, makeRig, phoneCode, type Rig, refundAskedAt, sampleStart, wireId } from "../conformance-rig.ts";
import type { BuyerAction, PayOutcome, StartRequest, Wallet } from "../protocol.ts";
import { WalletSettingsFault } from "../protocol.ts";
import type { JdPaySettings } from "./config.ts";
import { accountSettings, makeCredentials, makeJdPayFake } from "./fake.ts";
import { jdpay } from "./index.ts";
import { meaningOf } from "./outcome.ts";
import { openHex, sealHex } from "./seal.ts";
import { formContent, signText, verifyText } from "./sign.ts";
import { openMessage, readXml, sealMessage, xmlText } from "./xml.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";
const given = accountSettings(credentials, origin);
const settings = jdpay.readSettings(given) as JdPaySettings;

const parts = {
  kind: jdpay,
  makeFake: (outside: Parameters<typeof makeJdPayFake>[1]) => makeJdPayFake(credentials, outside),
  connect: (outside: Parameters<typeof jdpay.connect>[1]): Wallet => jdpay.connect(settings, outside),
};

conformance(parts);

function actionOf(outcome: PayOutcome): BuyerAction {
  if (outcome.kind !== "waiting" || !outcome.action) throw new Error(`no action: ${JSON.stringify(outcome)}`);
  return outcome.action;
}

describe("jdpay: every way to pay", () => {
  it.each([
    ["jump", "desktop"],
    ["jump", "phone"],
    ["app", "phone"],
  ] as const)("by %s on a %s", async (method, device) => {
    const rig = makeRig(parts);
    const request = sampleStart(rig, { method, device });
    const action = actionOf(await rig.wallet.start(request));
    if (action.kind === "jump") {
      expect(action.url).toBe(`${origin}/jdpay/saveOrder`);
      // Whoever sees the form sees neither number nor amount.
      expect(action.form?.["tradeNum"]).toMatch(/^([0-9a-f]{16})+$/);
    }
    const view = await rig.fake.act(phoneCode(action), "pay", "buyer-1");
    expect(view).toMatchObject({ state: "paid", amount: "12.30", out_trade_no: request.paymentId });
    expect(view.return_url).toBe(method === "jump" ? request.returnUrl : undefined);
    expect(await rig.wallet.ask(request)).toMatchObject({ kind: "paid", amount: fen(1230), buyerRef: "buyer-1" });
  });

  it("a page whose form was altered opens nothing", async () => {
    const rig = makeRig(parts);
    const action = actionOf(await rig.wallet.start(sampleStart(rig, { method: "jump" })));
    if (action.kind !== "jump" || !action.form) throw new Error("no form");
    const form = { ...action.form, amount: sealHex("1", settings.secret) };
    expect((await rig.fake.look(phoneCode({ ...action, form }))).state).toBe("unknown_code");
    expect((await rig.fake.look(phoneCode({ ...action, form: { ...action.form, amount: "1" } }))).ok).toBe(false);
    expect(rig.fake.ledger().payments).toEqual([]);
  });

  it("hands an app an order that its SDK can check", async () => {
    const rig = makeRig(parts);
    const action = actionOf(await rig.wallet.start(sampleStart(rig, { method: "app", device: "phone" })));
    const order = JSON.parse(phoneCode(action)) as Record<string, string>;
    const signed = `merchant=${settings.merchant}&orderId=${order["orderId"]}&key=${settings.appKey}`;
    expect(order["signData"]).toBe(createHash("md5").update(signed).digest("hex"));
  });
});

describe("jdpay: money back", () => {
  async function paid(rig: Rig): Promise<StartRequest> {
    const request = sampleStart(rig);
    await rig.fake.act(phoneCode(actionOf(await rig.wallet.start(request))), "pay");
    return request;
  }
  const asked = (request: StartRequest, minor: number) => ({
    ...{ refundId: wireId("R"), createdAt: refundAskedAt, paymentId: request.paymentId },
    ...{ amount: fen(minor), total: request.amount, reason: "<不想要了 & 退>", noticeUrl: houseNotices },
  });

  it("is told by a notice; stuck it is processing; what failed is refused and free again", async () => {
    const rig = makeRig(parts);
    const request = await paid(rig);
    const refund = asked(request, 200);
    expect(await rig.wallet.refund(refund)).toMatchObject({ kind: "refunded", amount: fen(200) });
    await rig.fake.deliverDue();
    const { refundId, paymentId } = refund;
    expect(rig.readings.at(-1)).toMatchObject({ refundId, paymentId, outcome: { kind: "refunded" } });
    rig.fake.setFaults({ refund_stuck: true });
    const stuck = asked(request, 300);
    expect(await rig.wallet.refund(stuck)).toMatchObject({ kind: "processing" });
    rig.fake.clearFaults();
    expect(await rig.wallet.askRefund(stuck)).toMatchObject({ kind: "refunded", amount: fen(300) });
    rig.fake.setFaults({ refund_abnormal: true });
    expect(await rig.wallet.refund(asked(request, 100))).toMatchObject({ kind: "refused" });
    rig.fake.clearFaults();
    expect(await rig.wallet.refund(asked(request, 730))).toMatchObject({ kind: "refunded" });
  });
});

describe("jdpay: proof", () => {
  const secret = settings.secret;
  it("seals any text, and opens only what was sealed with this key", () => {
    for (const text of ["", "a", "1234", "12345", "互通😀".repeat(50)])
      expect(openHex(sealHex(text, secret), secret)).toBe(text);
    expect(openHex(sealHex("abc", Buffer.alloc(24, 7)), secret)).toBeNull();
    expect(openHex("zz", secret)).toBeNull();
    // Length, text and zeros, in whole blocks: 4 + 4 bytes are one.
    expect(sealHex("1234", secret)).toHaveLength(16);
  });

  it("signs the hexadecimal hash itself; one changed character is found", () => {
    const signature = signText("一二三", settings.privateKey);
    const key = jdpay.readSettings({ ...given, jd_public_key: credentials.public_key }) as JdPaySettings;
    expect(verifyText("一二三", signature, key.jdKey)).toBe(true);
    expect(verifyText("一二四", signature, key.jdKey)).toBe(false);
    expect(verifyText("一二三", "AAAA", key.jdKey)).toBe(false);
    expect(formContent({ b: "2", a: "1", sign: "x", empty: "" })).toBe("a=1&b=2");
  });

  it("reads messages as they were written, and nothing of XML that a message needs not", () => {
    const fields = { "result.code": "000000", "result.desc": "成功", merchant: "22", note: `<&>"'` };
    expect({ ...readXml(xmlText(fields)) }).toEqual(fields);
    const sealed = sealMessage(fields, settings.privateKey, secret);
    const own = jdpay.readSettings({ ...given, jd_public_key: credentials.public_key }) as JdPaySettings;
    expect(openMessage(sealed, own.jdKey, secret)).toEqual({ fields: expect.objectContaining({ note: fields.note }) });
    expect(openMessage(sealed, settings.jdKey, secret)).toEqual({ why: "the signature does not fit" });
    const refused = ["<!DOCTYPE a><jdpay/>", '<jdpay><a b="1">x</a></jdpay>', "<jdpay><a>1</a><a>2</a></jdpay>", "{}"];
    for (const text of refused) expect(readXml(text)).toBeNull();
  });

  it("says every fault of the settings at once; a word that the table lacks is unknown", () => {
    const wrong = { gateway: "x", merchant: "", private_key: "x", jd_public_key: "x", des_key: "x", md5_key: "" };
    expect(() => jdpay.readSettings(wrong)).toThrow(WalletSettingsFault);
    expect(() => jdpay.readSettings(wrong)).toThrow(/gateway.*merchant.*private_key.*jd_public_key.*des_key.*md5_key/);
    expect([meaningOf("000000"), meaningOf("JDP0004"), meaningOf("X")]).toEqual(["ok", "absent", "new word"]);
  });
});

it("says on the pay page itself why it cannot be opened, and takes no other method there", async () => {
  const { fake } = makeRig(parts);
  const path = "/jdpay/saveOrder";
  const body = Buffer.from("version=V2.0&merchant=1&sign=x");
  const page = await fake.handle({ method: "POST", path, headers: {}, body });
  expect(page.status).toBe(200);
  expect(page.body.toString()).toContain("支付页验签失败");
  expect((await fake.handle({ method: "GET", path, headers: {}, body: Buffer.alloc(0) })).status).toBe(405);
});
