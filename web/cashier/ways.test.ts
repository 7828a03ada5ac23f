import { expect, test } from "vitest";
import type { Bill, Offer } from "./contract.ts";
import { deviceOf, hostWallet, type Surroundings } from "./device.ts";
import { choices } from "./ways.ts";

const desktop: Surroundings = { device: "desktop", userAgent: "Mozilla/5.0 (X11; Linux) Chrome/128", openid: null };
const phone: Surroundings = { device: "phone", userAgent: "Mozilla/5.0 (Android 14; Mobile)", openid: null };
const inWechat: Surroundings = { device: "phone", userAgent: "iPhone MicroMessenger/8.0.50", openid: "o_1" };

const offer = (wallet: string, patch: Partial<Offer> = {}): Offer => ({
  wallet,
  title: { zh: wallet, en: wallet },
  mark: { svg: "<svg/>", colour: "#000" },
  available: true,
  reasons: [],
  methods: ["qr", "jump", "in_app", "app"],
  combined: true,
  cap: null,
  ...patch,
});
const wechat = offer("wechatpay", { in_app: { user_agent: "MicroMessenger", needs_openid: true } });
const alipay = offer("alipay", { desktop_jump: true, combined_methods: ["jump", "app"] });

const order = (id: string, minor: string, state: "unpaid" | "paid" = "unpaid") => {
  return { id, store: `sto_${id}`, title: id, amount: { currency: "CNY", minor }, state };
};
const bill = (orders: Bill["orders"], offers: readonly Offer[] = [wechat, alipay]): Bill => ({
  id: "chk_1",
  state: "open",
  amount: { currency: "CNY", minor: "300" },
  orders,
  payments: [],
  offers,
  locale: "zh-CN",
  expires_at: "2024-09-12T12:00:00Z",
});
const one = [order("a", "300")];
const cart = [order("a", "100"), order("b", "200")];

const ways = (of: Bill, around: Surroundings, wallet: string) =>
  choices(of, around, null)
    .find((choice) => choice.offer.wallet === wallet)
    ?.ways.map(({ method, order: which, amount }) => `${method} ${which ?? "all"} ${amount.minor}`);

test("a desktop scans, and jumps only with a wallet that can", () => {
  expect(ways(bill(one), desktop, "wechatpay")).toEqual(["qr all 300"]);
  expect(ways(bill(one), desktop, "alipay")).toEqual(["qr all 300", "jump all 300"]);
});

test("a phone jumps, and shows a code only where nothing else is left", () => {
  expect(ways(bill(one), phone, "wechatpay")).toEqual(["jump all 300"]);
  expect(ways(bill(one, [offer("x", { methods: ["qr"] })]), phone, "x")).toEqual(["qr all 300"]);
});

test("a cart is paid at once where the method combines, store by store where it does not", () => {
  expect(ways(bill(cart), desktop, "wechatpay")).toEqual(["qr all 300"]);
  expect(ways(bill(cart), desktop, "alipay")).toEqual(["jump all 300", "qr a 100"]);
  expect(ways(bill(cart, [offer("x", { combined: false })]), phone, "x")).toEqual(["jump a 100"]);
});

test("what is left of a cart is paid under its own order", () => {
  const half = bill([order("a", "100", "paid"), order("b", "200")]);
  expect(ways(half, desktop, "wechatpay")).toEqual(["qr b 200"]);
});

test("inside WeChat its own way comes first and other wallets are shut by the host", () => {
  const list = choices(bill(one, [alipay, wechat]), inWechat, "alipay");
  expect(list.map(({ offer: { wallet }, shut }) => [wallet, shut])).toEqual([
    ["wechatpay", null],
    ["alipay", "host"],
  ]);
  expect(list[0]?.ways[0]?.method).toBe("in_app");
});

test("inside WeChat without the buyer's identity there is no in-app payment", () => {
  expect(ways(bill(one), { ...inWechat, openid: null }, "wechatpay")).toEqual(["jump all 300"]);
});

test("last used comes first, unavailable ones last, the house's order between", () => {
  const off = offer("off", { available: false, reasons: [{ code: "x", zh: "关", en: "shut" }] });
  const native = offer("native", { methods: ["app"] });
  const list = choices(bill(one, [off, native, wechat, alipay]), desktop, "alipay");
  expect(list.map(({ offer: { wallet }, shut }) => `${wallet} ${shut}`)).toEqual([
    "alipay null",
    "wechatpay null",
    "off closed",
    "native no_method",
  ]);
});

test.each([
  ["Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36", 5, "phone"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5, "phone"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 0, "desktop"],
  ["Mozilla/5.0 (Phone; OpenHarmony 5.0) HarmonyOS", 5, "phone"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", 10, "desktop"],
])("%s with %i touch points is a %s", (userAgent, points, device) => {
  expect(deviceOf(userAgent, points)).toBe(device);
});

test("an offer's broken expression hides no other wallet", () => {
  const broken = offer("broken", { in_app: { user_agent: "(", needs_openid: false } });
  expect(hostWallet([broken, wechat], "MicroMessenger")).toBe("wechatpay");
});
