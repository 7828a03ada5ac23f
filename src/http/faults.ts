import { type FaultRow, row } from "./fault-row.ts";
import { acceptanceFaults } from "./faults-acceptance.ts";
import { allianceFaults } from "./faults-alliance.ts";
import { codeFaults } from "./faults-codes.ts";
import { disputeFaults } from "./faults-disputes.ts";
import { hostFaults } from "./faults-hosts.ts";
import { hubFaults } from "./faults-hub.ts";
import { keyFaults } from "./faults-keys.ts";
import { linkFaults } from "./faults-links.ts";
import { listFaults } from "./faults-lists.ts";
import { onboardingFaults } from "./faults-onboarding.ts";
import { openingFaults } from "./faults-openings.ts";
import { peopleFaults } from "./faults-people.ts";
import { reconciliationFaults } from "./faults-reconciliation.ts";
import { refundFaults } from "./faults-refunds.ts";
import { withdrawalFaults } from "./faults-settlement.ts";
import { watchFaults } from "./faults-watch.ts";

/** Every refusal that the API can answer, by its stable code. The rooms' own faults are among these. */
export const faults = {
  // The request itself.
  request_malformed: row(
    400,
    false,
    { zh: "请求体无法解析", en: "The body cannot be read" },
    { zh: "请求体不是合法的 JSON，请检查后重发。", en: "The body is no valid JSON. Mend it and send it again." },
  ),
  request_invalid: row(
    422,
    false,
    { zh: "请求内容有误", en: "The request is not valid" },
    { zh: "请按 errors 中逐项说明修改。", en: "Mend each field that `errors` names." },
  ),
  request_too_large: row(
    413,
    false,
    { zh: "请求体过大", en: "The body is too large" },
    { zh: "请缩短内容后重发。", en: "Send less at once." },
  ),
  request_header_invalid: row(
    400,
    false,
    { zh: "请求头有误", en: "A header is not valid" },
    { zh: "请检查 Idempotency-Key、游标等参数。", en: "Check the header or parameter that `context` names." },
  ),
  media_type_unsupported: row(
    415,
    false,
    { zh: "不支持的内容类型", en: "The content type is not supported" },
    { zh: "请以 application/json 发送。", en: "Send application/json." },
  ),
  cursor_invalid: row(
    400,
    false,
    { zh: "游标无效", en: "The cursor is not valid" },
    {
      zh: "请原样使用 next_cursor，或从第一页重新开始。",
      en: "Use next_cursor as it was given, or start at the first page.",
    },
  ),
  // Who calls.
  unauthorized: row(
    401,
    false,
    { zh: "未通过身份验证", en: "Not signed in" },
    { zh: "请在 Authorization 头中提供有效的 Bearer 令牌。", en: "Send a valid token as Authorization: Bearer …." },
  ),
  forbidden: row(
    403,
    false,
    { zh: "无权执行此操作", en: "Not allowed" },
    { zh: "此令牌没有所需的权限范围。", en: "This token lacks the scope that `context` names. Use another key." },
  ),
  not_found: row(
    404,
    false,
    { zh: "未找到", en: "Not found" },
    { zh: "没有这个对象，或您看不到它。", en: "There is no such thing here, or it is not yours to see." },
  ),
  rate_limited: row(
    429,
    true,
    { zh: "请求过于频繁", en: "Too many requests" },
    { zh: "请按 Retry-After 所示秒数等待后重试。", en: "Wait for the seconds that Retry-After says, then try again." },
  ),
  // Repeats.
  idempotency_key_missing: row(
    400,
    false,
    { zh: "缺少 Idempotency-Key", en: "The Idempotency-Key is missing" },
    {
      zh: "每个 POST 请求都要带 1 至 255 个字符的 Idempotency-Key，重试时保持不变。",
      en: "Send an Idempotency-Key of 1 to 255 characters with each POST, and the same one when you repeat it.",
    },
  ),
  idempotency_key_reused: row(
    409,
    false,
    { zh: "Idempotency-Key 已用于另一请求", en: "The Idempotency-Key was used for another request" },
    { zh: "新的请求请使用新的 Idempotency-Key。", en: "Use a fresh Idempotency-Key for a different request." },
  ),
  idempotency_in_progress: row(
    409,
    true,
    { zh: "同一请求正在处理", en: "The same request is still at work" },
    { zh: "请稍后以相同的 Idempotency-Key 重试。", en: "Repeat it with the same Idempotency-Key in a moment." },
  ),
  // Checkouts and orders.
  checkout_expired: row(
    409,
    false,
    { zh: "收银台已过期", en: "The checkout has expired" },
    { zh: "请为订单重新创建收银台。", en: "Create a new checkout for the order." },
  ),
  checkout_complete: row(
    409,
    false,
    { zh: "收银台已完成支付", en: "The checkout is already paid" },
    { zh: "无需再次支付。", en: "There is nothing left to pay." },
  ),
  checkout_cancelled: row(
    409,
    false,
    { zh: "收银台已取消", en: "The checkout was cancelled" },
    { zh: "请为订单重新创建收银台。", en: "Create a new checkout for the order." },
  ),
  checkout_wrong_state: row(
    409,
    false,
    { zh: "收银台当前状态不允许此操作", en: "The checkout is in another state" },
    { zh: "请查询收银台的当前状态。", en: "Read the checkout to see its state." },
  ),
  order_already_paid: row(
    409,
    false,
    { zh: "订单已支付", en: "The order is already paid" },
    { zh: "无需再次支付。", en: "There is nothing left to pay for this order." },
  ),
  order_duplicate: row(
    409,
    false,
    { zh: "订单号重复", en: "The order number was used before" },
    { zh: "该店铺已有此订单号的订单。", en: "This store already has an order of that number." },
  ),
  store_unknown: row(
    422,
    false,
    { zh: "店铺不存在", en: "There is no such store" },
    { zh: "请检查店铺编号是否属于该平台。", en: "Check that the store belongs to this marketplace." },
  ),
  store_closed: row(
    409,
    false,
    { zh: "店铺已停业", en: "The store is closed" },
    { zh: "该店铺目前不接受新订单。", en: "This store takes no new orders at present." },
  ),
  amount_mismatch: row(
    422,
    false,
    { zh: "金额不一致", en: "The amounts do not add up" },
    { zh: "各行金额之和必须等于订单金额。", en: "The lines must sum to the order's amount, to the minor unit." },
  ),
  amount_invalid: row(
    422,
    false,
    { zh: "金额无效", en: "The amount is not valid" },
    { zh: "金额必须为正，并以最小货币单位的整数表示。", en: "An amount is a positive whole number of minor units." },
  ),
  currency_unsupported: row(
    422,
    false,
    { zh: "不支持的币种", en: "The currency is not supported" },
    { zh: "请使用该钱包或平台支持的币种。", en: "Use a currency that the wallet and the marketplace take." },
  ),
  // Payments.
  wallet_unknown: row(
    422,
    false,
    { zh: "没有此钱包", en: "There is no such wallet" },
    { zh: "GET /v1/wallets 列出全部钱包。", en: "GET /v1/wallets lists them all." },
  ),
  wallet_not_offered: row(
    409,
    false,
    { zh: "此钱包目前不可用", en: "This wallet is not on offer here" },
    { zh: "原因见 reasons，请选择其他钱包。", en: "`reasons` says why. Choose another wallet." },
  ),
  wallet_unreachable: row(
    503,
    true,
    { zh: "钱包没有应答", en: "The wallet did not answer" },
    {
      zh: "结果未知，请以相同的 Idempotency-Key 重试，或查询支付状态。",
      en: "The outcome is not known. Repeat with the same Idempotency-Key, or check the payment.",
    },
  ),
  wallet_refused: row(
    409,
    false,
    { zh: "钱包拒绝了此操作", en: "The wallet refused" },
    { zh: "原因见 reasons 或 context。", en: "`reasons` or `context` holds the wallet's own word." },
  ),
  method_unsupported: row(
    422,
    false,
    { zh: "不支持的支付方式", en: "The wallet has no such method here" },
    { zh: "请从该钱包的 methods 中选择。", en: "Choose one of the methods in the wallet's offer." },
  ),
  openid_required: row(
    422,
    false,
    { zh: "缺少用户标识", en: "The buyer's identity is needed" },
    { zh: "在钱包内支付需要 openid。", en: "A payment inside the wallet's own browser needs `openid`." },
  ),
  payment_in_progress: row(
    409,
    true,
    { zh: "另一笔支付正在进行", en: "Another payment is under way" },
    { zh: "请等待其结束，或先关闭它。", en: "Wait for it to end, or close it first." },
  ),
  payment_wrong_state: row(
    409,
    false,
    { zh: "支付当前状态不允许此操作", en: "The payment is in another state" },
    { zh: "请查询支付的当前状态。", en: "Read the payment to see its state." },
  ),
  payment_not_closed: row(
    409,
    true,
    { zh: "钱包尚未证明已关闭", en: "The wallet could not prove it closed" },
    { zh: "买家仍可能付款；到期后会自动结束。", en: "The buyer may still pay; it ends by itself at its expiry." },
  ),
  payment_part_of_cart: row(
    403,
    false,
    { zh: "此支付属于多店合并订单", en: "The payment is part of a cart over several stores" },
    {
      zh: "关闭会影响其他店铺；请由平台关闭，或等待其到期。",
      en: "Closing it would close the other stores' parts too: ask the marketplace to close it, or let it expire.",
    },
  ),
  friend_link_used: row(
    409,
    false,
    { zh: "代付链接已使用", en: "The link was already used" },
    { zh: "请让好友重新发送一个链接。", en: "Ask your friend for a new link." },
  ),
  friend_link_expired: row(
    410,
    false,
    { zh: "代付链接已过期", en: "The link has expired" },
    { zh: "请让好友重新发送一个链接。", en: "Ask your friend for a new link." },
  ),
  // Refunds.
  refund_exceeds: row(
    409,
    false,
    { zh: "退款超过可退金额", en: "More than is left to refund" },
    { zh: "可退余额见 context。", en: "`context` says what is left." },
  ),
  refund_in_progress: row(
    409,
    true,
    { zh: "另一笔退款正在进行", en: "Another refund is under way" },
    { zh: "请等待其结束后重试。", en: "Try again when it has ended." },
  ),
  balance_short: row(
    409,
    false,
    { zh: "店铺余额不足", en: "The store's balance is short" },
    {
      zh: "该订单已放款，退款从店铺余额中扣除；请待余额充足后重试。",
      en: "The order's money was released, so it goes back from the store's balance. Try again when that holds enough.",
    },
  ),
  // Settlement.
  order_not_paid: row(
    409,
    false,
    { zh: "订单尚未支付", en: "The order is not paid" },
    { zh: "请在支付成功后再确认收货。", en: "Confirm receipt once the order is paid." },
  ),
  order_refunded: row(
    409,
    false,
    { zh: "订单已全额退款", en: "The order went back wholly" },
    { zh: "已无款项可放。", en: "Nothing is left to release." },
  ),
  ...withdrawalFaults,
  // Directory and openings.
  duplicate: row(
    409,
    false,
    { zh: "已存在", en: "It exists already" },
    { zh: "已有同样的对象，请直接使用。", en: "There is one like it. Use that one." },
  ),
  parent_unknown: row(
    422,
    false,
    { zh: "所属对象不存在", en: "What it belongs to does not exist" },
    { zh: "请检查所引用的编号。", en: "Check the ids that the request refers to." },
  ),
  settings_wrong: row(
    422,
    false,
    { zh: "钱包设置有误", en: "The wallet's settings are not valid" },
    { zh: "请按 context 所示修改。", en: "Mend what `context` names." },
  ),
  wallet_account_missing: row(
    409,
    false,
    { zh: "没有可用的钱包账户", en: "There is no wallet account to use" },
    { zh: "请先创建该钱包的账户，或指明 wallet_account。", en: "Create an account of this wallet first, or name one." },
  ),
  ...codeFaults,
  ...disputeFaults,
  ...hostFaults,
  ...allianceFaults,
  ...keyFaults,
  ...refundFaults,
  ...hubFaults,
  ...acceptanceFaults,
  ...linkFaults,
  ...onboardingFaults,
  ...openingFaults,
  ...peopleFaults,
  ...watchFaults,
  ...listFaults,
  ...reconciliationFaults,
  activation_wrong_state: row(
    409,
    false,
    { zh: "开通当前状态不允许此操作", en: "The activation is in another state" },
    {
      zh: "顺序为：已申请、商户就绪、对买家可见、已关闭。",
      en: "The order is applied, merchant_ready, active, switched_off.",
    },
  ),
  activation_taken: row(
    409,
    false,
    { zh: "店铺已通过另一账户开通此钱包", en: "Another account is active for this wallet" },
    { zh: "请先关闭 context 中的开通。", en: "Switch off the activation that `context` names first." },
  ),
  time_zone_unknown: row(
    422,
    false,
    { zh: "没有此时区", en: "There is no such time zone" },
    { zh: "请使用 IANA 时区名，例如 Asia/Shanghai。", en: "Use an IANA name such as Asia/Shanghai." },
  ),
  scope_unknown: row(
    422,
    false,
    { zh: "没有此权限范围", en: "There is no such scope" },
    { zh: "context 中列出可用的权限范围。", en: "A key can only be given scopes that you hold yourself." },
  ),
  // Webhooks.
  webhook_url_refused: row(
    422,
    false,
    { zh: "回调地址不可用", en: "The address cannot be used" },
    {
      zh: "请使用公网 https 地址；内网与本机地址不接受。",
      en: "Use a public https address; private and local ones are refused.",
    },
  ),
  webhook_endpoint_limit: row(
    409,
    false,
    { zh: "回调地址过多", en: "Too many endpoints" },
    { zh: "请先停用不再使用的地址。", en: "Disable one that is no longer used." },
  ),
  // The house.
  not_ready: row(
    503,
    true,
    { zh: "服务尚未就绪", en: "The house is not ready" },
    { zh: "请稍后重试。", en: "Try again in a moment." },
  ),
  internal_error: row(
    500,
    true,
    { zh: "系统内部错误", en: "Something broke on our side" },
    {
      zh: "请以相同的 Idempotency-Key 重试；若仍失败，请提供 request_id。",
      en: "Repeat with the same Idempotency-Key. If it stays, tell us the request_id.",
    },
  ),
} as const satisfies Record<string, FaultRow>;

export type Fault = keyof typeof faults;

export function isFault(text: string): text is Fault {
  return Object.hasOwn(faults, text);
}
