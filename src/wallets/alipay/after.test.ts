import { describe, expect, it } from "vitest";
import { fen } from "#money";
import {
  type AfterRig,
  paidFor,
  releaseCases,
  releaseOf,
  settled,
  shareCases,
  shareOf,
  withdrawalCases,
  withdrawalOf,
} from "../after-conformance.ts";
import { makeRig, wireId } from "../conformance-rig.ts";
import { afterWords } from "./after-words.ts";
import { accountSettings, makeAlipayFake, makeCredentials } from "./fake.ts";
import { alipay } from "./index.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";
const subMerchant = "2088000000000099";

const rigOf = (change: Record<string, string>) =>
  makeRig({
    kind: alipay,
    makeFake: (outside) => makeAlipayFake(credentials, outside),
    connect: (outside) =>
      alipay.connect(alipay.readSettings({ ...accountSettings(credentials, origin), ...change }), outside),
  });

const held: AfterRig = { make: () => rigOf({ settle_period: "30d" }), subMerchant, takesBack: false };
const own: AfterRig = { make: () => rigOf({ bank_transfers: "on" }) };

describe("a sub-merchant's trades in a settlement period", () => {
  releaseCases(held);
  shareCases(held);

  it("give a royalty back inside a refund, and never more than its receiver got", async () => {
    const rig = held.make();
    const paid = await paidFor(rig, held);
    await rig.wallet.release!.release(releaseOf(held, paid));
    const request = shareOf(held, rig, paid, fen(600));
    await rig.wallet.sharing!.bind(request.receiver, subMerchant);
    await rig.wallet.sharing!.share(request);
    expect(await settled(rig, () => rig.wallet.sharing!.ask(request))).toMatchObject({ kind: "shared" });
    const refund = (amount: number, back: number | null) =>
      rig.wallet.refund({
        ...{ refundId: wireId("R"), paymentId: paid.paymentId, walletRef: paid.walletRef, amount: fen(amount) },
        ...{ total: paid.total, createdAt: rig.now(), reason: "退货", noticeUrl: "https://house.test/n", subMerchant },
        ...(back === null ? {} : { sharesBack: [{ receiver: request.receiver, amount: fen(back) }] }),
      });
    // The store has 94.00 of it left: without the marketplace's 6.00 it cannot give all of it back.
    expect(await refund(10_000, null)).toMatchObject({ kind: "refused" });
    expect((await refund(10_000, 601)).kind).not.toBe("refunded");
    expect(await refund(1_000, 60)).toMatchObject({ kind: "refunded", amount: fen(1_000) });
    expect((await refund(9_000, 541)).kind).not.toBe("refunded");
    expect(await refund(9_000, 540)).toMatchObject({ kind: "refunded", amount: fen(9_000) });
  });

  it("are settled for what was not refunded, and refused for anything else", async () => {
    const rig = held.make();
    const paid = await paidFor(rig, held);
    const back = { refundId: wireId("R"), paymentId: paid.paymentId, amount: fen(2_000), total: paid.total };
    await rig.wallet.refund({
      ...back,
      createdAt: rig.now(),
      reason: "少发",
      noticeUrl: "https://house.test/n",
      subMerchant,
    });
    const request = releaseOf(held, paid);
    expect(await rig.wallet.release!.release(request)).toMatchObject({ kind: "refused" });
    const right = { ...request, releaseId: wireId("L"), amount: fen(8_000) };
    expect(await rig.wallet.release!.release(right)).toMatchObject({ kind: "released" });
    expect(rig.fake.ledger().balances).toContainEqual({ merchant: subMerchant, available: "8000", pending: "0" });
  });

  it("go by themselves after their period: then nothing is held", async () => {
    const rig = held.make();
    const paid = await paidFor(rig, held);
    rig.advance(30 * 86_400_000);
    expect(await rig.wallet.release!.release(releaseOf(held, paid))).toMatchObject({ kind: "not_held" });
  });

  it("share nothing before they are settled, and only what the sub-merchant has", async () => {
    const rig = held.make();
    const paid = await paidFor(rig, held);
    await rig.wallet.sharing!.bind(rig.wallet.sharing!.own);
    const share = shareOf(held, rig, paid, fen(100));
    expect(await rig.wallet.sharing!.share(share)).toMatchObject({ kind: "refused", code: "ACQ.TRADE_SETTLE_ERROR" });
    expect(await rig.wallet.sharing!.takeBack({ ...share, returnId: wireId("B") })).toMatchObject({
      code: "only_with_a_refund",
    });
  });
});

describe("transfers from the account's own money to a bank card", () => {
  withdrawalCases(own, async (rig, amount) => void (await paidFor(rig, own, amount)));

  it("never take a sub-merchant's money, which is not there", async () => {
    const rig = own.make();
    await paidFor(rig, own);
    const request = { ...withdrawalOf(own, fen(100)), subMerchant };
    expect(await rig.wallet.withdrawals!.send(request)).toMatchObject({ code: "settled_to_the_store" });
  });

  it("refuse less than ten fen, and keep all of it over a restart", async () => {
    const rig = own.make();
    await paidFor(rig, own);
    expect(await rig.wallet.withdrawals!.send(withdrawalOf(own, fen(9)))).toMatchObject({ kind: "refused" });
    const request = withdrawalOf(own, fen(500));
    await rig.wallet.withdrawals!.send(request);
    await settled(rig, () => rig.wallet.withdrawals!.ask(request));
    const other = own.make();
    other.fake.load(rig.fake.save());
    expect(other.fake.ledger().balances).toEqual(rig.fake.ledger().balances);
    expect(await other.wallet.withdrawals!.ask(request)).toMatchObject({ kind: "paid" });
  });
});

it("has neither without the settings, and says which are wrong", () => {
  const { wallet } = rigOf({});
  expect([wallet.release, wallet.sharing, wallet.withdrawals]).toEqual([undefined, undefined, undefined]);
  expect(() => rigOf({ settle_period: "400d", bank_transfers: "yes" })).toThrow(/settle_period.*bank_transfers/);
});

it("has a meaning for every word that the sources name", () => {
  for (const word of ["TRADE_SETTLE_ERROR", "ROYALTY_ACCOUNT_NOT_EXIST", "SELLER_BALANCE_NOT_ENOUGH"])
    expect(afterWords.share, word).toHaveProperty(word);
  for (const word of ["SYSTEM_ERROR", "PAYER_BALANCE_NOT_ENOUGH"]) expect(afterWords.transfer).toHaveProperty(word);
});
