import { bucketOf } from "#db";
import { loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import type { LoadedCheckout } from "./load.ts";
import { loadCheckout } from "./read-checkout.ts";
import { askAttempt, leaveAll } from "./settle-attempt.ts";

/**
 * Ends a checkout that is not paid: first every open attempt is closed at its wallet (or abandoned, where the wallet
 * cannot prove it closed: a late success goes back by itself), then the unpaid orders are closed, then the checkout.
 * An attempt that turns out to be paid on the way completes it instead.
 */
export async function endCheckout(
  context: PaymentsContext,
  id: string,
  to: "expired" | "cancelled",
): Promise<Result<LoadedCheckout>> {
  const loaded = await loadCheckout(context, id);
  if (!loaded) return refuse("not_found");
  if (loaded.row.state !== "open") return ended(loaded, to);
  const live = new Set(loaded.orders.flatMap((order) => order.live_payment ?? []));
  await leaveAll(
    context,
    loaded.payments.filter((row) => live.has(row.id)),
  );
  await closeOrders(context, loaded);
  const after = await loadCheckout(context, id);
  if (!after) return refuse("not_found");
  if (after.orders.every((order) => order.state !== "unpaid")) await closeCheckout(context, after, to);
  context.changed(id);
  const final = await loadCheckout(context, id);
  return final ? ended(final, to) : refuse("not_found");
}

/** A wallet that may have taken money for it gives no answer: whether it is paid cannot be said now. */
export async function isUnanswered(context: PaymentsContext, loaded: LoadedCheckout): Promise<boolean> {
  const live = new Set(loaded.orders.flatMap((order) => order.live_payment ?? []));
  const groups = Map.groupBy(
    loaded.payments.filter((row) => live.has(row.id)),
    (row) => row.combined ?? row.id,
  );
  for (const [row] of groups.values()) {
    // A wallet that cannot even be connected says nothing however long one waits.
    const attempt = row && (await loadAttempt(context, row).catch(() => null));
    if (!attempt?.complete) continue;
    if ((await askAttempt(context, attempt)).some(({ outcome }) => outcome.kind === "unknown")) return true;
  }
  return false;
}

function ended(loaded: LoadedCheckout, to: "expired" | "cancelled"): Result<LoadedCheckout> {
  if (loaded.row.state === to) return ok(loaded);
  if (loaded.row.state === "complete") return refuse("checkout_complete");
  if (loaded.row.state === "open") return refuse("payment_in_progress");
  return refuse(loaded.row.state === "expired" ? "checkout_expired" : "checkout_cancelled");
}

/** Only orders that nothing can pay any more; one that a start took meanwhile stays open, and so does the checkout. */
async function closeOrders(context: PaymentsContext, loaded: LoadedCheckout): Promise<void> {
  const unpaid = loaded.orders.filter((order) => order.state === "unpaid");
  const byBucket = Map.groupBy(unpaid, (order) => order.bucket);
  for (const [bucket, orders] of byBucket)
    await context.needs.db.read(
      `update orders set state = 'closed'
       where bucket = $1 and id = any($2) and state = 'unpaid' and live_payment is null`,
      [bucket, orders.map((order) => order.id)],
    );
}

async function closeCheckout(context: PaymentsContext, loaded: LoadedCheckout, to: string): Promise<void> {
  const paid = loaded.orders.every((order) => order.state !== "closed");
  await context.needs.db.read("update checkouts set state = $3 where bucket = $1 and id = $2 and state = 'open'", [
    bucketOf(loaded.row.id),
    loaded.row.id,
    paid ? "complete" : to,
  ]);
}
