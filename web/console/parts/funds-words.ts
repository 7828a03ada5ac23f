import { useSay } from "../lib/language.tsx";

const kinds: Readonly<Record<string, readonly [string, string]>> = {
  funds_added: ["存入自有资金", "Own money put in"],
  funds_taken: ["取回自有资金", "Own money taken out"],
  advance_given: ["垫付退款", "Advanced for a store's refund"],
  advance_returned: ["垫款收回", "An advance came back"],
  compensation_given: ["补偿店铺", "A store was compensated"],
  ads_billed: ["广告账单入账", "A campaign's bill"],
  ads_taken_back: ["广告费扣回", "A bill's fees taken back"],
  ads_store_arrived: ["店铺支付的广告费", "A store's campaign's bill"],
  ads_store_taken_back: ["扣回店铺广告费", "A store's fees taken back"],
  media_payout_asked: ["付款给宿主应用（在途）", "On its way to a host app"],
  media_payout_paid: ["宿主应用已收款", "Reached a host app"],
  media_payout_back: ["付款未成，仍应付", "A payout failed: owed as before"],
  media_payout_returned: ["银行退票，仍应付", "Sent back by the bank: owed as before"],
};

/** What a move of the platform's book was, in a few words. */
export function useFundsKind(): (kind: string) => string {
  const say = useSay();
  return (kind) => say(...(kinds[kind] ?? ([kind, kind] as const)));
}

export const balances = ["funds", "advanced", "compensated", "media_due", "media_payouts"] as const;
export type PlatformBalance = (typeof balances)[number];

const names: Readonly<Record<PlatformBalance, readonly [string, string]>> = {
  funds: ["自有资金", "Own funds"],
  advanced: ["垫款在外", "Advanced"],
  compensated: ["累计补偿", "Compensated in all"],
  media_due: ["应付媒体款", "Owed to host apps"],
  media_payouts: ["媒体付款中", "On its way to host apps"],
};

export function usePlatformBalance(): (of: PlatformBalance) => string {
  const say = useSay();
  return (of) => say(...names[of]);
}
