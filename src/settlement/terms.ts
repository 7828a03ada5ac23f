import type { Tx } from "#db";
import type { SettlementContext } from "./context.ts";
import type { TermsView } from "./types.ts";

/** Where a marketplace never set any. */
export const defaultTerms = { release_after_days: 10, commission_bp: 0 } as const;

/** The terms that hold for what was paid at an instant. `readPlain` (release-many.ts) says the same in SQL. */
export async function termsAt(read: Tx["query"], marketplace: string, at: Date): Promise<TermsView> {
  const [row] = await read<TermsView>(
    `select marketplace, release_after_days, commission_bp, starts_at from settlement_terms
     where marketplace = $1 and starts_at <= $2 order by starts_at desc limit 1`,
    [marketplace, at],
  );
  return row ?? { marketplace, ...defaultTerms, starts_at: null };
}

/** Sets terms for what is paid from now on; what was paid before keeps its own. */
export async function setTerms(
  context: SettlementContext,
  by: string,
  marketplace: string,
  terms: Pick<TermsView, "release_after_days" | "commission_bp">,
): Promise<TermsView> {
  const { db, clock } = context.needs;
  // Two at the same millisecond: the later one holds a millisecond later, so that neither vanishes.
  const [row] = await db.read<TermsView>(
    `insert into settlement_terms (marketplace, starts_at, release_after_days, commission_bp, set_by)
     select $1, greatest($2::timestamptz, max(starts_at) + interval '1 millisecond'), $3, $4, $5
     from settlement_terms where marketplace = $1
     returning marketplace, release_after_days, commission_bp, starts_at`,
    [marketplace, clock.now(), terms.release_after_days, terms.commission_bp, by],
  );
  if (!row) throw new Error("Terms that were set must be there.");
  return row;
}
