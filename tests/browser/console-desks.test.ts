import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { buildWeb } from "../../scripts/build-web.ts";
import { plainPng } from "../../src/wallets/fake-pictures.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, runChore } from "../flows/house.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";

/** The desks over a whole house: disputes, gaps, applications, drills, audit; and the bell. */
describe.skipIf(!hasChromium)("the consoles' desks", { timeout: 180_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let browsers: Buyers;
  let origin: string;
  let disputed = "";
  let application = "";
  /** A store that has joined no wallet yet. */
  let fresh = "";
  let asked = 0;
  const links: Record<string, string> = {};
  const password = "a long pass phrase";
  type Who = "operator" | "finance" | "approver" | "merchant_owner";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-desks-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    flow = await makeFlowHouse({
      ...{ databaseUrl: database.appUrl, pages: folder, startAt: new Date() },
      wait: async (ms) => {
        flow.advance(ms / 1000);
        await flow.settle();
        await runChore(flow, "probes");
      },
    });
    origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
    links["operator"] = (await flow.house.people.firstOperatorLink()) ?? "";
    const by = { kind: "person", id: "per_test", marketplace: null, store: null };
    await seed();
    for (const [name, role, own] of [
      ["钱财务", "finance", null],
      ["王审批", "approver", null],
      ["韩梅梅", "merchant_owner", fresh],
    ] as const) {
      const made = await flow.house.people.inviteToTeam(by, { name, role, marketplace: flow.marketplace, store: own });
      if (!made.ok) throw new Error(made.fault);
      links[role] = made.value.token;
    }
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
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": `desks-${++asked}` };
    const answer = await flow.house.app.inject({ method, url, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
    return answer.json();
  }

  async function paidOrder(pays: boolean): Promise<string> {
    const amount = fen(1230);
    const [store = ""] = flow.stores;
    const orders = [{ store, number: "A-77", title: "龙井茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
    const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
    const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
    const made = await flow.house.payments.createCheckout(
      flow.operator,
      { marketplace: flow.marketplace, orders, ...rest },
      null,
    );
    if (!made.ok) throw new Error(made.fault);
    const start = { checkout: made.value.checkout.id, wallet: "wechatpay", method: "qr", device: "desktop" } as const;
    const started = await flow.house.payments.startPayment(
      flow.operator,
      { ...start, by_friend: false, buyer: { ip: "203.0.113.7" } },
      null,
    );
    if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
    if (pays) await flow.fakes.wechatpay.act(started.value.action.content, "pay");
    await flow.settle();
    return made.value.checkout.orders[0]?.id ?? "";
  }

  async function seed(): Promise<void> {
    const name = { zh: "新店", en: "New store" };
    const { marketplace } = flow;
    const merchant = (await call("POST", "/v1/merchants", { name, marketplace })).id;
    fresh = (await call("POST", "/v1/stores", { name, merchant, marketplace })).id;
    const order = await paidOrder(true);
    const amount = { currency: "CNY", minor: "1230" };
    disputed = (await call("POST", "/v1/disputes", { order, kind: "dispute", amount, reason: "茶叶受潮" })).id;
    const unpaid = await paidOrder(false);
    const at = flow.now().toISOString();
    await call("POST", "/v1/shipments", { order: unpaid, carrier: "SF", number: "SF1", state: "picked_up", at });
    for (let bucket = 0; bucket < 64; bucket++) await runChore(flow, "cases");
    const terms = { marketplace: flow.marketplace, wallet: "alipay", zh: "入驻协议", en: "Terms of joining" };
    await call("POST", "/v1/onboarding-terms", terms);
    application = (await call("POST", "/v1/applications", { store: fresh, wallet: "alipay", applicant: "company" })).id;
    await runChore(flow, "audit");
    await paidOrder(true);
    await call("POST", "/v1/onboarding-terms", { ...terms, zh: "入驻协议二", en: "Terms two" });
    flow.house.watch.drills.connect({
      async faults(wallet, set) {
        const fake = flow.fakes[wallet as FlowWallet];
        if (set === null) fake.clearFaults();
        else fake.setFaults(set);
      },
      async pay(wallet, code) {
        await flow.fakes[wallet as FlowWallet].act(code, "pay");
      },
    });
    await flow.house.people.inviteToTeam(
      { kind: "person", id: "per_test", marketplace: null, store: null },
      { name: "李雷", role: "support", marketplace: flow.marketplace, store: null },
    );
    await runChore(flow, "audit");
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
  const deed = async (page: Page, name: string, why?: string): Promise<void> => {
    await page.getByRole("button", { name, exact: true }).first().click();
    const dialogue = page.getByRole("dialog");
    if (why !== undefined) await dialogue.locator("textarea").fill(why);
    await dialogue.getByRole("button", { name, exact: true }).last().click();
    await dialogue.waitFor({ state: "hidden" });
  };

  test("one person proposes a verdict, and cannot confirm it; another does, and the money goes back", async () => {
    const finance = await enter("finance");
    await open(finance, `/disputes/${disputed}`);
    await deed(finance, "支持买家", "照片清楚");
    await finance.getByText("须由另一人确认。").waitFor();
    expect(await finance.getByRole("button", { name: "确认" }).count()).toBe(0);
    await expectSound(finance);
    const approver = await enter("approver");
    await open(approver, `/disputes/${disputed}`);
    await deed(approver, "确认", "同意");
    await flow.settle();
    await open(approver, "/disputes");
    await approver
      .getByText(/已(同意)?退款/)
      .first()
      .waitFor();
    await picture(approver, "desks-dispute-done");
    await expectSound(approver);
  });

  test("a gap is taken and closed with a reason", async () => {
    const operator = await enter("operator");
    await open(operator, "/cases");
    await operator.getByText("已发货，却没有收到款项").waitFor();
    await picture(operator, "desks-cases");
    await deed(operator, "认领");
    await operator.getByText("处理中").first().waitFor();
    await deed(operator, "关闭", "样品，不收款");
    await operator.getByText("已关闭").first().waitFor();
    await expectSound(operator);
  });

  test("a store fills in its application step by step; what the wallet would refuse is marked; the draft is kept", async () => {
    const owner = await enter("merchant_owner", { size: "phone" });
    await open(owner, `/applications/${application}`);
    await owner.getByLabel(/手机/).first().fill("12");
    await owner.getByText("格式不符").first().waitFor();
    expect(await owner.getByRole("button", { name: "保存并继续" }).isDisabled()).toBe(true);
    await owner.getByLabel(/手机/).first().fill("13800138000");
    await owner.getByLabel(/商户简称/).fill("新店");
    await picture(owner, "desks-application-fields-phone");
    await expectSound(owner);
    await owner.getByRole("button", { name: "保存并继续" }).click();
    await owner.getByRole("button", { name: "上传" }).first().waitFor();
    const file = { name: "licence.png", mimeType: "image/png", buffer: plainPng(400, 300) };
    await owner.locator("input[type=file]").first().setInputFiles(file);
    await owner.getByText("已上传").waitFor();
    await expectSound(owner);
    await picture(owner, "desks-application-documents-phone");
    await owner.getByRole("button", { name: "下一步" }).click();
    await owner.getByRole("button", { name: "同意并继续" }).click();
    await owner.getByText("还缺以下内容").waitFor();
    await picture(owner, "desks-application-send-phone");
    await expectSound(owner);
    await open(owner, "/applications");
    await open(owner, `/applications/${application}`);
    expect(await owner.getByLabel(/商户简称/).inputValue()).toBe("新店");
    // The phone number is kept sealed, and not shown again.
    expect(await owner.getByLabel(/手机/).first().inputValue()).toBe("");
    await owner.getByText("已加密保存").first().waitFor();
  });

  test("a drill is started by a person and ends with a report; the head is proven in the browser", async () => {
    const operator = await enter("operator");
    await open(operator, "/drills");
    await operator.getByText("还没有演练").waitFor();
    await operator.getByLabel("店铺").click();
    await operator.locator(".ant-select-item-option:not([title='新店'])").first().click();
    await operator.getByLabel("钱包").last().click();
    await operator.locator(".ant-select-item-option[title='微信支付']").click();
    await deed(operator, "开始演练");
    await flow.house.watch.drills.settled();
    await operator.getByText("分文未失").waitFor();
    await picture(operator, "desks-drill");
    await expectSound(operator);
    await open(operator, "/audit");
    await operator.getByRole("button", { name: "在浏览器中证明只有追加" }).click();
    await operator.getByText(/^已证明/).waitFor();
    await picture(operator, "desks-audit");
    await expectSound(operator);
  });

  test.each([
    ["light", {}],
    ["dark, English, phone", { size: "phone", dark: true, locale: "en-GB" }],
  ] as const)("every desk is sound: %s", async (name, look) => {
    const operator = await enter("operator", look);
    const owner = await enter("merchant_owner", look);
    const own = ["/disputes", `/disputes/${disputed}`, "/cases", "/applications", `/applications/${application}`];
    for (const [page, whose, paths] of [
      [operator, "house", [...own, "/drills", "/audit"]],
      [owner, "store", own],
    ] as const)
      for (const path of paths) {
        await open(page, path);
        await picture(
          page,
          `desks-${name.slice(0, 4)}-${whose}${path.slice(0, 12).replaceAll("/", "-")}${path.length > 14 ? "1" : ""}`,
        );
        await expectSound(page);
      }
    await owner.getByRole("button", { name: /消息|Notifications/ }).click();
    await owner.getByRole("dialog").waitFor();
    await picture(owner, `desks-${name.slice(0, 4)}-bell`);
    await expectSound(owner);
  });
});
