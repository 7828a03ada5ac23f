import { expect, it } from "vitest";
import { fen, type Money } from "#money";
import { phoneCode, type Rig, sampleStart, wireId } from "./conformance-rig.ts";
import type { ReleaseRequest, ShareRequest, StartRequest, WithdrawalRequest } from "./protocol.ts";

/** The hard cases of the money after the payment, for every wallet that has the calls, against its own fake. */
export type AfterRig = {
  make: () => Rig;
  subMerchant?: string;
  change?: Partial<StartRequest>;
  /** False where a share comes back only with a refund. */
  takesBack?: false;
};

const own = ({ subMerchant }: AfterRig) => (subMerchant === undefined ? {} : { subMerchant });

/** A paid payment, old enough to be shared. */
export async function paidFor(rig: Rig, after: AfterRig, amount: Money = fen(10_000)) {
  const request = sampleStart(rig, { amount, ...own(after), ...after.change });
  const started = await rig.wallet.start(request);
  if (started.kind !== "waiting" || !started.action) throw new Error(`not waiting: ${JSON.stringify(started)}`);
  const { transaction_id } = await rig.fake.act(phoneCode(started.action), "pay");
  rig.advance(61_000);
  return { paymentId: request.paymentId, walletRef: transaction_id as string, total: amount };
}

type Paid = Awaited<ReturnType<typeof paidFor>>;

export function releaseOf(after: AfterRig, paid: Paid, shared: Money = fen(0)): ReleaseRequest {
  const { paymentId, walletRef, total } = paid;
  return { releaseId: wireId("L"), paymentId, walletRef, amount: total, shared, ...own(after) };
}

export function shareOf(after: AfterRig, rig: Rig, paid: Paid, amount: Money): ShareRequest {
  const receiver = rig.wallet.sharing!.own;
  const { paymentId, walletRef } = paid;
  return { shareId: wireId("S"), paymentId, walletRef, receiver, amount, reason: "佣金", ...own(after) };
}

export function withdrawalOf(after: AfterRig, amount: Money, last4 = "0000"): WithdrawalRequest {
  const card = { holder: "张三", bank: "招商银行", number: `622588011234${last4}` };
  return { withdrawalId: wireId("W"), amount, card, ...own(after) };
}

/** Asks until the wallet has decided, moving the clock. */
export async function settled<T extends { kind: string }>(rig: Rig, ask: () => Promise<T>): Promise<T> {
  for (let turn = 0; turn < 5; turn++) {
    const found = await ask();
    if (found.kind !== "processing") return found;
    rig.advance(5_000);
    await rig.fake.deliverDue();
  }
  return await ask();
}

/** As the house does: where nothing can be asked, the release is repeated. */
export async function askRelease(rig: Rig, request: ReleaseRequest) {
  const asked = await rig.wallet.release!.ask(request);
  return asked.kind === "absent" ? await rig.wallet.release!.release(request) : asked;
}

export function releaseCases(after: AfterRig): void {
  it("lets go once, however often it is asked, though the answer is lost", async () => {
    const rig = after.make();
    const request = releaseOf(after, await paidFor(rig, after));
    rig.fake.setFaults({ timeout_after_success: 1 });
    expect((await rig.wallet.release!.release(request)).kind).toBe("unknown");
    rig.fake.clearFaults();
    expect((await rig.wallet.release!.release(request)).kind).toMatch(/^(released|processing)$/);
    expect((await settled(rig, () => askRelease(rig, request))).kind).toBe("released");
    expect((await rig.wallet.release!.release(request)).kind).toBe("released");
    const balances = rig.fake.ledger().balances!.filter((one) => one.merchant === after.subMerchant);
    expect(balances).toMatchObject([{ available: "10000", pending: "0" }]);
  });

  it("knows nothing of a release that never was, and never refuses out of trouble", async () => {
    const rig = after.make();
    const request = releaseOf(after, await paidFor(rig, after));
    expect((await rig.wallet.release!.ask(request)).kind).toBe("absent");
    for (const faults of [{ server_error: 1 }, { bad_signature: true }]) {
      rig.fake.setFaults(faults);
      expect((await rig.wallet.release!.release(request)).kind, JSON.stringify(faults)).toBe("unknown");
      expect((await askRelease(rig, request)).kind, JSON.stringify(faults)).toBe("unknown");
      rig.fake.clearFaults();
    }
  });
}

export function shareCases(after: AfterRig): void {
  const ready = async (rig: Rig, amount = 10_000) => {
    const paid = await paidFor(rig, after, fen(amount));
    const { sharing, release } = rig.wallet;
    expect((await sharing!.bind(sharing!.own, after.subMerchant)).kind).toBe("done");
    if (sharing!.when === "after_release") {
      const request = releaseOf(after, paid);
      await release!.release(request);
      await settled(rig, () => askRelease(rig, request));
    }
    return paid;
  };

  it("shares once, tells the receiver's own result, and takes back within it", async () => {
    const rig = after.make();
    const paid = await ready(rig);
    const request = shareOf(after, rig, paid, fen(600));
    rig.fake.setFaults({ timeout_after_success: 1 });
    expect((await rig.wallet.sharing!.share(request)).kind).toBe("unknown");
    rig.fake.clearFaults();
    expect((await rig.wallet.sharing!.share(request)).kind).toMatch(/^(shared|processing)$/);
    const shared = await settled(rig, () => rig.wallet.sharing!.ask(request));
    expect(shared).toMatchObject({ kind: "shared", amount: fen(600) });
    expect(rig.fake.ledger().shares).toMatchObject([{ amount: "600" }]);
    if (after.takesBack === false) return;
    const back = { ...request, returnId: wireId("B"), amount: fen(400) };
    expect((await rig.wallet.sharing!.takeBack(back)).kind).toMatch(/^(returned|processing)$/);
    expect(await settled(rig, () => rig.wallet.sharing!.askReturn(back))).toMatchObject({ kind: "returned" });
    const more = { ...back, returnId: wireId("B"), amount: fen(201) };
    expect((await rig.wallet.sharing!.takeBack(more)).kind).toBe("refused");
  });

  it("refuses more than its limit, and a closed receiver, and what nobody bound", async () => {
    const rig = after.make();
    const paid = await ready(rig);
    const limit = (paid.total.minor * BigInt(rig.wallet.sharing!.limitBp)) / 10_000n;
    const over = shareOf(after, rig, paid, fen(limit + 1n));
    if (limit < paid.total.minor) expect((await rig.wallet.sharing!.share(over)).kind).toBe("refused");
    rig.fake.setFaults({ share_refused: true });
    const request = shareOf(after, rig, paid, fen(10));
    const first = await rig.wallet.sharing!.share(request);
    const ended = first.kind === "processing" ? await settled(rig, () => rig.wallet.sharing!.ask(request)) : first;
    expect(ended.kind).toBe("refused");
    rig.fake.clearFaults();
    expect((await rig.wallet.sharing!.unbind(rig.wallet.sharing!.own, after.subMerchant)).kind).toBe("done");
    rig.advance(2_000);
    expect((await rig.wallet.sharing!.share(shareOf(after, rig, paid, fen(10)))).kind).not.toMatch(
      /^(shared|processing)$/,
    );
  });

  it("knows nothing of shares and returns that never were", async () => {
    const rig = after.make();
    const paid = await ready(rig);
    const request = shareOf(after, rig, paid, fen(10));
    expect((await rig.wallet.sharing!.ask(request)).kind).toBe("absent");
    const back = { ...request, returnId: wireId("B") };
    expect((await rig.wallet.sharing!.askReturn(back)).kind).toBe("absent");
  });
}

/** `fill` puts so many fen into the store's balance at the wallet. */
export function withdrawalCases(after: AfterRig, fill: (rig: Rig, amount: Money) => Promise<void>): void {
  it("sends once, though the answer is lost, and never more than there is", async () => {
    const rig = after.make();
    await fill(rig, fen(5_000));
    const request = withdrawalOf(after, fen(4_000));
    rig.fake.setFaults({ timeout_after_success: 1 });
    expect((await rig.wallet.withdrawals!.send(request)).kind).toBe("unknown");
    rig.fake.clearFaults();
    expect((await rig.wallet.withdrawals!.send(request)).kind).toMatch(/^(paid|processing)$/);
    const paid = await settled(rig, () => rig.wallet.withdrawals!.ask(request));
    expect(paid).toMatchObject({ kind: "paid", amount: fen(4_000) });
    expect((await rig.wallet.withdrawals!.send(withdrawalOf(after, fen(1_001)))).kind).toBe("refused");
    expect(rig.fake.ledger().withdrawals).toMatchObject([{ amount: "4000" }]);
  });

  it("tells a bank's refusal, and money that the bank sends back after it arrived", async () => {
    const rig = after.make();
    await fill(rig, fen(5_000));
    rig.fake.setFaults({ withdrawal_refused: true });
    const refused = withdrawalOf(after, fen(5_000));
    const first = await rig.wallet.withdrawals!.send(refused);
    const told = first.kind === "processing" ? await settled(rig, () => rig.wallet.withdrawals!.ask(refused)) : first;
    expect(told.kind).toBe("refused");
    rig.fake.clearFaults();
    rig.fake.setFaults({ withdrawal_returned: true });
    const returned = withdrawalOf(after, fen(5_000));
    await rig.wallet.withdrawals!.send(returned);
    expect((await settled(rig, () => rig.wallet.withdrawals!.ask(returned))).kind).toBe("paid");
    rig.advance(61_000);
    expect(await rig.wallet.withdrawals!.ask(returned)).toMatchObject({ kind: "refused" });
    rig.fake.clearFaults();
    expect((await rig.wallet.withdrawals!.send(withdrawalOf(after, fen(5_000)))).kind).toMatch(/^(paid|processing)$/);
  });

  it("stays unknown in trouble, and knows nothing of what never was", async () => {
    const rig = after.make();
    await fill(rig, fen(5_000));
    const request = withdrawalOf(after, fen(100));
    expect((await rig.wallet.withdrawals!.ask(request)).kind).toBe("absent");
    for (const faults of [{ server_error: 1 }, { bad_signature: true }, { rate_limit: 1 }]) {
      rig.fake.setFaults(faults);
      if ("rate_limit" in faults) await rig.wallet.withdrawals!.ask(request);
      expect((await rig.wallet.withdrawals!.send(request)).kind, JSON.stringify(faults)).toBe("unknown");
      rig.fake.clearFaults();
    }
    rig.fake.setFaults({ withdrawal_stuck: true });
    rig.advance(2_000);
    await rig.wallet.withdrawals!.send(request);
    rig.advance(86_400_000);
    expect((await rig.wallet.withdrawals!.ask(request)).kind).toBe("processing");
  });
}
