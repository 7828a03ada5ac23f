import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";

/** A person pastes what a friend sent, and sees what it is before anything opens. */
describe.skipIf(!hasChromium)("the page for pasted share codes", () => {
  let buyers: Buyers;
  let database: TestDatabase;
  let flow: FlowHouse;
  let origin: string;
  let keys = 0;
  const call = async (url: string, payload: object, method: "POST" | "PUT" = "POST") => {
    const token = await flow.house.operatorToken();
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": `paste-${++keys}` };
    return (await flow.house.app.inject({ method, url, payload, headers })).json();
  };
  beforeAll(async () => {
    [buyers, database] = await Promise.all([Buyers.open(), freshDatabase()]);
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
    origin = await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
    const hosts = { hosts: ["bazaar.test"], android: [], ios: [] };
    await call(`/v1/marketplaces/${flow.marketplace}/link-settings`, hosts, "PUT");
  }, 120_000);
  afterEach(() => buyers.lookOver());
  afterAll(async () => {
    await buyers.close();
    await flow.house.close();
    await database.drop();
  });
  const make = async (title: string): Promise<{ id: string; code: string; url: string }> =>
    await call("/v1/links", {
      ...{ store: flow.stores[0], kind: "product", target: "https://shop.bazaar.test/tea", title },
      price: { currency: "CNY", minor: "5" },
    });
  const paste = async (text: string, look: Look = {}): Promise<Page> => {
    const page = await buyers.page(look);
    await page.goto(`${origin}/l`);
    await page.getByLabel("粘贴的文字").fill(text);
    await page.getByRole("button", { name: "查看" }).press("Enter");
    await page.locator("#found section").first().waitFor();
    return page;
  };

  test.each<Look>([{ size: "phone" }, { size: "desktop", dark: true }])(
    "shows what a code stands for: %o",
    async (look) => {
      const { code, url } = await make(`<img src=x onerror="document.title='hit'">龙井`);
      const page = await paste(`【好茶】复制这段话 ￥${code}￥ 打开 or copy it`, look);
      const found = page.locator("#found");
      for (const words of [code, "龙井", "<img src=x", "CNY 0.05", "商品 Product"])
        expect(await found.textContent()).toContain(words);
      expect([await found.locator("img").count(), await page.title()]).toEqual([0, "粘贴口令 Share codes"]);
      // It leads to the short link, which looks at the device; where that leads is not told here.
      expect(await page.getByRole("link", { name: "打开" }).getAttribute("href")).toBe(url);
      expect(await page.content()).not.toContain("shop.bazaar.test");
      await picture(page, `paste-code-${look.size}`);
      await expectSound(page);
    },
  );

  test("a code with one sign altered is none; one that was taken back says so and opens nothing", async () => {
    const { id, code } = await make("龙井");
    const altered = code.slice(0, -1) + (code.endsWith("0") ? "1" : "0");
    const wrong = await paste(altered);
    expect(await wrong.locator("#found").textContent()).toContain("There is no valid code in it");
    await expectSound(wrong);
    await call(`/v1/links/${id}/revoke`, { why: "sold out" });
    const gone = await paste(code);
    expect(await gone.locator("#found").textContent()).toContain("It was taken back");
    expect(await gone.getByRole("link").count()).toBe(0);
  });

  test("who guesses is slowed down, and is told so", async () => {
    const page = await buyers.page();
    await page.goto(`${origin}/l`);
    await page.getByLabel("粘贴的文字").fill("8K3M-P7QX-2D5T");
    for (let turn = 0; turn < 7; turn += 1) {
      const answered = page.waitForResponse("**/v1/link-resolutions");
      await page.getByRole("button", { name: "查看" }).click();
      await answered;
    }
    await page.getByText("Too often: try again in a minute.").waitFor();
  });
});
