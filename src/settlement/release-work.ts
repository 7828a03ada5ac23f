import { bare, bucketOf, type Tx } from "#db";
import { post } from "#ledger";
import { money } from "#money";
import type { ReleaseOutcome, ReleaseRequest, ReleaseWallet } from "#wallets/protocol";
import type { SettlementContext } from "./context.ts";
import { sharePostings } from "./postings.ts";
import { bookRelease, readPaid } from "./release-book.ts";
import { intendShare, mayShare, tell } from "./release-intent.ts";
import { findWalletRelease, lockOrder, type WalletReleaseRow, wireReleaseId } from "./release-rows.ts";
import { nextWalletRelease } from "./release-states.ts";
import { shareOf } from "./sharing-rows.ts";
import { workShare } from "./sharing-work.ts";
import { endDue, setDue } from "./wallet-due.ts";

/**
 * Goes on with a release that the wallet has to be told of: the share first where there is one, then the release. Safe
 * at any moment, any number of times, on any number of processes: every step has a number at the wallet that follows
 * from the payment. What is unknown is asked after by the worker.
 */
export async function workRelease(context: SettlementContext, payment: string, how: "send" | "ask"): Promise<void> {
  const { read } = context.needs.db;
  let row = await findWalletRelease(read, payment);
  if (row?.state === "sharing") {
    const share = await shareOf(read, payment);
    if (share) await workShare(context, share.id, how);
    // Its end, whoever saw it, moves the release on; without a share (refused long ago) nothing is left to wait for.
    await shareEnded(context, payment);
    row = await findWalletRelease(read, payment);
  }
  if (row?.state !== "releasing") return;
  const wallet = await context.needs.wallet(row.wallet_account);
  if (!wallet?.release) throw new Error(`The wallet of ${payment} holds it no more: its settings have changed.`);
  const outcome = await callWallet(context, wallet.release, row, how);
  if (outcome.kind === "processing") return;
  if (outcome.kind === "unknown") {
    if (outcome.alarm) context.needs.alarm("wallet_word_unknown", { release: payment, cause: outcome.cause });
    return;
  }
  await moveRelease(context, row, outcome);
  const share = outcome.kind === "refused" ? null : await shareOf(read, payment);
  if (share?.state === "sending") await workShare(context, share.id, how);
}

async function callWallet(
  context: SettlementContext,
  wallet: ReleaseWallet,
  row: WalletReleaseRow,
  how: "send" | "ask",
): Promise<ReleaseOutcome> {
  const share = await shareOf(context.needs.db.read, row.payment);
  const request: ReleaseRequest = {
    releaseId: wireReleaseId(row),
    paymentId: bare(row.payment),
    walletRef: row.wallet_ref,
    amount: money(row.gross, row.currency),
    shared: money(share?.amount ?? 0n, row.currency),
    ...(row.sub_merchant === null ? {} : { subMerchant: row.sub_merchant }),
  };
  const asked = how === "ask" ? await wallet.ask(request) : null;
  return asked && asked.kind !== "absent" ? asked : await wallet.release(request);
}

/** Moves a release from `sharing` on once its share has ended. */
async function shareEnded(context: SettlementContext, payment: string): Promise<void> {
  await context.needs.db.tx(async (tx) => {
    const known = await findWalletRelease(tx.query, payment);
    if (!known) return;
    await lockOrder(tx, known.order_id);
    const row = await findWalletRelease(tx.query, payment);
    const share = await shareOf(tx.query, payment);
    const to = row && nextWalletRelease(row.state, "share_ended");
    if (!row || !to || (share && share.state !== "shared")) return;
    await tx.query("update wallet_releases set state = $3 where bucket = $1 and payment = $2", [
      ...[row.bucket, payment, to],
    ]);
    await setDue(tx, row.bucket, "release", payment, context.needs.clock.now());
  });
}

type Ended = Extract<ReleaseOutcome, { kind: "released" | "not_held" | "refused" }>;

/** The wallet's word: the books move with it, in one commit, or the release stops and the money stays in escrow. */
async function moveRelease(context: SettlementContext, about: WalletReleaseRow, outcome: Ended): Promise<void> {
  const { db, clock, alarm } = context.needs;
  const sharing = (await context.needs.wallet(about.wallet_account))?.sharing;
  const moved = await db.tx(async (tx) => {
    await lockOrder(tx, about.order_id);
    const row = await findWalletRelease(tx.query, about.payment);
    // Another process heard it first, or this is the word about an earlier try.
    if (row?.state !== "releasing" || row.tries !== about.tries) return null;
    const now = clock.now();
    await endDue(tx, row.bucket, "release", row.payment);
    if (outcome.kind === "refused") {
      await write(tx, row, "stopped", null, outcome.says);
      await tell(context, tx, { ...row, says: outcome.says }, "order.release_refused", now);
      return "stopped";
    }
    await write(tx, row, "released", outcome.kind === "released" ? outcome.walletRef : null, null);
    const paid = await readPaid(tx.query, row.order_id);
    if (!paid || paid.id !== row.payment || paid.amount - paid.refunded - paid.refunding !== row.gross)
      throw new Error(`${row.payment} is not what the wallet was told to release.`);
    const commission = money(row.commission, row.currency);
    const rates = { commission_bp: row.commission_bp, fixed: row.commission_fixed };
    const division = { gross: money(row.gross, row.currency), commission, rates };
    await bookRelease(context, tx, paid, {
      ...{ division, cause: row.cause, by: row.asked_by, asked: row.asked_at },
    });
    const after = sharing?.when === "after_release" && outcome.kind === "released";
    if (after && mayShare(context, paid, division, sharing)) {
      const id = await intendShare(tx, paid, { receiver: sharing.own.account, amount: row.commission, now });
      await setDue(tx, row.bucket, "share", id, now);
    }
    await collect(tx, row, now);
    return "released";
  });
  if (moved === "stopped" && outcome.kind === "refused")
    alarm("release_refused", { payment: about.payment, code: outcome.code, says: outcome.says });
}

/** The share leaves the store's commission in the same commit as the commission comes. */
async function collect(tx: Tx, row: WalletReleaseRow, now: Date): Promise<void> {
  const share = await shareOf(tx.query, row.payment);
  if (!share) return;
  const move = sharePostings.collected(share.id, share, money(share.amount, share.currency), now);
  if ((await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to collect ${share.id}.`);
}

async function write(
  tx: Tx,
  row: WalletReleaseRow,
  to: "released" | "stopped",
  ref: string | null,
  says: string | null,
): Promise<void> {
  await tx.query(
    `update wallet_releases set state = $3, release_ref = coalesce($4, release_ref), says = $5
     where bucket = $1 and payment = $2`,
    [bucketOf(row.payment), row.payment, to, ref, says],
  );
}
