import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { type RefundRow, readRows } from "./rows.ts";
import { sendRefund } from "./send-refund.ts";

/**
 * A person has an abnormal refund tried again, once the buyer's account can be reached: under the same number, so that
 * it is sent once at most. A refund in any other state is refused: the house looks after it by itself, or it has ended.
 */
export async function retryRefund(context: PaymentsContext, id: string): Promise<Result<string>> {
  const refund = (await readRows<RefundRow>(context.needs.db, "refunds", [id])).get(id);
  if (!refund) return refuse("not_found");
  if (refund.state !== "abnormal") return refuse("refund_wrong_state", { state: refund.state });
  await sendRefund(context, id, "retry");
  return ok(id);
}
