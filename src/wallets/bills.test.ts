import { afterEach, describe, expect, test } from "vitest";
import { fen } from "#money";
import { accountSettings, makeAlipayFake, makeCredentials } from "./alipay/fake.ts";
import { alipay } from "./alipay/index.ts";
import { houseNotices, makeRig, phoneCode, type Rig, refundAskedAt, sampleStart, wireId } from "./conformance-rig.ts";
import type { FaultKnobs } from "./fake-protocol.ts";
import { BillFault, type BillLine, type FundLine, type HttpStream, type RefundLine } from "./protocol.ts";
import { rigOf } from "./wechatpay/testing/rig.ts";

/** What a day's bills are, wallet by wallet, read by the client from what the fake wrote of what happened in it. */
const alipayKeys = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";
const day = "2024-09-12";

let streamed: HttpStream | undefined;

const rigs: Record<string, () => Rig> = {
  alipay: () =>
    makeRig({
      kind: alipay,
      makeFake: (outside) => makeAlipayFake(alipayKeys, outside),
      connect: (outside) =>
        alipay.connect(alipay.readSettings(accountSettings(alipayKeys, origin, "key")), {
          ...outside,
          ...(streamed && { stream: streamed }),
        }),
    }),
  wechatpay: () => rigOf(),
};

afterEach(() => {
  streamed = undefined;
});

async function pay(rig: Rig, minor: number): Promise<string> {
  const request = sampleStart(rig, { amount: fen(minor) });
  const started = await rig.wallet.start(request);
  if (started.kind !== "waiting" || !started.action) throw new Error(started.kind);
  expect((await rig.fake.act(phoneCode(started.action), "pay", "buyer-1")).state).toBe("paid");
  return request.paymentId;
}

async function linesOf<Line>(batches: AsyncIterable<readonly Line[]> | undefined): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of batches ?? []) lines.push(...batch);
  return lines;
}
const bill = (rig: Rig, of = day): Promise<BillLine[]> => linesOf(rig.wallet.bill?.(of));
const fundBill = (rig: Rig, of = day): Promise<FundLine[]> => linesOf(rig.wallet.fundBill?.(of));
const fault = async (rig: Rig, of = day): Promise<string> =>
  bill(rig, of).then(
    (lines) => `${lines.length} lines`,
    (error: unknown) => (error instanceof BillFault ? error.code : String(error)),
  );

/** 12.30, 5.00 and 1.00 paid, 2.30 of the first sent back. */
async function busyDay(make: () => Rig) {
  const rig = make();
  const paid = [await pay(rig, 1230)];
  rig.advance(60_000);
  paid.push(await pay(rig, 500), await pay(rig, 100));
  rig.advance(60_000);
  const refundId = wireId("R");
  const back = { amount: fen(230), total: fen(1230), reason: "不想要了", noticeUrl: houseNotices };
  await rig.wallet.refund({ ...back, refundId, paymentId: paid[0] as string, createdAt: refundAskedAt });
  return { rig, paid, refundId };
}

describe.each(Object.keys(rigs))("%s", (name) => {
  const make = rigs[name] as () => Rig;
  const keepsFeeOfRefunds = name === "alipay";

  test("the trade bill has every payment and refund of the day, to the fen", async () => {
    const { rig, paid, refundId } = await busyDay(make);
    const lines = await bill(rig);
    expect(lines.map((line) => [line.kind, line.paymentId, line.amount.minor, line.fee.minor, line.state])).toEqual([
      ["payment", paid[0], 1230n, 7n, "done"],
      ["payment", paid[1], 500n, 3n, "done"],
      ["payment", paid[2], 100n, 1n, "done"],
      ["refund", paid[0], 230n, keepsFeeOfRefunds ? 0n : -1n, expect.stringMatching(/done|under_way/)],
    ]);
    expect(lines[3]).toMatchObject({ refundId });
    expect(lines[1]?.at).toEqual(new Date("2024-09-12T01:01:00Z"));
    const ledger = rig.fake.ledger().payments.map((one) => one.transaction_id);
    expect(lines.slice(0, 3).map((line) => line.walletRef)).toEqual(ledger);
  });

  test("the account's bill has what moved: payments, their fees, refunds; it adds up to the trades", async () => {
    const { rig } = await busyDay(make);
    const flows = await fundBill(rig);
    const sum = (kind: string) =>
      flows.filter((flow) => flow.kind === kind).reduce((all, flow) => all + flow.amount.minor, 0n);
    expect([sum("payment"), sum("fee"), sum("other")]).toEqual([1830n, -11n, 0n]);
    expect(sum("refund")).toBe(keepsFeeOfRefunds ? -230n : -229n);
  });

  test.each<[Partial<FaultKnobs>, string]>([
    [{ bill_file: 1 }, "bill_truncated"],
    [{ bill_file: 2 }, "bill_hash_wrong"],
    [{ bill_file: 3 }, "bill_total_wrong"],
    [{ bill_file: 4 }, "bill_not_ready"],
    [{ server_error: 1 }, "bill_unreachable"],
  ])("a file with %o is refused as %s", async (knobs, code) => {
    const { rig } = await busyDay(make);
    rig.fake.setFaults(knobs);
    expect(await fault(rig)).toBe(code);
    rig.fake.clearFaults();
    expect(await fault(rig)).toBe("4 lines");
  });

  test("a day without a bill is told as that, once there would be one", async () => {
    const { rig } = await busyDay(make);
    rig.advance(3 * 86_400_000);
    expect(await fault(rig, "2024-09-13")).toBe("bill_missing");
  });

  test("knobs make every class of difference, on payments of their own", async () => {
    const { rig, paid } = await busyDay(make);
    const brief = async (knobs: Partial<FaultKnobs>, of = day) => {
      rig.fake.clearFaults();
      rig.fake.setFaults(knobs);
      const lines = await bill(rig, of);
      return lines
        .filter((line) => line.kind === "payment")
        .map((line) => `${paid.indexOf(line.paymentId)} ${line.amount.minor} ${line.fee.minor} ${line.state}`);
    };
    const [one, two, three] = await brief({});
    expect(await brief({ bill_drop: 1 })).toEqual([two, three]);
    expect(await brief({ bill_extra: 1 })).toEqual(expect.arrayContaining(["-1 1230 7 done", one, two, three]));
    expect(await brief({ bill_wrong_amount: 1, bill_wrong_fee: 1 })).toEqual(["0 1231 7 done", "1 500 8 done", three]);
    const wrong = await brief({ bill_wrong_state: 1 });
    expect(wrong[0]).toMatch(/^0 1230 7 (failed|unknown)$/);
    expect(await brief({ bill_next_day: 1 })).toEqual([one, two]);
    expect(await brief({ bill_next_day: 1 }, "2024-09-13")).toEqual([three]);
  });

  test("with ask_stale only the bill tells that a payment was paid", async () => {
    const rig = make();
    rig.fake.setFaults({ ask_stale: true, notice_drop: 1 });
    const paymentId = await pay(rig, 1230);
    const subject = { paymentId, method: "qr", amount: fen(1230), expiresAt: new Date(rig.now().getTime() + 60_000) };
    expect(await rig.wallet.ask(subject as never)).toMatchObject({ kind: "waiting" });
    expect(await rig.wallet.close(subject as never)).toMatchObject({ kind: "unknown" });
    expect((await bill(rig))[0]).toMatchObject({ paymentId, state: "done" });
  });
});

test("a file comes in whatever pieces the network makes of it", async () => {
  let fakeOf: Rig | null = null;
  streamed = async ({ method, url, headers }) => {
    const path = url.slice(origin.length);
    const { body, ...rest } = await (fakeOf as Rig).fake.handle({ method, path, headers, body: Buffer.alloc(0) });
    return {
      ...rest,
      body: (async function* () {
        for (let from = 0; from < body.length; from += 100) yield body.subarray(from, from + 100);
      })(),
    };
  };
  const { rig } = await busyDay(() => {
    fakeOf = (rigs["alipay"] as () => Rig)();
    return fakeOf;
  });
  expect(await bill(rig)).toHaveLength(4);
});

test("WeChat Pay's bill of refunds tells when each arrived, on the day it was asked for and on the day it came", async () => {
  const { rig, refundId } = await busyDay(rigs["wechatpay"] as () => Rig);
  const refunds = (of = day): Promise<RefundLine[]> => linesOf(rig.wallet.refundBill?.(of));
  expect(await refunds()).toMatchObject([{ refundId, amount: fen(230), doneAt: null }]);
  rig.advance(86_400_000);
  await rig.wallet.askRefund({ refundId, paymentId: "", createdAt: refundAskedAt } as never);
  const [early] = await refunds();
  const [late] = await refunds("2024-09-13");
  expect(early?.doneAt?.toISOString().slice(0, 10)).toBe("2024-09-13");
  expect(late).toEqual(early);
  await expect(refunds("2024-09-15")).rejects.toMatchObject({ code: "bill_missing" });
  rig.fake.setFaults({ bill_file: 1 });
  await expect(refunds()).rejects.toMatchObject({ code: "bill_truncated" });
});
