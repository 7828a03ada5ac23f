import { expect, test } from "vitest";
import type { Bill, PaymentView } from "./contract.ts";
import { attemptOf, friendPaying, lingering, type Screen, screenOf, settled, waiting } from "./screens.ts";
import { type Event, initial, reduce, type State } from "./state.ts";

const now = Date.parse("2024-09-12T10:00:00Z");
const later = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
const cny = (minor: string) => ({ currency: "CNY", minor });

const payment = (patch: Partial<PaymentView> = {}): PaymentView => ({
  id: "pay_1",
  order: "ord_1",
  wallet: "wechatpay",
  method: "qr",
  amount: cny("100"),
  state: "waiting",
  wallet_ref: null,
  action: { kind: "qr", content: "weixin://x" },
  stage: "offered",
  reason: null,
  combined: null,
  by_friend: false,
  expires_at: later(15),
  created_at: later(0),
  paid_at: null,
  ...patch,
});
const offers: Bill["offers"] = [
  {
    wallet: "wechatpay",
    title: { zh: "微信支付", en: "WeChat Pay" },
    mark: { svg: "<svg/>", colour: "#07c160" },
    available: true,
    reasons: [],
    methods: ["qr"],
    combined: true,
    cap: null,
  },
];
const bill = (patch: Partial<Bill> = {}): Bill => ({
  id: "chk_1",
  state: "open",
  amount: cny("100"),
  orders: [{ id: "ord_1", store: "sto_1", title: "tea", amount: cny("100"), state: "unpaid" }],
  payments: [],
  offers,
  locale: "zh-CN",
  expires_at: later(20),
  ...patch,
});
const way = { wallet: "wechatpay", method: "qr", order: null, amount: cny("100") } as const;

const after = (...events: Event[]): State => events.reduce(reduce, initial("buyer", now));
const read = (patch: Partial<Bill> = {}): Event => ({ type: "read", bill: bill(patch) });
const started = (...payments: PaymentView[]): Event => {
  return { type: "started", way, payments, action: payments[0]?.action ?? null };
};
const name = (state: State): Screen["name"] => screenOf(state).name;

test("nothing is known, then the wallets are shown", () => {
  expect(name(after())).toBe("loading");
  expect(name(after(read()))).toBe("choose");
});

test.each(["no_secret", "wrong_secret", "not_found", "unreachable"] as const)(
  "%s is said, and a read mends it",
  (why) => {
    expect(screenOf(after({ type: "blocked", why }))).toEqual({ name: "blocked", why });
    expect(name(after({ type: "blocked", why }, read()))).toBe("choose");
  },
);

test("a start shows the code, a scan asks to confirm, the end says paid", () => {
  const shown = after(read(), started(payment()));
  expect(name(shown)).toBe("scan");
  const scanned = reduce(shown, read({ payments: [payment({ stage: "scanned" })] }));
  expect(name(scanned)).toBe("confirm");
  const paid = reduce(scanned, read({ state: "complete", payments: [payment({ state: "paid" })] }));
  expect(name(paid)).toBe("paid");
  expect(paid).toMatchObject({ witnessed: true, attempt: null });
});

test("a checkout that was paid before the page opened does not send the reader away", () => {
  expect(after(read({ state: "complete" })).witnessed).toBe(false);
});

test("a slow answer does not open a finished checkout again, but an expired one may become paid", () => {
  expect(name(after(read({ state: "complete" }), read()))).toBe("paid");
  expect(name(after(read({ state: "expired" }), read()))).toBe("expired");
  expect(name(after(read({ state: "expired" }), read({ state: "complete" })))).toBe("paid");
});

test("wallets keep their names when a finished checkout offers none", () => {
  expect(after(read(), read({ state: "complete", offers: [] })).wallets["wechatpay"]?.title.en).toBe("WeChat Pay");
});

test.each(["refused", "closed"] as const)(
  "an attempt that is %s leads back to the wallets, with the reason",
  (state) => {
    const reason = { code: "r", zh: "余额不足", en: "Too little money" };
    const over = after(read(), started(payment()), read({ payments: [payment({ state, reason, action: null })] }));
    expect(name(over)).toBe("choose");
    expect(over.notice).toEqual({
      kind: state,
      wallet: "wechatpay",
      words: { zh: "余额不足", en: "Too little money" },
    });
  },
);

test("an answer that is refused at once shows no code", () => {
  expect(name(after(read(), started(payment({ state: "refused", action: null }))))).toBe("choose");
});

test("one store of a cart is paid: on to the next", () => {
  const two = [...bill().orders, { ...bill().orders[0]!, id: "ord_2" }];
  const state = after(read({ orders: two }), started(payment()));
  const paid = reduce(state, read({ orders: two, payments: [payment({ state: "paid", action: null })] }));
  expect(name(paid)).toBe("choose");
  expect(paid.notice).toEqual({ kind: "part_paid" });
});

test("a payment whose wallet has not answered shows that, and then its action", () => {
  const slow = after(read(), started(payment({ state: "starting", action: null })));
  expect(name(slow)).toBe("preparing");
  expect(name(reduce(slow, read({ payments: [payment()] })))).toBe("scan");
});

test("jump: leaving, then back, until it is known", () => {
  const jump = payment({ method: "jump", action: { kind: "jump", url: "https://pay.test" } });
  const left = after(read(), started(jump));
  expect(name(left)).toBe("leaving");
  const back = reduce(left, { type: "returned" });
  expect(name(back)).toBe("returned");
  expect(reduce(back, { type: "checked" }).attempt).toMatchObject({ returned: true, checks: 1 });
});

test("a code runs out before its checkout, and a new one can be had", () => {
  const state = after(read(), started(payment({ expires_at: later(5) })), { type: "tick", now: now + 300_000 });
  expect(name(state)).toBe("code_expired");
});

test("when the checkout's time is up the server is asked, and who has scanned stays where he is", () => {
  const tick: Event = { type: "tick", now: now + 20 * 60_000 };
  expect(name(after(read(), tick))).toBe("time_up");
  expect(name(after(read(), started(payment()), tick))).toBe("time_up");
  expect(name(after(read(), started(payment({ stage: "paying", expires_at: later(20) })), tick))).toBe("confirm");
  const back = after(read(), started(payment()), { type: "returned" }, tick);
  expect(name(back)).toBe("returned");
});

test("no wallet is available", () => {
  expect(name(after(read({ offers: offers.map((offer) => ({ ...offer, available: false })) })))).toBe("outage");
});

test("back leaves the attempt open, so that it can be gone on with", () => {
  const state = after(read({ payments: [payment()] }), started(payment()), { type: "back" });
  expect(name(state)).toBe("choose");
  expect(waiting(state)?.id).toBe("pay_1");
});

test("a friend's attempt is not the buyer's to go on with, and is shown as the friend's", () => {
  const state = after(read({ payments: [payment({ by_friend: true })] }));
  expect(waiting(state)).toBeNull();
  expect(friendPaying(state)?.id).toBe("pay_1");
  const friend = [read({ payments: [payment({ by_friend: true })] })].reduce(reduce, initial("friend", now));
  expect(waiting(friend)?.id).toBe("pay_1");
});

test("an attempt that could not be closed lingers until its time is over", () => {
  const left = bill({ payments: [payment({ state: "abandoned", expires_at: later(5) })] });
  expect(lingering(left, now)).toHaveLength(1);
  expect(lingering(left, now + 300_000)).toHaveLength(0);
});

test("payments of a combined order are one attempt", () => {
  const parts = [payment({ combined: "cmb_1" }), payment({ id: "pay_2", combined: "cmb_1" })];
  expect(attemptOf(bill({ payments: parts }), parts[0]!).payments).toEqual(["pay_1", "pay_2"]);
  const half = [payment({ combined: "cmb_1", state: "paid" }), payment({ id: "pay_2", combined: "cmb_1" })];
  const state = after(read(), { type: "resumed", attempt: attemptOf(bill({ payments: parts }), parts[0]!) });
  expect(reduce(state, read({ payments: half })).attempt).not.toBeNull();
});

test("a finished checkout is settled once nothing can move any more", () => {
  expect(settled(bill())).toBe(false);
  expect(settled(bill({ state: "complete", payments: [payment({ state: "paid" })] }))).toBe(true);
  expect(settled(bill({ state: "complete", payments: [payment({ state: "surplus" })] }))).toBe(false);
  expect(settled(bill({ state: "expired", payments: [payment({ state: "abandoned" })] }))).toBe(false);
});
