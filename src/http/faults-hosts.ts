import { row } from "./fault-row.ts";

/** What is refused about campaigns, entries and licences. */
export const hostFaults = {
  campaign_invalid: row(
    422,
    false,
    { zh: "广告活动设置有误", en: "The campaign is not valid" },
    { zh: "请修改 context 中 field 所示的一项。", en: "Mend the field that `context` names." },
  ),
  campaign_wrong_state: row(
    409,
    false,
    { zh: "广告活动已结束", en: "The campaign has ended" },
    { zh: "请新建广告活动。", en: "Make a new one." },
  ),
  campaign_not_billed: row(
    409,
    false,
    { zh: "广告活动未设出账账户", en: "The campaign has no account that is billed" },
    { zh: "新建活动时填写 wallet_account。", en: "Name a wallet_account when you make a campaign." },
  ),
  campaign_funds_short: row(
    409,
    false,
    { zh: "平台自有资金不足", en: "The platform's own funds are short" },
    { zh: "请先向该钱包账户补充平台资金，再出账。", en: "Add funds at that wallet account, then bill again." },
  ),
  campaign_balance_short: row(
    409,
    false,
    { zh: "店铺余额不足", en: "The store's balance is short" },
    { zh: "请调低预算，或等待更多订单放款。", en: "Ask for a smaller budget, or wait until more orders are released." },
  ),
  campaign_debt_first: row(
    409,
    false,
    { zh: "店铺尚欠平台款项", en: "The store owes the platform" },
    {
      zh: "款项刚刚到账，须先抵欠款；请稍后再试。",
      en: "Money has just come in, and the debt is taken out of it first. Try again in a moment.",
    },
  ),
  campaign_store_apart: row(
    409,
    false,
    { zh: "店铺款项存于其自己的商户号", en: "The store's money lies under its own number at the wallet" },
    {
      zh: "平台无法从那里付款；请选择款项存于平台商户号的钱包账户。",
      en: "The platform cannot pay from there. Name a wallet account where it lies under the platform's number.",
    },
  ),
  budget_too_small: row(
    409,
    false,
    { zh: "预算低于已花费金额", en: "The budget is below what is spent" },
    { zh: "不得低于 context 中 least 所示金额。", en: "It cannot be below `least`." },
  ),
  bill_wrong_state: row(
    409,
    false,
    { zh: "账单已有结论", en: "The bill has been decided" },
    { zh: "请重新读取账单。", en: "Read the bills again." },
  ),
  media_payee_missing: row(
    409,
    false,
    { zh: "尚未登记宿主应用的银行账户", en: "The host app has no bank account here" },
    { zh: "请先登记收款账户。", en: "Tell where it is paid first." },
  ),
  media_payee_invalid: row(
    422,
    false,
    { zh: "银行账号有误", en: "The bank account's number is not valid" },
    { zh: "请填写 8 至 28 位数字。", en: "It has 8 to 28 digits." },
  ),
  media_due_short: row(
    409,
    false,
    { zh: "超过应付该宿主应用的金额", en: "The host app is not owed that much" },
    {
      zh: "请按应付余额付款；退款扣回的部分先抵后续账单。",
      en: "Pay at most `due`; what refunds took back goes first.",
    },
  ),
  payout_wrong_state: row(
    409,
    false,
    { zh: "付款当前状态不允许此操作", en: "The payout's state does not allow that" },
    { zh: "请重新读取该付款。", en: "Read the payout again." },
  ),
  jump_target_not_allowed: row(
    422,
    false,
    { zh: "跳转目标不在允许名单", en: "The target is not in the allow list" },
    {
      zh: "请使用允许名单内的网址，或先更新平台的跳转名单。",
      en: "Use an address whose origin the marketplace allows, or add it to its jump targets.",
    },
  ),
  ad_shut: row(
    409,
    false,
    { zh: "此处的广告未开放", en: "Advertisements are not open here" },
    { zh: "原因见 reasons。", en: "`reasons` says why." },
  ),
  entry_exists: row(
    409,
    false,
    { zh: "入口已登记", en: "The entry is registered already" },
    { zh: "同一宿主应用中的同一编号只登记一次。", en: "One number in one host app is registered once." },
  ),
  entry_invalid: row(
    422,
    false,
    { zh: "入口设置有误", en: "The entry is not valid" },
    { zh: "请修改 context 中 field 所示的一项。", en: "Mend the field that `context` names." },
  ),
  entry_shut: row(
    409,
    false,
    { zh: "入口未开放", en: "The entry is not open" },
    { zh: "原因见 reasons。", en: "`reasons` says why." },
  ),
  entry_sells_nothing: row(
    409,
    false,
    { zh: "此入口不收款", en: "Nothing is paid in this entry" },
    { zh: "请使用带有钱包的入口。", en: "Use an entry that has a wallet." },
  ),
  entry_secret_missing: row(
    409,
    false,
    { zh: "未登记该入口的密钥", en: "The house has no secret of this entry" },
    {
      zh: "请先登记小程序的 AppSecret，或自行调用宿主应用的接口。",
      en: "Tell the app's secret first, or make the call yourself: POST …/links says which.",
    },
  ),
  host_silent: row(
    502,
    true,
    { zh: "宿主应用没有答复", en: "The host app did not answer" },
    { zh: "请稍后重试。", en: "Try again later; another link may have been made." },
  ),
  host_refused: row(
    409,
    false,
    { zh: "宿主应用拒绝了请求", en: "The host app refused" },
    { zh: "其错误码与说明见 context。", en: "`context` holds its number and words." },
  ),
  identity_missing: row(
    409,
    false,
    { zh: "买家尚未授权其在宿主应用的身份", en: "The buyer has not agreed to the use of their identity there" },
    {
      zh: "请先取得买家同意并登记其身份；收银台须带有 buyer.reference。",
      en: "Ask for consent and tell the identity first. The checkout needs buyer.reference.",
    },
  ),
  licence_invalid: row(
    422,
    false,
    { zh: "授权设置有误", en: "The licence is not valid" },
    { zh: "结束时间须晚于开始时间。", en: "It must end after it begins." },
  ),
  licence_shut: row(
    409,
    false,
    { zh: "未获授权", en: "No licence lets it" },
    { zh: "原因见 reasons。", en: "`reasons` says why." },
  ),
} as const;
