import type { RefundTo } from "#wallets/protocol";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { applyRefundOutcome } from "./refund-outcome.ts";
import { type RefundRow, readRows } from "./rows.ts";
import { refundAtWallet, sendRefund } from "./send-refund.ts";

/**
 * A person has an abnormal refund tried again, once the buyer's account can be reached: under the same number, so that
 * it is sent once at most; or `to` another account, where the wallet has a call for that. A refund in any other state
 * is refused: the house looks after it by itself, or it has ended. Where it went is the wallet's to keep: a card number
 * goes through and is stored nowhere.
 */
export async function retryRefund(context: PaymentsContext, id: string, to?: RefundTo): Promise<Result<string>> {
  const refund = (await readRows<RefundRow>(context.needs.db, "refunds", [id])).get(id);
  if (!refund) return refuse("not_found");
  if (refund.state !== "abnormal") return refuse("refund_wrong_state", { state: refund.state });
  if (to === undefined) {
    await sendRefund(context, id, "retry");
    return ok(id);
  }
  const { wallet, request, payment } = await refundAtWallet(context, refund);
  if (!wallet.refundElsewhere) return refuse("refund_elsewhere_unsupported", { wallet: payment.wallet });
  const outcome = await wallet.refundElsewhere(request, to);
  await applyRefundOutcome(context, id, outcome);
  // Unknown is a result: the refund stays abnormal, the worker asks after it, and the same call may be repeated.
  if (outcome.kind === "abnormal") return refuse("wallet_refused", { code: outcome.code, says: outcome.says });
  return ok(id);
}
