/** The house of `bench pay`, in a process of its own: node bench/pay-house.ts <database url> <sandbox control url>. */
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { buildHouse } from "#main";
import { seed } from "../tests/flows/house.ts";

const [databaseUrl, control, stores] = process.argv.slice(2) as [string, string, string];

type Credentials = {
  wechatpay: Record<string, string> & { public_key: { id: string; pem: string } };
  alipay: Record<string, string>;
};
const { wechatpay, alipay } = (await (await fetch(`${control}/credentials.json`)).json()) as Credentials;

const masterKey = { id: "sandbox-bench", key: randomBytes(32) };
const house = await buildHouse({
  config: {
    ...{ mode: "sandbox", home: tmpdir(), port: 0, host: "127.0.0.1", publicUrl: null, database: null },
    ...{ masterKey: () => masterKey, logLevel: "error", sandboxPort: 0, sandboxClock: null, callsKeptDays: 30 },
  },
  masterKey,
  databaseUrl,
  pages: tmpdir(),
});
const { url } = await house.listen();
const settings = {
  wechatpay: {
    ...{ api_origin: wechatpay["base_url"] as string, appid: wechatpay["appid"] as string, mode: "direct" },
    ...{ mchid: wechatpay["mchid"] as string, serial_no: wechatpay["serial_no"] as string },
    ...{ private_key: wechatpay["private_key"] as string, apiv3_key: wechatpay["apiv3_key"] as string },
    apiv2_key: wechatpay["apiv2_key"] as string,
    ...{ public_key_id: wechatpay.public_key.id, public_key: wechatpay.public_key.pem },
  },
  alipay: {
    ...{ gateway: alipay["gateway"] as string, app_id: alipay["app_id"] as string },
    ...{ seller_id: alipay["seller_id"] as string, private_key: alipay["private_key"] as string },
    alipay_public_key: alipay["alipay_public_key"] as string,
  },
};
const market = await seed(house, settings, Number.parseInt(stores, 10));
await openCodes();
console.log(JSON.stringify({ url, token: market.token, stores: market.stores }));
process.once("SIGTERM", () => void house.close().then(() => process.exit(0)));

/** Payers' codes, for `bench code`. */
async function openCodes(): Promise<void> {
  const { marketplace, operator } = market;
  const opening = {
    ...{ marketplace, capability: "code", partner: "wechatpay", methods: null, effective_at: null },
    ...{ caps: { per_payment: null }, terms: { zh: "付款码", en: "Codes" } },
  };
  const made = await house.openings.createOpening(operator, opening, null);
  if (!made.ok) throw new Error(made.fault);
  await house.openings.moveOpening(operator, made.value.id, "open", "bench", null);
  await house.refresh();
}
