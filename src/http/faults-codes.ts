import { row } from "./fault-row.ts";

/** What is refused about payers' codes at tills and merchants' codes. */
export const codeFaults = {
  payer_code_unknown: row(
    422,
    false,
    { zh: "无法识别付款码", en: "No wallet's payer code looks like this" },
    { zh: "请确认出示的是付款码，并重新扫描。", en: "Make sure that a payer's code is shown, and scan again." },
  ),
  payer_code_ambiguous: row(
    422,
    false,
    { zh: "多个钱包的付款码都符合", en: "More than one wallet's payer codes look like this" },
    { zh: "请在 wallet 中指明 context 列出的钱包之一。", en: "Send `wallet`: one of those that `context` names." },
  ),
  payer_code_of_other_wallet: row(
    422,
    false,
    { zh: "付款码不属于所选钱包", en: "The code is another wallet's" },
    { zh: "请去掉 wallet，或改为 context 中的钱包。", en: "Leave `wallet` out, or send the one in `context`." },
  ),
  payer_code_used: row(
    409,
    false,
    { zh: "该付款码已用于另一笔收款", en: "The code was charged for another sale" },
    { zh: "请让顾客刷新付款码后重新扫描。", en: "Ask the payer to refresh the code, then scan again." },
  ),
  till_number_used: row(
    409,
    false,
    { zh: "该单号已用于另一金额", en: "The till's number stands for another amount" },
    { zh: "请为这笔收款换一个单号。", en: "Give this sale a number of its own." },
  ),
  merchant_code_revoked: row(
    409,
    false,
    { zh: "收款码已停用", en: "This code is no longer in use" },
    { zh: "请向店员索取新的收款码。", en: "Ask the store for its new code." },
  ),
} as const;
