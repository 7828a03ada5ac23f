import { bucketOf, type Db, derivedId, isId } from "#db";
import { type Currency, type Money, money } from "#money";
import type { BuyerAction, PayMethod } from "#wallets/protocol";
import type { OrderState, PaymentState } from "./states.ts";
import type { BuyerFacts, CheckoutState, RefundState } from "./types.ts";

export type LineJson = { title: string; quantity: number; minor: string; picture_url?: string; ships?: boolean };
export type CartOrder = { id: string; store: string; number: string; title: string; amount: string; lines: LineJson[] };

export type CheckoutRow = {
  bucket: number;
  id: string;
  marketplace: string;
  caller: string;
  mode: "live" | "test";
  state: CheckoutState;
  locale: "zh-CN" | "en";
  buyer: BuyerFacts;
  success_url: string;
  cancel_url: string;
  metadata: Record<string, string>;
  amount: bigint;
  currency: Currency;
  order_ids: string[];
  cart: CartOrder[] | null;
  friend_link: string | null;
  expires_at: Date;
  created_at: Date;
};

export type OrderRow = {
  bucket: number;
  id: string;
  marketplace: string;
  store: string;
  checkout: string;
  number: string;
  title: string;
  amount: bigint;
  currency: Currency;
  refunded: bigint;
  state: OrderState;
  attempts: number;
  live_payment: string | null;
  paid_payment: string | null;
  lines: LineJson[];
  created_at: Date;
  paid_at: Date | null;
};

/** What start() was given beyond the columns. `openid` is sealed. */
export type StartJson = {
  device: "desktop" | "phone";
  title: string;
  return_url: string;
  ip?: string;
  openid?: string;
  /** The number under which its caps are counted; absent where none are. */
  cap_use?: string;
  /** The buyer came by a merchant's code. */
  by_code?: true;
  /** The wallet whose user pays, where it is another than the payment's own. */
  issuer?: string;
  /** Then: a hash of who the buyer is at the marketplace, where it said. */
  payer?: string;
};

export type PaymentRow = {
  bucket: number;
  id: string;
  order_id: string;
  checkout: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  sub_merchant: string | null;
  method: PayMethod;
  amount: bigint;
  /** What the wallet really took, where that is another amount than was asked; null otherwise. */
  received: bigint | null;
  currency: Currency;
  refunded: bigint;
  refunding: bigint;
  refunds: number;
  state: PaymentState;
  version: number;
  combined: string | null;
  by_friend: boolean;
  start: StartJson;
  action: BuyerAction | null;
  stage: "offered" | "scanned" | "paying" | null;
  ref: string | null;
  reason_code: string | null;
  reason_says: string | null;
  wallet_ref: string | null;
  expires_at: Date;
  created_at: Date;
  paid_at: Date | null;
  /** When the house took its code back, because it was above a limit that had been lowered; null otherwise. */
  revoked_at: Date | null;
  /** When somebody last set out to undo its payer's code (undo-charge.ts); null otherwise. */
  reversing_at: Date | null;
};

export type RefundRow = {
  bucket: number;
  id: string;
  payment: string;
  order_id: string;
  marketplace: string;
  store: string;
  amount: bigint;
  currency: Currency;
  reason: string;
  cause: "asked" | "surplus";
  /** Of the amount: commission that is given back, and what the platform advances. The rest is the store's own. */
  from_commission: bigint;
  from_advance: bigint;
  /** For whose day it was counted, where a limit a day held for whoever asked: a person, a marketplace or a store. */
  counted_for: string | null;
  counted_on: string | null;
  state: RefundState;
  wallet_refund_ref: string | null;
  says: string | null;
  created_at: Date;
  refunded_at: Date | null;
};

export type Table = "checkouts" | "orders" | "payments" | "refunds" | "combined_orders";

/** Rows of a table by id, in one statement whatever the buckets. Ids that are not there, or are none, are left out. */
export async function readRows<Row extends { id: string }>(
  db: Pick<Db, "read">,
  table: Table,
  ids: readonly string[],
): Promise<Map<string, Row>> {
  const known = ids.filter((id) => isId(id));
  if (known.length === 0) return new Map();
  const rows = await db.read<Row>(
    // Lateral with a limit: always along the primary key, whatever the planner believes of a young table.
    `select t.* from unnest($1::int[], $2::text[]) as w (bucket, id)
     cross join lateral (select * from ${table} t where t.bucket = w.bucket and t.id = w.id limit 1) t`,
    [known.map(bucketOf), known],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What the wallet holds of a payment that was made: the amount asked for, or the other one that came. */
export function cameOf(row: Pick<PaymentRow, "amount" | "received" | "currency">): Money {
  return money(row.received ?? row.amount, row.currency);
}

/** The nth attempt to pay an order; nobody has to look it up. */
export function attemptId(order: string, attempt: number): string {
  return derivedId("pay", order, "attempt", attempt);
}

export function attemptIds(order: Pick<OrderRow, "id" | "attempts">): string[] {
  return Array.from({ length: order.attempts }, (_, i) => attemptId(order.id, i + 1));
}

/** The nth refund of a payment. */
export function refundIdOf(payment: string, n: number): string {
  return derivedId("ref", payment, "refund", n);
}
