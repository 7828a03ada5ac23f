import { bucketIndex, type Db, isId, type Lanes, makeLanes } from "#db";
import { attemptIds, type CheckoutRow, type OrderRow, type PaymentRow, readRows } from "./rows.ts";

/** A checkout with its orders (those that are written) and every attempt to pay them, oldest first. */
export type LoadedCheckout = { row: CheckoutRow; orders: OrderRow[]; payments: PaymentRow[] };

export type LoadLanes = {
  checkouts: Lanes<string, LoadedCheckout | null>;
  payments: Lanes<string, PaymentRow | null>;
};

/** A text that is no id of ours is read nowhere, so any lane may say so. */
function bucketOrAny(id: string): number {
  return isId(id) ? bucketIndex(id) : 0;
}

/** Reads fold as writes do: who asks at the same time shares a statement. */
export function makeLoadLanes(db: Db, lanes: number): LoadLanes {
  return {
    checkouts: makeLanes({
      name: "load checkouts",
      lanes,
      bucket: bucketOrAny,
      key: (id) => id,
      run: (ids) => loadCheckouts(db, ids),
    }),
    payments: makeLanes({
      name: "load payments",
      lanes,
      bucket: bucketOrAny,
      key: (id) => id,
      run: async (ids) => {
        const rows = await readRows<PaymentRow>(db, "payments", ids);
        return ids.map((id) => rows.get(id) ?? null);
      },
    }),
  };
}

async function loadCheckouts(db: Db, ids: readonly string[]): Promise<(LoadedCheckout | null)[]> {
  const checkouts = await readRows<CheckoutRow>(db, "checkouts", ids);
  const orders = await readRows<OrderRow>(
    db,
    "orders",
    [...checkouts.values()].flatMap((row) => row.order_ids),
  );
  const payments = await readRows<PaymentRow>(db, "payments", [...orders.values()].flatMap(attemptIds));
  return ids.map((id) => {
    const row = checkouts.get(id);
    if (!row) return null;
    const own = row.order_ids.flatMap((order) => orders.get(order) ?? []);
    const attempts = own.flatMap(attemptIds).flatMap((payment) => payments.get(payment) ?? []);
    return { row, orders: own, payments: attempts };
  });
}
