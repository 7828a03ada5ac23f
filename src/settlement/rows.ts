import { type Currency, money } from "#money";
import type { CountsFrom, ReleaseCause, ReleaseView } from "./types.ts";

export type ReleaseRow = {
  bucket: number;
  payment: string;
  order_id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  currency: Currency;
  gross: bigint;
  commission: bigint;
  commission_bp: number;
  cause: ReleaseCause;
  counted_from: CountsFrom | null;
  counted_since: Date | null;
  released_at: Date;
};

/** What this room reads of a payment. */
export type PaidRow = {
  bucket: number;
  id: string;
  order_id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  currency: Currency;
  amount: bigint;
  refunded: bigint;
  refunding: bigint;
  paid_at: Date;
  sub_merchant: string | null;
  wallet_ref: string | null;
};

export function releaseView(row: ReleaseRow): ReleaseView {
  const {
    payment,
    marketplace,
    store,
    wallet_account,
    commission_bp,
    cause,
    counted_from,
    counted_since,
    released_at,
  } = row;
  return {
    order: row.order_id,
    ...{ payment, marketplace, store, wallet_account, commission_bp, cause, counted_from, counted_since, released_at },
    ...({ state: "released", says: null } as const),
    gross: money(row.gross, row.currency),
    commission: money(row.commission, row.currency),
    net: money(row.gross - row.commission, row.currency),
  };
}
