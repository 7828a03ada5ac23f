import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const zh = {
  ...{
    toMe: "指派给我",
    mine: /^我负责的 \d+$/,
    nobodys: /^无人负责 \d+$/,
    table: "以表格查看",
    yours: "1 项差错由您负责",
  },
  ...{
    waits: "由您负责的对账差错",
    runs: "批次列表",
    class: /只有我方有 1/,
    own: /^finance（我）$/,
    owner: /^负责人：/,
  },
  ...{ fit: /行相符$/, one: "一个事件的投递", all: "全部投递" },
};
const en: typeof zh = {
  ...{
    toMe: "To me",
    mine: /^Yours \d+$/,
    nobodys: /^Nobody's \d+$/,
    table: "Show as a table",
    yours: "1 breaks are yours",
  },
  ...{
    waits: "Breaks of the bills that are yours",
    runs: "Runs",
    class: /Ours only 1/,
    own: /^finance \(me\)$/,
    owner: /^Assignee: /,
  },
  ...{ fit: /lines fit$/, one: "Deliveries of one event", all: "All deliveries" },
};
const looks: readonly (readonly [string, Look, typeof zh])[] = [
  ["zh-1440", {}, zh],
  ["en-390", { size: "phone", locale: "en-GB" }, en],
  ["en-1440-dark", { locale: "en-GB", dark: true }, en],
  ["zh-390", { size: "phone" }, zh],
];
const dayMs = 86_400_000;

/** Breaks that somebody looks after, and how much of a day's bill fits. */
describe.skipIf(!hasChromium)("who looks after breaks", { timeout: 120_000 }, () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await openDesk(["finance", "approver", "auditor", "merchant_owner"], new Date(Date.now() - 2 * dayMs));
    const { flow } = desk;
    const runs: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      for (let n = 0; n < 3; n++) await desk.order({ number: `B-${turn}-${n}`, wallet: "alipay" });
      const billed = new Date(flow.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
      flow.advance(86_400);
      flow.fakes.alipay.setFaults({ bill_drop: 1, bill_wrong_amount: 1, bill_extra: 1 });
      const run = await flow.house.reconciliation.runDay({ account: flow.accounts.alipay, day: billed });
      if (!run.ok) throw new Error(run.fault);
      flow.fakes.alipay.clearFaults();
      runs.push(run.value.run.id);
    }
    // Opened days apart, so that the ages differ; links to sign in by would be spent by then.
    const older = "update bill_breaks set opened_at = opened_at - make_interval(days => $2) where run = $1";
    await flow.house.db.read(older, [runs[0], 9]);
    await flow.house.db.read(older, [runs[1], 5]);
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  const all = () => desk.flow.house.reconciliation.listBreaks({ marketplace: null }, { after: null, limit: 100 });
  const person = async (): Promise<string> => {
    const { data } = await all();
    return data.find((one) => one.assignee_name === "finance")?.assignee ?? "";
  };
  /** Looks share one house: each begins with breaks that nobody was given. */
  const takeBack = async (): Promise<void> => {
    const caller = { kind: "key", id: "key_test", marketplace: null };
    for (const one of (await all()).data)
      if (one.assignee !== null && one.state !== "closed")
        await desk.flow.house.reconciliation.assignBreak(caller, one.id, { assignee: null }, null);
  };
  const rowsOf = (page: Page) => page.locator("tbody tr[data-row-key]");

  test.each(looks)("one click takes a break, and it is found under mine: %s", async (name, look, words) => {
    await takeBack();
    const finance = await desk.enter("finance", look);
    await desk.open(finance, "/reconciliation?state=open");
    await finance.getByRole("button", { name: words.toMe }).first().waitFor();
    await finance.locator(".chart-canvas canvas").waitFor();
    await finance.getByText(words.table).click();
    await finance.locator("figure table.plain").waitFor();
    await picture(finance, `breaks-desk-${name}`);
    await expectSound(finance);
    const before = await rowsOf(finance).count();
    await finance.getByRole("button", { name: words.toMe }).first().click();
    await finance
      .getByRole("link", { name: words.mine })
      .and(finance.getByRole("link", { name: / 1$/ }))
      .waitFor();
    await finance.getByRole("link", { name: words.mine }).click();
    await expect.poll(() => rowsOf(finance).count()).toBe(1);
    expect(new URL(finance.url()).searchParams.get("assignee")).toBe("me");
    await picture(finance, `breaks-mine-${name}`);
    await expectSound(finance);
    await finance.getByRole("link", { name: words.nobodys }).click();
    await expect.poll(() => rowsOf(finance).count()).toBe(before - 1);
    await desk.open(finance, "/");
    await finance.getByRole("link", { name: words.waits }).waitFor();
    await expectSound(finance);
    expect(await person()).toMatch(/^per_/);
  });

  test("who was slower is told by whom the break was taken, and by keys one gives it to another", async () => {
    await takeBack();
    const finance = await desk.enter("finance");
    const operator = await desk.enter("operator");
    for (const page of [finance, operator]) {
      await desk.open(page, "/reconciliation?state=open");
      await page.getByRole("button", { name: "指派给我" }).first().waitFor();
    }
    // The operator's page is held, so that it shows what stood before.
    await operator.route("**/v1/changes/live", (route) => route.abort());
    const id = await rowsOf(operator).first().getAttribute("data-row-key");
    const given = await desk.flow.house.people.listTeam({ marketplace: desk.flow.marketplace, store: null });
    const lei = given.find((one) => one.role === "finance")?.person ?? "";
    const caller = { kind: "key", id: "key_test", marketplace: null };
    await operator.route(`**/v1/reconciliation-breaks/${id}/assign`, async (route) => {
      await desk.flow.house.reconciliation.assignBreak(caller, id ?? "", { assignee: lei }, null);
      await route.continue();
    });
    await operator.locator(`tr[data-row-key="${id}"]`).getByRole("button", { name: "指派给我" }).click();
    await operator.getByText(/现负责人：finance/).waitFor();
    await picture(operator, "breaks-slower");
    const mine = operator.locator(`tr[data-row-key="${id}"]`).getByRole("combobox");
    await operator.locator(`tr[data-row-key="${id}"]`).getByText("finance").waitFor();
    await operator.unroute(`**/v1/reconciliation-breaks/${id}/assign`);
    await mine.focus();
    await operator.keyboard.press("ArrowDown");
    await operator.locator(".ant-select-item-option-active").waitFor();
    await operator.keyboard.press("ArrowUp");
    await operator.keyboard.press("Enter");
    await expect.poll(async () => (await desk.flow.house.reconciliation.getBreak(id ?? ""))?.assignee).not.toBe(lei);
  });

  test("it says whose it was when another decides, and after it has ended; who may only read assigns nothing", async () => {
    await takeBack();
    const finance = await desk.enter("finance");
    await desk.open(finance, "/reconciliation?state=open&class=ours_only");
    const id = (await rowsOf(finance).first().getAttribute("data-row-key")) ?? "";
    const row = finance.locator(`tr[data-row-key="${id}"]`);
    await row.getByRole("button", { name: "指派给我" }).click();
    await row.getByText("finance（我）").waitFor();
    await row.getByRole("button", { name: "接受差异" }).click();
    const dialogue = finance.getByRole("dialog");
    await dialogue.locator("textarea").fill("钱包来函说明");
    await dialogue.getByRole("button", { name: "接受差异" }).click();
    await dialogue.waitFor({ state: "hidden" });
    const approver = await desk.enter("approver");
    await desk.open(approver, "/approvals");
    await approver.getByText("负责人：finance").waitFor();
    await desk.deed(approver, "批准", (page) => page.locator("textarea").fill("属实"));
    for (const [name, look] of looks.slice(0, 2)) {
      const auditor = await desk.enter("auditor", look);
      await desk.open(auditor, `/reconciliation?break=${id}`);
      await auditor.getByText("finance", { exact: true }).waitFor();
      expect(await auditor.getByRole("combobox", { name: /负责人|Assignee/ }).count()).toBe(0);
      await picture(auditor, `breaks-one-${name}`);
      await expectSound(auditor);
    }
  });

  test.each(looks)("a run shows its match rate with the classes beside it: %s", async (name, look, words) => {
    const auditor = await desk.enter("auditor", look);
    await desk.open(auditor, "/reconciliation?tab=runs");
    const rate = auditor.getByTitle(words.fit);
    await rate.first().waitFor();
    expect(await rate.count()).toBe(2);
    await picture(auditor, `runs-${name}`);
    await expectSound(auditor);
    await auditor.getByRole("link", { name: words.class }).first().click();
    await expect.poll(() => rowsOf(auditor).count()).toBe(1);
    expect(new URL(auditor.url()).searchParams.get("class")).toBe("ours_only");
  });

  test.each(looks)(
    "the deliveries of one event are listed alone, and all of them again: %s",
    async (name, look, words) => {
      const { flow, store } = desk;
      const { marketplace } = flow;
      const page = await desk.enter("merchant_owner", look);
      const asked = { url: `https://hooks.example.com/${name}`, description: "", events: ["payment.*"] };
      const made = await flow.house.webhooks.createEndpoint({ marketplace, store, ...asked }, null);
      if (!made.ok) throw new Error(made.fault);
      await desk.order({ number: `E-${name}`, wallet: "alipay" });
      await flow.settle();
      const { data } = await flow.house.webhooks.listDeliveries({ marketplace, store }, { after: null, limit: 50 });
      const one = data.find((sent) => sent.event_type === "payment.paid");
      const others = data.filter((sent) => sent.event !== one?.event);
      expect(others.length).toBeGreaterThan(0);
      await desk.open(page, `/developers?tab=deliveries&event=${one?.event}`);
      await page.getByText(words.one).waitFor();
      await page.getByText("payment.paid").first().waitFor();
      const sent = data.filter((each) => each.event === one?.event).length;
      const found = page.getByText("payment.paid", { exact: true });
      await expect.poll(() => found.count()).toBe(sent);
      await picture(page, `deliveries-event-${name}`);
      await expectSound(page);
      await page.getByRole("button", { name: words.all }).click();
      await page.getByText(words.one).waitFor({ state: "detached" });
      await page
        .getByText(others[0]?.event_type ?? "", { exact: true })
        .first()
        .waitFor();
    },
  );
});
