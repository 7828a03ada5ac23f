import { row } from "./fault-row.ts";

/** What is refused about links, their policies, interfaces, agreements and vouchers. */
export const linkFaults = {
  link_gone: row(
    410,
    false,
    { zh: "链接已失效", en: "The link is over" },
    { zh: "链接已过期或被收回，请索取新的链接。", en: "It has expired or was taken back. Ask for a new one." },
  ),
  link_target_refused: row(
    422,
    false,
    { zh: "链接目标不可用", en: "A link cannot lead there" },
    {
      zh: "原因见 reasons；链接只能指向平台登记的域名。",
      en: "`reasons` says why. A link leads to the hosts in the marketplace's link settings.",
    },
  ),
  link_settings_wrong: row(
    422,
    false,
    { zh: "链接设置有误", en: "The link settings are not valid" },
    {
      zh: "context 中列出有误的域名；请填写小写域名。",
      en: "`context` names what is no host name: write it in small letters.",
    },
  ),
  link_policy_late: row(
    409,
    false,
    { zh: "政策生效时间过早", en: "The policy would start too early" },
    { zh: "新版本须晚于现在及上一版本生效。", en: "A version starts now or later, and after the one before it." },
  ),
  link_follow_off: row(
    409,
    false,
    { zh: "本平台未启用网址去向查询", en: "This house follows no strangers' addresses" },
    {
      zh: "由运维设置 LINK_FOLLOW，或在 redirects 中自行提供跳转链。",
      en: "Its operator sets LINK_FOLLOW; or hand the redirects in as `redirects`.",
    },
  ),
  link_follow_needless: row(
    409,
    false,
    { zh: "该网址无需查询去向", en: "Nothing is to be found out about this address" },
    {
      zh: "仅查询陌生网站与短网址；已知网站或已被拒绝的网址不再查询。",
      en: "Only shortened addresses and strangers' hosts are followed, and none that is refused as it stands.",
    },
  ),
  link_block_exists: row(
    409,
    false,
    { zh: "该域名已被屏蔽", en: "The host is blocked already" },
    { zh: "请查看现有的屏蔽记录。", en: "Read the block that is there." },
  ),
  link_block_wrong_state: row(
    409,
    false,
    { zh: "屏蔽当前状态不允许此操作", en: "The block is in another state" },
    { zh: "顺序为：已屏蔽、申诉中、维持或解除。", en: "The order is blocked, appealed, then upheld or lifted." },
  ),
  interface_grant_exists: row(
    409,
    false,
    { zh: "该接口已授权给此伙伴", en: "The interface is granted already" },
    { zh: "请恢复现有授权。", en: "Restore the grant that is there." },
  ),
  interface_grant_wrong_state: row(
    409,
    false,
    { zh: "授权当前状态不允许此操作", en: "The grant is in another state" },
    { zh: "只能切断有效的授权，或恢复已切断的授权。", en: "Cut one that holds, restore one that was cut." },
  ),
  picture_unreadable: row(
    422,
    false,
    { zh: "图片无法读取", en: "A picture cannot be read" },
    {
      zh: "请使用不超过六百万像素的静态 PNG 或 JPEG。",
      en: "Send PNG or JPEG of at most six million pixels that does not move.",
    },
  ),
  agreement_invalid: row(
    422,
    false,
    { zh: "协议内容有误", en: "The agreement is not valid" },
    { zh: "请按 context 所示修改。", en: "Mend what `context` names." },
  ),
  agreement_wrong_state: row(
    409,
    false,
    { zh: "协议当前状态不允许此操作", en: "The agreement is in another state" },
    { zh: "请查询协议的当前状态。", en: "Read the agreement to see its state." },
  ),
  agreement_not_in_force: row(
    409,
    false,
    { zh: "没有有效的协议", en: "No agreement covers that" },
    {
      zh: "需要一份有效的、包含线下履约并以该伙伴为一方的协议。",
      en: "An agreement must be in force with that partner, with offline_fulfilment among its scopes.",
    },
  ),
  appeal_open: row(
    409,
    false,
    { zh: "已有未决的申诉", en: "An appeal about this is open already" },
    { zh: "请等待裁决。", en: "Wait until it is decided." },
  ),
  appeal_decided: row(
    409,
    false,
    { zh: "该申诉已有裁决", en: "The appeal has been decided" },
    { zh: "请重新读取申诉。", en: "Read the appeal again." },
  ),
  appeal_groundless: row(
    422,
    false,
    { zh: "没有可申诉的内容", en: "There is nothing to appeal against" },
    {
      zh: "只有因平台规则被拒的内容可以申诉；未被拒绝的，或被判定为不安全的，不能申诉。",
      en: "Only what a policy refuses can be appealed: not what is allowed, and not what is unsafe.",
    },
  ),
  voucher_not_booked: row(
    409,
    false,
    { zh: "此券未经本平台收款", en: "The voucher carries no money of this house" },
    { zh: "请在收款之处退款。", en: "Refund it where it was paid." },
  ),
  voucher_above_limit: row(
    403,
    false,
    { zh: "超出您单独退款的额度，未退款", en: "It is above what you may refund alone; nothing was sent back" },
    {
      zh: "请由额度更高的人退券；或等到券到期，款项将自动退回。",
      en: "Ask somebody with a higher limit, or wait for its last day, which sends the money back by itself.",
    },
  ),
  voucher_money_apart: row(
    409,
    false,
    { zh: "该钱包账户的款项平台无法转交", en: "The platform cannot pass money on from that wallet account" },
    {
      zh: "款项由钱包冻结或存于店铺自己的商户号；请改用平台商户号收款。",
      en: "The wallet holds it, or it lies under the store's own number. Sell vouchers through the platform's number.",
    },
  ),
  voucher_order_bound: row(
    409,
    false,
    { zh: "该订单的款项已另有用途", en: "The order's money is bound already" },
    {
      zh: "已放款、退款、有纠纷或已发过券的订单不能再发券。",
      en: "Released, refunded, disputed or sold for a voucher.",
    },
  ),
  voucher_value_differs: row(
    422,
    false,
    { zh: "券面金额与实付不符", en: "The voucher's value is not what was paid" },
    { zh: "请按订单实付金额发券，或不填 payment。", en: "Issue it at the payment's amount, or leave `payment` out." },
  ),
  voucher_store_needed: row(
    422,
    false,
    { zh: "请指明核销门店", en: "Name the store that redeems it" },
    { zh: "此券的款项归核销门店，请填写 store。", en: "Its money is the redeeming store's: send `store`." },
  ),
  voucher_shut: row(
    409,
    false,
    { zh: "与该伙伴的合作未开放售券", en: "Nothing is open with that partner that lets vouchers be sold" },
    { zh: "原因见 reasons。", en: "`reasons` says why." },
  ),
  voucher_stands: row(
    409,
    false,
    { zh: "该订单的款项属于一张券", en: "The order's money is a voucher's" },
    { zh: "未核销的券请通过券退款；已核销的不能退。", en: "Refund the voucher instead, while nobody redeemed it." },
  ),
  voucher_invalid: row(
    404,
    false,
    { zh: "没有此券码", en: "There is no such voucher here" },
    { zh: "请核对券码；也可能是其他商家的券。", en: "Check the code; or it is for another partner's stores." },
  ),
  voucher_redeemed: row(
    409,
    false,
    { zh: "此券已核销", en: "The voucher was redeemed already" },
    { zh: "context 指明收银台与时间。", en: "`context` says at which till, and when." },
  ),
  voucher_expired: row(
    410,
    false,
    { zh: "此券已过期", en: "The voucher has expired" },
    { zh: "请向购买平台申请处理。", en: "The buyer turns to where it was bought." },
  ),
} as const;
