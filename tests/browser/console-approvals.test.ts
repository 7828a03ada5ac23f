import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { acts, setCards } from "../flows/second-person-acts.ts";
import { makePeople, type People, type Signed } from "../flows/second-person-rig.ts";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const day = 86_400_000;

/** The inbox of everything that two people do, as each role sees it; and an opening between two wallets, composed. */
describe.skipIf(!hasChromium)("approvals in the console", { timeout: 180_000 }, () => {
  let desk: Desk;
  let people: People;
  let proposer: Signed;
  let approver: Signed;
  const kinds = Object.keys(acts);

  beforeAll(async () => {
    // Two days ago: a bank card may be used a day after it was set.
    desk = await openDesk([], new Date(Date.now() - 2 * day));
    await setCards(desk.flow);
    people = makePeople(desk.flow);
    proposer = await people.enter("operator");
    approver = await people.enter("approver");
    const make = async (kind: string, decided: boolean): Promise<void> => {
      const waiting = await acts[kind]?.make({ flow: desk.flow, people, proposer });
      if (decided && waiting) await people.must(approver, waiting.decide.url, waiting.decide.body);
    };
    // A payout needs a bill, a bill the platform's money, an outcome a payout, a refund that waits the limit that it is
    // above: these are decided, and made once more.
    const early = ["funds", "campaign_bill", "media_payout", "refund_limit"];
    for (const kind of kinds) await make(kind, early.includes(kind));
    for (const kind of early) await make(kind, false);
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(async () => await desk?.close());

  async function enter({ token }: Signed, look: Look = {}): Promise<Page> {
    const page = await desk.browsers.page(look);
    if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
    await page.context().addCookies([{ name: "hutong_session", value: token, url: desk.origin }]);
    await page.goto(`${desk.origin}/console/`);
    await page.locator(".frame-main h1").waitFor();
    return page;
  }
  const cards = (page: Page) => page.locator("main .ant-card, .frame-main .ant-card");

  const looks: readonly (readonly [string, Look, RegExp])[] = [
    ["zh", {}, /您的角色不能审批此项/],
    ["en-dark-phone", { size: "phone", dark: true, locale: "en-GB" }, /Your role does not decide this/],
  ];
  test.each(looks)("an auditor sees every kind, where each stands, and no button: %s", async (name, look, not) => {
    const page = await enter(await people.enter("auditor"), look);
    await picture(page, `home-${name}`);
    await desk.open(page, "/approvals");
    await expect.poll(() => cards(page).count()).toBe(kinds.length);
    expect(await page.getByText(not).count()).toBe(kinds.length);
    expect(await page.getByRole("button", { name: /^(批准|否决|Approve|Reject)$/ }).count()).toBe(0);
    await picture(page, `approvals-auditor-${name}`);
    await expectSound(page);
    const places = await cards(page)
      .locator("a[href^='/console/']")
      .evaluateAll((all) => all.map((one) => (one.getAttribute("href") ?? "").replace("/console", "")));
    expect(places.length).toBe(kinds.length - 1);
    for (const place of new Set(places)) {
      await desk.open(page, place);
      expect(await page.getByRole("button", { name: /^(批准|否决|Approve|Reject)$/ }).count()).toBe(0);
    }
  });

  test.each([
    ["zh-dark", { dark: true }, /由同一人创建/],
    ["en-phone", { size: "phone", locale: "en-GB" }, /not two people until/],
  ] as const)("the proposer's new approver is told why not, and from when on: %s", async (name, look, says) => {
    const page = await enter(await people.enter("approver", proposer.person), look);
    await desk.open(page, "/approvals");
    await page.getByText(says).first().waitFor();
    await picture(page, `approvals-hand-${name}`);
    await expectSound(page);
  });

  test("an approver decides what waits, and every menu's count moves by itself", async () => {
    const watching = await enter(proposer);
    const all = kinds.length;
    await watching.getByText(`${all} 项待他人决定`).waitFor();
    const page = await enter(approver, { size: "phone" });
    await desk.open(page, "/approvals?show=yours");
    // A withdrawal is confirmed by whoever may move money, and by no approver.
    await expect.poll(() => cards(page).count()).toBe(all - 1);
    await picture(page, "approvals-approver-phone");
    await expectSound(page);
    await desk.open(page, "/approvals?show=funds");
    await desk.deed(page, "批准", async () => {});
    await watching.getByText(`${all - 1} 项待他人决定`).waitFor({ timeout: 15_000 });
    await desk.open(page, "/approvals?show=agreement");
    await desk.deed(page, "批准", (dialogue) => dialogue.locator("textarea").fill("已核对"));
    await watching.getByText(`${all - 2} 项待他人决定`).waitFor({ timeout: 15_000 });
    await desk.open(page, "/approvals?show=standing");
    await desk.deed(page, "否决", (dialogue) => dialogue.locator("textarea").fill("未见文件"));
    await desk.open(page, "/approvals?show=hub_change");
    await desk.deed(page, "批准", (dialogue) => dialogue.locator("textarea").fill("额度合适"));
    await watching.getByText(`${all - 4} 项待他人决定`).waitFor({ timeout: 15_000 });
  });

  test.each([
    ["zh", {}],
    ["en-dark", { dark: true, locale: "en-GB" }],
    ["zh-phone", { size: "phone" }],
  ] as const)("one wallet opens its merchants to another's users, in some apps first: %s", async (name, look) => {
    const en = name.startsWith("en");
    const page = await enter(proposer, look);
    await desk.open(page, "/openings/new");
    await page.getByLabel(en ? "Terms in Chinese" : "条款（中文）").fill("京东支付用户可在支付宝商户付款");
    await page
      .getByLabel(en ? "Terms in English" : "条款（英文）")
      .fill("JD Pay's users may pay at Alipay's merchants");
    await page.getByLabel(en ? "Capability" : "能力").click();
    await page.getByTitle(en ? "Acceptance" : "收单互认").click();
    await page.getByLabel(en ? "Who opens" : "开放方").fill(en ? "Alipay" : "支付宝");
    await page.keyboard.press("Enter");
    await page.getByLabel(en ? "Partner" : "伙伴").fill("jdpay");
    await page.keyboard.press("Escape");
    await page
      .getByLabel(en ? "Cap a payment, yuan" : "每笔上限（元）")
      .first()
      .fill("500");
    await page
      .getByRole("button", { name: en ? "Add a step" : "添加一步" })
      .last()
      .click();
    await page
      .getByText(en ? "Caps and who is in" : "限额与人群")
      .last()
      .click();
    await page.getByLabel(en ? "In these apps" : "适用应用").fill("jd");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByLabel(en ? "From this version on" : "应用版本不低于").fill("12.0.1");
    await page.getByText(en ? "the orders that it paid are tried" : "钱包一侧按其已支付的订单试算").waitFor();
    // Orders were paid by that wallet, and nobody told in which app: the step lets none of them in yet.
    await page.getByText(en ? /\b0 of [1-9] orders/ : /(^|\D)0 \/ [1-9] 笔/).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, `compose-acceptance-${name}`);
    await expectSound(page);
    await page.getByRole("button", { name: en ? "Save the draft" : "保存草稿" }).click();
    await page.waitForURL(/openings\/opn_/);
    const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect((await people.ask(proposer, "GET", `/v1/openings/${id}`)).json).toMatchObject({
      ...{ capability: "acceptance", sides: ["alipay"], partner: "jdpay" },
      caps: { per_payment: { currency: "CNY", minor: "50000" } },
      stages: [{ buyers: { apps: ["jd"], app_version_from: "12.0.1" } }],
    });
    await picture(page, `opening-acceptance-${name}`);
    await people.must(proposer, `/v1/openings/${id}/withdraw`, { why: "another test composes the same" });
  });
});
