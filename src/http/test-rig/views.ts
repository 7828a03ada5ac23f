import { fen } from "#money";
import type { CheckoutView, FriendView, Offer, OrderView, PaymentView, RefundView } from "#payments";
import { east, id, silk, tea } from "./people.ts";

export const start = new Date("2026-11-22T01:00:00.000Z");
const later = new Date(start.getTime() + 1_800_000);

export function order(n: number, checkout: string, store: string): OrderView {
  return {
    ...{ id: id("ord", n), checkout, marketplace: east, store, number: `2026-${n}`, title: "一匹丝绸" },
    ...{ amount: fen(1230), refunded: fen(0), state: "unpaid" },
    lines: [{ title: "丝绸", quantity: 1, amount: fen(1230) }],
    created_at: start,
    paid_at: null,
  };
}

export function payment(n: number, of: OrderView, more: Partial<PaymentView> = {}): PaymentView {
  return {
    ...{ id: id("pay", n), order: of.id, checkout: of.checkout, marketplace: of.marketplace, store: of.store },
    ...{ wallet: "wechatpay", method: "qr", amount: of.amount, refunded: fen(0), state: "waiting", wallet_ref: null },
    ...{ action: { kind: "qr", content: "weixin://wxpay/bizpayurl?pr=x" }, stage: "offered", reason: null },
    ...{ combined: null, by_friend: false, expires_at: later, created_at: start, paid_at: null },
    ...more,
  };
}

export const offer: Offer = {
  wallet: "wechatpay",
  title: { zh: "微信支付", en: "WeChat Pay" },
  mark: { svg: "<svg/>", colour: "#07c160" },
  available: false,
  reasons: [{ code: "not_open", zh: "尚未开放", en: "Not open yet" }],
  methods: ["qr", "jump"],
  combined: true,
  cap: fen(50_000),
  in_app: { user_agent: "MicroMessenger", needs_openid: true },
};

export function checkout(n: number, stores: readonly string[], more: Partial<CheckoutView> = {}): CheckoutView {
  const orders = stores.map((store, i) => order(n * 10 + i, id("chk", n), store));
  return {
    ...{ id: id("chk", n), marketplace: east, marketplace_title: "东市", mode: "test", state: "open", orders },
    amount: fen(1230 * stores.length),
    payments: orders.slice(0, 1).map((one) => payment(n, one)),
    offers: [offer],
    ...{ success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back", locale: "zh-CN" },
    ...{ metadata: { cart: "7" }, expires_at: later, created_at: start },
    ...more,
  };
}

export function friendView(of: CheckoutView): FriendView {
  return {
    ...{ checkout: of.id, marketplace_title: "东市", mode: "test", state: of.state, amount: of.amount },
    orders: of.orders.map(({ id: order, store, title, amount, state }) => ({ id: order, store, title, amount, state })),
    payments: of.payments.filter((one) => one.by_friend),
    offers: of.offers,
    locale: of.locale,
    expires_at: of.expires_at,
  };
}

export function refund(n: number, of: PaymentView): RefundView {
  return {
    ...{ id: id("ref", n), payment: of.id, order: of.order, marketplace: of.marketplace, store: of.store },
    ...{ amount: fen(100), reason: "退货", cause: "asked", state: "processing", wallet_refund_ref: null },
    ...{ created_at: start, refunded_at: null },
  };
}

/** One store's checkout, a cart over two stores, and one of the other marketplace. */
export const checkouts = [checkout(1, [silk]), checkout(2, [silk, tea])] as const;
