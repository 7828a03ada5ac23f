import { isId, withPrefix } from "#db";
import type { SettlementContext } from "./context.ts";
import { sendWithdrawal } from "./send-withdrawal.ts";
import { findShare } from "./sharing-rows.ts";
import { workShare } from "./sharing-work.ts";
import { findWithdrawal } from "./withdrawal-rows.ts";

/**
 * A notice told that something came of a share or a withdrawal: the wallet is asked at once; only its answer counts.
 * Whatever is not under way here, or is another account's, is passed over; without a notice the schedule asks.
 */
export async function hearTold(
  context: SettlementContext,
  account: string,
  about: "share" | "withdrawal",
  number: string,
): Promise<void> {
  if (!isId(number)) return;
  const { read } = context.needs.db;
  if (about === "share") {
    const share = await findShare(read, withPrefix("shr", number));
    if (share?.wallet_account === account) await workShare(context, share.id, "ask");
    return;
  }
  const withdrawal = await findWithdrawal(read, withPrefix("wdr", number));
  if (withdrawal?.wallet_account === account) await sendWithdrawal(context, withdrawal.id, "ask");
}
