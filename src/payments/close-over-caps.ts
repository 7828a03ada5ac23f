import { bucketValues } from "#db";
import { applyMove } from "./apply.ts";
import { askedOf } from "./asked.ts";
import { amountOf, loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { inTurns } from "./in-turns.ts";
import { loadCheckout } from "./read-checkout.ts";
import type { PaymentRow } from "./rows.ts";
import { closeAttempt } from "./settle-attempt.ts";
import { liveStates, revoked } from "./states.ts";
import { overTogether } from "./together.ts";
import type { BuyerFacts } from "./types.ts";

const atOnce = 8;

/**
 * After caps may have been lowered: takes every attempt of a side back (of a marketplace, or those that a wallet
 * acquires for another wallet's users in whatever marketplace) whose amount is above what its opening
 * allows now. First that is written, for all of them: the buyer's page loses the code, and what the wallet says was
 * paid from that instant on goes back by itself, whatever becomes of the rest. Then each is closed at its wallet.
 * Answers how many are still open: a start on its way there, or an attempt that the wallet cannot prove closed (an
 * Alipay code that nobody scanned). Whoever paid before has paid: that money was within the caps. Any number of times,
 * by any number of processes.
 */
export async function closeOverCaps(context: PaymentsContext, side: string): Promise<number> {
  // Every attempt that may still be paid has a due row, so this reads what is under way and no history.
  const rows = await context.needs.db.read<{ id: string }>(
    `select distinct p.id from unnest($1::int[]) as b (bucket)
     join due d on d.bucket = b.bucket and d.kind = 'payment'
     join payments p on p.bucket = d.bucket and p.id = d.subject
     where (p.marketplace = $2 or p.wallet = $2 and p.start ? 'issuer') and p.state = any($3)`,
    [bucketValues, side, liveStates],
  );
  const attempts = new Map<string, PaymentRow[]>();
  await inTurns(rows, atOnce, async ({ id }) => {
    const parts = await partsOf(context, id);
    const [first] = parts;
    if (first && (parts.some((one) => one.row.revoked_at !== null) || isOver(context, parts)))
      attempts.set(
        first.row.combined ?? id,
        parts.map((one) => one.row),
      );
  });
  const open = [...attempts.values()];
  await inTurns(open, atOnce, (parts) => takeBack(context, parts));
  const left = await inTurns(open, atOnce, async ([first]) => first !== undefined && !(await closed(context, first)));
  return left.filter(Boolean).length;
}

type Part = { row: PaymentRow; buyer: BuyerFacts };

/** A combined order is one payment to the buyer: it stays or goes whole. */
async function partsOf(context: PaymentsContext, id: string): Promise<Part[]> {
  const row = await context.loads.payments.submit(id);
  const checkout = row && (await loadCheckout(context, row.checkout));
  if (!checkout) return [];
  const { buyer } = checkout.row;
  const together = checkout.payments.filter((one) => one.id === id || (row.combined ?? "") === one.combined);
  return together.map((one) => ({ row: one, buyer }));
}

/**
 * Paused or withdrawn is another matter: that shuts starts, and lets end what was begun. A limit that was lowered while
 * it is paused counts.
 */
function isOver(context: PaymentsContext, parts: readonly Part[]): boolean {
  const now = context.needs.clock.now();
  const decided = parts.map(({ row, buyer }) => {
    const { store, wallet, method, start } = row;
    const amount = amountOf(row);
    const asked = askedOf({ ...start, wallet, method }, { store, amount }, buyer);
    return { amount, decision: context.needs.decide(asked, now) };
  });
  const reasons = [...decided.flatMap((one) => one.decision.reasons), ...overTogether(decided)];
  return reasons.some((reason) => reason.code.startsWith("over_cap_"));
}

/** The intent, in a commit of its own an order; where it stands already, nothing happens. */
async function takeBack(context: PaymentsContext, rows: readonly PaymentRow[]): Promise<void> {
  const what = { kind: "revoked", code: revoked, says: "A limit was lowered below its amount." } as const;
  const live = rows.filter((one) => one.revoked_at === null && liveStates.includes(one.state));
  await Promise.all(live.map((one) => applyMove(context, one, what)));
}

async function closed(context: PaymentsContext, row: PaymentRow): Promise<boolean> {
  try {
    await closeAttempt(context, await loadAttempt(context, row));
  } catch (fault) {
    context.needs.alarm("over_cap_not_closed", { payment: row.id, fault: String(fault) });
  }
  const after = await context.loads.payments.submit(row.id);
  return after !== null && !liveStates.includes(after.state);
}
