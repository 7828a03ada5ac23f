import type { AskOutcome, CombinedSubject, PaymentSubject, PayOutcome, RefundOutcome, Wallet } from "#wallets/protocol";
import type { Toy } from "../src/payments/testing/toy-wallet.ts";
import type { Dice } from "./dice.ts";

/**
 * A wallet that keeps its promises and nothing else: it loses calls and answers, is slow with refunds, refuses some,
 * and ends what it was given no time for. Money in it moves only by `pay` and by refunds.
 */
export type World = {
  wallet: Wallet;
  toy: Toy;
  /** Orders that a buyer may pay now: open, and their time is not over. */
  payable(): string[];
  /** What each refund is about, so that money is counted where it lies. */
  refundOf: Map<string, string>;
  /** From now on nothing is lost and everything comes to its end. */
  heal(): void;
};

type Trouble = { percent: number };
type Flaky = <T>(act: () => Promise<T>) => Promise<T | typeof lost>;

const lost = { kind: "unknown", cause: "time-out" } as const;

export function makeWorld(toy: Toy, dice: Dice, now: () => Date): World {
  const trouble: Trouble = { percent: 15 };
  const flaky: Flaky = async (act) => {
    if (dice.chance(trouble.percent)) return lost;
    const answer = await act();
    return dice.chance(trouble.percent) ? lost : answer;
  };
  const orders = makeOrders(toy, now);
  const refunds = makeRefunds(toy, dice, trouble);
  const wallet: Wallet = {
    readNotice: toy.wallet.readNotice,
    start(request) {
      orders.given(request.paymentId, request.expiresAt);
      return flaky<PayOutcome>(() => toy.wallet.start(request));
    },
    ask: (subject) => flaky<AskOutcome>(() => orders.ask(subject)),
    close: (subject) => flaky<PayOutcome>(() => orders.close(subject)),
    refund: (request) => flaky<RefundOutcome>(() => refunds.refund(request)),
    askRefund: (subject) => flaky<RefundOutcome | { kind: "absent" }>(() => refunds.askRefund(subject)),
    combined: makeCombined(toy, orders, flaky),
  };
  return {
    ...{ wallet, toy, payable: orders.payable, refundOf: refunds.refundOf },
    heal() {
      trouble.percent = 0;
      refunds.heal();
    },
  };
}

type Orders = ReturnType<typeof makeOrders>;

function makeOrders(toy: Toy, now: () => Date) {
  const expiries = new Map<string, Date>();
  const end = (id: string): void => {
    const order = toy.orders.get(id);
    if (order?.state === "open" && (expiries.get(id) ?? now()) < now()) order.state = "closed";
  };
  return {
    given(id: string, until: Date): void {
      if (!expiries.has(id)) expiries.set(id, until);
    },
    ask(subject: PaymentSubject): Promise<AskOutcome> {
      end(subject.paymentId);
      return toy.wallet.ask(subject);
    },
    /** What it has never seen it cannot close: a start may still be on its way. */
    async close(subject: PaymentSubject): Promise<PayOutcome> {
      end(subject.paymentId);
      return toy.orders.has(subject.paymentId) ? await toy.wallet.close(subject) : lost;
    },
    payable(): string[] {
      for (const id of toy.orders.keys()) end(id);
      return [...toy.orders].filter(([, order]) => order.state === "open").map(([id]) => id);
    },
  };
}

function makeCombined(toy: Toy, orders: Orders, flaky: Flaky): NonNullable<Wallet["combined"]> {
  const { combined } = toy.wallet;
  if (!combined) throw new Error("The toy has combined orders.");
  const everyPart = async (subject: CombinedSubject, how: "ask" | "close") => {
    const heard = await flaky(() => Promise.all(subject.parts.map((part) => orders[how]({ ...subject, ...part }))));
    return subject.parts.map(({ paymentId }, index) => ({
      paymentId,
      outcome: "kind" in heard ? heard : (heard[index] as AskOutcome),
    }));
  };
  return {
    start(request) {
      for (const part of request.parts) orders.given(part.paymentId, request.expiresAt);
      return flaky<PayOutcome>(() => combined.start(request));
    },
    ask: (subject) => everyPart(subject, "ask"),
    close: (subject) => everyPart(subject, "close"),
  };
}

function makeRefunds(toy: Toy, dice: Dice, trouble: Trouble) {
  const refundOf = new Map<string, string>();
  const slow = new Set<string>();
  const refused = new Set<string>();
  const refund: Wallet["refund"] = async (request) => {
    const id = request.refundId;
    refundOf.set(id, request.paymentId);
    if (toy.refunds.has(id)) return await toy.wallet.refund(request);
    if (!refused.has(id) && (slow.has(id) || dice.chance(trouble.percent))) {
      slow.add(id);
      return { kind: "processing" };
    }
    if (!refused.has(id) && !dice.chance(trouble.percent)) return await toy.wallet.refund(request);
    refused.add(id);
    return { kind: "refused", code: "NOT_ENOUGH", says: "not enough" };
  };
  const askRefund: Wallet["askRefund"] = async (subject) => {
    if (!slow.has(subject.refundId) || toy.refunds.has(subject.refundId)) return await toy.wallet.askRefund(subject);
    if (dice.chance(trouble.percent * 3)) return { kind: "processing" };
    if (dice.chance(trouble.percent * 2)) return { kind: "abnormal", code: "ABNORMAL", says: "no account" };
    slow.delete(subject.refundId);
    toy.refunds.set(subject.refundId, subject.amount.minor);
    return await toy.wallet.askRefund(subject);
  };
  return { refundOf, refund, askRefund, heal: () => refused.clear() };
}
