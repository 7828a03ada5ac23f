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
  wire_calls_dropped: {
    zh: "部分与钱包往来的报文来不及留存，资金不受影响。",
    en: "Some calls to wallets could not be kept to be looked at; no money is concerned.",
  },
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
  acceptance_amount_differs: {
    zh: "付款方钱包实收金额与应付不符，款项将原路退回。",
    en: "Another amount came from the payer's wallet than was asked for; it goes back.",
  },
  acceptance_return_refused: {
    zh: "付款方钱包拒绝退回款项，须由人处理。",
    en: "The payer's wallet will not take its money back: somebody has to act.",
  },
  advance_failed: { zh: "一笔平台垫款未能办完，将自动重试。", en: "Work on an advance has failed; it is tried again." },
  alarm_not_cleared: {
    zh: "有告警未能自动解除，将自动重试。",
    en: "Alarms that may be over could not be cleared; it is tried again.",
  },
  alarm_not_written: {
    zh: "有告警无法写入，已放弃；内容见日志。",
    en: "An alarm could not be written and was given up; the log has it.",
  },
  application_failed: {
    zh: "一份进件申请处理失败，将自动重试。",
    en: "Work on an application has failed; it is tried again.",
  },
  application_lost_at_wallet: {
    zh: "钱包查不到已提交的进件申请。",
    en: "A wallet does not know an application that it had taken.",
  },
  application_word_unfit: {
    zh: "钱包对进件申请的答复与其进度不符，未采用。",
    en: "A wallet's decision does not fit an application's state; it was not taken over.",
  },
  ballots_differ_from_root: {
    zh: "征求意见的选票与已公布的根不符。",
    en: "The ballots of a consultation are no longer those whose root was published.",
  },
  campaign_let_go_failed: {
    zh: "已结束广告活动的余款未能退回，将自动重试。",
    en: "What is left of a campaign could not be given back; it is tried again.",
  },
  clearing_failed: {
    zh: "一笔跨钱包清算处理失败，将自动重试。",
    en: "Work on a settlement between two wallets has failed; it is tried again.",
  },
  dispute_failed: {
    zh: "一项纠纷裁决未能执行，将自动重试。",
    en: "What was decided of a dispute could not be done; it is tried again.",
  },
  dispute_refund_short: {
    zh: "店铺余额不足，纠纷退款未付，将自动重试。",
    en: "A dispute's refund waits: the store's balance does not cover it.",
  },
  drill_broke: { zh: "一次故障演练中断。", en: "An outage drill broke off." },
  hub_call_failed: { zh: "互转枢纽处理请求时出错。", en: "The hub failed at a call." },
  hub_due_failed: {
    zh: "互转枢纽的一项到期工作失败，将自动重试。",
    en: "The hub could not do what is due about a transfer; it is tried again.",
  },
  hub_message_failed: {
    zh: "互转枢纽的一条消息处理失败，将自动重试。",
    en: "A message of the hub could not be looked after; it comes again.",
  },
  hub_message_not_taken: {
    zh: "互转枢纽的参与方一小时内未收下通知，不再重发；其可自行查询。",
    en: "A participant of the hub did not take what it was told for an hour; it is not told again, but may ask.",
  },
  hub_settlement_late: { zh: "互转枢纽的参与方逾期未结清。", en: "A participant of the hub has not settled in time." },
  hub_work_failed: {
    zh: "互转枢纽的工作中断，将自动继续。",
    en: "The hub's work broke off; the worker goes on with it.",
  },
  onboarding_unsupported: {
    zh: "该钱包账户不支持进件，申请无法提交。",
    en: "This wallet account takes no applications; one waits that cannot be sent.",
  },
  opening_paused_by_guard: { zh: "护栏越限，开放计划已自动暂停。", en: "A guard has paused an opening." },
  opening_prerequisite_lost: { zh: "开放计划失去了前提条件。", en: "An opening has lost what it requires." },
  release_failed: { zh: "一笔放款处理失败，将自动重试。", en: "Work on a release has failed; it is tried again." },
  share_over_limit: {
    zh: "佣金超出钱包的分账上限，未在钱包分账。",
    en: "A commission is above what may be shared at the wallet; it was not taken there.",
  },
  share_return_refused: { zh: "钱包拒绝分账回退。", en: "A wallet refuses to give a share back." },
  store_not_told: {
    zh: "店铺的银行卡或提现规则有变，却未能通知店铺。",
    en: "A store's card or withdrawal rules changed, and it could not be told.",
  },
  sub_merchant_differs: {
    zh: "钱包先后给出了不同的特约商户号。",
    en: "A wallet names another number of a store than before.",
  },
  ship_overdue: {
    zh: "店铺有已付款订单逾期未发货；款项留在担保中，不会自动放款。",
    en: "A store has not sent what was paid, in time; the money stays in escrow until somebody acts.",
  },
  shipment_returned: {
    zh: "有包裹退回店铺；款项不会按时限自动放款，须由人处理。",
    en: "A parcel came back to the store; its order's money is not released by time, and a person decides.",
  },
  wallet_degraded: {
    zh: "钱包响应异常，暂不向买家提供。",
    en: "A wallet does not answer as it should; it is offered to nobody for now.",
  },
  wallet_effect_failed: {
    zh: "向钱包查询放款或分账的结果失败，将自动重试。",
    en: "A wallet could not be asked about a release or a share; it is tried again.",
  },
  wallet_effect_late: {
    zh: "钱包迟迟未答复放款或分账。",
    en: "A wallet has not answered about a release or a share for long.",
  },
  wallet_hold_ended: {
    zh: "钱包保管期已过，款项可能已由钱包放出。",
    en: "A wallet's time to hold an order's money is over; it may have let it go.",
  },
  wallet_hold_ending: {
    zh: "钱包保管期将满，订单款项尚未放款。",
    en: "A wallet's time to hold an order's money ends soon, and it is not released.",
  },
  wallet_recovered: { zh: "钱包已恢复。", en: "A wallet answers again." },
  withdrawal_amount_differs: {
    zh: "钱包所述提现金额不符，未入账。",
    en: "A wallet tells of another amount of a withdrawal; nothing was posted.",
  },
  withdrawal_card_differs: {
    zh: "钱包所述提现银行卡与我方记录不符。",
    en: "A wallet tells of another card of a withdrawal than was asked for.",
  },
  withdrawal_failed: {
    zh: "一笔提现处理失败，将自动重试。",
    en: "Work on a withdrawal has failed; it is tried again.",
  },
  approver_made: {
    zh: "新增了一名审批人；七天内不能审批其创建者的提议。非本意请立即移出成员。",
    en: "An approver was made, who for seven days decides nothing that their maker proposed. End it if it is not meant.",
  },
  approver_reset: {
    zh: "一名审批人的登录被重设；七天内不能审批重设者的提议。非本意请立即移出成员。",
    en: "An approver's way in was reset: for seven days nothing of whoever did that is theirs to decide. End it if not meant.",
  },
  webhook_failing: {
    zh: "一个回调地址超过一天没有收下任何推送；满五天将自动停用。",
    en: "A webhook endpoint has taken nothing for a day; after five days it is switched off.",
  },
  webhook_disabled: {
    zh: "一个回调地址已自动停用，不再推送；修复后请重新启用。",
    en: "A webhook endpoint was switched off and is sent nothing more; switch it on again once it is mended.",
  },
  break_not_named: { zh: "对账差错未能即时列出。", en: "A break could not be named at once." },
};

/** For people: both languages. */
export function alarmWords(what: string): Words {
  return words[what] ?? { zh: `告警：${what}`, en: `Alarm: ${what.replaceAll("_", " ")}` };
}
