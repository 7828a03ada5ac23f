import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { runChore } from "../flows/house.ts";
import { type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const zh = {
  ...{ name: "zh-1440", look: { locale: "zh-CN" } as Look, close: "关闭", why: /^理由/, open: "待认领" },
  ...{
    changed: /刚刚变了/,
    anyway: "仍然提交",
    cancel: "取消",
    done: "已完成",
    none: "没有缺口",
    lost: /无法连接服务器/,
  },
};
const en = {
  ...{ name: "en-390", look: { locale: "en-GB", size: "phone" } as Look, close: "Close", why: /^Why/, open: "Open" },
  ...{ changed: /has just changed/, anyway: "Send it anyway", cancel: "Cancel", done: "Done", none: "No gaps" },
  lost: /cannot be reached/,
};

/** Somebody types while the list behind is read again, the network is slow or gone, or they go back. */
describe.skipIf(!hasChromium)("a dialogue over a list that moves", { timeout: 150_000 }, () => {
  let desk: Desk;
  let token = "";
  let gaps = 0;
  beforeAll(async () => {
    desk = await openDesk(["operator"]);
    token = await desk.flow.house.operatorToken();
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  const call = async (url: string, payload: object): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": `left-${url}-${gaps}` };
    return (await desk.flow.house.app.inject({ method: "POST", url, headers, payload })).statusCode;
  };
  /** One gap, and nothing else open: the goods of an order that nobody paid are on their way. */
  const gap = async (): Promise<string> => {
    const { flow } = desk;
    const { order } = await desk.order({ number: `L-${++gaps}` });
    const at = flow.now().toISOString();
    expect(await call("/v1/shipments", { order, carrier: "SF", number: `SF${gaps}`, state: "picked_up", at })).toBe(
      201,
    );
    for (let bucket = 0; bucket < 64; bucket++) await runChore(flow, "cases");
    const [found] = (await flow.house.app.inject({ url: "/v1/cases?state=open", headers: bearer() })).json().data;
    return found.id;
  };
  const bearer = () => ({ authorization: `Bearer ${token}` });
  const ask = async (page: Page, one: typeof zh, text: string) => {
    await desk.open(page, "/cases");
    await desk.open(page, "/cases?state=open");
    await page.getByText(one.open, { exact: true }).first().waitFor();
    await page.getByRole("button", { name: one.close, exact: true }).first().click();
    const dialogue = page.getByRole("dialog");
    await dialogue.getByLabel(one.why).fill(text);
    return dialogue;
  };

  test.each([zh, en])("the row goes, what was typed stays and is told why: $name", async (one) => {
    const id = await gap();
    const page = await desk.enter("operator", one.look);
    const dialogue = await ask(page, one, "the parcel was found again");
    expect(await call(`/v1/cases/${id}/close`, { why: "somebody else was quicker" })).toBe(200);
    await dialogue.getByText(one.changed).waitFor();
    expect(await dialogue.getByLabel(one.why).inputValue()).toBe("the parcel was found again");
    await page.getByText(one.none).waitFor();
    await picture(page, `left-deed-${one.name}`);
    await expectSound(page);
    await dialogue.getByRole("button", { name: one.anyway }).click();
    await dialogue.locator(".ant-alert-error").waitFor();
    expect(await dialogue.getByLabel(one.why).inputValue()).toBe("the parcel was found again");
    await dialogue.getByRole("button", { name: one.cancel }).click();
    await dialogue.waitFor({ state: "detached" });
  });

  test("the row goes because of this very deed, before its answer came: no dialogue is left", async () => {
    await gap();
    const page = await desk.enter("operator");
    const dialogue = await ask(page, zh, "done by me");
    await page.route("**/v1/cases/*/close", async (route) => {
      const response = await route.fetch();
      await page.getByText(zh.none).waitFor();
      await route.fulfill({ response });
    });
    await dialogue.getByRole("button", { name: zh.close, exact: true }).last().click();
    await page.getByText(zh.done).waitFor();
    await dialogue.waitFor({ state: "detached" });
  });

  test("whoever goes back while typing leaves the dialogue behind", async () => {
    const id = await gap();
    const page = await desk.enter("operator");
    const dialogue = await ask(page, zh, "half a sentence");
    await page.goBack();
    await page.waitForURL(/\/cases$/);
    expect(await call(`/v1/cases/${id}/close`, { why: "found" })).toBe(200);
    await page.getByText(zh.open, { exact: true }).first().waitFor({ state: "detached" });
    await dialogue.waitFor({ state: "detached" });
  });

  test("a slow network and two clicks send it once; without a network it is said, and tried again with one key", async () => {
    await gap();
    const page = await desk.enter("operator", en.look);
    const keys: (string | undefined)[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/close")) keys.push(request.headers()["idempotency-key"]);
    });
    const dialogue = await ask(page, en, "carrier called");
    await page.context().setOffline(true);
    const send = dialogue.getByRole("button", { name: en.close, exact: true }).last();
    await send.click();
    await dialogue.getByText(en.lost).waitFor();
    await picture(page, "left-deed-offline");
    await page.context().setOffline(false);
    const network = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 600, downloadThroughput: 40_000, uploadThroughput: 20_000 };
    await network.send("Network.emulateNetworkConditions", slow);
    await send.dblclick();
    await page.getByText(en.done).waitFor();
    await dialogue.waitFor({ state: "detached" });
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });
});
