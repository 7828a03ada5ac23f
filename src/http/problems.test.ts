import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faults } from "./faults.ts";
import { prefersChinese } from "./problems.ts";
import { as, id, openRig, people, type Rig, silk } from "./test-rig/index.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.app.close());

const post = (payload: string | object, headers: Record<string, string> = {}) =>
  rig.app.inject({ method: "POST", url: "/v1/checkouts", headers: { ...as(people.east), ...headers }, payload });

const json = { "content-type": "application/json" };

const order = {
  ...{ store: silk, number: "A-1", title: "丝绸", amount: { currency: "CNY", minor: "1230" } },
  lines: [{ title: "丝绸", quantity: 1, amount: { currency: "CNY", minor: "1230" } }],
};
const cart = { orders: [order], success_url: "https://shop.example/ok", cancel_url: "https://shop.example/back" };

test("Chinese sentences have Chinese punctuation", () => {
  const latin = /[\u4e00-\u9fff）”][,;:(]|[,;:)][\u4e00-\u9fff]/;
  const texts = Object.values(faults).flatMap(({ title, detail }) => [title.zh, detail.zh]);
  expect(texts.filter((text) => latin.test(text))).toEqual([]);
});

describe("problems", () => {
  test("follow Accept-Language, and always hold the Chinese words", async () => {
    const url = `/v1/payments/${id("pay", 999)}`;
    const ask = (language: string) =>
      rig.app.inject({ url, headers: { ...as(people.east), "accept-language": language } });
    const zh = await ask("zh-CN,zh;q=0.9,en;q=0.8");
    const en = await ask("en-GB,en;q=0.9,zh;q=0.1");
    expect(zh.statusCode).toBe(404);
    expect(zh.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(zh.json()).toMatchObject({ title: faults.not_found.title.zh, detail: faults.not_found.detail.zh });
    expect(en.json()).toMatchObject({
      ...{ type: "http://hutong.test/problems/not_found", title: "Not found", status: 404, code: "not_found" },
      ...{ instance: url, retry: false, zh: { title: "未找到", detail: faults.not_found.detail.zh } },
    });
    expect(en.json().request_id).toBe(en.headers["request-id"]);
  });

  test.each([
    ["zh", true],
    ["zh-CN,en;q=0.9", true],
    ["en,zh;q=0.9", false],
    ["zh;q=0.5,en;q=0.6", false],
    ["zh;q=0", false],
    ["fr", false],
    ["", false],
  ])("language %s", (header, chinese) => {
    expect(prefersChinese(header)).toBe(chinese);
  });

  test("a body that is no JSON, of another type, too large, or absent", async () => {
    expect((await post("{", json)).json().code).toBe("request_malformed");
    expect((await post("", json)).json().code).toBe("request_malformed");
    expect((await post("<a/>", { "content-type": "text/xml" })).json().code).toBe("media_type_unsupported");
    const large = await post(JSON.stringify({ x: "x".repeat(300_000) }), json);
    expect([large.statusCode, large.json().code]).toEqual([413, "request_too_large"]);
  });

  test("names each wrong field, in both languages, without repeating what was sent", async () => {
    const body = { ...cart, colour: "red", success_url: "javascript:alert(1)", expires_in: 5, locale: "fr" };
    const answer = await post(body);
    expect(answer.statusCode).toBe(422);
    const fields = Object.fromEntries(answer.json().errors.map((one: { field: string }) => [one.field, one]));
    expect(Object.keys(fields).sort()).toEqual(["colour", "expires_in", "locale", "success_url"]);
    expect(fields["expires_in"]).toMatchObject({ message: "must be 60 or more", zh: "不得小于 60" });
    expect(answer.body).not.toContain("javascript");
  });

  test("U+0000, which the database keeps nowhere, is refused at the door", async () => {
    const lines = [{ ...order.lines[0], title: "silk\0" }];
    const body = await post({ ...cart, orders: [{ ...order, lines }] });
    expect([body.statusCode, body.json().code]).toEqual([422, "request_invalid"]);
    expect(body.json().errors).toMatchObject([{ field: "orders", message: "has the wrong form" }]);
    const query = await rig.app.inject({ url: "/v1/find?text=a%00b", headers: as(people.east) });
    expect([query.statusCode, query.json().errors?.[0]?.field]).toEqual([422, "text"]);
  });

  test("an amount as a number, a float, zero or with a sign is refused, never converted", async () => {
    for (const minor of [1230, "12.30", "0", "-5", "1e3", " 1", "0x10", "９"]) {
      const answer = await post({ ...cart, orders: [{ ...order, amount: { currency: "CNY", minor } }] });
      expect([minor, answer.statusCode, answer.json().errors?.[0]?.field]).toEqual([
        minor,
        422,
        "orders.0.amount.minor",
      ]);
    }
  });

  test("lines that do not sum to the order's amount are refused, to the fen", async () => {
    const answer = await post({ ...cart, orders: [{ ...order, amount: { currency: "CNY", minor: "1231" } }] });
    expect(answer.json()).toMatchObject({ code: "amount_mismatch", context: { order: "A-1", lines: "1230" } });
  });

  test("a bug answers internal_error without its inside, and the log has it under the request's id", async () => {
    const broken = await openRig();
    broken.payments.door.getOrder = async () => {
      throw new Error("password of the database is hunter2");
    };
    const answer = await broken.app.inject({ url: `/v1/orders/${id("ord", 1)}`, headers: as(people.east) });
    expect([answer.statusCode, answer.json().code]).toEqual([500, "internal_error"]);
    expect(answer.body).not.toContain("hunter2");
    expect(broken.lines.some((line) => line.includes("hunter2") && line.includes(answer.json().request_id))).toBe(true);
    await broken.app.close();
  });

  test("a room's refusal comes with its reasons and context", async () => {
    const other = await openRig();
    const reasons = [{ code: "not_open", zh: "尚未开放", en: "Not open yet" }];
    other.payments.door.startPayment = async () => ({
      ...{ ok: false, fault: "wallet_not_offered" },
      detail: { reasons, wallet: "wechatpay", faults: ["a", "b"], inside: { not: "told" } },
    });
    const payload = { checkout: id("chk", 1), wallet: "wechatpay", method: "qr", device: "desktop" };
    const answer = await other.app.inject({ method: "POST", url: "/v1/payments", headers: as(people.east), payload });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ reasons, context: { wallet: "wechatpay", faults: "a; b" } });
    expect(answer.json().context).not.toHaveProperty("inside");
    await other.app.close();
  });

  test("an unknown address, a malformed one, and an id of the wrong form are all not_found", async () => {
    for (const url of ["/v1/nothing", "/v1/payments/%zz", "/v1/payments/pay_x", `/v1/payments/${"9".repeat(700)}`]) {
      const answer = await rig.app.inject({ url, headers: as(people.east) });
      expect([url.slice(0, 30), answer.statusCode, answer.json().code]).toEqual([url.slice(0, 30), 404, "not_found"]);
    }
  });

  test("the type of a problem leads to its explanation", async () => {
    const answer = await rig.app.inject("/problems/refund_exceeds");
    expect(answer.json()).toMatchObject({ code: "refund_exceeds", status: 409, title: faults.refund_exceeds.title });
    expect((await rig.app.inject("/problems/toString")).statusCode).toBe(404);
  });

  test("every fault speaks both languages and says what to do", () => {
    for (const [code, row] of Object.entries(faults)) {
      expect(code).toMatch(/^[a-z_]+$/);
      expect(row.status).toBeGreaterThanOrEqual(400);
      for (const words of [row.title, row.detail]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).not.toMatch(/\p{Script=Han}/u);
        expect(words.en.length).toBeGreaterThan(5);
      }
    }
  });
});
