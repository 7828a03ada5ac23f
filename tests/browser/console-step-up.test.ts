import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildWeb } from "../../scripts/build-web.ts";
import { freePort } from "../../scripts/chaos/port.ts";
import { codeAt, stepAt, unbase32 } from "../../src/people/totp.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, must } from "../flows/house.ts";
import { acts } from "../flows/second-person-acts.ts";
import { makePeople, type People, type Signed } from "../flows/second-person-rig.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { authenticator } from "./software-authenticator.ts";

const password = "a long pass phrase";
const words = {
  "zh-CN": {
    ...{ decide: "批准", title: "请再次完成第二步验证", label: /验证器的六位数字/, show: "验证", leave: "暂不操作" },
    ...{ wrong: /验证码有误或已使用/, notDone: /尚未执行任何操作：未完成第二步验证/, key: "使用通行密钥" },
    ...{ name: "名称，例如“工作电脑”", password: "您的密码", add: "添加通行密钥", kept: "我已保存" },
  },
  "en-GB": {
    ...{ decide: "Approve", title: "Show your second step again", label: /Six digits/, show: "Show it" },
    ...{ leave: "Not now", wrong: /The code is wrong or was used/, key: "Use a passkey", kept: "I have kept them" },
    ...{ notDone: /Nothing was done: the second step was not shown/, name: "A name, such as “work computer”" },
    ...{ password: "Your password, once more", add: "Add a passkey" },
  },
} as const;

const staysWithin = (one: Element): boolean => {
  const { activeElement, body } = document;
  return activeElement === body || one.contains(activeElement);
};

/** A decision asks for a second step of the last minutes, around the very deed, which then goes on by itself. */
describe.skipIf(!hasChromium)("a decision's second step", { timeout: 120_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let people: People;
  let proposer: Signed;
  let browsers: Buyers;
  /** Browsers bind passkeys to a name. */
  let origin: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-step-up-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    const port = await freePort();
    origin = `http://localhost:${port}`;
    const given = { databaseUrl: database.appUrl, pages: folder, startAt: new Date() };
    flow = await makeFlowHouse({ ...given, publicUrl: `http://127.0.0.1:${port}` });
    await flow.house.app.listen({ host: "127.0.0.1", port });
    browsers = await Buyers.open();
    people = makePeople(flow);
    proposer = await people.enter("operator");
  }, 180_000);
  afterEach(() => browsers.lookOver());
  afterAll(async () => {
    await browsers?.close();
    await flow?.house.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ready = (page: Page) => page.locator(".frame-main h1").waitFor();
  const quarter = () => flow.advance(16 * 60);

  /** What waits for a second person, at its place in the inbox; the requests that decide it are kept. */
  async function atTheInbox(page: Page): Promise<{ url: string; sent: Request[] }> {
    const waiting = await acts["agreement"]?.make({ flow, people, proposer });
    const url = waiting?.decide.url ?? "";
    const sent: Request[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith(url)) sent.push(request);
    });
    await page.goto(`${origin}/console/approvals?show=agreement`);
    await ready(page);
    return { url, sent };
  }
  const told = (sent: readonly Request[]) =>
    sent.map((one) => `${one.headers()["idempotency-key"]} ${one.headers()["x-csrf-token"]} ${one.postData()}`);
  const statuses = async (sent: readonly Request[]) =>
    await Promise.all(sent.map(async (one) => (await one.response())?.status()));

  const looks = [
    { locale: "zh-CN", size: "desktop" },
    { locale: "en-GB", size: "phone", dark: true },
    { locale: "zh-CN", size: "phone" },
    { locale: "en-GB", size: "desktop", dark: true },
  ] as const satisfies readonly Look[];

  test.each(looks)(
    "digits, by keyboard: wrong ones are told, closing tells that nothing was done, right ones go on: %o",
    async (look) => {
      const say = words[look.locale];
      const approver = await people.enter("approver");
      const signedIn = await flow.house.people.readSession(approver.token);
      if (!signedIn) throw new Error("nobody");
      const { session } = signedIn;
      const { secret } = must(await flow.house.people.beginSecondStep(session, password));
      const digits = () => codeAt(unbase32(secret), stepAt(flow.now()));
      const first = digits();
      must(await flow.house.people.confirmSecondStep(session, first));
      const page = await browsers.page(look);
      if (look.size === "desktop") await page.setViewportSize({ width: 1440, height: 900 });
      await page.context().addCookies([{ name: "hutong_session", value: approver.token, url: origin }]);
      const { sent } = await atTheInbox(page);
      quarter();
      await page.getByRole("button", { name: say.decide, exact: true }).click();
      const deed = page.getByRole("dialog").filter({ has: page.locator("textarea") });
      await deed.locator("textarea").fill("看过了");
      await deed.getByRole("button", { name: say.decide, exact: true }).click();
      const asking = page.getByRole("dialog", { name: say.title });
      const field = asking.getByLabel(say.label);
      await field.waitFor();
      await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
      await picture(page, `step-up-${look.locale}-${look.size}`);
      await expectSound(page);
      // The keyboard stays within, but for the browser's own frame between the last field and the first.
      for (let turn = 0; turn < 6; turn++) {
        await page.keyboard.press("Tab");
        expect(await asking.evaluate(staysWithin)).toBe(true);
      }
      await field.focus();
      await page.keyboard.type(first);
      await page.keyboard.press("Enter");
      await asking.getByText(say.wrong).waitFor();
      await picture(page, `step-up-wrong-${look.locale}-${look.size}`);
      await expectSound(page);
      await page.keyboard.press("Escape");
      await asking.waitFor({ state: "hidden" });
      await deed.getByText(say.notDone).waitFor();
      await expect.poll(() => deed.evaluate((one) => one.contains(document.activeElement))).toBe(true);
      await picture(page, `step-up-left-${look.locale}-${look.size}`);
      await expectSound(page);
      expect(await statuses(sent)).toEqual([403]);
      // The same deed once more.
      await deed.getByRole("button", { name: say.decide, exact: true }).click();
      await field.waitFor();
      await field.fill(digits());
      await page.keyboard.press("Enter");
      await deed.waitFor({ state: "hidden" });
      expect(await asking.count()).toBe(0);
      expect(await statuses(sent)).toEqual([403, 403, 200]);
      expect(new Set(told(sent)).size).toBe(1);
      expect(new Set(told(sent).map((one) => one.startsWith("undefined"))).has(true)).toBe(false);
    },
  );

  test.each(looks.slice(0, 2))("a passkey: one press, and the deed goes on with the same key: %o", async (look) => {
    const say = words[look.locale];
    const by = { kind: "person", id: "per_test", marketplace: null, store: null };
    const { marketplace } = flow;
    const asks = { name: "审批人", role: "approver", marketplace, store: null } as const;
    const { token } = must(await flow.house.people.inviteToTeam(by, asks));
    const page = await browsers.page(look);
    if (look.size === "desktop") await page.setViewportSize({ width: 1440, height: 900 });
    const device = await authenticator(page);
    await page.goto(`${origin}/console/invitation#${token}`);
    await page.locator("input[autocomplete=username]").fill(`approver-${look.size}`);
    await page.locator("input[type=password]").fill(password);
    await page.locator("button[type=submit]").click();
    await ready(page);
    await page.goto(`${origin}/console/account`);
    await page.getByLabel(say.name).fill("Laptop");
    await page.getByLabel(say.password, { exact: true }).first().fill(password);
    await page.getByRole("button", { name: say.add }).click();
    await page.getByRole("button", { name: say.kept }).click();
    expect((await device.held()).length).toBe(1);
    const { sent } = await atTheInbox(page);
    quarter();
    await page.getByRole("button", { name: say.decide, exact: true }).click();
    const deed = page.getByRole("dialog").filter({ has: page.locator("textarea") });
    await deed.locator("textarea").fill("looked at");
    await deed.getByRole("button", { name: say.decide, exact: true }).click();
    const asking = page.getByRole("dialog", { name: say.title });
    const button = asking.getByRole("button", { name: say.key });
    await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true);
    await picture(page, `step-up-passkey-${look.locale}-${look.size}`);
    await expectSound(page);
    await asking.getByRole("button", { name: say.leave }).click();
    await deed.getByText(say.notDone).waitFor();
    await deed.getByRole("button", { name: say.decide, exact: true }).click();
    await button.click();
    await deed.waitFor({ state: "hidden" });
    expect(await statuses(sent)).toEqual([403, 403, 200]);
    expect(new Set(told(sent)).size).toBe(1);
  });
});
