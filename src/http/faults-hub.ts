import { row } from "./fault-row.ts";

/** What is refused about the hub between wallets. */
export const hubFaults = {
  hub_nothing_to_settle: row(
    409,
    false,
    { zh: "没有需要结算的净额", en: "There is nothing to settle" },
    { zh: "各参与方净额均为零，窗口继续。", en: "Every net position is nothing. The window stays open." },
  ),
  hub_books_differ: row(
    409,
    false,
    { zh: "枢纽账目不一致，窗口未关闭", en: "The hub's own books differ: the window was not closed" },
    {
      zh:
        "context.why 列出不一致的金额（最小货币单位）。请运行 npm run books -- check 查明差异所在的分桶与账户，" +
        "更正后再关闭窗口；其间转账照常。",
      en:
        "`context.why` has the sums, in minor units. Run `npm run books -- check`: it names the bucket and the account. " +
        "Close the window once that is put right. Transfers go on meanwhile.",
    },
  ),
  hub_line_refused: row(
    409,
    false,
    { zh: "该结算指令不能这样完结", en: "The line cannot be settled like that" },
    {
      zh:
        "context.why 说明原因：wrong_way 方向不符，或已以另一方式完结；transit_short 付方付入的尚不足；" +
        "funds_short 缴存资金不足；repeat 已如此完结。",
      en:
        "`context.why` says why. wrong_way: it is the other way round, or ended in another way. transit_short: " +
        "nobody has paid in enough yet. funds_short: what it put down does not cover it. repeat: it ended so already.",
    },
  ),
  hub_change_decided: row(
    409,
    false,
    { zh: "该变更已有决定", en: "The change was decided already" },
    { zh: "请查询其当前状态。", en: "Read the changes to see how." },
  ),
  hub_change_incomplete: row(
    422,
    false,
    { zh: "变更内容不完整", en: "The change does not say what changes" },
    {
      zh: "context.needs 指出缺少的内容（endpoint、public_key、signing、settle、withdrawal 或 own_key）。",
      en:
        "`context.needs` names the kind: send `endpoint`, `public_key`, `signing`, `settle`, `withdrawal` or `own_key` " +
        "with it.",
    },
  ),
  hub_endpoint_refused: row(
    422,
    false,
    { zh: "该回调地址不可用", en: "This endpoint may not be called" },
    {
      zh: "context.why 说明原因：生产环境只接受公网 https 地址，且不得带查询串或账号。",
      en: "`context.why` says why. In production an endpoint is public and https, without query or user name.",
    },
  ),
  hub_key_refused: row(
    422,
    false,
    { zh: "该公钥不可用", en: "This key cannot be used" },
    {
      zh:
        "context.why 说明原因：private 是私钥（未保存，请作废并换新密钥对），not_a_key 不是 PEM 公钥，" +
        "too_weak 不是至少 2048 位的 RSA 公钥。",
      en:
        "`context.why` says why. private: that was a private key; it is not kept, make a new pair. not_a_key: no " +
        "public key in PEM. too_weak: no RSA key of at least 2048 bits.",
    },
  ),
  hub_key_known: row(
    409,
    false,
    { zh: "该公钥已登记过", en: "The participant has, or had, this key" },
    { zh: "停用的公钥不能再次启用，请生成新的密钥对。", en: "A retired key never comes back: make a new pair." },
  ),
  hub_own_key_refused: row(
    409,
    false,
    { zh: "枢纽密钥的状态不允许此操作", en: "The hub's own key cannot be moved like that" },
    {
      zh:
        "context.why 说明原因：signs 表示正在签名（先让另一把签名），signed 表示它签过的消息可能仍在投递" +
        "（context.until 之后再停用），retired 表示已停用（请新增一把）。",
      en:
        "`context.why` says why. signs: the hub signs with it, let another one sign first. signed: what it signed " +
        "may still be on its way, retire it after `context.until`. retired: it never comes back, add a new one.",
    },
  ),
  hub_withdrawal_ended: row(
    409,
    false,
    { zh: "该笔取回已完结", en: "The money taken back ended already" },
    {
      zh: "context.state 为其状态：sent 已付出，returned 已退回缴存资金。",
      en: "`context.state` says how. sent: its bank sent it. returned: it is in the funds again.",
    },
  ),
  hub_must_prove: row(
    409,
    false,
    { zh: "生产环境必须验签", en: "In production every participant proves what it sends" },
    { zh: "不能关闭验签；可更换公钥。", en: "Proving cannot be switched off. Change the key instead." },
  ),
  hub_no_account: row(
    409,
    false,
    { zh: "该参与方没有此币种账户", en: "The participant has no account in this currency" },
    {
      zh: "请先提议该币种的限额，批准后即开立账户。",
      en: "Propose a cap in this currency first: it opens the account.",
    },
  ),
  hub_line_proposed: row(
    409,
    false,
    { zh: "已有待复核的提议", en: "It waits for a second person already" },
    { zh: "请另一人决定后再提议。", en: "Have another person decide the change that is pending." },
  ),
  hub_funds_needed: row(
    409,
    false,
    { zh: "缴存资金仍被占用", en: "These funds are needed" },
    {
      zh: "头寸或未完结的结算须由这些资金覆盖；请先结算。",
      en: "The position, or a settlement that is open, must be covered. Settle first.",
    },
  ),
} as const;
