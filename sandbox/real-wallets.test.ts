import { AlipaySdk } from "alipay-sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Wechatpay } from "wechatpay-axios-plugin";
import { type SandboxWallets, startSandboxWallets } from "./start-wallets.ts";
import { toyOptions } from "./testing/by-hand.ts";
import { machineTimer } from "./timer.ts";
import { sandboxWallets } from "./wallets.ts";

/** What third parties do: unmodified SDKs, pointed at the sandbox with nothing but /credentials.json. */
let sandbox: SandboxWallets;
const told: { wallet: string; body: string }[] = [];

type Published = {
  wechatpay: Record<string, string> & {
    platform_certificate: { serial_no: string; pem: string };
    public_key: { id: string; pem: string };
  };
  alipay: Record<string, string>;
};

let published: Published;

beforeAll(async () => {
  sandbox = await startSandboxWallets(
    toyOptions({
      wallets: sandboxWallets,
      now: () => new Date(),
      timer: machineTimer,
      http: async ({ url, body }) => {
        told.push({ wallet: url, body: String(body) });
        return { status: 200, headers: {}, body: Buffer.from(url.includes("alipay") ? "success" : "{}") };
      },
    }),
  );
  published = (await (await fetch(`${sandbox.control}/credentials.json`)).json()) as Published;
}, 60_000);
afterAll(() => sandbox?.close());

async function control<T>(path: string, body?: object): Promise<T> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await (await fetch(sandbox.control + path, init)).json()) as T;
}

type View = { wallet: string; ok: boolean; state: string; amount: string; return_url?: string };
type Ledgers = Record<string, { payments: { out_trade_no: string; state: string; amount: string }[] }>;

it("publishes exactly what an SDK needs, keys as PKCS#8 or SPKI PEM, and nothing of the wallets' own secrets", () => {
  const { wechatpay, alipay } = published;
  const pem = (kind: string) => new RegExp(`^-----BEGIN ${kind}-----\n[\\s\\S]+\n-----END ${kind}-----\n?$`);
  expect(Object.keys(wechatpay).sort()).toEqual(
    [
      ...["apiv2_key", "apiv3_key", "appid", "base_url", "certificate", "mchid", "platform_certificate"],
      ...["private_key", "public_key", "serial_no", "sub_mchid"],
    ].sort(),
  );
  expect(wechatpay["private_key"]).toMatch(pem("PRIVATE KEY"));
  expect(wechatpay["certificate"]).toMatch(pem("CERTIFICATE"));
  expect(wechatpay["apiv3_key"]).toHaveLength(32);
  expect(wechatpay.platform_certificate).toEqual({
    serial_no: expect.stringMatching(/^[0-9A-F]{40}$/),
    pem: expect.stringMatching(pem("CERTIFICATE")),
  });
  expect(wechatpay.public_key).toEqual({
    id: expect.stringMatching(/^PUB_KEY_ID_\d+$/),
    pem: expect.stringMatching(pem("PUBLIC KEY")),
  });
  expect(Object.keys(alipay).sort()).toEqual(
    [
      ...["alipay_cert", "alipay_public_key", "alipay_root_cert", "app_cert", "app_id", "endpoint", "gateway"],
      ...["private_key", "seller_id", "aes_key"],
    ].sort(),
  );
  expect(alipay["private_key"]).toMatch(pem("PRIVATE KEY"));
  expect(alipay["alipay_public_key"]).toMatch(pem("PUBLIC KEY"));
  for (const name of ["app_cert", "alipay_cert", "alipay_root_cert"]) expect(alipay[name]).toMatch(pem("CERTIFICATE"));
  const secrets = sandbox.mounted.map(({ credentials }) => credentials as Record<string, { private_key?: string }>);
  const own = [secrets[0]?.["public_key"]?.private_key, secrets[1]?.["alipay_private_key"]];
  for (const secret of own) expect(JSON.stringify(published)).not.toContain(JSON.stringify(secret).slice(1, -1));
});

it("takes wechatpay-axios-plugin: native order, paid on the phone, notice, query, ledger", async () => {
  const { wechatpay } = published;
  const sdk = new Wechatpay({
    baseURL: `${wechatpay["base_url"]}/`,
    mchid: wechatpay["mchid"] ?? "",
    serial: wechatpay["serial_no"] ?? "",
    privateKey: wechatpay["private_key"] ?? "",
    certs: { [wechatpay.public_key.id]: wechatpay.public_key.pem },
  });
  type Call = (data?: object, config?: object) => Promise<{ data: Record<string, string> }>;
  const chain = sdk as unknown as {
    v3: { pay: { transactions: { native: { post: Call }; h5: { post: Call } } } };
  };
  const headers = { "Wechatpay-Serial": wechatpay.public_key.id };
  const order = {
    ...{ appid: wechatpay["appid"], mchid: wechatpay["mchid"], description: "龙井茶", out_trade_no: "SANDBOX1" },
    ...{ notify_url: "http://127.0.0.1:1/wechatpay", amount: { total: 12_800, currency: "CNY" } },
  };
  const { data } = await chain.v3.pay.transactions.native.post(order, { headers });
  const view = await control<View>("/phone/pay", { code: data["code_url"], decision: "pay", buyer: "o1" });
  expect(view).toMatchObject({ wallet: "wechatpay", ok: true, state: "paid", amount: "128.00" });
  await expect.poll(() => told.some(({ wallet }) => wallet.endsWith("/wechatpay"))).toBe(true);
  const ledger = await control<Ledgers>("/ledger.json");
  expect(ledger["wechatpay"]?.payments).toMatchObject([
    { out_trade_no: "SANDBOX1", state: "SUCCESS", amount: "12800" },
  ]);

  // A browser that follows an H5 link lands on the phone, and finds its way back.
  const back = "http://shop.test/back?order=2";
  const h5 = {
    ...order,
    out_trade_no: "SANDBOX2",
    scene_info: { payer_client_ip: "127.0.0.1", h5_info: { type: "Wap" } },
  };
  const made = await chain.v3.pay.transactions.h5.post(h5, { headers });
  const page = `${made.data["h5_url"]}&redirect_url=${encodeURIComponent(back)}`;
  const answer = await fetch(page, { redirect: "manual" });
  expect(answer.status).toBe(302);
  const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code");
  expect(code).toBe(page);
  expect(await control<View>("/phone/look", { code })).toMatchObject({ state: "confirm", return_url: back });
});

it("takes alipay-sdk: precreate, and a page.pay link that a browser follows to the phone and back", async () => {
  const { alipay } = published;
  const sdk = new AlipaySdk({
    ...{ appId: alipay["app_id"] ?? "", privateKey: alipay["private_key"] ?? "", keyType: "PKCS8" as const },
    ...{ gateway: alipay["gateway"] ?? "", endpoint: alipay["endpoint"] ?? "" },
    alipayPublicKey: alipay["alipay_public_key"] ?? "",
  });
  const bizContent = { out_trade_no: "SANDBOX3", total_amount: "56.00", subject: "茉莉花茶" };
  const notifyUrl = "http://127.0.0.1:1/alipay";
  const made = await sdk.exec("alipay.trade.precreate", { bizContent, notifyUrl }, { validateSign: true });
  const paid = await control<View>("/phone/pay", { code: made["qrCode"], decision: "pay" });
  expect(paid).toMatchObject({ wallet: "alipay", ok: true, state: "paid", amount: "56.00" });
  await expect.poll(() => told.some(({ wallet }) => wallet.endsWith("/alipay"))).toBe(true);

  const returnUrl = "http://shop.test/back";
  const pageOrder = (no: string) => ({
    ...{ bizContent: { ...bizContent, out_trade_no: no, product_code: "FAST_INSTANT_TRADE_PAY" } },
    ...{ notifyUrl, returnUrl },
  });
  const link = sdk.pageExecute("alipay.trade.page.pay", "GET", pageOrder("SANDBOX4"));
  const answer = await fetch(link, { redirect: "manual" });
  const place = new URL(answer.headers.get("location") ?? "");
  expect([answer.status, place.origin, place.pathname]).toEqual([302, sandbox.control, "/phone"]);
  const code = place.searchParams.get("code");
  const view = await control<View>("/phone/pay", { wallet: place.searchParams.get("wallet"), code, decision: "pay" });
  expect(view).toMatchObject({ state: "paid" });
  expect(view.return_url).toMatch(/^http:\/\/shop\.test\/back\?.*out_trade_no=SANDBOX4/);

  const broken = await fetch(link.replace("56.00", "0.01"), { redirect: "manual" });
  expect(broken.headers.get("location")).toBeNull();
});
