import type { Tx } from "#db";
import { compare, type Money, money, share } from "#money";
import type { SettlementContext } from "./context.ts";
import { termsAt } from "./terms.ts";

/** A share in hundredths of a percent, rounded down to the minor unit, and a fixed sum in minor units, an order. */
export type Rates = { commission_bp: number; fixed: bigint };

export type RateCardView = {
  marketplace: string;
  /** Null: for every store without a card of its own. */
  store: string | null;
  /** What is paid from this instant on falls under it. */
  starts_at: Date;
  /** Null on both: from here on the marketplace's own card holds again. */
  commission_bp: number | null;
  fixed: Money | null;
  set_by: string;
};

export type NewRateCard = {
  marketplace: string;
  store: string | null;
  starts_at: Date | null;
  commission_bp: number | null;
  fixed: Money | null;
};

/** What the marketplace takes of an amount that the store keeps: never more than there is, nothing of nothing. */
export function commissionOf(kept: Money, rates: Rates): Money {
  if (kept.minor <= 0n) return money(0n, kept.currency);
  const part = share(kept, BigInt(rates.commission_bp), 10_000n, "down");
  const whole = money(part.minor + rates.fixed, kept.currency);
  return compare(whole, kept) > 0 ? kept : whole;
}

/**
 * The rates that hold for what a store was paid at an instant: its own card, the marketplace's, or its terms.
 * `readPlain` (release-many.ts) says the same in SQL.
 */
export async function ratesAt(read: Tx["query"], marketplace: string, store: string, at: Date): Promise<Rates> {
  const rows = await read<{ store: string; commission_bp: number | null; fixed: bigint | null }>(
    `select c.* from unnest($2::text[]) as w (store) cross join lateral (
       select store, commission_bp, fixed from rate_cards c
       where c.marketplace = $1 and c.store = w.store and c.starts_at <= $3 order by c.starts_at desc limit 1
     ) c`,
    [marketplace, [store, ""], at],
  );
  for (const place of [store, ""]) {
    const { commission_bp, fixed } = rows.find((row) => row.store === place) ?? {};
    if (typeof commission_bp === "number" && typeof fixed === "bigint") return { commission_bp, fixed };
  }
  return { commission_bp: (await termsAt(read, marketplace, at)).commission_bp, fixed: 0n };
}

type CardRow = Omit<RateCardView, "store" | "fixed"> & { store: string; fixed: bigint | null };

function cardView(row: CardRow): RateCardView {
  return { ...row, store: row.store || null, fixed: row.fixed === null ? null : money(row.fixed, "CNY") };
}

const columns = "marketplace, store, starts_at, commission_bp, fixed, set_by";

/**
 * Adds a card. It may begin later, never earlier than now: what was paid keeps the rates that it was paid under.
 * `rate_card_invalid`: begins in the past, has half of its figures, or takes the marketplace's own card away.
 */
export async function setRateCard(context: SettlementContext, by: string, card: NewRateCard) {
  const { db, clock } = context.needs;
  const now = clock.now();
  // Wallets tell whole seconds: what is paid in this one falls under a card that begins now.
  const second = new Date(now.getTime() - (now.getTime() % 1000));
  const starts = card.starts_at ?? second;
  const halves = (card.commission_bp === null) !== (card.fixed === null);
  const foreign = card.fixed !== null && (card.fixed.currency !== "CNY" || card.fixed.minor < 0n);
  if (starts < second || halves || foreign || (card.commission_bp === null && card.store === null))
    return { ok: false, fault: "rate_card_invalid" } as const;
  const [row] = await db.read<CardRow>(
    `insert into rate_cards (marketplace, store, starts_at, commission_bp, fixed, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning ${columns}`,
    [card.marketplace, card.store ?? "", starts, card.commission_bp, card.fixed?.minor ?? null, by, now],
  );
  // Another card for that very instant stands already; cards are only ever added.
  return row ? ({ ok: true, value: cardView(row) } as const) : ({ ok: false, fault: "rate_card_taken" } as const);
}

/** A marketplace's cards, newest first: all of them, or one store's and those for all. */
export async function listRateCards(
  context: SettlementContext,
  marketplace: string,
  store: string | null,
): Promise<RateCardView[]> {
  const rows = await context.needs.db.read<CardRow>(
    `select ${columns} from rate_cards where marketplace = $1 and ($2::text is null or store in ('', $2))
     order by starts_at desc, store limit 1000`,
    [marketplace, store],
  );
  return rows.map(cardView);
}
