import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { chromiumPath } from "../../sandbox/testing/browser.ts";
import { buildWeb } from "../../scripts/build-web.ts";

const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
export const store = "sto_01JDAAAAAA01AAAAAAAAAAAAAA";
const wallets = [
  { id: "unionpay", title: { zh: "银联", en: "UnionPay" } },
  { id: "jdpay", title: { zh: "京东支付", en: "JD Pay" } },
  { id: "wechatpay", title: { zh: "微信支付", en: "WeChat Pay" } },
];

/** What the house would say: a code's charge is made once, its answer may be lost on the way. */
function makeHouse() {
  const charged = new Map<string, { id: string; state: string }>();
  const asked: string[] = [];
  /** The store of every call of a sale, as it came. */
  const stores: string[] = [];
  const withdrawn = new Set<string>();
  type Refusal = null | { status: number; body: object };
  /**
   * `mute`: so many charges are never answered. `refusal`: what every withdrawal is refused with; `no`: every charge
   * and every question after a payment.
   */
  const mood = { lose: 0, down: false, mute: 0, refusal: null as Refusal, no: null as Refusal };
  /** Paths, or ends of paths, that something before the house answers with this status. */
  const broken = new Map<string, number>();
  return {
    charged,
    asked,
    stores,
    broken,
    withdrawn,
    mood,
    /** As the house does: a sale that is not paid ends, whether or not it was ever heard of. */
    withdraw({ number, store }: { number: string; store: string }): object {
      stores.push(`${store} withdraw`);
      withdrawn.add(number);
      return { number, state: "withdrawn" };
    },
    charge(body: { code: string; number: string; store: string; wallet?: string }): object | null {
      asked.push(body.number);
      stores.push(`${body.store} charge`);
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

type Told = { type: string; body: string | Buffer; status?: number };
const json = (body: object, status = 200): Told => ({ type: "application/json", body: JSON.stringify(body), status });

/** The built till, a house that serves it and says what a house would, and a browser. */
export class TillRig {
  house = makeHouse();
  folder: string;
  origin = "";
  browser: Browser;
  #server: Server;

  private constructor(folder: string, browser: Browser) {
    this.folder = folder;
    this.browser = browser;
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        if (path === "/v1/till-payments" && this.house.mood.mute-- > 0) return;
        const told = this.#answer(path, Buffer.concat(chunks).toString());
        if (!told) return response.destroy();
        const headers = { "content-type": told.type, "service-worker-allowed": "/till", connection: "close" };
        response.writeHead(told.status ?? 200, headers).end(told.body);
      });
    });
  }

  static async open(): Promise<TillRig> {
    const folder = mkdtempSync(join(tmpdir(), "hutong-till-"));
    await buildWeb({ outDir: folder, apps: ["till"] });
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    const rig = new TillRig(folder, browser);
    await new Promise<void>((done) => rig.#server.listen(0, "127.0.0.1", done));
    rig.origin = `http://127.0.0.1:${(rig.#server.address() as AddressInfo).port}`;
    return rig;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #answer(path: string, body: string): Told | null {
    const { house } = this;
    // The network is gone: nothing is answered, the page neither.
    if (house.mood.down) return null;
    for (const [end, status] of house.broken) if (path.endsWith(end)) return { type: "text/html", body: "!", status };
    if (path === "/v1/wallets") return json({ data: wallets });
    if (path === "/v1/till-payments/withdraw") {
      const { refusal } = house.mood;
      return refusal ? json(refusal.body, refusal.status) : json(house.withdraw(JSON.parse(body)));
    }
    const { no } = house.mood;
    if (no && /^\/v1\/(till-payments$|payments\/)/.test(path)) return json(no.body, no.status);
    if (path === "/v1/till-payments") {
      const told = house.charge(JSON.parse(body));
      return told && json(told, "title" in told ? 422 : 200);
    }
    const asked = /^\/v1\/payments\/(pay_\d+)/.exec(path)?.[1];
    if (asked) {
      const one = [...house.charged.values()].find((payment) => payment.id === asked);
      return json({ ...one, wallet: "alipay" });
    }
    const file = join(this.folder, "till", path === "/till" ? "index.html" : path.replace("/till/", ""));
    return existsSync(file) ? { type: types[extname(file)] ?? "text/plain", body: readFileSync(file) } : null;
  }

  /** A till where the cashier has signed in. `script` runs before the page's own. */
  async till(width: number, locale = "zh-CN", { by = this.browser, script = "" } = {}): Promise<Page> {
    const context = await by.newContext({ viewport: { width, height: width < 600 ? 844 : 768 }, locale });
    const page = await context.newPage();
    if (script !== "") await page.addInitScript(script);
    await page.goto(`${this.origin}/till`);
    await this.enter(page, store);
    return page;
  }

  async enter(page: Page, id: string): Promise<void> {
    await page.getByLabel(/店铺编号|Store id/).fill(id);
    await page.getByLabel(/接口密钥|API key/).fill("sk_test");
    await page.getByRole("button", { name: /开始收款|Start/ }).click();
  }

  async sell(page: Page, code: string): Promise<void> {
    for (const key of ["1", "2", "3", "0"]) await page.getByRole("button", { name: key, exact: true }).click();
    // A scanner types wherever the focus is (here: a key of the pad), and ends with Enter.
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
  }

  /** Until the worker has the page and all that hangs on it. */
  async keptOffline(page: Page): Promise<void> {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    const files = () => page.evaluate(async () => (await (await caches.open("hutong-till")).keys()).length);
    await expect.poll(files, { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
  }
}
