import { createPrivateKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fen } from "#money";
import { conformance } from "../conformance.ts";
import { houseNotices, makeRig, phoneCode, type Rig, refundAskedAt, sampleStart, wireId } from "../conformance-rig.ts";
import type { BuyerAction, CombinedStartRequest, PayOutcome, StartRequest, Wallet } from "../protocol.ts";
import { WalletSettingsFault } from "../protocol.ts";
import { accountSettings, makeAlipayFake, makeCredentials } from "./fake.ts";
import { type AlipayWallet, alipay } from "./index.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";

type Mode = "key" | "certificate";

const parts = (mode: Mode) => ({
  kind: alipay,
  makeFake: (outside: Parameters<typeof makeAlipayFake>[1]) => makeAlipayFake(credentials, outside),
  connect: (outside: Parameters<typeof alipay.connect>[1]): Wallet =>
    alipay.connect(alipay.readSettings(accountSettings(credentials, origin, mode)), outside),
});

conformance(parts("key"));
conformance({ ...parts("certificate"), subMerchant: "2088000000000099" });

const makeAlipayRig = () => makeRig(parts("key"));
const asAlipay = (rig: Rig) => rig.wallet as AlipayWallet;

function actionOf(outcome: PayOutcome): BuyerAction {
  if (outcome.kind !== "waiting" || !outcome.action) throw new Error(`no action: ${JSON.stringify(outcome)}`);
  return outcome.action;
}

async function paid(rig: Rig, change: Partial<StartRequest> = {}): Promise<StartRequest> {
  const request = sampleStart(rig, change);
  await rig.fake.act(phoneCode(actionOf(await rig.wallet.start(request))), "pay", "buyer-1");
  return request;
}

const refundOf = (request: StartRequest, minor: number) => ({
  refundId: wireId("R"),
  createdAt: refundAskedAt,
  paymentId: request.paymentId,
  amount: fen(minor),
  total: request.amount,
  reason: "不想要了",
  noticeUrl: houseNotices,
});

describe("alipay: every way to pay", () => {
  const cases: [string, Partial<StartRequest>, (action: BuyerAction) => void][] = [
    ["a QR on a desktop", { method: "qr" }, (action) => expect(action.kind).toBe("qr")],
    [
      "a desktop's browser leaves for page.pay",
      { method: "jump", device: "desktop" },
      (action) => expect(action.kind === "jump" && action.url).toContain("method=alipay.trade.page.pay"),
    ],
    [
      "a phone's browser leaves for wap.pay",
      { method: "jump", device: "phone" },
      (action) => expect(action.kind === "jump" && action.url).toContain("method=alipay.trade.wap.pay"),
    ],
    [
      "inside Alipay, by its bridge",
      { method: "in_app", device: "phone", buyer: { openid: "074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5" } },
      (action) => expect(action).toMatchObject({ kind: "invoke", bridge: "AlipayJSBridge.tradePay" }),
    ],
    [
      "a native app",
      { method: "app", device: "phone" },
      (action) => expect(action.kind === "app" && action.order).toContain("method=alipay.trade.app.pay"),
    ],
  ];
  it.each(cases)("%s", async (_, change, check) => {
    const rig = makeAlipayRig();
    const request = sampleStart(rig, change);
    const action = actionOf(await rig.wallet.start(request));
    check(action);
    const inApp = request.method === "in_app";
    const first = await rig.wallet.ask(request);
    expect(first).toEqual(inApp ? { kind: "waiting", stage: "offered" } : { kind: "absent" });
    expect(await rig.fake.look(phoneCode(action))).toMatchObject({ state: "confirm", amount: "12.30" });
    expect(await rig.wallet.ask(request)).toMatchObject({ kind: "waiting", stage: inApp ? "offered" : "scanned" });
    const view = await rig.fake.act(phoneCode(action), "pay");
    expect(view.state).toBe("paid");
    if (request.method === "jump") expect(new URL(view.return_url ?? "").searchParams.get("checkout")).toBe("1");
    expect(await rig.wallet.ask(request)).toMatchObject({ kind: "paid", amount: fen(1230), paidAt: rig.now() });
    await rig.fake.deliverDue();
    expect(rig.readings).toMatchObject([{ kind: "payment", paymentId: request.paymentId, outcome: { kind: "paid" } }]);
  });

  it("sets the order's end in every form, in Shanghai's time", async () => {
    const rig = makeAlipayRig();
    for (const method of ["jump", "app"] as const) {
      const action = actionOf(await rig.wallet.start(sampleStart(rig, { method, device: "phone" })));
      const query = new URLSearchParams(action.kind === "jump" ? new URL(action.url).search : phoneCode(action));
      expect(query.get("timestamp")).toBe("2024-09-12 09:00:00");
      expect(JSON.parse(query.get("biz_content") ?? "")).toMatchObject({ time_expire: "2024-09-12 09:15:00" });
    }
  });

  it("cleans a title of what Alipay forbids, and asks for the buyer in its own browser", async () => {
    const rig = makeAlipayRig();
    const request = sampleStart(rig, { title: "茶/壶=两&件" });
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    expect((await rig.fake.look(code)).title).toBe("茶 壶 两 件");
    const nobody = await rig.wallet.start(sampleStart(rig, { method: "in_app", buyer: {} }));
    expect(nobody).toMatchObject({ kind: "refused", code: "buyer_missing" });
  });
});

describe("alipay: closing and cancelling", () => {
  it("closes what was scanned, and leaves open what was not", async () => {
    const rig = makeAlipayRig();
    const request = sampleStart(rig);
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    expect(await rig.wallet.close(request)).toEqual({ kind: "waiting", stage: "offered" });
    await rig.fake.look(code);
    expect(await rig.wallet.close(request)).toEqual({ kind: "closed", code: "TRADE_CLOSED" });
    expect(await rig.wallet.close(request)).toEqual({ kind: "closed", code: "TRADE_CLOSED" });
    expect((await rig.fake.act(code, "pay")).state).toBe("closed");
    expect(await rig.wallet.start(request)).toEqual({ kind: "closed", code: "ACQ.TRADE_HAS_CLOSE" });
  });

  it("tells a closed trade that was paid from one that was not", async () => {
    const rig = makeAlipayRig();
    const request = await paid(rig);
    await rig.wallet.refund(refundOf(request, 1230));
    expect(rig.fake.ledger().payments[0]?.state).toBe("TRADE_CLOSED");
    expect(await rig.wallet.ask(request)).toMatchObject({ kind: "paid", amount: fen(1230) });
    expect(await rig.wallet.close(request)).toMatchObject({ kind: "paid" });
  });

  it("finds that its own order was paid when it opens it again", async () => {
    const rig = makeAlipayRig();
    const request = await paid(rig);
    expect(await rig.wallet.start(request)).toMatchObject({ kind: "paid", amount: fen(1230) });
    const changed = await rig.wallet.start({ ...sampleStart(rig), amount: fen(1) });
    expect(changed.kind).toBe("waiting");
  });

  it("never takes another order under our number for ours", async () => {
    const rig = makeAlipayRig();
    const request = sampleStart(rig);
    await rig.wallet.start(request);
    expect(await rig.wallet.start({ ...request, amount: fen(1231) })).toMatchObject({ kind: "unknown", alarm: true });
  });

  it("cancels: closes, gives back, or finds nothing", async () => {
    const rig = makeAlipayRig();
    const request = sampleStart(rig);
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    expect(await asAlipay(rig).cancel(request.paymentId)).toEqual({ kind: "absent" });
    await rig.fake.look(code);
    expect(await asAlipay(rig).cancel(request.paymentId)).toEqual({ kind: "closed" });
    const other = await paid(rig);
    expect(await asAlipay(rig).cancel(other.paymentId)).toEqual({ kind: "refunded" });
    expect(await asAlipay(rig).cancel(other.paymentId)).toEqual({ kind: "refunded" });
    expect(rig.fake.ledger().refunds).toHaveLength(1);
  });

  it("says where a day's bill lies only when there is one", async () => {
    const rig = makeAlipayRig();
    expect(await asAlipay(rig).tradeBillAddress("2024-09-11")).toEqual({ kind: "none", code: "isp.bill_not_exist" });
    rig.fake.setFaults({ bad_signature: true });
    expect((await asAlipay(rig).tradeBillAddress("2024-09-11")).kind).toBe("unknown");
  });
});

describe("alipay: refunds", () => {
  it("reads the amount of this refund, never the cumulative total", async () => {
    const rig = makeAlipayRig();
    const request = await paid(rig);
    await rig.wallet.refund(refundOf(request, 200));
    const second = refundOf(request, 300);
    const done = { kind: "refunded", walletRefundRef: second.refundId, amount: fen(300) };
    expect(await rig.wallet.refund(second)).toMatchObject(done);
    expect(await rig.wallet.refund(second)).toMatchObject(done);
    expect(await rig.wallet.askRefund(second)).toMatchObject(done);
  });

  it("does not call a stuck refund refused, and hears when it goes through", async () => {
    const rig = makeAlipayRig();
    const request = await paid(rig);
    rig.fake.setFaults({ refund_stuck: true });
    const refund = refundOf(request, 300);
    expect(await rig.wallet.refund(refund)).toMatchObject({ kind: "processing" });
    expect(await rig.wallet.askRefund(refund)).toMatchObject({ kind: "unknown" });
    rig.fake.clearFaults();
    expect(await rig.wallet.askRefund(refund)).toMatchObject({ kind: "refunded", amount: fen(300) });
    await rig.fake.deliverDue();
    const told = rig.readings.find((reading) => reading.kind === "refund");
    expect(told).toMatchObject({ refundId: refund.refundId, outcome: { kind: "unknown" } });
  });

  it("names a buyer's account that cannot take money, and never a changed refund as refused", async () => {
    const rig = makeAlipayRig();
    const request = await paid(rig);
    rig.fake.setFaults({ refund_abnormal: true });
    expect(await rig.wallet.refund(refundOf(request, 100))).toMatchObject({ kind: "abnormal" });
    rig.fake.clearFaults();
    const refund = refundOf(request, 100);
    await rig.wallet.refund(refund);
    const changed = await rig.wallet.refund({ ...refund, amount: fen(101) });
    expect(changed).toMatchObject({ kind: "unknown", alarm: true });
    expect(await rig.wallet.refund({ ...refundOf(request, 1), paymentId: wireId("P") })).toMatchObject({
      kind: "refused",
      code: "ACQ.TRADE_NOT_EXIST",
    });
  });
});

describe("alipay: combined orders", () => {
  const combined = (rig: Rig, change: Partial<CombinedStartRequest> = {}): CombinedStartRequest => {
    const { paymentId: _, amount: __, ...common } = sampleStart(rig);
    const two = [700, 530].map((minor) => ({ paymentId: wireId("P"), amount: fen(minor), title: "茶" }));
    return { ...common, combinedId: wireId("C"), parts: two, ...change };
  };

  it.each([
    ["page.merge.pay on a desktop", { method: "jump", device: "desktop" }, "alipay.trade.page.merge.pay"],
    ["wap.merge.pay on a phone", { method: "jump", device: "phone" }, "alipay.trade.wap.merge.pay"],
    ["app.merge.pay in an app", { method: "app", device: "phone" }, "alipay.trade.app.merge.pay"],
  ] as const)("%s: a trade, a notice and a refund per part", async (_, change, method) => {
    const rig = makeAlipayRig();
    const request = combined(rig, change);
    const code = phoneCode(actionOf(await rig.wallet.combined!.start(request)));
    expect(code).toContain(`method=${method}`);
    expect(await rig.fake.act(code, "pay")).toMatchObject({ state: "paid", amount: "12.30" });
    await rig.fake.deliverDue();
    expect(rig.readings.map((reading) => reading.kind === "payment" && reading.paymentId).sort()).toEqual(
      request.parts.map((part) => part.paymentId).sort(),
    );
    const again = await rig.wallet.combined!.start(request);
    if (code.includes("page.merge")) expect(again.kind).toBe("waiting");
    else expect(again).toEqual({ kind: "unknown", cause: expect.stringContaining("ACQ.TRADE_HAS_SUCCESS") });
    const [first] = request.parts;
    const whole = { ...sampleStart(rig), ...first!, method: request.method };
    const refund = { ...refundOf(whole, 700), total: fen(700), combined: true };
    expect(await rig.wallet.refund(refund)).toMatchObject({ kind: "refunded", amount: fen(700) });
  });

  it("refuses all parts when one cannot be, and has no QR form", async () => {
    const rig = makeAlipayRig();
    const taken = await paid(rig);
    const fresh = combined(rig, { method: "app", device: "phone" });
    const mixed = { ...fresh, parts: [...fresh.parts, { ...fresh.parts[0]!, paymentId: taken.paymentId }] };
    expect((await rig.wallet.combined!.start(mixed)).kind).toBe("unknown");
    expect(rig.fake.ledger().payments).toHaveLength(1);
    expect(await rig.wallet.combined!.start(combined(rig, { method: "qr" }))).toMatchObject({ kind: "refused" });
  });
});

describe("alipay: settings", () => {
  const good = accountSettings(credentials, origin);

  it("takes PEM, PKCS#1 and bare base64, and the production gateway when none is named", async () => {
    const pkcs1 = createPrivateKey(credentials.private_key).export({ type: "pkcs1", format: "pem" }).toString();
    const bare = (pem: string) => pem.replace(/-----[A-Z ]+-----|\s/g, "");
    for (const private_key of [pkcs1, bare(pkcs1), bare(credentials.private_key)])
      expect(() => alipay.readSettings({ ...good, private_key })).not.toThrow();
    expect(() => alipay.readSettings({ ...good, alipay_public_key: bare(good["alipay_public_key"]!) })).not.toThrow();
    expect(alipay.readSettings({ ...good, gateway: "" })).toMatchObject({
      gateway: "https://openapi.alipay.com/gateway.do",
    });
  });

  it("names every fault at once, the commonest mistakes by name", () => {
    const faultsOf = (change: Record<string, string>): string => {
      try {
        alipay.readSettings({ ...good, ...change });
        return "";
      } catch (fault) {
        return fault instanceof WalletSettingsFault ? fault.faults.join("; ") : String(fault);
      }
    };
    const all = faultsOf({ gateway: "ftp://x", app_id: "1", seller_id: "1", private_key: "x", alipay_public_key: "" });
    for (const name of ["gateway", "app_id", "seller_id", "private_key", "alipay_public_key"])
      expect(all).toContain(name);
    expect(faultsOf({ alipay_public_key: credentials.public_key })).toContain("the app's own public key");
    expect(faultsOf({ app_cert: credentials.app_cert })).toContain("alipay_cert, alipay_root_cert");
    const { app_cert, alipay_cert, alipay_root_cert } = credentials;
    expect(faultsOf({ app_cert: alipay_cert, alipay_cert, alipay_root_cert })).toContain("does not belong");
    expect(faultsOf({ app_cert, alipay_cert, alipay_root_cert: "x" })).toContain("alipay_root_cert");
  });

  it("is refused in words that a person can act on when the app id is another's", async () => {
    const rig = makeRig({
      ...parts("key"),
      connect: (outside) => alipay.connect(alipay.readSettings({ ...good, app_id: "2021000000000000" }), outside),
    });
    const outcome = await rig.wallet.start(sampleStart(rig));
    expect(outcome).toMatchObject({
      kind: "unknown",
      alarm: true,
      cause: expect.stringContaining("isv.invalid-app-id"),
    });
  });
});

it("keeps what a buyer is called out of its causes", async () => {
  const rig = makeAlipayRig();
  const other = await makeCredentials(rig.now());
  const wrongKey = { ...accountSettings(credentials, origin), private_key: other.private_key };
  const forged = makeRig({ ...parts("key"), connect: (out) => alipay.connect(alipay.readSettings(wrongKey), out) });
  const outcome = await forged.wallet.start(sampleStart(forged, { method: "in_app", buyer: { openid: "open-of-li" } }));
  expect(outcome).toMatchObject({ kind: "unknown", alarm: true, cause: expect.stringContaining("invalid-signature") });
  expect(JSON.stringify(outcome)).not.toContain("open-of-li");
});

it("answers Alipay with the words that it waits for", () => {
  const { taken, again, notGenuine } = alipay.replies;
  expect([taken, again, notGenuine].map(({ body }) => body.toString())).toEqual(["success", "failure", "failure"]);
});
