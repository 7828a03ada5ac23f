import { bucketIndex, bucketOf, claimRepeat, derivedId, type RepeatKey, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Money, money, toJson } from "#money";
import type { ShareBack, ShareReturnOutcome } from "#wallets/protocol";
import type { SettlementContext } from "./context.ts";
import { sharePostings } from "./postings.ts";
import { commissionOf } from "./rate-cards.ts";
import { lockOrder } from "./release-rows.ts";
import {
  findShare,
  findShareReturn,
  returnRequest,
  type ShareReturnRow,
  type ShareReturnView,
  type ShareRow,
  shareOf,
  shareReturnView,
} from "./sharing-rows.ts";
import { nextShareReturn } from "./sharing-states.ts";
import { sharingOf } from "./sharing-work.ts";
import type { Result } from "./types.ts";
import { endDue, setDue } from "./wallet-due.ts";

/** Takes (a part of) a share back into the commission, for a refund to take; never more than it was. */
export async function returnShare(
  context: SettlementContext,
  by: string,
  share: string,
  amount: Money,
  repeat: RepeatKey | null,
): Promise<Result<ShareReturnView>> {
  const { db, ids } = context.needs;
  const known = await findShare(db.read, share);
  if (!known) return { ok: false, fault: "not_found" };
  if (amount.minor <= 0n || amount.currency !== known.currency) return { ok: false, fault: "amount_invalid" };
  const id = ids.next("srt", bucketIndex(share));
  const made = await db
    .tx(async (tx): Promise<Result<ShareReturnRow>> => {
      await lockOrder(tx, known.order_id);
      const row = (await findShare(tx.query, share)) as ShareRow;
      if (row.state !== "shared" || !(await isReleased(tx.query, row.payment)))
        return { ok: false, fault: "share_wrong_state", detail: { state: row.state } };
      const left = row.amount - row.returned - row.coming_back;
      if (repeat) {
        const claim = await claimRepeat(tx, row.bucket, repeat, id, context.needs.clock.now());
        const before = claim.first ? null : await findShareReturn(tx.query, claim.subject);
        if (!claim.first && (!claim.same || !before)) return { ok: false, fault: "idempotency_key_reused" };
        if (before) return { ok: true, value: before, repeated: true };
      }
      // Nothing of it is written, so a repeat key that was claimed is given up with the transaction.
      if (amount.minor > left) throw new TooMuch(money(left, row.currency));
      return {
        ok: true,
        value: await intendReturn(context, tx, row, { id, amount: amount.minor, cause: "asked", by }),
      };
    })
    .catch((fault: unknown): Result<ShareReturnRow> => {
      if (fault instanceof TooMuch) return { ok: false, fault: "share_exceeds", detail: { left: toJson(fault.left) } };
      throw fault;
    });
  if (!made.ok) return made;
  if (!made.repeated) await workReturn(context, made.value.id, "send");
  const after = (await findShareReturn(db.read, made.value.id)) ?? made.value;
  return { ok: true, value: shareReturnView(after), ...(made.repeated ? { repeated: true } : {}) };
}

class TooMuch extends Error {
  readonly left: Money;
  constructor(left: Money) {
    super("more than the share holds");
    this.left = left;
  }
}

async function isReleased(read: Tx["query"], payment: string): Promise<boolean> {
  const found = await read("select 1 from releases where bucket = $1 and payment = $2", [bucketOf(payment), payment]);
  return found.length > 0;
}

type NewReturn = { id: string; amount: bigint; cause: "asked" | "refund"; by: string };

async function intendReturn(
  context: SettlementContext,
  tx: Tx,
  share: ShareRow,
  { id, amount, cause, by }: NewReturn,
): Promise<ShareReturnRow> {
  const now = context.needs.clock.now();
  await tx.query("update shares set coming_back = coming_back + $3 where bucket = $1 and id = $2", [
    ...[share.bucket, share.id, amount],
  ]);
  const [row] = await tx.query<ShareReturnRow>(
    `insert into share_returns (bucket, id, share, payment, marketplace, store, wallet_account, amount, currency, cause,
       asked_by, state, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'sending', $12) returning *`,
    [
      ...[share.bucket, id, share.id, share.payment, share.marketplace, share.store, share.wallet_account],
      ...[amount, share.currency, cause, by, now],
    ],
  );
  await setDue(tx, share.bucket, "share_return", id, now);
  return row as ShareReturnRow;
}

/**
 * A refund of a shared order went through, and the store's balance paid all of it: the marketplace's part of what it
 * gave back is owed to the store. Safe to repeat: the return's id follows from the refund.
 */
export async function returnForRefund(
  context: SettlementContext,
  payment: string,
  refund: string,
): Promise<{ share: ShareRow; row: ShareReturnRow } | null> {
  const { db } = context.needs;
  const known = await shareOf(db.read, payment);
  if (known?.state !== "shared" || !(await isReleased(db.read, payment))) return null;
  return await db.tx(async (tx) => {
    await lockOrder(tx, known.order_id);
    const share = await shareOf(tx.query, payment);
    const id = returnIdOf(refund);
    if (share?.state !== "shared") return null;
    const before = await findShareReturn(tx.query, id);
    if (before) return { share, row: before };
    const owed = await owedToStore(tx, share, await undecided(tx, share, id));
    const left = share.amount - share.returned - share.coming_back;
    const amount = lesser(owed, left);
    if (amount <= 0n) return null;
    return { share, row: await intendReturn(context, tx, share, { id, amount, cause: "refund", by: "house" }) };
  });
}

const returnIdOf = (refund: string): string => derivedId("srt", refund, "share return", 0);

/**
 * What of a payment's share goes back inside the refund's own call, at a wallet that gives it back in no other way.
 * Its intent is written first, under an id that follows from the refund: a repeat of the call says the same amount.
 */
export async function sharesBack(
  context: SettlementContext,
  account: string,
  payment: string,
  refund: string,
): Promise<ShareBack[]> {
  const sharing = (await context.needs.wallet(account))?.sharing;
  if (sharing?.comesBack !== "with_refund") return [];
  const back = await returnForRefund(context, payment, refund);
  if (!back || back.row.state === "refused") return [];
  const { receiver } = returnRequest(back.share, back.row);
  return [{ receiver, amount: money(back.row.amount, back.row.currency) }];
}

/** It came back when its refund went through, and did not when that was refused; until then there is nothing to ask. */
async function withItsRefund(context: SettlementContext, row: ShareReturnRow): Promise<ShareReturnOutcome> {
  const refunds = await context.needs.db.read<{ id: string; state: string; amount: bigint }>(
    "select id, state, amount from refunds where bucket = $1 and payment = $2 and id between $3 and $4",
    [row.bucket, row.payment, ...rangeOf(row.payment)],
  );
  const own = refunds.find((refund) => returnIdOf(refund.id) === row.id);
  if (own?.state === "refunded")
    return { kind: "returned", walletRef: own.id.slice(4), amount: money(row.amount, row.currency) };
  const says = "它所随的退款被拒绝。The refund that it goes with was refused.";
  return own?.state === "refused" ? { kind: "refused", code: "refund_refused", says } : { kind: "processing" };
}

/** A payment's refunds keep its time in their ids. */
const rangeOf = (payment: string): [string, string] => {
  const time = payment.slice(4, 16);
  return [`ref_${time}`, `ref_${time}ZZZZZZZZZZZZZZ`];
};

function lesser(a: bigint, b: bigint): bigint {
  if (a > b) return b;
  return a;
}

type Sums = { commission: bigint; commission_bp: number; commission_fixed: bigint; kept: bigint; back: bigint };

/** Other refunds under way that no return is for yet: the wallet may still refuse them, and each has its own return. */
async function undecided(tx: Tx, share: ShareRow, own: string): Promise<string[]> {
  const open = await tx.query<{ id: string }>(
    `select id from refunds where bucket = $1 and payment = $2 and id between $3 and $4
       and state in ('created', 'processing', 'abnormal')`,
    [share.bucket, share.payment, ...rangeOf(share.payment)],
  );
  const returns = await tx.query<{ id: string }>(
    "select id from share_returns where bucket = $1 and share = $2 and cause = 'refund' and state <> 'refused'",
    [share.bucket, share.id],
  );
  const counted = new Set([own, ...returns.map((row) => row.id)]);
  return open.map((row) => row.id).filter((id) => !counted.has(returnIdOf(id)));
}

/**
 * The marketplace keeps the commission on what the store keeps, and gives back the rest, if it has not yet; `without`
 * these refunds.
 */
async function owedToStore(tx: Tx, share: ShareRow, without: readonly string[]): Promise<bigint> {
  const [sums] = await tx.query<Sums>(
    `select r.commission, r.commission_bp, r.commission_fixed, p.amount - p.refunded - p.refunding
       + coalesce((select sum(amount) from refunds f where f.bucket = $1 and f.id = any($4)), 0)::bigint as kept,
       coalesce((select sum(from_commission) from refunds f
         where f.bucket = $1 and f.payment = $2 and f.id between $5 and $6 and f.state <> 'refused'
           and f.id <> all($4)), 0)::bigint
       + coalesce((select sum(amount) from share_returns s
         where s.bucket = $1 and s.share = $3 and s.cause = 'refund' and s.state <> 'refused'), 0)::bigint as back
     from releases r join payments p on p.bucket = r.bucket and p.id = r.payment
     where r.bucket = $1 and r.payment = $2`,
    [share.bucket, share.payment, share.id, without, ...rangeOf(share.payment)],
  );
  if (!sums) return 0n;
  const rates = { commission_bp: sums.commission_bp, fixed: sums.commission_fixed };
  return sums.commission - commissionOf(money(sums.kept, share.currency), rates).minor - sums.back;
}

/** Sends a return, or asks after one that was sent. */
export async function workReturn(context: SettlementContext, id: string, how: "send" | "ask"): Promise<void> {
  const row = await findShareReturn(context.needs.db.read, id);
  if (row?.state !== "sending" && row?.state !== "processing") return;
  const share = await findShare(context.needs.db.read, row.share);
  if (!share) throw new Error(`The share of ${id} is missing.`);
  const sharing = await sharingOf(context, row.wallet_account);
  const request = returnRequest(share, row);
  if (sharing.comesBack === "with_refund" && row.cause === "refund") {
    const outcome = await withItsRefund(context, row);
    return outcome.kind === "unknown" ? undefined : await moveReturn(context, share, row, outcome);
  }
  const asked = how === "ask" ? await sharing.askReturn(request) : null;
  const outcome = asked && asked.kind !== "absent" ? asked : await sharing.takeBack(request);
  if (outcome.kind !== "unknown") return await moveReturn(context, share, row, outcome);
  if (outcome.alarm) context.needs.alarm("wallet_word_unknown", { share_return: id, cause: outcome.cause });
}

async function moveReturn(
  context: SettlementContext,
  share: ShareRow,
  about: ShareReturnRow,
  outcome: Exclude<ShareReturnOutcome, { kind: "unknown" }>,
): Promise<void> {
  const { db, clock, ids, alarm } = context.needs;
  const event = outcome.kind === "returned" ? "done" : outcome.kind;
  const moved = await db.tx(async (tx) => {
    await lockOrder(tx, share.order_id);
    const row = await findShareReturn(tx.query, about.id);
    const to = row && nextShareReturn(row.state, event);
    if (!row || !to) return null;
    const now = clock.now();
    await write(tx, row, to, outcome, now);
    const amount = toJson(money(row.amount, row.currency));
    const data = { share_return: row.id, share: row.share, payment: row.payment, store: row.store, amount, to };
    const told = { type: `share_return.${to}`, version: 1, marketplace: row.marketplace, subject: row.id, data };
    await writeEvent(tx, ids, told, now);
    return to;
  });
  if (moved === "refused" && outcome.kind === "refused")
    alarm("share_return_refused", { share_return: about.id, code: outcome.code, says: outcome.says });
}

async function write(
  tx: Tx,
  row: ShareReturnRow,
  to: ShareReturnRow["state"],
  outcome: ShareReturnOutcome,
  now: Date,
): Promise<void> {
  const ended = to === "returned" || to === "refused";
  await tx.query(
    `update share_returns set state = $3, return_ref = coalesce($4, return_ref), says = $5, ended_at = $6
     where bucket = $1 and id = $2`,
    [
      ...[row.bucket, row.id, to, outcome.kind === "returned" ? outcome.walletRef : null],
      ...[outcome.kind === "refused" ? outcome.says : null, ended ? now : null],
    ],
  );
  if (!ended) return;
  const back = to === "returned" ? row.amount : 0n;
  await tx.query(
    "update shares set coming_back = coming_back - $3, returned = returned + $4 where bucket = $1 and id = $2",
    [row.bucket, row.share, row.amount, back],
  );
  await endDue(tx, row.bucket, "share_return", row.id);
  if (to !== "returned") return;
  const into = row.cause === "asked" ? "commission" : "balance";
  const move = sharePostings.returned(row.id, row, money(row.amount, row.currency), now, into);
  if ((await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused the return ${row.id}.`);
}
