import { type HouseEvent, type Tx, writeEvent } from "#db";
import { allocate, type Currency, fromJson, type MoneyJson, money, share, toJson } from "#money";
import { giveBack } from "./budget.ts";
import type { CampaignsContext } from "./context.ts";

type Row = {
  click: string;
  order_id: string;
  store: string;
  campaign: string;
  payer: string | null;
  host: string;
  amount: bigint;
  refunded: bigint;
  fee: bigint;
  fee_back: bigint;
  paid_at: Date;
  currency: Currency;
  pricing: "click" | "order" | "share";
  share_bp: number | null;
};

/**
 * A refund takes back of each credited click what it was credited of that money, and what it cost: of a share the same
 * part; of a price an order all of it, once the whole order went back; of a price a click nothing.
 */
export async function takeBack(context: CampaignsContext, tx: Tx, event: HouseEvent): Promise<void> {
  const { refund, payment, cause, amount } = event.data as Record<string, string> & { amount: MoneyJson };
  // What went back of a double payment was never credited.
  if (cause !== "asked" || refund === undefined || payment === undefined) return;
  const rows = await tx.query<Row>(
    `select click, order_id, store, campaign, host, amount, refunded, fee, fee_back, paid_at, currency, pricing,
       share_bp, (select c.payer from campaigns c where c.id = attributions.campaign) as payer
     from attributions where bucket = $1 and payment = $2 order by paid_at, click for no key update`,
    [event.bucket, payment],
  );
  if (rows.length === 0) return;
  const fresh = await tx.query(
    `insert into attribution_refunds (bucket, refund, payment, amount, at) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning 1`,
    [event.bucket, refund, payment, fromJson(amount).minor, event.at],
  );
  if (fresh.length === 0) return;
  const [sum] = await tx.query<{ total: bigint }>(
    "select sum(amount)::bigint as total from attribution_refunds where bucket = $1 and payment = $2",
    [event.bucket, payment],
  );
  await spread(context, tx, event, { refund, payment, rows, total: sum?.total ?? 0n });
}

type Spread = { refund: string; payment: string; rows: readonly Row[]; total: bigint };

/** From the sum of all refunds so far, not from this one: so parts always add up, in whatever order they came. */
async function spread(context: CampaignsContext, tx: Tx, event: HouseEvent, what: Spread): Promise<void> {
  const { rows, total } = what;
  const { currency } = rows[0] as Row;
  const parts = allocate(
    money(total, currency),
    rows.map((row) => row.amount),
  );
  for (const [place, row] of rows.entries()) {
    // A fen may move from one part to another as the sum grows: the parts add up to it at every moment.
    const refunded = parts[place]?.minor ?? 0n;
    if (refunded === row.refunded) continue;
    const feeBack = feeBackOf(row, refunded);
    const day = context.needs.dayOf(event.marketplace, row.paid_at);
    await giveBack(tx, row.campaign, day, feeBack - row.fee_back);
    await tx.query(
      "update attributions set refunded = $4, fee_back = $5 where bucket = $1 and payment = $2 and click = $3",
      [...[event.bucket, what.payment, row.click, refunded, feeBack]],
    );
    if (refunded < row.refunded) continue;
    const ids = { campaign: row.campaign, order: row.order_id, payment: what.payment, refund: what.refund };
    const back = toJson(money(refunded - row.refunded, currency));
    const about = { type: "campaign.taken_back", version: 1, marketplace: event.marketplace, subject: row.order_id };
    const data = { ...ids, payer: row.payer, store: row.store, click: row.click, host: row.host, amount: back };
    await writeEvent(tx, context.needs.ids, { ...about, data }, context.needs.clock.now());
  }
}

function feeBackOf(row: Row, refunded: bigint): bigint {
  if (row.pricing === "order") return refunded === row.amount ? row.fee : row.fee_back;
  if (row.pricing !== "share" || row.share_bp === null) return 0n;
  const left = money(row.amount - refunded, row.currency);
  const back = row.fee - share(left, BigInt(row.share_bp), 10_000n, "down").minor;
  // Never less than before: what was given back to the budget may be spent by now. Of a fee that the budget cut off,
  // nothing comes back until what is left would cost less than was charged.
  if (back > row.fee_back) return back;
  return row.fee_back;
}
