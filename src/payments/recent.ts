import type { LoadedCheckout } from "./load.ts";
import type { PaymentRow } from "./rows.ts";

/**
 * What this process has just written, so that the next step of the same payment need not read it back. Only a hint:
 * every commit decides again under its lock, and whoever finds that something changed reads the database.
 */
export type Recent = {
  checkoutMade(loaded: LoadedCheckout): void;
  /** Once: the first start takes it, a later one reads. */
  takeCheckout(id: string): LoadedCheckout | undefined;
  paymentMade(row: PaymentRow): void;
  /** Good for what never changes of a payment: whose it is, where its money lies, how much. */
  payment(id: string): PaymentRow | undefined;
};

const kept = 20_000;

export function makeRecent(): Recent {
  const checkouts = new Map<string, LoadedCheckout>();
  const payments = new Map<string, PaymentRow>();
  return {
    checkoutMade: (loaded) => keep(checkouts, loaded.row.id, loaded),
    takeCheckout(id) {
      const found = checkouts.get(id);
      checkouts.delete(id);
      return found;
    },
    paymentMade: (row) => keep(payments, row.id, row),
    payment: (id) => payments.get(id),
  };
}

/** Maps keep the order of insertion: the first is the oldest. */
function keep<Value>(map: Map<string, Value>, id: string, value: Value): void {
  map.set(id, value);
  if (map.size <= kept) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
