import { derivedId } from "#db";
import type { Account, LedgerMove, Transfer } from "#ledger";
import type { Money } from "#money";
import { type BookPlace, commission, storeBalance } from "./chart.ts";

type Released = { payment: string; place: BookPlace; escrow: Account; net: Money; commission: Money; at: Date };

/**
 * What a release moves in the store's book: escrow → balance, and escrow → commission. Pure. Ids follow from the
 * payment, so that the primary key refuses a second release; a share of nothing is not posted.
 */
export function released(move: Released): LedgerMove {
  const { payment, place, escrow, at } = move;
  const to = (kind: string, credit: Account, amount: Money): Transfer => {
    return { id: derivedId("tra", payment, kind, 0), debit: escrow, credit, amount, kind, subject: payment, at };
  };
  return [
    to("order_released", storeBalance(place), move.net),
    to("commission_taken", commission(place), move.commission),
  ].filter((transfer) => transfer.amount.minor > 0n);
}
