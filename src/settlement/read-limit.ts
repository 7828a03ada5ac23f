import { isId } from "#db";
import type { SettlementContext } from "./context.ts";
import { holdsDaysAt, limitFactsOf } from "./limit-facts.ts";
import { limitOf } from "./limits.ts";
import type { CountsFrom } from "./types.ts";

export type ReleaseLimitView = {
  order: string;
  payment: string;
  marketplace: string;
  store: string;
  /** When the money is released by itself; null: not before the goods are sent. A dispute holds it all the same. */
  release_at: Date | null;
  counts_from: CountsFrom;
  /** Since when it counts; null while it waits for the shipment. */
  counted_since: Date | null;
  /** While it waits for the shipment: until when the store has time. */
  ship_by: Date | null;
  shipped_at: Date | null;
  delivered_at: Date | null;
  /** The buyer made it longer. */
  extended: boolean;
  /** It ends a day before the wallet would let the money go by itself, sooner than the terms say. */
  ended_by_wallet: boolean;
  released: boolean;
};

/** The time limit of a paid order, as it stands; null while nobody has paid it. */
export async function readLimit(context: SettlementContext, order: string): Promise<ReleaseLimitView | null> {
  const facts = isId(order, "ord") ? await limitFactsOf(context.needs.db.read, order) : null;
  if (!facts) return null;
  const holds = await holdsDaysAt(context, [facts.wallet_account]);
  const { at, since, ...limit } = limitOf(facts, holds.get(facts.wallet_account) ?? null);
  const { payment, marketplace, store, shipped_at, delivered_at, released } = facts;
  return {
    ...{ order, payment, marketplace, store, release_at: at, counted_since: since, ...limit },
    ...{ shipped_at, delivered_at, released },
  };
}
