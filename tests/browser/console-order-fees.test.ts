import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bucketOf } from "#db";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const looks = [
  {
    ...{
      name: "zh-1440",
      look: { locale: "zh-CN" } as Look,
      refused: "被拒",
      unknown: "未知",
      table: /^支付宝.*错误码/,
    },
    ...{
      before: "未约定费率，手续费未知",
      fee: /账单手续费 ¥0\.07/,
      none: "没有被拒，也没有未知结果",
      untold: "钱包未给出",
    },
  },
  {
    ...{ name: "en-390", look: { locale: "en-GB", size: "phone", dark: true } as Look, refused: "Refused" },
    ...{ unknown: "Unknown", table: /^Alipay.*Error codes/, before: "No rate agreed: its fee is not known" },
    ...{ fee: /Wallet's fee, as billed ¥0\.07/, none: "Nothing refused, nothing unknown", untold: "None told" },
  },
] as const;

/** What wallets refuse, by code, at their health; what they keep of a payment, at its order. */
describe.skipIf(!hasChromium)("wallets' errors and fees", { timeout: 150_000 }, () => {
  let desk: Desk;
  let paid = { order: "", payment: "" };
  beforeAll(async () => {
    desk = await openDesk(["finance"], new Date("2026-11-22T04:00:00.000Z"));
    await refuse("E-0", "ACQ.BUYER_BALANCE_NOT_ENOUGH");
    await refuse("E-1", null);
    await desk.order({ number: "E-2", wallet: "alipay" });
    paid = await desk.order({ number: "E-3", wallet: "wechatpay" });
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  /** An order whose payment the wallet refused, as it is written down: with its own code or without one. */
  async function refuse(number: string, code: string | null): Promise<void> {
    const { flow } = desk;
    const { order } = await desk.order({ number });
    const checkout = (await flow.house.payments.getOrder(order))?.checkout ?? "";
    const asked = { checkout, wallet: "alipay", method: "qr", device: "desktop", by_friend: false } as const;
    const started = await flow.house.payments.startPayment(flow.operator, { ...asked, buyer: {} }, null);
    if (!started.ok) throw new Error(started.fault);
    await flow.house.db.read(
      "update payments set state = 'refused', reason_code = $2, reason_says = $3 where order_id = $1",
      [order, code, code && "买家余额不足"],
    );
  }

  test.each(looks)("refusals stand by code, how often, and lead to an order: $name", async (one) => {
    const page = await desk.enter("finance", one.look);
    await page.clock.setFixedTime(desk.flow.now());
    await desk.open(page, "/wallets");
    const table = page.getByRole("region", { name: one.table }).locator("tbody tr");
    await table.first().waitFor();
    expect((await table.allTextContents()).map((row) => row.replace(/…\w+$/, "")).sort()).toEqual(
      [`${one.refused}ACQ.BUYER_BALANCE_NOT_ENOUGH买家余额不足133.3%`, `${one.refused}${one.untold}133.3%`].sort(),
    );
    await page.getByText(one.none).waitFor();
    await picture(page, `health-errors-${one.name}`);
    await expectSound(page);
    await table.filter({ hasText: "NOT_ENOUGH" }).getByRole("link").click();
    await page.getByRole("heading", { name: /E-0/ }).waitFor();
  });

  test("a payment's fee stands beside it where a bill's line of it is kept; without a rate it is not known", async () => {
    for (const one of looks) {
      const page = await desk.enter("finance", one.look);
      await desk.open(page, `/orders/${paid.order}`);
      await page.getByText(one.before).waitFor();
      await expectSound(page);
    }
    // As reconciliation keeps a line that did not fit.
    await desk.flow.house.db.read(
      `insert into bill_lines (bucket, run, n, kind, subject, wallet_ref, amount, currency, fee, state, at)
       values ($1, 'rec_1', 1, 'payment', $2, 'w', 1230, 'CNY', 7, 'done', $3)`,
      [bucketOf(paid.order), paid.payment, desk.flow.now()],
    );
    for (const one of looks) {
      const page = await desk.enter("finance", one.look);
      await desk.open(page, `/orders/${paid.order}`);
      await page.locator(".attempts li").filter({ hasText: one.fee }).waitFor();
      await picture(page, `order-fee-${one.name}`);
    }
  });
});
