import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, chromium, type Page } from "playwright-core";

/** The one that `npm test` found; else Debian's. */
export const chromiumPath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Browser tests are skipped where there is none; `npm test` says so loudly, and fails under CI. */
export const chromiumIsHere = existsSync(chromiumPath);

const quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const still = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function openBrowser(
  options: { width?: number; height?: number; locale?: string } = {},
): Promise<BrowserContext> {
  const { width = 1280, height = 900, locale = "zh-CN" } = options;
  return chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "hutong-chromium-")), {
    executablePath: chromiumPath,
    args: [...quiet, ...still],
    viewport: { width, height },
    locale,
  });
}

/** What axe finds wrong with the page, one line a rule. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

/** A picture of the page for a person to look at; only where a folder is named for them. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}
