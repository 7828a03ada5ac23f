import type { Gap, Words } from "./types.ts";

const table: Readonly<Record<string, Words>> = {
  checkout_opened: { zh: "打开收银台", en: "Checkout opened" },
  webhook_told: { zh: "已通知商家系统", en: "The shop's system was told" },
  order_made: { zh: "创建订单", en: "Order made" },
  order_paid: { zh: "订单已付款", en: "Order paid" },
  receipt_confirmed: { zh: "买家确认收货", en: "Receipt confirmed by the buyer" },
  released_by_time: { zh: "到期自动放款", en: "Released when the time was over" },
  dispute_opened: { zh: "发起售后", en: "Dispute opened" },
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
