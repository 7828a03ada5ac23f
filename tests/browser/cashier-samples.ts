import type { Bill, MoneyJson, Offer, OrderView, PaymentView } from "../../web/cashier/contract.ts";

/** Bills as the API answers them, for the buyer's page under test. Marks are simple drawings of the test's own. */

const svg = (colour: string, path: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="${colour}"/>` +
  `<path d="${path}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>`;

export const yuan = (minor: number): MoneyJson => ({ currency: "CNY", minor: `${minor}` });

export const wechat: Offer = {
  wallet: "wechatpay",
  title: { zh: "微信支付", en: "WeChat Pay" },
  mark: { svg: svg("#07c160", "M7 12l4 4 7-8"), colour: "#07c160" },
  available: true,
  reasons: [],
  methods: ["qr", "jump", "in_app", "app"],
  combined: true,
  cap: null,
  in_app: { user_agent: "MicroMessenger", needs_openid: true },
  desktop_jump: false,
  combined_methods: ["qr", "jump", "in_app", "app"],
};

export const alipay: Offer = {
  wallet: "alipay",
  title: { zh: "支付宝", en: "Alipay" },
  mark: { svg: svg("#1677ff", "M6 9h12M12 5v8M8 17c5 0 7-3 8-8"), colour: "#1677ff" },
  available: true,
  reasons: [],
  methods: ["qr", "jump", "in_app", "app"],
  combined: true,
  cap: null,
  in_app: { user_agent: "AlipayClient", needs_openid: false },
  desktop_jump: true,
  combined_methods: ["jump", "app"],
};

export const jdpay: Offer = {
  wallet: "jdpay",
  title: { zh: "京东支付", en: "JD Pay" },
  mark: { svg: svg("#e1251b", "M6 8h5v8H6M14 8h4v8h-4"), colour: "#e1251b" },
  available: false,
  reasons: [
    {
      code: "stage_not_open",
      zh: "该店铺尚未开通京东支付，预计 10 月 15 日起可用",
      en: "This store has not opened JD Pay yet; it is planned for 15 October",
    },
  ],
  methods: ["qr", "jump"],
  combined: false,
  cap: null,
};

const tea: OrderView = {
  id: "ord_01TEA",
  store: "sto_01TEA",
  store_title: "山前茶铺",
  number: "TB20240912000187",
  title: "明前龙井 等 2 件",
  amount: yuan(12800),
  state: "unpaid",
  lines: [
    { title: "明前龙井 特级 250g 罐装", quantity: 1, amount: yuan(9800), picture_url: "/goods/tea.svg" },
    { title: "手作白瓷品茗杯", quantity: 2, amount: yuan(3000), picture_url: "/goods/cup.svg" },
  ],
};

const books: OrderView = {
  id: "ord_01BOOK",
  store: "sto_01BOOK",
  store_title: "胡同口旧书店 · Hutong Corner Second-hand Books",
  number: "TB20240912000188",
  title: "北京的胡同",
  amount: yuan(4650),
  state: "unpaid",
  lines: [
    { title: "《北京的胡同》第三版，附手绘地图", quantity: 1, amount: yuan(4650), picture_url: "/goods/gone.svg" },
  ],
};

let serial = 0;

/** An open checkout of one order, 15 minutes long; each has an id of its own. */
export function sampleBill(now: number, patch: Partial<Bill> = {}): Bill {
  serial += 1;
  return {
    id: `chk_${`${serial}`.padStart(26, "0")}`,
    marketplace_title: "淘淘商城",
    mode: "test",
    state: "open",
    amount: yuan(12800),
    orders: [tea],
    payments: [],
    offers: [wechat, alipay, jdpay],
    success_url: "/shop/thanks",
    cancel_url: "/shop/cart",
    locale: "zh-CN",
    expires_at: new Date(now + 15 * 60_000).toISOString(),
    ...patch,
  };
}

export const cart: Partial<Bill> = { orders: [tea, books], amount: yuan(17450) };

export function samplePayment(now: number, patch: Partial<PaymentView> = {}): PaymentView {
  serial += 1;
  return {
    id: `pay_${`${serial}`.padStart(26, "0")}`,
    order: tea.id,
    wallet: "wechatpay",
    method: "qr",
    amount: tea.amount,
    state: "waiting",
    wallet_ref: null,
    action: { kind: "qr", content: "weixin://wxpay/bizpayurl?pr=8sCj2Rvzz" },
    stage: "offered",
    reason: null,
    combined: null,
    by_friend: false,
    expires_at: new Date(now + 15 * 60_000).toISOString(),
    created_at: new Date(now).toISOString(),
    paid_at: null,
    ...patch,
  };
}

/** The bill after its money has come. */
export function paidBill(bill: Bill, now: number): Bill {
  const paid = bill.payments.map(
    (payment): PaymentView =>
      payment.state === "waiting"
        ? {
            ...payment,
            state: "paid",
            action: null,
            stage: null,
            wallet_ref: "4200002371202409121234567890",
            paid_at: new Date(now).toISOString(),
          }
        : payment,
  );
  const orders = bill.orders.map((order): OrderView => ({ ...order, state: "paid" }));
  // As the house does: a finished checkout offers nothing any more.
  return { ...bill, state: "complete", orders, payments: paid, offers: [] };
}
