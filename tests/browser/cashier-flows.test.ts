import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Bill } from "../../web/cashier/contract.ts";
import { CashierRig, expectSound, hasChromium, inWechat, readQr } from "./cashier-rig.ts";
import { alipay, cart, paidBill, sampleBill, samplePayment, wechat } from "./cashier-samples.ts";

const now = (): number => Date.now();
const wechatCode = "weixin://wxpay/bizpayurl?pr=8sCj2Rvzz";

describe.skipIf(!hasChromium)("a buyer pays in a browser", () => {
  let rig: CashierRig;
  beforeAll(async () => {
    rig = await CashierRig.open();
  });
  afterEach(() => rig.lookOver());
  afterAll(() => rig.close());

  const starts = () => rig.stub.seen.filter(({ method, path }) => method === "POST" && path === "/v1/payments");
  const pay = (bill: Bill): void => rig.stub.change(bill.id, (one) => paidBill(one, now()));

  test("scan on a desktop: the code reads back, then scanned, then paid, then back to the shop", async () => {
    const bill = sampleBill(now());
    const page = await rig.buyer(bill);
    await page.getByRole("button", { name: "用微信支付付款 ¥128.00" }).click();
    await page.getByText("用微信支付扫码付款").waitFor();
    expect(await readQr(page.locator(".frame"))).toBe(wechatCode);
    expect(starts()[0]?.body).toEqual({ checkout: bill.id, wallet: "wechatpay", method: "qr", device: "desktop" });

    rig.stub.change(bill.id, (one) => {
      return { ...one, payments: one.payments.map((payment) => ({ ...payment, stage: "scanned" as const })) };
    });
    await page.getByRole("heading", { name: "已扫码" }).waitFor();
    pay(bill);
    await page.getByRole("heading", { name: "支付成功" }).waitFor();
    // The heading is painted before the effect runs that hands it the focus.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("支付成功");
    expect(await page.getByRole("status").textContent()).toBe("支付成功 ¥128.00");
    await expect.poll(() => page.textContent(".facts")).toContain("微信支付");
    await expectSound(page);
    await page.waitForURL("**/shop/thanks", { timeout: 30_000 });
  });

  test("the way back to the shop can be stopped", async () => {
    const bill = sampleBill(now(), { payments: [samplePayment(now())] });
    const page = await rig.buyer(bill);
    await page.locator(".frame").waitFor();
    pay(bill);
    await page.getByRole("button", { name: "留在本页" }).click();
    expect(await page.getByText("秒后自动返回").count()).toBe(0);
    await page.getByRole("button", { name: "返回淘淘商城" }).click();
    await page.waitForURL("**/shop/thanks");
  });

  test("without a stream the page finds out by asking", async () => {
    rig.stub.knobs.noEvents = true;
    const bill = sampleBill(now(), { payments: [samplePayment(now())] });
    const page = await rig.buyer(bill);
    await page.locator(".frame").waitFor();
    pay(bill);
    await page.getByText("支付成功").first().waitFor({ timeout: 30_000 });
  });

  test("check again makes the server ask the wallet", async () => {
    rig.stub.knobs.noEvents = true;
    const bill = sampleBill(now(), { payments: [samplePayment(now())] });
    const page = await rig.buyer(bill);
    await page.getByRole("button", { name: "我已付款，再查一次" }).click();
    await expect.poll(() => rig.stub.seen.some(({ path }) => path.endsWith("/check"))).toBe(true);
  });

  test("a phone jumps to the wallet, comes back without the secret, and the page knows", async () => {
    const bill = sampleBill(now());
    const page = await rig.buyer(bill, { size: "phone" });
    await page.check("input[value=alipay]");
    const jump = page.waitForRequest((request) => request.url().includes("/wallet/"));
    await page.getByRole("button", { name: "用支付宝付款 ¥128.00" }).click();
    // The wallet learns whose shop it is, and neither the path nor the secret.
    expect((await (await jump).allHeaders())["referer"]).toBe(`${rig.stub.origin}/`);
    await page.waitForURL("**/wallet/alipay**");

    await page.goto(`${rig.stub.origin}/pay/${bill.id}`);
    await page.getByText("还没有收到付款结果").waitFor();
    expect(rig.stub.seen.some(({ path }) => path.endsWith("/check"))).toBe(true);
    await expectSound(page);
    pay(bill);
    await page.getByText("支付成功").first().waitFor();
    await page.waitForURL("**/shop/thanks", { timeout: 30_000 });
  });

  test("an answer that got lost is asked for again under the same key: one payment", async () => {
    // Chromium itself repeats a call whose kept-alive connection broke: both must break for the page to see it.
    rig.stub.knobs.breakStarts = 2;
    const bill = sampleBill(now());
    const page = await rig.buyer(bill);
    const button = page.getByRole("button", { name: "用支付宝付款" });
    await page.check("input[value=alipay]");
    await button.click();
    await page.getByText("不会重复扣款").waitFor();
    await button.click();
    await page.locator(".frame").waitFor();
    const keys = starts().map(({ key }) => key);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect([new Set(keys).size, rig.stub.bill(bill.id).payments.length]).toEqual([1, 1]);
  });

  test("changing the wallet says that the first may still be open", async () => {
    rig.stub.knobs.cannotClose = true;
    const page = await rig.buyer(sampleBill(now(), { payments: [samplePayment(now(), { wallet: "alipay" })] }));
    await page.getByRole("button", { name: "换一种方式付款" }).click();
    await page.getByText("会先把它关闭").waitFor();
    await page.check("input[value=wechatpay]");
    await page.getByRole("button", { name: "用微信支付付款" }).click();
    await page.getByText("多付的一笔会自动退回").waitFor();
    expect(await readQr(page.locator(".frame"))).toBe(wechatCode);
  });

  test("what the server refuses is said in its own words, in the reader's language", async () => {
    rig.stub.knobs.refuseStart = { status: 409, code: "wallet_not_offered", zh: "刚刚暂停", en: "Paused a moment ago" };
    const page = await rig.buyer(sampleBill(now()));
    await page.getByRole("button", { name: "用微信支付付款" }).click();
    await page.getByText("刚刚暂停").waitFor();
    await page.getByRole("button", { name: "Switch to English" }).click();
    await page.getByText("Paused a moment ago").waitFor();
    expect(await page.getAttribute("html", "lang")).toBe("en");
  });

  test("inside WeChat its own sheet opens, and only the server is believed", async () => {
    const bill = sampleBill(now());
    const script = `window.WeixinJSBridge = { invoke(name, parameters, done) {
      window.called = [name, parameters.package]; done({ err_msg: "get_brand_wcpay_request:ok" }); } }`;
    const url = `${rig.stub.open(bill)}&openid=o_buyer`;
    const page = await rig.visit(url, { size: "phone", userAgent: inWechat, script });
    await page.getByRole("button", { name: "用微信支付付款" }).click();
    await page.getByText("还没有收到付款结果").waitFor();
    expect(await page.evaluate("window.called")).toEqual(["getBrandWCPayRequest", "prepay_id=wx2"]);
    expect(starts()[0]?.body).toMatchObject({ method: "in_app", openid: "o_buyer" });
    pay(bill);
    await page.getByText("支付成功").first().waitFor();
  });

  test("inside WeChat a cancelled sheet can be opened again", async () => {
    const script = `window.WeixinJSBridge = { invoke(name, parameters, done) {
      done({ err_msg: "get_brand_wcpay_request:cancel" }); } }`;
    const url = `${rig.stub.open(sampleBill(now()))}&openid=o_buyer`;
    const page = await rig.visit(url, { size: "phone", userAgent: inWechat, script });
    await page.getByRole("button", { name: "用微信支付付款" }).click();
    await page.getByText("你取消了付款").waitFor();
    await page.getByRole("button", { name: "打开付款窗口" }).waitFor();
    await expectSound(page);
  });

  test("a friend pays: sees no number and no goods, and the buyer's page follows", async () => {
    const bill = sampleBill(now());
    const page = await rig.buyer(bill);
    await page.getByRole("button", { name: "请好友代付" }).click();
    const link = await page.getByLabel("代付链接", { exact: true }).inputValue();
    expect(await readQr(page.locator(".frame"))).toBe(link);

    const friend = await rig.visit(link);
    const text = await friend.textContent("#app");
    expect(text).toContain("山前茶铺");
    expect(text).not.toContain("TB20240912000187");
    expect(text).not.toContain("请好友代付");
    await expectSound(friend);
    await friend.getByRole("button", { name: "用微信支付付款" }).click();
    await friend.locator(".frame").waitFor();
    expect(starts()[0]?.token).toBe(`fl_${bill.id}`);
    await page.getByText("好友正在用微信支付付款").waitFor();
    pay(bill);
    await friend.getByText("代付成功").first().waitFor();
    await page.getByText("支付成功").first().waitFor();
    await expectSound(friend);
  });

  test("a cart that a wallet cannot combine is paid store by store", async () => {
    const bill = sampleBill(now(), { ...cart, offers: [{ ...wechat, combined: false }, alipay] });
    const page = await rig.buyer(bill);
    await page.getByText("请按店铺分 2 笔支付").waitFor();
    await page.getByRole("button", { name: "用微信支付付这一家 ¥128.00" }).click();
    await page.locator(".frame").waitFor();
    expect(starts()[0]?.body).toMatchObject({ order: "ord_01TEA" });
    rig.stub.change(bill.id, (one) => ({
      ...one,
      orders: one.orders.map((order, i) => (i === 0 ? { ...order, state: "paid" } : order)),
      payments: one.payments.map((payment) => ({ ...payment, state: "paid", action: null })),
    }));
    await page.getByText("这家店铺已付清").waitFor();
    await page.getByText("还剩 ¥46.50").waitFor();
    await page.getByRole("button", { name: "用微信支付付款 ¥46.50" }).click();
    await page.locator(".frame").waitFor();
    expect(starts()[1]?.body).toMatchObject({ order: "ord_01BOOK" });
  });

  test("keyboard alone is enough, and its place is seen", async () => {
    const page = await rig.buyer(sampleBill(now()));
    await page.getByRole("radio", { name: "微信支付" }).focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.getByRole("radio", { name: "支付宝" }).isChecked()).toBe(true);
    await page.keyboard.press("Tab");
    const style = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
    expect(style).toBe("solid");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "用支付宝扫码付款" }).waitFor();
    // The heading is drawn first, and takes the focus right after.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("用支付宝扫码付款");
  });

  test("the wallet that was used last comes first", async () => {
    const page = await rig.buyer(sampleBill(now()));
    await page.check("input[value=alipay]");
    await page.getByRole("button", { name: "用支付宝付款" }).click();
    await page.locator(".frame").waitFor();
    await page.goto(rig.stub.open(sampleBill(now())));
    await page.getByText("上次使用").waitFor();
    expect(await page.locator("input[name=wallet]").first().inputValue()).toBe("alipay");
  });

  test("the countdown runs by the server's clock", async () => {
    rig.stub.knobs.skewMs = 3_600_000;
    const page = await rig.buyer(sampleBill(rig.stub.now()));
    await expect.poll(() => page.textContent(".countdown .digits")).toMatch(/^1[45]:\d\d$/);
  });

  test("?lang= beats the marketplace's word, and survives the jump", async () => {
    const bill = sampleBill(now());
    const page = await rig.visit(rig.stub.open(bill).replace("#", "?lang=en#"), { size: "phone" });
    await page.getByText("Choose how to pay").first().waitFor();
    await page.goto(`${rig.stub.origin}/pay/${bill.id}`);
    await page.getByText("Choose how to pay").first().waitFor();
  });

  test("a server that goes away is said, and the page goes on by itself when it is back", async () => {
    const page = await rig.buyer(sampleBill(now()));
    await page.getByText("选择支付方式").first().waitFor();
    rig.stub.cut();
    await page.getByText("正在重新连接").first().waitFor({ timeout: 30_000 });
    await expectSound(page);
    rig.stub.knobs.down = false;
    await page.locator(".lost").waitFor({ state: "detached", timeout: 30_000 });
  });

  test("a page that opened without a server comes up by itself", async () => {
    rig.stub.knobs.down = true;
    const page = await rig.buyer(sampleBill(now()));
    await page.getByText("无法连接").waitFor();
    rig.stub.knobs.down = false;
    await page.getByText("选择支付方式").first().waitFor({ timeout: 30_000 });
  });

  test("marks and addresses that would run something do nothing", async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hit=1"><script>parent.hit=1</script></svg>`;
    const mark = { svg, colour: "red;background:url(//evil.test)" };
    const bill = sampleBill(now(), { offers: [{ ...wechat, mark }] });
    rig.stub.open(bill);
    rig.stub.change(bill.id, (one) => ({ ...one, cancel_url: "javascript:window.hit=1" }));
    const page = await rig.visit(`${rig.stub.origin}/pay/${bill.id}#cs_${bill.id}_secret`);
    await page.getByText("选择支付方式").first().waitFor();
    expect(await page.locator("a").count()).toBe(0);
    expect(await page.evaluate("window.hit")).toBeUndefined();
  });
});
