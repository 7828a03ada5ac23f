import type { Money } from "#money";
import { addDays, dayOf, startOfDay } from "./calendar.ts";
import { type Reason, reason } from "./reasons.ts";
import type { Caps } from "./types.ts";

/** What has been spent of one day. */
type Day = { end: number; total: bigint; stores: Map<string, bigint>; buyers: Map<unknown, bigint>; over: boolean };

/**
 * Counts days' caps as the money path does, for orders that come in order of time: a day at a time is kept. An order
 * that any cap refuses counts for none of them.
 */
export function makeTrialCaps(timeZone: string) {
  let day: Day | null = null;
  let cappedDays = 0;
  const dayAt = (at: Date): Day => {
    if (day === null || at.getTime() >= day.end) {
      const end = startOfDay(addDays(dayOf(at, timeZone), 1), timeZone).getTime();
      day = { end, total: 0n, stores: new Map(), buyers: new Map(), over: false };
    }
    return day;
  };
  return {
    /** Every cap that the order would break; none: it is counted. `caps`: of the opening and stage that let it in. */
    take(caps: Caps, order: { store: string; buyer: unknown; amount: Money; at: Date }): Reason[] {
      const { per_buyer_day: perBuyer, per_store_day: perStore, total_day: total } = caps;
      if (perBuyer === null && perStore === null && total === null) return [];
      const spent = dayAt(order.at);
      const buyers = (spent.buyers.get(order.buyer) ?? 0n) + order.amount.minor;
      const stores = (spent.stores.get(order.store) ?? 0n) + order.amount.minor;
      const all = spent.total + order.amount.minor;
      const over = [
        ...(perBuyer && buyers > perBuyer.minor ? [reason("over_cap_per_buyer_day", { cap: perBuyer })] : []),
        ...(perStore && stores > perStore.minor ? [reason("over_cap_per_store_day", { cap: perStore })] : []),
        ...(total && all > total.minor ? [reason("over_cap_total_day", { cap: total })] : []),
      ];
      if (over.length > 0) {
        if (!spent.over) cappedDays++;
        spent.over = true;
        return over;
      }
      spent.buyers.set(order.buyer, buyers);
      spent.stores.set(order.store, stores);
      spent.total = all;
      return [];
    },
    /** Days on which a cap refused something. */
    cappedDays: () => cappedDays,
  };
}
