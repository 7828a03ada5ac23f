import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Look } from "./buyers.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const zh = {
  ...{ add: "新增规则", change: "修改", end: "停用", wallet: "钱包", prefix: "前缀", min: "最少位数", max: "最多位数" },
  ...{ unionpay: "银联", shared: "收银员选择", warns: "有付款码被多家钱包认领" },
};
const en = {
  ...{ add: "Add a rule", change: "Change", end: "End", wallet: "Wallet", prefix: "Prefix", min: "Fewest digits" },
  ...{
    max: "Most digits",
    unionpay: "UnionPay",
    shared: "Cashier chooses",
    warns: "Several wallets claim these codes",
  },
};
const looks: readonly (readonly [string, Look, typeof zh])[] = [
  ["in Chinese at a desk", {}, zh],
  ["in English, dark, on a phone", { size: "phone", dark: true, locale: "en-GB" }, en],
];

/** People of the house add a rule of payer's codes, see what it makes ambiguous, change it and end it. */
describe.skipIf(!hasChromium)("rules of payer's codes in the console", { timeout: 120_000 }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(["operator"], new Date());
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test.each(looks)("added, told as ambiguous, changed, ended: %s", async (name, look, words) => {
    const page = await desk.enter("operator", look);
    await desk.open(page, "/payer-codes");
    await expectSound(page);
    expect(await page.getByText(words.shared, { exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: words.add }).click();
    const dialogue = page.getByRole("dialog");
    await dialogue.getByRole("combobox", { name: words.wallet }).click();
    await page.getByTitle(words.unionpay, { exact: true }).last().click();
    await dialogue.getByLabel(words.prefix).fill("2899");
    await dialogue.getByLabel(words.min).fill("18");
    await dialogue.getByLabel(words.max).fill("18");
    await dialogue.getByText("2899…").waitFor();
    await expectSound(page);
    await picture(page, `payer-codes-new-${name.slice(0, 6)}`);
    await dialogue.getByRole("button", { name: words.add }).click();
    await dialogue.waitFor({ state: "hidden" });
    await page.getByText(words.warns).waitFor();
    await page.getByText(words.shared, { exact: true }).first().waitFor();
    await expectSound(page);
    await picture(page, `payer-codes-ambiguous-${name.slice(0, 6)}`);
    // To a prefix that nobody else claims: nothing is ambiguous any more.
    await page.getByRole("button", { name: words.change, exact: true }).click();
    const change = page.getByRole("dialog");
    await change.getByLabel(words.prefix).fill("7799");
    await change.getByRole("button", { name: words.change }).click();
    await change.waitFor({ state: "hidden" });
    await page.getByText("7799…").waitFor();
    expect(await page.getByText("2899…").count()).toBe(0);
    expect(await page.getByText(words.warns).count()).toBe(0);
    await page.getByRole("button", { name: words.end, exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: words.end }).click();
    await page.getByText("7799…").waitFor({ state: "hidden" });
  });
});
