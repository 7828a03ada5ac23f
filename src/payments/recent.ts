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
  const checkouts = makeGenerations<LoadedCheckout>();
  const payments = makeGenerations<PaymentRow>();
  return {
    checkoutMade: (loaded) => checkouts.keep(loaded.row.id, loaded),
    takeCheckout(id) {
      const found = checkouts.get(id);
      checkouts.drop(id);
      return found;
    },
    paymentMade: (row) => payments.keep(row.id, row),
    payment: (id) => payments.get(id),
  };
}

/**
 * The latest of what was kept: between half and all of `kept`. Two maps, of which the older is let go as a whole, since
 * taking the oldest out of one map walks over all that was taken out before.
 */
function makeGenerations<Value>() {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  return {
    get: (id: string): Value | undefined => young.get(id) ?? old.get(id),
    keep(id: string, value: Value): void {
      young.set(id, value);
      if (young.size < kept / 2) return;
      old = young;
      young = new Map();
    },
    drop(id: string): void {
      if (!young.delete(id)) old.delete(id);
    },
  };
}
