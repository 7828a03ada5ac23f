import { bucketOf, type Tx, writeEvent } from "#db";
import type { SettlementContext } from "./context.ts";
import type { Result } from "./types.ts";

const coolingOffMs = 86_400_000;

export type CardView = { store: string; holder: string; bank: string; last4: string; usable_at: Date };
export type CardRow = CardView & { n: number; number_sealed: string };

/**
 * Sets the card to which a store's money goes. Whoever sets it, a day passes before anything goes there, the first
 * card included: the store can notice a stranger's. The number is sealed; only its last four digits are shown.
 */
export async function setCard(
  context: SettlementContext,
  by: string,
  store: string,
  card: { holder: string; bank: string; number: string },
): Promise<Result<CardView>> {
  if (!/^\d{12,19}$/.test(card.number)) return { ok: false, fault: "bank_card_invalid" };
  const { db, clock, seal } = context.needs;
  const now = clock.now();
  const last4 = card.number.slice(-4);
  const number = seal(card.number, `bank card of ${store}`);
  const usable = new Date(now.getTime() + coolingOffMs);
  const row = await db.tx(async (tx) => {
    const [made] = await tx.query<CardRow>(
      `insert into bank_cards (bucket, store, n, holder, bank, number_sealed, last4, set_by, set_at, usable_at)
       select $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from bank_cards
       where bucket = $1 and store = $2 returning store, holder, bank, last4, usable_at`,
      [bucketOf(store), store, card.holder, card.bank, number, last4, by, now, usable],
    );
    await tellStore(context, tx, store, { type: "bank_card.set", bank: card.bank, last4, from: usable.toISOString() });
    return made;
  });
  if (!row) throw new Error("A card that was set must be there.");
  return { ok: true, value: row };
}

/** What makes it easier to take a store's money away is told to it, by an event, while it does not hold yet. */
export async function tellStore(
  context: SettlementContext,
  tx: Tx,
  store: string,
  { type, ...data }: { type: "bank_card.set" | "withdrawal_rules.set"; from: string } & Record<string, unknown>,
): Promise<void> {
  const { ids, clock, marketplaceOf, alarm } = context.needs;
  const marketplace = marketplaceOf(store);
  if (marketplace === null) return alarm("store_not_told", { store, type });
  const event = { type, version: 1, marketplace, subject: store, data: { store, ...data } };
  await writeEvent(tx, ids, event, clock.now());
}

/** One card of a store, or its newest. */
export async function findCard(context: SettlementContext, store: string, n: number | null): Promise<CardRow | null> {
  const [row] = await context.needs.db.read<CardRow>(
    `select * from bank_cards where bucket = $1 and store = $2 and ($3::int is null or n = $3) order by n desc limit 1`,
    [bucketOf(store), store, n],
  );
  return row ?? null;
}
