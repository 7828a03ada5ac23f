import { bucketOf, type Tx } from "#db";
import { type OnboardingNeeds, secondsBetween } from "./context.ts";
import { lookAgain, lookNoMore, nextLookAtStage } from "./due.ts";
import { tell } from "./moves.ts";
import { type ApplicationRow, findApplication } from "./rows.ts";

/**
 * What follows an acceptance, a step a turn: the directory learns the store's number (merchant-ready), and once an
 * opening's stage lets the store's buyers in, they see it (buyer-visible). Each step may be taken any number of times;
 * the two instants are written once.
 */
export async function carryOn(needs: OnboardingNeeds, id: string): Promise<void> {
  const row = await findApplication(needs.db.read, id);
  if (row?.state !== "accepted" || row.sub_merchant === null) return;
  if (row.ready_at === null) {
    const facts = await needs.activation.ready(row, row.sub_merchant);
    await mark(needs, row, "ready_at", facts.merchant_ready_at ?? needs.clock.now());
  }
  await show(needs, id);
}

async function show(needs: OnboardingNeeds, id: string): Promise<void> {
  const row = await findApplication(needs.db.read, id);
  if (!row || row.ready_at === null || row.visible_at !== null) return;
  const now = needs.clock.now();
  let facts = await needs.activation.of(row);
  // A store that switched itself off in the meantime stays off: showing it is its own affair.
  if (facts?.state === "merchant_ready" && needs.admitted(row, row.submitted_at ?? row.created_at, now))
    facts = await needs.activation.show(row);
  if (facts?.state === "active") return await mark(needs, row, "visible_at", facts.visible_at ?? now);
  await needs.db.tx((tx) => lookAgain(tx, row, nextLookAtStage(now)));
}

/** Writes an instant once, with its event. */
async function mark(
  needs: OnboardingNeeds,
  { id }: { id: string },
  which: "ready_at" | "visible_at",
  at: Date,
): Promise<void> {
  const written = await needs.db.tx(async (tx: Tx) => {
    const [row] = await tx.query<ApplicationRow>(
      `update applications set ${which} = $3, changed_at = $4 where bucket = $1 and id = $2 and ${which} is null
       returning *`,
      [bucketOf(id), id, at, needs.clock.now()],
    );
    if (!row) return null;
    const lag = row.ready_at && row.visible_at ? secondsBetween(row.ready_at, row.visible_at) : null;
    const more = lag === null ? { at } : { at, lag_seconds: lag };
    await tell(needs, tx, row, which === "ready_at" ? "merchant_ready" : "buyer_visible", more);
    if (which === "visible_at") await lookNoMore(tx, row);
    return { wallet: row.wallet, lag };
  });
  if (written && written.lag !== null) needs.told?.shown(written.wallet, written.lag);
}
