type Words = { zh: string; en: string };

/** What an alarm means, to whoever finds it under the bell; one without words here is told by its name. */
const words: Readonly<Record<string, Words>> = {
  wallet_success_unplaced: {
    zh: "钱包已收付成功，账簿中却没有对应分录，已列为对账差错。",
    en: "A wallet's success stands in no book; it is named as a break.",
  },
  payment_amount_differs: {
    zh: "钱包所述金额与应付不符，未入账，正在核实。",
    en: "A wallet tells of another amount than was asked for; nothing was posted.",
  },
  payment_contradiction: {
    zh: "钱包对同一笔付款前后说法不一，未入账。",
    en: "A wallet contradicts itself about a payment; nothing was posted.",
  },
  bill_refused: {
    zh: "钱包账单有误，已拒收，将自动重取。",
    en: "A wallet's bill is wrong and was refused; it is fetched again.",
  },
  bill_overdue: { zh: "钱包账单到傍晚仍未取得。", en: "A wallet's bill is not in by evening." },
  bill_unmatched: {
    zh: "账单已到，十五分钟内未核对完毕，差错尚未列出。",
    en: "A bill is in and was not matched within 15 minutes: its breaks have no name yet.",
  },
  work_overdue: { zh: "有到期工作超过十五分钟无人处理。", en: "Work has been due for 15 minutes and nobody does it." },
  refund_abnormal: {
    zh: "退款被钱包标为异常，须由人处理。",
    en: "A refund is abnormal at the wallet: somebody has to act there.",
  },
  refund_amount_differs: { zh: "钱包所述退款金额不符。", en: "A wallet tells of another amount of a refund." },
  refund_contradiction: { zh: "钱包对同一笔退款前后说法不一。", en: "A wallet contradicts itself about a refund." },
  withdrawal_refused: { zh: "提现被银行拒绝，款项已退回余额。", en: "A withdrawal was refused; its money is back." },
  withdrawal_returned: { zh: "提现到账后被银行退票。", en: "The bank sent a withdrawal back." },
  release_refused: { zh: "钱包拒绝放款。", en: "A wallet refuses to let an order's money go." },
  share_refused: { zh: "钱包拒绝分账。", en: "A wallet refuses the marketplace's share." },
  compensation_short: {
    zh: "平台自有资金不足，补偿未付。",
    en: "The platform's own funds do not cover a compensation.",
  },
  notice_not_genuine: { zh: "收到未能验真的钱包通知。", en: "A notice that is not a wallet's was refused." },
  notice_stray: { zh: "收到与我方记录无关的钱包通知。", en: "A proven notice is about nothing that we know." },
  wallet_word_unknown: { zh: "钱包返回了未知的状态词。", en: "A wallet uses a word that the house does not know." },
  cap_exceeded_by_late_payment: {
    zh: "付款关闭后款项仍到账，已超出当日限额；仍计入限额。",
    en: "Money came after a payment had ended, beyond the day's cap; it counts in that cap all the same.",
  },
  over_cap_not_closed: {
    zh: "限额调低后，超限的付款未能在钱包关闭，将自动重试。",
    en: "A payment above a lowered cap could not be closed at its wallet; it is tried again.",
  },
  caps_not_settled: {
    zh: "付款结束后限额未能随之更新，将自动补记。",
    en: "A payment has ended and its caps do not count that yet; it is made up for by itself.",
  },
  due_work_failed: { zh: "一项到期工作失败，将自动重试。", en: "Work that was due has failed; it is tried again." },
  wallet_not_connected: {
    zh: "钱包账户无法连接，其付款已放弃，买家可换用其他钱包。",
    en: "A wallet account cannot be connected; its payment was left, so that the buyer is not held up.",
  },
  voucher_failed: {
    zh: "一张券的款项处理失败，将自动重试。",
    en: "A voucher's money could not move; it is tried again.",
  },
  voucher_refund_refused: {
    zh: "券款未能退回买家，将自动再次申请。",
    en: "A voucher's refund to its buyer was refused; it is asked for again.",
  },
  payout_failed: {
    zh: "一笔媒体付款处理失败，将自动重试。",
    en: "Work on a media payout has failed; it is tried again.",
  },
  payout_refused: { zh: "媒体付款被钱包拒绝。", en: "A wallet refused a media payout." },
  payout_returned: { zh: "媒体付款到账后被银行退票。", en: "The bank sent a media payout back." },
  payout_amount_differs: {
    zh: "钱包所述媒体付款金额不符，未入账。",
    en: "A wallet tells of another amount of a media payout; nothing was posted.",
  },
  campaign_bill_failed: {
    zh: "一张已批准的广告账单未能入账，将自动重试。",
    en: "An approved bill of a campaign could not be finished; it is tried again.",
  },
  break_not_named: { zh: "对账差错未能即时列出。", en: "A break could not be named at once." },
};

/** For people: both languages. */
export function alarmWords(what: string): Words {
  return words[what] ?? { zh: `告警：${what}`, en: `Alarm: ${what.replaceAll("_", " ")}` };
}
