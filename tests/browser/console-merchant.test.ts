import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const pages = {
  ...{ home: "/", votes: "/votes", activation: "/activation", orders: "/orders", payments: "/payments" },
  ...{ refunds: "/payments?tab=refunds", balances: "/balances", statements: "/statements", codes: "/codes" },
  ...{ keys: "/developers", endpoints: "/developers?tab=endpoints", deliveries: "/developers?tab=deliveries" },
  ...{ team: "/team", account: "/account" },
} as const;

const looks: readonly { name: string; look: Look }[] = [
  { name: "zh-1440", look: { locale: "zh-CN" } },
  { name: "en-390", look: { locale: "en-GB", size: "phone" } },
  // The other two when somebody looks at pictures: what is checked is the same.
  ...(process.env["SHOTS"]
    ? [
        { name: "zh-390", look: { locale: "zh-CN", size: "phone" } as const },
        { name: "en-1440", look: { locale: "en-GB" } as const },
      ]
    : []),
];

describe.skipIf(!hasChromium)("a store owner's pages", { timeout: 200_000 }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(["merchant_owner"]);
    const { flow, store } = desk;
    for (const number of ["T-1", "T-2", "T-3"]) await desk.order({ number, wallet: "alipay" });
    const { payment } = await desk.order({ number: "T-4", wallet: "wechatpay" });
    await desk.order({ number: "T-5" });
    const back = { payment, amount: fen(230), reason: "dented" };
    await flow.house.payments.createRefund(flow.operator, back, null);
    const endpoint = { marketplace: flow.marketplace, store, url: "https://hooks.example.com/store/events" };
    const events = ["payment.paid", "refund.*"];
    await flow.house.webhooks.createEndpoint({ ...endpoint, description: "", events }, null);
    await desk.order({ number: "T-6", wallet: "alipay" });
    await flow.settle();
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test.each(looks)("every page is sound, and nothing scrolls sideways on a phone: $name", async ({ name, look }) => {
    const page = await desk.enter("merchant_owner", look);
    const wide: string[] = [];
    for (const [title, path] of Object.entries(pages)) {
      await desk.open(page, path);
      await expectSound(page);
      await picture(page, `merchant-${title}-${name}`);
      const over = await page.evaluate(() => {
        const boxes = [document.documentElement, ...document.querySelectorAll(".scroll, .ant-table-content")];
        return boxes.some((box) => box.scrollWidth > box.clientWidth + 1);
      });
      if (over) wide.push(title);
    }
    if (look.size === "phone") expect(wide).toEqual([]);
  });
});
