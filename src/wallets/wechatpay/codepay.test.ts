import { expect, test } from "vitest";
import { fen } from "#money";
import { makeChargeV3 } from "./codepay.ts";
import { readSettings } from "./config.ts";
import { accountSettings } from "./fake.ts";
import { credentials, type Mode, origin } from "./testing/rig.ts";
import type { JsonObject, Wire } from "./wire.ts";

const request = {
  ...{ paymentId: "01JDCODEPAY100000000000001", amount: fen(1230), title: "茶", payerCode: "130000000000000001" },
  ...{ buyer: {}, expiresAt: new Date("2024-09-12T01:01:00Z"), noticeUrl: "https://house.test/notices/wallet/account" },
};

/** What a till's payment sends. What comes of it, the suite of all wallets' payer codes asks of the fake. */
async function sent(mode: Mode, holding: "" | "partner" | "ecommerce"): Promise<[string, JsonObject]> {
  const calls: [string, JsonObject][] = [];
  const wire = {
    post: async (path: string, body: JsonObject) => {
      calls.push([path, body]);
      return { kind: "silent", cause: "no answer" };
    },
  } as Partial<Wire> as Wire;
  const settings = readSettings({ ...accountSettings(credentials, origin, mode), holding, charge: "v3" });
  const own = mode === "partner" ? { subMerchant: credentials.sub_mchid } : {};
  expect(await makeChargeV3(settings, wire).charge({ ...request, ...own })).toMatchObject({ kind: "unknown" });
  return calls[0] ?? ["", {}];
}

test.each([
  ["direct", "partner", "/v3/pay/transactions/codepay"],
  ["partner", "partner", "/v3/pay/partner/transactions/codepay"],
  ["partner", "ecommerce", "/v3/pay/partner/transactions/codepay"],
] as const)("what a till takes is held as every other payment is: %s, %s", async (mode, holding, path) => {
  const [to, body] = await sent(mode, holding);
  expect([to, body["settle_info"]]).toEqual([path, { profit_sharing: true }]);
  expect(body).toMatchObject({ out_trade_no: request.paymentId, payer: { auth_code: request.payerCode } });
});

test("without holding nothing is said of it", async () => {
  expect((await sent("partner", ""))[1]).not.toHaveProperty("settle_info");
});
