import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const looks = [
  {
    ...{
      name: "zh-1440",
      look: { locale: "zh-CN" } as Look,
      language: "zh" as const,
      refund: "退款",
      waits: "待审批的退款",
    },
    ...{
      propose: "提议修改限额",
      one: /单笔/,
      why: /理由/,
      approve: "批准",
      amount: "金额（元）",
      second: /将提交他人审批/,
    },
    ...{ set: "设置限额", make: "创建密钥", from: "来源地址", list: /允许的来源地址/, shut: /不包含您当前的地址/ },
    ...{ wrong: /无法识别/, on: /在列表内/, flow: "退款待审批" },
  },
  {
    ...{ name: "en-390", look: { locale: "en-GB", size: "phone" } as Look, language: "en" as const, refund: "Refund" },
    ...{ waits: "Refunds that wait for a second person", propose: "Propose a limit", one: /^A refund/, why: /^Why/ },
    ...{ approve: "Approve", amount: "Amount in yuan", second: /waits for a second person, and nothing/ },
    ...{ set: "Set a limit", make: "Make a key", from: "Addresses", list: /Addresses it may be used from/ },
    ...{ shut: /is not on it/, wrong: /Cannot be read/, on: /is on it/, flow: "Refund waits for a second person" },
  },
] as const;

describe.skipIf(!hasChromium)("limits of refunds, and from where keys are used", { timeout: 200_000 }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(["approver", "finance", "merchant_owner"]);
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  /** Somebody who steers this marketplace alone, not the whole house. */
  async function steerer(name: string, look: Look): Promise<Page> {
    const { house, marketplace } = desk.flow;
    const by = { kind: "person", id: "per_test", marketplace: null, store: null };
    const made = await house.people.inviteToTeam(by, { name, role: "operator", marketplace, store: null });
    if (!made.ok) throw new Error(made.fault);
    const page = await desk.browsers.page(look);
    if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${desk.origin}/console/invitation#${made.value.token}`);
    await page.locator("input[autocomplete^=username]").first().fill(name);
    await page.locator("input[type=password]").first().fill("a long pass phrase");
    await page.locator("button[type=submit]").click();
    await page.locator(".frame-main h1").waitFor();
    return page;
  }

  test.each(looks)("a limit proposed, approved, felt in the refund's dialogue, and decided: $name", async (one) => {
    const page = await steerer(`steer-${one.name}`, one.look);
    await desk.open(page, "/team?tab=limits");
    await desk.deed(page, one.propose, async (dialogue) => {
      await dialogue.getByRole("combobox").click();
      await page.locator(".ant-select-item-option").nth(1).click();
      await dialogue.getByLabel(one.one).fill("5");
      await dialogue.getByLabel(one.why).fill("less is safer");
      await picture(page, `limits-propose-${one.name}`);
    });
    await page.locator(".ant-alert").first().waitFor();
    await expectSound(page);
    const approver = await desk.enter("approver", one.look);
    await desk.open(approver, "/approvals");
    // What would change stands there before it is approved.
    await approver
      .getByText(/¥ ?5\.00/)
      .first()
      .waitFor();
    await picture(approver, `limits-approve-${one.name}`);
    await desk.deed(approver, one.approve, async (dialogue) => dialogue.getByLabel(one.why).fill("agreed"));
    await desk.open(page, "/team");
    await desk.open(page, "/team?tab=limits");
    await page.getByText("¥5.00").or(page.getByText("¥ 5.00")).first().waitFor();
    await picture(page, `limits-${one.name}`);

    const { order } = await desk.order({ number: `L-${one.name}`, wallet: "alipay" });
    const finance = await desk.enter("finance", one.look);
    await desk.open(finance, `/orders/${order}`);
    await desk.deed(finance, one.refund, async (dialogue) => {
      await dialogue.getByText(one.second).waitFor();
      await dialogue.getByLabel(one.why).fill("broken");
      await picture(finance, `limits-refund-${one.name}`);
    });
    await finance.getByRole("heading", { name: one.waits }).waitFor();
    await finance.getByText(one.flow, { exact: true }).first().waitFor();
    await expectSound(finance);
    await picture(finance, `limits-order-${one.name}`);
    await desk.open(approver, "/approvals?show=refund");
    await expectSound(approver);
    await desk.deed(approver, one.approve, async (dialogue) => dialogue.getByLabel(one.why).fill("looked at it"));
    await expect
      .poll(async () => (await desk.flow.house.payments.getOrder(order))?.refunded.minor, { timeout: 10_000 })
      .toBe(1230n);
  });

  test.each(looks)("a key's addresses: wrong ones named, being shut out said before: $name", async (one) => {
    const page = await desk.enter("merchant_owner", one.look);
    await desk.open(page, "/developers");
    await desk.deed(page, one.make, async (dialogue) => {
      const list = dialogue.getByLabel(one.list);
      await list.fill("10.1.2.3/8");
      await dialogue.getByText(one.wrong).waitFor();
      await list.fill("198.51.100.0/24\n2001:db8::/32");
      await dialogue.getByText(one.shut).waitFor();
      await picture(page, `addresses-make-${one.name}`);
    });
    await page.getByText("198.51.100.0/24").first().waitFor();
    await expectSound(page);
    await picture(page, `addresses-${one.name}`);
    await desk.deed(page, one.from, async (dialogue) => {
      await dialogue.getByLabel(one.list).fill("198.51.100.0/24 127.0.0.0/8");
      await dialogue.getByText(one.on).waitFor();
    });
    await page.getByText("127.0.0.0/8").first().waitFor();
    await desk.open(page, "/team?tab=limits");
    await desk.deed(page, one.set, async (dialogue) => dialogue.getByLabel(one.one).fill("30"));
    await page.getByText("¥30.00").or(page.getByText("¥ 30.00")).first().waitFor();
    await expectSound(page);
    await picture(page, `limits-store-${one.name}`);
  });
});
