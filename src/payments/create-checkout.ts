import {
  bucketFromText,
  bucketIndex,
  bucketOf,
  bucketValue,
  type Db,
  derivedId,
  findRepeat,
  type Ids,
  isId,
  isTransient,
  type Lanes,
  makeLanes,
  type RepeatKey,
  repeatScope,
  retry,
} from "#db";
import { equals, type Money, sum } from "#money";
import type { PaymentsContext } from "./context.ts";
import { ok, type PaymentFault, type Result, refuse } from "./faults.ts";
import type { LoadedCheckout } from "./load.ts";
import { loadCheckout } from "./read-checkout.ts";
import type { CartOrder, CheckoutRow, OrderRow } from "./rows.ts";
import type { Caller, NewCheckout, NewOrder } from "./types.ts";

type CheckoutResult = { subject: string; first: boolean; same: boolean };
export type CheckoutLanes = Lanes<NewRow, CheckoutResult>;

export function makeCheckoutLanes(parts: { db: Db; ids: Ids; lanes: number }): CheckoutLanes {
  return makeLanes({
    name: "checkouts",
    lanes: parts.lanes,
    bucket: (move) => bucketIndex(move.id),
    key: (move) => (move.key === null ? move.id : `${move.scope} ${move.key}`),
    run: async (moves) => {
      const rows = moves.map((move, ord) => ({ ...move, ord }));
      const results = await retry(
        { attemptsMax: 3, safeBecause: "the statement rolled back whole", again: isTransient },
        () =>
          parts.db.read<CheckoutResult & { ord: number }>("select * from create_checkouts($1::jsonb)", [
            JSON.stringify(rows),
          ]),
      );
      return moves.map((_, ord) => results.find((one) => one.ord === ord) as CheckoutResult);
    },
  });
}

const ordersMax = 50;

/**
 * Makes a checkout over one order or a cart and answers it; with a repeat key that was used before, the first one. A
 * single-store checkout lives in its store's bucket, a cart in one that follows from caller and key.
 */
export async function createCheckout(
  context: PaymentsContext,
  caller: Caller,
  input: NewCheckout,
  repeat: RepeatKey | null,
): Promise<Result<LoadedCheckout>> {
  const { needs } = context;
  const fault = checkOrders(context, caller, input);
  if (fault) return (await madeBefore(context, caller, input, repeat)) ?? fault;
  const home = homeBucket(input, caller, repeat);
  const now = needs.clock.now();
  const id = needs.ids.next("chk", home);
  const orders = input.orders.map((order, index) => toCartOrder(order, id, index));
  const here = orders.filter((order) => bucketIndex(order.id) === bucketIndex(id));
  const total = sum(
    input.orders.map((order) => order.amount),
    (input.orders[0] as NewOrder).amount.currency,
  );
  const row: NewRow = {
    ...{ bucket: bucketOf(id), id, marketplace: input.marketplace, caller: caller.id, mode: needs.mode },
    ...{ scope: repeat && repeatScope(repeat), key: repeat?.key ?? null, hash: repeat?.requestHash ?? null },
    ...{ locale: input.locale, buyer: input.buyer, metadata: input.metadata },
    ...{ success_url: input.success_url, cancel_url: input.cancel_url },
    amount: total.minor.toString(),
    currency: total.currency,
    order_ids: orders.map((order) => order.id),
    cart: orders.length > 1 ? orders : null,
    at: now,
    expires_at: new Date(now.getTime() + input.expires_in * 1000),
    orders: here,
  };
  const made = await context.checkouts.submit(row);
  if (!made.same) return refuse("idempotency_key_reused");
  if (!made.first || orders.length > here.length) return await readBack(context, made);
  const written = asWritten(row, orders);
  context.recent.checkoutMade(written);
  return ok(written);
}

/** A cart's other orders are written in their own buckets; a repeated key answers what it made the first time. */
async function readBack(context: PaymentsContext, made: CheckoutResult): Promise<Result<LoadedCheckout>> {
  const loaded = await loadCheckout(context, made.subject);
  if (!loaded) throw new Error(`Checkout ${made.subject} must be there after it was made.`);
  return ok(loaded, !made.first);
}

/**
 * What a repeat key made before what it asks for was no longer allowed: a store that closed in the meantime does not
 * change the answer to a request that was answered already.
 */
async function madeBefore(
  context: PaymentsContext,
  caller: Caller,
  input: NewCheckout,
  repeat: RepeatKey | null,
): Promise<Result<LoadedCheckout> | null> {
  if (!repeat || !input.orders.every((order) => isId(order.store, "sto"))) return null;
  const home = homeBucket(input, caller, repeat);
  const before = home === undefined ? null : await findRepeat(context.needs.db.read, bucketValue(home), repeat);
  if (!before) return null;
  if (!before.same) return refuse("idempotency_key_reused");
  return await readBack(context, { ...before, first: false });
}

/** The rows that one commit has just written: nothing has to be read back. */
function asWritten(row: NewRow, orders: readonly CartOrder[]): LoadedCheckout {
  const { scope, key, hash, at, orders: _, ...own } = row;
  const order = ({ amount, ...one }: CartOrder): OrderRow => ({
    ...one,
    ...{ bucket: row.bucket, marketplace: row.marketplace, checkout: row.id, currency: row.currency },
    ...{ amount: BigInt(amount), refunded: 0n, state: "unpaid", attempts: 0, created_at: at, paid_at: null },
    ...{ live_payment: null, paid_payment: null },
  });
  return {
    row: { ...own, amount: BigInt(row.amount), state: "open", friend_link: null, created_at: at },
    orders: orders.map(order),
    payments: [],
  };
}

/** A checkout as create_checkouts takes it. */
type NewRow = Omit<CheckoutRow, "amount" | "state" | "friend_link" | "created_at"> & {
  amount: string;
  at: Date;
  scope: string | null;
  key: string | null;
  hash: string | null;
  orders: readonly CartOrder[];
};

function homeBucket(input: NewCheckout, caller: Caller, repeat: RepeatKey | null): number | undefined {
  const stores = new Set(input.orders.map((order) => order.store));
  const [only] = stores;
  if (stores.size === 1 && only !== undefined) return bucketIndex(only);
  return repeat ? bucketFromText(`${caller.id} ${repeat.key}`) : undefined;
}

function toCartOrder(order: NewOrder, checkout: string, index: number): CartOrder {
  return {
    id: derivedId("ord", checkout, "order", index, bucketIndex(order.store)),
    store: order.store,
    number: order.number,
    title: order.title,
    amount: order.amount.minor.toString(),
    lines: order.lines.map(({ amount, ...line }) => ({ ...line, minor: amount.minor.toString() })),
  };
}

/** The first thing that is wrong with the orders, or nothing. */
function checkOrders(context: PaymentsContext, caller: Caller, input: NewCheckout): Result<never> | null {
  const first = input.orders[0];
  if (!first || input.orders.length > ordersMax) return refuse("amount_invalid", { orders_max: ordersMax });
  const numbers = new Set(input.orders.map((order) => `${order.store} ${order.number}`));
  if (numbers.size < input.orders.length) return refuse("order_duplicate");
  for (const order of input.orders) {
    const fault = checkOrder(context, caller, input.marketplace, order, first.amount);
    if (fault) return refuse(fault, { order: order.number, store: order.store });
  }
  return null;
}

function checkOrder(
  context: PaymentsContext,
  caller: Caller,
  marketplace: string,
  order: NewOrder,
  first: Money,
): PaymentFault | null {
  const store = context.needs.store(order.store);
  if (!store || store.marketplace !== marketplace) return "store_unknown";
  if (caller.store !== null && caller.store !== order.store) return "store_unknown";
  if (!store.open) return "store_closed";
  if (order.amount.currency !== first.currency) return "currency_unsupported";
  if (order.amount.minor <= 0n) return "amount_invalid";
  if (order.lines.some((line) => line.amount.currency !== first.currency)) return "currency_unsupported";
  if (order.lines.some((line) => line.amount.minor < 0n || line.quantity < 1)) return "amount_invalid";
  if (order.lines.length === 0) return null;
  const lines = sum(
    order.lines.map((line) => line.amount),
    first.currency,
  );
  return equals(lines, order.amount) ? null : "amount_mismatch";
}
