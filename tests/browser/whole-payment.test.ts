import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium, readQr } from "./cashier-rig.ts";
import { type Market, openMarket } from "./market.ts";

/** The whole way, as a person goes it: shop, cashier, phone, and back; then the stores' books, to the fen. */
describe.skipIf(!hasChromium)("a buyer pays a cart over two stores", () => {
  let market: Market;
  let buyers: Buyers;
  beforeAll(async () => {
    [market, buyers] = await Promise.all([openMarket(), Buyers.open()]);
  }, 120_000);
  afterEach(() => buyers.lookOver());
  afterAll(async () => {
    await buyers.close();
    await market.close();
  });

  const enter = async (page: Page, path = "/"): Promise<void> => {
    await page.goto(market.shopUrl + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  };
  const add = async (page: Page, title: string): Promise<void> => {
    await page.getByRole("button", { name: `加入购物车: ${title}` }).click();
    await page.getByText(`已加入购物车：${title}`).waitFor();
  };
  const toCashier = async (page: Page): Promise<void> => {
    await page.getByRole("link", { name: /^购物车 \(/ }).click();
    await page.getByRole("heading", { name: "购物车", exact: true }).waitFor();
    await page.getByRole("button", { name: "去结账" }).click();
    await page.waitForURL(`${market.houseUrl}/pay/**`);
    await page.getByRole("heading", { name: "选择支付方式" }).waitFor();
  };
  /** How much each account of the book grew since. */
  const grown = async (store: string, wallet: string, before: Readonly<Record<string, bigint>>) => {
    const after = await market.book(store, wallet);
    return Object.fromEntries(Object.entries(after).map(([kind, fen]) => [kind, fen - (before[kind] ?? 0n)]));
  };
  const orderOf = (page: Page, store: string) =>
    page.locator(".store-order").filter({ has: page.getByRole("heading", { name: store }) });

  /** In the wallet: its question, the payment, and its way back, which ends in the shop. */
  const payAndJumpBack = async (page: Page, amount: string): Promise<void> => {
    await page.waitForURL(`${market.phoneUrl}?**`);
    await page.getByRole("button", { name: `确认付款 ${amount}` }).waitFor();
    await picture(page, `walk-jump-confirm-${amount}`);
    await page.getByRole("button", { name: `确认付款 ${amount}` }).click();
    await page.getByRole("link", { name: "返回商家" }).click();
    await page.waitForURL(`${market.shopUrl}/thanks/**`, { timeout: 30_000 });
    await page.getByRole("heading", { name: "付款成功，谢谢光临" }).waitFor();
  };

  test("WeChat Pay on a desktop: the code on the screen is scanned by the phone beside it", async () => {
    const before = { tea: await market.book("tea", "wechatpay"), paper: await market.book("paper", "wechatpay") };
    const page = await buyers.page();
    await enter(page);
    await add(page, "青瓷盖碗");
    await add(page, "宣纸线装本");
    await toCashier(page);
    await page.check("input[value=wechatpay]");
    await page.getByRole("button", { name: "用微信支付付款 ¥125.90" }).click();
    await page.locator(".frame").waitFor();
    await picture(page, "walk-cashier-qr");

    const phone = await buyers.page({ size: "phone" });
    await phone.goto(`${market.phoneUrl}?wallet=wechatpay`);
    await phone.getByLabel("或粘贴码 / 链接").fill((await readQr(page.locator(".frame"))) ?? "");
    await phone.getByRole("button", { name: "打开" }).click();
    await phone.getByRole("button", { name: "确认付款 ¥125.90" }).waitFor();
    await picture(phone, "walk-phone-confirm");
    await phone.getByRole("button", { name: "确认付款 ¥125.90" }).click();
    await phone.getByRole("heading", { name: "支付成功" }).waitFor();
    await picture(phone, "walk-phone-paid");

    await page.getByRole("heading", { name: "支付成功" }).waitFor();
    await picture(page, "walk-cashier-paid");
    await page.waitForURL(`${market.shopUrl}/thanks/**`, { timeout: 30_000 });
    await page.getByRole("heading", { name: "付款成功，谢谢光临" }).waitFor();
    for (const store of ["云上茶铺", "纸墨斋"])
      expect(await orderOf(page, store).textContent()).toContain("✓ 已付款 · 微信支付");
    await page.getByRole("link", { name: "购物车 (0)" }).waitFor();
    await picture(page, "walk-thanks");
    await expectSound(page);

    expect(await grown("tea", "wechatpay", before.tea)).toMatchObject({ receivable: 8990n, escrow: 8990n });
    expect(await grown("paper", "wechatpay", before.paper)).toMatchObject({ receivable: 3600n, escrow: 3600n });
  });

  test("Alipay on a phone: the shop jumps to the wallet and the wallet jumps back", async () => {
    const before = { tea: await market.book("tea", "alipay"), cycles: await market.book("cycles", "alipay") };
    const page = await buyers.page({ size: "phone" });
    await enter(page, "/goods/longjing");
    await page.getByRole("button", { name: /^增加/ }).click();
    await page.getByRole("button", { name: "加入购物车", exact: true }).click();
    await page.getByText("已加入购物车").waitFor();
    await enter(page);
    await add(page, "黄铜车铃");
    await toCashier(page);
    // One of the stores has not joined the other camp's wallet: its buyer sees why.
    await page.getByText("胡同单车行：店铺尚未开通。").first().waitFor();
    expect(await page.locator("input[value=wechatpay]").isDisabled()).toBe(true);
    await picture(page, "walk-cashier-phone");
    await page.getByRole("button", { name: "用支付宝付款 ¥285.90" }).click();
    await payAndJumpBack(page, "¥285.90");
    for (const store of ["云上茶铺", "胡同单车行"])
      expect(await orderOf(page, store).textContent()).toContain("✓ 已付款 · 支付宝");
    await picture(page, "walk-thanks-phone");
    await expectSound(page);

    expect(await grown("tea", "alipay", before.tea)).toMatchObject({ receivable: 25_600n, escrow: 25_600n });
    expect(await grown("cycles", "alipay", before.cycles)).toMatchObject({ receivable: 2990n, escrow: 2990n });
  });

  test("WeChat Pay on a phone: its H5 page opens for the cashier, and leads back; one store gets one fen", async () => {
    const before = {
      paper: await market.book("paper", "wechatpay"),
      kitchen: await market.book("kitchen", "wechatpay"),
    };
    const page = await buyers.page({ size: "phone" });
    await enter(page);
    await add(page, "纸灯笼");
    await add(page, "平安结");
    await toCashier(page);
    await page.check("input[value=wechatpay]");
    await page.getByRole("button", { name: "用微信支付付款 ¥45.01" }).click();
    await payAndJumpBack(page, "¥45.01");
    expect(await grown("paper", "wechatpay", before.paper)).toMatchObject({ receivable: 4500n, escrow: 4500n });
    expect(await grown("kitchen", "wechatpay", before.kitchen)).toMatchObject({ receivable: 1n, escrow: 1n });
  });

  const looks: readonly (readonly [string, Look])[] = [
    ["in Chinese on a desktop", {}],
    ["in English on the narrowest phone, in the dark", { size: "narrow", dark: true, locale: "en-GB" }],
  ];
  test.each(looks)("every page of the shop is sound: %s", async (_name, look) => {
    const page = await buyers.page(look);
    const name = look.dark ? "dark-en" : "light-zh";
    const seen = async (what: string, path?: string): Promise<void> => {
      if (path !== undefined) await enter(page, path);
      await picture(page, `${name}-${what}`);
      await expectSound(page);
    };
    await seen("home", "/");
    await seen("cart-empty", "/cart");
    await seen("orders-empty", "/orders");
    await seen("nowhere", "/no/such/page");
    await seen("stranger", "/thanks/0123456789abcdef");
    await enter(page, "/goods/basket");
    await page.getByRole("button", { name: /^(加入购物车|Add to cart)$/ }).click();
    await page.getByText(/^(已加入购物车|Added to the cart)/).waitFor();
    await seen("good");
    await enter(page);
    const shelf = page.getByRole("listitem").filter({ hasText: /冰糖葫芦|Candied hawthorns/ });
    await shelf.getByRole("button").click();
    await page.locator(".toast-shown").waitFor();
    await seen("home-added");
    await seen("cart", "/cart");

    await page.getByRole("button", { name: /^(去结账|Check out)$/ }).click();
    await page.waitForURL(`${market.houseUrl}/pay/**`);
    await page.getByRole("heading", { name: /^(选择支付方式|Choose how to pay)$/ }).waitFor();
    await picture(page, `${name}-cashier`);
    // Whoever leaves the cashier unpaid finds the order, and the way back into it.
    await page.locator("a.top-back").click();
    await page.getByRole("heading", { name: /^(还没有付款|Not paid yet)$/ }).waitFor();
    await seen("cancelled");
    await seen("orders", "/orders");
    // The success address alone makes nobody believe that it is paid.
    await enter(page, `/thanks/${await ownReference(page)}`);
    await page.getByRole("heading", { name: /^(正在向支付服务核实…|Checking with the payment service…)$/ }).waitFor();
    await seen("thanks-unpaid");
    await page.getByRole("link", { name: /^(继续付款|Continue paying)$/ }).click();
    await page.waitForURL(`${market.houseUrl}/pay/**`);
  });

  test("the keyboard alone is enough to fill a cart and to leave for the cashier", async () => {
    const page = await buyers.page();
    await enter(page);
    await page.keyboard.press("Tab");
    for (let i = 0; i < 40 && !(await focused(page)).includes("紫砂壶"); i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "紫砂壶", level: 1 }).waitFor();
    expect(await focused(page)).toBe("紫砂壶");
    await page.getByRole("button", { name: "加入购物车", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByRole("link", { name: "去购物车" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "购物车", exact: true }).waitFor();
    await page.getByRole("button", { name: "去结账" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(`${market.houseUrl}/pay/**`);
  });
});

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "");

async function ownReference(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { data } = (await (await fetch("/api/orders")).json()) as { data: { ref: string }[] };
    return data[0]?.ref ?? "";
  });
}
