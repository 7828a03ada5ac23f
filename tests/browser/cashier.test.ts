import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Bill, Offer, PaymentView } from "../../web/cashier/contract.ts";
import {
  CashierRig,
  expectFits,
  expectSound,
  hasChromium,
  inWechat,
  type Size,
  sizes,
  type Visit,
} from "./cashier-rig.ts";
import { alipay, cart, jdpay, paidBill, sampleBill, samplePayment, wechat, yuan } from "./cashier-samples.ts";

const now = (): number => Date.now();
const soon = (ms: number): string => new Date(now() + ms).toISOString();

const shut = (offer: Offer): Offer => {
  return { ...offer, available: false, reasons: [{ code: "paused", zh: "正在维护", en: "Under maintenance" }] };
};
const waiting = (patch: Partial<PaymentView> = {}) => sampleBill(now(), { payments: [samplePayment(now(), patch)] });
const code = { kind: "qr", content: "weixin://wxpay/bizpayurl?pr=1" } as const;

type Walk = {
  shows: string;
  bill: () => Bill;
  act?: (page: Page, rig: CashierRig) => Promise<unknown>;
  visit?: Visit;
};

/** Every state of the page, by the words that it must show. */
const states: Record<string, Walk> = {
  choose: { shows: "选择支付方式", bill: () => sampleBill(now()) },
  "choose, a limit and a cart": {
    shows: "单笔最高 ¥300.00",
    bill: () => sampleBill(now(), { ...cart, offers: [wechat, { ...alipay, cap: yuan(30_000) }, jdpay] }),
  },
  "choose, the details open": {
    shows: "TB20240912000188",
    bill: () => sampleBill(now(), cart),
    act: async (page) => (await page.isVisible(".fold")) && page.click(".fold"),
  },
  "a code to scan": { shows: "扫码付款", bill: () => waiting() },
  scanned: { shows: "已扫码", bill: () => waiting({ stage: "scanned" }) },
  "a code that ran out": { shows: "二维码已过期", bill: () => waiting({ expires_at: soon(1_500) }) },
  "no answer of the wallet yet": {
    shows: "正在等待微信支付应答",
    bill: () => sampleBill(now()),
    async act(page, rig) {
      rig.stub.knobs.slowWallet = true;
      await page.click(".button-main");
    },
  },
  refused: {
    shows: "银行卡余额不足",
    bill: () => waiting(),
    async act(page, { stub }) {
      await page.getByText("扫码付款").waitFor();
      const reason = { code: "no_money", zh: "银行卡余额不足", en: "Too little money" };
      const id = /chk_\w+/.exec(page.url())?.[0] ?? "";
      const refused = (payment: PaymentView): PaymentView => ({ ...payment, state: "refused", action: null, reason });
      stub.change(id, (bill) => ({ ...bill, payments: bill.payments.map(refused) }));
    },
  },
  "an attempt that may still be paid": {
    shows: "暂时无法确认已关闭",
    bill: () => sampleBill(now(), { payments: [samplePayment(now(), { state: "abandoned", action: null })] }),
  },
  "a friend pays": {
    shows: "好友正在用支付宝付款",
    bill: () => waiting({ by_friend: true, wallet: "alipay", action: code }),
  },
  share: {
    shows: "或让好友扫码打开",
    bill: () => sampleBill(now()),
    act: (page) => page.click("text=请好友代付"),
  },
  "half of a cart": {
    shows: "已支付 1 / 2 家店铺",
    bill() {
      const bill = sampleBill(now(), cart);
      return {
        ...bill,
        orders: bill.orders.map((order, i) => (i === 0 ? { ...order, state: "paid" as const } : order)),
      };
    },
  },
  outage: {
    shows: "暂时没有可用的支付方式",
    bill: () => sampleBill(now(), { offers: [wechat, alipay, jdpay].map(shut) }),
  },
  paid: { shows: "支付成功", bill: () => paidBill(waiting(), now()) },
  "paid twice": {
    shows: "正在退回",
    bill() {
      const twice = samplePayment(now(), { wallet: "alipay", state: "surplus", action: null });
      return paidBill(sampleBill(now(), { payments: [samplePayment(now()), twice] }), now());
    },
  },
  "sent back": {
    shows: "已退回",
    bill: () => ({ ...waiting({ state: "returned", action: null }), state: "expired", offers: [] }),
  },
  "time is up": { shows: "正在向钱包确认", bill: () => sampleBill(now(), { expires_at: soon(1_000) }) },
  expired: {
    shows: "支付已超时",
    bill: () => sampleBill(now(), { state: "expired", expires_at: soon(-1), offers: [] }),
  },
  cancelled: { shows: "订单已取消", bill: () => sampleBill(now(), { state: "cancelled", offers: [] }) },
  "inside WeChat, another wallet": {
    shows: "在浏览器打开",
    bill: () => sampleBill(now()),
    visit: { userAgent: inWechat },
    act: (page) => page.check("input[value=alipay]"),
  },
};

/** What is shown when there is no checkout to show. */
const blocked: Record<string, (rig: CashierRig) => string> = {
  请从商城重新打开收银台: ({ stub }) => stub.open(sampleBill(now())).replace(/#.*/, ""),
  链接无效: ({ stub }) => `${stub.open(sampleBill(now()))}x`,
  没有找到这笔订单: ({ stub }) => `${stub.origin}/pay/chk_none#cs_none`,
  代付链接已失效: ({ stub }) => stub.invite(sampleBill(now()), true),
  无法连接({ stub }) {
    stub.knobs.down = true;
    return stub.open(sampleBill(now()));
  },
};

describe.skipIf(!hasChromium)("the buyer's page in a browser", () => {
  let rig: CashierRig;
  beforeAll(async () => {
    rig = await CashierRig.open();
  });
  afterEach(() => rig.lookOver());
  afterAll(() => rig.close());

  const walk = async ({ bill, shows, act, visit }: Walk, more: Visit): Promise<void> => {
    const page = await rig.buyer(bill(), { ...visit, ...more });
    await act?.(page, rig);
    await page.getByText(shows).first().waitFor();
    await expectSound(page);
    if (more.size !== "narrow") return;
    await page.setViewportSize(sizes.phone);
    await expectFits(page);
  };

  test("all that a visitor downloads is at most 50 KB, compressed", () => {
    expect(rig.gzipBytes).toBeGreaterThan(5_000);
    expect(rig.gzipBytes).toBeLessThan(50 * 1024);
  });

  describe.each(["desktop", "narrow"] as const satisfies readonly Size[])("%s", (size) => {
    test.each(Object.entries(states))("%s", (_name, state) => walk(state, { size }));

    test.each(Object.entries(blocked))("%s", async (words, address) => {
      const page = await rig.visit(address(rig), { size });
      await page.getByText(words).waitFor();
      await expectSound(page);
    });
  });

  test.each(["choose", "a code to scan", "refused", "share", "paid twice", "outage"])("dark: %s", (name) =>
    walk(states[name] as Walk, { dark: true }),
  );

  test.each(["narrow", "desktop"] as const)("English, %s: every word of the page is", async (size) => {
    const bill = sampleBill(now(), { ...cart, locale: "en", marketplace_title: "Mall" });
    const plain = bill.orders.map((order) => ({ ...order, store_title: "Tea House", lines: [], title: "Tea" }));
    const page = await rig.buyer({ ...bill, orders: plain }, { size });
    await page.getByText("Choose how to pay").first().waitFor();
    await expectSound(page);
    const text = ((await page.locator("#app").textContent()) ?? "").replace("中文", "").replace("互通", "");
    expect(text).not.toMatch(/\p{Script=Han}/u);
  });
});
