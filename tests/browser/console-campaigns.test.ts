import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { clickName } from "#campaigns";
import { buildWeb } from "../../scripts/build-web.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";

/** Campaigns, host apps' payouts, links and appeals, by the people who work there. */
describe.skipIf(!hasChromium)("the consoles' campaign and link desks", { timeout: 180_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let browsers: Buyers;
  let origin: string;
  let campaign = "";
  let asked = 0;
  const links: Record<string, string> = {};
  const password = "a long pass phrase";
  type Who = "operator" | "finance" | "approver" | "merchant_owner";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-campaigns-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, pages: folder, startAt: new Date() });
    origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
    links["operator"] = (await flow.house.people.firstOperatorLink()) ?? "";
    const by = { kind: "person", id: "per_test", marketplace: null, store: null };
    for (const [name, role, own] of [
      ["钱财务", "finance", null],
      ["王审批", "approver", null],
      ["韩梅梅", "merchant_owner", flow.stores[0] ?? ""],
    ] as const) {
      const made = await flow.house.people.inviteToTeam(by, { name, role, marketplace: flow.marketplace, store: own });
      if (!made.ok) throw new Error(made.fault);
      links[role] = made.value.token;
    }
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

  async function call(method: "POST" | "PUT", url: string, payload: object) {
    const token = await flow.house.operatorToken();
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": `campaigns-${++asked}` };
    const answer = await flow.house.app.inject({ method, url, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
    return answer.json();
  }

  /** Twelve people tap, nine look, three buy, one sends it back. */
  async function seed(): Promise<void> {
    const { marketplace } = flow;
    const opened = await call("POST", "/v1/openings", {
      ...{ marketplace, capability: "ad", partner: "wechat", terms: { zh: "广告", en: "Ads" } },
    });
    await call("POST", `/v1/openings/${opened.id}/open`, { why: "seed" });
    await call("PUT", `/v1/marketplaces/${marketplace}/jump-targets`, { origins: ["https://shop.example"] });
    const made = await call("POST", "/v1/campaigns", {
      ...{ marketplace, name: { zh: "朋友圈秋茶", en: "Autumn tea in Moments" }, starts_at: "2026-01-01T00:00:00Z" },
      ...{ pricing: "click", price: { currency: "CNY", minor: "80" }, wallet_account: flow.accounts.alipay },
      budget: { total: { currency: "CNY", minor: "2000" }, day: { currency: "CNY", minor: "960" } },
      placements: [{ host: "wechat", surface: "moments", target: "product", url: "https://shop.example/tea" }],
    });
    campaign = made.id;
    const path = new URL(made.placements[0].jump).pathname;
    const clicks: string[] = [];
    for (let n = 0; n < 12; n++) {
      const tap = await flow.house.app.inject({ url: path, headers: { "user-agent": `phone ${n}` } });
      clicks.push(new URL(String(tap.headers["location"])).searchParams.get(clickName) ?? "");
      flow.advance(3);
    }
    for (const click of clicks.slice(0, 9)) await call("POST", "/v1/click-opens", { click });
    flow.advance(30);
    const payments: string[] = [];
    for (const click of clicks.slice(0, 3)) payments.push(await bought(click));
    await flow.settle();
    const amount = { currency: "CNY", minor: "12800" };
    await call("POST", "/v1/refunds", { payment: payments[0], amount, reason: "seed" });
    await flow.settle();
    await call("POST", `/v1/wallet-accounts/${flow.accounts.alipay}/funds`, { act: "add", amount, why: "seed" });
    const posts = { qr_codes: "refuse", wallet_ids: "refuse", links: "as_opened" };
    const policy = { marketplace, partner: "wechat", why: "seed", posts };
    const title = (zh: string, en: string) => ({ title: { zh, en } });
    await call("POST", "/v1/link-policies", {
      ...{ ...policy, ...title("2013 年规则", "The rule of 2013") },
      rules: [{ when_open: "confirm", when_shut: "block" }],
    });
    flow.advance(60);
    await call("POST", "/v1/link-policies", {
      ...{ ...policy, ...title("互联互通", "Open") },
      rules: [{ surfaces: ["chat"], when_open: "open", when_shut: "copy" }],
    });
    const why = { zh: "仿冒官网", en: "Poses as our own page" };
    await call("POST", "/v1/link-blocks", { marketplace, host: "tea-gift.example", code: "phishing", why });
    await flow.house.refresh();
  }

  async function bought(click: string): Promise<string> {
    const amount = { currency: "CNY", minor: "12800" };
    const order = { store: flow.stores[0], number: `C-${++asked}`, title: "秋茶", amount };
    const checkout = await call("POST", "/v1/checkouts", {
      ...{ marketplace: flow.marketplace, orders: [{ ...order, lines: [{ title: "秋茶", quantity: 1, amount }] }] },
      ...{ metadata: { click }, success_url: "https://shop.example/ok", cancel_url: "https://shop.example/no" },
    });
    const how = { checkout: checkout.id, wallet: "alipay", method: "qr", device: "desktop" };
    const started = await call("POST", "/v1/payments", how);
    await flow.fakes.alipay.act(started.action.content, "pay");
    return started.payments[0].id;
  }

  const ready = (page: Page) => page.locator(".frame-main h1").waitFor();
  const enter = async (who: Who, look: Look = {}): Promise<Page> => {
    const page = await browsers.page(look);
    if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
    const link = links[who];
    await page.goto(link ? `${origin}/console/invitation#${link}` : `${origin}/console/`);
    await page.locator("input[autocomplete=username]").fill(`${who}-1`);
    await page.locator("input[type=password]").fill(password);
    await page.locator("button[type=submit]").click();
    await ready(page);
    links[who] = "";
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
  const deed = async (page: Page, name: string, fill?: (dialogue: ReturnType<Page["getByRole"]>) => Promise<void>) => {
    await page.getByRole("button", { name, exact: true }).first().click();
    const dialogue = page.getByRole("dialog");
    await dialogue.waitFor();
    await fill?.(dialogue);
    await dialogue.getByRole("button", { name, exact: true }).last().click();
    await dialogue.waitFor({ state: "hidden" });
  };

  test("a campaign's funnel and budget are read; a bill is proposed by one, approved by another, and paid out", async () => {
    const operator = await enter("operator");
    await open(operator, "/campaigns");
    await operator.getByText("朋友圈秋茶").click();
    await operator.getByText("今日预算已用完").first().waitFor();
    const chart = operator.getByRole("img", { name: /从点击到退款/ });
    expect(await chart.getAttribute("aria-label")).toContain("点击 12，打开 9，支付 3，退款 1");
    await deed(operator, "出账");
    await operator.getByText("待批准").first().waitFor();
    expect(await operator.getByRole("button", { name: "批准" }).count()).toBe(0);
    await picture(operator, "campaigns-one");
    await expectSound(operator);
    const token = await flow.house.operatorToken();
    const approver = await enter("approver");
    const funds = await flow.house.db.read<{ id: string }>("select id from platform_funds where state = 'proposed'");
    for (const { id } of funds) await flow.house.settlement.decideFunds("per_other", id, true);
    expect(token.length).toBeGreaterThan(10);
    await open(approver, `/campaigns/${campaign}`);
    await deed(approver, "批准");
    await approver.getByText("已入账").first().waitFor();
    const finance = await enter("finance");
    await open(finance, "/media-payouts");
    await deed(finance, "收款账户", async (dialogue) => {
      await dialogue.getByLabel("户名").fill("深圳市腾讯计算机系统有限公司");
      await dialogue.getByLabel("开户银行").fill("招商银行");
      await dialogue.getByLabel(/账号/).fill("755900000000123");
    });
    await finance.getByText("…0123").first().waitFor();
    await deed(finance, "付款");
    await finance.getByText("待确认").first().waitFor();
    await picture(finance, "campaigns-payouts");
    await expectSound(finance);
    await open(approver, "/media-payouts");
    await deed(approver, "确认");
    await approver
      .getByText(/付款中|已付款|银行处理中/)
      .first()
      .waitFor();
    await expectSound(approver);
  });

  test("a store checks a post, appeals against what is refused and against a block; another decides, with reasons", async () => {
    const owner = await enter("merchant_owner");
    await open(owner, "/appeals");
    await owner.getByLabel("文字").fill("加微信 tea_house88 下单");
    await owner.getByRole("button", { name: "检查" }).click();
    await owner.getByText("不允许").waitFor();
    await deed(owner, "申诉", (dialogue) => dialogue.locator("textarea").fill("这是本店的企业客服号"));
    await owner.getByText("待裁决").first().waitFor();
    await picture(owner, "campaigns-appeals");
    await expectSound(owner);
    const approver = await enter("approver");
    // The house's clock is minutes ahead of the browser's, which says which version holds.
    await approver.clock.setFixedTime(flow.now());
    await open(approver, "/links");
    await approver.getByText("互联互通").first().waitFor();
    await deed(approver, "成立", async (dialogue) => {
      await dialogue.getByLabel(/中文/).fill("已核实为企业客服号");
      await dialogue.getByLabel(/英文/).fill("Verified as the store's own service account");
    });
    await approver.getByText("申诉成立").first().waitFor();
    await picture(approver, "campaigns-links");
    await expectSound(approver);
    // Another page between, so that it is read again.
    await open(owner, "/disputes");
    await open(owner, "/appeals");
    await owner.getByText("已核实为企业客服号").waitFor();
    await owner.getByLabel("文字").fill("加微信 tea_house88 下单");
    await owner.getByRole("button", { name: "检查" }).click();
    await owner.getByText("允许", { exact: true }).waitFor();
  });

  test("a campaign is composed; what the house refuses is told", async () => {
    const operator = await enter("operator");
    await open(operator, "/campaigns/new");
    await operator.getByLabel("中文名称").fill("双十一");
    await operator.getByLabel("英文名称").fill("Double Eleven");
    await operator.getByLabel("比例（%）").fill("5");
    await operator.getByLabel("网址").fill("https://elsewhere.example/");
    await operator.getByRole("button", { name: "建立活动" }).click();
    await operator.getByText("跳转目标不在允许名单").waitFor();
    await picture(operator, "campaigns-new");
    await expectSound(operator);
    await operator.getByLabel("网址").fill("https://shop.example/1111");
    await operator.getByRole("button", { name: "建立活动" }).click();
    await operator.getByRole("heading", { name: "双十一" }).waitFor();
  });

  test("the public report needs no sign-in, and is sound on a desk and a phone", async () => {
    for (const look of [{}, { size: "phone", dark: true }] as const) {
      const page = await browsers.page(look);
      await page.goto(`${origin}/transparency/${flow.marketplace}`);
      await page.getByText("商家申诉").first().waitFor();
      await picture(page, `campaigns-report${"size" in look ? "-phone" : ""}`);
      await expectSound(page);
    }
  });

  test.each([
    ["light", {}],
    ["dark, English, phone", { size: "phone", dark: true, locale: "en-GB" }],
  ] as const)("every desk is sound: %s", async (name, look) => {
    const operator = await enter("operator", look);
    const owner = await enter("merchant_owner", look);
    const house = ["/campaigns", `/campaigns/${campaign}`, "/campaigns/new", "/media-payouts", "/links"];
    for (const [page, whose, paths] of [
      [operator, "house", house],
      [owner, "store", ["/campaigns", "/campaigns/new", "/appeals"]],
    ] as const)
      for (const path of paths) {
        await open(page, path);
        await picture(page, `campaigns-${name.slice(0, 4)}-${whose}${path.slice(0, 16).replaceAll("/", "-")}`);
        await expectSound(page);
      }
  });
});
