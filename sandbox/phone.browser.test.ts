import type { BrowserContext, Page } from "playwright-core";
import { PNG } from "pngjs";
import encodeQr from "qr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWeb } from "../scripts/build-web.ts";
import { type SandboxWallets, startSandboxWallets } from "./start-wallets.ts";
import { axeFaults, chromiumIsHere, openBrowser, shot } from "./testing/browser.ts";
import { toyOptions } from "./testing/by-hand.ts";
import { toyWallet } from "./testing/toy-wallet.ts";

const toys = [
  { ...toyWallet("wechatpay"), title: { zh: "微信支付", en: "WeChat Pay" }, colour: "#1aad19" },
  { ...toyWallet("alipay"), title: { zh: "支付宝", en: "Alipay" }, colour: "#1677ff" },
];

describe.skipIf(!chromiumIsHere)("the pretend phone", () => {
  let sandbox: SandboxWallets;
  let browser: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    await buildWeb({ apps: ["phone"] });
    sandbox = await startSandboxWallets(toyOptions({ wallets: toys }));
    browser = await openBrowser();
    page = await browser.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
  });

  async function order(no: string, wallet = 0): Promise<{ code_url: string; h5_url: string }> {
    const body = JSON.stringify({ no, amount: "128.00", notify: "http://127.0.0.1:9/" });
    const answer = await fetch(`${sandbox.mounted[wallet]?.origin}/pay`, { method: "POST", body });
    return (await answer.json()) as { code_url: string; h5_url: string };
  }

  it("has an app a wallet, and lists the codes that wait", async () => {
    await order("B1");
    await page.goto(`${sandbox.control}/phone`);
    await page.getByRole("button", { name: "微信支付" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await shot(page, "phone-home");
    await page.getByRole("button", { name: "微信支付" }).click();
    await page.getByRole("button", { name: "¥128.00" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await shot(page, "phone-app");
    await page.getByRole("button", { name: "¥128.00" }).click();
    await page.getByRole("heading", { name: "付款给 小店" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await shot(page, "phone-confirm");
    await page.getByRole("button", { name: "余额不足时付款" }).click();
    await page.getByRole("heading", { name: "余额不足。" }).waitFor();
    await shot(page, "phone-insufficient");
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByRole("button", { name: "确认付款 ¥128.00" }).click();
    await page.getByRole("heading", { name: "已支付。" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await shot(page, "phone-paid");
    const back = page.getByRole("link", { name: "返回商家" });
    expect(await back.getAttribute("href")).toBe("http://shop.test/back");
  });

  it("opens the link to which a jump is sent, and goes Back as a browser does", async () => {
    const { h5_url } = await order("B2");
    await page.goto(h5_url);
    await page.getByRole("heading", { name: "付款给 小店" }).waitFor();
    expect(new URL(page.url()).origin).toBe(sandbox.control);
    await page.getByRole("button", { name: "取消", exact: true }).click();
    await page.getByRole("heading", { name: "已取消。" }).waitFor();
    await page.getByRole("button", { name: "完成" }).click();
    await page.getByRole("heading", { name: "扫一扫" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "已取消。" }).waitFor();
  });

  it("reads a QR code from a picture, without sending it anywhere", async () => {
    const { code_url } = await order("B3");
    await page.goto(`${sandbox.control}/phone?wallet=wechatpay`);
    const picture = { name: "qr.png", mimeType: "image/png", buffer: qrPicture(code_url) };
    await page.locator("input[type=file]").setInputFiles(picture);
    await page.getByRole("heading", { name: "付款给 小店" }).waitFor();
    const empty = { name: "no.png", mimeType: "image/png", buffer: PNG.sync.write(new PNG({ width: 90, height: 90 })) };
    await page.goto(`${sandbox.control}/phone?wallet=wechatpay`);
    await page.locator("input[type=file]").setInputFiles(empty);
    await page.getByText("没有找到二维码").waitFor();
  });

  it("does not read a rival's code, and says which app does", async () => {
    const { code_url } = await order("B4", 1);
    await page.goto(`${sandbox.control}/phone?wallet=wechatpay&code=${encodeURIComponent("wechatpay://pay/none")}`);
    await page.getByRole("heading", { name: "无法识别此码。" }).waitFor();
    await shot(page, "phone-unknown");
    await page.goto(`${sandbox.control}/phone?code=${encodeURIComponent(code_url)}`);
    await page.getByRole("heading", { name: "支付宝" }).waitFor();
  });

  it("speaks English, and fits 320 pixels", async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${sandbox.control}/phone?wallet=alipay`);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Waiting for you" }).waitFor();
    await shot(page, "phone-320-en");
    await page.getByRole("button", { name: "¥128.00" }).click();
    await page.getByRole("button", { name: "Pay ¥128.00" }).waitFor();
    await shot(page, "phone-320-confirm");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await axeFaults(page)).toEqual([]);
  });
});

function qrPicture(text: string): Buffer {
  const modules = encodeQr(text, "raw", { border: 1 });
  const scale = 6;
  const picture = new PNG({ width: modules.length * scale, height: modules.length * scale });
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      const dark = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
      picture.data.set([dark ? 0 : 255, dark ? 0 : 255, dark ? 0 : 255, 255], (y * picture.width + x) * 4);
    }
  return PNG.sync.write(picture);
}
