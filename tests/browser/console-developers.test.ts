import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const looks: readonly {
  name: string;
  look: Look;
  add: string;
  events: string;
  paid: string;
  roll: string;
  again: string;
  once: string;
}[] = [
  {
    ...{ name: "zh-1440", look: { locale: "zh-CN" } },
    ...{ events: "推送哪些事件", paid: "支付：全部" },
    ...{ add: "添加回调地址", roll: "轮换密钥", again: "重新投递", once: "只显示这一次" },
  },
  {
    ...{ name: "en-390", look: { locale: "en-GB", size: "phone" } },
    ...{ events: "Which events", paid: "Payments: all" },
    ...{ add: "Add an endpoint", roll: "Roll the secret", again: "Send again", once: "shown this once" },
  },
];

describe.skipIf(!hasChromium)("a store owner's keys and webhooks", { timeout: 150_000 }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(["merchant_owner"]);
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test.each(looks)("an endpoint added, its secret rolled, a delivery sent again: $name", async (one) => {
    const page = await desk.enter("merchant_owner", one.look);
    await desk.open(page, "/developers");
    await expectSound(page);
    await desk.open(page, "/developers?tab=endpoints");
    const url = `https://hooks.example.com/${one.name}`;
    await desk.deed(page, one.add, async (dialogue) => {
      await dialogue.getByLabel("URL").fill(url);
      const events = dialogue.getByLabel(one.events);
      await events.click();
      // Every event is chosen at first; it is taken back, and a family is chosen by its name.
      await page.keyboard.press("Backspace");
      await events.fill(one.paid);
      await page.locator(".ant-select-item-option", { hasText: one.paid }).click();
      await picture(page, `developers-events-${one.name}`);
      await dialogue.getByLabel("URL").click();
    });
    await page.getByText(url).first().waitFor();
    const { data } = await desk.flow.house.webhooks.listEndpoints(
      { marketplace: desk.flow.marketplace, store: desk.store },
      { after: null, limit: 10 },
    );
    expect(data.find((endpoint) => endpoint.url === url)?.events).toEqual(["payment.*"]);
    await page.getByText(one.paid).first().waitFor();
    const secret = page.getByText(/^whsec_/);
    const first = await secret.textContent();
    expect(await page.getByText(one.once).count()).toBe(1);
    await desk.deed(page, one.roll, async () => {});
    await expect.poll(() => secret.textContent()).not.toBe(first);
    await expectSound(page);
    await picture(page, `developers-endpoints-${one.name}`);
    await desk.order({ number: `W-${one.name}`, wallet: "alipay" });
    await desk.flow.settle();
    await desk.open(page, "/developers?tab=deliveries");
    await page.getByText("payment.paid").first().waitFor();
    const rows = page.getByText("payment.paid");
    const before = await rows.count();
    await desk.deed(page, one.again, async () => {});
    await page.getByText("payment.paid").first().waitFor();
    expect(await rows.count()).toBeGreaterThanOrEqual(before);
    await expectSound(page);
    await picture(page, `developers-deliveries-${one.name}`);
  });
});
