import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildWeb } from "../../scripts/build-web.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";

/** Effects, the two circles and data alliances, over a whole house. */
describe.skipIf(!hasChromium)("reach in the console", { timeout: 180_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let browsers: Buyers;
  let origin: string;
  let link = "";
  let asked = 0;
  let contract = "";
  const password = "a long pass phrase";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-reach-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, pages: folder, stores: 1 });
    origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
    await heldOutStage();
    contract = await alliance();
    // After the days have passed: the link holds for one.
    link = (await flow.house.people.firstOperatorLink()) ?? "";
    browsers = await Buyers.open();
  }, 180_000);
  afterEach(() => browsers.lookOver());
  afterAll(async () => {
    await browsers?.close();
    await flow?.house.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function call<T = { id: string }>(url: string, payload: object, by?: string): Promise<T> {
    const token = by ?? (await flow.house.operatorToken());
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": `reach-${++asked}` };
    const answer = await flow.house.app.inject({ method: "POST", url, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
    return answer.json();
  }

  async function buy(n: number, turns: boolean): Promise<void> {
    const amount = { currency: "CNY", minor: "1230" };
    const [store] = flow.stores;
    const orders = [
      { store, number: `R-${++asked}`, title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] },
    ];
    const buyer = { reference: `buyer-${n}`, city_tier: 1 + (n % 3), age_band: n % 2 ? "27-40" : "55+" };
    const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };
    type Made = { id: string; offers: { wallet: string; available: boolean }[] };
    const made = await call<Made>("/v1/checkouts", { orders, buyer, ...urls }, flow.token);
    const open = made.offers.some((one) => one.wallet === "wechatpay" && one.available);
    if (n % 5 === 0) return;
    const wallet = open && turns ? "wechatpay" : "alipay";
    const start = { checkout: made.id, wallet, method: "qr", device: "desktop" };
    const { action } = await call<{ action: { content: string } }>("/v1/payments", start, flow.token);
    await flow.fakes[wallet].act(action.content, "pay");
  }

  async function heldOutStage(): Promise<void> {
    const page = { after: null, limit: 5 };
    const { data } = await flow.house.openings.listOpenings({ marketplace: flow.marketplace, store: null }, page);
    const old = data.find((one) => one.partner === "wechatpay")?.id;
    await call(`/v1/openings/${old}/withdraw`, { why: "for the test" });
    const plan = { marketplace: flow.marketplace, capability: "payment", partner: "wechatpay", notice_days: 1 };
    const terms = { zh: "先向一半买家开放", en: "Half of the buyers first" };
    const { id } = await call("/v1/openings", { ...plan, terms, stages: [{ buyers: { share: 5000 } }] });
    for (let n = 0; n < 20; n++) if (n % 2) await buy(n, false);
    await call(`/v1/openings/${id}/announce`, { why: "tested", skip_consultation: "a test" });
    flow.advance(2 * 86_400);
    await flow.settle();
    for (let n = 0; n < 40; n++) await buy(n, true);
    await flow.settle();
    flow.advance(60);
  }

  async function alliance(): Promise<string> {
    const { marketplace } = flow;
    const terms = { zh: "数据联盟", en: "Data alliance" };
    const opening = await call("/v1/openings", { marketplace, capability: "data", partner: "xiaohongshu", terms });
    await call(`/v1/openings/${opening.id}/open`, { why: "tested" });
    await flow.house.refresh();
    const made = await call("/v1/alliance-contracts", {
      ...{ marketplace, partner: "xiaohongshu", title: "种草联盟", purposes: ["conversion"], modes: ["size", "sum"] },
      ...{ clip: { currency: "CNY", minor: "20000" }, crowd: 50, epsilon_milli: 1000, padding: 20, budget: 5 },
      ...{ starts_at: "2020-01-01T00:00:00Z", ends_at: "2100-01-01T00:00:00Z" },
    });
    const rows = { marketplace, title: "付款买家", purposes: ["conversion"], basis: "用户协议第七条" };
    const dataset = await call("/v1/alliance-datasets", rows);
    const run = { contract: made.id, dataset: dataset.id, purpose: "conversion", mode: "sum" };
    const first = await call("/v1/alliance-runs", run);
    await call(`/v1/alliance-runs/${first.id}/end`, { outcome: "done", people: 421, total: "5376000" });
    const second = await call("/v1/alliance-runs", run);
    await call(`/v1/alliance-runs/${second.id}/progress`, { step: "met", done: 5, of: 13 });
    return made.id;
  }

  const ready = (page: Page) => page.locator(".frame-main h1").waitFor();

  const enter = async (look: Look = {}): Promise<Page> => {
    const page = await browsers.page(look);
    if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(link ? `${origin}/console/invitation#${link}` : `${origin}/console/`);
    await page.locator("input[autocomplete=username]").fill("operator-1");
    await page.locator("input[type=password]").fill(password);
    await page.locator("button[type=submit]").click();
    await ready(page);
    link = "";
    return page;
  };
  const open = async (page: Page, path: string): Promise<void> => {
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/console${path}`);
    await ready(page);
    await page.locator("[aria-label='正在读取'], [aria-label='Loading']").first().waitFor({ state: "detached" });
  };

  test("a report is made of a stage that holds half of the buyers out, and read", async () => {
    const operator = await enter();
    await open(operator, "/effects");
    await operator.getByText("还没有报告").waitFor();
    await operator.getByLabel("开放计划").click();
    await operator.locator(".ant-select-item-option").first().click();
    await operator.getByLabel("试点或阶段").click();
    await operator.locator(".ant-select-item-option").getByText("阶段 1").click();
    await expectSound(operator);
    await operator.getByRole("button", { name: "作报告" }).click();
    await operator.getByText("付款买家中的新买家").waitFor();
    expect(await operator.getByText("对支付宝的替代").textContent()).toMatch(/\+\d+\.\d 个百分点/);
    await picture(operator, "reach-effect");
    await expectSound(operator);
  });

  test("the two circles from given figures, and from what a run found", async () => {
    const operator = await enter();
    await open(operator, "/circles");
    await operator.getByRole("button", { name: "计算并画图" }).click();
    await operator.getByRole("heading", { name: "全部" }).waitFor();
    const words = await operator.locator(".circles svg").first().getAttribute("aria-label");
    expect(words).toMatch(/重合 [\d,]+ 人，合计可触达 [\d,]+ 人/);
    await operator.locator(".chart-canvas canvas").waitFor();
    await picture(operator, "reach-circles");
    await expectSound(operator);
    await operator.getByLabel("重合来自 1", { exact: true }).click();
    await operator.getByTitle(/约 421 人/).click();
    await operator.getByRole("button", { name: "计算并画图" }).click();
    await expect.poll(() => operator.locator(".circles svg").first().getAttribute("aria-label")).not.toBe(words);
  });

  test("contracts, budgets, runs with their progress and noise; consent is taken back for good", async () => {
    const operator = await enter();
    await open(operator, "/alliance");
    await operator.getByText("5 次中 2 次").waitFor();
    await operator.getByText("约 421").waitFor();
    await picture(operator, "reach-alliance");
    await expectSound(operator);
    await operator.getByRole("button", { name: "登记数据集" }).click();
    const dialogue = operator.getByRole("dialog");
    await dialogue.getByLabel("名称").fill("浏览过笔记的人");
    await dialogue.getByLabel("依据：为何可用，写在何处").fill("用户协议");
    await expectSound(operator);
    await dialogue.getByRole("button", { name: "登记数据集" }).click();
    await operator.getByText("浏览过笔记的人").waitFor();
    await operator.getByRole("button", { name: "撤回同意" }).first().click();
    await operator.getByRole("dialog").last().getByRole("button", { name: "撤回同意" }).click();
    await operator.getByText(/^已撤回/).waitFor();
    await open(operator, `/alliance/${contract}`);
    await operator.getByText("运行获准").first().waitFor();
    await picture(operator, "reach-alliance-contract");
    await expectSound(operator);
  });

  test.each([
    ["dark, English, phone", { size: "phone", dark: true, locale: "en-GB" }],
    ["light, phone", { size: "phone" }],
    ["dark", { dark: true }],
  ] as const)("every page is sound: %s", async (name, look) => {
    const operator = await enter(look);
    for (const path of ["/effects", "/circles", "/alliance", `/alliance/${contract}`]) {
      await open(operator, path);
      if (path === "/circles") await operator.getByRole("button", { name: /计算并画图|Work it out/ }).click();
      if (path === "/circles") await operator.locator(".chart-canvas canvas").waitFor();
      await picture(operator, `reach-${name.replaceAll(/\W+/g, "-")}${path.slice(0, 12).replaceAll("/", "-")}`);
      await expectSound(operator);
      if (path !== "/effects") continue;
      await operator.locator("main a[href*='/console/effects/']").first().click();
      await operator.getByRole("heading", { name: /买家与转化|Buyers and conversion/ }).waitFor();
      await picture(operator, `reach-${name.replaceAll(/\W+/g, "-")}-effect`);
      await expectSound(operator);
    }
  });
});
