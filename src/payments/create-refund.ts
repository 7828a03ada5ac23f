import { bucketOf, claimRepeat, type RepeatKey, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Money, money, subtract, toJson } from "#money";
import { chartOf } from "./chart.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { postings } from "./postings.ts";
import { type PaymentRow, refundIdOf } from "./rows.ts";
import type { Caller } from "./types.ts";

const firstAskMs = 10_000;

/**
 * Writes the intent to send money back, in part or whole, and reserves it: under the order's lock, so that two at once
 * never send back more than came. Answers the refund's id; the wallet is called after the commit.
 */
export async function createRefund(
  context: PaymentsContext,
  caller: Caller,
  input: { payment: string; amount: Money; reason: string },
  repeat: RepeatKey | null,
): Promise<Result<string>> {
  const { needs } = context;
  const known = await context.loads.payments.submit(input.payment);
  if (!known || !reaches(caller, known)) return refuse("not_found");
  if (input.amount.minor <= 0n) return refuse("amount_invalid");
  if (input.amount.currency !== known.currency) return refuse("currency_unsupported");
  await context.accounts.ensure(chartOf(known));
  const attempt = async (advance: Advance | null): Promise<Tried> => {
    try {
      return { answer: await needs.db.tx((tx) => reserve(context, tx, known, { ...input, advance }, repeat)) };
    } catch (fault) {
      if (fault instanceof RefundRefused) return fault;
      throw fault;
    }
  };
  const { answer, short } = await attempt(null);
  const advance = short && (await needs.released?.advance(known, short));
  if (!advance) return answer;
  const second = await attempt(advance);
  await needs.released?.endAdvance(advance.id);
  return second.answer;
}

type Advance = { id: string; amount: Money };
/** `short`: what the store's balance lacks, and nothing else stands in the way. */
type Tried = { answer: Result<string>; short?: Money | undefined };
type Asked = { amount: Money; reason: string; advance: Advance | null };

function reaches(caller: Caller, row: PaymentRow): boolean {
  if (caller.checkout !== undefined) return false;
  if (caller.marketplace !== null && caller.marketplace !== row.marketplace) return false;
  return caller.store === null || caller.store === row.store;
}

async function reserve(
  context: PaymentsContext,
  tx: Tx,
  known: PaymentRow,
  input: Asked,
  repeat: RepeatKey | null,
): Promise<Result<string>> {
  const now = context.needs.clock.now();
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [
    known.bucket,
    known.order_id,
  ]);
  const [row] = await tx.query<PaymentRow>("select * from payments where bucket = $1 and id = $2", [
    known.bucket,
    known.id,
  ]);
  if (!row) return refuse("not_found");
  const id = refundIdOf(row.id, row.refunds + 1);
  if (repeat) {
    const claim = await claimRepeat(tx, bucketOf(row.id), repeat, id, now);
    if (!claim.first) return claim.same ? ok(claim.subject, true) : refuse("idempotency_key_reused");
  }
  await book(context, tx, row, id, input, now);
  return ok(id);
}

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class RefundRefused extends Error implements Tried {
  readonly answer: Result<never>;
  readonly short: Money | undefined;
  constructor(answer: Result<never>, short?: Money) {
    super("refund refused");
    this.answer = answer;
    this.short = short;
  }
}

/** What a refund takes from where: escrow, or, once released, commission, balance and an advance. */
async function fund(
  context: PaymentsContext,
  tx: Tx,
  row: PaymentRow,
  id: string,
  input: Asked,
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

async function book(
  context: PaymentsContext,
  tx: Tx,
  row: PaymentRow,
  id: string,
  input: Asked,
  now: Date,
): Promise<void> {
  if (row.state !== "paid") throw new RefundRefused(refuse("payment_wrong_state", { state: row.state }));
  const left = money(row.amount - row.refunded - row.refunding, row.currency);
  if (input.amount.minor > left.minor) throw new RefundRefused(refuse("refund_exceeds", { left: toJson(left) }));
  const parts = await fund(context, tx, row, id, input, left, now);
  if ((await post(tx, [parts.transfers]))[0] !== "posted") throw new RefundRefused(refuse("balance_short"));
  await tx.query(
    `update payments set refunding = refunding + $3, refunds = refunds + 1, version = version + 1
     where bucket = $1 and id = $2`,
    [row.bucket, row.id, input.amount.minor],
  );
  await tx.query(
    `insert into refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
       created_at, from_commission, from_advance)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', 'created', $10, $11, $12)`,
    [
      row.bucket,
      id,
      row.id,
      row.order_id,
      row.marketplace,
      row.store,
      input.amount.minor,
      row.currency,
      ...[input.reason, now, parts.from_commission, parts.from_advance],
    ],
  );
  await tx.query("insert into due (bucket, at, kind, subject) values ($1, $2, 'refund', $3)", [
    row.bucket,
    new Date(now.getTime() + firstAskMs),
    id,
  ]);
  const { order_id: order, store } = row;
  const about = { refund: id, payment: row.id, order, store, payment_version: row.version + 1 };
  const data = { ...about, amount: toJson(input.amount), to: "created" };
  const event = { type: "refund.created", version: 1, marketplace: row.marketplace, subject: row.id, data };
  await writeEvent(tx, context.needs.ids, event, now);
}
