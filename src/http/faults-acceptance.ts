import { row } from "./fault-row.ts";

/** What is refused about one wallet's users at another wallet's merchants. */
export const acceptanceFaults = {
  acceptance_pair_invalid: row(
    422,
    false,
    { zh: "这两个钱包不能这样互认", en: "The two wallets cannot be paired like that" },
    {
      zh: "请给出两个不同的钱包，以及付款方钱包的一个账户。",
      en: "Name two different wallets of this house, and an account that is at the issuing one.",
    },
  ),
  acceptance_pair_exists: row(
    409,
    false,
    { zh: "这两个钱包已登记另一账户", en: "The pair goes by another account already" },
    { zh: "清算款项记在原账户下，不能更换。", en: "What is cleared stands under that account, so it stays." },
  ),
  acceptance_nothing: row(
    409,
    false,
    { zh: "没有需要结算的净额", en: "There is nothing to settle" },
    { zh: "两个钱包之间净额为零。", en: "The two wallets owe each other nothing." },
  ),
  acceptance_too_early: row(
    409,
    false,
    { zh: "尚不能确认这一步", en: "It is too early for this step" },
    {
      zh: "须先关账，付方付款，收方才能确认收到。",
      en: "First the window is closed, then the payer pays, and only then the other receives.",
    },
  ),
  acceptance_change_decided: row(
    409,
    false,
    { zh: "此事已经决定", en: "This was decided already" },
    { zh: "查看最近的变更，了解由谁决定。", en: "Read the latest changes: they say who decided." },
  ),
} as const;
