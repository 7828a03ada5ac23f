import type { Gap, Words } from "./types.ts";

const table: Readonly<Record<string, Words>> = {
  checkout_opened: { zh: "打开收银台", en: "Checkout opened" },
  webhook_told: { zh: "已通知商家系统", en: "The shop's system was told" },
  order_made: { zh: "创建订单", en: "Order made" },
  order_paid: { zh: "订单已付款", en: "Order paid" },
  receipt_confirmed: { zh: "买家确认收货", en: "Receipt confirmed by the buyer" },
  released_by_time: { zh: "到期自动放款", en: "Released when the time was over" },
  friend_asked: { zh: "请好友代付", en: "A friend was asked to pay" },
  order_viewed: { zh: "浏览", en: "Looked at" },
  order_shared: { zh: "分享", en: "Shared" },
  chat_message: { zh: "聊天消息", en: "Chat message" },
  ad_clicked: { zh: "点击广告", en: "Advertisement clicked" },
  ad_opened: { zh: "打开落地页", en: "Its page was opened" },
  campaign_credited: { zh: "归因到广告活动", en: "Credited to a campaign" },
  dispute_opened: { zh: "发起售后", en: "Dispute opened" },
  dispute_agreed: { zh: "店铺同意", en: "The store agreed" },
  dispute_silent: { zh: "店铺逾期未答", en: "The store did not answer in time" },
  dispute_contested: { zh: "店铺有异议", en: "The store contested it" },
  dispute_withdrawn: { zh: "买家撤回", en: "Withdrawn by the buyer" },
  dispute_proposed: { zh: "提出裁决", en: "A verdict was proposed" },
  dispute_for_buyer: { zh: "裁决支持买家", en: "Decided for the buyer" },
  dispute_for_store: { zh: "裁决支持店铺", en: "Decided for the store" },
  dispute_refunded: { zh: "售后已退款", en: "Refunded for the dispute" },
  dispute_refund_failed: { zh: "售后退款未成功", en: "The dispute's refund failed" },
  dispute_appealed: { zh: "店铺申诉", en: "The store appealed" },
  dispute_upheld: { zh: "申诉不成立", en: "The appeal was turned down" },
  dispute_overturned: { zh: "申诉成立", en: "The appeal was granted" },
  dispute_paid: { zh: "已补偿店铺", en: "The store was compensated" },
  complaint_received: { zh: "买家投诉", en: "A buyer complained" },
  payment_started: { zh: "发起支付", en: "Payment started" },
  payment_paid: { zh: "支付成功", en: "Paid" },
  payment_refused: { zh: "支付被拒", en: "Payment refused" },
  payment_closed: { zh: "支付已关闭", en: "Payment closed" },
  payment_abandoned: { zh: "买家改用其他钱包", en: "Buyer left for another wallet" },
  payment_other_amount: { zh: "付款金额不符，全额退回", en: "Paid with another amount: all of it goes back" },
  payment_surplus: { zh: "重复付款，自动退回", en: "Paid twice: it goes back by itself" },
  refund_asked: { zh: "申请退款", en: "Refund asked for" },
  refund_done: { zh: "退款到账", en: "Refund done" },
  refund_refused: { zh: "退款被拒", en: "Refund refused" },
  transfer: { zh: "记账", en: "Booked" },
  picked_up: { zh: "已揽收", en: "Picked up" },
  in_transit: { zh: "运输中", en: "In transit" },
  out_for_delivery: { zh: "派送中", en: "Out for delivery" },
  delivered: { zh: "已签收", en: "Delivered" },
  returned: { zh: "已退回", en: "Returned" },
};

export function wordsOf(code: string): Words {
  return table[code] ?? { zh: code, en: code };
}

export const gapWords: Readonly<Record<Gap["code"], Words>> = {
  paid_not_shipped: {
    zh: "已付款超过三天，尚无物流信息",
    en: "Paid more than three days ago, and no carrier knows of it",
  },
  shipped_not_paid: { zh: "已发货，却没有收到款项", en: "Shipped, yet never paid" },
  refunded_not_returned: { zh: "货物已签收，订单已全额退款", en: "Delivered and refunded in full" },
};
