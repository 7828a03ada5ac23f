import { describe, expect, it } from "vitest";
import { fen } from "#money";
import {
  houseNotices,
  makeRig,
  phoneCode,
  type Rig,
  type RigParts,
  refundAskedAt,
  sampleStart,
  wireId,
} from "./conformance-rig.ts";
import type { BuyerAction, NoticeReading, PayMethod, PaymentSubject, PayOutcome, StartRequest } from "./protocol.ts";

/**
 * The hard cases that every wallet must survive, run against its own fake. A wallet's test is one call:
 * `conformance({ kind, makeFake, connect })`, with the same keys on both sides.
 */
export function conformance(parts: RigParts & { subMerchant?: string }): void {
  const rig = () => makeRig(parts);
  const own = parts.subMerchant === undefined ? {} : { subMerchant: parts.subMerchant };
  describe(`${parts.kind.id}: hard cases of every wallet`, () => {
    payingCases(rig, own);
    noticeCases(rig, own);
    troubleCases(rig, own);
    closingCases(rig, own);
    refundCases(rig, own);
    const methods = parts.kind.combined?.methods;
    if (methods) combinedCases(rig, own, methods.includes("qr") ? "qr" : (methods[0] as PayMethod));
  });
}

type MakeRig = () => Rig;
type Own = { subMerchant?: string };

function actionOf(outcome: PayOutcome): BuyerAction {
  if (outcome.kind !== "waiting" || !outcome.action) throw new Error(`no action in ${JSON.stringify(outcome.kind)}`);
  return outcome.action;
}

export function subjectOf(request: StartRequest): PaymentSubject {
  const { paymentId, method, amount, expiresAt, subMerchant } = request;
  return { paymentId, method, amount, expiresAt, ...(subMerchant === undefined ? {} : { subMerchant }) };
}

async function startAndPay(rig: Rig, own: Own): Promise<StartRequest> {
  const request = sampleStart(rig, own);
  const code = phoneCode(actionOf(await rig.wallet.start(request)));
  expect(await rig.fake.act(code, "pay", "buyer-1")).toMatchObject({ ok: true, state: "paid" });
  return request;
}

function paidNotices(rig: Rig): Extract<NoticeReading, { kind: "payment" }>[] {
  return rig.readings.filter((reading) => reading.kind === "payment");
}

function payingCases(make: MakeRig, own: Own): void {
  it("opens, shows the buyer amount and payee, takes the money and tells us", async () => {
    const rig = make();
    const request = sampleStart(rig, own);
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    expect((await rig.wallet.ask(subjectOf(request))).kind).toMatch(/^(waiting|absent)$/);
    const view = await rig.fake.look(code);
    expect(view).toMatchObject({ ok: true, state: "confirm", amount: "12.30", out_trade_no: request.paymentId });
    expect(view.says.zh).not.toBe("");
    expect(view.says.en).not.toBe("");
    const paid = await rig.fake.act(code, "pay", "buyer-1");
    expect(paid.state).toBe("paid");
    const asked = await rig.wallet.ask(subjectOf(request));
    expect(asked).toMatchObject({ kind: "paid", walletRef: paid.transaction_id, amount: fen(1230) });
    await rig.fake.deliverDue();
    expect(paidNotices(rig)).toMatchObject([{ paymentId: request.paymentId, outcome: asked }]);
    expect(rig.fake.nextDue()).toBeNull();
  });

  it("leaves everything as it was when the buyer cancels or has too little", async () => {
    const rig = make();
    const request = sampleStart(rig, own);
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    expect((await rig.fake.act(code, "cancel")).state).toBe("cancelled");
    expect((await rig.fake.act(code, "insufficient")).state).toBe("insufficient");
    expect((await rig.wallet.ask(subjectOf(request))).kind).toMatch(/^(waiting|absent)$/);
    expect((await rig.fake.act(code, "pay")).state).toBe("paid");
  });
}

function noticeCases(make: MakeRig, own: Own): void {
  it("reads the same notice twice as the same notice", async () => {
    const rig = make();
    rig.fake.setFaults({ notice_repeat: 1 });
    await startAndPay(rig, own);
    await rig.fake.deliverDue();
    const [first, second, ...more] = paidNotices(rig);
    expect(first?.outcome.kind).toBe("paid");
    expect(more).toEqual([]);
    expect(second).toEqual(first);
  });

  it("sends a notice again, later, until it is taken", async () => {
    const rig = make();
    rig.reply = "again";
    await startAndPay(rig, own);
    await rig.fake.deliverDue();
    const due = rig.fake.nextDue();
    expect(due?.getTime()).toBeGreaterThan(rig.now().getTime());
    rig.reply = "taken";
    rig.advance((due?.getTime() ?? 0) - rig.now().getTime());
    await rig.fake.deliverDue();
    expect(paidNotices(rig)).toHaveLength(2);
    expect(paidNotices(rig)[1]?.noticeId).toBe(paidNotices(rig)[0]?.noticeId);
    expect(rig.fake.nextDue()).toBeNull();
  });

  it("can be paid, and say so, before we hear the answer to our own call", async () => {
    const rig = make();
    const request = sampleStart(rig, own);
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    rig.beforeAnswer = async () => {
      await rig.fake.act(code, "pay");
      await rig.fake.deliverDue();
    };
    const late = await rig.wallet.start(request);
    expect(late.kind).toMatch(/^(waiting|paid|unknown)$/);
    expect(paidNotices(rig)).toMatchObject([{ paymentId: request.paymentId, outcome: { kind: "paid" } }]);
  });

  it("keeps its state over a restart of the fake", async () => {
    const rig = make();
    const request = await startAndPay(rig, own);
    const other = make();
    other.fake.load(rig.fake.save());
    expect(await other.wallet.ask(subjectOf(request))).toMatchObject({ kind: "paid", amount: fen(1230) });
    expect(other.fake.ledger().payments).toEqual(rig.fake.ledger().payments);
  });
}

function troubleCases(make: MakeRig, own: Own): void {
  it("answers unknown to a time-out after success, and the same start again goes through", async () => {
    const rig = make();
    const request = sampleStart(rig, own);
    rig.fake.setFaults({ timeout_after_success: 1 });
    expect((await rig.wallet.start(request)).kind).toBe("unknown");
    rig.fake.clearFaults();
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    await rig.fake.act(code, "pay");
    expect(await rig.wallet.ask(subjectOf(request))).toMatchObject({ kind: "paid", amount: fen(1230) });
    expect(rig.fake.ledger().payments.filter((row) => row.out_trade_no === request.paymentId)).toHaveLength(1);
  });

  it("never turns trouble into a refusal: 5xx, rate limit, an answer that cannot be proven", async () => {
    const rig = make();
    const request = await startAndPay(rig, own);
    for (const faults of [{ server_error: 1 }, { bad_signature: true }, { timeout_after_success: 1 }]) {
      rig.fake.setFaults(faults);
      expect((await rig.wallet.ask(subjectOf(request))).kind, JSON.stringify(faults)).toBe("unknown");
      expect((await rig.wallet.close(subjectOf(request))).kind, JSON.stringify(faults)).toBe("unknown");
      rig.fake.clearFaults();
    }
    rig.fake.setFaults({ rate_limit: 1 });
    const asked = [];
    for (let i = 0; i < 3; i++) asked.push((await rig.wallet.ask(subjectOf(request))).kind);
    expect(asked).toContain("unknown");
    expect(new Set(asked).has("refused")).toBe(false);
  });

  it("says what a genuine notice says, though the amount is not ours", async () => {
    const rig = make();
    rig.fake.setFaults({ wrong_amount: true });
    await startAndPay(rig, own);
    await rig.fake.deliverDue();
    const outcome = paidNotices(rig)[0]?.outcome;
    expect(outcome?.kind).toBe("paid");
    expect(outcome?.kind === "paid" && outcome.amount.minor !== 1230n).toBe(true);
  });

  it("believes no notice with a wrong signature", async () => {
    const rig = make();
    await startAndPay(rig, own);
    rig.fake.setFaults({ bad_signature: true });
    await rig.fake.deliverDue();
    expect(rig.readings.map((reading) => reading.kind)).toEqual(["not_genuine"]);
  });

  it("never reads an altered notice as another one", async () => {
    const rig = make();
    await startAndPay(rig, own);
    await rig.fake.deliverDue();
    const raw = rig.raw[0]!;
    const genuine = rig.readings[0];
    for (let at = 0; at < raw.body.length; at += 7) {
      const body = Buffer.from(raw.body);
      body[at] = body[at] === 0x31 ? 0x32 : 0x31;
      if (body.equals(raw.body)) continue;
      const reading = await rig.wallet.readNotice({ ...raw, body });
      if (reading.kind !== "not_genuine") expect(reading, `byte ${at}`).toEqual(genuine);
    }
  });
}

function closingCases(make: MakeRig, own: Own): void {
  it("answers paid to a close that comes too late", async () => {
    const rig = make();
    const request = await startAndPay(rig, own);
    expect(await rig.wallet.close(subjectOf(request))).toMatchObject({ kind: "paid", amount: fen(1230) });
  });

  it("says closed only when nobody can pay any more", async () => {
    const rig = make();
    const request = sampleStart(rig, own);
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    const outcome = await rig.wallet.close(subjectOf(request));
    const view = await rig.fake.act(code, "pay");
    expect(view.state === "paid").toBe(outcome.kind !== "closed");
    if (outcome.kind === "closed") expect((await rig.wallet.ask(subjectOf(request))).kind).toBe("closed");
  });

  it("lets nobody pay after the time is over", async () => {
    const rig = make();
    const request = sampleStart(rig, own);
    const code = phoneCode(actionOf(await rig.wallet.start(request)));
    rig.advance(16 * 60_000);
    expect((await rig.fake.look(code)).state).toMatch(/^(expired|closed)$/);
    expect((await rig.fake.act(code, "pay")).state).toMatch(/^(expired|closed)$/);
    expect((await rig.wallet.ask(subjectOf(request))).kind).not.toBe("paid");
  });

  it("knows nothing of payments and refunds that never were", async () => {
    const rig = make();
    const request = sampleStart(rig, own);
    expect(await rig.wallet.ask(subjectOf(request))).toEqual({ kind: "absent" });
    const paid = await startAndPay(rig, own);
    const refund = {
      refundId: wireId("R"),
      createdAt: refundAskedAt,
      paymentId: paid.paymentId,
      amount: fen(1),
      total: fen(1230),
      ...own,
    };
    expect(await rig.wallet.askRefund(refund)).toEqual({ kind: "absent" });
    expect((await rig.fake.look("no such code")).state).toBe("unknown_code");
  });
}

function refundCases(make: MakeRig, own: Own): void {
  /** As the house asks: with the number that the wallet gave the payment when it was paid. */
  const refundOf = async (rig: Rig, request: StartRequest, minor: number) => ({
    refundId: wireId("R"),
    createdAt: refundAskedAt,
    paymentId: request.paymentId,
    amount: fen(minor),
    total: request.amount,
    reason: "不想要了",
    noticeUrl: houseNotices,
    walletRef: await walletRefOf(rig, request),
    ...own,
  });

  it("sends back once, however often it is asked", async () => {
    const rig = make();
    const request = await startAndPay(rig, own);
    const refund = await refundOf(rig, request, 230);
    rig.fake.setFaults({ timeout_after_success: 1 });
    expect((await rig.wallet.refund(refund)).kind).toBe("unknown");
    rig.fake.clearFaults();
    expect((await rig.wallet.refund(refund)).kind).toMatch(/^(refunded|processing)$/);
    expect((await rig.wallet.refund(refund)).kind).toMatch(/^(refunded|processing)$/);
    rig.advance(60_000);
    await rig.fake.deliverDue();
    expect(await rig.wallet.askRefund(refund)).toMatchObject({ kind: "refunded", amount: fen(230) });
    expect(rig.fake.ledger().refunds).toHaveLength(1);
    expect(rig.fake.ledger().payments[0]?.refunded).toBe("230");
  });

  it("refuses more than was paid, and the payment stays paid", async () => {
    const rig = make();
    const request = await startAndPay(rig, own);
    const refund = async (minor: number) => (await rig.wallet.refund(await refundOf(rig, request, minor))).kind;
    expect(await refund(1000)).toMatch(/^(refunded|processing)$/);
    expect(await refund(231)).toBe("refused");
    expect(await refund(230)).toMatch(/^(refunded|processing)$/);
    expect(await rig.wallet.ask(subjectOf(request))).toMatchObject({ kind: "paid", amount: fen(1230) });
  });
}

async function walletRefOf(rig: Rig, request: StartRequest): Promise<string> {
  const asked = await rig.wallet.ask(subjectOf(request));
  if (asked.kind !== "paid") throw new Error(`A paid payment answers ${asked.kind}.`);
  return asked.walletRef;
}

function combinedCases(make: MakeRig, own: Own, method: PayMethod): void {
  it("pays all parts of a combined order or none, and tells each part's number", async () => {
    const rig = make();
    const { paymentId: _, amount: __, subMerchant: ___, ...common } = sampleStart(rig);
    const parts = [700, 530].map((minor) => ({ paymentId: wireId("P"), amount: fen(minor), title: "茶", ...own }));
    const request = { ...common, method, combinedId: wireId("C"), parts };
    const started = await rig.wallet.combined!.start(request);
    const ref = started.kind === "waiting" && started.ref !== undefined ? { ref: started.ref } : {};
    const code = phoneCode(actionOf(started));
    expect(await rig.fake.look(code)).toMatchObject({ state: "confirm", amount: "12.30" });
    expect((await rig.fake.act(code, "pay")).state).toBe("paid");
    const subject = { ...request, ...ref };
    const asked = [...(await rig.wallet.combined!.ask(subject))].sort(byPayment);
    expect(asked).toMatchObject(
      parts.map((part) => ({ paymentId: part.paymentId, outcome: { kind: "paid", amount: part.amount } })),
    );
    const refs = asked.map((part) => part.outcome.kind === "paid" && part.outcome.walletRef);
    expect(new Set(refs).size).toBe(2);
    const closed = await rig.wallet.combined!.close(subject);
    expect(closed.map((part) => part.outcome.kind)).toEqual(["paid", "paid"]);
    await rig.fake.deliverDue();
    expect(rig.readings.length).toBeGreaterThan(0);
    expect(rig.readings.every((reading) => reading.kind === "combined" || reading.kind === "payment")).toBe(true);
  });
}

function byPayment(a: { paymentId: string }, b: { paymentId: string }): number {
  return a.paymentId < b.paymentId ? -1 : 1;
}
