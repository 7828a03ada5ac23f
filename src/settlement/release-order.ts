import { bucketOf, claimRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { money, subtract, toJson } from "#money";
import { commission, storeBalance } from "./chart.ts";
import type { SettlementContext } from "./context.ts";
import { heldBack } from "./holds.ts";
import { released } from "./postings.ts";
import { commissionOf, ratesAt } from "./rate-cards.ts";
import { type PaidRow, type ReleaseRow, releaseView } from "./rows.ts";
import type { ReleaseCause, ReleaseView, Result, SettlementFault } from "./types.ts";

export type ReleaseAsked = { order: string; cause: ReleaseCause; by: string };

/**
 * Moves an order's money from escrow to the store's balance, less the marketplace's commission (rounded down), under
 * the order's lock, which refunds take too: never while a refund is open, never what went back, never twice. Whoever
 * asks again gets the release that there is. The books move; the wallet itself is not asked to unfreeze anything yet.
 */
export async function releaseOrder(
  context: SettlementContext,
  asked: ReleaseAsked,
  repeat: RepeatKey | null = null,
): Promise<Result<ReleaseView>> {
  const { db, escrow } = context.needs;
  if (!isId(asked.order, "ord")) return refuse("not_found");
  const known = await readPaid(db.read, asked.order);
  if (!known) return refuse("order_not_paid");
  await context.accounts.ensure([escrow(known), storeBalance(known), commission(known)]);
  try {
    return await db.tx((tx) => release(context, tx, asked, repeat));
  } catch (fault) {
    if (fault instanceof Refused) return fault.answer;
    throw fault;
  }
}

function refuse(fault: SettlementFault, detail: Readonly<Record<string, unknown>> = {}): Result<never> {
  return { ok: false, fault, detail };
}

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class Refused extends Error {
  readonly answer: Result<never>;
  constructor(answer: Result<never>) {
    super("release refused");
    this.answer = answer;
  }
}

/** The payment that paid the order; null while none has. */
async function readPaid(read: Tx["query"], order: string): Promise<PaidRow | null> {
  const [row] = await read<PaidRow>(
    `select p.* from orders o join payments p on p.bucket = o.bucket and p.id = o.paid_payment and p.state = 'paid'
     where o.bucket = $1 and o.id = $2`,
    [bucketOf(order), order],
  );
  return row ?? null;
}

async function release(
  context: SettlementContext,
  tx: Tx,
  asked: ReleaseAsked,
  repeat: RepeatKey | null,
): Promise<Result<ReleaseView>> {
  const bucket = bucketOf(asked.order);
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucket, asked.order]);
  const paid = await readPaid(tx.query, asked.order);
  if (!paid) return refuse("order_not_paid");
  if (repeat) {
    const claim = await claimRepeat(tx, bucket, repeat, paid.id, context.needs.clock.now());
    if (!claim.first && !claim.same) return refuse("idempotency_key_reused");
  }
  const before = await findRelease(tx.query, paid.id);
  if (before) return { ok: true, value: before, repeated: true };
  if (paid.refunding > 0n) throw new Refused(refuse("refund_in_progress"));
  if (paid.refunded === paid.amount) throw new Refused(refuse("order_refunded"));
  const { cause, order } = asked;
  const held = await heldBack(tx.query, order, { payment: paid.id, cause, now: context.needs.clock.now() });
  if (held) throw new Refused(refuse("release_held", held));
  return { ok: true, value: await book(context, tx, paid, asked) };
}

async function book(context: SettlementContext, tx: Tx, paid: PaidRow, asked: ReleaseAsked): Promise<ReleaseView> {
  const { clock, escrow, ids } = context.needs;
  const at = clock.now();
  const rates = await ratesAt(tx.query, paid.marketplace, paid.store, paid.paid_at);
  const gross = money(paid.amount - paid.refunded, paid.currency);
  const ours = commissionOf(gross, rates);
  const net = subtract(gross, ours);
  const [row] = await tx.query<ReleaseRow>(
    `insert into releases (bucket, payment, order_id, marketplace, store, wallet_account, currency, gross, commission,
       commission_bp, commission_fixed, cause, released_by, released_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning *`,
    [
      ...[paid.bucket, paid.id, paid.order_id, paid.marketplace, paid.store, paid.wallet_account, paid.currency],
      ...[gross.minor, ours.minor, rates.commission_bp, rates.fixed, asked.cause, asked.by, at],
    ],
  );
  const move = released({ payment: paid.id, place: paid, escrow: escrow(paid), net, commission: ours, at });
  if (!row || (await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to release ${paid.id}.`);
  const amounts = { gross: toJson(gross), commission: toJson(ours), net: toJson(net) };
  const about = { order: paid.order_id, payment: paid.id, store: paid.store, wallet_account: paid.wallet_account };
  const data = { ...about, ...amounts, cause: asked.cause };
  const event = { type: "order.released", version: 1, marketplace: paid.marketplace, subject: paid.order_id, data };
  await writeEvent(tx, ids, event, at);
  return releaseView(row);
}

export async function findRelease(read: Tx["query"], payment: string): Promise<ReleaseView | null> {
  const [row] = await read<ReleaseRow>("select * from releases where bucket = $1 and payment = $2", [
    bucketOf(payment),
    payment,
  ]);
  return row ? releaseView(row) : null;
}
