import { beforeEach, describe, expect, it } from "vitest";
import { fen } from "#money";
import { houseNotices, phoneCode, refundAskedAt, sampleStart, wireId } from "../conformance-rig.ts";
import type { RawRequest } from "../protocol.ts";
import { probePrefix } from "./sign.ts";
import { certificateMode, credentials, publicKeyMode, rigOf, type WeChatRig } from "./testing/rig.ts";

let rig: WeChatRig;
let raw: RawRequest;

async function paidNotice(made: WeChatRig): Promise<RawRequest> {
  const started = await made.wallet.start(sampleStart(made));
  if (started.kind !== "waiting" || !started.action) throw new Error(`not waiting: ${started.kind}`);
  await made.fake.act(phoneCode(started.action), "pay");
  await made.fake.deliverDue();
  const notice = made.raw.at(-1);
  if (!notice) throw new Error("no notice");
  return notice;
}

const readHeader = (name: string, value: string) =>
  rig.wallet.readNotice({ ...raw, headers: { ...raw.headers, [name]: value } });

beforeEach(async () => {
  rig = rigOf();
  raw = await paidNotice(rig);
});

describe("a notice", () => {
  it("is refused when any single byte of it changes", async () => {
    for (let at = 0; at < raw.body.length; at++) {
      const body = Buffer.from(raw.body);
      body[at] = (body[at] ?? 0) ^ 1;
      expect((await rig.wallet.readNotice({ ...raw, body })).kind, `byte ${at}`).toBe("not_genuine");
    }
    const signature = raw.headers["wechatpay-signature"] ?? "";
    for (let at = 0; at < signature.length; at++) {
      const other = signature[at] === "A" ? "B" : "A";
      const changed = signature.slice(0, at) + other + signature.slice(at + 1);
      expect((await readHeader("wechatpay-signature", changed)).kind, `signature ${at}`).toBe("not_genuine");
    }
  });

  it.each(["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"])(
    "is refused when %s is missing or another",
    async (name) => {
      expect((await readHeader(name, "")).kind).toBe("not_genuine");
      expect((await readHeader(name, `${raw.headers[name]}0`)).kind).toBe("not_genuine");
    },
  );

  it("is refused with a body appended, emptied, or sent by another method", async () => {
    const appended = Buffer.concat([raw.body, Buffer.from("\n")]);
    expect((await rig.wallet.readNotice({ ...raw, body: appended })).kind).toBe("not_genuine");
    expect((await rig.wallet.readNotice({ ...raw, body: Buffer.alloc(0) })).kind).toBe("not_genuine");
    expect((await rig.wallet.readNotice({ ...raw, method: "GET" })).kind).toBe("not_genuine");
  });

  it("is refused when it is older than five minutes, however genuine", async () => {
    rig.advance(300_000);
    expect((await rig.wallet.readNotice(raw)).kind).toBe("payment");
    rig.advance(1_000);
    expect(await rig.wallet.readNotice(raw)).toEqual({ kind: "not_genuine", why: "stale" });
  });

  it("keeps its id when it is replayed, so that the house knows it", async () => {
    const [first, again] = [await rig.wallet.readNotice(raw), await rig.wallet.readNotice(raw)];
    expect(again).toEqual(first);
    expect(first.kind === "payment" && first.noticeId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is a probe when its signature says so, and refused", async () => {
    const probe = await readHeader("wechatpay-signature", `${probePrefix}abc=`);
    expect(probe).toEqual({ kind: "not_genuine", why: "probe" });
    rig.fake.setFaults({ probe: 1 });
    await paidNotice(rig);
    expect(rig.readings.map((reading) => reading.kind)).toEqual(["payment", "not_genuine", "payment"]);
    expect(rig.fake.ledger().notices.some((notice) => notice.about.includes("accepted"))).toBe(false);
  });

  it("is not ours when account or app differ, though the wallet signed it", async () => {
    const otherApp = rigOf("direct", { appid: "wx0000000000000000" });
    expect(await otherApp.wallet.readNotice(raw)).toEqual({ kind: "not_genuine", why: "appid is not ours" });
    const otherMerchant = rigOf("direct", { mchid: "1900000001" });
    expect(await otherMerchant.wallet.readNotice(raw)).toEqual({ kind: "not_genuine", why: "mchid is not ours" });
    const asPartner = rigOf("partner");
    expect((await asPartner.wallet.readNotice(raw)).kind).toBe("not_genuine");
    const otherKey = rigOf("direct", { apiv3_key: "x".repeat(32) });
    expect((await otherKey.wallet.readNotice(raw)).kind).toBe("not_genuine");
  });
});

describe("which key signed", () => {
  it("does not matter while a merchant migrates: both are believed, by the header's word", async () => {
    rig.fake.signWith(credentials.platform[0].serial_no);
    const byCertificate = await paidNotice(rig);
    expect(byCertificate.headers["wechatpay-serial"]).toBe(credentials.platform[0].serial_no);
    expect((await rig.wallet.readNotice(byCertificate)).kind).toBe("payment");
    expect((await rig.wallet.readNotice(raw)).kind).toBe("payment");
  });

  it("matters when the merchant has only one of them", async () => {
    const onlyKey = rigOf("direct", publicKeyMode);
    expect((await onlyKey.wallet.readNotice(raw)).kind).toBe("payment");
    const onlyCertificates = rigOf("direct", certificateMode);
    expect(await onlyCertificates.wallet.readNotice(raw)).toEqual({ kind: "not_genuine", why: "unknown_serial" });
  });
});

describe("refund notices", () => {
  const refundOf = async (faults: { refund_abnormal?: boolean }) => {
    const payment = rig.readings[0];
    if (payment?.kind !== "payment") throw new Error("no payment");
    const refundId = wireId("R");
    const { paymentId } = payment;
    rig.fake.setFaults(faults);
    const total = fen(1230);
    await rig.wallet.refund({
      refundId,
      createdAt: refundAskedAt,
      paymentId,
      amount: fen(30),
      total,
      reason: "破损",
      noticeUrl: houseNotices,
    });
    rig.advance(5_000);
    await rig.fake.deliverDue();
    return { refundId, paymentId, reading: rig.readings.at(-1) };
  };

  it("tell that the money went back", async () => {
    const { refundId, paymentId, reading } = await refundOf({});
    expect(reading).toMatchObject({
      kind: "refund",
      refundId,
      paymentId,
      outcome: { kind: "refunded", amount: fen(30) },
    });
  });

  it("tell that it could not", async () => {
    const { refundId, reading } = await refundOf({ refund_abnormal: true });
    expect(reading).toMatchObject({ kind: "refund", refundId, outcome: { kind: "abnormal", code: "ABNORMAL" } });
  });
});
