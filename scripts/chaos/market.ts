import { tmpdir } from "node:os";
import { buildHouse } from "#main";
import { fen } from "#money";
import type { SandboxWallets } from "#sandbox";
import { seed } from "../../tests/flows/house.ts";
import { chaosConfig, chaosKey } from "./config.ts";

export type Market = Awaited<ReturnType<typeof foundMarket>>;

/** What the day of an opening allows: low enough that buyers meet it. */
export const caps = { per_payment: null, per_buyer_day: fen(300_000), total_day: fen(20_000_000) };

type Place = { databaseUrl: string; port: number; key: string; stores: number };

/**
 * A marketplace whose money WeChat Pay holds, by a number of each store's own, and whose Alipay account pays bank
 * cards; with a commission, capped openings, rules for refunds without the goods, and bank cards that may be used,
 * since all of it was set two days ago.
 */
export async function foundMarket(wallets: SandboxWallets, { databaseUrl, port, key, stores }: Place) {
  const masterKey = chaosKey(key);
  const clock = { now: () => new Date(Date.now() - 2 * 86_400_000) };
  const parts = { config: chaosConfig(port, masterKey), masterKey, databaseUrl, pages: tmpdir(), worker: false };
  const house = await buildHouse({ ...parts, outside: { clock } });
  const settings = {
    wechatpay: { ...wallets.accountSettings("wechatpay"), mode: "partner", holding: "ecommerce" },
    alipay: { ...wallets.accountSettings("alipay"), bank_transfers: "on" },
  };
  const market = await seed(house, settings, stores, caps);
  const { directory, settlement, disputes } = house;
  const { marketplace, operator } = market;
  const first = `${wallets.mounted.find(({ wallet }) => wallet.id === "wechatpay")?.credentials["sub_mchid"]}`;
  for (const [n, store] of market.stores.entries()) {
    const sub_merchant = `${first.slice(0, -2)}${n.toString().padStart(2, "0")}`;
    must(await directory.setActivation(operator, store, "wechatpay", { state: "active", sub_merchant }));
    await settlement.setCard("per_chaos", store, { holder: "李", bank: "招商银行", number: "6222020200112233445" });
    await disputes.setRating("per_chaos", { id: store, marketplace }, 250);
  }
  await settlement.setTerms("per_chaos", marketplace, { release_after_days: 10, commission_bp: 300 });
  const rules = { automatic_max: fen(8_000), person_above: fen(1_000_000), rating_below: 300 };
  await disputes.setRules("per_chaos", marketplace, { ...rules, store_hours: 48, appeal_days: 7 });
  const answering = new Map<string, string>();
  for (const store of market.stores) {
    const key = { marketplace, store, name: "answers", scopes: ["refunds:write"] as const };
    answering.set(store, must(await directory.createApiKey(operator, key, null)).token as string);
  }
  const scopes = ["withdrawals:write", "books:read"] as const;
  const make = async (name: string): Promise<string> =>
    must(await directory.createApiKey(operator, { marketplace, store: null, name, scopes }, null)).token as string;
  const cashiers = { asks: await make("asks"), confirms: await make("confirms") };
  await house.close();
  return { ...market, cashiers, answering };
}

function must<T>(result: { ok: true; value: T } | { ok: false; fault: string; detail?: unknown }): T {
  if (!result.ok) throw new Error(`${result.fault} ${JSON.stringify(result.detail)}`);
  return result.value;
}
