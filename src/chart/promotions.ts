/**
 * Accounts and postings of advertisements and vouchers: what campaigns set aside, what host apps are owed and paid,
 * what vouchers are worth between books. Part of the chart.
 */
export const promotionAccounts = {
  media_due: {
    side: "credit",
    guarded: false,
    title: { zh: "应付媒体款", en: "Owed to host apps" },
    says: {
      zh: "平台账簿：已出账、尚未付给宿主应用的广告费；退款扣回多于应付时为负。",
      en: "Platform's book only: billed for advertisements, not yet paid to host apps; below zero where refunds took back more.",
    },
  },
  media_payouts: {
    side: "credit",
    guarded: true,
    title: { zh: "媒体付款中", en: "On its way to host apps" },
    says: {
      zh: "平台账簿：已指示付给宿主应用、尚未到达其银行账户的款项，仍存于该钱包账户。",
      en: "Platform's book only: told to be paid to host apps; it lies at the wallet account until it has left.",
    },
  },
  ads_held: {
    side: "credit",
    guarded: true,
    title: { zh: "广告预留款", en: "Set aside for advertisements" },
    says: {
      zh: "店铺为自己的广告活动预留的款项，仍归店铺所有，存于该钱包账户，出账前不得他用。",
      en: "The store's own, set aside for campaigns that it pays; it lies at that wallet account.",
    },
  },
  vouchers_due: {
    side: "credit",
    guarded: true,
    title: { zh: "待核销券款", en: "Owed for vouchers" },
    says: {
      zh: "买家买券已付、尚未核销的款项，存于收款的钱包账户；核销归核销门店，过期或退券则退回买家。",
      en:
        "Paid for vouchers that nobody has redeemed; it lies at the wallet account that was paid, until it is the " +
        "redeeming store's, or goes back.",
    },
  },
  vouchers_between: {
    side: "debit",
    guarded: false,
    title: { zh: "券款（往来）", en: "Vouchers, between the books" },
    says: {
      zh: "售券店铺账簿付给核销店铺账簿的券款。各账簿合计为零，在途者除外。",
      en: "What sellers' books gave redeemers' for vouchers. Over all books zero, but for what is between two steps.",
    },
  },
  ads_between: {
    side: "debit",
    guarded: false,
    title: { zh: "广告费（往来）", en: "Advertisements, between the books" },
    says: {
      zh: "店铺账簿付给平台账簿的广告费。各账簿合计为零，在途者除外。",
      en: "What stores' books gave the platform's for bills. Over all books zero, but for what is between two steps.",
    },
  },
} as const;

export const promotionPostings = {
  ads_billed: {
    debit: ["funds"],
    credit: ["media_due"],
    says: { zh: "平台账簿：广告活动出账", en: "Platform's book: a campaign's bill, set aside for a host app" },
  },
  ads_taken_back: {
    debit: ["media_due"],
    credit: ["funds"],
    says: { zh: "平台账簿：订单退款，广告费扣回", en: "Platform's book: refunds took a campaign's fees back" },
  },
  voucher_sold: {
    debit: ["escrow"],
    credit: ["vouchers_due"],
    says: { zh: "订单售出一张券，款项待核销", en: "An order bought a voucher: its money waits to be redeemed" },
  },
  voucher_redeemed: {
    debit: ["vouchers_due"],
    credit: ["vouchers_between"],
    says: { zh: "售券店铺账簿：券已核销", en: "Seller's book: the voucher was redeemed" },
  },
  voucher_received: {
    debit: ["vouchers_between"],
    credit: ["balance"],
    says: { zh: "核销店铺账簿：券款归核销门店", en: "Redeemer's book: the voucher's money is the store's own" },
  },
  voucher_back: {
    debit: ["vouchers_due"],
    credit: ["escrow"],
    says: { zh: "退券或过期：款项回到订单，随后退款", en: "Not redeemed: back to its order, to be refunded" },
  },
  ads_set_aside: {
    debit: ["balance"],
    credit: ["ads_held"],
    says: { zh: "店铺为广告活动预留款项", en: "A store sets its own money aside for a campaign" },
  },
  ads_let_go: {
    debit: ["ads_held"],
    credit: ["balance"],
    says: { zh: "活动结束或调低预算，余款退回店铺余额", en: "Over, or a smaller budget: the rest is free again" },
  },
  ads_store_billed: {
    debit: ["ads_held"],
    credit: ["ads_between"],
    says: { zh: "店铺账簿：广告活动出账", en: "Store's book: a campaign's bill leaves what was set aside" },
  },
  ads_store_arrived: {
    debit: ["ads_between"],
    credit: ["media_due"],
    says: {
      zh: "平台账簿：店铺支付的广告费转为应付媒体款",
      en: "Platform's book: a store's bill is owed to a host app",
    },
  },
  ads_store_taken_back: {
    debit: ["media_due"],
    credit: ["ads_between"],
    says: { zh: "平台账簿：订单退款，扣回店铺的广告费", en: "Platform's book: refunds took a store's fees back" },
  },
  ads_store_returned: {
    debit: ["ads_between"],
    credit: ["ads_held"],
    says: { zh: "店铺账簿：扣回的广告费回到预留款", en: "Store's book: fees that were taken back are set aside again" },
  },
  media_payout_asked: {
    debit: ["media_due"],
    credit: ["media_payouts"],
    says: { zh: "平台账簿：指示付给宿主应用", en: "Platform's book: set aside for a host app's bank account" },
  },
  media_payout_paid: {
    debit: ["media_payouts"],
    credit: ["receivable"],
    says: { zh: "平台账簿：宿主应用已收款", en: "Platform's book: it reached the host app" },
  },
  media_payout_back: {
    debit: ["media_payouts"],
    credit: ["media_due"],
    says: { zh: "平台账簿：付款未成，仍应付", en: "Platform's book: refused or called off: owed as before" },
  },
  media_payout_returned: {
    debit: ["receivable"],
    credit: ["media_due"],
    says: { zh: "平台账簿：银行退票，仍应付", en: "Platform's book: the bank sent it back: owed as before" },
  },
} as const;
