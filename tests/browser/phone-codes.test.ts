import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeApi } from "#sandbox";
import { Buyers, picture } from "./buyers.ts";
import { expectSound, hasChromium, readQr } from "./cashier-rig.ts";
import { type Market, openMarket } from "./market.ts";

type Made = { id: string };
type Code = Made & { url: string; emv: string };
type Payment = { id: string; state: string; wallet: string; issuer?: string };

/** The phone's own code at a till, and stores' codes in any wallet's app: a real house, the fakes, Chromium. */
describe.skipIf(!hasChromium)("codes on the pretend phone", () => {
  let market: Market;
  let buyers: Buyers;
  let operator: ReturnType<typeof makeApi>;
  let store: string;
  /** Has joined WeChat Pay alone. */
  let teahouse: string;

  beforeAll(async () => {
    [market, buyers] = await Promise.all([openMarket(), Buyers.open()]);
    operator = makeApi(market.houseUrl, market.operatorToken);
    store = market.sandbox.demo.stores["tea"] ?? "";
    const { marketplace } = market.sandbox.demo;
    const { data } = await operator.get<{ data: { wallet: string; wallet_account: string }[] }>(
      `/v1/stores/${store}/activations`,
    );
    const shopName = { zh: "老茶馆", en: "Old Teahouse" };
    const { id: merchant } = await operator.post<Made>("/v1/merchants", { marketplace, name: shopName });
    teahouse = (await operator.post<Made>("/v1/stores", { marketplace, merchant, name: shopName, tags: {} })).id;
    const account = data.find((one) => one.wallet === "wechatpay")?.wallet_account;
    await operator.put(`/v1/stores/${teahouse}/activations/wechatpay`, { state: "active", wallet_account: account });
  }, 180_000);
  afterEach(() => buyers.lookOver());
  afterAll(async () => {
    await buyers?.close();
    await market?.close();
  });

  async function open(what: { marketplace: string; capability: string; partner: string; sides?: string[] }) {
    const terms = { zh: "开放", en: "Open" };
    const { id } = await operator.post<Made>("/v1/openings", { ...what, terms });
    await operator.post(`/v1/openings/${id}/open`, { why: "test" });
  }
  const shop = () => makeApi(market.houseUrl, market.sandbox.demo.token);
  const makeCode = (store: string, title: string, amount?: string) =>
    shop().post<Code>("/v1/merchant-codes", {
      ...{ store, title },
      ...(amount === undefined ? {} : { amount: { currency: "CNY", minor: amount } }),
    });
  const scan = async (page: Page, wallet: string, code: string) => {
    await page.goto(`${market.phoneUrl}?wallet=${wallet}`);
    await page.getByLabel("或粘贴码 / 链接").fill(code);
    await page.getByRole("button", { name: "打开" }).click();
  };
  const charge = async (code: string, number: string) =>
    await shop().post<{ payment: Payment }>("/v1/till-payments", {
      ...{ store, code, number, amount: { currency: "CNY", minor: "1200" } },
    });
  const digits = async (page: Page) => ((await page.locator(".digits").textContent()) ?? "").replaceAll(" ", "");
  const paidBy = async (wallet: string) => {
    const { data } = await shop().get<{ data: Payment[] }>("/v1/payments?limit=100&state=paid");
    return data.filter((one) => one.wallet === wallet);
  };

  test("JD's user scans a WeChat merchant's code: shut, it says why; opened by data, it is paid", async () => {
    const { url } = await makeCode(teahouse, "老茶馆", "2880");
    const page = await buyers.page({ size: "phone" });
    await scan(page, "jdpay", url);
    await page.getByText("这是微信支付的收款码，微信支付与京东支付尚未互认。").waitFor();
    await expectSound(page);
    await picture(page, "phone-merchant-shut");
    await open({
      ...{ marketplace: market.sandbox.demo.marketplace, sides: ["wechatpay"] },
      ...{ capability: "acceptance", partner: "jdpay" },
    });
    await scan(page, "jdpay", url);
    await page.getByText("受理方： 微信支付").waitFor();
    await expectSound(page);
    await picture(page, "phone-merchant-accepted");
    await page.getByRole("button", { name: "去付款" }).click();
    await page.getByRole("button", { name: "确认付款 ¥28.80" }).click();
    await page.getByText("支付成功").first().waitFor();
    await picture(page, "phone-merchant-paid");
    await expect.poll(async () => (await paidBy("wechatpay")).at(0)?.issuer, { timeout: 30_000 }).toBe("jdpay");
  });

  test("UnionPay's app reads the EMV text, others do not; the amount is entered", async () => {
    const { emv } = await makeCode(store, "云上茶铺");
    const page = await buyers.page({ size: "phone" });
    await scan(page, "alipay", emv);
    await page.getByText("这个应用无法识别此码").waitFor();
    await scan(page, "unionpay", emv);
    await page.getByLabel("金额（元）").fill("6.66");
    await expectSound(page);
    await picture(page, "phone-emv-amount");
    await page.getByRole("button", { name: "去付款" }).click();
    await page.getByRole("button", { name: "确认付款 ¥6.66" }).click();
    await expect.poll(async () => (await paidBy("unionpay")).length, { timeout: 30_000 }).toBe(1);
    await picture(page, "phone-emv-paid");
  });

  test("show my code: bars and a square say the same digits, a till charges them, another code follows", async () => {
    const page = await buyers.page({ size: "phone" });
    await page.goto(`${market.phoneUrl}?wallet=wechatpay`);
    await page.getByRole("button", { name: "出示付款码" }).click();
    await page.getByRole("img", { name: "条形码" }).waitFor();
    await page.getByText("付款码有效").waitFor();
    await expectSound(page);
    await picture(page, "phone-my-code");
    const first = await digits(page);
    expect(await readQr(page.locator(".square"))).toBe(first);
    expect(await charge(first, "TILL-1")).toMatchObject({ payment: { state: "paid", wallet: "wechatpay" } });
    await page.getByText("已被收银台扫过").waitFor();
    await picture(page, "phone-my-code-taken");
    await page.getByRole("button", { name: "换一个码" }).click();
    await page.getByText("付款码有效").waitFor();
    expect(await digits(page)).not.toBe(first);
  });

  test("a till that wants the password: the phone asks for it by itself", async () => {
    const page = await buyers.page({ size: "phone" });
    await page.goto(`${market.phoneUrl}?wallet=alipay&mine=1`);
    await page.getByText("付款码有效").waitFor();
    const before = await digits(page);
    await page.getByLabel("被扫后").selectOption("password");
    // A code of the other kind takes the place of the one on the screen.
    await expect.poll(() => digits(page)).not.toBe(before);
    const { payment } = await charge(await digits(page), "TILL-2");
    expect(payment.state).toBe("waiting");
    await page.getByRole("button", { name: "确认付款 ¥12.00" }).click();
    await expect
      .poll(async () => (await shop().get<Payment>(`/v1/payments/${payment.id}`)).state, { timeout: 20_000 })
      .toBe("paid");
  });
});
