import { useSay } from "../lib/language.tsx";

/** What a booking was for, as the ledger names it. */
export const transferWords: Readonly<Record<string, readonly [string, string]>> = {
  payment_paid: ["收款", "Paid"],
  payment_surplus: ["多付款", "Paid on top"],
  payment_suspended: ["金额不符，暂挂", "Another amount, held apart"],
  suspense_returned: ["暂挂款退回", "What was held apart went back"],
  refund_asked: ["退款", "Refunds"],
  refund_done: ["退款已付出", "Refund paid out"],
  refund_refused: ["退款未成", "Refused refunds"],
  refund_commission: ["退回佣金", "Commission back"],
  refund_commission_kept: ["退款未成，佣金照收", "Commission kept after all"],
  refund_advanced: ["平台垫付", "Advanced"],
  refund_advance_kept: ["退款未成，垫付取消", "Advance not needed"],
  order_released: ["放款给店铺", "Released to the store"],
  commission_taken: ["佣金", "Commission"],
  share_collected: ["分账", "Shared"],
  withdrawal_asked: ["提现", "Withdrawn"],
  withdrawal_paid: ["提现已到银行卡", "Withdrawal paid"],
  withdrawal_fee: ["提现手续费", "Withdrawal fee"],
  withdrawal_fee_returned: ["提现手续费退回", "Withdrawal fee back"],
  withdrawal_back: ["提现退回", "Withdrawal back"],
  withdrawal_returned: ["银行退票", "Returned by the bank"],
  wallet_fee_kept: ["钱包手续费", "Wallet fees"],
  wallet_fee_returned: ["钱包手续费退回", "Wallet fee back"],
  store_compensated: ["补偿店铺", "Store compensated"],
  compensation_given: ["平台补偿", "Compensation"],
  voucher_sold: ["售券", "Vouchers sold"],
  voucher_redeemed: ["券已核销", "Voucher redeemed"],
  voucher_received: ["核销券款", "Vouchers taken"],
  voucher_back: ["退券", "Vouchers back"],
  ads_set_aside: ["广告预留", "Set aside for ads"],
  ads_let_go: ["广告预留退回", "Ads' money back"],
  ads_billed: ["广告账单", "Billed for ads"],
  acceptance_cleared: ["收单互认清算", "Cleared between wallets"],
  acceptance_fee: ["收单互认手续费", "Fee of acceptance"],
  acceptance_refunded: ["收单互认退款", "Refunded between wallets"],
  acceptance_fee_back: ["收单互认手续费退回", "Fee of acceptance back"],
};

/** A booking's kind in the reader's words; one that nobody named stays as the ledger writes it. */
export function useTransferName(): (kind: string) => string {
  const say = useSay();
  return (kind) => say(...(transferWords[kind] ?? ([kind, kind] as const)));
}
