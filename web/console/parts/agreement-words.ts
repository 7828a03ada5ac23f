import { useSay, useWords } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Agreement, List, Marketplace } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import type { ChipWords } from "./chip-of.tsx";
import { useWalletName } from "./wallets.tsx";

export const agreementStates: ChipWords = {
  waiting: ["warning", "待确认", "Waits for a second person"],
  coming: ["processing", "未开始", "Not begun"],
  in_force: ["success", "有效", "In force"],
  lapsed: ["default", "已终止", "Over"],
};

export const voucherStates: ChipWords = {
  issued: ["processing", "待核销", "To be redeemed"],
  redeemed: ["success", "已核销", "Redeemed"],
  expired: ["default", "已过期", "Expired"],
  refunded: ["warning", "已退券", "Refunded"],
};

export const rungIds = ["links", "payment", "accounts", "ecosystem"] as const;
export type Rung = (typeof rungIds)[number];

const rungs: Readonly<Record<Rung, readonly [string, string]>> = {
  links: ["链接互通", "Links"],
  payment: ["支付互通", "Payment"],
  accounts: ["账号互通", "Accounts"],
  ecosystem: ["全生态", "Whole ecosystem"],
};

export function useRungName(): (rung: Rung) => string {
  const say = useSay();
  return (rung) => say(...rungs[rung]);
}

type Scope = Agreement["scopes"][number];
const scopes: Readonly<Record<Scope, readonly [string, string]>> = {
  traffic: ["流量", "Traffic"],
  technology: ["技术", "Technology"],
  service_ecology: ["服务生态", "Services"],
  content: ["内容", "Content"],
  online_trade: ["线上交易", "Online trade"],
  offline_fulfilment: ["到店履约", "Redeemed in stores"],
  data: ["数据", "Data"],
  payment: ["支付", "Payment"],
};
export const scopeIds = Object.keys(scopes) as Scope[];

export function useScopeName(): (scope: Scope) => string {
  const say = useSay();
  return (scope) => say(...scopes[scope]);
}

const events: Readonly<Record<string, readonly [string, string]>> = {
  proposed: ["提出", "Proposed"],
  confirmed: ["第二人确认", "Confirmed by a second person"],
  renewal_proposed: ["提出续签", "A later end proposed"],
  renewed: ["续签", "Renewed"],
  ended: ["提前终止", "Ended before its time"],
  expiring: ["到期提醒", "Told that its end is near"],
  lapsed: ["到期终止", "Lapsed"],
};

export function useAgreementEvent(): (event: string) => string {
  const say = useSay();
  return (event) => say(...(events[event] ?? ([event, event] as const)));
}

/**
 * A party as people know it: a marketplace by its name (of the house's own people every one of them, of a
 * marketplace's people their own) or else by its number, others as partners are called.
 */
export function usePartyName(): (party: string) => string {
  const say = useSay();
  const words = useWords();
  const partner = useWalletName();
  const { marketplace } = useWho().place;
  const reads = useMay()("directory:read") && !marketplace;
  const all = useLoad<List<Marketplace>>(reads ? "/v1/marketplaces?limit=100" : null);
  return (party) => {
    if (party === marketplace?.id) return words(marketplace.name) || say("我方平台", "Our marketplace");
    if (!party.startsWith("mkt_")) return partner(party);
    return words(all.data?.data.find((one) => one.id === party)?.name) || party;
  };
}
