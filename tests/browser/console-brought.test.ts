import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { downloadBills } from "../flows/bill-download.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const day = "2026-11-21";

/** Bills that people bring to the desk, and whom to call where something does not go well. */
describe.skipIf(!hasChromium)("bills brought, and contacts", { timeout: 180_000 }, () => {
  let desk: Desk;
  let files: { trade: Buffer; fund: Buffer };
  beforeAll(async () => {
    desk = await openDesk(["operator", "finance", "approver", "auditor"], new Date(`${day}T12:00:00+08:00`));
    const { flow } = desk;
    await desk.order({ number: "A-1", wallet: "wechatpay" });
    flow.advance(24 * 3600);
    files = await downloadBills(flow, "wechatpay", day);
    // From here on the house cannot fetch it.
    flow.fakes.wechatpay.setFaults({ bill_file: 1 });
    await work();
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  const work = async (): Promise<void> => {
    while ((await desk.flow.house.reconciliation.tick()) > 0);
  };
  const choose = async (page: Page, name: string, buffer: Buffer): Promise<void> => {
    await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/gzip", buffer });
    await page.getByRole("button", { name: "上传并校验" }).click();
  };

  test("finance brings a day's files and sees what they say; another approves, and the day is in", async () => {
    const finance = await desk.enter("finance");
    await desk.open(finance, "/reconciliation?tab=files");
    await finance.getByText("尚未入账的日子").waitFor();
    await finance.getByText("bill_truncated").first().waitFor();
    await picture(finance, "brought-days");
    await finance.getByRole("button", { name: "为此日上传" }).first().click();
    const date = finance.getByLabel("账单日期（上海）");
    expect(await date.inputValue()).toBe(day);
    await date.fill("2026-11-20");
    await choose(finance, "1900000001All.gzip", files.trade);
    await finance.getByRole("alert").getByText("账单不是所选日期的").waitFor();
    await picture(finance, "brought-refused");
    await expectSound(finance);
    await date.fill(day);
    await finance.getByRole("button", { name: "上传并校验" }).click();
    await finance
      .getByText(/^账户 \d{10}$/)
      .first()
      .waitFor();
    await choose(finance, "1900000001 fund.gzip", files.fund);
    await finance.getByText("此种文件不写明账户").first().waitFor();
    await picture(finance, "brought-said");
    await expectSound(finance);
    await finance.getByRole("button", { name: "提议核对" }).click();
    const dialogue = finance.getByRole("dialog");
    await dialogue.locator("textarea").fill("钱包接口无应答");
    await picture(finance, "brought-propose");
    await expectSound(finance);
    await dialogue.getByRole("button", { name: "提议核对" }).click();
    await dialogue.waitFor({ state: "hidden" });
    await finance.getByText("待他人批准").waitFor();

    const approver = await desk.enter("approver");
    await approver.goto(`${desk.origin}/console/approvals`);
    await approver.getByText("上传的账单 · 以上传的账单核对").waitFor();
    await approver
      .getByText(/^SHA-256 /)
      .first()
      .waitFor();
    await picture(approver, "brought-approval");
    await expectSound(approver);
    await desk.deed(approver, "批准", (page) => page.locator("textarea").fill("核对无误"));
    await work();
    await desk.open(approver, "/reconciliation?tab=runs");
    await approver.getByText("上传的文件").waitFor();
    await desk.open(approver, "/reconciliation?tab=files");
    await approver.getByText("已核对").first().waitFor();
    expect(await approver.getByRole("button", { name: "上传并校验" }).count()).toBe(0);
    await picture(approver, "brought-done");
  });

  test("an operator sets contacts; an auditor reads them beside the wallet, an approver does not", async () => {
    const { flow } = desk;
    const operator = await desk.enter("operator");
    const { data } = await flow.house.openings.listOpenings(
      { marketplace: flow.marketplace, store: null },
      { after: null, limit: 9 },
    );
    const opening = data.find((one) => one.partner === "wechatpay")?.id ?? "";
    await desk.open(operator, `/openings/${opening}`);
    for (const [name, phone] of [
      ["韩梅梅", "+86 10 5555 0100"],
      ["李雷", "138 0000 0000"],
    ] as const) {
      await operator.getByRole("button", { name: "登记联系人" }).click();
      const dialogue = operator.getByRole("dialog");
      await dialogue.getByLabel("姓名").fill(name);
      await dialogue.getByLabel("电话").fill(phone);
      if (name === "李雷") await dialogue.getByLabel("次序").fill("2");
      await expectSound(operator);
      await picture(operator, "contact-form");
      await dialogue.getByRole("button", { name: /保\s*存/ }).click();
      await dialogue.waitFor({ state: "hidden" });
      await operator.getByText(phone).waitFor();
    }
    await picture(operator, "contacts-opening");
    await expectSound(operator);

    await desk.order({ number: "A-2", wallet: "wechatpay" });
    for (const look of [{}, { size: "phone", dark: true, locale: "en-GB" }] as const) {
      const auditor = await desk.enter("auditor", look);
      await desk.open(auditor, "/wallets");
      await auditor
        .getByRole("button", { name: /联系人|Contacts/ })
        .first()
        .click();
      await auditor.getByRole("link", { name: "+86 10 5555 0100" }).waitFor();
      expect(await auditor.getByRole("button", { name: /登记联系人|Set a contact/ }).count()).toBe(0);
      await picture(auditor, `contacts-wallet-${"size" in look ? "phone" : "desk"}`);
      await expectSound(auditor);
      if ("size" in look) {
        await desk.open(auditor, "/reconciliation?tab=files");
        await auditor.getByText("Compared").first().waitFor();
        await picture(auditor, "brought-phone");
        await expectSound(auditor);
      }
    }
    const approver = await desk.enter("approver");
    await desk.open(approver, "/wallets");
    await approver.getByText("最近 15 分钟").first().waitFor();
    expect(await approver.getByRole("button", { name: "联系人" }).count()).toBe(0);
  });
});
