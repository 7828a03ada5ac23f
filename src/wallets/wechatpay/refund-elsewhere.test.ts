import { describe, expect, it } from "vitest";
import { fen } from "#money";
import { paidFor } from "../after-conformance.ts";
import { houseNotices, refundAskedAt, wireId } from "../conformance-rig.ts";
import { credentials, rigOf, type WeChatRig } from "./testing/rig.ts";

const card = { kind: "payer_card", bank: "ICBC_DEBIT", number: "6222020200112233445", holder: "李雷" } as const;

/** A refund that the wallet could not bring to the payer's account. */
async function stuck(rig: WeChatRig, own: { subMerchant?: string } = {}) {
  const paid = await paidFor(rig, { make: () => rig, ...own });
  const request = {
    ...{ refundId: wireId("R"), createdAt: refundAskedAt, paymentId: paid.paymentId, amount: fen(300) },
    ...{ total: paid.total, reason: "破损", noticeUrl: houseNotices, ...own },
  };
  rig.fake.setFaults({ refund_abnormal: true });
  expect((await rig.wallet.refund(request)).kind).toBe("processing");
  rig.advance(3_000);
  await rig.fake.deliverDue();
  expect(await rig.wallet.askRefund(request)).toMatchObject({ kind: "abnormal" });
  rig.fake.setFaults({ refund_abnormal: false });
  return request;
}

describe("an abnormal refund goes to another account", () => {
  it.each([
    ["a card of the payer's", card],
    ["the store's own account", { kind: "store_account" } as const],
  ])("%s, once, however often it is asked", async (_, to) => {
    for (const own of [{}, { subMerchant: credentials.sub_mchid }]) {
      const rig = rigOf("subMerchant" in own ? "partner" : "direct");
      const request = await stuck(rig, own);
      expect(await rig.wallet.refundElsewhere?.(request, to)).toMatchObject({ kind: "processing" });
      expect(await rig.wallet.refundElsewhere?.(request, to)).toMatchObject({ kind: "processing" });
      rig.advance(3_000);
      await rig.fake.deliverDue();
      expect(await rig.wallet.refundElsewhere?.(request, card)).toMatchObject({ kind: "refunded", amount: fen(300) });
      expect(await rig.wallet.askRefund(request)).toMatchObject({ kind: "refunded", amount: fen(300) });
    }
  });

  it("is still abnormal where the wallet will not take the card", async () => {
    const rig = rigOf();
    const request = await stuck(rig);
    const odd = { ...card, number: "1" };
    expect(await rig.wallet.refundElsewhere?.(request, odd)).toMatchObject({
      kind: expect.stringMatching(/abnormal|unknown/),
    });
    expect(await rig.wallet.askRefund(request)).toMatchObject({ kind: "abnormal" });
  });

  it("moves nothing of a refund that the wallet does not know", async () => {
    const rig = rigOf();
    const request = await stuck(rig);
    const other = { ...request, refundId: wireId("R") };
    expect(await rig.wallet.refundElsewhere?.(other, card)).toMatchObject({
      kind: "abnormal",
      code: "RESOURCE_NOT_EXISTS",
    });
  });
});
