import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const zh = {
  ...{
    shipment: /^全部发货/,
    payment: /^付款（/,
    days: "多少天后自动放款",
    sooner: "全部签收后提前放款",
    after: "签收后多少天",
  },
  ...{
    commission: "平台佣金（%）",
    save: "保存规则",
    held: "第 8 天放款，自发货起算",
    early: "第 7 天放款，自签收起算",
  },
  ...{ never: /^不自动放款；/, example: /平台佣金 ¥0\.60，店铺得 ¥99\.40/, by: "由运营设置。" },
};
const en: typeof zh = {
  ...{ shipment: /^All of it was sent/, payment: /^The payment, / },
  ...{ days: "Released by itself after, days", sooner: "Released sooner once all of it was signed for" },
  ...{
    after: "Days after the signature",
    commission: "The marketplace's commission, per cent",
    save: "Save the rules",
  },
  ...{ held: "released on day 8, from the shipment", early: "released on day 7, from the signature" },
  ...{ never: /^stays in escrow;/, example: /takes ¥0\.60 and the store gets ¥99\.40/, by: "Set by operators." },
};
const looks: readonly (readonly [string, Look, typeof zh])[] = [
  ["zh-1440", {}, zh],
  ["en-390", { size: "phone", locale: "en-GB", dark: true }, en],
  ["en-1440", { locale: "en-GB" }, en],
  ["zh-390", { size: "phone" }, zh],
];

/** A marketplace's rules of money: from when the time limit counts, how long, and the commission. */
describe.skipIf(!hasChromium)("settlement terms at the console", { timeout: 120_000 }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(["finance"]);
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  const terms = () => desk.flow.house.settlement.terms(desk.flow.marketplace);

  test.each(looks)("an operator sees what new rules will do, and sets them: %s", async (name, look, words) => {
    const { marketplace } = desk.flow;
    const before = { release_after_days: 10, commission_bp: 0, release_from: "payment", ship_within_days: 3 } as const;
    desk.flow.advance(1);
    await desk.flow.house.settlement.setTerms("per_a", marketplace, { ...before, release_after_delivery_days: null });
    const page = await desk.enter("operator", look);
    await desk.open(page, "/settlement-terms");
    await page.getByRole("radio", { name: words.payment }).waitFor();
    await picture(page, `terms-before-${name}`);
    await expectSound(page);
    expect(await page.getByRole("button", { name: words.save }).isDisabled()).toBe(true);
    await page.getByRole("radio", { name: words.shipment }).check();
    await page.getByText(words.never).waitFor();
    await page.getByLabel(words.days).fill("7");
    await page.getByText(words.held).first().waitFor();
    await page.getByLabel(words.sooner).check();
    await page.getByLabel(words.after).fill("3");
    await page.getByText(words.early).waitFor();
    await page.getByLabel(words.commission).fill("0.6");
    await page.getByText(words.example).waitFor();
    await expectSound(page);
    await picture(page, `terms-typed-${name}`);
    desk.flow.advance(1);
    await desk.deed(page, words.save, async (dialogue) => {
      await dialogue.getByText("0.00 %").waitFor();
      await picture(page, `terms-asked-${name}`);
      await expectSound(page);
    });
    expect(await terms()).toMatchObject({
      ...{ release_from: "shipment", release_after_days: 7, release_after_delivery_days: 3, commission_bp: 60 },
      ship_within_days: 3,
    });
  });

  test("what somebody else set meanwhile and this one left alone stays; finance reads", async () => {
    const { marketplace } = desk.flow;
    const page = await desk.enter("operator");
    await desk.open(page, "/settlement-terms");
    await page.getByLabel("平台佣金（%）").fill("1.25");
    desk.flow.advance(1);
    const now = await terms();
    await desk.flow.house.settlement.setTerms("per_b", marketplace, { ...now, ship_within_days: 9 });
    desk.flow.advance(1);
    await desk.deed(page, "保存规则", async () => {});
    expect(await terms()).toMatchObject({ ship_within_days: 9, commission_bp: 125 });
    const finance = await desk.enter("finance");
    await desk.open(finance, "/settlement-terms");
    await finance.getByText("由运营设置。").waitFor();
    expect(await finance.getByRole("button", { name: "保存规则" }).count()).toBe(0);
    expect(await finance.getByLabel("平台佣金（%）").isDisabled()).toBe(true);
    await expectSound(finance);
  });
});
