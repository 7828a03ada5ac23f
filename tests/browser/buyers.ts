import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { chromiumPath } from "../../sandbox/testing/browser.ts";
import { mobile, type Size, sizes } from "./cashier-rig.ts";

export type Look = { size?: Size; dark?: boolean; locale?: "zh-CN" | "en-GB" };

/** Browsers of buyers, one profile each. Whatever breaks a policy, throws, or calls outside is told at the end. */
export class Buyers {
  #browser: Browser;
  #contexts: BrowserContext[] = [];
  #faults: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async open(): Promise<Buyers> {
    const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
    const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
    return new Buyers(await chromium.launch({ executablePath: chromiumPath, args: [...args, ...quiet] }));
  }

  async page({ size = "desktop", dark = false, locale = "zh-CN" }: Look = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: sizes[size],
      locale,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      timezoneId: "Asia/Shanghai",
      ...(size === "desktop" ? {} : { userAgent: mobile, hasTouch: true }),
    });
    this.#contexts.push(context);
    context.on("page", (page) => this.#watch(page));
    return context.newPage();
  }

  #watch(page: Page): void {
    page.on("pageerror", (error) => this.#faults.push(`page error: ${error.message}`));
    page.on("console", (message) => {
      const asked = /Failed to load resource/.test(message.text());
      if (message.type() === "error" && !asked) this.#faults.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith("http") && !/^(127\.0\.0\.1|localhost)$/.test(hostname))
        this.#faults.push(`outside: ${request.url()}`);
    });
  }

  async lookOver(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    const faults = this.#faults;
    this.#contexts = [];
    this.#faults = [];
    expect(faults).toEqual([]);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** A picture for a person to look at; only where SHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
