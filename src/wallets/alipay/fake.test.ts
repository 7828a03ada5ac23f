import { beforeEach, describe, expect, it } from "vitest";
import { countingRandom } from "../conformance-rig.ts";
import type { WalletFake } from "../fake-protocol.ts";
import type { RawRequest } from "../protocol.ts";
import { browserCode, makeAlipayFake, makeCredentials, published } from "./fake.ts";
import { readPrivateKey, signContent, signRsa2 } from "./sign.ts";
import { shanghaiText } from "./time.ts";

/** What Alipay itself would refuse, and every fault knob, by hand-made requests. */

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const appKey = readPrivateKey(credentials.private_key);
const start = new Date("2024-09-12T01:00:00Z").getTime();
const minute = 60_000;
const hour = 60 * minute;

let now = start;
let slept = 0;
let posts: { to: string; form: URLSearchParams; at: number }[] = [];
let reply = "success";
let fake: WalletFake;

beforeEach(() => {
  now = start;
  slept = 0;
  posts = [];
  reply = "success";
  fake = makeAlipayFake(credentials, {
    now: () => new Date(now),
    random: countingRandom(),
    http: async ({ url, body }) => {
      posts.push({ to: url, form: new URLSearchParams(body?.toString()), at: now });
      return { status: 200, headers: {}, body: Buffer.from(reply) };
    },
    sleep: async (ms) => {
      slept += ms;
    },
    origin: "http://127.0.0.1:4101",
  });
});

type Change = Record<string, string | undefined>;

async function parameters(method: string, biz: unknown, change: Change = {}): Promise<Record<string, string>> {
  const all: Change = {
    app_id: credentials.app_id,
    method,
    charset: "utf-8",
    sign_type: "RSA2",
    timestamp: shanghaiText(new Date(now)),
    version: "1.0",
    notify_url: "https://house.test/n",
    biz_content: JSON.stringify(biz),
    ...change,
  };
  const given = Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  return { sign: await signRsa2(signContent(given, ["sign"]), appKey), ...given };
}

const request = (path: string, body = "", headers: Record<string, string> = {}): RawRequest => ({
  method: body === "" ? "GET" : "POST",
  path,
  headers,
  body: Buffer.from(body),
});

async function call(method: string, biz: unknown, change: Change = {}): Promise<Record<string, unknown>> {
  const given = await parameters(method, biz, change);
  const answer = await fake.handle(request("/gateway.do", new URLSearchParams(given).toString()));
  expect(answer.status).toBe(200);
  const member = given["method"] ? `${given["method"].replaceAll(".", "_")}_response` : "error_response";
  return (JSON.parse(answer.body.toString()) as Record<string, Record<string, unknown>>)[member] ?? {};
}

const order = (out_trade_no: string, change: Record<string, unknown> = {}) => ({
  out_trade_no,
  total_amount: "12.30",
  subject: "茶",
  ...change,
});

async function pay(out_trade_no: string): Promise<void> {
  const made = await call("alipay.trade.precreate", order(out_trade_no));
  expect((await fake.act(String(made["qr_code"]), "pay")).state).toBe("paid");
}

describe("alipay's fake: what the gateway refuses", () => {
  it.each([
    ["isv.missing-method", { method: undefined }],
    ["isv.missing-app-id", { app_id: undefined }],
    ["isv.invalid-app-id", { app_id: "2021000000000000" }],
    ["isv.missing-signature-type", { sign_type: undefined }],
    ["isv.invalid-signature-type", { sign_type: "RSA" }],
    ["isv.missing-signature", { sign: "" }],
    ["isv.invalid-signature", { sign: "AAAA" }],
    ["isv.missing-version", { version: undefined }],
    ["isv.missing-timestamp", { timestamp: undefined }],
    ["isv.invalid-timestamp", { timestamp: "2024-09-12T09:00:00Z" }],
    ["isv.invalid-charset", { charset: "gbk" }],
    ["isv.invalid-format", { format: "XML" }],
    ["isv.invalid-biz-content", { biz_content: "no json" }],
    ["isv.decryption-error-unknown", { encrypt_type: "AES", biz_content: "bm8=" }],
    ["isv.invalid-cert-sn", { app_cert_sn: "0", alipay_root_cert_sn: "0" }],
    ["isv.invalid-method", { method: "alipay.trade.nonsense" }],
  ])("%s", async (subCode, change) => {
    expect(await call("alipay.trade.query", { out_trade_no: "X" }, change)).toMatchObject({ sub_code: subCode });
  });

  it("takes the zone-less clock of any zone, unless the knob makes it strict", async () => {
    const at = (ms: number) => ({ timestamp: shanghaiText(new Date(now + ms)) });
    for (const ms of [-14 * hour, -8 * hour, 14 * hour])
      expect(await call("alipay.trade.query", { out_trade_no: "X" }, at(ms))).toMatchObject({
        sub_code: "ACQ.TRADE_NOT_EXIST",
      });
    expect(await call("alipay.trade.query", {}, at(-15 * hour))).toMatchObject({ sub_code: "isv.invalid-timestamp" });
    fake.setFaults({ strict_clock: true });
    expect(await call("alipay.trade.query", {}, at(-8 * hour))).toMatchObject({ sub_code: "isv.invalid-timestamp" });
    expect(await call("alipay.trade.query", { out_trade_no: "X" }, at(-14 * minute))).toMatchObject({
      sub_code: "ACQ.TRADE_NOT_EXIST",
    });
  });

  it.each([
    ["INVALID_PARAMETER", { total_amount: "0" }],
    ["INVALID_PARAMETER", { total_amount: "1.005" }],
    ["INVALID_PARAMETER", { total_amount: undefined }],
    ["INVALID_PARAMETER", { out_trade_no: "no spaces" }],
    ["INVALID_PARAMETER", { subject: "" }],
    ["INVALID_PARAMETER", { seller_id: "2088000000000000" }],
    ["INVALID_PARAMETER", { time_expire: "2024-09-12 08:59:59" }],
    ["INVALID_PARAMETER", { timeout_express: "1.5h" }],
    ["TOTAL_FEE_EXCEED", { total_amount: "100000000.01" }],
  ])("%s: %j", async (word, change) => {
    const made = await call("alipay.trade.precreate", order("P1", change));
    expect(made).toMatchObject({ code: "40004", sub_code: `ACQ.${word}` });
    expect(fake.ledger().payments).toEqual([]);
  });

  it("refuses create without a buyer and with the seller as buyer", async () => {
    expect(await call("alipay.trade.create", order("P1"))).toMatchObject({ sub_code: "ACQ.INVALID_PARAMETER" });
    const own = order("P1", { buyer_id: credentials.seller_id });
    expect(await call("alipay.trade.create", own)).toMatchObject({ sub_code: "ACQ.BUYER_SELLER_EQUAL" });
  });

  it("reads the parameters from query and body, and a target in absolute form", async () => {
    const { biz_content, ...inQuery } = await parameters("alipay.trade.precreate", order("P1"));
    const query = new URLSearchParams(inQuery).toString();
    const body = new URLSearchParams({ biz_content: biz_content ?? "" }).toString();
    for (const path of [`/gateway.do?${query}`, `http://127.0.0.1/gateway.do?${query}`])
      expect((await fake.handle(request(path, body))).body.toString()).toContain('"code":"10000"');
    const all = new URLSearchParams(await parameters("alipay.trade.precreate", order("P1"))).toString();
    expect((await fake.handle(request(`/gateway.do?${all}`))).body.toString()).toContain('"code":"10000"');
    expect((await fake.handle(request("/elsewhere"))).status).toBe(404);
  });
});

describe("alipay's fake: time and pages", () => {
  it("closes a scanned order when its time is over, and tells so", async () => {
    const made = await call("alipay.trade.precreate", order("P1", { timeout_express: "5m" }));
    fake.look(String(made["qr_code"]));
    now += 5 * minute;
    expect(await fake.deliverDue()).toBe(1);
    expect(Object.fromEntries(posts[0]!.form)).toMatchObject({ out_trade_no: "P1", trade_status: "TRADE_CLOSED" });
    expect(await call("alipay.trade.query", { out_trade_no: "P1" })).toMatchObject({ trade_status: "TRADE_CLOSED" });
    expect(fake.look(String(made["qr_code"])).state).toBe("expired");
  });

  it("ends a QR after two hours, and understands 1c as the end of Shanghai's day", async () => {
    const plain = await call("alipay.trade.precreate", order("P1"));
    const today = await call("alipay.trade.precreate", order("P2", { timeout_express: "1c" }));
    now += 2 * hour;
    expect(fake.look(String(plain["qr_code"])).state).toBe("expired");
    now = new Date("2024-09-12T15:59:59Z").getTime();
    expect(fake.look(String(today["qr_code"])).state).toBe("confirm");
    now += 1000;
    expect(fake.look(String(today["qr_code"])).state).toBe("expired");
  });

  it("shows the buyer's browser an order or a complaint, and gives the phone its code", async () => {
    const given = await parameters("alipay.trade.page.pay", order("P<1>".replace(/[<>]/g, "_"), { subject: "<b>茶" }));
    const get = request(`/gateway.do?${new URLSearchParams(given)}`);
    const page = await fake.handle(get);
    expect(page.headers["content-type"]).toContain("text/html");
    expect(page.body.toString()).toContain("&lt;b&gt;茶");
    const code = browserCode(get, "http://127.0.0.1:4101");
    expect(fake.look(code ?? "")).toMatchObject({ state: "confirm", out_trade_no: "P_1_" });
    const posted = request("/gateway.do", new URLSearchParams(given).toString());
    expect(fake.look(browserCode(posted, "http://x") ?? "").state).toBe("confirm");
    expect(browserCode(request("/gateway.do", "method=alipay.trade.query"), "http://x")).toBeNull();
    const spoiled = await fake.handle(request(`/gateway.do?${new URLSearchParams({ ...given, sign: "AAAA" })}`));
    expect(spoiled.body.toString()).toContain("错误代码 invalid-signature");
  });

  it("finds an order by every code that a phone can scan or open", async () => {
    const { qr_code } = await call("alipay.trade.precreate", order("P1"));
    const link = `alipays://platformapi/startapp?saId=10000007&qrcode=${encodeURIComponent(String(qr_code))}`;
    const made = await call("alipay.trade.create", order("P2", { buyer_id: "2088000000000001" }));
    const codes = [qr_code, link, made["trade_no"], JSON.stringify({ tradeNO: made["trade_no"] })];
    expect(codes.map((code) => fake.look(String(code)).out_trade_no)).toEqual(["P1", "P1", "P2", "P2"]);
    for (const nothing of ["", "{", "https://qr.alipay.com/baxnone", "0".repeat(28), "method=alipay.trade.page.pay"])
      expect(fake.look(nothing)).toMatchObject({ ok: false, state: "unknown_code" });
    expect(await fake.act("nothing", "pay")).toMatchObject({ ok: false, state: "unknown_code" });
    await fake.act(String(qr_code), "pay");
    expect(await fake.act(String(qr_code), "pay")).toMatchObject({ ok: false, state: "paid" });
  });
});

describe("alipay's fake: notices and faults", () => {
  it("tries eight times, on Alipay's schedule, and then gives up", async () => {
    reply = "fail";
    await pay("P1");
    const waits: number[] = [];
    for (let due = fake.nextDue(); due; due = fake.nextDue()) {
      waits.push(due.getTime() - now);
      now = due.getTime();
      expect(await fake.deliverDue()).toBe(1);
    }
    expect(waits.map((ms) => ms / minute)).toEqual([0, 4, 10, 10, 60, 120, 360, 900]);
    expect(new Set(posts.map(({ form }) => form.get("notify_id"))).size).toBe(1);
    expect(fake.ledger().notices).toMatchObject([{ about: "P1", tries: 8, answered: false, next_at: null }]);
  });

  it("drops, repeats and reorders notices as the knobs say", async () => {
    fake.setFaults({ notice_drop: 1 });
    await pay("P1");
    expect(await fake.deliverDue()).toBe(0);
    expect(fake.nextDue()?.getTime()).toBe(now + 4 * minute);
    fake.clearFaults();
    fake.setFaults({ notice_repeat: 2, notice_reorder: true });
    now += 4 * minute;
    await pay("P2");
    expect(await fake.deliverDue()).toBe(6);
    const about = posts.map(({ form }) => form.get("out_trade_no"));
    expect([...about].sort()).toEqual(["P1", "P1", "P1", "P2", "P2", "P2"]);
    fake.setFaults({ notice_repeat: 0 });
    posts = [];
    await pay("P3");
    await pay("P4");
    await fake.deliverDue();
    expect(posts.map(({ form }) => form.get("out_trade_no"))).toEqual(["P4", "P3"]);
  });

  it("sends each due notice once, though asked twice at the same time", async () => {
    await pay("P1");
    const sent = await Promise.all([fake.deliverDue(), fake.deliverDue()]);
    expect(sent.reduce((a, b) => a + b)).toBe(1);
    expect(posts).toHaveLength(1);
  });

  it("holds answers back, fails before anything happens, and falls silent after it did", async () => {
    fake.setFaults({ delay_ms: 1500 });
    await call("alipay.trade.precreate", order("P1"));
    expect(slept).toBe(1500);
    fake.clearFaults();
    fake.setFaults({ server_error: 1 });
    const body = new URLSearchParams(await parameters("alipay.trade.precreate", order("P2"))).toString();
    expect((await fake.handle(request("/gateway.do", body))).status).toBe(502);
    fake.clearFaults();
    expect(fake.ledger().payments.map((row) => row.out_trade_no)).toEqual(["P1"]);
    fake.setFaults({ timeout_after_success: 1 });
    await expect(fake.handle(request("/gateway.do", body))).rejects.toMatchObject({ name: "NoAnswer" });
    expect(fake.ledger().payments.map((row) => row.out_trade_no)).toEqual(["P1", "P2"]);
  });

  it("limits calls a second, in each protocol's words", async () => {
    fake.setFaults({ rate_limit: 2 });
    const words = [];
    for (let i = 0; i < 3; i++) words.push((await call("alipay.trade.query", { out_trade_no: "X" }))["code"]);
    expect(words).toEqual(["40004", "40004", "40005"]);
    expect((await fake.handle(request("/v3/alipay/trade/query?out_trade_no=X"))).status).toBe(429);
    now += 1000;
    expect(await call("alipay.trade.query", { out_trade_no: "X" })).toMatchObject({ code: "40004" });
  });

  it("keeps shares roughly", async () => {
    fake.setFaults({ server_error: 0.5 });
    let failed = 0;
    for (let i = 0; i < 200; i++) if ((await fake.handle(request("/elsewhere"))).status === 502) failed += 1;
    expect(failed).toBeGreaterThan(60);
    expect(failed).toBeLessThan(140);
  });
});

describe("alipay's fake: v3 and what third parties are told", () => {
  const v3 = async (path: string, change: { timestamp?: number; spoil?: boolean } = {}) => {
    const auth = `app_id=${credentials.app_id},nonce=n1,timestamp=${change.timestamp ?? now}`;
    const sign = await signRsa2(`${auth}\nGET\n${path}\n${change.spoil ? "x" : ""}\n`, appKey);
    return fake.handle(request(path, "", { authorization: `ALIPAY-SHA256withRSA ${auth},sign=${sign}` }));
  };
  const codeOf = ({ body }: { body: Buffer }) => (JSON.parse(body.toString()) as { code: string }).code;

  it("answers errors by status, as reported of the real gateway", async () => {
    const bare = await fake.handle(request("/v3/alipay/trade/query?out_trade_no=X"));
    expect([bare.status, codeOf(bare)]).toEqual([400, "missing-timestamp"]);
    const absent = await v3("/v3/alipay/trade/query?out_trade_no=X");
    expect([absent.status, codeOf(absent)]).toEqual([400, "ACQ.TRADE_NOT_EXIST"]);
    const forged = await v3("/v3/alipay/trade/query?out_trade_no=X", { spoil: true });
    expect([forged.status, codeOf(forged)]).toEqual([401, "invalid-signature"]);
    const stale = await v3("/v3/alipay/trade/query?out_trade_no=X", { timestamp: now - 11 * minute });
    expect([stale.status, codeOf(stale)]).toEqual([400, "invalid-timestamp"]);
    expect((await v3("/v3/alipay/trade/nonsense")).status).toBe(404);
    expect((await v3("/v3/alipay/trade/refund")).status).toBe(405);
  });

  it("publishes the merchant's side and nothing of Alipay's", () => {
    const told = published(credentials, "http://127.0.0.1:4101");
    expect(Object.keys(told).sort()).toEqual(
      "aes_key alipay_cert alipay_public_key alipay_root_cert app_cert app_id endpoint gateway private_key seller_id".split(
        " ",
      ),
    );
    expect(JSON.stringify(told)).not.toContain(JSON.stringify(credentials.alipay_private_key).slice(1, -1));
    expect(told).toMatchObject({ gateway: "http://127.0.0.1:4101/gateway.do", endpoint: "http://127.0.0.1:4101" });
  });

  it("wants whole credentials", () => {
    const { alipay_private_key: _, ...half } = credentials;
    expect(() => makeAlipayFake(half, {} as never)).toThrow("lack alipay_private_key");
  });
});
