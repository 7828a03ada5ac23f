import { bucketValues } from "#db";
import type { AgreementsContext } from "./context.ts";
import type { Page, Paged, VoucherView } from "./types.ts";
import { type VoucherRow, voucherColumns, voucherView } from "./voucher-rows.ts";

/** The vouchers that were issued under an agreement, newest first. No code is among them. */
export async function listVouchers(
  { house }: AgreementsContext,
  agreement: string,
  page: Page,
): Promise<Paged<VoucherView>> {
  const rows = await house.db.read<VoucherRow>(
    `select ${voucherColumns} from vouchers
     where bucket = any($1) and agreement = $2 and ($3::text is null or id < $3) order by id desc limit $4`,
    [bucketValues, agreement, page.after, page.limit + 1],
  );
  const now = house.clock.now();
  const data = rows.slice(0, page.limit).map((row) => voucherView(row, now));
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
