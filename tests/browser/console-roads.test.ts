import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Look } from "./buyers.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const zh = {
  step: "进入第 2 步",
  withdraw: "提现",
  approve: "批准",
  accept: "接受差异",
  suspense: "挂账待查",
  clear: "解除",
  none: "没有待审批的事项",
};
const en = {
  step: "Go on to step 2",
  withdraw: "Withdraw",
  approve: "Approve",
  accept: "Accept",
  suspense: "Suspense",
  clear: "Clear",
  none: "Nothing waits for you",
};
const looks: readonly (readonly [string, Look, typeof zh])[] = [
  ["in Chinese at a desk", {}, zh],
  ["in English on a phone", { size: "phone", locale: "en-GB" }, en],
];
const longList = 130;

/** Roads that end with money or with a file: each by the people who walk it, in both languages. */
describe.skipIf(!hasChromium)("the consoles' roads", { timeout: 120_000 }, () => {
  let desk: Desk;
  const day = 86_400_000;

  beforeAll(async () => {
    // Two days ago: a bank card may be used a day after it was set.
    desk = await openDesk(
      ["finance", "approver", "merchant_owner", "merchant_finance"],
      new Date(Date.now() - 2 * day),
    );
    const { flow, store } = desk;
    const settings = { bank_transfers: "on" };
    const changed = await flow.house.directory.changeWalletAccount(flow.operator, flow.accounts.alipay, { settings });
    if (!changed.ok) throw new Error(changed.fault);
    const sold = [
      await desk.order({ number: "W-1", wallet: "alipay" }),
      await desk.order({ number: "W-2", wallet: "alipay" }),
    ];
    for (const { order } of sold) {
      const done = await flow.house.settlement.confirmReceipt("per_test", order, null);
      if (!done.ok) throw new Error(done.fault);
    }
    await flow.house.settlement.setCard("per_test", store, {
      holder: "韩梅梅",
      bank: "招商银行",
      number: "6222020200112233445",
    });
    flow.advance(2 * 86_400);
    await flow.settle();
    // What the wallet told of two payments does not fit: two breaks, named at once.
    for (const [n, { payment }] of sold.entries()) {
      const about = { payment, wallet_ref: `STRANGE-${n}`, said: "1330 CNY", expected: "1230 CNY" };
      await flow.house.reconciliation.name({ what: "payment_amount_differs", about, at: flow.now() });
    }
    // And the bill of a day has one of them at another amount, and lacks the other: each with its entry.
    flow.fakes.alipay.setFaults({ bill_drop: 1, bill_wrong_amount: 1, bill_extra: 2 });
    const billed = new Date(flow.now().getTime() - 2 * day + 8 * 3_600_000).toISOString().slice(0, 10);
    const run = await flow.house.reconciliation.runDay({ account: flow.accounts.alipay, day: billed });
    if (!run.ok) throw new Error(run.fault);
    flow.fakes.alipay.clearFaults();
    await Promise.all(
      Array.from({ length: longList }, (_, n) => desk.order({ number: `L-${n}`, title: n === 7 ? "=1+1" : "茶" })),
    );
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test.each(looks)("a break is proposed by one and ended by another: %s", async (name, look, words) => {
    const finance = await desk.enter("finance", look);
    await desk.open(finance, "/reconciliation?state=open");
    await desk.deed(finance, words.accept, (dialogue) =>
      dialogue.locator("textarea").fill("the wallet's letter of today"),
    );
    await expectSound(finance);
    await picture(finance, `roads-break-${name.slice(3, 7)}`);
    const approver = await desk.enter("approver", look);
    await desk.open(approver, "/approvals");
    await desk.deed(approver, words.approve, (dialogue) => dialogue.locator("textarea").fill("seen"));
    await approver.getByText(words.none).waitFor();
    await desk.open(approver, "/reconciliation?state=closed");
    await approver
      .getByRole("cell", { name: /已了结|Ended/ })
      .first()
      .waitFor();
    await expectSound(approver);
  });

  test.each(looks)("a break's entry is seen before it is posted, by both people: %s", async (name, look, words) => {
    const finance = await desk.enter("finance", look);
    await desk.open(finance, "/reconciliation?state=open");
    await finance.getByRole("button", { name: words.suspense, exact: true }).first().waitFor();
    await picture(finance, `roads-entry-list-${name.slice(3, 7)}`);
    await desk.deed(finance, words.suspense, async (dialogue) => {
      await dialogue.getByRole("table").waitFor();
      await dialogue.locator("textarea").fill("the wallet looks into it");
    });
    await expectSound(finance);
    await picture(finance, `roads-entry-${name.slice(3, 7)}`);
    const approver = await desk.enter("approver", look);
    await desk.open(approver, "/approvals");
    await approver.getByRole("table").first().waitFor();
    await picture(approver, `roads-entry-approval-${name.slice(3, 7)}`);
    await expectSound(approver);
    await desk.deed(approver, words.approve, (dialogue) => dialogue.locator("textarea").fill("seen"));
    await approver.getByText(words.none).waitFor();
    await desk.open(approver, "/reconciliation?state=closed");
    await approver
      .getByRole("cell", { name: /已了结|Ended/ })
      .first()
      .waitFor();
  });

  test.each(looks)("an alarm stands on the home page, and is cleared with a reason: %s", async (name, look, words) => {
    const { alarms, alarmBook } = desk.flow.house;
    for (const n of [1, 2])
      alarms.raise("withdrawal_returned", { withdrawal: `wdr_${"0".repeat(25)}${n}`, store: desk.store, says: name });
    await alarmBook.flush();
    const finance = await desk.enter("finance", look);
    const home = finance.getByRole("region", { name: /^(告警|Alarms)$/ });
    await home.waitFor();
    await picture(finance, `roads-alarm-home-${name.slice(3, 7)}`);
    await home.getByRole("link").click();
    await finance.getByRole("button", { name: words.clear, exact: true }).first().waitFor();
    await picture(finance, `roads-alarms-${name.slice(3, 7)}`);
    await expectSound(finance);
    // The two, and those that the desk's own new approvers rang.
    const standing = await finance.getByRole("button", { name: words.clear, exact: true }).count();
    expect(standing).toBeGreaterThanOrEqual(2);
    for (let n = 0; n < standing; n++)
      await desk.deed(finance, words.clear, (dialogue) => dialogue.locator("textarea").fill("called the bank"));
    await finance.getByText(/没有告警|No alarms/).waitFor();
  });

  test.each(looks)("a store withdraws its balance by two people: %s", async (name, look, words) => {
    const owner = await desk.enter("merchant_owner", look);
    await desk.open(owner, "/balances");
    await desk.deed(owner, words.withdraw, (dialogue) => dialogue.locator("input").fill("5.00"));
    await owner
      .getByText(/待确认|Waiting for a second person/)
      .first()
      .waitFor();
    await expectSound(owner);
    await picture(owner, `roads-withdraw-${name.slice(3, 7)}`);
    const second = await desk.enter("merchant_finance", look);
    await desk.open(second, "/approvals");
    await desk.deed(second, words.approve, async () => {});
    await desk.flow.settle();
    await desk.open(owner, "/");
    await desk.open(owner, "/balances");
    await owner
      .getByText(/待确认|Waiting for a second person/)
      .first()
      .waitFor({ state: "detached" });
  });

  test.each(looks)("an opening goes a stage up, with a reason: %s", async (name, look, words) => {
    const { flow } = desk;
    const capability = name.includes("Chinese") ? "code" : "link";
    const half = { title: { zh: "一半", en: "Half" }, stores: { share: 5000 } };
    const all = { title: { zh: "全部", en: "All" }, starts_at: new Date(flow.now().getTime() + 30 * day) };
    const draft = { marketplace: flow.marketplace, capability, partner: "wechat", methods: null, effective_at: null };
    const rest = { caps: { per_payment: null }, terms: { zh: "分步开放", en: "Step by step" }, notice_days: 0 };
    const { openings } = flow.house;
    const made = await openings.createOpening(flow.operator, { ...draft, ...rest, stages: [half, all] }, null);
    if (!made.ok) throw new Error(made.fault);
    const asked = { why: "first half", skip_consultation: "a test asks nobody", effective_at: null };
    const moved = await openings.announceOpening(flow.operator, made.value.id, asked, null);
    if (!moved.ok) throw new Error(moved.fault);
    await flow.settle();
    const page = await desk.enter("operator", look);
    await desk.open(page, `/openings/${made.value.id}`);
    const handle = page.getByRole("slider").first();
    expect(await handle.getAttribute("aria-valuenow")).toBe("1");
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    const dialogue = page.getByRole("dialog");
    await dialogue.locator("textarea").fill("a week without a complaint");
    await picture(page, `roads-stage-${name.slice(3, 7)}`);
    await expectSound(page);
    await dialogue.getByRole("button", { name: words.step, exact: true }).click();
    await dialogue.waitFor({ state: "hidden" });
    const after = await openings.getOpening(made.value.id);
    expect(after?.stages[1]?.started_at).not.toBeNull();
  });

  test("a long list: read as one scrolls, few rows in the page; filters, columns, views, and a file", async () => {
    const page = await desk.enter("operator", { locale: "en-GB" });
    await desk.open(page, "/orders");
    await page.getByText("50 rows read").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText("100 rows read").waitFor();
    const list = page.locator(".long-list");
    await list.evaluate((frame) => frame.scrollTo({ top: frame.scrollHeight }));
    await page.getByText(`${longList + 2} rows read`).waitFor();
    expect(await list.locator("tr.ant-table-row").count()).toBeLessThan(80);
    // The head stays in sight, and is as wide as what it heads.
    const [head, first] = [list.locator("th").first(), list.locator("tr.ant-table-row td").first()];
    const [above, below] = [await head.boundingBox(), await first.boundingBox()];
    const frame = await list.boundingBox();
    expect(Math.abs((above?.y ?? 0) - (frame?.y ?? 0))).toBeLessThan(4);
    expect(Math.abs((above?.width ?? 0) - (below?.width ?? 0))).toBeLessThan(2);
    await list.evaluate((frame) => frame.scrollTo({ top: frame.scrollHeight }));
    await page.getByRole("link", { name: "W-1" }).waitFor();
    await picture(page, "roads-long-list");
    await expectSound(page);

    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByLabel("Store", { exact: true }).uncheck();
    await page.getByLabel("Goods", { exact: true }).check();
    await page.getByRole("columnheader", { name: "Store" }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByLabel("State").first().click();
    await page.locator(".ant-select-item-option").filter({ hasText: "Unpaid" }).click();
    await page.getByText("50 rows read").waitFor();
    expect(new URL(page.url()).search).toMatch(/state=unpaid/);

    await page.getByRole("button", { name: "Views" }).click();
    await page.getByLabel("Name of the view").fill("Unpaid ones");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Unpaid ones", exact: true }).waitFor();
    await picture(page, "roads-views");
    await expectSound(page);
    await desk.open(page, "/orders");
    await page.getByRole("columnheader", { name: "Store" }).waitFor();
    await page.getByRole("button", { name: "Unpaid ones", exact: true }).click();
    await page.getByRole("columnheader", { name: "Store" }).waitFor({ state: "detached" });
    expect(new URL(page.url()).search).toMatch(/state=unpaid/);

    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("button", { name: /CSV with these/ }).click();
    await page.getByRole("progressbar").waitFor();
    await picture(page, "roads-export-running");
    while ((await desk.flow.house.lists.write()) > 0);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download Orders" }).click(),
    ]);
    await picture(page, "roads-export-done");
    await expectSound(page);
    const text = readFileSync(await download.path(), "utf8");
    const lines = text.trimEnd().split("\r\n");
    expect(lines[0]).toBe("\ufeffNumber,Goods,Amount,State,State code,Made");
    expect(lines.length).toBe(longList + 1);
    expect(text).toContain(",'=1+1,12.30,Unpaid,unpaid,");
  });
});
