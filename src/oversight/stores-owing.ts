import { bucketValues } from "#db";
import { type Currency, money } from "#money";
import type { Parts, StoreOwing } from "./types.ts";

type Row = { store: string; zh: string; en: string; owed: bigint; currency: Currency };

/** What stores owe the platform at a wallet account for refunds that it advanced, the most first. */
export async function storesOwing({ db }: Parts, account: string): Promise<readonly StoreOwing[]> {
  const rows = await db.read<Row>(
    `select a.book as store, s.name_zh as zh, s.name_en as en, a.debits - a.credits as owed, a.currency
     from accounts a join stores s on s.id = a.book
     where a.bucket = any($1) and a.code = 'advances' and a.held_at = $2 and a.debits > a.credits
     order by owed desc, store limit 200`,
    [bucketValues, account],
  );
  return rows.map(({ store, zh, en, owed, currency }) => ({ store, name: { zh, en }, owed: money(owed, currency) }));
}
