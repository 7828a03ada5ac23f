import { readBook } from "#ledger";
import { type Money, zero } from "#money";
import type { SettlementContext } from "./context.ts";
import type { BalanceView } from "./types.ts";

const fields: Readonly<Record<string, "escrow" | "available" | "refunds_due">> = {
  escrow: "escrow",
  balance: "available",
  refunds_due: "refunds_due",
};

/** A store's money by the wallet account that holds it, and by currency. A wallet that never paid it is left out. */
export async function readBalances(context: SettlementContext, store: string): Promise<BalanceView[]> {
  const views = new Map<string, BalanceView>();
  for (const { code, held_at, balance } of await readBook(context.needs.db, store)) {
    const field = fields[code];
    if (field === undefined) continue;
    const key = `${held_at} ${balance.currency}`;
    const none: Money = zero(balance.currency);
    const view = views.get(key) ?? { wallet_account: held_at, escrow: none, available: none, refunds_due: none };
    views.set(key, { ...view, [field]: balance });
  }
  return [...views.values()];
}
