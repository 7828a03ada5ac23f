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

/** Composing an opening over past orders, its ladder, its guards; an order's information flow; the search box. */
describe.skipIf(!hasChromium)("openings in the console", { timeout: 180_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let browsers: Buyers;
  let origin: string;
  let link = "";
  let opening = "";
  let order = "";
  let asked = 0;
  const password = "a long pass phrase";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-openings-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, pages: folder, startAt: new Date() });
    origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
    link = (await flow.house.people.firstOperatorLink()) ?? "";
    await seed();
    browsers = await Buyers.open();
  }, 180_000);
  afterEach(() => browsers.lookOver());
  afterAll(async () => {
    await browsers?.close();
    await flow?.house.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function call(url: string, payload: object) {
    const token = await flow.house.operatorToken();
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": `openings-${++asked}` };
    const answer = await flow.house.app.inject({ method: "POST", url, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
    return answer.json();
  }

  async function buy(buyer: object): Promise<string> {
    const amount = fen(1230);
    const [store = ""] = flow.stores;
    const orders = [{ store, number: "A-77", title: "龙井茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
    const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
    const rest = { buyer, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
    const asking = { marketplace: flow.marketplace, orders, ...rest };
    const made = await flow.house.payments.createCheckout(flow.operator, asking, null);
    if (!made.ok) throw new Error(made.fault);
    return made.value.checkout.orders[0]?.id ?? "";
  }

  async function seed(): Promise<void> {
    for (let n = 0; n < 4; n++)
      order = await buy({ reference: `b${n}`, city_tier: 1 + (n % 2), age_band: n < 2 ? "18-26" : "55+" });
    const at = flow.now().toISOString();
    const moment = { kind: "shared", host: "wechat", surface: "moments", ref: "s-1", at };
    await call("/v1/order-moments", { order, moments: [moment] });
    const made = await call("/v1/openings", {
      ...{ marketplace: flow.marketplace, capability: "link", partner: "wechat", notice_days: 0 },
      terms: { zh: "链接开放", en: "Links open" },
      guards: [{ figure: "success_rate", limit: 9000, window_minutes: 30, min_count: 20 }],
      stages: [{ stores: { share: 1000 } }, { stores: { share: 5000 } }, {}],
    });
    opening = made.id;
    await call(`/v1/openings/${opening}/announce`, { why: "go", skip_consultation: "a trial" });
  }

  const enter = async (look: Look = {}): Promise<Page> => {
    const page = await browsers.page(look);
    if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(link ? `${origin}/console/invitation#${link}` : `${origin}/console/`);
    await page.locator("input[autocomplete=username]").fill("operator-1");
    await page.locator("input[type=password]").fill(password);
    await page.locator("button[type=submit]").click();
    await page.locator(".frame-main h1").waitFor();
    link = "";
    return page;
  };
  const open = async (page: Page, path: string): Promise<void> => {
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/console${path}`);
    await page.locator(".frame-main h1").waitFor();
    await page.locator("[aria-label='正在读取'], [aria-label='Loading']").first().waitFor({ state: "detached" });
  };

  test("while one composes, past orders say who is in at each step, and the list says what is missing", async () => {
    const page = await enter();
    await open(page, "/openings/new");
    await page.getByText("一次全部开放").waitFor();
    await page.getByRole("button", { name: "添加一步" }).last().click();
    await page.getByText("限额与人群").click();
    await page.getByLabel("买家城市级别").click();
    await page.locator(".ant-select-item-option[title='1']").click();
    await page.keyboard.press("Escape");
    await page.getByText("2 / 4 笔").waitFor();
    await page.getByRole("tab", { name: "未放行的原因" }).click();
    await page.getByText("您所在的城市稍后开放。").waitFor();
    await page.getByLabel("部门会签").fill("legal");
    await page.keyboard.press("Enter");
    await page.locator(".checks").getByText("会签 · legal").waitFor();
    await page.locator(".checks li", { hasText: "legal" }).getByText("还缺").waitFor();
    await page.keyboard.press("Escape");
    await picture(page, "openings-compose");
    await expectSound(page);
  });

  test("the ladder is stepped up by the keyboard on its slider, taken back, and stopped", async () => {
    const page = await enter();
    await open(page, `/openings/${opening}`);
    const handle = page.getByRole("slider");
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    const dialogue = page.getByRole("dialog");
    await dialogue.locator("textarea").fill("平稳");
    await expectSound(page);
    await dialogue.getByRole("button", { name: "进入第 2 步" }).click();
    await page.locator("li[aria-current=step]", { hasText: "50% 的店铺" }).waitFor();
    await page.getByRole("button", { name: "收回此步" }).click();
    await dialogue.locator("textarea").fill("投诉增多");
    await dialogue.getByRole("button", { name: "收回第 2 步" }).click();
    await page.getByText("第 2 步已被收回").waitFor();
    await picture(page, "openings-ladder");
    await expectSound(page);
    await page.getByRole("button", { name: "立即停止" }).click();
    await dialogue.locator("textarea").fill("先停");
    await dialogue.getByRole("button", { name: "立即停止" }).click();
    await page.getByText("已暂停：此刻起新的支付一律不放行。").waitFor();
    expect((await flow.house.openings.getOpening(opening))?.state).toBe("paused");
  });

  test("an order's lanes tell what a host app told; the search box finds the order by the moment's id", async () => {
    const page = await enter();
    const [moment] = await flow.house.oversight.momentsOf(order);
    await page
      .getByLabel("搜索任意编号或订单号")
      .first()
      .fill(moment?.id ?? "");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "订单 A-77" }).waitFor();
    await page.locator(".lane-item", { hasText: "分享" }).getByText("微信 · 朋友圈 · s-1").waitFor();
    await expectSound(page);
  });

  test.each([
    ["light, phone", { size: "phone" }],
    ["dark, English, phone", { size: "phone", dark: true, locale: "en-GB" }],
  ] as const)("each page is sound: %s", async (name, look) => {
    const page = await enter(look);
    for (const path of ["/", "/openings", "/openings/new", `/openings/${opening}`, `/orders/${order}`, "/wallets"]) {
      await open(page, path);
      await picture(page, `openings-${name.slice(0, 4)}${path.slice(0, 14).replaceAll("/", "-")}`);
      await expectSound(page);
    }
  });
});
