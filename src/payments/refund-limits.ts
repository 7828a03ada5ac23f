import { bucketFromText, bucketValue, type Tx } from "#db";
import { type Money, money, toJson } from "#money";
import { dayOf } from "#openings";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";
import type { Caller } from "./types.ts";

/** Limits are amounts in this currency. */
const limited = "CNY";

/** What somebody may send back by themselves; null: no limit. */
export type RefundLimit = { per_refund: bigint | null; per_day: bigint | null };

/** Which limit an amount is above. `currency`: there is one, and the amount is in another currency. */
export type Above = { above: "per_refund" | "per_day" | "currency"; limit: Money };

/** For whose day a refund counts. */
export type Counted = { who: string; day: string };

/**
 * The limits that hold for whoever asks, of their role and place; null where there is none. The house itself, which
 * carries out what was decided elsewhere, has none. Keys share one role, and a person whose role nobody told has the
 * strictest of all. Inside a transaction it holds against whoever sets a limit until the transaction ends.
 */
export async function limitOf(
  query: Tx["query"],
  caller: Caller,
  marketplace: string,
  now: Date,
): Promise<RefundLimit | null> {
  if (caller.kind !== "key" && caller.kind !== "person") return null;
  const role = caller.kind === "key" ? "key" : (caller.role ?? null);
  const [limit] = await query<RefundLimit>("select per_refund, per_day from refund_limit_of($1, $2, $3, $4)", [
    ...[marketplace, caller.store ?? "", role, now],
  ]);
  return limit === undefined || (limit.per_refund === null && limit.per_day === null) ? null : limit;
}

/**
 * Who is counted: a person by name, whatever store they look at; keys of one marketplace or store together, since a
 * key is made, and rolled, in a moment.
 */
function counterOf(caller: Caller, marketplace: string): string {
  return caller.kind === "key" ? (caller.store ?? marketplace) : caller.id;
}

function placeOf(marketplace: string, who: string): number {
  return bucketValue(bucketFromText(`${marketplace} ${who}`));
}

export function dayAt(context: PaymentsContext, marketplace: string, at: Date): string {
  return dayOf(at, context.needs.marketplace(marketplace)?.time_zone ?? "Asia/Shanghai");
}

/** What somebody has sent back by themselves today. */
export async function sentToday(
  context: PaymentsContext,
  query: Tx["query"],
  caller: Caller,
  marketplace: string,
): Promise<bigint> {
  const who = counterOf(caller, marketplace);
  const [row] = await query<{ total: bigint }>(
    "select total from refund_days where bucket = $1 and marketplace = $2 and who = $3 and currency = $4 and day = $5",
    [placeOf(marketplace, who), marketplace, who, limited, dayAt(context, marketplace, context.needs.clock.now())],
  );
  return row?.total ?? 0n;
}

/**
 * Which limit the amount is above; within them it is counted for the caller's day in this very transaction, where a
 * limit a day holds: of two at once the second waits here for the first, and finds what is left. Called under the
 * order's lock and before any account's, so that two never wait for each other.
 */
export async function countRefund(
  context: PaymentsContext,
  tx: Tx,
  asked: { caller: Caller; limit: RefundLimit; row: Pick<PaymentRow, "marketplace">; amount: Money; now: Date },
): Promise<{ above: Above } | { counted: Counted | null }> {
  const { caller, limit, row, amount, now } = asked;
  const { per_refund, per_day } = limit;
  const told = (above: Above["above"], minor: bigint) => ({ above: { above, limit: money(minor, limited) } });
  if (amount.currency !== limited) return told("currency", per_refund ?? per_day ?? 0n);
  if (per_refund !== null && amount.minor > per_refund) return told("per_refund", per_refund);
  if (per_day === null) return { counted: null };
  if (amount.minor > per_day) return told("per_day", per_day);
  const who = counterOf(caller, row.marketplace);
  const day = dayAt(context, row.marketplace, now);
  const counted = await tx.query(
    `insert into refund_days as d (bucket, marketplace, who, currency, day, total, most)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bucket, marketplace, who, currency, day)
       do update set total = d.total + excluded.total, most = excluded.most
       where d.total + excluded.total <= excluded.most returning 1`,
    [placeOf(row.marketplace, who), row.marketplace, who, limited, day, amount.minor, per_day],
  );
  return counted.length === 0 ? told("per_day", per_day) : { counted: { who, day } };
}

/**
 * Whether somebody may send that much back by themselves where the refund is made later by the house; null: not alone.
 * Counted for their day in `tx`, and asks nothing outside it: of many at once, each holding a connection, none would
 * get another. Whoever makes that refund gives it back (`uncountRefund`) where none came of it.
 */
export async function countAlone(
  context: PaymentsContext,
  tx: Tx,
  caller: Caller,
  asked: { marketplace: string; amount: Money },
): Promise<{ counted: Counted | null } | null> {
  const now = context.needs.clock.now();
  const limit = await limitOf(tx.query, caller, asked.marketplace, now);
  if (!limit) return { counted: null };
  const said = await countRefund(context, tx, { caller, limit, row: asked, amount: asked.amount, now });
  return "counted" in said ? said : null;
}

/** What was refused was not sent back: its day has it again. Before any account's lock, as above. */
export async function uncountRefund(
  tx: Tx,
  refund: {
    marketplace: string;
    amount: bigint;
    currency: string;
    counted_for: string | null;
    counted_on: string | null;
  },
): Promise<void> {
  const { marketplace, counted_for: who, counted_on: day, amount, currency } = refund;
  if (who === null) return;
  await tx.query(
    `update refund_days set total = total - $6
     where bucket = $1 and marketplace = $2 and who = $3 and currency = $4 and day = $5`,
    [placeOf(marketplace, who), marketplace, who, currency, day, amount],
  );
}

export const aboveJson = ({ above, limit }: Above) => ({ above, limit: toJson(limit) });
