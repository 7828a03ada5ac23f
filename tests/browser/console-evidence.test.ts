import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

/** From a row of an order's flows to what proves it. */
describe.skipIf(!hasChromium)("the evidence of an order's flows", { timeout: 120_000 }, () => {
  let desk: Desk;
  let order = "";

  beforeAll(async () => {
    desk = await openDesk([]);
    ({ order } = await desk.order({ number: "E-1", wallet: "alipay" }));
    await desk.order({ number: "E-2", wallet: "alipay" });
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test("a payment's row leads to the payments of its order; what has no page shows its record", async () => {
    const page = await desk.enter("operator", { locale: "en-GB" });
    await desk.open(page, `/orders/${order}`);
    await page.locator(".lane-item").first().waitFor();
    // Every row has a way to its proof.
    const rows = await page.locator(".lane-item").count();
    expect(await page.locator(".lane-item .mono").locator("a, button").count()).toBe(rows);
    await page.locator(".lane-item button", { hasText: "transfer" }).first().press("Enter");
    const drawer = page.getByRole("dialog");
    await drawer.locator("pre", { hasText: '"kind": "transfer"' }).waitFor();
    await picture(page, "evidence-drawer");
    await expectSound(page);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    await page.locator(".lane-item a", { hasText: "payment" }).first().click();
    await page.getByText("1 rows read").waitFor();
    expect(new URL(page.url()).search).toBe(`?order=${order}`);
    await desk.open(page, "/payments");
    await page.getByText("2 rows read").waitFor();
    await page.getByRole("searchbox", { name: "Order number" }).fill("E-2");
    await page.keyboard.press("Enter");
    await page.getByText("1 rows read").waitFor();
    expect(new URL(page.url()).search).toBe("?number=E-2");
    await picture(page, "payments-number");
    await expectSound(page);
  });

  test("orders by amount and day on a desk: ninety days are set and said, all filters go at once", async () => {
    const page = await desk.enter("operator");
    await desk.open(page, "/orders");
    const read = page.getByText("订单列表：已读 2 行");
    await read.waitFor();
    const least = page.getByRole("textbox", { name: "金额从（元）" });
    await least.fill("12.3.0");
    await least.press("Enter");
    expect(await least.getAttribute("aria-invalid")).toBe("true");
    expect(new URL(page.url()).search).toBe("");
    await least.fill("12.31");
    await least.press("Enter");
    await page.getByText("没有符合条件的订单").waitFor();
    await page.getByText("已取最近 90 天").waitFor();
    const asked = new URL(page.url()).searchParams;
    expect([asked.get("amount_from"), asked.get("from")?.slice(10)]).toEqual(["1231", "T16:00:00.000Z"]);
    await picture(page, "orders-amounts");
    await expectSound(page);
    await page.getByRole("button", { name: "清除筛选" }).click();
    await read.waitFor();
    expect([new URL(page.url()).search, await least.inputValue()]).toEqual(["", ""]);
    await page.getByPlaceholder("下单日期从").click();
    await page.locator(".time-days").getByText("今天", { exact: true }).first().click();
    await page.waitForURL(/from=.*&to=/);
    await read.waitFor();
    const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(86_400_000);
  });

  test("payments by amount and day on a phone", async () => {
    const page = await desk.enter("operator", { locale: "en-GB", size: "phone" });
    await desk.open(page, "/payments");
    await page.getByText("2 rows read").waitFor();
    const most = page.getByRole("textbox", { name: "Yuan, to" });
    await most.fill("12.29");
    await most.press("Enter");
    await page.getByText("No payment fits").waitFor();
    await page.getByText("the last 90 days are set").waitFor();
    await most.fill("12.30");
    await most.press("Enter");
    await page.getByText("2 rows read").waitFor();
    await page.getByPlaceholder("Ordered from").click();
    const days = page.locator(".time-days");
    await days.waitFor();
    await picture(page, "payments-days");
    const box = await days.boundingBox();
    const width = page.viewportSize()?.width ?? 0;
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? width) <= width).toBe(true);
    await days.getByText("Last 7 days").click();
    await page.waitForURL(/&to=|to=.*&/);
    await picture(page, "payments-phone");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await expectSound(page);
    await page.getByRole("button", { name: "Clear filters" }).click();
    expect(new URL(page.url()).search).toBe("");
  });
});
