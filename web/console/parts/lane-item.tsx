/** @jsxImportSource react */
import { eventKinds } from "../lib/event-kinds.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Flow, FlowItem } from "../lib/types.ts";
import { EvidenceLink } from "./evidence-link.tsx";
import { usePartnerName } from "./partner-names.ts";
import { Amount } from "./states.tsx";
import { useTransferName } from "./transfer-words.ts";
import { useMethodName, useWalletName } from "./wallets.tsx";

/** The four flows: name in both languages, colour. */
export const lanes: readonly (readonly [Flow, string, string, string])[] = [
  ["information", "信息流", "Information", "#8a5fb0"],
  ["transaction", "交易流", "Transaction", "#1d6fb8"],
  ["payment", "资金流", "Payment", "#0b8f7d"],
  ["logistics", "物流", "Logistics", "#c4572f"],
];

const evidenceWords: Readonly<Record<string, readonly [string, string]>> = {
  order: ["订单", "order"],
  checkout: ["收银台", "checkout"],
  payment: ["支付", "payment"],
  refund: ["退款", "refund"],
  refund_proposal: ["待审批退款", "refund that waits"],
  transfer: ["分录", "transfer"],
  event: ["事件", "event"],
  shipment: ["物流记录", "shipment"],
  moment: ["上报记录", "told by a host app"],
  click: ["点击", "click"],
  campaign: ["广告活动", "campaign"],
  dispute: ["纠纷", "dispute"],
  complaint: ["投诉", "complaint"],
  friend_link: ["代付链接", "friend link"],
};

const detailWords: Readonly<Record<string, readonly [string, string]>> = {
  moments: ["朋友圈", "Moments"],
  chat: ["聊天", "chat"],
  group: ["群聊", "group"],
  feed: ["信息流", "feed"],
  search: ["搜索", "search"],
  buyer: ["买家", "buyer"],
  store: ["店铺", "store"],
  platform: ["平台", "platform"],
  person: ["人工", "a person"],
  rule: ["规则", "a rule"],
  house: ["系统", "the house"],
  refund_only: ["仅退款", "refund only"],
  dispute: ["纠纷", "dispute"],
};

/** What endpoints hear of in a family only. */
const ownEvents: readonly (readonly [string, string, string])[] = [
  ["payment.waiting", "等待付款", "Waiting for the buyer"],
  ["payment.abandoned", "买家已换钱包", "The buyer changed wallets"],
  ["refund.refused", "退款被拒", "A refund was refused"],
  ["refund.abnormal", "退款异常", "A refund is stuck"],
];

/** An event as endpoints choose it, by its words; one that nobody named keeps its own. */
function eventName(type: string, say: (zh: string, en: string) => string): string {
  const known = [...eventKinds, ...ownEvents].find(([kind]) => kind === type);
  return known ? say(known[1], known[2]) : type;
}

/** One thing that happened, with the row that proves it. */
export function LaneItem({ item, order }: { item: FlowItem; order: string }) {
  const say = useSay();
  const words = useWords();
  const wallet = useWalletName();
  const partner = usePartnerName();
  const method = useMethodName();
  const transfer = useTransferName();
  const lane = lanes.find(([flow]) => flow === item.flow);
  const text = (name: string, value: string): string => {
    if (name === "wallet") return wallet(value);
    if (name === "host") return partner(value);
    if (name === "method") return method(value);
    if (item.code === "transfer" && name === "kind") return transfer(value);
    if (name === "type") return eventName(value, say);
    const known = detailWords[value];
    return known ? say(known[0], known[1]) : value;
  };
  const detail = Object.entries(item.detail)
    .filter(([, value]) => !/^[a-z]{3}_[0-9A-Z]{26}$/.test(value) && value !== "")
    .map(([name, value]) => text(name, value));
  const { kind, id } = item.evidence;
  const named = say(...(evidenceWords[kind] ?? ([kind, kind] as const)));
  const proof = `${named} …${id.slice(-6)}`;
  return (
    <div className="lane-item">
      {lane ? <span className="lane-name">{say(lane[1], lane[2])}</span> : null}
      <strong>{words(item.words)}</strong> {item.amount ? <Amount of={item.amount} /> : null}
      {item.note ? <div>{words(item.note)}</div> : null}
      {detail.length > 0 ? <div className="soft">{detail.join(" · ")}</div> : null}
      <div className="mono soft" title={id}>
        <EvidenceLink item={item} order={order} proof={proof} />
      </div>
    </div>
  );
}
