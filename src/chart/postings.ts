import { clearingAccounts, clearingPostings } from "./clearing.ts";
import { differenceAccounts, differencePostings } from "./differences.ts";
import { promotionAccounts, promotionPostings } from "./promotions.ts";
import type { Words } from "./words.ts";

/**
 * The chart of accounts and of postings: what the house keeps books of, and what each event moves. Pure: two tables, no
 * code. docs/guides/books.md goes through them with a worked example, and a test plays that example.
 *
 * Every account says at which wallet account its money physically lies (`held_at`): the house holds none itself. A book
 * is a store's, or the platform's own at one wallet account.
 */
type AccountRow = {
  /** `debit`: grows by debits (what others owe, or hold for us). `credit`: grows by credits (what is owed). */
  side: "debit" | "credit";
  /** The database refuses to let it fall below zero. */
  guarded: boolean;
  title: Words;
  /** Whose money, and where it lies. */
  says: Words;
};

export const accounts = {
  receivable: {
    side: "debit",
    guarded: false,
    title: { zh: "应收钱包款", en: "Receivable from the wallet" },
    says: {
      zh: "钱包账户中为本账簿保管的全部款项。退款先于收款到账时可暂为负数。",
      en: "All that the wallet holds for this book. Below zero while a refund runs ahead of the money.",
    },
  },
  escrow: {
    side: "credit",
    guarded: true,
    title: { zh: "担保款", en: "Escrow" },
    says: {
      zh: "买家已付、尚未确认收货的款项，存于收款的钱包账户。",
      en: "Paid by buyers and waiting for receipt; it lies at the wallet account that was paid.",
    },
  },
  balance: {
    side: "credit",
    guarded: true,
    title: { zh: "店铺余额", en: "Store balance" },
    says: {
      zh: "已放款、归店铺所有、尚未提现的款项，仍存于该钱包账户。",
      en: "The store's own: released and not withdrawn; it still lies at that wallet account.",
    },
  },
  commission: {
    side: "credit",
    guarded: true,
    title: { zh: "平台佣金", en: "Commission" },
    says: {
      zh: "平台应得的佣金，随店铺款项存于该钱包账户，直至被收取。",
      en: "The marketplace's share of released orders; it lies beside the store's money until it is collected.",
    },
  },
  commission_collected: {
    side: "credit",
    guarded: true,
    title: { zh: "已分账佣金", en: "Commission collected" },
    says: {
      zh: "已由钱包分账到平台自己商户号的佣金。",
      en: "Commission that the wallet has moved, or is moving, to the marketplace's own merchant number there.",
    },
  },
  refunds_due: {
    side: "credit",
    guarded: true,
    title: { zh: "待退款", en: "Refunds due" },
    says: {
      zh: "正在退回付款人的款项，钱包确认退成前仍存于该钱包账户。",
      en: "On its way back to whoever paid; it lies at the wallet account until the wallet says that it left.",
    },
  },
  suspense: {
    side: "credit",
    guarded: true,
    title: { zh: "暂记款", en: "Suspense" },
    says: {
      zh: "付款金额与订单不符的款项，按实收记入，全额退回付款人，不属于店铺；存于收款的钱包账户。",
      en:
        "Money that came with another amount than was asked, at what really came; it is no store's and goes back " +
        "whole. It lies at the wallet account that was paid.",
    },
  },
  withdrawals_due: {
    side: "credit",
    guarded: true,
    title: { zh: "提现中", en: "Withdrawals due" },
    says: {
      zh: "已为提现冻结、尚未到达银行卡的款项。",
      en: "Set aside for the store's bank card; it lies at the wallet account until the wallet says that it left.",
    },
  },
  withdrawal_fees: {
    side: "credit",
    guarded: true,
    title: { zh: "提现手续费", en: "Withdrawal fees" },
    says: {
      zh: "平台从已到账提现中收取的手续费，存于该钱包账户。",
      en: "The house's fee on withdrawals that arrived; it lies at the wallet account.",
    },
  },
  wallet_fees: {
    side: "debit",
    guarded: false,
    title: { zh: "钱包手续费", en: "The wallet's fees" },
    says: {
      zh: "钱包按日账单从代保管款中扣下的手续费（退回时减少）；已不在该钱包账户。",
      en: "What the wallet kept of the money it held, by its bills, less what it gave back; it is the wallet's now.",
    },
  },
  advances: {
    side: "debit",
    guarded: true,
    title: { zh: "平台垫款（往来）", en: "Advances, between the books" },
    says: {
      zh: "店铺账簿中：店铺欠平台的垫款；平台账簿中为其负数。两边在途了结后，各账簿合计为零。",
      en:
        "In a store's book: what the platform advanced and the store owes. In the platform's book the same, below " +
        "zero. Over all books it sums to zero, but for what is between two steps.",
    },
  },
  in_transit: {
    side: "debit",
    guarded: false,
    title: { zh: "平台补偿（往来）", en: "Compensation, between the books" },
    says: {
      zh: "平台补偿给店铺、无须偿还的款项。各账簿合计为零。",
      en: "What the platform gave a store for good. Over all books it sums to zero, but for what is between two steps.",
    },
  },
  ...clearingAccounts,
  funds: {
    side: "credit",
    guarded: true,
    title: { zh: "平台自有资金", en: "The platform's own funds" },
    says: {
      zh: "平台账簿：平台存放在该钱包账户、可用于垫款与补偿的自有资金。",
      en: "Platform's book only: its own money at this wallet account, out of which it advances and compensates.",
    },
  },
  ...differenceAccounts,
  ...promotionAccounts,
} as const satisfies Record<string, AccountRow>;

export type AccountCode = keyof typeof accounts;

type PostingRow = { debit: readonly AccountCode[]; credit: readonly AccountCode[]; says: Words };

/** Each kind of transfer: which account is debited, which credited, and when. More than one: as the words say. */
export const postingKinds = {
  payment_paid: {
    debit: ["receivable"],
    credit: ["escrow"],
    says: { zh: "买家付款到账", en: "A buyer's money came" },
  },
  payment_surplus: {
    debit: ["receivable"],
    credit: ["refunds_due"],
    says: { zh: "多付的款项，立即退回", en: "Money that the order did not need: owed back at once" },
  },
  payment_suspended: {
    debit: ["receivable"],
    credit: ["suspense"],
    says: { zh: "付款金额与订单不符，按实收暂记", en: "Another amount than was asked: held as what it is" },
  },
  suspense_returned: {
    debit: ["suspense"],
    credit: ["refunds_due"],
    says: { zh: "暂记款全额退回付款人", en: "Money of another amount goes back whole to whoever paid" },
  },
  refund_asked: {
    debit: ["escrow", "balance"],
    credit: ["refunds_due"],
    says: { zh: "申请退款；放款后出自店铺余额", en: "A refund is reserved; once released, from the balance" },
  },
  refund_commission: {
    debit: ["commission"],
    credit: ["refunds_due"],
    says: { zh: "退款应退还的佣金", en: "The commission on it is given back" },
  },
  refund_advanced: {
    debit: ["advances"],
    credit: ["refunds_due"],
    says: { zh: "店铺余额不足部分由平台垫付", en: "What the store's balance lacked, the platform advances" },
  },
  refund_done: {
    debit: ["refunds_due"],
    credit: ["receivable"],
    says: { zh: "钱包确认退款成功", en: "The wallet sent it back" },
  },
  refund_refused: {
    debit: ["refunds_due"],
    credit: ["escrow", "balance"],
    says: { zh: "钱包拒绝退款，款项回原处", en: "The wallet will not: the money is where it was" },
  },
  refund_commission_kept: {
    debit: ["refunds_due"],
    credit: ["commission"],
    says: { zh: "退款被拒，佣金恢复", en: "Refused: the commission stays" },
  },
  refund_advance_kept: {
    debit: ["refunds_due"],
    credit: ["advances"],
    says: { zh: "退款被拒，垫款归还", en: "Refused: the advance goes back" },
  },
  order_released: {
    debit: ["escrow"],
    credit: ["balance"],
    says: { zh: "放款", en: "Released: the store's own from now on" },
  },
  commission_taken: {
    debit: ["escrow"],
    credit: ["commission"],
    says: {
      zh: "扣除佣金：按比例向下取整到分，加每单固定费用",
      en: "The commission: a share rounded down to the fen, and a fixed sum an order",
    },
  },
  share_collected: {
    debit: ["commission"],
    credit: ["commission_collected"],
    says: { zh: "钱包分账：佣金转入平台商户号", en: "The wallet gives the marketplace its share" },
  },
  share_failed: {
    debit: ["commission_collected"],
    credit: ["commission"],
    says: { zh: "分账被拒，佣金仍随店铺款项存放", en: "The wallet will not: it stays beside the store's money" },
  },
  share_returned: {
    debit: ["commission_collected"],
    credit: ["commission", "balance"],
    says: {
      zh: "分账回退：退款前回到佣金，退款后补回店铺余额",
      en: "A share came back: before a refund to the commission that it takes, after it to the balance that paid it",
    },
  },
  withdrawal_returned: {
    debit: ["receivable"],
    credit: ["balance"],
    says: { zh: "银行退票，提现款退回余额", en: "The bank sent it back after it had arrived" },
  },
  withdrawal_fee_returned: {
    debit: ["withdrawal_fees"],
    credit: ["balance"],
    says: { zh: "银行退票，手续费退回", en: "Its fee is given back" },
  },
  withdrawal_asked: {
    debit: ["balance"],
    credit: ["withdrawals_due"],
    says: { zh: "申请提现", en: "A withdrawal is set aside" },
  },
  withdrawal_paid: {
    debit: ["withdrawals_due"],
    credit: ["receivable"],
    says: { zh: "提现到账", en: "It reached the bank card" },
  },
  withdrawal_fee: {
    debit: ["withdrawals_due"],
    credit: ["withdrawal_fees"],
    says: { zh: "提现手续费", en: "The house's fee on it" },
  },
  withdrawal_back: {
    debit: ["withdrawals_due"],
    credit: ["balance"],
    says: { zh: "提现未成，款项退回余额", en: "Refused or cancelled: back to the balance" },
  },
  wallet_fee_kept: {
    debit: ["wallet_fees"],
    credit: ["receivable"],
    says: { zh: "钱包账单：当日扣下的手续费", en: "The wallet's bill of a day: fees it kept" },
  },
  wallet_fee_returned: {
    debit: ["receivable"],
    credit: ["wallet_fees"],
    says: { zh: "钱包账单：当日退回的手续费", en: "The wallet's bill of a day: fees it gave back" },
  },
  advance_recovered: {
    debit: ["balance"],
    credit: ["advances"],
    says: { zh: "以后续销售偿还垫款", en: "The store pays an advance back out of later sales" },
  },
  store_compensated: {
    debit: ["in_transit"],
    credit: ["balance"],
    says: { zh: "申诉成立，平台补偿店铺", en: "A store's appeal stood: the platform makes its loss good" },
  },
  ...clearingPostings,
  funds_added: {
    debit: ["receivable"],
    credit: ["funds"],
    says: { zh: "平台存入自有资金", en: "Platform's book: own money was put at this wallet account" },
  },
  funds_taken: {
    debit: ["funds"],
    credit: ["receivable"],
    says: { zh: "平台取回自有资金", en: "Platform's book: own money was taken away again" },
  },
  advance_given: {
    debit: ["funds"],
    credit: ["advances"],
    says: { zh: "平台账簿：垫款拨出", en: "Platform's book: set aside for a store's refund" },
  },
  advance_returned: {
    debit: ["advances"],
    credit: ["funds"],
    says: { zh: "平台账簿：垫款收回", en: "Platform's book: an advance came back, or was not needed" },
  },
  ...differencePostings,
  ...promotionPostings,
  compensation_given: {
    debit: ["funds"],
    credit: ["in_transit"],
    says: { zh: "平台账簿：补偿拨出", en: "Platform's book: set aside for a store's compensation" },
  },
} as const satisfies Record<string, PostingRow>;

export type PostingKind = keyof typeof postingKinds;
