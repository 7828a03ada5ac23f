import { fromJson, type Money, toJson } from "#money";
import {
  type AskOutcome,
  type CombinedWallet,
  defineWallet,
  type NoticeReading,
  type PayOutcome,
  type RawRequest,
  type RefundOutcome,
  type RefundRequest,
  type StartRequest,
  type Wallet,
  type WalletKind,
} from "#wallets/protocol";

type ToyOrder = { amount: Money; state: "open" | "paid" | "closed"; ref: string; group: string | null };

/** A wallet of few words, in memory, whose every failure a test can choose. */
export type Toy = {
  kind: WalletKind;
  wallet: Wallet;
  orders: Map<string, ToyOrder>;
  refunds: Map<string, bigint>;
  calls: { start: number; ask: number; close: number; refund: number };
  knobs: {
    /** start() answers unknown; `after`: the wallet did act. */
    start: "ok" | "lost_before" | "lost_after" | "refused";
    ask: "ok" | "unknown" | "absent";
    /** `unproven`: cannot say that it is closed. */
    close: "ok" | "unproven";
    refund: "ok" | "processing" | "refused" | "lost_after" | "unknown";
  };
  /** Runs inside start(), before it answers: a notice that overtakes the answer. */
  beforeAnswer: (() => Promise<void>) | null;
  pay(paymentId: string): void;
  notice(paymentId: string, change?: { amount?: Money; walletRef?: string }): RawRequest;
  refundNotice(refundId: string, paymentId: string, amount: Money): RawRequest;
};

export function makeToy(id: string, now: () => Date): Toy {
  const toy = { orders: new Map(), refunds: new Map(), beforeAnswer: null } as unknown as Toy;
  toy.calls = { start: 0, ask: 0, close: 0, refund: 0 };
  toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
  const lost: PayOutcome = { kind: "unknown", cause: "time-out" };

  const said = (paymentId: string): AskOutcome => {
    const order = toy.orders.get(paymentId);
    if (!order || toy.knobs.ask === "absent") return { kind: "absent" };
    if (order.state === "paid") return { kind: "paid", walletRef: order.ref, amount: order.amount, paidAt: now() };
    return order.state === "closed" ? { kind: "closed", code: "CLOSED" } : { kind: "waiting" };
  };
  const open = (paymentId: string, amount: Money, group: string | null) => {
    if (!toy.orders.has(paymentId))
      toy.orders.set(paymentId, { amount, state: "open", ref: `${id}-${paymentId}`, group });
  };
  const offer = async (act: () => void): Promise<PayOutcome> => {
    toy.calls.start++;
    if (toy.knobs.start === "refused") return { kind: "refused", code: "NO_AUTH", says: "not allowed" };
    if (toy.knobs.start === "lost_before") return lost;
    act();
    await toy.beforeAnswer?.();
    return toy.knobs.start === "lost_after" ? lost : { kind: "waiting", action: { kind: "qr", content: `${id}:code` } };
  };
  const close = (paymentId: string): AskOutcome => {
    const order = toy.orders.get(paymentId);
    if (toy.knobs.close === "unproven") return lost;
    if (order?.state === "open") order.state = "closed";
    return order ? said(paymentId) : { kind: "closed", code: "CLOSED" };
  };
  const combined: CombinedWallet = {
    start: (request) =>
      offer(() => request.parts.forEach((part) => void open(part.paymentId, part.amount, request.combinedId))),
    ask: async (subject) => subject.parts.map(({ paymentId }) => ({ paymentId, outcome: said(paymentId) })),
    close: async (subject) => subject.parts.map(({ paymentId }) => ({ paymentId, outcome: close(paymentId) })),
  };
  toy.wallet = {
    start: (request: StartRequest) => offer(() => open(request.paymentId, request.amount, null)),
    async ask(subject) {
      toy.calls.ask++;
      return toy.knobs.ask === "unknown" ? lost : said(subject.paymentId);
    },
    async close(subject) {
      toy.calls.close++;
      const outcome = close(subject.paymentId);
      return outcome.kind === "absent" ? lost : outcome;
    },
    refund: async (request) => refund(toy, request, now),
    askRefund: async (subject) =>
      toy.refunds.has(subject.refundId)
        ? { kind: "refunded", walletRefundRef: `r-${subject.refundId}`, amount: subject.amount, refundedAt: now() }
        : { kind: "absent" },
    readNotice: async (raw) => read(raw),
    combined,
  };
  toy.pay = (paymentId) => {
    const order = toy.orders.get(paymentId);
    if (order?.state !== "open") throw new Error(`${paymentId} cannot be paid: ${order?.state}`);
    for (const one of toy.orders.values())
      if (one === order || (order.group !== null && one.group === order.group)) one.state = "paid";
  };
  toy.notice = (paymentId, change) => {
    const order = toy.orders.get(paymentId) as ToyOrder;
    const body = {
      paymentId,
      amount: toJson(change?.amount ?? order.amount),
      walletRef: change?.walletRef ?? order.ref,
      paidAt: now().toISOString(),
    };
    return posted(body);
  };
  toy.refundNotice = (refundId, paymentId, amount) =>
    posted({ refundId, paymentId, amount: toJson(amount), refundedAt: now().toISOString() });
  toy.kind = toyKind(id, toy);
  return toy;
}

function refund(toy: Toy, request: RefundRequest, now: () => Date): RefundOutcome {
  toy.calls.refund++;
  const done = { kind: "refunded", walletRefundRef: `r-${request.refundId}`, amount: request.amount } as const;
  // Under the same number it is the same refund, whatever the wallet would say to a new one.
  const again = toy.refunds.has(request.refundId) && toy.knobs.refund !== "unknown";
  if (again) return { ...done, refundedAt: now() };
  if (toy.knobs.refund === "refused") return { kind: "refused", code: "NOT_ENOUGH", says: "not enough" };
  if (toy.knobs.refund === "processing") return { kind: "processing" };
  if (toy.knobs.refund === "unknown") return { kind: "unknown", cause: "time-out" };
  toy.refunds.set(request.refundId, request.amount.minor);
  if (toy.knobs.refund === "lost_after") return { kind: "unknown", cause: "time-out" };
  return { ...done, refundedAt: now() };
}

function posted(body: object): RawRequest {
  return { method: "POST", path: "/notices", headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

type NoticeBody = { paymentId: string; amount: { currency: string; minor: string } } & (
  | { walletRef: string; paidAt: string }
  | { refundId: string; refundedAt: string }
);

function read(raw: RawRequest): NoticeReading {
  if (raw.body.length === 0) return { kind: "not_genuine", why: "empty" };
  const body = JSON.parse(raw.body.toString()) as NoticeBody;
  const amount = fromJson(body.amount);
  if ("refundId" in body) {
    const { refundId, paymentId } = body;
    const refundedAt = new Date(body.refundedAt);
    const outcome = { kind: "refunded", walletRefundRef: `r-${refundId}`, amount, refundedAt } as const;
    return { kind: "refund", noticeId: `n-${refundId}`, refundId, paymentId, outcome };
  }
  return {
    kind: "payment",
    noticeId: `n-${body.paymentId}`,
    paymentId: body.paymentId,
    outcome: {
      kind: "paid",
      walletRef: body.walletRef,
      amount,
      paidAt: new Date(body.paidAt),
    },
  };
}

function toyKind(id: string, toy: Toy): WalletKind {
  const reply = (status: number) => ({ status, headers: {}, body: Buffer.alloc(0) });
  return defineWallet({
    id,
    title: { zh: id, en: id },
    mark: { svg: "<svg/>", colour: "#000" },
    currencies: ["CNY"],
    methods: ["qr", "jump", "in_app"],
    combined: { methods: ["qr"], partsMax: 10 },
    inAppNeedsOpenid: true,
    inAppUserAgent: id,
    payerCodes: [],
    hosts: [],
    schemes: [],
    settings: [],
    readSettings: () => ({}),
    connect: () => toy.wallet,
    replies: { taken: reply(200), again: reply(500), notGenuine: reply(401) },
  });
}
