import { bucketOf, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Money, money, subtract, toJson } from "#money";
import type { SettlementContext } from "./context.ts";
import { released } from "./postings.ts";
import { commissionOf, type Rates, ratesAt } from "./rate-cards.ts";
import { type PaidRow, type ReleaseRow, releaseView } from "./rows.ts";
import type { ReleaseCause, ReleaseView } from "./types.ts";

/** How a paid order's money is divided: by the rates of the instant at which it was paid. */
export type Division = { gross: Money; commission: Money; rates: Rates };

export async function divide(read: Tx["query"], paid: PaidRow): Promise<Division> {
  const rates = await ratesAt(read, paid.marketplace, paid.store, paid.paid_at);
  const gross = money(paid.amount - paid.refunded, paid.currency);
  return { gross, commission: commissionOf(gross, rates), rates };
}

/** Writes a release: its row, whose key refuses a second one, its transfers and its event. Under the order's lock. */
export async function bookRelease(
  context: SettlementContext,
  tx: Tx,
  paid: PaidRow,
  { division, cause, by }: { division: Division; cause: ReleaseCause; by: string },
): Promise<ReleaseView> {
  const { clock, escrow, ids } = context.needs;
  const at = clock.now();
  const { gross, commission: ours, rates } = division;
  const net = subtract(gross, ours);
  const [row] = await tx.query<ReleaseRow>(
    `insert into releases (bucket, payment, order_id, marketplace, store, wallet_account, currency, gross, commission,
       commission_bp, commission_fixed, cause, released_by, released_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning *`,
    [
      ...[paid.bucket, paid.id, paid.order_id, paid.marketplace, paid.store, paid.wallet_account, paid.currency],
      ...[gross.minor, ours.minor, rates.commission_bp, rates.fixed, cause, by, at],
    ],
  );
  const move = released({ payment: paid.id, place: paid, escrow: escrow(paid), net, commission: ours, at });
  if (!row || (await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to release ${paid.id}.`);
  const amounts = { gross: toJson(gross), commission: toJson(ours), net: toJson(net) };
  const about = { order: paid.order_id, payment: paid.id, store: paid.store, wallet_account: paid.wallet_account };
  const event = { type: "order.released", version: 1, marketplace: paid.marketplace, subject: paid.order_id };
  await writeEvent(tx, ids, { ...event, data: { ...about, ...amounts, cause } }, at);
  return releaseView(row);
}

/** The payment that paid the order; null while none has. */
export async function readPaid(read: Tx["query"], order: string): Promise<PaidRow | null> {
  const [row] = await read<PaidRow>(
    `select p.* from orders o join payments p on p.bucket = o.bucket and p.id = o.paid_payment and p.state = 'paid'
     where o.bucket = $1 and o.id = $2`,
    [bucketOf(order), order],
  );
  return row ?? null;
}

export async function findRelease(read: Tx["query"], payment: string): Promise<ReleaseView | null> {
  const [row] = await read<ReleaseRow>("select * from releases where bucket = $1 and payment = $2", [
    bucketOf(payment),
    payment,
  ]);
  return row ? releaseView(row) : null;
}
