import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "../../sandbox/testing/browser.ts";
import { buildWeb } from "../../scripts/build-web.ts";
import { codeHtml } from "../../src/http/routes/code-html.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { barPicture, filmOf, squarePicture } from "./code-film.ts";

const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const store = "sto_01JDAAAAAA01AAAAAAAAAAAAAA";
const wallets = [
  { id: "unionpay", title: { zh: "银联", en: "UnionPay" } },
  { id: "jdpay", title: { zh: "京东支付", en: "JD Pay" } },
  { id: "wechatpay", title: { zh: "微信支付", en: "WeChat Pay" } },
];

/** What the house would say: a code's charge is made once, its answer may be lost on the way. */
function makeHouse() {
  const charged = new Map<string, { id: string; state: string }>();
  const asked: string[] = [];
  const withdrawn = new Set<string>();
  const mood = { lose: 0, down: false };
  return {
    charged,
    asked,
    withdrawn,
    mood,
    /** As the house does: a sale that is not paid ends, whether or not it was ever heard of. */
    withdraw({ number }: { number: string }): object {
      withdrawn.add(number);
      return { number, state: "withdrawn" };
    },
    charge(body: { code: string; number: string; wallet?: string }): object | null {
      asked.push(body.number);
      if (withdrawn.has(body.number)) return { code: "checkout_cancelled", title: "Cancelled" };
      // Two networks claim it, until the cashier says whose it is.
      if (body.code.startsWith("18") && !body.wallet)
        return { code: "payer_code_ambiguous", title: "Whose?", context: { wallets: "jdpay; unionpay" } };
      const before = charged.get(body.code);
      const payment = before ?? { id: `pay_${charged.size}`, state: body.code.startsWith("28") ? "waiting" : "paid" };
      charged.set(body.code, payment);
      if (mood.lose-- > 0) return null;
      const wallet = body.wallet ?? "wechatpay";
      return { number: body.number, wallet, payment: { ...payment, wallet } };
    },
  };
}

describe.skipIf(!hasChromium)("the till's page and the code's page", { timeout: 60_000 }, () => {
  let server: Server;
  let browser: Browser;
  let origin: string;
  let folder: string;
  const house = makeHouse();
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-till-"));
    await buildWeb({ outDir: folder, apps: ["till"] });
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const told = answerOf(path, Buffer.concat(chunks).toString());
        const headers = told && { "content-type": told.type, "service-worker-allowed": "/till", connection: "close" };
        if (told && headers) response.writeHead("status" in told ? 422 : 200, headers).end(told.body);
        else response.destroy();
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function answerOf(path: string, body: string): { type: string; body: string | Buffer; status?: number } | null {
    // The network is gone: nothing is answered, the page neither.
    if (house.mood.down) return null;
    if (path === "/v1/wallets") return { type: "application/json", body: JSON.stringify({ data: wallets }) };
    if (path === "/v1/till-payments/withdraw")
      return { type: "application/json", body: JSON.stringify(house.withdraw(JSON.parse(body) as { number: string })) };
    if (path === "/v1/till-payments") {
      const told = house.charge(JSON.parse(body) as { code: string; number: string });
      if (told && "title" in told) return { type: "application/json", body: JSON.stringify(told), status: 422 };
      return told && { type: "application/json", body: JSON.stringify(told) };
    }
    const asked = /^\/v1\/payments\/(pay_\d+)/.exec(path)?.[1];
    if (asked) {
      const one = [...house.charged.values()].find((payment) => payment.id === asked);
      return { type: "application/json", body: JSON.stringify({ ...one, wallet: "alipay" }) };
    }
    const file = join(folder, "till", path === "/till" ? "index.html" : path.replace("/till/", ""));
    return existsSync(file) ? { type: types[extname(file)] ?? "text/plain", body: readFileSync(file) } : null;
  }

  async function open(width: number, locale = "zh-CN", by = browser): Promise<Page> {
    const context = await by.newContext({ viewport: { width, height: width < 600 ? 844 : 768 }, locale });
    const page = await context.newPage();
    await page.goto(`${origin}/till`);
    await page.getByLabel(/店铺编号|Store id/).fill(store);
    await page.getByLabel(/接口密钥|API key/).fill("sk_test");
    await page.getByRole("button", { name: /开始收款|Start/ }).click();
    return page;
  }

  async function sell(page: Page, code: string): Promise<void> {
    for (const key of ["1", "2", "3", "0"]) await page.getByRole("button", { name: key, exact: true }).click();
    // A scanner types wherever the focus is (here: a key of the pad), and ends with Enter.
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
  }

  test.each([
    [390, "zh-CN"],
    [1024, "en"],
  ])("at %i pixels: amount, scan, paid; sound, and nothing sticks out", async (width, locale) => {
    const page = await open(width, locale);
    await expectSound(page);
    await sell(page, `1312345678901234${width % 89}0`);
    await page.getByText(/收款成功|Paid/).waitFor();
    await sell(page, `2812345678901234${width % 89}0`);
    await page.getByText(/等待顾客输入密码|enters a password/).waitFor();
    await expectSound(page);
    await picture(page, `till-${width}`);
    await page.context().close();
  });

  test("an answer that is lost, a house that is down and a reload charge nothing twice", async () => {
    const page = await open(390);
    house.mood.lose = 1;
    const before = house.charged.size;
    await sell(page, "131234567890123999");
    await page.getByText("等待网络").waitFor();
    house.mood.down = true;
    await page.reload();
    await page.getByText("等待网络").waitFor();
    house.mood.down = false;
    await page.getByText("收款成功").first().waitFor({ timeout: 15_000 });
    expect(house.charged.size).toBe(before + 1);
    const numbers = house.asked.slice(-2);
    expect(new Set(numbers).size).toBe(1);
    // The payer's code of a finished sale is not kept on the device.
    expect(await page.evaluate(() => localStorage.getItem("hutong-till-sales"))).not.toContain("131234567890123999");
    await page.context().close();
  });

  /** Until the worker has the page and all that hangs on it. */
  const keptOffline = async (page: Page): Promise<void> => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    const files = () => page.evaluate(async () => (await (await caches.open("hutong-till")).keys()).length);
    await expect.poll(files, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
  };

  test("without network: sales queue, a reload brings page and queue back, one is taken back, the rest charge once", async () => {
    const page = await open(390);
    await keptOffline(page);
    const before = house.charged.size;
    house.mood.down = true;
    for (const code of ["131234567890124001", "131234567890124002", "131234567890124003"]) await sell(page, code);
    await expect.poll(() => page.getByText("等待网络").count()).toBe(3);
    await page.reload();
    await expect.poll(() => page.getByText("等待网络").count()).toBe(3);
    await expectSound(page);
    await picture(page, "till-offline-390");
    await page.getByRole("button", { name: "撤回这笔" }).first().click();
    await page.getByText("正在撤回").waitFor();
    await page.reload();
    await page.getByText("正在撤回").waitFor();
    house.mood.down = false;
    await page.getByText("已撤回，未扣款").waitFor({ timeout: 20_000 });
    await expect.poll(() => page.getByText("收款成功").count(), { timeout: 20_000 }).toBe(2);
    expect(house.charged.size).toBe(before + 2);
    expect([...house.charged.keys()].slice(-2).sort()).toEqual(["131234567890124001", "131234567890124002"]);
    expect(house.withdrawn.size).toBe(1);
    await picture(page, "till-back-390");
    await page.context().close();
  });

  test("sixty sales without network are all kept, and a doubtful code asks whose it is", async () => {
    const page = await open(390, "en");
    const sales = Array.from({ length: 60 }, (_, at) => ({
      ...{ number: `T${at}`, code: `1312345678901250${(at + 10).toString()}`, minor: "100", key: `k${at}`, at },
      state: "unsent",
    }));
    house.mood.down = true;
    await page.evaluate((kept) => localStorage.setItem("hutong-till-sales", JSON.stringify(kept)), sales);
    await keptOffline(page);
    await page.reload();
    await sell(page, "181234567890123456");
    expect(await page.getByRole("listitem").count()).toBe(61);
    const before = house.charged.size;
    house.mood.down = false;
    await page.getByText("Which wallet's code is it?").waitFor({ timeout: 30_000 });
    await picture(page, "till-whose-390");
    await page.getByRole("button", { name: "JD Pay" }).click();
    await page.getByText("JD Pay ·").waitFor();
    await expect.poll(() => house.charged.size - before, { timeout: 30_000 }).toBe(61);
    // Finished ones beyond fifty are the house's to show.
    await page.reload();
    expect(await page.getByRole("listitem").count()).toBe(50);
    await page.context().close();
  });

  test.each(["bars", "square"] as const)("the camera reads %s", async (kind) => {
    const code = kind === "bars" ? "131234567890127001" : "281234567890127002";
    const film = join(folder, `${kind}.y4m`);
    writeFileSync(film, filmOf(kind === "bars" ? barPicture(code) : squarePicture(code)));
    const seeing = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        ...["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        `--use-file-for-fake-video-capture=${film}`,
      ],
    });
    try {
      const page = await open(390, "zh-CN", seeing);
      for (const key of ["5", "0", "0"]) await page.getByRole("button", { name: key, exact: true }).click();
      await page.getByRole("button", { name: "打开摄像头" }).click();
      await page.getByText(kind === "bars" ? "收款成功" : "等待顾客输入密码").waitFor({ timeout: 30_000 });
      expect([...house.charged.keys()]).toContain(code);
    } finally {
      await seeing.close();
    }
  });

  test.each(["zh", "en"] as const)("the page behind a code, %s", async (language) => {
    const wallet = (id: string, zh: string, en: string) => ({
      ...{ id, title: { zh, en }, methods: ["jump"] as const, inAppNeedsOpenid: false, inAppUserAgent: id },
      mark: {
        svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle r="9"/></svg>',
        colour: "#07c160",
      },
    });
    const code = { id: "cod_1", marketplace: "m", store, title: "苏州茶馆", latin_name: "Tea", latin_city: "SUZHOU" };
    const rest = { amount: null, currency: "CNY", state: "active", created_at: new Date(), revoked_at: null } as const;
    const shut = { code: "not_opened", zh: "本平台尚未开放。", en: "Not opened on this marketplace." };
    const html = codeHtml({
      ...{
        code: { ...code, ...rest },
        store: { zh: "苏州茶馆", en: "Suzhou Tea House" },
        language,
        nonce: "n",
        key: "k",
      },
      offers: [
        { wallet: wallet("wechatpay", "微信支付", "WeChat Pay"), open: true, here: true, reasons: [] },
        { wallet: wallet("alipay", "支付宝", "Alipay"), open: true, here: false, reasons: [] },
        { wallet: wallet("jdpay", "京东支付", "JD Pay"), open: false, here: false, reasons: [shut] },
      ],
      ...{ openid: "", says: null },
    });
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.setContent(html);
    await expectSound(page);
    expect(await page.getByRole("button").count()).toBe(2);
    await page.getByText(shut[language]).waitFor();
    await picture(page, `code-page-${language}`);
    await context.close();
  });
});
