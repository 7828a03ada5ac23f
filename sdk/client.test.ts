import { describe, expect, test } from "vitest";
import { apiVersion, createHutong, type HutongOptions, HutongProblem, HutongUnknown } from "./index.ts";

type Step = Response | Error | ((url: string, request: RequestInit) => Response | Promise<Response>);

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json(status, { code, status, detail: "…", title: "…", request_id: "req_1", retry: status !== 422 }, headers);

/** A house that answers what the script says, and remembers what it was asked; nobody waits. */
function scripted(steps: Step[], options: Partial<HutongOptions> = {}) {
  const asked: { url: string; method: string; key: string | null; body: unknown }[] = [];
  const slept: number[] = [];
  const hutong = createHutong({
    ...{ url: "https://pay.example/", token: "hk_test_1" },
    ...options,
    outside: {
      fetch: async (url, request = {}) => {
        const headers = new Headers(request.headers);
        asked.push({
          url: String(url),
          method: request.method ?? "",
          key: headers.get("idempotency-key"),
          body: request.body,
        });
        const step = steps.shift();
        if (step === undefined) throw new Error("The script is at its end.");
        if (step instanceof Error) throw step;
        return typeof step === "function" ? await step(String(url), request) : step;
      },
      sleep: async (ms) => void slept.push(ms),
      random: () => 1,
      now: () => Date.parse("2026-11-22T08:00:00Z"),
    },
  });
  return { hutong, asked, slept };
}

const refund = {
  body: { payment: "pay_1", amount: { currency: "CNY", minor: "100" }, reason: "x" },
} as const;

test("each request names the date that the types were made of", async () => {
  const named: (string | null)[] = [];
  const step = (_url: string, request: RequestInit) => {
    named.push(new Headers(request.headers).get("hutong-version"));
    return json(200, {});
  };
  const { hutong } = scripted([step, step]);
  await hutong.api.getPayment({ params: { id: "pay_1" }, query: { expand: "refunds,order" } });
  await hutong.call("GET", "/v1/orders/ord_1?expand=payments");
  expect(named).toEqual([apiVersion, apiVersion]);
  expect(apiVersion).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

describe("retries", () => {
  test("a POST keeps its key over a dead line, a 503 and a bare 502", async () => {
    const steps = [
      new TypeError("fetch failed"),
      problem(503, "database_away"),
      new Response("<html>", { status: 502 }),
    ];
    const { hutong, asked, slept } = scripted([...steps, json(201, { id: "rfd_1" })]);
    expect(await hutong.api.createRefund(refund)).toEqual({ id: "rfd_1" });
    expect(asked).toHaveLength(4);
    expect(new Set(asked.map((one) => one.key)).size).toBe(1);
    expect(asked[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(slept).toEqual([500, 1000, 2000]);
  });

  test("each call has a key of its own, unless the caller names one", async () => {
    const { hutong, asked } = scripted([json(201, {}), json(201, {}), json(201, {})]);
    await hutong.api.createRefund(refund);
    await hutong.api.createRefund(refund);
    await hutong.api.createRefund(refund, { idempotencyKey: "order-7" });
    expect(new Set(asked.map((one) => one.key)).size).toBe(3);
    expect(asked[2]?.key).toBe("order-7");
  });

  test("429 waits as long as it is told: seconds or a date", async () => {
    const date = { "retry-after": "Sun, 22 Nov 2026 08:00:07 GMT" };
    const { hutong, slept } = scripted([
      problem(429, "rate_limited", { "retry-after": "3" }),
      problem(429, "rate_limited", date),
      json(200, { data: [], next_cursor: null }),
    ]);
    await hutong.api.listPayments();
    expect(slept).toEqual([3000, 7000]);
  });

  test("a wait that is too long is told, not waited for", async () => {
    const { hutong, slept } = scripted([problem(429, "rate_limited", { "retry-after": "3600" })]);
    await expect(hutong.api.listPayments()).rejects.toMatchObject({ code: "rate_limited", status: 429 });
    expect(slept).toEqual([]);
  });

  test("the same key still at work is waited for; another conflict is not", async () => {
    const { hutong, asked } = scripted([
      problem(409, "idempotency_in_progress"),
      json(201, {}),
      problem(409, "refund_too_much"),
    ]);
    await hutong.api.createRefund(refund);
    expect(asked).toHaveLength(2);
    await expect(hutong.api.createRefund(refund)).rejects.toBeInstanceOf(HutongProblem);
    expect(asked).toHaveLength(3);
  });

  test("a refusal is not repeated, and is typed", async () => {
    const { hutong, asked } = scripted([problem(422, "amount_invalid")]);
    const fault = await hutong.api.createRefund(refund).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(HutongProblem);
    expect(fault).toMatchObject({ code: "amount_invalid", status: 422, retry: false });
    expect(asked).toHaveLength(1);
  });

  test("no answer at the end is unknown, with the key to repeat with", async () => {
    const { hutong, asked } = scripted([new TypeError("a"), new TypeError("b")], { retries: 1 });
    const fault = await hutong.api.createRefund(refund).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(HutongUnknown);
    expect(fault).toMatchObject({ attempts: 2, idempotencyKey: asked[0]?.key });
  });

  test("what carries no key and sets nothing whole is not repeated after a dead line", async () => {
    const { hutong, asked } = scripted([new TypeError("gone"), json(200, {})]);
    const change = { params: { id: "whe_1" }, body: { state: "disabled" } } as const;
    await expect(hutong.api.changeWebhookEndpoint(change)).rejects.toMatchObject({ attempts: 1, idempotencyKey: null });
    expect(asked).toHaveLength(1);
  });

  test("an attempt that takes too long ends, and the next has the same key", async () => {
    const never = (_url: string, request: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        request.signal?.addEventListener("abort", () => reject(request.signal?.reason));
      });
    const { hutong, asked } = scripted([never, json(201, {})], { timeout: 5 });
    await hutong.api.createRefund(refund);
    expect(asked[0]?.key).toBe(asked[1]?.key);
  });

  test("who calls it off is not asked again", async () => {
    const { hutong, asked } = scripted([new TypeError("gone")]);
    const signal = AbortSignal.abort(new Error("closed"));
    await expect(hutong.api.createRefund(refund, { signal })).rejects.toThrow("closed");
    expect(asked).toHaveLength(1);
  });
});

describe("what is asked and read", () => {
  test("ids are escaped into the path, queries leave out what is not set", async () => {
    const { hutong, asked } = scripted([json(200, {}), json(200, { data: [], next_cursor: null })]);
    await hutong.api.getPayment({ params: { id: "../x?y" } });
    await hutong.api.listEvents({ query: { type: "payment.paid", limit: 5 } });
    expect(asked.map((one) => one.url)).toEqual([
      "https://pay.example/v1/payments/..%2Fx%3Fy",
      "https://pay.example/v1/events?type=payment.paid&limit=5",
    ]);
    await expect(hutong.api.getPayment({ params: { id: "" } })).rejects.toThrow("needs params.id");
  });

  test("lists go on by themselves, page after page, and stop when the reader does", async () => {
    const page = (ids: string[], next: string | null) =>
      json(200, { data: ids.map((id) => ({ id })), next_cursor: next });
    const { hutong, asked } = scripted([page(["a", "b"], "c1"), page(["c"], "c2"), page(["d"], null)]);
    const seen: string[] = [];
    for await (const event of hutong.each("listEvents", { query: { limit: 2 } })) {
      seen.push(event.id);
      if (event.id === "c") break;
    }
    expect(seen).toEqual(["a", "b", "c"]);
    expect(asked.map((one) => one.url.split("?")[1])).toEqual(["limit=2", "limit=2&cursor=c1"]);
  });

  test("text stays text; a page that claims to be JSON and is none is unknown", async () => {
    const csv = new Response("a,b\n", { headers: { "content-type": "text/csv; charset=utf-8" } });
    const broken = new Response("<html>", { headers: { "content-type": "application/json" } });
    const { hutong } = scripted([csv, broken]);
    expect(await hutong.api.listStores()).toBe("a,b\n");
    const fault = await hutong.api.listStores().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(HutongUnknown);
    expect(fault).toMatchObject({ onlyRead: true, words: { zh: expect.stringContaining("的应答不是 JSON") } });
  });

  test("bytes go as they are, and are said to be bytes", async () => {
    const type = (_url: string, request: RequestInit) =>
      json(200, { type: new Headers(request.headers).get("content-type") });
    const { hutong, asked } = scripted([type, type]);
    const query = { day: "2026-11-21", kind: "trade", file_name: "1900000001All.gzip" } as const;
    for (const body of [Uint8Array.from([0x1f, 0x8b]), new Blob(["a"])]) {
      const answer: unknown = await hutong.api.putBillFile({ params: { id: "wac_1" }, query, body });
      expect([answer, asked.at(-1)?.body]).toEqual([{ type: "application/octet-stream" }, body]);
    }
  });
});
