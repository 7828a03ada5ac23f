import { describe, expect, it } from "vitest";
import { fen, type Money } from "#money";
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
import { phoneCode, type Rig, refundAskedAt, sampleStart, wireId } from "../conformance-rig.ts";
import type { FundLine, Wallet } from "../protocol.ts";
import { afterMeanings } from "./after-words.ts";
import { credentials, rigOf } from "./testing/rig.ts";

const sub = credentials.sub_mchid;
const partner: AfterRig = { make: () => rigOf("partner", { holding: "partner" }), subMerchant: sub };
const ecommerce: AfterRig = { make: () => rigOf("partner", { holding: "ecommerce" }), subMerchant: sub };

async function fill(rig: Rig, amount: Money): Promise<void> {
  const request = releaseOf(ecommerce, await paidFor(rig, ecommerce, amount));
  await rig.wallet.release!.release(request);
  expect((await settled(rig, () => rig.wallet.release!.ask(request))).kind).toBe("released");
}

describe("as a service provider", () => {
  releaseCases(partner);
  shareCases(partner);
  it("has no withdrawals", () => expect(partner.make().wallet.withdrawals).toBeUndefined());
});

describe("as an e-commerce platform", () => {
  releaseCases(ecommerce);
  shareCases(ecommerce);
  withdrawalCases(ecommerce, fill);

  it("tells what the wallet holds for the store, before and after a release", async () => {
    const rig = ecommerce.make();
    await paidFor(rig, ecommerce);
    const balance = () => rig.wallet.withdrawals!.balance!(sub);
    expect(await balance()).toEqual({ kind: "known", available: fen(0), pending: fen(10_000) });
    await fill(rig, fen(700));
    expect(await balance()).toEqual({ kind: "known", available: fen(700), pending: fen(10_000) });
  });

  it("names the card that the wallet knows, by its last four digits", async () => {
    const rig = ecommerce.make();
    await fill(rig, fen(700));
    const request = withdrawalOf(ecommerce, fen(700));
    await rig.wallet.withdrawals!.send(request);
    expect(await settled(rig, () => rig.wallet.withdrawals!.ask(request))).toMatchObject({ cardLast4: sub.slice(-4) });
  });
});

describe("what only this wallet has", () => {
  it("holds nothing of what was paid before holding was switched on: not_held", async () => {
    const before = rigOf("partner");
    const paid = await paidFor(before, { ...ecommerce, make: () => before });
    const rig = rigOf("partner", { holding: "ecommerce" });
    rig.fake.load(before.fake.save());
    rig.advance(61_000);
    expect(await rig.wallet.release!.release(releaseOf(ecommerce, paid))).toMatchObject({ kind: "not_held" });
  });

  it("neither shares nor lets go within a minute of the payment: unknown, and nothing happened", async () => {
    const rig = ecommerce.make();
    const paid = await paidFor(rig, ecommerce);
    rig.advance(-30_000);
    await rig.wallet.sharing!.bind(rig.wallet.sharing!.own);
    expect((await rig.wallet.sharing!.share(shareOf(ecommerce, rig, paid, fen(5)))).kind).toBe("unknown");
    expect((await rig.wallet.release!.release(releaseOf(ecommerce, paid))).kind).toBe("unknown");
    expect(await rig.wallet.sharing!.remaining!(paid)).toEqual({ kind: "known", amount: fen(10_000) });
  });

  it("lets go by itself what it held too long: the store has it, nothing is left to share, a refund is the store's", async () => {
    const rig = ecommerce.make();
    expect(rig.wallet.release?.holdsDays).toBe(180);
    expect(partner.make().wallet.release?.holdsDays).toBe(30);
    rig.fake.setFaults({ hold_days: 30 });
    const paid = await paidFor(rig, ecommerce);
    const balances = () => rig.fake.ledger().balances;
    rig.advance(29 * 86_400_000);
    expect(balances()).toContainEqual({ merchant: sub, available: "0", pending: "10000" });
    rig.fake.load(rig.fake.save());
    rig.advance(86_400_000);
    expect(balances()).toContainEqual({ merchant: sub, available: "10000", pending: "0" });
    await rig.wallet.sharing!.bind(rig.wallet.sharing!.own);
    expect((await rig.wallet.sharing!.share(shareOf(ecommerce, rig, paid, fen(5)))).kind).toBe("refused");
    expect(await rig.wallet.release!.release(releaseOf(ecommerce, paid))).toMatchObject({ kind: "not_held" });
    const back = { refundId: wireId("R"), createdAt: refundAskedAt, paymentId: paid.paymentId, reason: "退货" };
    const amounts = { amount: fen(4_000), total: paid.total, subMerchant: sub };
    await rig.wallet.refund({ ...back, ...amounts, noticeUrl: "https://house.test/notices/wallet/account" });
    expect(balances()).toContainEqual({ merchant: sub, available: "6000", pending: "0" });
  });

  it("tells the commission that came to the provider's own account, and what went back of it, apart from trades", async () => {
    for (const after of [partner, ecommerce]) {
      const rig = after.make();
      const paid = await paidFor(rig, after);
      await rig.wallet.sharing!.bind(rig.wallet.sharing!.own, after.subMerchant);
      const share = shareOf(after, rig, paid, fen(3_000));
      await rig.wallet.sharing!.share(share);
      await settled(rig, () => rig.wallet.sharing!.ask(share));
      const { reason: _, ...named } = share;
      const back = { ...named, returnId: wireId("T"), amount: fen(1_000), reason: "退款" };
      await rig.wallet.sharing!.takeBack(back);
      await settled(rig, () => rig.wallet.sharing!.askReturn(back));
      const lines: FundLine[] = [];
      for await (const batch of (rig.wallet as Wallet).commissionBill?.("2024-09-12") ?? []) lines.push(...batch);
      expect(lines.map((line) => [line.kind, line.ownRef, line.amount.minor])).toEqual([
        ["sharing", share.shareId, 3_000n],
        ["sharing_return", back.returnId, -1_000n],
      ]);
    }
    expect((rigOf("direct", { holding: "partner" }).wallet as Wallet).commissionBill).toBe(undefined);
  });

  it("lets go what a share left, and a refund of a held order takes what is held", async () => {
    const rig = ecommerce.make();
    const paid = await paidFor(rig, ecommerce);
    await rig.wallet.sharing!.bind(rig.wallet.sharing!.own);
    const share = shareOf(ecommerce, rig, paid, fen(3_000));
    await rig.wallet.sharing!.share(share);
    await settled(rig, () => rig.wallet.sharing!.ask(share));
    const { paymentId, total } = paid;
    const back = {
      refundId: wireId("R"),
      createdAt: refundAskedAt,
      paymentId,
      amount: fen(2_000),
      total,
      reason: "少发",
      subMerchant: sub,
    };
    await rig.wallet.refund({ ...back, noticeUrl: "https://house.test/notices/wallet/account" });
    expect(await rig.wallet.sharing!.remaining!(paid)).toEqual({ kind: "known", amount: fen(5_000) });
    const release = releaseOf(ecommerce, paid, fen(3_000));
    await rig.wallet.release!.release(release);
    await settled(rig, () => rig.wallet.release!.ask(release));
    const { balances } = rig.fake.ledger();
    expect(balances).toContainEqual({ merchant: sub, available: "5000", pending: "0" });
    expect(balances).toContainEqual({ merchant: credentials.mchid, available: "3000", pending: "0" });
    expect(await rig.wallet.sharing!.share(shareOf(ecommerce, rig, paid, fen(1)))).toMatchObject({ kind: "refused" });
  });

  it("lets the store's other orders pay a refund after its release, never more than there is", async () => {
    const rig = ecommerce.make();
    const paid = await paidFor(rig, ecommerce, fen(1_000));
    await fill(rig, fen(1));
    const request = releaseOf(ecommerce, paid);
    await rig.wallet.release!.release(request);
    await settled(rig, () => rig.wallet.release!.ask(request));
    const out = withdrawalOf(ecommerce, fen(500));
    await rig.wallet.withdrawals!.send(out);
    const back = {
      refundId: wireId("R"),
      createdAt: refundAskedAt,
      paymentId: paid.paymentId,
      amount: fen(502),
      total: fen(1_000),
    };
    const asked = { ...back, reason: "坏了", noticeUrl: "https://house.test/notices/wallet/account", subMerchant: sub };
    expect(await rig.wallet.refund(asked)).toMatchObject({ kind: "refused", code: "NOT_ENOUGH" });
    expect((await rig.wallet.refund({ ...asked, amount: fen(501), refundId: wireId("R") })).kind).toBe("processing");
  });

  it("keeps all of it over a restart of the fake", async () => {
    const rig = ecommerce.make();
    await fill(rig, fen(700));
    await rig.wallet.withdrawals!.send(withdrawalOf(ecommerce, fen(200)));
    const other = ecommerce.make();
    other.fake.load(rig.fake.save());
    expect(other.fake.ledger().balances).toEqual(rig.fake.ledger().balances);
    expect(other.fake.ledger().withdrawals).toHaveLength(1);
  });

  it("asks for no share where the account is a direct merchant's", async () => {
    const rig = rigOf("direct", { holding: "partner" });
    expect(rig.wallet.sharing).toBeUndefined();
    const request = sampleStart(rig);
    expect((await rig.wallet.start(request)).kind).toBe("waiting");
    expect(() => rigOf("direct", { holding: "ecommerce" })).toThrow(/mode partner/);
  });

  it("has a meaning for every word that the sources name", () => {
    const words = ["NOT_ENOUGH", "NO_AUTH", "REQUEST_BLOCKED", "CONTRACT_NOT_CONFIRM", "ACCOUNT_NOT_VERIFIED"];
    const more = ["ACCOUNT_ERROR", "ORDER_NOT_EXIST", "FREQUENCY_LIMITED", "SYSTEM_ERROR", "PARAM_ERROR"];
    for (const word of [...words, ...more]) expect(afterMeanings.withdraw, word).toHaveProperty(word);
    for (const word of ["INVALID_REQUEST", "NOT_ENOUGH", "RULE_LIMIT", "RATELIMIT_EXCEED", "RESOURCE_NOT_EXISTS"])
      expect(afterMeanings.share, word).toHaveProperty(word);
  });
});

it("holds each part of a combined order by itself, and lets one go without the other", async () => {
  const rig = ecommerce.make();
  const other = `${sub.slice(0, -2)}42`;
  const { paymentId: _, amount: __, subMerchant: ___, ...common } = sampleStart(rig);
  const parts = [sub, other].map((subMerchant, n) => ({
    ...{ paymentId: wireId("P"), amount: fen(700 + n), title: "茶", subMerchant },
  }));
  const request = { ...common, combinedId: wireId("C"), parts };
  const started = await rig.wallet.combined!.start(request);
  if (started.kind !== "waiting" || !started.action) throw new Error(started.kind);
  await rig.fake.act(phoneCode(started.action), "pay");
  rig.advance(61_000);
  const asked = await rig.wallet.combined!.ask(request);
  const first = asked.find((one) => one.paymentId === parts[0]!.paymentId)?.outcome;
  if (first?.kind !== "paid") throw new Error("not paid");
  const paid = { paymentId: parts[0]!.paymentId, walletRef: first.walletRef, total: fen(700) };
  const release = releaseOf(ecommerce, paid);
  await rig.wallet.release!.release(release);
  expect((await settled(rig, () => rig.wallet.release!.ask(release))).kind).toBe("released");
  expect(rig.fake.ledger().balances).toEqual([
    { merchant: sub, available: "700", pending: "0" },
    { merchant: other, available: "0", pending: "701" },
  ]);
});
