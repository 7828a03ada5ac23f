import { bucketValues, type Db } from "#db";
import type { BooksDoor, EventsDoor, EventView } from "#http";
import { readBook, readTransfers } from "#ledger";

/** A store's books, as the API tells them. `walletOf` names the wallet of an account that holds money. */
export function makeBooksDoor(db: Db, walletOf: (account: string) => string | null): BooksDoor {
  return {
    async accounts(store) {
      const book = await readBook(db, store);
      return book.map((one) => ({
        id: one.id,
        store,
        kind: one.code,
        wallet: walletOf(one.held_at),
        balance: one.balance,
      }));
    },
    async transfers(filter, page) {
      const rows = await readTransfers(
        db,
        filter.store,
        { ...(page.after === null ? {} : { before: page.after }), limit: page.limit + 1 },
        filter,
      );
      const data = rows.slice(0, page.limit).map((row) => ({
        id: row.id,
        store: filter.store,
        kind: row.kind,
        debit: row.debit.id,
        credit: row.credit.id,
        amount: row.amount,
        subject: row.subject,
        at: row.at,
      }));
      return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
    },
  };
}

/** Events, newest first over all buckets: event ids begin with their time. */
export function makeEventsDoor(db: Db): EventsDoor {
  return {
    async list(filter, page) {
      const rows = await db.read<EventView>(
        `select e.id, e.type, e.version, e.marketplace, e.subject, e.data, e.at
         from unnest($1::int[]) as b (bucket) cross join lateral (
           select * from events e where e.bucket = b.bucket and ($2::text is null or e.id < $2)
             and ($3::text is null or e.marketplace = $3) and ($4::text is null or e.type = $4)
             and ($6::text is null or e.data ->> 'store' = $6)
           order by e.number desc limit $5
         ) e order by e.id desc limit $5`,
        [bucketValues, page.after, filter.marketplace, filter.type ?? null, page.limit + 1, storeOf(filter)],
      );
      const data = rows.slice(0, page.limit);
      return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
    },
  };
}

function storeOf(filter: object): string | null {
  return "store" in filter && typeof filter.store === "string" ? filter.store : null;
}
