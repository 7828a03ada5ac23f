import { type PostingKind, postingKinds } from "#chart";
import { bucketOf, bucketValues, type Db } from "#db";
import type { Directory } from "#directory";
import type { BooksDoor } from "#http";
import { readBook, readTransfers } from "#ledger";
import type { CapsParts, OpeningsParts } from "#openings";

/** A store's books, as the API tells them. `walletOf` names the wallet of an account that holds money. */
export function makeBooksDoor(db: Db, walletOf: (account: string) => string | null): BooksDoor {
  return {
    async accounts(store, at) {
      const book = await readBook(db, store, at);
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
        words: sayingOf(row.kind),
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

/** As the chart says it; a kind that it no longer has says its own name. */
function sayingOf(kind: string): { zh: string; en: string } {
  return kind in postingKinds ? postingKinds[kind as PostingKind].says : { zh: kind, en: kind };
}

type ElectorateNeeds = Pick<OpeningsParts, "storesOf" | "turnoverOf" | "mayVote">;

/** Whom openings may ask: stores and owners from the directory, turnover from what was paid. */
export function electorateOf(db: Db, directory: Directory): ElectorateNeeds {
  const { snapshot } = directory;
  return {
    storesOf: (side, partner) =>
      snapshot.storesOf(side).flatMap(({ id, merchant, tags, state }) => {
        if (state !== "open") return [];
        const found = snapshot.accountFor(id, partner);
        return [{ id, merchant, tags, signedUpAt: "missing" in found ? null : found.activation.applied_at }];
      }),
    async turnoverOf(sides, from, to) {
      const rows = await db.read<{ store: string; turnover: bigint }>(
        `select o.store, sum(o.amount - o.refunded)::bigint as turnover from orders o
         where o.bucket = any($1) and o.marketplace = any($2) and o.paid_at >= $3 and o.paid_at < $4 group by o.store`,
        [bucketValues, sides, from, to],
      );
      return new Map(rows.map((row) => [row.store, row.turnover]));
    },
    mayVote: directory.mayVote,
  };
}

/** How payments ended, for the caps that were counted for them. */
export function paymentEnds(db: Db): CapsParts["endOf"] {
  return async (payments) => {
    const rows = await db.read<{ id: string; state: string }>(
      `select p.id, p.state from unnest($1::int[], $2::text[]) as w (bucket, id)
       join payments p on p.bucket = w.bucket and p.id = w.id`,
      [payments.map(bucketOf), payments],
    );
    const end = (state: string) => {
      if (state === "paid") return "paid";
      return ["closed", "refused", "surplus", "returned"].includes(state) ? "unpaid" : "open";
    };
    return new Map(rows.map((row) => [row.id, end(row.state)]));
  };
}
