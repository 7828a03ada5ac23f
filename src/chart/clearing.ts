/**
 * Accounts and postings of the clearing books: a book for each pair of wallets and bucket, for what one wallet's users
 * paid at the other's merchants (src/acceptance). Part of the chart; `held_at` is the acquirer's account at the issuer.
 */
export const clearingAccounts = {
  issuer_claim: {
    side: "debit",
    guarded: false,
    title: { zh: "应收发卡钱包款", en: "Claim on the issuing wallet" },
    says: {
      zh: "清算账簿：付款方钱包欠收款方钱包、尚未进入结算的款项；退款多于付款时为负。",
      en:
        "Clearing book only: what the issuing wallet owes the acquiring one, in no settlement yet; below zero where " +
        "more went back.",
    },
  },
  acquirer_due: {
    side: "credit",
    guarded: false,
    title: { zh: "应付收单钱包款", en: "Owed to the acquiring wallet" },
    says: {
      zh: "清算账簿：收款方钱包应得、尚未进入结算的款项；与上一科目始终相等。",
      en: "Clearing book only: what the acquiring wallet is owed, in no settlement yet; always equal to the claim.",
    },
  },
  issuer_settling: {
    side: "debit",
    guarded: false,
    title: { zh: "结算中应收", en: "Claim in settlement" },
    says: {
      zh: "清算账簿：已关账、付款方钱包尚未付出的净额。",
      en: "Clearing book only: of closed windows, what the issuing wallet has still to pay.",
    },
  },
  acquirer_settling: {
    side: "credit",
    guarded: false,
    title: { zh: "结算中应付", en: "Owed in settlement" },
    says: {
      zh: "清算账簿：已关账、收款方钱包尚未收到的净额。",
      en: "Clearing book only: of closed windows, what the acquiring wallet has still to receive.",
    },
  },
  clearing_transit: {
    side: "debit",
    guarded: false,
    title: { zh: "清算在途", en: "Clearing in transit" },
    says: {
      zh: "清算账簿：付方已付、收方未收的款项；结算完毕即为零。",
      en: "Clearing book only: paid in by one wallet and not yet paid out to the other; nothing once it is settled.",
    },
  },
} as const;

export const clearingPostings = {
  acceptance_cleared: {
    debit: ["issuer_claim"],
    credit: ["acquirer_due"],
    says: {
      zh: "清算账簿：互认付款，付款方钱包欠收款方钱包",
      en: "Clearing book: one wallet's user paid another's merchant",
    },
  },
  acceptance_fee: {
    debit: ["issuer_claim", "acquirer_due"],
    credit: ["acquirer_due", "issuer_claim"],
    says: {
      zh: "清算账簿：按费率卡的互认手续费，由承担方付给对方，向下取整到分",
      en: "Clearing book: the fee by rate card, rounded down to the fen, from the wallet that bears it to the other",
    },
  },
  acceptance_refunded: {
    debit: ["acquirer_due"],
    credit: ["issuer_claim"],
    says: { zh: "清算账簿：互认付款原路退回", en: "Clearing book: a refund went back the same way" },
  },
  acceptance_fee_back: {
    debit: ["issuer_claim", "acquirer_due"],
    credit: ["acquirer_due", "issuer_claim"],
    says: { zh: "清算账簿：退款应退还的互认手续费", en: "Clearing book: the refund's part of the fee, given back" },
  },
  clearing_claim_closed: {
    debit: ["issuer_settling", "issuer_claim"],
    credit: ["issuer_claim", "issuer_settling"],
    says: {
      zh: "清算账簿：关账，应收转入结算",
      en: "Clearing book: a window is closed, the claim goes into settlement",
    },
  },
  clearing_due_closed: {
    debit: ["acquirer_due", "acquirer_settling"],
    credit: ["acquirer_settling", "acquirer_due"],
    says: {
      zh: "清算账簿：关账，应付转入结算",
      en: "Clearing book: a window is closed, what is owed goes into settlement",
    },
  },
  clearing_claim_settled: {
    debit: ["clearing_transit", "issuer_settling"],
    credit: ["issuer_settling", "clearing_transit"],
    says: { zh: "清算账簿：付款方钱包结清净额", en: "Clearing book: the issuing wallet's side of a net is settled" },
  },
  clearing_due_settled: {
    debit: ["acquirer_settling", "clearing_transit"],
    credit: ["clearing_transit", "acquirer_settling"],
    says: { zh: "清算账簿：收款方钱包结清净额", en: "Clearing book: the acquiring wallet's side of a net is settled" },
  },
} as const;
