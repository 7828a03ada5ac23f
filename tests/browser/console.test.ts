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

/** The consoles over a whole house: people sign in, vote, approve, step up, stop, refund. */
describe.skipIf(!hasChromium)("the consoles", { timeout: 150_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let browsers: Buyers;
  let origin: string;
  const links: Record<string, string> = {};
  const password = "a long pass phrase";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-console-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    // A real clock's minute: the browser counts down to the deadline by its own.
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, pages: folder, startAt: new Date() });
    origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
    links["operator"] = (await flow.house.people.firstOperatorLink()) ?? "";
    const by = { kind: "person", id: "per_test", marketplace: null, store: null };
    const [store = null] = flow.stores;
    const invite = async (name: string, role: "approver" | "merchant_owner", own: string | null) => {
      const made = await flow.house.people.inviteToTeam(by, { name, role, marketplace: flow.marketplace, store: own });
      if (!made.ok) throw new Error(made.fault);
      links[role] = made.value.token;
    };
    await invite("王审批", "approver", null);
    await invite("韩梅梅", "merchant_owner", store);
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

  /** The first time by the one-time link, later by the password that was chosen then. */
  const enter = async (who: "operator" | "approver" | "merchant_owner", look: Look = {}): Promise<Page> => {
    const page = await browsers.page(look);
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
    // As a link inside the page goes: a fresh document for each of thirty pages would only cost minutes.
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/console${path}`);
    await ready(page);
    await page.locator("[aria-label='正在读取'], [aria-label='Loading']").first().waitFor({ state: "detached" });
  };
  /** Presses, gives the reason, confirms; the dialogue is gone when the deed is done. */
  const deed = async (page: Page, name: string, why?: string): Promise<void> => {
    await page.getByRole("button", { name, exact: true }).first().click();
    const dialogue = page.getByRole("dialog");
    if (why !== undefined) await dialogue.locator("textarea").fill(why);
    await dialogue.getByRole("button", { name, exact: true }).click();
    await dialogue.waitFor({ state: "hidden" });
  };
  const pay = async (): Promise<string> => {
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
    const asked = { checkout: made.value.checkout.id, wallet: "wechatpay", method: "qr", device: "desktop" } as const;
    const started = await flow.house.payments.startPayment(
      flow.operator,
      { ...asked, by_friend: false, buyer: { ip: "203.0.113.7" } },
      null,
    );
    if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
    await flow.fakes.wechatpay.act(started.value.action.content, "pay");
    await flow.settle();
    return made.value.checkout.orders[0]?.id ?? "";
  };

  test("the one-time link leads the first operator in; it works once; the language changes without a reload", async () => {
    const link = links["operator"];
    const page = await enter("operator");
    await picture(page, "console-home");
    await expectSound(page);
    const before = await page.evaluate(() => performance.timeOrigin);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: /^Hello/ }).waitFor();
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(before);
    expect(await page.getAttribute("html", "lang")).toBe("en");
    const second = await browsers.page();
    await second.goto(`${origin}/console/invitation#${link}`);
    await second.getByText("链接无效、已使用或已过期").waitFor();
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByText("Sign out").click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await expectSound(page);
    await page.getByLabel("Login").fill("operator-1");
    await page.locator("input[type=password]").fill("not the right one");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
  });

  test("an opening is composed, put to the vote, voted on by a phone, and proposed; another person approves", async () => {
    const operator = await enter("operator");
    await open(operator, "/openings/new");
    await operator.getByLabel("条款（中文）").fill("向第三方钱包开放链接");
    await operator.getByLabel("条款（英文）").fill("Links open to another wallet");
    await operator.getByLabel("能力").click();
    await operator.getByTitle("链接").click();
    await operator.getByLabel("伙伴").fill("wechat");
    await expectSound(operator);
    await operator.getByRole("button", { name: "保存草稿" }).click();
    await operator.getByRole("heading", { name: "链接 → 微信" }).waitFor();
    const address = new URL(operator.url()).pathname.replace("/console", "");
    await deed(operator, "征求商家意见", "先问店铺");
    await operator.getByText("结果在截止后揭晓。").waitFor();
    await picture(operator, "console-opening");
    await expectSound(operator);

    const owner = await enter("merchant_owner", { size: "phone", locale: "en-GB" });
    await open(owner, address.replace("openings", "votes"));
    await owner.getByText("向第三方钱包开放链接").waitFor();
    await owner.getByText("Re-evaluate", { exact: true }).click();
    await owner.getByRole("button", { name: "Vote", exact: true }).click();
    await owner.getByRole("heading", { name: "Your receipt" }).waitFor();
    await picture(owner, "console-vote-phone");
    await expectSound(owner);

    // A draft of its own: an announcement without a vote, proposed to a second person.
    await operator.getByText("1 / 3").waitFor({ timeout: 30_000 });
    const draft = await flow.house.openings.createOpening(
      flow.operator,
      {
        ...{ marketplace: flow.marketplace, capability: "code", partner: "wechat", methods: null, effective_at: null },
        ...{ caps: { per_payment: null }, terms: { zh: "互扫", en: "Shared codes" } },
      },
      null,
    );
    if (!draft.ok) throw new Error(draft.fault);
    await open(operator, `/openings/${draft.value.id}`);
    await deed(operator, "提请：公告", "没有可问的店铺");
    const approver = await enter("approver", { size: "phone" });
    await open(approver, "/approvals");
    await approver.getByText("没有可问的店铺").waitFor();
    await picture(approver, "console-approvals-phone");
    await expectSound(approver);
    await deed(approver, "批准", "同意");
    await approver.getByText("没有待审批的事项").waitFor();
    expect((await flow.house.openings.getOpening(draft.value.id))?.state).toBe("announced");
  });

  test("an opening is stopped at once; an order shows its four flows and is refunded in part", async () => {
    const order = await pay();
    const page = await enter("operator", { locale: "en-GB" });
    await open(page, `/orders/${order}`);
    await page.getByRole("heading", { name: "Order A-77" }).waitFor();
    await page.getByText("Picked up").waitFor({ state: "detached" });
    await expectSound(page);
    await picture(page, "console-order");
    await page.getByRole("button", { name: "Refund", exact: true }).click();
    const dialogue = page.getByRole("dialog");
    await dialogue.getByLabel(/Amount in yuan/).fill("2.30");
    await dialogue.locator("textarea").fill("one bag was torn");
    await dialogue.getByRole("button", { name: "Refund", exact: true }).click();
    await dialogue.waitFor({ state: "hidden" });
    await page.getByText("one bag was torn").first().waitFor();

    await open(page, "/openings?capability=payment&state=open");
    await page
      .getByRole("link", { name: /Alipay/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Stop now" }).waitFor();
    await deed(page, "Stop now", "the wallet answers nobody");
    await page.getByText("Paused: no payment that starts from now on is let in.").waitFor();
  });

  const houses = [
    "/",
    "/openings",
    "/approvals",
    "/orders",
    "/payments",
    "/wallets",
    "/map",
    "/reconciliation",
    "/alarms",
  ];
  const rest = ["/stores", "/developers", "/team", "/account", "/nowhere"];
  const stores = ["/", "/votes", "/activation", "/codes", "/balances", "/statements", "/team"];
  const looks: readonly (readonly [string, Look])[] = [
    ["in Chinese on a desk", {}],
    ["in English, dark, on a phone", { size: "phone", dark: true, locale: "en-GB" }],
  ];
  test.each(looks)("every page is sound: %s", async (name, look) => {
    const operator = await enter("operator", look);
    const desk = look.size === undefined;
    for (const path of desk ? [...houses, ...rest] : houses) {
      await open(operator, path);
      await picture(operator, `console-${name.slice(0, 6)}${path.replaceAll("/", "-")}`);
      await expectSound(operator);
    }
    const owner = await enter("merchant_owner", look);
    for (const path of desk ? stores : stores.slice(0, 4)) {
      await open(owner, path);
      await picture(owner, `console-store-${name.slice(0, 6)}${path.replaceAll("/", "-")}`);
      await expectSound(owner);
    }
    const anybody = await browsers.page(look);
    await anybody.goto(`${origin}/openness`);
    await anybody.locator("details.told").first().waitFor();
    await picture(anybody, `openness-${name.slice(0, 6)}`);
    await expectSound(anybody);
  });

  test("the keyboard alone is enough to get in and to another page", async () => {
    const page = await browsers.page();
    await page.goto(`${origin}/console/`);
    await page.locator("input[autocomplete=username]").focus();
    await page.keyboard.type("operator-1");
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await ready(page);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("跳到正文");
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement?.textContent)) === "订单") break;
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "订单", level: 1 }).waitFor();
  });
});
