import type { Tx } from "#db";
import type { SettlementContext } from "./context.ts";
import type { NewTerms, TermsView } from "./types.ts";

/** Where a marketplace never set any. */
export const defaultTerms = {
  release_after_days: 10,
  release_from: "payment",
  ship_within_days: 3,
  release_after_delivery_days: null,
  commission_bp: 0,
} as const;

const columns = `marketplace, release_after_days, release_from, ship_within_days, release_after_delivery_days,
  commission_bp, starts_at`;

/**
 * The terms that hold for what was paid at an instant. `readPlain` (release-many.ts) says the same of the commission in
 * SQL, `limitFacts` (limit-facts.ts) of the time limit.
 */
export async function termsAt(read: Tx["query"], marketplace: string, at: Date): Promise<TermsView> {
  const [row] = await read<TermsView>(
    `select ${columns} from settlement_terms
     where marketplace = $1 and starts_at <= $2 order by starts_at desc limit 1`,
    [marketplace, at],
  );
  return row ?? { marketplace, ...defaultTerms, starts_at: null };
}

/** Sets terms for what is paid from now on; what was paid before keeps its own. What is not named stays as it was. */
export async function setTerms(
  context: SettlementContext,
  by: string,
  marketplace: string,
  terms: NewTerms,
): Promise<TermsView> {
  const { db, clock } = context.needs;
  return await db.tx(async (tx) => {
    // One setter at a time: what the later one does not name is as the earlier one set it.
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 120))", [marketplace]);
    return await addTerms(tx, { by, marketplace, terms, now: clock.now() });
  });
}

type Adding = { by: string; marketplace: string; terms: NewTerms; now: Date };

async function addTerms(tx: Tx, { by, marketplace, terms, now }: Adding): Promise<TermsView> {
  const [held] = await tx.query<TermsView>(
    `select ${columns} from settlement_terms where marketplace = $1 order by starts_at desc limit 1`,
    [marketplace],
  );
  const set = { ...defaultTerms, ...held, ...terms };
  // Two at the same millisecond: the later one holds a millisecond later, so that neither vanishes.
  const [row] = await tx.query<TermsView>(
    `insert into settlement_terms (marketplace, starts_at, release_after_days, commission_bp, set_by, release_from,
       ship_within_days, release_after_delivery_days)
     select $1, greatest($2::timestamptz, max(starts_at) + interval '1 millisecond'), $3, $4, $5, $6, $7, $8
     from settlement_terms where marketplace = $1
     returning ${columns}`,
    [
      ...[marketplace, now, set.release_after_days, set.commission_bp, by, set.release_from],
      ...[set.ship_within_days, set.release_after_delivery_days],
    ],
  );
  if (!row) throw new Error("Terms that were set must be there.");
  return row;
}
