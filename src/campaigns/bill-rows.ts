import { bucketOf, isId, type Tx } from "#db";
import { type Currency, money } from "#money";
import type { BillView } from "./types.ts";

export type BillRow = Omit<BillView, "amount" | "total"> & {
  bucket: number;
  marketplace: string;
  amount: bigint;
  total: bigint;
  currency: Currency;
};
export const billColumns = `bucket, id, campaign, marketplace, host, n, wallet_account, amount, total, currency, state,
  asked_by, at, decided_by, decided_at`;

export function billView({ currency, bucket: _, marketplace: __, ...row }: BillRow): BillView {
  return { ...row, amount: money(row.amount, currency), total: money(row.total, currency) };
}

export async function findBill(read: Tx["query"], id: string, lock = false): Promise<BillRow | null> {
  if (!isId(id, "bil")) return null;
  const [row] = await read<BillRow>(
    `select ${billColumns} from campaign_bills where bucket = $1 and id = $2 ${lock ? "for no key update" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}
