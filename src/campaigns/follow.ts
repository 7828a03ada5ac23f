import {
  bucketOf,
  bucketValues,
  type HouseEvent,
  moveCursors,
  readCursors,
  readEvents,
  type Tx,
  writeEvent,
} from "#db";
import { allocate, fromJson, type Money, type MoneyJson, money, toJson } from "#money";
import { attribute } from "./attribute.ts";
import { spend } from "./budget.ts";
import type { CampaignsContext } from "./context.ts";
import { feeOf } from "./fees.ts";
import { takeBack } from "./take-back.ts";
import { clicksIn, type KnownTouch, touchesOf } from "./touches.ts";

const reader = "campaigns";
const batch = 500;

/** What a paid payment's event tells, as far as this room cares. */
type Paid = { payment: string; order: string; checkout: string; store: string; amount: Money };

/**
 * Follows what was paid and what went back, by this reader's own cursors: a payment pays nothing for it. Every effect
 * has a key of its own, so that an event that is read twice, or by two processes at once, counts once.
 */
export async function follow(context: CampaignsContext): Promise<number> {
  const { db } = context.needs;
  const begun = await readCursors(db, reader);
  const events = await readEvents(db, new Map(bucketValues.map((bucket) => [bucket, begun.get(bucket) ?? 0n])), batch);
  if (events.length === 0) return 0;
  const carried = await clicksOf(context, events);
  await db.tx(async (tx) => {
    for (const event of events) {
      if (event.type === "payment.paid") await credit(context, tx, event, carried);
      if (event.type === "refund.refunded") await takeBack(context, tx, event);
    }
    await moveCursors(tx, reader, new Map(events.map((event) => [event.bucket, event.number])));
  });
  return events.length;
}

function paidOf({ data }: HouseEvent): Paid {
  const { payment, order, checkout, store, amount } = data as Record<keyof Paid, string> & { amount: MoneyJson };
  return { payment, order, checkout, store, amount: fromJson(amount) };
}

/** The clicks that the checkouts of a batch carry; most carry none. */
async function clicksOf(
  { needs }: CampaignsContext,
  events: readonly HouseEvent[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const checkouts = [
    ...new Set(events.filter((event) => event.type === "payment.paid").map((event) => paidOf(event).checkout)),
  ];
  if (checkouts.length === 0) return new Map();
  const rows = await needs.db.read<{ id: string; metadata: Record<string, unknown> }>(
    `select c.id, c.metadata from unnest($1::int[], $2::text[]) as w (bucket, id)
     join checkouts c on c.bucket = w.bucket and c.id = w.id where c.metadata ?| array['click', 'hutong_click']`,
    [checkouts.map(bucketOf), checkouts],
  );
  return new Map(rows.map((row) => [row.id, clicksIn(row.metadata)]));
}

async function credit(
  context: CampaignsContext,
  tx: Tx,
  event: HouseEvent,
  carried: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const paid = paidOf(event);
  const clicks = carried.get(paid.checkout) ?? [];
  if (clicks.length === 0) return;
  const touches = await touchesOf({ read: tx.query }, event.marketplace, clicks);
  const parts = partsOf(touches, event.at, paid.amount);
  for (const part of parts) await write(context, tx, event, paid, part);
}

type Part = { touch: KnownTouch; weight: number; amount: Money; fee: bigint };

/** The last click that counts says how the credit is shared: its campaign's model is the order's. */
function partsOf(touches: readonly KnownTouch[], at: Date, amount: Money): Part[] {
  const byClick = new Map(touches.map((touch) => [touch.click, touch]));
  const [last] = attribute(touches, at, "last_touch");
  const model = last && byClick.get(last.click)?.model;
  if (!model) return [];
  const credits = attribute(touches, at, model);
  const amounts = allocate(
    amount,
    credits.map((one) => BigInt(one.weight)),
  );
  return credits.map(({ click, weight }, place) => {
    const touch = byClick.get(click) as KnownTouch;
    const own = amounts[place] as Money;
    const price = touch.price === null ? null : money(touch.price, amount.currency);
    return { touch, weight, amount: own, fee: feeOf({ ...touch, price }, weight, own) };
  });
}

/** The fee comes out of the budget; what is not left there is cut off, and the host app is not owed it. */
async function charge(
  context: CampaignsContext,
  tx: Tx,
  event: HouseEvent,
  payment: string,
  part: Part,
): Promise<void> {
  const { campaign, click } = part.touch;
  const day = context.needs.dayOf(event.marketplace, event.at);
  const fee = await spend(tx, { campaign, day, amount: part.fee, how: "part" });
  if (fee === part.fee) return;
  await tx.query("update attributions set fee = $4, fee_cut = $5 where bucket = $1 and payment = $2 and click = $3", [
    ...[event.bucket, payment, click, fee, part.fee - fee],
  ]);
}

async function write(context: CampaignsContext, tx: Tx, event: HouseEvent, paid: Paid, part: Part): Promise<void> {
  const { touch, weight, amount, fee } = part;
  const { bucket, marketplace, at } = event;
  const made = await tx.query(
    `insert into attributions (bucket, payment, click, order_id, marketplace, store, campaign, placement, host, weight,
       amount, currency, pricing, share_bp, fee, paid_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict do nothing returning 1`,
    [
      ...[bucket, paid.payment, touch.click, paid.order, marketplace, paid.store, touch.campaign, touch.placement],
      ...[touch.host, weight, amount.minor, amount.currency, touch.pricing, touch.share_bp, fee, at],
    ],
  );
  if (made.length === 0) return;
  await charge(context, tx, event, paid.payment, part);
  // Who came as far as paying has opened the page, whether or not somebody told so.
  await tx.query("update clicks set opened_at = coalesce(opened_at, $3) where bucket = $1 and id = $2", [
    ...[bucketOf(touch.click), touch.click, at],
  ]);
  const { campaign, payer, click } = touch;
  const data = { campaign, payer, order: paid.order, payment: paid.payment, click };
  const told = { ...data, store: paid.store, host: touch.host, weight, amount: toJson(amount) };
  const about = { type: "campaign.credited", version: 1, marketplace, subject: paid.order };
  await writeEvent(tx, context.needs.ids, { ...about, data: told }, context.needs.clock.now());
}
