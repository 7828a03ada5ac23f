import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { HubChange, HubParticipant, HubSettlement } from "../lib/types.ts";

export type HubLine = HubSettlement["lines"][number];
export type HubResource = HubParticipant["endpoints"][number]["resource"];

export const kinds: Readonly<Record<HubChange["kind"], readonly [string, string]>> = {
  cap: ["净借记上限", "Net debit cap"],
  funds_in: ["缴存资金", "Funds put down"],
  funds_out: ["取回资金", "Funds taken back"],
  withdrawal: ["取回的结果", "What became of funds taken back"],
  person_limit: ["个人日限额", "A person's day"],
  fee: ["枢纽手续费", "The hub's fee"],
  resume: ["恢复参与方", "Let on again"],
  endpoint: ["回调地址", "Endpoint"],
  key: ["新增公钥", "One more key"],
  signing: ["验签方式", "How calls are proven"],
  settle: ["结算确认", "A line settled"],
  own_key: ["枢纽签名密钥", "The hub's signing key"],
};

export const resources: Readonly<Record<HubResource, readonly [string, string]>> = {
  all: ["全部", "All calls"],
  participants: ["参与方查询", "Participants"],
  parties: ["客户查询", "Parties"],
  quotes: ["报价", "Quotes"],
  transfers: ["转账", "Transfers"],
};

const hows: Readonly<Record<"paid" | "covered" | "received" | "nothing", readonly [string, string]>> = {
  paid: ["已付款", "Paid"],
  covered: ["以缴存资金代偿", "Covered from its funds"],
  received: ["已入账", "Received"],
  nothing: ["无需结算", "Nothing to do"],
};

export function useHowName(): (how: keyof typeof hows) => string {
  const say = useSay();
  return (how) => say(...hows[how]);
}

/** What a change would do, in one line. */
export function useChangeText(): (change: HubChange) => string {
  const say = useSay();
  const how = useHowName();
  return ({ kind, amount, rate, detail: { endpoint, key, signing, settle, withdrawal, own_key } }) => {
    const money = amount ? moneyText(amount) : "";
    if (kind === "fee") return `${money} + ${(rate ?? 0) / 100}%`;
    if (endpoint) return `${say(...resources[endpoint.resource])} → ${endpoint.url ?? say("移除", "removed")}`;
    if (key) return say(`指纹 ${shortPrint(key.fingerprint)}`, `fingerprint ${shortPrint(key.fingerprint)}`);
    if (signing) {
      const verify = signing.verify ? say("须验签", "must prove") : say("不验签", "need not prove");
      return `${verify}，${signing.sign ? say("我方签名", "we sign") : say("我方不签名", "we do not sign")}`;
    }
    if (withdrawal)
      return `${money} · ${withdrawal.how === "sent" ? say("银行已付出", "sent") : say("退回", "came back")}`;
    if (own_key) return own_key.id;
    return settle ? `${money} · ${how(settle.how)}` : money;
  };
}

/** The beginning of a fingerprint in groups, as people read it out. */
export function shortPrint(fingerprint: string): string {
  return (fingerprint.slice(0, 16).match(/.{4}/g) ?? []).join(" ");
}
