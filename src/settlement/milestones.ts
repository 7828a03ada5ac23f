import { bucketOf, type Tx } from "#db";

export type Milestone = "shipped" | "delivered" | "ship_overdue";

/** Writes what was found of an order, under its lock; false where it was found before: the key lets each stand once. */
export async function reach(tx: Tx, order: string, what: Milestone, told: { by: string; at: Date }): Promise<boolean> {
  const made = await tx.query(
    `insert into order_milestones (bucket, order_id, what, at, told_by) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning 1`,
    [bucketOf(order), order, what, told.at, told.by],
  );
  return made.length === 1;
}
