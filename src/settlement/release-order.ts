import { bucketOf, claimRepeat, isId, type RepeatKey, type Tx } from "#db";
import type { Wallet } from "#wallets/protocol";
import { commission, commissionCollected, storeBalance } from "./chart.ts";
import type { SettlementContext } from "./context.ts";
import { heldBack } from "./holds.ts";
import { holdsDaysOf } from "./limit-facts.ts";
import { bookRelease, divide, findRelease, readPaid } from "./release-book.ts";
import { askWalletAgain, intendRelease } from "./release-intent.ts";
import { findWalletRelease, lockOrder, underWayView } from "./release-rows.ts";
import { workRelease } from "./release-work.ts";
import type { PaidRow } from "./rows.ts";
import type { ReleaseCause, ReleaseView, Result, SettlementFault } from "./types.ts";

export type ReleaseAsked = { order: string; cause: ReleaseCause; by: string };

/**
 * Moves an order's money from escrow to the store's balance, less the marketplace's commission, under the order's lock,
 * which refunds take too: never while a refund is open, never what went back, never twice. Whoever asks again gets the
 * release that there is. Where the wallet holds the money this is an outside effect: the intent commits, the wallet is
 * told, and the books move on the wallet's word; until then the answer's state is `sharing` or `releasing`.
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
  const wallet = await context.needs.wallet(known.wallet_account);
  if (!wallet) throw new Error(`The wallet account ${known.wallet_account} of ${known.id} cannot be used.`);
  await context.accounts.ensure([escrow(known), storeBalance(known), commission(known), commissionCollected(known)]);
  try {
    const done = await db.tx((tx) => release(context, tx, asked, repeat, wallet));
    if (!done.ok || done.value.state === "released") return done;
    await workRelease(context, done.value.payment, done.repeated ? "ask" : "send");
    return { ...done, value: (await readRelease(context, done.value.payment)) ?? done.value };
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

/** A payment's release, done or under way. */
export async function readRelease(context: SettlementContext, payment: string): Promise<ReleaseView | null> {
  const { read } = context.needs.db;
  const done = await findRelease(read, payment);
  if (done) return done;
  const row = await findWalletRelease(read, payment);
  return row && underWayView(row);
}

type Reached = Pick<Wallet, "release" | "sharing">;

async function release(
  context: SettlementContext,
  tx: Tx,
  asked: ReleaseAsked,
  repeat: RepeatKey | null,
  wallet: Reached,
): Promise<Result<ReleaseView>> {
  const bucket = bucketOf(asked.order);
  await lockOrder(tx, asked.order);
  const paid = await readPaid(tx.query, asked.order);
  if (!paid) return refuse("order_not_paid");
  if (repeat) {
    const claim = await claimRepeat(tx, bucket, repeat, paid.id, context.needs.clock.now());
    if (!claim.first && !claim.same) return refuse("idempotency_key_reused");
  }
  const before = await findRelease(tx.query, paid.id);
  if (before) return { ok: true, value: before, repeated: true };
  const underWay = await findWalletRelease(tx.query, paid.id);
  if (underWay && underWay.state !== "stopped") return { ok: true, value: underWayView(underWay), repeated: true };
  await mayRelease(context, tx, paid, { ...asked, holdsDays: holdsDaysOf(wallet) });
  const { cause, by } = asked;
  if (underWay) return { ok: true, value: await askWalletAgain(context, tx, underWay, paid, { cause, by }) };
  const division = await divide(tx.query, paid);
  if (!wallet.release || paid.wallet_ref === null)
    return { ok: true, value: await bookRelease(context, tx, paid, { division, cause, by }) };
  return { ok: true, value: await intendRelease(context, tx, paid, { division, cause, by, sharing: wallet.sharing }) };
}

async function mayRelease(
  context: SettlementContext,
  tx: Tx,
  paid: PaidRow,
  asked: ReleaseAsked & { holdsDays: number | null },
): Promise<void> {
  if (paid.refunding > 0n) throw new Refused(refuse("refund_in_progress"));
  if (paid.refunded === paid.amount) throw new Refused(refuse("order_refunded"));
  const { cause, order, holdsDays } = asked;
  const now = context.needs.clock.now();
  const held = await heldBack(tx.query, order, { payment: paid.id, cause, now, holdsDays });
  if (held) throw new Refused(refuse("release_held", held));
}
