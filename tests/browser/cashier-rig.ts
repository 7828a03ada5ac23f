import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import jsQR from "jsqr";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { PNG } from "pngjs";
import { expect } from "vitest";
import { chromiumIsHere, chromiumPath } from "../../sandbox/testing/browser.ts";
import { buildWeb } from "../../scripts/build-web.ts";
import type { Bill } from "../../web/cashier/contract.ts";
import { CashierStub } from "./cashier-stub.ts";

export const hasChromium = chromiumIsHere;

const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const sizes = {
  desktop: { width: 1280, height: 860 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
} as const;
export type Size = keyof typeof sizes;

export const mobile = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36";
export const inWechat = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.50";

export type Visit = { size?: Size; dark?: boolean; browserLocale?: string; userAgent?: string; script?: string };

/** The built page, the stub that serves it, and a browser. Every visit is watched until the rig has looked it over. */
export class CashierRig {
  stub: CashierStub;
  gzipBytes: number;
  /** Where pages may send requests: the stub, and whatever a test adds. */
  homes: Set<string>;
  /** Holds the built page in cashier/. */
  folder: string;
  #browser: Browser;
  #faults: string[] = [];
  #pages: Page[] = [];

  private constructor(parts: { stub: CashierStub; browser: Browser; folder: string; gzipBytes: number }) {
    this.stub = parts.stub;
    this.gzipBytes = parts.gzipBytes;
    this.#browser = parts.browser;
    this.folder = parts.folder;
    this.homes = new Set([parts.stub.origin]);
  }

  static async open(): Promise<CashierRig> {
    const folder = mkdtempSync(join(tmpdir(), "hutong-cashier-"));
    const built = (await buildWeb({ outDir: folder, apps: ["cashier"] }))[0];
    const stub = await new CashierStub(join(folder, "cashier")).listen();
    const browser = await chromium.launch({ executablePath: chromiumPath, args: [...flags, ...quiet] });
    return new CashierRig({ stub, browser, folder, gzipBytes: built?.gzipBytes ?? 0 });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.stub.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A fresh profile on a page of its own. */
  async visit(url: string, visit: Visit = {}): Promise<Page> {
    const { size = "desktop", dark = false, browserLocale = "zh-CN", userAgent } = visit;
    const options: BrowserContextOptions = {
      viewport: sizes[size],
      locale: browserLocale,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      timezoneId: "Asia/Shanghai",
    };
    const agent = userAgent ?? (size === "desktop" ? undefined : mobile);
    const context = await this.#browser.newContext(agent ? { ...options, userAgent: agent } : options);
    if (visit.script) await context.addInitScript(visit.script);
    const page = await context.newPage();
    this.#watch(page);
    this.#pages.push(page);
    await page.goto(url);
    await page.locator("h1").first().waitFor();
    return page;
  }

  /** Opens a bill as its buyer. */
  buyer(bill: Bill, visit: Visit = {}): Promise<Page> {
    return this.visit(this.stub.open(bill), visit);
  }

  #watch(page: Page): void {
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "data:" && !this.homes.has(origin)) this.#faults.push(`outside request: ${request.url()}`);
    });
    page.on("pageerror", (error) => this.#faults.push(`page error: ${error.message}`));
    page.on("console", (message) => {
      // A refused or torn call is what a test asked for; a breach of the policy never is.
      const expected = /Failed to load resource/.test(message.text());
      if (message.type() === "error" && !expected) this.#faults.push(`console: ${message.text()}`);
    });
  }

  /** After each test: nothing left the house, nothing broke the policy, nothing threw. */
  async lookOver(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.context().close()));
    const faults = this.#faults;
    this.#pages = [];
    this.#faults = [];
    this.stub.calm();
    expect(faults).toEqual([]);
  }
}

/** No accessibility violation, nothing wider than the screen, and a language said. */
export async function expectSound(page: Page): Promise<void> {
  // Legacy mode: all in this page, which has no frames, instead of in a second one each time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
  await expectFits(page);
  expect(await page.getAttribute("html", "lang")).toMatch(/^(zh-CN|en)$/);
}

export async function expectFits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

/** What a phone's camera reads of the code on the screen. */
export async function readQr(code: Locator): Promise<string | undefined> {
  const { data, width, height } = PNG.sync.read(await code.screenshot());
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data;
}
