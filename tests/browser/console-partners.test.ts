import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { buildWeb } from "../../scripts/build-web.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { caller, jdPay, makeAcceptance, makeAgreements, makeFunds } from "./partners-market.ts";

/** The desks of agreements, of acceptance between wallets, and of the platform's own money. */
describe.skipIf(!hasChromium)("the desks of partners and of own money", { timeout: 180_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let browsers: Buyers;
  let origin: string;
  let agreements = { wechat: "", kuaishou: "" };
  const links: Record<string, string> = {};
  type Who = "operator" | "approver" | "finance" | "market" | "fresh";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-partners-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    const { credentials, more } = await jdPay(new Date());
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, pages: folder, startAt: new Date(), more });
    origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
    links["operator"] = (await flow.house.people.firstOperatorLink()) ?? "";
    const by = { kind: "person", id: "per_test", marketplace: null, store: null };
    const fresh = { name: { zh: "新集市", en: "New market" }, time_zone: "Asia/Shanghai", shop_url: null };
    const made = await flow.house.directory.createMarketplace(flow.operator, fresh, null);
    const empty = made.ok ? made.value.id : "";
    for (const [who, role, marketplace] of [
      ["approver", "approver", null],
      ["finance", "finance", flow.marketplace],
      ["market", "operator", flow.marketplace],
      ["fresh", "operator", empty],
    ] as const) {
      const invited = await flow.house.people.inviteToTeam(by, { name: who, role, marketplace, store: null });
      if (!invited.ok) throw new Error(invited.fault);
      links[who] = invited.value.token;
    }
    const call = caller(flow);
    agreements = await makeAgreements(flow, call);
    await makeFunds(flow, call);
    await makeAcceptance(flow, call, credentials);
    browsers = await Buyers.open();
  }, 180_000);
  afterEach(() => browsers.lookOver());
  afterAll(async () => {
    await browsers?.close();
    await flow?.house.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ready = (page: Page) => page.locator(".frame-main h1").waitFor();
  const enter = async (who: Who, look: Look = {}): Promise<Page> => {
    const page = await browsers.page(look);
    if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
    const link = links[who];
    await page.goto(link ? `${origin}/console/invitation#${link}` : `${origin}/console/`);
    await page.locator("input[autocomplete=username]").first().fill(`${who}-1`);
    await page.locator("input[type=password]").first().fill("a long pass phrase");
    await page.locator("button[type=submit]").first().click();
    await ready(page);
    links[who] = "";
    return page;
  };
  const quiet = (page: Page) =>
    page.locator("[aria-label='正在读取'], [aria-label='Loading']").first().waitFor({ state: "detached" });
  const open = async (page: Page, path: string): Promise<void> => {
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/console${path}`);
    await ready(page);
    await quiet(page);
  };
  const deed = async (page: Page, name: string, fill: (dialogue: ReturnType<Page["getByRole"]>) => Promise<void>) => {
    await page.getByRole("button", { name, exact: true }).first().click();
    const dialogue = page.getByRole("dialog");
    await fill(dialogue);
    await dialogue.getByRole("button", { name, exact: true }).last().click();
    await dialogue.waitFor({ state: "hidden" });
  };

  test("an agreement is proposed, confirmed by another on its own page, renewed and ended", async () => {
    const operator = await enter("market");
    await open(operator, "/agreements");
    await operator.getByRole("link", { name: "与微信的支付合作" }).waitFor();
    await operator.getByText("剩 20 天").waitFor();
    await operator.getByRole("button", { name: "提出协议" }).click();
    const dialogue = operator.getByRole("dialog");
    await dialogue.getByLabel("中文名称").fill("与美团的到店合作");
    await dialogue.getByLabel("英文名称").fill("With Meituan's stores");
    await dialogue.getByLabel("伙伴").fill("meituan");
    await dialogue.getByLabel("伙伴").press("Enter");
    await operator.keyboard.press("Escape");
    await dialogue.getByLabel(/最后一日/).fill("2030-12-31");
    await dialogue.getByLabel(/理由/).fill("到店业务互通");
    await picture(operator, "agreements-propose");
    await expectSound(operator);
    await dialogue.getByRole("button", { name: "提出协议" }).click();
    await dialogue.waitFor({ state: "hidden" });
    await operator.getByRole("link", { name: "与美团的到店合作" }).waitFor();
    const approver = await enter("approver");
    await open(approver, "/approvals?show=agreement");
    await approver.getByRole("link", { name: "查看协议" }).first().click();
    await approver.getByRole("button", { name: "批准" }).waitFor();
    await deed(approver, "批准", (asked) => asked.locator("textarea").fill("法务已审"));
    await approver.getByText("第二人确认").waitFor();
    await picture(approver, "agreements-confirmed");
    await expectSound(approver);
    await open(operator, `/agreements/${agreements.wechat}`);
    await operator.getByText("如不续签，以下内容将于").waitFor();
    await operator.getByText("order_status").waitFor();
    await picture(operator, "agreements-one");
    await expectSound(operator);
    await deed(operator, "续签", (asked) => asked.locator("textarea").fill("续签一年"));
    await operator.getByText(/剩 38[56] 天/).waitFor();
    await deed(operator, "提前终止", (asked) => asked.locator("textarea").fill("对方违约"));
    await operator.getByText("协议已终止，以下内容已停止或暂停").waitFor();
    await expectSound(operator);
  });

  test("vouchers of an agreement stand with their states; one redeemed elsewhere shows by itself", async () => {
    const operator = await enter("market");
    await open(operator, `/agreements/${agreements.kuaishou}`);
    await operator.getByText("双人茶点券").first().waitFor();
    expect(await operator.locator("section[aria-labelledby=vouchers] .chip").allTextContents()).toEqual([
      "待核销",
      "待核销",
    ]);
    const call = caller(flow);
    const issued = await call("POST", "/v1/vouchers", {
      ...{ marketplace: flow.marketplace, agreement: agreements.kuaishou, redeemer: flow.marketplace, title: "新券" },
      ...{ value: { currency: "CNY", minor: "100" }, expires_at: new Date(Date.now() + 9e9).toISOString() },
    });
    await operator.getByText("新券").waitFor();
    await call("POST", "/v1/voucher-redemptions", { code: issued.code, till: "till-7", store: flow.stores[0] });
    await operator.getByText("till-7").waitFor();
    await picture(operator, "agreements-vouchers");
    await expectSound(operator);
  });

  test("a card is worked through before it is proposed; a window is closed and settled, each step by two", async () => {
    const operator = await enter("operator");
    await open(operator, "/acceptance");
    await operator.getByRole("table", { name: /行是收款方钱包/ }).waitFor();
    await operator.getByText("¥420.00 / ¥500.00").waitFor();
    await operator.getByText(/京东支付.*应付.*微信支付.*¥418.41/).waitFor();
    await picture(operator, "acceptance-pairs");
    await expectSound(operator);
    await open(operator, "/acceptance?tab=cards");
    // Of one instant there is one card.
    flow.advance(60);
    await operator.getByRole("button", { name: "提议费率卡" }).click();
    const dialogue = operator.getByRole("dialog");
    await dialogue.getByLabel("比例（%）").fill("0.5");
    await dialogue.getByLabel("每笔另加（元）").fill("0.10");
    await dialogue.getByLabel(/以一笔付款为例/).fill("200");
    await dialogue.getByRole("row", { name: /手续费：.*¥1.10/ }).waitFor();
    await dialogue.getByRole("row", { name: /清算.*¥198.90/ }).waitFor();
    await dialogue.getByLabel(/理由/).fill("年度调价");
    await picture(operator, "acceptance-card");
    await expectSound(operator);
    await dialogue.getByRole("button", { name: "提议费率卡" }).click();
    await dialogue.waitFor({ state: "hidden", timeout: 30_000 }).catch(async () => {
      throw new Error(`Still asked: ${await dialogue.textContent()}`);
    });
    const approver = await enter("approver");
    // The house's clock is ahead of the browser's, which says which card holds.
    await approver.clock.setFixedTime(flow.now());
    await open(approver, "/acceptance?tab=cards");
    await deed(approver, "批准", (asked) => asked.locator("textarea").fill("同意"));
    await approver.getByText("已被取代").waitFor();
    await picture(approver, "acceptance-cards");
    await expectSound(approver);
    await open(operator, "/acceptance");
    await deed(operator, "关闭清算窗口", async () => {});
    await open(operator, "/acceptance?tab=clearings");
    await operator.getByText(/付给.*¥418.41/).waitFor();
    for (const [label, state] of [
      ["登记付款", "已付，待收款确认"],
      ["登记收款", "已结清"],
    ] as const) {
      await deed(operator, label, (asked) => asked.locator("textarea").fill("银行回单 7"));
      await picture(operator, `acceptance-clearing-${label}`);
      await open(approver, "/acceptance?tab=clearings");
      await deed(approver, "批准", (asked) => asked.locator("textarea").fill("回单属实"));
      await approver.getByText(state).waitFor();
    }
    await picture(approver, "acceptance-settled");
    await expectSound(approver);
  });

  test("own money is put in: what it will do is told first, another approves it, the figures move by themselves", async () => {
    const finance = await enter("finance");
    await open(finance, `/funds?account=${flow.accounts.alipay}`);
    await finance.locator(".figure-number").getByText("¥4,877.00").waitFor();
    await finance.getByText("待批准：−¥1,000.00").waitFor();
    await finance.getByRole("button", { name: /存\s*入/ }).click();
    const dialogue = finance.getByRole("dialog");
    await dialogue.getByLabel("金额（元）").fill("123");
    await dialogue.getByRole("row", { name: "批准之后 ¥5,000.00" }).waitFor();
    await dialogue.getByRole("row", { name: "若待批的也获批准 ¥4,000.00" }).waitFor();
    await dialogue.getByLabel(/理由/).fill("补足");
    await picture(finance, "funds-put-in");
    await expectSound(finance);
    await dialogue.getByRole("button", { name: /存\s*入/ }).click();
    await dialogue.waitFor({ state: "hidden" });
    await finance.getByText("补足").first().waitFor();
    const approver = await enter("approver");
    await open(approver, `/funds?account=${flow.accounts.alipay}`);
    await approver.getByRole("button", { name: "批准" }).nth(1).click();
    await approver.getByRole("dialog").getByRole("button", { name: "批准" }).last().click();
    await finance.locator(".figure-number").getByText("¥5,000.00").waitFor();
    expect((await flow.house.settlement.platformBook(flow.accounts.alipay)).funds).toEqual(fen(500_000));
    await picture(finance, "funds-desk");
    await expectSound(finance);
  });

  test.each([
    ["light", {}],
    ["dark, English, phone", { size: "phone", dark: true, locale: "en-GB" }],
    ["dark", { dark: true }],
    ["phone", { size: "phone" }],
  ] as const)("every desk is sound: %s", async (name, look) => {
    const operator = await enter("operator", look);
    const paths = ["/agreements", `/agreements/${agreements.kuaishou}`, `/funds?account=${flow.accounts.alipay}`];
    const tabs = ["pairs", "cards", "clearings", "payments"].map((tab) => `/acceptance?tab=${tab}`);
    for (const path of [...paths, ...tabs]) {
      await open(operator, path);
      await picture(
        operator,
        `partners-${name.replaceAll(", ", "-")}-${path.replace(/\?.*=|\/agr_.*/g, "-").replaceAll("/", "")}`,
      );
      await expectSound(operator);
    }
  });

  test("an empty desk says what it is for and what to do next; acceptance is not a marketplace's", async () => {
    const page = await enter("fresh");
    await open(page, "/agreements");
    await page.getByText("还没有协议").waitFor();
    await page.getByText("还没有伙伴").waitFor();
    await picture(page, "partners-empty-agreements");
    await expectSound(page);
    await open(page, "/funds");
    await page.getByText("还没有钱包账户").waitFor();
    await expectSound(page);
    await open(page, "/acceptance");
    await page.getByText("您的角色不能查看此页").waitFor();
    await expectSound(page);
  });
});
