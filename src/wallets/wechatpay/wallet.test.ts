import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fen } from "#money";
import { conformance, subjectOf } from "../conformance.ts";
import { phoneCode, refundAskedAt, sampleStart, wireId } from "../conformance-rig.ts";
import { BillFault, type BillLine, type PayMethod, type RawRequest, WalletSettingsFault } from "../protocol.ts";
import { readBillFile, tradeFile as tradeKind } from "./bill-file.ts";
import { readSettings } from "./config.ts";
import { accountSettings, published } from "./fake.ts";
import { wechatpay } from "./index.ts";
import { certificateMode, credentials, origin, publicKeyMode, rigOf, rigParts, type WeChatRig } from "./testing/rig.ts";

conformance(rigParts());
describe("as a service provider", () => conformance({ ...rigParts("partner"), subMerchant: credentials.sub_mchid }));
describe("with certificates only", () => {
  const parts = rigParts("direct", certificateMode);
  const makeFake: typeof parts.makeFake = (outside) => {
    const fake = parts.makeFake(outside);
    fake.signWith(credentials.platform[0].serial_no);
    return fake;
  };
  conformance({ ...parts, makeFake });
});

const ways: [PayMethod, "desktop" | "phone", string][] = [
  ["qr", "desktop", "qr"],
  ["jump", "phone", "jump"],
  ["jump", "desktop", "qr"],
  ["in_app", "phone", "invoke"],
  ["app", "phone", "app"],
];

describe("the ways to pay", () => {
  it.each(ways)("%s on a %s ends in %s, and is paid", async (method, device, kind) => {
    const rig = rigOf();
    const buyer = { ip: "203.0.113.7", openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" };
    const request = sampleStart(rig, { method, device, buyer });
    const started = await rig.wallet.start(request);
    if (started.kind !== "waiting" || !started.action) throw new Error(`not waiting: ${started.kind}`);
    expect(started.action.kind).toBe(kind);
    const view = await rig.fake.act(phoneCode(started.action), "pay");
    expect(view).toMatchObject({ state: "paid", payee: `商户 ${credentials.mchid}`, title: request.title });
    if (kind === "jump") expect(view.return_url).toBe(request.returnUrl);
    const paid = await rig.wallet.ask(subjectOf(request));
    expect(paid.kind).toBe("paid");
    if (method === "in_app") expect(paid).toMatchObject({ buyerRef: buyer.openid });
  });

  it("hands over what WeChat's bridge and SDK want, signed by the merchant", async () => {
    const rig = rigOf();
    const request = sampleStart(rig, { method: "in_app", device: "phone", buyer: { openid: "o1" } });
    const started = await rig.wallet.start(request);
    if (started.kind !== "waiting" || started.action?.kind !== "invoke") throw new Error("no hand-over");
    expect(started.action.bridge).toBe("WeixinJSBridge.getBrandWCPayRequest");
    const { parameters } = started.action;
    expect(Object.keys(parameters).sort()).toEqual([
      "appId",
      "nonceStr",
      "package",
      "paySign",
      "signType",
      "timeStamp",
    ]);
    const spoilt = { ...parameters, nonceStr: "other" };
    expect((await rig.fake.look(JSON.stringify(spoilt))).says.zh).toBe("支付验证签名失败");
  });

  it("asks the wallet nothing when something is missing", async () => {
    const rig = rigOf();
    const without = async (method: PayMethod) =>
      rig.wallet.start(sampleStart(rig, { method, device: "phone", buyer: {} }));
    expect(await without("in_app")).toMatchObject({ kind: "refused", code: "openid_missing" });
    expect(await without("jump")).toMatchObject({ kind: "refused", code: "payer_ip_missing" });
    const stranger = sampleStart(rig, { subMerchant: credentials.sub_mchid });
    expect(await rig.wallet.start(stranger)).toMatchObject({ kind: "refused", code: "sub_merchant_not_ours" });
    const partner = rigOf("partner");
    expect(await partner.wallet.start(sampleStart(rig))).toMatchObject({ code: "sub_merchant_missing" });
    expect(rig.fake.ledger().payments).toEqual([]);
  });

  it("refuses what the wallet refuses in its own words, and only that", async () => {
    const partner = rigOf("partner");
    const unknown = sampleStart(partner, { subMerchant: "1999999999" });
    expect(await partner.wallet.start(unknown)).toMatchObject({ kind: "refused", code: "NO_AUTH" });
    const rig = rigOf();
    const request = sampleStart(rig);
    await rig.wallet.start(request);
    const other = await rig.wallet.start({ ...request, amount: fen(1) });
    expect(other, "the first order can still be paid").toMatchObject({ kind: "unknown", alarm: true });
    expect((await rig.wallet.close(subjectOf(request))).kind).toBe("closed");
    expect((await rig.wallet.start(request)).kind).toBe("closed");
  });

  it("does not take a genuine answer about another payment for its own", async () => {
    const rig = rigOf();
    const [one, other] = [sampleStart(rig), sampleStart(rig)];
    await rig.wallet.start(one);
    await rig.wallet.start(other);
    const handle = rig.fake.handle;
    let kept: RawRequest | undefined;
    rig.fake.handle = async (request) => {
      kept ??= request;
      return handle(kept);
    };
    expect((await rig.wallet.ask(subjectOf(one))).kind).toBe("waiting");
    expect(await rig.wallet.ask(subjectOf(other))).toMatchObject({ kind: "unknown", alarm: true });
  });

  it("says closed of an order that never was only when its time is over", async () => {
    const rig = rigOf();
    const subject = subjectOf(sampleStart(rig));
    expect(await rig.wallet.close(subject)).toMatchObject({ kind: "unknown" });
    rig.advance(16 * 60_000);
    expect(await rig.wallet.close(subject)).toEqual({ kind: "closed", code: "ORDER_NOT_EXIST" });
  });
});

describe("a combined order", () => {
  const cart = (rig: WeChatRig, subs: (string | undefined)[]) => {
    const { paymentId: _, amount: __, ...common } = sampleStart(rig);
    const parts = subs.map((sub, index) => ({
      paymentId: wireId("P"),
      amount: fen(100 * (index + 1)),
      title: `第 ${index + 1} 家`,
      ...(sub === undefined ? {} : { subMerchant: sub }),
    }));
    return { ...common, combinedId: wireId("C"), parts };
  };

  it("tells each store's part by notice and by query, and refunds one of them alone", async () => {
    const rig = rigOf("partner");
    const sub = credentials.sub_mchid;
    const request = cart(rig, [sub, `${sub.slice(0, -2)}07`]);
    const started = await rig.wallet.combined!.start(request);
    if (started.kind !== "waiting" || !started.action) throw new Error(`not waiting: ${started.kind}`);
    await rig.fake.act(phoneCode(started.action), "pay");
    await rig.fake.deliverDue();
    const asked = await rig.wallet.combined!.ask(request);
    expect(rig.readings).toMatchObject([{ kind: "combined", combinedId: request.combinedId, parts: asked }]);
    const second = request.parts[1]!;
    const refund = {
      refundId: wireId("R"),
      createdAt: refundAskedAt,
      paymentId: second.paymentId,
      subMerchant: second.subMerchant!,
      amount: second.amount,
      total: second.amount,
      reason: "不要了",
      noticeUrl: request.noticeUrl,
      combined: true,
    };
    expect((await rig.wallet.refund(refund)).kind).toBe("processing");
    rig.advance(5_000);
    await rig.fake.deliverDue();
    expect(rig.readings[1]).toMatchObject({
      kind: "refund",
      refundId: refund.refundId,
      paymentId: second.paymentId,
      outcome: { kind: "refunded", amount: second.amount },
    });
    expect(rig.fake.ledger().payments.map((row) => row.refunded)).toEqual(["0", "200"]);
  });

  it("is closed as a whole, and is absent before it was made", async () => {
    const rig = rigOf();
    const request = cart(rig, [undefined, undefined]);
    const kinds = (parts: readonly { outcome: { kind: string } }[]) => parts.map((part) => part.outcome.kind);
    expect(kinds(await rig.wallet.combined!.ask(request))).toEqual(["absent", "absent"]);
    await rig.wallet.combined!.start(request);
    expect(kinds(await rig.wallet.combined!.ask(request))).toEqual(["waiting", "waiting"]);
    expect(kinds(await rig.wallet.combined!.close(request))).toEqual(["closed", "closed"]);
    expect(kinds(await rig.wallet.combined!.ask(request))).toEqual(["closed", "closed"]);
    rig.fake.setFaults({ server_error: 1 });
    expect(kinds(await rig.wallet.combined!.close(request))).toEqual(["unknown", "unknown"]);
  });
});

describe("bills", () => {
  const day = "2024-09-12";
  const paidRig = async () => {
    const rig = rigOf();
    const request = sampleStart(rig);
    const started = await rig.wallet.start(request);
    await rig.fake.act(started.kind === "waiting" && started.action ? phoneCode(started.action) : "", "pay");
    const refundId = wireId("R");
    const { paymentId, amount: total, noticeUrl } = request;
    await rig.wallet.refund({
      refundId,
      createdAt: refundAskedAt,
      paymentId,
      amount: fen(230),
      total,
      reason: "",
      noticeUrl,
    });
    return { rig, request, refundId };
  };

  const linesOf = async (rig: WeChatRig, of = day): Promise<BillLine[]> => {
    const lines: BillLine[] = [];
    for await (const batch of rig.wallet.bill(of)) lines.push(...batch);
    return lines;
  };
  const fault = async (rig: WeChatRig, of = day): Promise<string> => {
    const lines = await linesOf(rig, of).catch((error: unknown) => error);
    return lines instanceof BillFault ? lines.code : `no fault: ${JSON.stringify(lines, (_, v) => `${v}`)}`;
  };
  /** Changes the file as its download arrives. */
  const alter = (rig: WeChatRig, change: (text: string) => string) => {
    const handle = rig.fake.handle;
    rig.fake.handle = async (request) => {
      const answer = await handle(request);
      if (!request.path.startsWith("/v3/billdownload")) return answer;
      return { ...answer, body: gzipSync(change(gunzipSync(answer.body).toString("utf8"))) };
    };
  };

  it("gives every payment and refund of a day, to the fen", async () => {
    const { rig, request, refundId } = await paidRig();
    const { paymentId } = request;
    const common = { paymentId, feeRate: { of: 60n, per: 10_000n }, at: new Date("2024-09-12T01:00:00Z") };
    expect(await linesOf(rig)).toMatchObject([
      { ...common, kind: "payment", refundId: null, amount: fen(1230), fee: fen(7), state: "done" },
      { ...common, kind: "refund", refundId, amount: fen(230), fee: fen(-1) },
    ]);
  });

  it("refuses a day without a bill, one that is not ready, an altered and a cut file, each with its word", async () => {
    const { rig } = await paidRig();
    expect(await fault(rig, "2024-09-11")).toBe("bill_missing");
    rig.fake.setFaults({ strict_clock: true });
    expect(await fault(rig)).toBe("bill_not_ready");
    rig.fake.clearFaults();
    rig.fake.setFaults({ server_error: 1 });
    expect(await fault(rig)).toBe("bill_unreachable");
    rig.fake.clearFaults();
    const handle = rig.fake.handle;
    rig.fake.handle = async (request) => {
      const answer = await handle(request);
      return request.path.startsWith("/v3/billdownload") ? { ...answer, body: answer.body.subarray(0, -30) } : answer;
    };
    expect(await fault(rig)).toBe("bill_truncated");
    rig.fake.handle = handle;
    alter(rig, (text) => text.replace("12.30", "12.31"));
    expect(await fault(rig)).toBe("bill_hash_wrong");
  });
});

/** A bill as protocol notes show it, with totals that add up. */
function tradeFile(rows: readonly string[][]): string {
  const columns =
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额," +
    "代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
  const totals = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
  const sum = ["2", "12.35", "0.00", "0.00", "0.07000", "12.35", "0.00"];
  const line = (cells: readonly string[]) => cells.map((cell) => `\`${cell}`).join(",");
  return `\uFEFF${[columns, ...rows.map(line), totals, line(sum), ""].join("\r\n")}`;
}

function tradeCells(row: { paid: string; fee: string }): string[] {
  const first = ["2024-09-12 09:00:00", "wx", "19", "0", "", "42", wireId("P"), "o", "NATIVE", "SUCCESS", "OTHERS"];
  const middle = ["CNY", row.paid, "0.00", "0", "0", "0.00", "0.00", "", "", "Tea", "", row.fee, "0.60%"];
  return [...first, ...middle, row.paid, "0.00", ""];
}

async function* piecesOf(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

describe("the file of a bill", () => {
  const file = tradeFile([tradeCells({ paid: "12.30", fee: "0.07000" }), tradeCells({ paid: "0.05", fee: "0.00000" })]);
  const read = async (text: string, piece = 50_000): Promise<string | number> => {
    const bytes = Buffer.from(text);
    let count = 0;
    try {
      for await (const batch of readBillFile(piecesOf(bytes, piece), tradeKind)) count += batch.length;
      return count;
    } catch (error) {
      return error instanceof BillFault ? error.code : String(error);
    }
  };

  it("is read to its end and held against its own totals, in whatever pieces it comes", async () => {
    for (const piece of [1, 7, 64, 1000]) expect(await read(file, piece)).toBe(2);
    expect(await read(file)).toBe(2);
    expect(await read(file.replace(/`2,`12\.35/, "`2.0,`12.35"))).toBe(2);
    expect(await read(file.replace(/`2,`12\.35/, "`2.5,`12.35"))).toBe("bill_total_wrong");
    expect(await read(file.replace("`0.07000,`12.35", "`0.07000,`12.36"))).toBe("bill_total_wrong");
    expect(await read(file.replace("`0.07000,`0.60%", "`0.08000,`0.60%"))).toBe("bill_total_wrong");
    expect(await read(file.replace(/\r\n`2024[^\r]*/, ""))).toBe("bill_total_wrong");
    expect(await read(file.slice(0, file.indexOf("总交易单数")))).toBe("bill_truncated");
    expect(await read(file.slice(0, -40))).toBe("bill_truncated");
    expect(await read(file.replace(",费率备注", ""))).toBe("bill_malformed");
    expect(await read(file.replace("手续费,费率", "费,费率"))).toBe("bill_malformed");
    expect(await read(file.replace("`0.60%,`12.30", "`0.60%,`12.3x"))).toBe("bill_malformed");
    expect(await read("")).toBe("bill_truncated");
  });
});

describe("settings", () => {
  it("take what the sandbox publishes, in all three key modes", () => {
    const shown = published(credentials, origin) as Record<string, { pem?: string }>;
    expect(Object.keys(shown).sort()).toEqual(
      [
        "apiv2_key",
        "apiv3_key",
        "appid",
        "base_url",
        "certificate",
        "mchid",
        "platform_certificate",
        "private_key",
      ].concat(["public_key", "serial_no", "sub_mchid"]),
    );
    expect(JSON.stringify(shown)).not.toContain(JSON.stringify(credentials.public_key.private_key));
    for (const change of [{}, certificateMode, publicKeyMode])
      expect(() => readSettings({ ...accountSettings(credentials, origin), ...change })).not.toThrow();
  });

  it("name every fault at once", () => {
    const settings = {
      appid: "1",
      mchid: "x",
      serial_no: "?",
      private_key: "-",
      apiv3_key: "short",
      api_origin: "http://evil.test",
    };
    let faults: readonly string[] = [];
    try {
      wechatpay.readSettings({ ...settings, public_key_id: "PUB", platform_certificate: "x", mode: "both" });
    } catch (error) {
      faults = error instanceof WalletSettingsFault ? error.faults : [];
    }
    const names = faults.map((fault) => fault.split(" ")[0]);
    const expected = ["appid", "mchid", "serial_no", "mode", "private_key", "apiv3_key", "platform_certificate"];
    expect(names).toEqual([...expected, "public_key_id", "public_key", "api_origin"]);
  });
});
