import { bucketOf, isId, type Tx } from "#db";
import { type Currency, money } from "#money";
import type { VoucherView } from "./types.ts";

export type VoucherRow = Omit<VoucherView, "value" | "state"> & {
  bucket: number;
  code: string;
  value: bigint;
  currency: Currency;
  order_id: string | null;
  seller: string | null;
  wallet_account: string | null;
  money: "held" | "released" | "returned" | null;
  /** How many of its refunds the wallet refused. */
  refund_attempts: number;
};

export const voucherColumns = `bucket, id, code, marketplace, agreement, redeemer, title, value, currency, issued_at,
  expires_at, redeemed_at, store, till, payment, order_id, seller, wallet_account, money, returned_at, refund,
  refund_attempts`;

export function voucherView(row: VoucherRow, now: Date): VoucherView {
  const { bucket: _, code: __, value, currency, order_id: ___, seller: ____, wallet_account, ...rest } = row;
  const { money: where, refund_attempts: _____, ...view } = rest;
  const open = row.expires_at <= now ? "expired" : "issued";
  const ended = where === "returned" ? "refunded" : open;
  return {
    ...view,
    wallet_account,
    value: money(value, currency),
    state: row.redeemed_at === null ? ended : "redeemed",
  };
}

export async function findVoucher(read: Tx["query"], id: string, lock = false): Promise<VoucherRow | null> {
  if (!isId(id, "vch")) return null;
  const [row] = await read<VoucherRow>(
    `select ${voucherColumns} from vouchers where bucket = $1 and id = $2 ${lock ? "for update" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}
