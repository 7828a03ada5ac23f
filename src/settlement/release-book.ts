import { bucketOf, type Tx, writeEvents } from "#db";
import { post } from "#ledger";
import { type Money, money, subtract, toJson } from "#money";
import type { SettlementContext } from "./context.ts";
import { limitFacts } from "./limit-facts.ts";
import { type Limit, limitOf } from "./limits.ts";
import { released } from "./postings.ts";
import { commissionOf, type Rates, ratesAt } from "./rate-cards.ts";
import { type PaidRow, type ReleaseRow, releaseView } from "./rows.ts";
import type { ReleaseCause, ReleaseView } from "./types.ts";

/** How a paid order's money is divided: by the rates of the instant at which it was paid. */
export type Division = { gross: Money; commission: Money; rates: Rates };

export async function divide(read: Tx["query"], paid: PaidRow): Promise<Division> {
  return divisionOf(paid, await ratesAt(read, paid.marketplace, paid.store, paid.paid_at));
}

/** The same where the rates are known. */
export function divisionOf(paid: PaidRow, rates: Rates): Division {
  const gross = money(paid.amount - paid.refunded, paid.currency);
  return { gross, commission: commissionOf(gross, rates), rates };
}

/** A paid order, and how its money is divided. */
export type Share = { paid: PaidRow; division: Division };

/** `asked`: where a wallet lets it go later than it was told to: when that was. */
type Released = { cause: ReleaseCause; by: string; asked?: Date };

/** Writes a release: see `bookReleases`. */
export async function bookRelease(
  context: SettlementContext,
  tx: Tx,
  paid: PaidRow,
  { division, ...released }: Released & { division: Division },
): Promise<ReleaseView> {
  const [view] = await bookReleases(context, tx, [{ paid, division }], released);
  return view as ReleaseView;
}

/** Writes releases: their rows, whose key refuses a second one, their transfers and events. Under the orders' locks. */
export async function bookReleases(
  context: SettlementContext,
  tx: Tx,
  shares: readonly Share[],
  { cause, by, asked }: Released,
): Promise<readonly ReleaseView[]> {
  const { clock, escrow, ids } = context.needs;
  const at = clock.now();
  const limits = cause === "time" ? await limitsOf(tx, shares, asked ?? at) : none;
  const rows = await insertReleases(tx, shares, { cause, by, at, limits });
  const moves = shares.map(({ paid, division: { gross, commission } }) => {
    const net = subtract(gross, commission);
    return released({ payment: paid.id, place: paid, escrow: escrow(paid), net, commission, at });
  });
  const refusedAt = (await post(tx, moves)).findIndex((one) => one !== "posted");
  if (refusedAt >= 0) throw new Error(`The ledger refused to release ${shares[refusedAt]?.paid.id}.`);
  const events = shares.map(({ paid, division: { gross, commission } }) => {
    const net = subtract(gross, commission);
    const amounts = { gross: toJson(gross), commission: toJson(commission), net: toJson(net) };
    const about = { order: paid.order_id, payment: paid.id, store: paid.store, wallet_account: paid.wallet_account };
    const event = { type: "order.released", version: 1, marketplace: paid.marketplace, subject: paid.order_id };
    return { ...event, data: { ...about, ...amounts, cause, ...countedOf(limits, paid) } };
  });
  await writeEvents(tx, ids, events, at);
  return rows.map(releaseView);
}

type Limits = ReadonlyMap<string, Limit>;
const none: Limits = new Map();

/** By which limits time released them. */
async function limitsOf(tx: Tx, shares: readonly Share[], asOf: Date): Promise<Limits> {
  const ids = shares.map(({ paid }) => paid.id);
  return new Map([...(await limitFacts(tx.query, ids, asOf))].map(([id, facts]) => [id, limitOf(facts, null)]));
}

function countedOf(limits: Limits, { id }: PaidRow) {
  const limit = limits.get(id);
  return limit && { counted_from: limit.counts_from, counted_since: limit.since?.toISOString() ?? null };
}

async function insertReleases(
  tx: Tx,
  shares: readonly Share[],
  { cause, by, at, limits }: Released & { at: Date; limits: Limits },
): Promise<readonly ReleaseRow[]> {
  const of = <T>(pick: (share: Share) => T): T[] => shares.map(pick);
  return await tx.query<ReleaseRow>(
    `insert into releases (bucket, payment, order_id, marketplace, store, wallet_account, currency, gross, commission,
       commission_bp, commission_fixed, counted_from, counted_since,
       cause, released_by, released_at)
     select w.*, $14, $15, $16 from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::text[], $8::bigint[], $9::bigint[], $10::int[], $11::bigint[], $12::text[], $13::timestamptz[]) as w
     returning *`,
    [
      ...[of(({ paid }) => paid.bucket), of(({ paid }) => paid.id), of(({ paid }) => paid.order_id)],
      ...[of(({ paid }) => paid.marketplace), of(({ paid }) => paid.store), of(({ paid }) => paid.wallet_account)],
      ...[of(({ paid }) => paid.currency), of(({ division }) => division.gross.minor)],
      ...[of(({ division }) => division.commission.minor), of(({ division }) => division.rates.commission_bp)],
      of(({ division }) => division.rates.fixed),
      of(({ paid }) => limits.get(paid.id)?.counts_from ?? null),
      of(({ paid }) => limits.get(paid.id)?.since ?? null),
      ...[cause, by, at],
    ],
  );
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
