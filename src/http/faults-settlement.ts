import { row } from "./fault-row.ts";

/** What is refused about withdrawals, bank cards and shares. */
export const withdrawalFaults = {
  release_in_progress: row(
    409,
    true,
    { zh: "钱包正在放款或分账", en: "The wallet is dividing the order's money right now" },
    { zh: "请等待放款结束后重试。", en: "Try again when the release has ended." },
  ),
  share_wrong_state: row(
    409,
    false,
    { zh: "分账当前状态不允许此操作", en: "The share is in another state" },
    { zh: "只有已完成且已放款的分账可以回退。", en: "Only a share that was made, of a released order, comes back." },
  ),
  share_exceeds: row(
    409,
    false,
    { zh: "超过可回退的分账金额", en: "More than is left of the share" },
    { zh: "可回退金额见 context。", en: "`context` holds what is left." },
  ),
  bank_card_invalid: row(
    422,
    false,
    { zh: "银行卡号有误", en: "The bank card's number is not valid" },
    { zh: "卡号为 12 至 19 位数字。", en: "It has 12 to 19 digits." },
  ),
  bank_card_missing: row(
    409,
    false,
    { zh: "店铺尚未设置银行卡", en: "The store has no bank card" },
    { zh: "请先设置收款银行卡。", en: "Set the card that the money is to go to." },
  ),
  bank_card_cooling_off: row(
    409,
    false,
    { zh: "银行卡变更未满 24 小时", en: "The bank card was set less than a day ago" },
    { zh: "context 中的 usable_at 之后方可提现。", en: "Withdraw after `usable_at` in `context`." },
  ),
  withdrawal_limit: row(
    409,
    false,
    { zh: "超过单日提现限额", en: "More than may be withdrawn in a day" },
    { zh: "限额见 context，请次日再试。", en: "`context` holds the limit. Try again on the next day." },
  ),
  withdrawal_unsupported: row(
    422,
    false,
    { zh: "该钱包暂不支持提现", en: "This wallet cannot be withdrawn from yet" },
    { zh: "请直接在钱包的商户平台提现。", en: "Withdraw at the wallet's own merchant site." },
  ),
  withdrawal_wrong_state: row(
    409,
    false,
    { zh: "提现当前状态不允许此操作", en: "The withdrawal is in another state" },
    { zh: "请查询其当前状态。", en: "Read the withdrawal to see its state." },
  ),
} as const;
