import { row } from "./fault-row.ts";

/** What is refused about disputes, refund-only requests, held releases, rate cards and the platform's funds. */
export const disputeFaults = {
  dispute_open: row(
    409,
    false,
    { zh: "该订单已有进行中的纠纷", en: "The order has an open dispute" },
    { zh: "context 中的 dispute 尚未结束。", en: "Go on with the dispute that `context` names." },
  ),
  dispute_wrong_state: row(
    409,
    false,
    { zh: "纠纷当前状态不允许此操作", en: "The dispute is in another state" },
    { zh: "请查询其当前状态。", en: "Read the dispute to see its state." },
  ),
  appeal_too_late: row(
    409,
    false,
    { zh: "申诉期已过", en: "The time to appeal is over" },
    { zh: "退款成功后须在申诉期内提出。", en: "A store appeals within the days that the marketplace's rules name." },
  ),
  nothing_proposed: row(
    409,
    false,
    { zh: "尚无待决定的提议", en: "Nothing waits for a decision" },
    { zh: "须先由一人提议，再由另一人决定。", en: "One person proposes first; then another decides." },
  ),
  verdict_outdated: row(
    409,
    false,
    { zh: "提议已变更", en: "Another verdict is proposed now" },
    { zh: "请查看现在的提议后再决定。", en: "Read what is proposed now, and decide on that." },
  ),
  evidence_invalid: row(
    422,
    false,
    { zh: "证据文件有误", en: "The evidence cannot be taken" },
    {
      zh: "原因见 context：须为完整的 PNG、JPEG、WebP 或 PDF，不超过 2 MB，并由同一方为该订单上传。",
      en: "`context` says why: a whole PNG, JPEG, WebP or PDF of at most 2 MB, put to this order by the same party.",
    },
  ),
  evidence_full: row(
    409,
    false,
    { zh: "该订单的证据文件已达上限", en: "This party has put as many files to the order as it may" },
    { zh: "请引用已上传的文件。", en: "Name files that are there already." },
  ),
  refund_wrong_state: row(
    409,
    false,
    { zh: "退款当前状态不允许此操作", en: "The refund is in another state" },
    {
      zh: "仅异常退款可重试，请查询其当前状态。",
      en: "Only an abnormal refund is tried again. Read it to see its state.",
    },
  ),
  refund_elsewhere_unsupported: row(
    409,
    false,
    { zh: "该钱包只能原路退款", en: "This wallet sends refunds back only the way they came" },
    {
      zh: "请去掉 to 重试；若仍异常，请与付款人另行约定。",
      en: "Try again without `to`; if it stays abnormal, agree with the payer on another way outside the wallet.",
    },
  ),
  release_held: row(
    409,
    false,
    { zh: "订单款项暂不放款", en: "The order's money is held" },
    {
      zh: "context 指明原因：未结束的纠纷、以此单购买的券，或已延长的收货期限。",
      en: "`context` says why: an open dispute, a voucher that it bought, or a time limit that was made longer.",
    },
  ),
  release_extended: row(
    409,
    false,
    { zh: "收货期限只能延长一次", en: "The time limit was made longer already" },
    { zh: "现有期限见 context。", en: "`context` holds the time limit. It is made longer once." },
  ),
  release_not_begun: row(
    409,
    false,
    { zh: "收货期限尚未开始", en: "The time limit has not begun" },
    {
      zh: "订单尚未全部发货，发货前不会自动放款；发货后可延长一次。",
      en: "The order is not sent yet, and nothing is released before it is. Once it is sent the limit can be made longer.",
    },
  ),
  release_hold_ends: row(
    409,
    false,
    { zh: "钱包保管期将满，期限不能再延长", en: "The wallet does not hold the money for longer" },
    {
      zh: "context.until 为最迟放款时间；若货物有问题，请在此之前发起售后。",
      en: "`context.until` is the last moment. If something is wrong with the goods, open a dispute before it.",
    },
  ),
  order_released: row(
    409,
    false,
    { zh: "订单款项已放款", en: "The order's money was released" },
    { zh: "此后可退款，由店铺余额支付。", en: "From now on a refund comes from the store's balance." },
  ),
  rate_card_invalid: row(
    422,
    false,
    { zh: "费率卡有误", en: "The rate card is not valid" },
    {
      zh: "生效时间不得早于现在；比例与固定费用须同时填写，仅店铺卡可同时留空以恢复平台费率。",
      en:
        "It begins now or later, and has both figures. Only a store's card may have neither: from then on the " +
        "marketplace's holds again.",
    },
  ),
  rate_card_taken: row(
    409,
    false,
    { zh: "该时刻已有费率卡", en: "There is a rate card for that instant" },
    { zh: "费率卡只增不改，请另选生效时间。", en: "Cards are only added. Choose another instant." },
  ),
  funds_short: row(
    409,
    false,
    { zh: "平台自有资金不足", en: "The platform has not that much there" },
    { zh: "请先向该钱包账户存入平台资金。", en: "Add funds of the platform at that wallet account first." },
  ),
  funds_wrong_state: row(
    409,
    false,
    { zh: "该笔资金变动已处理", en: "That was decided already" },
    { zh: "请查询其当前状态。", en: "Read it to see its state." },
  ),
} as const;
