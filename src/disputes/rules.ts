import type { Clock, Db } from "#db";
import { type Money, money } from "#money";

/** How a marketplace decides refund-only requests. Sums in whole fen, ratings in hundredths of a star (0 to 500). */
export type RefundOnlyRules = {
  /** Up to this much, with evidence, of a store rated below `rating_below`: granted at once. Zero: never. */
  automatic_max: bigint;
  rating_below: number;
  /** Above this much a person decides, not the store. */
  person_above: bigint;
  /** How long the store may take; silence is consent. */
  store_hours: number;
  /** How long after the refund the store may appeal. */
  appeal_days: number;
};

/** Where a marketplace never set any: nothing is granted by itself. */
export const defaultRules: RefundOnlyRules = {
  automatic_max: 0n,
  rating_below: 0,
  person_above: 100_000n,
  store_hours: 48,
  appeal_days: 7,
};

export type Way = { way: "granted" | "with_store" | "with_person"; rule: string };

/** Who decides a refund-only request. Pure; the rule's name is kept with the request. */
export function firstWay(
  facts: { amount: Money; evidence: number; rating: number | null },
  rules: RefundOnlyRules,
): Way {
  const { amount, evidence, rating } = facts;
  if (amount.minor > rules.person_above) return { way: "with_person", rule: "value_above_limit" };
  if (evidence === 0) return { way: "with_store", rule: "no_evidence" };
  if (amount.minor > rules.automatic_max) return { way: "with_store", rule: "value_above_automatic" };
  if (rating === null || rating >= rules.rating_below) return { way: "with_store", rule: "store_rated_well" };
  return { way: "granted", rule: "small_evident_low_rating" };
}

export type RulesView = Omit<RefundOnlyRules, "automatic_max" | "person_above"> & {
  marketplace: string;
  automatic_max: Money;
  person_above: Money;
  /** Null for the rules of a marketplace that never set any. */
  starts_at: Date | null;
};

type Row = RefundOnlyRules & { starts_at: Date };

/** The rules that hold for what is asked at an instant. */
export async function rulesAt(
  read: Db["read"],
  marketplace: string,
  at: Date,
): Promise<RefundOnlyRules & { starts_at: Date | null }> {
  const [row] = await read<Row>(
    `select automatic_max, rating_below, person_above, store_hours, appeal_days, starts_at from refund_only_rules
     where marketplace = $1 and starts_at <= $2 order by starts_at desc limit 1`,
    [marketplace, at],
  );
  return row ?? { ...defaultRules, starts_at: null };
}

export function rulesView(marketplace: string, rules: RefundOnlyRules & { starts_at: Date | null }): RulesView {
  return {
    ...rules,
    marketplace,
    automatic_max: money(rules.automatic_max, "CNY"),
    person_above: money(rules.person_above, "CNY"),
  };
}

/** Sets the rules for what is asked from now on. */
export async function setRules(
  parts: { db: Db; clock: Clock },
  by: string,
  marketplace: string,
  rules: RefundOnlyRules,
): Promise<RulesView> {
  const [row] = await parts.db.read<Row>(
    `insert into refund_only_rules (marketplace, starts_at, automatic_max, rating_below, person_above, store_hours,
       appeal_days, set_by)
     select $1, greatest($2::timestamptz, max(starts_at) + interval '1 millisecond'), $3, $4, $5, $6, $7, $8
     from refund_only_rules where marketplace = $1
     returning automatic_max, rating_below, person_above, store_hours, appeal_days, starts_at`,
    [
      ...[marketplace, parts.clock.now(), rules.automatic_max, rules.rating_below, rules.person_above],
      ...[rules.store_hours, rules.appeal_days, by],
    ],
  );
  if (!row) throw new Error("Rules that were set must be there.");
  return rulesView(marketplace, row);
}

export type RatingView = { store: string; rating: number; set_at: Date };

/** What the marketplace says of a store, in hundredths of a star. */
export async function setRating(
  parts: { db: Db; clock: Clock },
  by: string,
  store: { id: string; marketplace: string },
  rating: number,
): Promise<RatingView> {
  const at = parts.clock.now();
  await parts.db.read(
    `insert into store_ratings (store, marketplace, rating, set_by, set_at) values ($1, $2, $3, $4, $5)
     on conflict (store) do update set rating = excluded.rating, set_by = excluded.set_by, set_at = excluded.set_at`,
    [store.id, store.marketplace, rating, by, at],
  );
  return { store: store.id, rating, set_at: at };
}
