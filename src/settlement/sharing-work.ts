import { type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { money, toJson } from "#money";
import type { ShareOutcome, SharingWallet } from "#wallets/protocol";
import type { SettlementContext } from "./context.ts";
import { sharePostings } from "./postings.ts";
import { lockOrder } from "./release-rows.ts";
import { findShare, type ShareRow, shareRequest } from "./sharing-rows.ts";
import { nextShare } from "./sharing-states.ts";
import { endDue } from "./wallet-due.ts";

/** Sends a share, or asks after one that was sent. Its id is the wallet's repeat key. */
export async function workShare(context: SettlementContext, id: string, how: "send" | "ask"): Promise<void> {
  const row = await findShare(context.needs.db.read, id);
  if (row?.state !== "sending" && row?.state !== "processing") return;
  const sharing = await sharingOf(context, row.wallet_account);
  const request = shareRequest(row);
  const asked = how === "ask" ? await sharing.ask(request) : null;
  let outcome = asked && asked.kind !== "absent" ? asked : null;
  if (!outcome) {
    const bound = await bind(context, sharing, row);
    outcome = bound.kind === "done" ? await sharing.share(request) : bound;
  }
  if (outcome.kind !== "unknown") return await moveShare(context, row, outcome);
  if (outcome.alarm) context.needs.alarm("wallet_word_unknown", { share: id, cause: outcome.cause });
}

export async function sharingOf(context: SettlementContext, account: string): Promise<SharingWallet> {
  const sharing = (await context.needs.wallet(account))?.sharing;
  if (!sharing) throw new Error(`The wallet account ${account} shares no more: its settings have changed.`);
  return sharing;
}

const receiverKey = (row: ShareRow) => [row.wallet_account, row.sub_merchant ?? "", row.receiver];

const forget = "delete from share_receivers where wallet_account = $1 and sub_merchant = $2 and receiver = $3";

/** A wallet wants to know a receiver before the first share to it; it is told once. */
async function bind(context: SettlementContext, sharing: SharingWallet, row: ShareRow) {
  const { db, clock } = context.needs;
  const key = receiverKey(row);
  const known = await db.read(
    "select 1 from share_receivers where wallet_account = $1 and sub_merchant = $2 and receiver = $3",
    key,
  );
  if (known.length > 0) return { kind: "done" } as const;
  const bound = await sharing.bind(shareRequest(row).receiver, row.sub_merchant ?? undefined);
  if (bound.kind === "done")
    await db.read(
      `insert into share_receivers (wallet_account, sub_merchant, receiver, bound_at) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [...key, clock.now()],
    );
  return bound;
}

type Known = Exclude<ShareOutcome, { kind: "unknown" }>;

/**
 * The wallet's word about a share. A refused one keeps no release up: the commission stays in the store's book, not
 * collected, and somebody is told.
 */
async function moveShare(context: SettlementContext, about: ShareRow, outcome: Known): Promise<void> {
  const { db, clock, alarm, ids } = context.needs;
  const event = outcome.kind === "shared" ? "done" : outcome.kind;
  const moved = await db.tx(async (tx) => {
    await lockOrder(tx, about.order_id);
    const row = await findShare(tx.query, about.id);
    const to = row && nextShare(row.state, event);
    if (!row || !to) return null;
    const now = clock.now();
    const ended = to === "shared" || to === "refused";
    await tx.query(
      `update shares set state = $3, share_ref = coalesce($4, share_ref), says = $5, ended_at = $6
       where bucket = $1 and id = $2`,
      [
        ...[row.bucket, row.id, to, outcome.kind === "shared" ? outcome.walletRef : null],
        ...[outcome.kind === "refused" ? outcome.says : null, ended ? now : null],
      ],
    );
    if (to === "refused") await uncollect(tx, row, now);
    // The wallet may have forgotten the receiver: the next share tells it again.
    if (to === "refused") await tx.query(forget, receiverKey(row));
    if (ended) await endDue(tx, row.bucket, "share", row.id);
    const amount = toJson(money(row.amount, row.currency));
    const data = { share: row.id, payment: row.payment, order: row.order_id, store: row.store, amount, to };
    const told = { type: `share.${to}`, version: 1, marketplace: row.marketplace, subject: row.id, data };
    await writeEvent(tx, ids, told, now);
    return to;
  });
  if (moved === "refused" && outcome.kind === "refused")
    alarm("share_refused", { share: about.id, code: outcome.code, says: outcome.says });
}

/** Where the release has moved it already (shares after the release), it goes back to the commission. */
async function uncollect(tx: Tx, row: ShareRow, now: Date): Promise<void> {
  const collected = await tx.query(
    `select 1 from transfers where bucket = $1 and subject = $2 and kind = 'share_collected'`,
    [row.bucket, row.id],
  );
  if (collected.length === 0) return;
  const move = sharePostings.failed(row.id, row, money(row.amount, row.currency), now);
  if ((await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to give ${row.id} back.`);
}
