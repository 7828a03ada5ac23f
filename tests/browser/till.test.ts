import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "../../sandbox/testing/browser.ts";
import { codeHtml } from "../../src/http/routes/code-html.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { barPicture, filmOf, squarePicture } from "./code-film.ts";
import { store, TillRig } from "./till-rig.ts";

describe.skipIf(!hasChromium)("the till's page and the code's page", () => {
  let rig: TillRig;
  beforeAll(async () => {
    rig = await TillRig.open();
  }, 120_000);
  afterAll(async () => {
    await rig?.close();
  });

  test.each([
    [390, "zh-CN"],
    [1024, "en"],
  ])("at %i pixels: amount, scan, paid; sound, and nothing sticks out", async (width, locale) => {
    const page = await rig.till(width, locale);
    await expectSound(page);
    await rig.sell(page, `1312345678901234${width % 89}0`);
    await page.getByText(/收款成功|Paid/).waitFor();
    await rig.sell(page, `2812345678901234${width % 89}0`);
    await page.getByText(/等待顾客输入密码|enters a password/).waitFor();
    await expectSound(page);
    await picture(page, `till-${width}`);
    await page.context().close();
  });

  test("an answer that is lost, a house that is down and a reload charge nothing twice", async () => {
    const page = await rig.till(390);
    rig.house.mood.lose = 1;
    const before = rig.house.charged.size;
    await rig.sell(page, "131234567890123999");
    await page.getByText("等待网络").waitFor();
    await rig.keptOffline(page);
    rig.house.mood.down = true;
    await page.reload();
    await page.getByText("等待网络").waitFor();
    rig.house.mood.down = false;
    await page.getByText("收款成功").first().waitFor({ timeout: 30_000 });
    expect(rig.house.charged.size).toBe(before + 1);
    const numbers = rig.house.asked.slice(-2);
    expect(new Set(numbers).size).toBe(1);
    // The payer's code of a finished sale is not kept on the device.
    expect(await page.evaluate(() => localStorage.getItem("hutong-till-sales"))).not.toContain("131234567890123999");
    await page.context().close();
  });

  test("without network: sales queue, a reload brings page and queue back, one is taken back, the rest charge once", async () => {
    const page = await rig.till(390);
    await rig.keptOffline(page);
    const before = rig.house.charged.size;
    rig.house.mood.down = true;
    for (const code of ["131234567890124001", "131234567890124002", "131234567890124003"]) await rig.sell(page, code);
    await expect.poll(() => page.getByText("等待网络").count()).toBe(3);
    await page.reload();
    await expect.poll(() => page.getByText("等待网络").count()).toBe(3);
    await expectSound(page);
    await picture(page, "till-offline-390");
    await page.getByRole("button", { name: "撤回这笔" }).first().click();
    await page.getByText("正在撤回").waitFor();
    await page.reload();
    await page.getByText("正在撤回").waitFor();
    rig.house.mood.down = false;
    await page.getByText("已撤回，未扣款").waitFor({ timeout: 30_000 });
    await expect.poll(() => page.getByText("收款成功").count(), { timeout: 30_000 }).toBe(2);
    expect(rig.house.charged.size).toBe(before + 2);
    expect([...rig.house.charged.keys()].slice(-2).sort()).toEqual(["131234567890124001", "131234567890124002"]);
    expect(rig.house.withdrawn.size).toBe(1);
    await picture(page, "till-back-390");
    await page.context().close();
  });

  test("sixty sales without network are all kept, and a doubtful code asks whose it is", async () => {
    const page = await rig.till(390, "en");
    const sales = Array.from({ length: 60 }, (_, at) => ({
      ...{ number: `T${at}`, code: `1312345678901250${(at + 10).toString()}`, minor: "100", key: `k${at}`, at },
      state: "unsent",
    }));
    // Kept before the network goes, or there would be nothing to open the page from.
    await rig.keptOffline(page);
    rig.house.mood.down = true;
    await page.evaluate((kept) => localStorage.setItem("hutong-till-sales", JSON.stringify(kept)), sales);
    await page.reload();
    await rig.sell(page, "181234567890123456");
    await expect.poll(() => page.getByRole("listitem").count()).toBe(61);
    const before = rig.house.charged.size;
    rig.house.mood.down = false;
    await page.getByText("Which wallet's code is it?").waitFor({ timeout: 30_000 });
    await picture(page, "till-whose-390");
    await page.getByRole("button", { name: "JD Pay" }).click();
    await page.getByText("JD Pay ·").waitFor();
    await expect.poll(() => rig.house.charged.size - before, { timeout: 30_000 }).toBe(61);
    // The house has charged them all; once the till has heard of each, it keeps fifty.
    const keeps = () =>
      page.evaluate(() => (JSON.parse(localStorage.getItem("hutong-till-sales") ?? "[]") as unknown[]).length);
    await expect.poll(keeps, { timeout: 30_000 }).toBe(50);
    // Finished ones beyond fifty are the house's to show.
    await page.reload();
    await expect.poll(() => page.getByRole("listitem").count(), { timeout: 30_000 }).toBe(50);
    await page.context().close();
  });

  test.each(["bars", "square"] as const)("the camera reads %s", async (kind) => {
    const code = kind === "bars" ? "131234567890127001" : "281234567890127002";
    const film = join(rig.folder, `${kind}.y4m`);
    writeFileSync(film, filmOf(kind === "bars" ? barPicture(code) : squarePicture(code)));
    const seeing = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        ...["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        `--use-file-for-fake-video-capture=${film}`,
      ],
    });
    try {
      const page = await rig.till(390, "zh-CN", { by: seeing });
      for (const key of ["5", "0", "0"]) await page.getByRole("button", { name: key, exact: true }).click();
      await page.getByRole("button", { name: "打开摄像头" }).click();
      await page.getByText(kind === "bars" ? "收款成功" : "等待顾客输入密码").waitFor({ timeout: 30_000 });
      expect([...rig.house.charged.keys()]).toContain(code);
    } finally {
      await seeing.close();
    }
  });

  test.each(["zh", "en"] as const)("the page behind a code, %s", async (language) => {
    const wallet = (id: string, zh: string, en: string) => ({
      ...{ id, title: { zh, en }, methods: ["jump"] as const, inAppNeedsOpenid: false, inAppUserAgent: id },
      mark: {
        svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle r="9"/></svg>',
        colour: "#07c160",
      },
    });
    const code = { id: "cod_1", marketplace: "m", store, title: "苏州茶馆", latin_name: "Tea", latin_city: "SUZHOU" };
    const rest = { amount: null, currency: "CNY", state: "active", created_at: new Date(), revoked_at: null } as const;
    const shut = { code: "not_opened", zh: "本平台尚未开放。", en: "Not opened on this marketplace." };
    const html = codeHtml({
      ...{
        code: { ...code, ...rest },
        store: { zh: "苏州茶馆", en: "Suzhou Tea House" },
        language,
        nonce: "n",
        key: "k",
      },
      offers: [
        { wallet: wallet("wechatpay", "微信支付", "WeChat Pay"), open: true, here: true, reasons: [] },
        { wallet: wallet("alipay", "支付宝", "Alipay"), open: true, here: false, reasons: [] },
        { wallet: wallet("jdpay", "京东支付", "JD Pay"), open: false, here: false, reasons: [shut] },
      ],
      ...{ openid: "", says: null },
    });
    const context = await rig.browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.setContent(html);
    await expectSound(page);
    expect(await page.getByRole("button").count()).toBe(2);
    await page.getByText(shut[language]).waitFor();
    await picture(page, `code-page-${language}`);
    await context.close();
  });
});
