/**
 * The account and the postings of differences between a wallet's bill and the books: what two people enter to end a
 * break (src/reconciliation). They stand in the platform's book at the wallet account; no store's money moves by them.
 */
export const differenceAccounts = {
  bill_differences: {
    side: "credit",
    guarded: false,
    title: { zh: "对账差异", en: "Differences with the bills" },
    says: {
      zh: "平台账簿：账单与账簿不符、原因待查的款项。正数为钱包多存、暂无归属的款项，仍存于该钱包账户；负数为钱包短少、应向钱包追索的款项。",
      en:
        "Platform's book only: what the bills say otherwise than the books. Above zero: money at this wallet account " +
        "that nobody has a claim to yet. Below zero: money that is not there and is claimed from the wallet.",
    },
  },
} as const;

export const differencePostings = {
  bill_more: {
    debit: ["receivable"],
    credit: ["bill_differences"],
    says: { zh: "平台账簿：钱包实存多于账簿", en: "Platform's book: the wallet holds more than the books say" },
  },
  bill_less: {
    debit: ["bill_differences"],
    credit: ["receivable"],
    says: { zh: "平台账簿：钱包实存少于账簿", en: "Platform's book: the wallet holds less than the books say" },
  },
  bill_fee_over: {
    debit: ["bill_differences"],
    credit: ["wallet_fees"],
    says: {
      zh: "平台账簿：钱包多收的手续费，向钱包追索",
      en: "Platform's book: the wallet kept more than was agreed; the excess is claimed from it",
    },
  },
  bill_fee_under: {
    debit: ["wallet_fees"],
    credit: ["bill_differences"],
    says: {
      zh: "平台账簿：钱包少收的手续费，留待钱包补收",
      en: "Platform's book: the wallet kept less than was agreed; the rest is set aside for it",
    },
  },
  bill_line_fee_kept: {
    debit: ["wallet_fees"],
    credit: ["receivable"],
    says: { zh: "平台账簿：无主交易的钱包手续费", en: "Platform's book: the fee of a line that is nobody's" },
  },
  bill_line_fee_returned: {
    debit: ["receivable"],
    credit: ["wallet_fees"],
    says: {
      zh: "平台账簿：无主退款退回的手续费",
      en: "Platform's book: the fee given back with a line that is nobody's",
    },
  },
  difference_borne: {
    debit: ["funds"],
    credit: ["bill_differences"],
    says: { zh: "平台账簿：差异由平台承担", en: "Platform's book: the platform bears the loss out of its funds" },
  },
  difference_recovered: {
    debit: ["bill_differences"],
    credit: ["funds"],
    says: { zh: "平台账簿：已承担的差异收回", en: "Platform's book: what the platform bore came after all" },
  },
} as const;
