import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readPdfSheet } from "../printed-pdf.ts";
import type { Look } from "./buyers.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium, readQr } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const zh = {
  ...{ make: "新建收款码", name: "名称（印在台卡上）", amount: "金额（元）", show: "查看", code: "收款码" },
  ...{ off: "停用", gone: "已停用", print: "打印台卡（PDF）" },
};
const en = {
  ...{ make: "New code", name: "Name, as it is printed", amount: "Amount in yuan", show: "Show", code: "The code" },
  ...{ off: "Switch off", gone: "Switched off", print: "Print the sheet (PDF)" },
};
const looks: readonly (readonly [string, Look, typeof zh])[] = [
  ["in Chinese at a desk", {}, zh],
  ["in English, dark, on a phone", { size: "phone", dark: true, locale: "en-GB" }, en],
];

/** A store's owner makes codes for the counter, looks at them, prints them, and switches them off. */
describe.skipIf(!hasChromium)("a store's codes in its console", { timeout: 120_000 }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(["merchant_owner"], new Date());
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test.each(looks)("made, shown, printed, switched off: %s", async (name, look, words) => {
    const page = await desk.enter("merchant_owner", look);
    await desk.open(page, "/codes");
    await expectSound(page);
    await page.getByRole("button", { name: words.make }).click();
    const dialogue = page.getByRole("dialog");
    await dialogue.getByLabel(words.name).fill(`Tea ${name}`);
    await dialogue.getByLabel(words.amount, { exact: true }).fill("28.80");
    await expectSound(page);
    await picture(page, `console-codes-new-${name.slice(0, 6)}`);
    await dialogue.getByRole("button", { name: words.make }).click();
    await dialogue.waitFor({ state: "hidden" });
    const row = page.locator("tr, .row-cards li").filter({ hasText: `Tea ${name}` });
    await row.getByText("28.80").waitFor();
    await picture(page, `console-codes-${name.slice(0, 6)}`);
    await row.getByRole("button", { name: words.show }).click();
    const shown = page.getByRole("dialog");
    const url = await readQr(shown.getByRole("img", { name: words.code }));
    expect(url).toMatch(/\/c\/cod_[0-9A-Z]{26}$/);
    await shown.getByText("000201").waitFor();
    await expectSound(page);
    await picture(page, `console-codes-shown-${name.slice(0, 6)}`);
    const sheet = (await shown.getByRole("link", { name: words.print }).getAttribute("href")) ?? "";
    const printed = await page.request.get(new URL(sheet, page.url()).href);
    const { codes } = await readPdfSheet(await printed.body());
    expect(codes).toEqual([url, expect.stringMatching(/^000201/)]);
    await page.keyboard.press("Escape");
    await shown.waitFor({ state: "hidden" });
    await row.getByRole("button", { name: words.off }).click();
    await page.getByRole("dialog").getByRole("button", { name: words.off }).click();
    await row.getByText(words.gone).waitFor();
    expect(await row.getByRole("button", { name: words.off }).count()).toBe(0);
  });
});
