import { type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Money, money, subtract, toJson } from "#money";
import type { PaymentsContext } from "./context.ts";
import { type Result, refuse } from "./faults.ts";
import { postings } from "./postings.ts";
import type { Counted } from "./refund-limits.ts";
import { type PaymentRow, refundIdOf } from "./rows.ts";

const firstAskMs = 10_000;
/** Of the platform, for one refund, one after the other. */
const advancesMax = 3;

export type Advance = { id: string; amount: Money };
/** `short`: what the store's balance lacks, and nothing else stands in the way. */
type Tried = { answer: Result<string>; short?: Money | undefined };

/** Thrown so that the transaction, and with it the repeat key and what it counted, is undone. */
export class RefundRefused extends Error implements Tried {
  readonly answer: Result<string>;
  readonly short: Money | undefined;
  constructor(answer: Result<string>, short?: Money) {
    super("refund refused");
    this.answer = answer;
    this.short = short;
  }
}

/**
 * Runs a transaction that books a refund; where the store's balance alone is short, again with the platform's money
 * set aside for it. Answers what the transaction does: an id.
 */
export async function bookFunded(
  context: PaymentsContext,
  known: PaymentRow,
  work: (tx: Tx, advance: Advance | null) => Promise<Result<string>>,
): Promise<Result<string>> {
  const { needs } = context;
  const attempt = async (advance: Advance | null): Promise<Tried> => {
    try {
      return { answer: await needs.db.tx((tx) => work(tx, advance)) };
    } catch (fault) {
      if (fault instanceof RefundRefused) return fault;
      throw fault;
    }
  };
  let { answer, short } = await attempt(null);
  // The store's balance may move between two tries: what is lacking then is asked for anew.
  for (let turn = 0; short && turn < advancesMax; turn++) {
    const advance = await needs.released?.advance(known, short);
    if (!advance) break;
    ({ answer, short } = await attempt(advance));
    await needs.released?.endAdvance(advance.id);
  }
  return answer;
}

/** The payment as it is under its order's lock, which everything that moves it takes first. */
export async function lockPayment(tx: Tx, { bucket, order_id, id }: PaymentRow): Promise<PaymentRow | null> {
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucket, order_id]);
  const [row] = await tx.query<PaymentRow>("select * from payments where bucket = $1 and id = $2", [bucket, id]);
  return row ?? null;
}

/** Throws unless that much of the payment can be sent back now; what is left of it before. */
export function mustBeRefundable(row: PaymentRow, amount: Money): Money {
  if (row.state !== "paid") throw new RefundRefused(refuse("payment_wrong_state", { state: row.state }));
  const left = money(row.amount - row.refunded - row.refunding, row.currency);
  if (amount.minor > left.minor) throw new RefundRefused(refuse("refund_exceeds", { left: toJson(left) }));
  return left;
}

/** `counted`: for whose day it counts, where a limit a day holds for whoever asked. */
export type ToBook = { amount: Money; reason: string; advance: Advance | null; counted: Counted | null };

/**
 * Writes the intent and reserves the money, under the order's lock: the next refund of the payment. Throws what stands
 * in the way.
 */
export async function bookRefund(
  context: PaymentsContext,
  tx: Tx,
  row: PaymentRow,
  input: ToBook,
  now: Date,
): Promise<void> {
  const id = refundIdOf(row.id, row.refunds + 1);
  const left = mustBeRefundable(row, input.amount);
  const parts = await fund(context, tx, row, id, input, left, now);
  if ((await post(tx, [parts.transfers]))[0] !== "posted") throw new RefundRefused(refuse("balance_short"));
  await tx.query(
    `update payments set refunding = refunding + $3, refunds = refunds + 1, version = version + 1
     where bucket = $1 and id = $2`,
    [row.bucket, row.id, input.amount.minor],
  );
  await tx.query(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       created_at, from_commission, from_advance, counted_for, counted_on)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', 'created', $10, $11, $12, $13, $14)`,
    [
      ...[row.bucket, id, row.id, row.order_id, row.marketplace, row.store, input.amount.minor, row.currency],
      ...[input.reason, now, parts.from_commission, parts.from_advance],
      ...[input.counted?.who ?? null, input.counted?.day ?? null],
    ],
  );
  await tx.query("insert into due (bucket, at, kind, subject) values ($1, $2, 'refund', $3)", [
    ...[row.bucket, new Date(now.getTime() + firstAskMs), id],
  ]);
  const { order_id: order, store } = row;
  const about = { refund: id, payment: row.id, order, store, payment_version: row.version + 1 };
  const data = { ...about, amount: toJson(input.amount), to: "created" };
  const event = { type: "refund.created", version: 1, marketplace: row.marketplace, subject: row.id, data };
  await writeEvent(tx, context.needs.ids, event, now);
}

/** What a refund takes from where: escrow, or, once released, commission, balance and an advance. */
async function fund(
  context: PaymentsContext,
  tx: Tx,
  row: PaymentRow,
  id: string,
  input: ToBook,
  left: Money,
  at: Date,
) {
  const others = Array.from({ length: row.refunds }, (_, n) => refundIdOf(row.id, n + 1));
  const back = await tx.query<{ sum: bigint }>(
    `select coalesce(sum(from_commission), 0)::bigint as sum from refunds
     where bucket = $1 and id = any($2) and state <> 'refused'`,
    [row.bucket, others],
  );
  const { amount, advance } = input;
  const asked = { id, amount, left: subtract(left, amount), givenBack: back[0]?.sum ?? 0n, at, advance };
  const funded = await context.needs.released?.fund(tx, row, asked);
  if (funded?.kind === "dividing") throw new RefundRefused(refuse("release_in_progress"));
  if (funded?.kind === "voucher") throw new RefundRefused(refuse("voucher_stands"));
  if (funded?.kind === "short") throw new RefundRefused(refuse("balance_short"), funded.short);
  if (funded) return funded;
  return { transfers: postings.refundAsked(id, row, amount, at), from_commission: 0n, from_advance: 0n };
}
