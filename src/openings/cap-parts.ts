import type { Clock, Db, Random } from "#db";

/** What the start commit counts, in the shape that the start's SQL function reads. */
export type StartCaps = {
  id: string;
  opening: string;
  day: string;
  store_limit: string | null;
  total_limit: string | null;
  buyer_bucket: number | null;
  look_at: Date;
};

/** How a payment ended, or that it has not; `absent`: there is no such payment. */
export type PaymentEnd = "open" | "paid" | "unpaid" | "absent";

export type CapsParts = {
  db: Db;
  clock: Clock;
  random: Random;
  /** How payments stand, by id. */
  endOf(payments: readonly string[]): Promise<ReadonlyMap<string, PaymentEnd>>;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
  /** Lets time pass near a total's limit, while payments that may end unpaid hold the rest. Absent: none passes. */
  wait?(ms: number): Promise<void>;
};

/** Until somebody looks whether the payment has ended, should nobody have said so. */
export const lookMs = 60_000;

/** True when no start has used this number, and none ever can from now on. */
export async function makeVoid(
  parts: CapsParts,
  use: { bucket: number; id: string; opening: string; day: string; store: string },
): Promise<boolean> {
  const rows = await parts.db.read(
    `insert into cap_uses (bucket, id, payment, opening, store, day, amount, in_store, in_total, state, look_at)
     values ($1, $2, '', $3, $4, $5, 0, false, false, 'void', $6)
     on conflict (bucket, id) do update set state = cap_uses.state where cap_uses.state = 'void' returning 1`,
    [use.bucket, use.id, use.opening, use.store, use.day, parts.clock.now()],
  );
  return rows.length > 0;
}
