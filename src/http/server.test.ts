import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, friendOf, id, openRig, people, type Rig, secretOf } from "./test-rig/index.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.app.close());

describe("notices", () => {
  test("reach the room as the bytes that came, whatever their type, and its answer goes back to the byte", async () => {
    const seen: { path: string; headers: Readonly<Record<string, string>>; body: Buffer }[] = [];
    const own = await openRig();
    own.payments.door.takeNotice = async (wallet, account, raw) => {
      seen.push(raw);
      expect([wallet, account]).toEqual(["alipay", "wac_1"]);
      return { status: 202, headers: { "content-type": "text/html", "x-a": "b" }, body: Buffer.from([0, 255, 10]) };
    };
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x0a]);
    const types = [
      "application/json",
      "application/x-www-form-urlencoded",
      "text/xml; charset=gbk",
      "application/odd",
      "",
    ];
    for (const type of types) {
      const headers = { ...(type ? { "content-type": type } : {}), "Wechatpay-Nonce": "N" };
      const answer = await own.app.inject({
        method: "POST",
        url: "/notices/alipay/wac_1?x=%20y",
        headers,
        payload: bytes,
      });
      expect([answer.statusCode, answer.headers["content-type"], answer.headers["x-a"]]).toEqual([
        202,
        "text/html",
        "b",
      ]);
      expect(answer.rawPayload).toEqual(Buffer.from([0, 255, 10]));
    }
    expect(seen).toHaveLength(types.length);
    for (const raw of seen) {
      expect(raw.body).toEqual(bytes);
      expect(raw).toMatchObject({ path: "/notices/alipay/wac_1?x=%20y", headers: { "wechatpay-nonce": "N" } });
    }
    await own.app.close();
  });

  test("an empty one is bytes too; an unknown account is not_found; a room that breaks answers 5xx", async () => {
    expect((await rig.app.inject({ method: "POST", url: "/notices/wechatpay/wac_1" })).body).toBe("took 0");
    expect((await rig.app.inject({ method: "POST", url: "/notices/jdpay/wac_1" })).statusCode).toBe(404);
    const own = await openRig();
    own.payments.door.takeNotice = () => Promise.reject(new Error("the database is away"));
    const answer = await own.app.inject({ method: "POST", url: "/notices/wechatpay/wac_1", payload: "{}" });
    expect(answer.statusCode).toBe(500);
    await own.app.close();
  });
});

describe("the house", () => {
  test("is alive, and ready only when all that it needs is", async () => {
    expect((await rig.app.inject("/healthz")).json()).toEqual({ status: "ok" });
    expect((await rig.app.inject("/readyz")).json()).toEqual({ status: "ready", checks: { database: true } });
    const states = [async () => ({ database: false }), async () => Promise.reject(new Error("away"))];
    for (const ready of states) {
      const own = await openRig({ parts: { ready } });
      const answer = await own.app.inject("/readyz");
      expect([answer.statusCode, answer.json().code, answer.headers["retry-after"]]).toEqual([503, "not_ready", "1"]);
      await own.app.close();
    }
  });

  test("counts by route pattern, never by path, and shows it to all only in the sandbox", async () => {
    await rig.app.inject(`/v1/friend-links/${friendOf(1)}`);
    rig.parts.metrics.paymentMoved("wechatpay", "paid");
    rig.parts.metrics.walletCalled("wechatpay", "start", "waiting", 0.2);
    const text = (await rig.app.inject("/metrics")).body;
    expect(text).toContain('route="/v1/friend-links/:token",method="GET",status="200"');
    expect(text).toContain('hutong_payments_total{wallet="wechatpay",state="paid"} 1');
    expect(text).not.toContain(friendOf(1));
    const production = await openRig({ config: { sandbox: false } });
    expect((await production.app.inject("/metrics")).statusCode).toBe(401);
    expect((await production.app.inject({ url: "/metrics", headers: as(people.east) })).statusCode).toBe(200);
    await production.app.close();
  });

  test("documentation is a page of our own that asks nobody else", async () => {
    const page = await rig.app.inject({ url: "/docs/" });
    expect(page.statusCode).toBe(200);
    expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = ""]) => source);
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(source).not.toMatch(/^(https?:)?\/\//);
      expect((await rig.app.inject(new URL(source, "http://hutong.test/docs/").pathname)).statusCode).toBe(200);
    }
    const script = (await rig.app.inject("/docs/static/swagger-initializer.js")).body;
    expect(script).toContain('"validatorUrl":null');
    expect(script).toContain('"docExpansion":"none"');
    expect(page.body).toContain("<title>Hutong 互通 · API</title>");
    expect(Buffer.from(/svg\+xml;base64,([\w+/=]+)/.exec(script)?.[1] ?? "", "base64").toString()).toContain(
      "Hutong API",
    );
  });

  test("answers carry strict headers", async () => {
    const { headers } = await rig.app.inject({ url: `/v1/orders/${id("ord", 10)}`, headers: as(people.east) });
    expect(headers).toMatchObject({
      ...{ "content-security-policy": "default-src 'none';frame-ancestors 'none'", "cache-control": "no-store" },
      ...{ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" },
    });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("a request's id is ours, or the sender's when it is harmless to print", async () => {
    const ask = async (given: string) =>
      (await rig.app.inject({ url: "/healthz", headers: { "x-request-id": given } })).headers["request-id"];
    expect(await ask("abcd-1234.x_y")).toBe("abcd-1234.x_y");
    for (const given of ["short", "has space in it", "x".repeat(65), "<script>alert"])
      expect(await ask(given)).toMatch(/^req_/);
  });
});

describe("pages", () => {
  const webDist = mkdtempSync(join(tmpdir(), "hutong-pages-"));
  mkdirSync(join(webDist, "assets"));
  writeFileSync(join(webDist, "index.html"), "<!doctype html><title>收银台</title>");
  writeFileSync(join(webDist, "assets", "index-abc.js"), "export {};");

  test("the cashier is served for any checkout and friend, under a policy that lets nothing else in", async () => {
    const own = await openRig({ config: { webDist } });
    for (const url of [`/pay/${id("chk", 1)}`, `/pay/friend/${friendOf(1)}`]) {
      const page = await own.app.inject(url);
      expect([page.statusCode, page.body]).toEqual([200, "<!doctype html><title>收银台</title>"]);
      expect(page.headers).toMatchObject({ "cache-control": "no-cache", "referrer-policy": "no-referrer" });
      expect(page.headers["content-security-policy"]).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; " +
          "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self' https: http:; frame-ancestors 'none'",
      );
    }
    const posted = { url: `/pay/${id("chk", 1)}?lang=en`, payload: "respCode=00&orderId=x", method: "POST" } as const;
    const back = await own.app.inject({ ...posted, headers: { "content-type": "application/x-www-form-urlencoded" } });
    expect([back.statusCode, back.headers.location, back.body]).toEqual([303, posted.url, ""]);
    const asset = await own.app.inject("/pay/assets/index-abc.js");
    expect(asset.headers).toMatchObject({
      ...{
        "content-type": expect.stringContaining("javascript"),
        "cache-control": expect.stringContaining("immutable"),
      },
    });
    for (const url of [
      "/pay/assets/nothing.js",
      "/pay/assets/..%2findex.html",
      "/pay/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ])
      expect([url, (await own.app.inject(url)).statusCode]).toEqual([url, 404]);
    await own.app.close();
  });

  test("say what to do when they are not built", async () => {
    const answer = await rig.app.inject({ url: `/pay/${id("chk", 1)}`, headers: { "accept-language": "zh" } });
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining("npm run")]);
  });
});

describe("limits", () => {
  test("count by key, by page and by address; wallets' notices and health checks have none", async () => {
    const own = await openRig({ config: { limits: { bearer: 3, visitor: 2 } } });
    const ask = async (token: string | null, url = `/v1/checkouts/${id("chk", 1)}`) => {
      const answer = await own.app.inject({ url, headers: token ? as(token) : {} });
      return answer.statusCode;
    };
    const times = async (n: number, token: string | null, url?: string) => {
      const statuses: number[] = [];
      for (let i = 0; i < n; i++) statuses.push(await ask(token, url));
      return statuses;
    };
    expect(await times(4, people.east.token)).toEqual([200, 200, 200, 429]);
    expect(await times(3, secretOf(1))).toEqual([200, 200, 429]);
    expect(await times(1, people.silk.token)).toEqual([200]);
    expect(await times(3, "hk_test_guessing_00001")).toEqual([401, 401, 429]);
    expect(await times(5, null, "/healthz")).toEqual([200, 200, 200, 200, 200]);
    for (let i = 0; i < 5; i++)
      expect((await own.app.inject({ method: "POST", url: "/notices/wechatpay/wac_1" })).statusCode).toBe(200);
    const answer = await own.app.inject({ url: "/v1/wallets" });
    expect(answer.json()).toMatchObject({ code: "rate_limited", retry: true, context: { limit: "2 a minute" } });
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    await own.app.close();
  });
});

describe("logs", () => {
  test("hold a short line for what failed, none for what went well, and no secret of anybody", async () => {
    const own = await openRig();
    const payload = {
      checkout: id("chk", 1),
      wallet: "wechatpay",
      method: "in_app",
      device: "phone",
      openid: "o-buyer-7",
    };
    const token = secretOf(1);
    await own.app.inject({ method: "POST", url: "/v1/payments", headers: as(token), payload });
    await own.app.inject({
      method: "POST",
      url: "/v1/payments",
      headers: as(token),
      payload: { ...payload, x: "buyer fact" },
    });
    await own.app.inject(`/v1/friend-links/${friendOf(999)}`);
    await own.app.inject(`/v1/checkouts/${id("chk", 2)}/events?access_token=${token}`);
    await own.app.inject({ url: "/v1/orders?number=王小明", headers: as(people.idle) });
    const lines = own.lines.map((line) => JSON.parse(line));
    expect(lines.map(({ route, status, fault }) => [route, status, fault])).toEqual([
      ["/v1/payments", 422, "request_invalid"],
      ["/v1/friend-links/:token", 404, "not_found"],
      ["/v1/checkouts/:id/events", 404, "not_found"],
      ["/v1/orders", 403, "forbidden"],
    ]);
    expect(lines[3]).toMatchObject({
      caller: people.idle.bearer.id,
      id: expect.stringMatching(/^req_/),
      method: "GET",
    });
    const text = own.lines.join("");
    for (const secret of [token, token.slice(3), friendOf(999), "o-buyer-7", "buyer fact", "王小明", people.idle.token])
      expect(text).not.toContain(secret);
    await own.app.close();
  });

  test("hide what somebody logs by mistake", async () => {
    const own = await openRig();
    const { log } = own.app;
    log.warn(
      { authorization: "S3cret", deep: { openid: "S3cret", more: { token: "S3cret" } }, buyer: { id: "S3cret" } },
      "x",
    );
    log.warn({ req: { method: "GET", id: "req_1", url: "/?access_token=S3cret", headers: { cookie: "S3cret" } } }, "x");
    expect(own.lines).toHaveLength(2);
    expect(own.lines.join("")).not.toContain("S3cret");
    await own.app.close();
  });

  test("a slow answer is logged though it went well", async () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const own = await openRig({ config: { log: { level: "info", slowMs: 0, stream } } });
    lines.length = 0;
    await own.app.inject("/healthz");
    expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ route: "/healthz", status: 200 });
    await own.app.close();
  });
});
