/** @jsxImportSource react */
import { SearchOutlined } from "@ant-design/icons";
import { App, Input, Modal } from "antd";
import { useState } from "react";
import { get } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { go, Link } from "../lib/router.tsx";
import type { Found, List } from "../lib/types.ts";
import { Ident } from "./states.tsx";

/** Where what was found is looked at, by the beginning of the id that it leads to; null: it has no page. */
const pages: Readonly<Record<string, (id: string) => string>> = {
  ord: (id) => `/console/orders/${id}`,
  chk: (id) => `/console/orders?checkout=${id}`,
  opn: (id) => `/console/openings/${id}`,
  dsp: (id) => `/console/disputes/${id}`,
  apl: (id) => `/console/applications/${id}`,
  sto: (id) => `/console/stores?q=${id}`,
  rec: (id) => `/console/reconciliation?run=${id}`,
  brk: (id) => `/console/reconciliation?break=${id}`,
  wdr: () => "/console/balances",
  drl: () => "/console/drills",
  cmp: (id) => `/console/campaigns/${id}`,
  efr: (id) => `/console/effects/${id}`,
  alc: (id) => `/console/alliance/${id}`,
  mpo: () => "/console/media-payouts",
  lnk: () => "/console/links",
  lbk: () => "/console/links",
  igr: () => "/console/links",
  stl: () => "/console/hub",
  hch: () => "/console/hub",
  cls: () => "/console/acceptance?tab=clearings",
  ach: () => "/console/acceptance",
  agr: (id) => `/console/agreements/${id}`,
  pfm: () => "/console/funds",
  cas: () => "/console/cases",
  key: () => "/console/developers",
  whe: () => "/console/developers",
  alm: () => "/console/alarms",
};

const pageOf = ({ leads_to: id }: Found): string | null => pages[id.slice(0, 3)]?.(id) ?? null;

const kindWords: Readonly<Record<string, readonly [string, string]>> = {
  order: ["订单", "Order"],
  payment: ["支付", "Payment"],
  refund: ["退款", "Refund"],
  checkout: ["收银台", "Checkout"],
  friend_link: ["代付链接", "Friend link"],
  transfer: ["分录", "Transfer"],
  event: ["事件", "Event"],
  shipment: ["物流", "Shipment"],
  moment: ["上报记录", "Told by a host app"],
  complaint: ["投诉", "Complaint"],
  dispute: ["纠纷", "Dispute"],
  evidence: ["证据文件", "Evidence"],
  acceptance: ["收单互认", "Acceptance"],
  screen_appeal: ["店铺申诉", "Store's appeal"],
  refund_proposal: ["待审批退款", "Refund that waits"],
  refund_limit_change: ["退款限额修改", "Change of a limit"],
  campaign_bill: ["广告账单", "Campaign's bill"],
  media_payout: ["媒体付款", "Host app's payout"],
  case: ["流程缺口", "Case"],
  share: ["分账", "Share"],
  share_return: ["分账回退", "Share return"],
  advance: ["垫款", "Advance"],
  withdrawal: ["提现", "Withdrawal"],
  application: ["进件申请", "Application"],
  break: ["对账差错", "Break"],
  run: ["对账批次", "Run"],
  opening: ["开放计划", "Opening"],
  agreement: ["协议", "Agreement"],
  voucher: ["券", "Voucher"],
  link: ["链接", "Link"],
  merchant_code: ["收款码", "Merchant's code"],
  campaign: ["广告活动", "Campaign"],
  placement: ["广告位", "Placement"],
  click: ["点击", "Click"],
  licence: ["版权授权", "Licence"],
  entry: ["服务入口", "Entry"],
  drill: ["演练", "Drill"],
  store: ["店铺", "Store"],
  activation: ["开通记录", "Activation"],
  merchant: ["商户", "Merchant"],
  marketplace: ["平台", "Marketplace"],
  wallet_account: ["钱包账户", "Wallet account"],
  api_key: ["密钥", "API key"],
  webhook_endpoint: ["回调地址", "Webhook endpoint"],
  delivery: ["回调投递", "Delivery"],
  alarm: ["告警", "Alarm"],
  platform_funds: ["平台资金变动", "Platform's funds"],
  link_block: ["链接封禁", "Block of a link"],
  interface_grant: ["接口授权", "Grant of an interface"],
  licence_use: ["授权使用", "Use of a licence"],
  notification: ["消息", "Notification"],
  alliance_contract: ["联盟合约", "Alliance contract"],
  alliance_dataset: ["联盟数据集", "Alliance data set"],
  alliance_run: ["联盟计算", "Alliance run"],
  effect_report: ["效果报告", "Effect report"],
  acceptance_settlement: ["收单互认结算", "Settlement of acceptances"],
  hub_settlement: ["互转清算", "Hub's settlement"],
  acceptance_change: ["收单互认变更", "Change of acceptance"],
  hub_change: ["互转变更", "Change at the hub"],
};

/** One box that takes any id, an order's number, or a wallet's transaction number. */
export function SearchBox() {
  const say = useSay();
  const { message } = App.useApp();
  const [text, setText] = useState("");
  const [several, setSeveral] = useState<readonly Found[]>([]);
  const look = async (): Promise<void> => {
    if (text.trim() === "") return;
    try {
      const { data } = await get<List<Found>>(`/v1/find?text=${encodeURIComponent(text.trim())}`);
      const [only] = data;
      const page = only ? pageOf(only) : null;
      if (!only) void message.info(say("没有找到", "Nothing found"));
      else if (data.length > 1 || page === null) setSeveral(data);
      else {
        setText("");
        go(page);
      }
    } catch {
      void message.info(say("查找失败，请重试", "Could not look: try again"));
    }
  };
  return (
    <>
      <Input
        className="search-box"
        prefix={<SearchOutlined aria-hidden="true" />}
        aria-label={say("搜索任意编号或订单号", "Search any id or order number")}
        placeholder={say("任意编号或订单号", "Any id or order number")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={() => void look()}
      />
      <Modal
        open={several.length > 0}
        footer={null}
        title={say("找到的内容", "What was found")}
        onCancel={() => setSeveral([])}
      >
        <ul className="checks">
          {several.map((one) => (
            <FoundRow key={one.id} one={one} close={() => setSeveral([])} />
          ))}
        </ul>
      </Modal>
    </>
  );
}

function FoundRow({ one, close }: { one: Found; close: () => void }) {
  const say = useSay();
  const page = pageOf(one);
  const kind = say(...(kindWords[one.kind] ?? ([one.kind, one.kind] as const)));
  return (
    <li>
      {page === null ? (
        kind
      ) : (
        <Link href={page} onClick={close}>
          {kind}
        </Link>
      )}{" "}
      <Ident id={one.id} />
      {page === null ? <span className="soft"> {say("（没有单独的页面）", "(has no page of its own)")}</span> : null}
    </li>
  );
}
