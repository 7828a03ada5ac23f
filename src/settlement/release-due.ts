import type { SettlementContext } from "./context.ts";
import { workRelease } from "./release-work.ts";
import { workReturn } from "./sharing-return.ts";
import { workShare } from "./sharing-work.ts";
import { takeDue } from "./wallet-due.ts";

const work = { release: workRelease, share: workShare, share_return: workReturn } as const;

/** Asks wallets after what they were told and have not answered; answers how many were taken. */
export async function walletEffectsDue(context: SettlementContext): Promise<number> {
  const rows = await takeDue(context);
  for (const { kind, subject } of rows)
    try {
      await work[kind](context, subject, "ask");
    } catch (fault) {
      context.needs.alarm("wallet_effect_failed", { kind, subject, fault: String(fault) });
    }
  return rows.length;
}
