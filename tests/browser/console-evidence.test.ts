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
    await expectSound(page);
  });
});
