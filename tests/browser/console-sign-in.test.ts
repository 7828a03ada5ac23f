import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildWeb } from "../../scripts/build-web.ts";
import { freePort } from "../../scripts/chaos/port.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";
import { oidcClient, startOidcProvider } from "../oidc-provider.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { authenticator } from "./software-authenticator.ts";

describe.skipIf(!hasChromium)("the ways in", { timeout: 120_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let provider: Awaited<ReturnType<typeof startOidcProvider>>;
  let browsers: Buyers;
  let origin: string;
  /** Browsers bind passkeys to a name: the same house by another one. */
  let named: string;
  const password = "a long pass phrase";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-sign-in-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    named = `http://localhost:${port}`;
    const urls = { redirectUri: `${origin}/v1/session/provider/callback`, afterSignOut: `${origin}/console/` };
    provider = await startOidcProvider(urls);
    const signIn = { passkeyDomain: null, provider: { name: "Acme ID", issuer: provider.issuer, ...oidcClient } };
    const given = { databaseUrl: database.appUrl, pages: folder, startAt: new Date() };
    flow = await makeFlowHouse({ ...given, publicUrl: origin, signIn });
    await flow.house.app.listen({ host: "127.0.0.1", port });
    browsers = await Buyers.open();
  }, 180_000);
  afterEach(() => browsers.lookOver());
  afterAll(async () => {
    await browsers?.close();
    await flow?.house.close();
    await provider?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const by = { kind: "person", id: "per_test", marketplace: null, store: null };
  const invite = async (name: string, role: "operator" | "finance" | "support"): Promise<string> => {
    const { marketplace } = flow;
    const made = await flow.house.people.inviteToTeam(by, { name, role, marketplace, store: null });
    if (!made.ok) throw new Error(made.fault);
    return made.value.token;
  };
  const ready = (page: Page) => page.locator(".frame-main h1").waitFor();
  const accept = async (page: Page, at: string, token: string, login: string): Promise<void> => {
    await page.goto(`${at}/console/invitation#${token}`);
    await page.locator("input[autocomplete=username]").fill(login);
    await page.locator("input[type=password]").fill(password);
    await page.locator("button[type=submit]").click();
    await ready(page);
  };

  const words = {
    "zh-CN": {
      ...{ name: "名称，例如“工作电脑”", password: "您的密码", add: "添加通行密钥", kept: "我已保存" },
      ...{ rename: "重命名", save: "保存", remove: "移除", field: "名称", out: "退出登录", menu: /账号菜单/ },
      ...{ signIn: "使用通行密钥登录", goOn: "用通行密钥完成验证", last: /最后一个第二步验证方式/, enter: "登录" },
      ...{ again: /此设备上已有您的通行密钥/, no: /未完成验证/, elsewhere: /通行密钥请在此地址使用/ },
    },
    "en-GB": {
      ...{ name: "A name, such as “work computer”", password: "Your password, once more", add: "Add a passkey" },
      ...{ kept: "I have kept them", rename: "Rename", save: "Save", remove: "Remove", field: "Name" },
      ...{ out: "Sign out", menu: /account menu/, signIn: "Sign in with a passkey", goOn: "Go on with your passkey" },
      ...{ last: /It is the last second step/, enter: "Sign in", again: /holds a passkey of yours already/ },
      ...{ no: /Nothing was signed/, elsewhere: /Passkeys work at/ },
    },
  } as const;

  test.each([
    { locale: "zh-CN", size: "desktop" },
    { locale: "en-GB", size: "phone", dark: true },
  ] as const)(
    "a passkey is added, named, signs in alone and as second step, and the last one stays: %o",
    async (look) => {
      const say = words[look.locale];
      const login = `finance-${look.size}`;
      const page = await browsers.page(look satisfies Look);
      const device = await authenticator(page);
      await accept(page, named, await invite("李财务", "finance"), login);
      await page.goto(`${named}/console/account`);
      const fill = async (name: string): Promise<void> => {
        await page.getByLabel(say.name).fill(name);
        await page.getByLabel(say.password, { exact: true }).first().fill(password);
        await page.getByRole("button", { name: say.add }).click();
      };
      await fill("Laptop");
      await page.locator("pre.mono").waitFor();
      await picture(page, `account-codes-${look.size}`);
      await page.getByRole("button", { name: say.kept }).click();
      await page.getByText("Laptop").waitFor();
      expect((await device.held()).length).toBe(1);
      // The same device has nothing to add.
      await fill("Laptop again");
      await page.getByText(say.again).waitFor();
      await page.getByRole("button", { name: say.rename }).click();
      await page.getByLabel(say.field, { exact: true }).fill("Office laptop");
      await page.getByRole("button", { name: say.save }).click();
      await page.getByText("Office laptop").waitFor();
      await expectSound(page);
      await picture(page, `account-passkey-${look.size}`);
      // Finance must have a second step.
      await page.getByRole("button", { name: say.remove }).click();
      const dialogue = page.getByRole("dialog");
      await dialogue.getByRole("button", { name: say.remove }).click();
      await dialogue.getByText(say.last).waitFor();
      await page.keyboard.press("Escape");
      await dialogue.waitFor({ state: "hidden" });

      const signOut = async (): Promise<void> => {
        await page.getByRole("button", { name: say.menu }).click();
        await page.getByText(say.out).click();
        await page.getByRole("button", { name: say.signIn }).waitFor();
      };
      await signOut();
      await expectSound(page);
      await picture(page, `sign-in-passkey-${look.size}`);
      await page.getByRole("button", { name: say.signIn }).click();
      await ready(page);
      await signOut();
      await page.locator("input[autocomplete=username]").fill(login);
      await page.locator("input[type=password]").fill(password);
      await page.getByRole("button", { name: say.enter, exact: true }).click();
      await page.getByRole("button", { name: say.goOn }).waitFor();
      await picture(page, `sign-in-second-${look.size}`);
      await expectSound(page);
      // A device that nobody unlocks signs nothing.
      await device.verifies(false);
      await page.getByRole("button", { name: say.goOn }).click();
      await page.getByText(say.no).waitFor();
      await device.verifies(true);
      await page.getByRole("button", { name: say.goOn }).click();
      await ready(page);
      expect((await device.held())[0]?.signCount).toBeGreaterThan(1);
    },
  );

  test("at another address of the house the page says where passkeys work", async () => {
    const page = await browsers.page();
    await page.goto(`${origin}/console/`);
    await page.getByText(words["zh-CN"].elsewhere).waitFor();
    expect(await page.locator(`a[href="${named}/console/"]`).count()).toBe(1);
  });

  const atProvider = async (page: Page, name: string): Promise<void> => {
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Sign in" }).click();
  };

  test("a one-time link is used with the provider's word, which signs in and out; strangers are told what to do", async () => {
    const page = await browsers.page({ locale: "en-GB" });
    await page.goto(`${origin}/console/`);
    await page.getByRole("button", { name: "Continue with Acme ID" }).click();
    await atProvider(page, "hanmeimei");
    await page.getByText("Nobody here is linked with that identity").waitFor();
    await expectSound(page);
    await picture(page, "sign-in-stranger");
    await page.goto(`${origin}/console/invitation#${await invite("韩梅梅", "support")}`);
    await page.getByRole("button", { name: "Continue with Acme ID" }).click();
    await ready(page);
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByText("Account and security").click();
    await page.getByRole("heading", { name: "Account and security" }).waitFor();
    await page.getByText("韩梅梅").first().waitFor();
    await expectSound(page);
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByText("Sign out").click();
    // The provider asks on its own page, and leads back.
    await page.waitForURL((url) => url.origin === provider.issuer);
    await page.locator("button[name=logout]").click();
    await page.getByRole("button", { name: "Continue with Acme ID" }).click();
    await atProvider(page, "hanmeimei");
    await ready(page);
  });

  test("who signed in links the provider at the account page, and is asked for their own second step afterwards", async () => {
    const page = await browsers.page();
    await accept(page, origin, await invite("王运营", "operator"), "operator-linked");
    await page.goto(`${origin}/console/account`);
    const card = page.locator(".ant-card", { hasText: "Acme ID 账号" });
    await card.getByLabel("您的密码").fill(password);
    await card.getByRole("button", { name: "关联 Acme ID" }).click();
    await atProvider(page, "wang");
    await page.getByText("已关联，可用 Acme ID 登录").waitFor();
    await picture(page, "account-linked");
    const [row] = await flow.house.db.read<{ person: string }>(
      "select person from credentials where login = 'operator-linked'",
    );
    // A passkey of theirs that this browser does not hold: made here as a row, since the page stands at a number.
    await flow.house.db.read(
      `insert into passkeys (id, person, name, credential, public_key, counter, synced, transports, created_at)
       values ($1, $2, 'Key', 'AAAA', '', 0, false, '{}', $3) returning id`,
      [flow.house.ids.next("psk"), row?.person, flow.now()],
    );
    const again = await browsers.page();
    await again.goto(`${origin}/console/orders`);
    await again.getByRole("button", { name: "使用 Acme ID 登录" }).click();
    await atProvider(again, "wang");
    await again.getByRole("heading", { name: "请完成第二步验证" }).waitFor();
    await expectSound(again);
    await picture(again, "step-due");
  });

  test.each([
    { locale: "zh-CN", size: "desktop", all: "全部标为已读", one: "标为已读", bell: /消息/, left: /1 条未读/ },
    { locale: "en-GB", size: "phone", all: "Mark all as read", one: "Mark as read", bell: /Notif/, left: /1 not read/ },
  ] as const)("what one was told is marked as read, one and all, and stays so: $locale", async (look) => {
    const page = await browsers.page({ locale: look.locale, size: look.size });
    await accept(page, origin, await invite("王运营", "operator"), `bell-${look.size}`);
    const bell = page.getByRole("button", { name: look.bell });
    await bell.click();
    const drawer = page.getByRole("dialog");
    const marks = drawer.getByRole("button", { name: look.one, exact: true });
    await marks.first().waitFor();
    await expectSound(page);
    await picture(page, `bell-${look.size}`);
    while ((await marks.count()) > 1) {
      const before = await marks.count();
      await marks.first().click();
      await expect.poll(() => marks.count()).toBe(before - 1);
    }
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: look.left }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: look.left }).click();
    await drawer.getByRole("button", { name: look.all }).click();
    await expect.poll(() => marks.count()).toBe(0);
    await page.reload();
    await ready(page);
    await expect.poll(() => bell.getAttribute("aria-label")).toMatch(/^(消息|Notifications)$/);
  });
});
