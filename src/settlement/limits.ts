import type { CountsFrom, TermsView } from "./types.ts";

const dayMs = 86_400_000;

export type LimitTerms = Pick<
  TermsView,
  "release_after_days" | "release_from" | "ship_within_days" | "release_after_delivery_days"
>;

/** All that an order's time limit follows from. */
export type LimitFacts = LimitTerms & {
  paid_at: Date;
  /** False: virtual goods, a voucher, what was sold at a till. */
  ships: boolean;
  /** When the house heard that all of it was sent, and signed for. */
  shipped_at: Date | null;
  delivered_at: Date | null;
  /** Parcels came back, as others than the store say, and nothing was delivered since. */
  came_back: boolean;
  /** To when the buyer made it longer. */
  until: Date | null;
};

export type Limit = {
  /** When the money is let go by itself; null: not before the order is sent, or sent anew after it came back. */
  at: Date | null;
  counts_from: CountsFrom;
  since: Date | null;
  /** While it waits to be sent: from when that is late. */
  ship_by: Date | null;
  extended: boolean;
  /** The wallet would let the money go by itself soon after: it ends the limit before the terms do. */
  ended_by_wallet: boolean;
};

const later = (a: Date, b: Date): Date => (a > b ? a : b);
const after = (at: Date, days: number): Date => new Date(at.getTime() + days * dayMs);

/**
 * The one rule of the time limit: whoever notes, holds back, makes longer or tells it asks here. A limit that counts
 * from the shipment does not begin before it, so that nobody is paid for what was never sent. `holdsDays`: after how
 * many days the wallet lets go by itself; the house does so a day before, since it takes the marketplace's share only
 * out of what the wallet still holds.
 */
export function limitOf(facts: LimitFacts, holdsDays: number | null): Limit {
  const { paid_at, shipped_at } = facts;
  const none = { extended: facts.until !== null, ended_by_wallet: false };
  if (facts.release_from === "shipment" && facts.ships && shipped_at === null)
    return { ...none, at: null, counts_from: "shipment", since: null, ship_by: after(paid_at, facts.ship_within_days) };
  if (facts.release_from === "shipment" && facts.ships && facts.came_back)
    return { ...none, at: null, counts_from: "shipment", since: null, ship_by: null };
  const { days, ...counted } = counting(facts);
  const wanted = facts.until ?? after(counted.since, days);
  const latest = holdsDays === null ? wanted : lastOf(counted, after(paid_at, holdsDays - 1));
  const ended_by_wallet = latest < wanted;
  return { ...none, ...counted, ship_by: null, at: ended_by_wallet ? latest : wanted, ended_by_wallet };
}

/** What was sent only when the wallet's time was nearly up is not paid at once: a day is left to look at it. */
const lastOf = ({ counts_from, since }: { counts_from: CountsFrom; since: Date }, latest: Date): Date =>
  counts_from === "payment" ? latest : later(latest, after(since, 1));

/** From what the limit counts, and how long: signed for may make it shorter, never longer. */
function counting(facts: LimitFacts): { counts_from: CountsFrom; since: Date; days: number } {
  const { paid_at, shipped_at, delivered_at, release_after_days, release_after_delivery_days: short } = facts;
  if (facts.release_from === "payment" || !facts.ships || shipped_at === null)
    return { counts_from: "payment", since: paid_at, days: release_after_days };
  // What was sent before it was paid counts from the payment.
  const sent = { counts_from: "shipment", since: later(paid_at, shipped_at), days: release_after_days } as const;
  if (delivered_at === null || short === null) return sent;
  const signed = { counts_from: "delivery", since: later(paid_at, delivered_at), days: short } as const;
  return after(signed.since, signed.days) < after(sent.since, sent.days) ? signed : sent;
}
