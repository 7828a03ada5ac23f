import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { signWebhook, type VerifyWebhook, verifyWebhook, WebhookFault } from "./webhooks.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const other = "whsec_c29tZSBvdGhlciBzZWNyZXQgb2Ygb3Vycw==";
const at = Date.parse("2026-11-22T08:00:00Z");
const body = JSON.stringify({ type: "payment.paid", id: "evt_1", data: { 金额: "25600" } });

/** As the published library signs it. */
const theirs = (by: string, id = "evt_1", when = at, text = body): Record<string, string> => ({
  "webhook-id": id,
  "webhook-timestamp": `${when / 1000}`,
  "webhook-signature": new Webhook(by).sign(id, new Date(when), text),
});

function faultOf(change: Partial<VerifyWebhook>): string {
  try {
    verifyWebhook({ secret, headers: theirs(secret), body, now: at, ...change });
    return "proven";
  } catch (fault) {
    return fault instanceof WebhookFault ? fault.code : String(fault);
  }
}

describe("a webhook's proof", () => {
  test("what the standardwebhooks package signs is proven, and what we sign it proves", () => {
    expect(verifyWebhook({ secret, headers: theirs(secret), body, now: at })).toMatchObject({ type: "payment.paid" });
    const now = Date.now();
    const headers = signWebhook(secret, "evt_9", now, body);
    expect(headers["webhook-signature"]).toBe(new Webhook(secret).sign("evt_9", new Date(now), body));
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  test("the vector of the published form: id, timestamp and body of the library's own tests", () => {
    // Remembered from the library's tests, and computed anew by the installed package in the line below.
    const when = 1614265330_000;
    const text = '{"test": 2432232314}';
    const headers = signWebhook(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", when, text);
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    expect(headers).toEqual(theirs(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", when, text));
  });

  test("bytes, headers in any case and several values do", () => {
    const headers = Object.fromEntries(
      Object.entries(theirs(secret)).map(([name, value]) => [name.replace("webhook", "Webhook"), [value]]),
    );
    expect(faultOf({ headers, body: new TextEncoder().encode(body) })).toBe("proven");
  });

  test("while a secret is rolled, either side may hold both", () => {
    const both = { ...theirs(secret) };
    both["webhook-signature"] = `${theirs(other)["webhook-signature"]} ${both["webhook-signature"]}`;
    expect(faultOf({ headers: both })).toBe("proven");
    expect(faultOf({ secret: [other, secret] })).toBe("proven");
    expect(faultOf({ secret: [other] })).toBe("signature_wrong");
  });

  test.each([
    ["another body", { body: body.replace("25600", "25601") }, "signature_wrong"],
    ["another id", { headers: { ...theirs(secret), "webhook-id": "evt_2" } }, "signature_wrong"],
    [
      "a signature of another version",
      { headers: { ...theirs(secret), "webhook-signature": "v2,AAAA" } },
      "signature_wrong",
    ],
    ["a short signature", { headers: { ...theirs(secret), "webhook-signature": "v1,AAAA" } }, "signature_wrong"],
    ["no signature", { headers: { "webhook-id": "evt_1", "webhook-timestamp": "1" } }, "header_missing"],
    ["five minutes and a second late", { now: at + 301_000 }, "timestamp_too_old"],
    ["from the future", { now: at - 301_000 }, "timestamp_too_new"],
    ["a timestamp that is none", { headers: { ...theirs(secret), "webhook-timestamp": "1e9" } }, "timestamp_malformed"],
    ["an empty secret, which would sign anything", { secret: "whsec_" }, "secret_malformed"],
    ["no JSON", { body: "x", headers: theirs(secret, "evt_1", at, "x") }, "body_malformed"],
  ])("refused: %s", (_name, change, code) => {
    expect(faultOf(change)).toBe(code);
  });

  test("at exactly five minutes it still holds", () => {
    expect(faultOf({ now: at + 300_000 })).toBe("proven");
  });
});
