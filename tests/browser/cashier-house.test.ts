import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse } from "../flows/house.ts";
import { CashierRig, expectSound, hasChromium, readQr } from "./cashier-rig.ts";

/** The page before the house itself: real API, real streams, real policy, the wallets' fakes behind. */
describe.skipIf(!hasChromium)("the buyer's page and the house", () => {
  let rig: CashierRig;
  let database: TestDatabase;
  let flow: FlowHouse;
  let origin: string;
  let serial = 0;

  beforeAll(async () => {
    rig = await CashierRig.open();
    database = await freshDatabase();
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, startAt: new Date(Date.now()), pages: rig.folder });
    origin = await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
    rig.homes.add(origin);
  });
  afterEach(() => rig.lookOver());
  afterAll(async () => {
    await rig.close();
    await flow.house.close();
    await database.drop();
  });

  /** What the marketplace does; answers where the buyer goes. */
  const checkout = async (stores: readonly string[]): Promise<string> => {
    const amount = { currency: "CNY", minor: "6400" };
    const orders = stores.map((store, i) => {
      return {
        store,
        number: `N-${i}`,
        title: "明前龙井",
        amount,
        lines: [{ title: "明前龙井", quantity: 1, amount }],
      };
    });
    const answer = await flow.house.app.inject({
      method: "POST",
      url: "/v1/checkouts",
      headers: {
        authorization: `Bearer ${flow.token}`,
        "idempotency-key": `cashier-${++serial}`,
      },
      payload: { orders, success_url: `${origin}/healthz?bought`, cancel_url: `${origin}/healthz` },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([201, undefined]);
    const { pathname, hash } = new URL(answer.json().url);
    return `${origin}${pathname}${hash}`;
  };
  const scan = async (wallet: FlowWallet, code: string | undefined): Promise<void> => {
    const view = await flow.fakes[wallet].act(code ?? "", "pay");
    expect(view).toMatchObject({ ok: true });
    await flow.settle();
  };

  test.each([
    ["wechatpay", "用微信支付付款 ¥64.00"],
    ["alipay", "用支付宝付款 ¥64.00"],
  ] as const)("%s: the code on the screen is paid by a phone, and the page says so", async (wallet, button) => {
    const page = await rig.visit(await checkout(flow.stores.slice(0, 1)));
    await page.check(`input[value=${wallet}]`);
    await expectSound(page);
    await page.getByRole("button", { name: button }).click();
    await page.locator(".frame").waitFor();
    await scan(wallet, await readQr(page.locator(".frame")));
    await page.getByRole("heading", { name: "支付成功" }).waitFor();
    await expectSound(page);
    await page.waitForURL("**/healthz?bought", { timeout: 30_000 });
  });

  test("a cart over two stores is paid at once with WeChat Pay", async () => {
    const page = await rig.visit(await checkout(flow.stores.slice(0, 2)));
    await page.getByRole("button", { name: "用微信支付付款 ¥128.00" }).click();
    await page.locator(".frame").waitFor();
    await scan("wechatpay", await readQr(page.locator(".frame")));
    await page.getByRole("heading", { name: "支付成功" }).waitFor();
    await expectSound(page);
  });

  test("a cart over two stores is paid store by store where Alipay has no combined code", async () => {
    const page = await rig.visit(await checkout(flow.stores.slice(0, 2)));
    await page.check("input[value=alipay]");
    await page.getByRole("button", { name: "逐店扫码支付" }).click();
    await page.locator(".frame").waitFor();
    await scan("alipay", await readQr(page.locator(".frame")));
    await page.getByText("这家店铺已付清").waitFor();
    await page.getByText("已支付 1 / 2 家店铺").first().waitFor();
    await page.getByRole("button", { name: "用支付宝付款 ¥64.00" }).click();
    await page.locator(".frame").waitFor();
    await scan("alipay", await readQr(page.locator(".frame")));
    await page.getByRole("heading", { name: "支付成功" }).waitFor();
  });

  test("a friend pays with the link", async () => {
    const page = await rig.visit(await checkout(flow.stores.slice(0, 1)));
    await page.getByRole("button", { name: "请好友代付" }).click();
    const link = await page.getByLabel("代付链接", { exact: true }).inputValue();
    const friend = await rig.visit(`${origin}${new URL(link).pathname}`);
    await friend.getByRole("button", { name: "用微信支付付款 ¥64.00" }).click();
    await friend.locator(".frame").waitFor();
    await page.getByText("好友正在用微信支付付款").waitFor();
    await scan("wechatpay", await readQr(friend.locator(".frame")));
    await friend.getByRole("heading", { name: "代付成功" }).waitFor();
    await page.getByRole("heading", { name: "支付成功" }).waitFor();
    await expectSound(friend);
  });

  test("paid with both wallets: one counts, the other's money is sent back", async () => {
    const page = await rig.visit(await checkout(flow.stores.slice(0, 1)));
    await page.check("input[value=alipay]");
    await page.getByRole("button", { name: "用支付宝付款 ¥64.00" }).click();
    await page.getByRole("heading", { name: "用支付宝扫码付款" }).waitFor();
    const first = await readQr(page.locator(".frame"));
    await page.getByRole("button", { name: "换一种方式付款" }).click();
    await page.check("input[value=wechatpay]");
    await page.getByRole("button", { name: "用微信支付付款 ¥64.00" }).click();
    await page.getByText("暂时无法确认已关闭").waitFor();
    await page.getByRole("heading", { name: "用微信支付扫码付款" }).waitFor();
    const second = await readQr(page.locator(".frame"));
    expect(second).toMatch(/^weixin:/);
    await scan("wechatpay", second);
    await page.getByRole("button", { name: "留在本页" }).click();
    await scan("alipay", first);
    await page.getByText(/用支付宝付的 ¥64.00 (正在|已)退回/).waitFor();
    await expectSound(page);
  });

  test("a secret that is not this checkout's opens nothing", async () => {
    const [mine, other] = [await checkout(flow.stores.slice(0, 1)), await checkout(flow.stores.slice(1, 2))];
    const page = await rig.visit(`${mine.replace(/#.*/, "")}#${other.replace(/.*#/, "")}`);
    await page.getByText(/链接无效|没有找到这笔订单/).waitFor();
    await expectSound(page);
  });
});
