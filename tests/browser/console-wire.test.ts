import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

/** What went over the wire with a wallet, looked at beside the page. */
describe.skipIf(!hasChromium)("calls to wallets at the console", { timeout: 120_000 }, () => {
  let desk: Desk;
  let order = "";

  beforeAll(async () => {
    desk = await openDesk(["support", "merchant_owner"]);
    const { flow } = desk;
    const made = await desk.order({ number: "W-1", title: "给王小明的蛋糕", wallet: "wechatpay" });
    ({ order } = made);
    const back = { payment: made.payment, amount: fen(230), reason: "王小明不要了" };
    await flow.house.payments.createRefund(flow.operator, back, null);
    await flow.settle();
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test("from an order to its payment's messages, at a desk in Chinese, with the keyboard", async () => {
    const page = await desk.enter("support");
    await desk.open(page, `/orders/${order}`);
    await page.getByRole("button", { name: /^报文/ }).press("Enter");
    const drawer = page.getByRole("dialog");
    const calls = drawer.locator("details");
    await calls.first().waitFor();
    expect(await calls.first().locator("summary").textContent()).toMatch(/钱包通知.*200.*ms.*已付款/);
    const started = calls.filter({ hasText: "发起支付" });
    await started.locator("summary").press("Enter");
    const text = (await started.textContent()) ?? "";
    expect(text).toContain('"total": 1230');
    expect(text).toMatch(/"description": 文本，未显示/);
    expect(text).toMatch(/"payer_client_ip": 已隐去：付款人信息/);
    expect(await drawer.textContent()).not.toMatch(/王小明|203\.0\.113\.7/);
    await picture(page, "wire-desk");
    await expectSound(page);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
  });

  test("a refund's messages on a phone in English, in the dark", async () => {
    const page = await desk.enter("operator", { locale: "en-GB", size: "phone", dark: true });
    await desk.open(page, "/payments?tab=refunds");
    await picture(page, "wire-refunds-phone");
    await page.getByRole("button", { name: /^Wire/ }).first().click();
    const drawer = page.getByRole("dialog");
    await drawer.locator("details", { hasText: "Refund" }).first().waitFor();
    await picture(page, "wire-phone");
    const width = page.viewportSize()?.width ?? 0;
    const box = await drawer.boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.width ?? width + 1) <= width).toBe(true);
    await expectSound(page);
  });

  test("a store's owner is offered none of it", async () => {
    const page = await desk.enter("merchant_owner");
    await desk.open(page, `/orders/${order}`);
    await page.locator(".attempts li").first().waitFor();
    expect(await page.getByRole("button", { name: /^报文/ }).count()).toBe(0);
  });
});
