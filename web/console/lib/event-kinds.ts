/**
 * The events that an endpoint may choose, in families: a family's star takes what is added to it later too. A type that
 * is told apart here is one that shops act on by itself.
 */
export const eventKinds: readonly (readonly [string, string, string])[] = [
  ["*", "全部事件", "Every event"],
  ["payment.*", "支付：全部", "Payments: all"],
  ["payment.paid", "支付成功", "A payment was paid"],
  ["payment.refused", "支付被拒", "A payment was refused"],
  ["payment.closed", "支付已关闭", "A payment was closed"],
  ["payment.surplus", "重复支付", "A payment came on top of another"],
  ["payment.returned", "多付款已退回", "A surplus was returned"],
  ["refund.*", "退款：全部", "Refunds: all"],
  ["refund.created", "退款已申请", "A refund was asked for"],
  ["refund.refunded", "退款成功", "A refund was done"],
  ["order.*", "订单发货与放款：全部", "Orders, sent and released: all"],
  ["order.shipped", "订单已全部发货", "All of an order was sent"],
  ["order.delivered", "订单已全部签收", "All of an order was signed for"],
  ["order.ship_overdue", "逾期未发货", "An order was not sent in time"],
  ["order.released", "订单款已放给店铺", "An order's money was released"],
  ["dispute.*", "纠纷：全部", "Disputes: all"],
  ["dispute.opened", "新纠纷", "A dispute was opened"],
  ["complaint.*", "投诉", "Complaints"],
  ["case.*", "流程缺口", "Gaps in orders' flows"],
  ["withdrawal.*", "提现：全部", "Withdrawals: all"],
  ["withdrawal.asked", "申请提现", "A withdrawal was asked for"],
  ["funds.*", "平台资金", "Platform funds"],
  ["opening.*", "开放计划", "Openings"],
  ["application.*", "进件申请", "Applications"],
  ["agreement.*", "协议", "Agreements"],
  ["reconciliation.*", "对账", "Reconciliation"],
  ["campaign.*", "推广活动", "Campaigns"],
  ["media_payout.*", "媒体结算", "Host apps' payouts"],
  ["link.*", "链接", "Links"],
  ["link_block.*", "链接屏蔽", "Blocks of links"],
  ["voucher.*", "券", "Vouchers"],
  ["acceptance.*", "收单互认", "Acceptance"],
];

/** What is sent: with the star the rest says nothing more, and with a family's star its own types say nothing more. */
export function leastOf(chosen: readonly string[]): string[] {
  if (chosen.includes("*")) return ["*"];
  const families = new Set(chosen.filter((one) => one.endsWith(".*")).map((one) => one.slice(0, -1)));
  return [...new Set(chosen)].filter(
    (one) => one.endsWith(".*") || ![...families].some((family) => one.startsWith(family)),
  );
}
