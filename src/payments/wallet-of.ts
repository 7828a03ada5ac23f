import type { Wallet } from "#wallets/protocol";
import { walletFor } from "./code-charge.ts";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";
import { undoneByOne } from "./undo-charge.ts";

type Seen = Pick<
  PaymentRow,
  "id" | "marketplace" | "store" | "wallet" | "wallet_account" | "sub_merchant" | "method" | "start"
>;

/** The wallet as this payment sees it: by its method, and through another wallet where that one's user pays. */
export function walletOf(context: PaymentsContext, wallet: Wallet, row: Seen, payerCode?: string): Wallet {
  const { issuer, title, payer } = row.start;
  // Whichever wallet charges a payer's code: what its reversal undoes, one process undoes.
  const see = (theirs: Wallet): Wallet => {
    const own = walletFor(theirs, row.method, payerCode);
    return row.method === "code" ? undoneByOne(context, row.id, own) : own;
  };
  if (issuer === undefined) return see(wallet);
  const { acceptance } = context.needs;
  if (!acceptance) throw new Error(`${row.id} is paid by another wallet's user, and no room here accepts those.`);
  const seen = { ...row, issuer, title, ...(payer && { payer }) };
  return acceptance.through(wallet, seen, see);
}
