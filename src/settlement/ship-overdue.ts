import { writeEvent } from "#db";
import type { SettlementContext } from "./context.ts";
import { limitFactsOf } from "./limit-facts.ts";
import { limitOf } from "./limits.ts";
import { reach } from "./milestones.ts";
import { lockOrder } from "./release-rows.ts";

/**
 * What was paid and should have been sent by now: told once, by an event of the order and an alarm of the store. Its
 * money stays where it is: a person sends it back, or the store sends the goods. Answers when to look again where it is
 * not late yet; null where nothing is left to look at before it is sent.
 */
export async function shipOverdue(context: SettlementContext, order: string): Promise<Date | null> {
  const { db, clock, ids, alarm } = context.needs;
  const found = await db.tx(async (tx) => {
    await lockOrder(tx, order);
    const now = clock.now();
    const facts = await limitFactsOf(tx.query, order);
    if (!facts || facts.released || facts.refunded) return null;
    const { at, ship_by } = limitOf(facts, null);
    // Sent in the meantime: whoever told that noted its limit.
    if (at || !ship_by) return null;
    if (ship_by > now) return { again: ship_by };
    const { marketplace, store, payment } = facts;
    if (await reach(tx, order, "ship_overdue", { by: "house", at: now })) {
      const data = { order, payment, store, ship_by: ship_by.toISOString() };
      const event = { type: "order.ship_overdue", version: 1, marketplace, subject: order, data };
      await writeEvent(tx, ids, event, now);
    }
    return { marketplace, store };
  });
  if (found === null) return null;
  if (found.again) return found.again;
  alarm("ship_overdue", { marketplace: found.marketplace, store: found.store });
  return null;
}
