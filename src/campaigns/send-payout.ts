import { bare, bucketValues } from "#db";
import { equals, money, toJson } from "#money";
import type { CampaignsContext } from "./context.ts";
import { askAfterMs, lookAfterMs, movePayout } from "./move-payout.ts";
import { findPayee, payeeAad } from "./payees.ts";
import { findPayout, type PayoutRow, payoutView } from "./payout-rows.ts";
import type { PayoutOutcome, PayoutRequest, PayoutView, PayoutWallet } from "./payout-types.ts";
import type { Result } from "./types.ts";

async function viewOf({ needs }: CampaignsContext, id: string): Promise<PayoutView> {
  const row = await findPayout(needs.db.read, id);
  if (!row) throw new Error(`${id} is not there any more.`);
  return payoutView(row);
}

/** The second person's word; whether they may was asked before. The intent commits, then the wallet is called. */
export async function confirmPayout(context: CampaignsContext, by: string, id: string): Promise<Result<PayoutView>> {
  const known = await findPayout(context.needs.db.read, id);
  if (!known) return { ok: false, fault: "not_found" };
  if (known.asked_by === by) return { ok: false, fault: "second_person_needed" };
  const { moved } = await movePayout(context, id, {
    event: "confirmed",
    by,
    act: { act: "payout_confirmed", by },
  });
  const after = await viewOf(context, id);
  if (!moved && after.confirmed_by !== by)
    return { ok: false, fault: "payout_wrong_state", detail: { state: after.state } };
  if (moved) await sendPayout(context, id, "send");
  return { ok: true, value: await viewOf(context, id), ...(moved ? {} : { repeated: true }) };
}

/** Called off while nobody confirmed it: it is owed as before. */
export async function cancelPayout(context: CampaignsContext, by: string, id: string): Promise<Result<PayoutView>> {
  const known = await findPayout(context.needs.db.read, id);
  if (!known) return { ok: false, fault: "not_found" };
  await movePayout(context, id, { event: "cancelled", act: { act: "payout_cancelled", by } });
  const value = await viewOf(context, id);
  if (value.state !== "cancelled") return { ok: false, fault: "payout_wrong_state", detail: { state: value.state } };
  return { ok: true, value };
}

/**
 * Sends a confirmed payout, or asks after one that was sent. Safe at any moment and any number of times: its id is the
 * wallet's repeat key. Only the wallet's own word ends it; what is unknown is asked after.
 */
export async function sendPayout(context: CampaignsContext, id: string, how: "send" | "ask"): Promise<void> {
  const { needs } = context;
  const row = await findPayout(needs.db.read, id);
  if (row?.way !== "wallet" || !["sending", "processing", "paid"].includes(row.state)) return;
  const wallet = await needs.payouts(row.wallet_account);
  if (!wallet) throw new Error(`Payout ${id} cannot be sent: its wallet is missing.`);
  const request = await requestOf(context, row);
  if (row.state === "paid") return await lookAgain(context, row, await wallet.ask(request));
  const outcome = await callWallet(wallet, request, how);
  if (outcome.kind === "unknown") {
    if (outcome.alarm) needs.alarm("wallet_word_unknown", { payout: id, cause: outcome.cause });
    return;
  }
  if (outcome.kind === "paid" && !equals(outcome.amount, request.amount))
    return needs.alarm("payout_amount_differs", { payout: id, said: toJson(outcome.amount) });
  const ref = outcome.kind === "paid" ? { reference: outcome.walletRef } : {};
  const says = outcome.kind === "refused" ? { says: outcome.says } : {};
  const { moved } = await movePayout(context, id, { event: outcome.kind, ...ref, ...says });
  if (moved && outcome.kind === "refused")
    needs.alarm("payout_refused", { payout: id, code: outcome.code, says: outcome.says });
}

async function callWallet(wallet: PayoutWallet, request: PayoutRequest, how: "send" | "ask"): Promise<PayoutOutcome> {
  const asked = how === "ask" ? await wallet.ask(request) : null;
  return asked && asked.kind !== "absent" ? asked : await wallet.send(request);
}

async function requestOf({ needs }: CampaignsContext, row: PayoutRow): Promise<PayoutRequest> {
  const payee = await findPayee(needs.db.read, row, row.payee);
  if (!payee) throw new Error(`Payout ${row.id} cannot be sent: its bank account is missing.`);
  const number = needs.open(payee.number_sealed, payeeAad(row.wallet_account, row.host));
  const { holder, bank } = payee;
  return { withdrawalId: bare(row.id), amount: money(row.amount, row.currency), card: { holder, bank, number } };
}

const looksMax = 5;

/** A bank may send back what had arrived: the wallet is asked for some days more, and told nothing. */
async function lookAgain(
  context: CampaignsContext,
  row: PayoutRow,
  outcome: PayoutOutcome | { kind: "absent" },
): Promise<void> {
  const { db, clock, alarm } = context.needs;
  if (outcome.kind === "refused") {
    const { moved } = await movePayout(context, row.id, { event: "refused", says: outcome.says });
    if (moved) alarm("payout_returned", { payout: row.id, says: outcome.says });
    return;
  }
  const next = new Date(clock.now().getTime() + lookAfterMs);
  const place = [row.bucket, row.id];
  await db.tx(async (tx) => {
    await tx.query("update media_payouts set looks = looks + 1 where bucket = $1 and id = $2", place);
    if (row.looks + 1 >= looksMax)
      await tx.query("delete from media_payout_due where bucket = $1 and payout = $2", place);
    else await tx.query("update media_payout_due set at = $3 where bucket = $1 and payout = $2", [...place, next]);
  });
}

const batch = 64;

/** Asks after what was sent, and calls off what nobody confirmed within three days; answers how many were taken. */
export async function payoutsDue(context: CampaignsContext): Promise<number> {
  const { db, clock, alarm } = context.needs;
  const now = clock.now();
  const rows = await db.read<{ payout: string }>(
    `with taken as (
       select bucket, payout from media_payout_due where bucket = any($1) and at <= $2
       order by at limit $4 for update skip locked
     )
     update media_payout_due d set at = $3 from taken t where d.bucket = t.bucket and d.payout = t.payout
     returning d.payout`,
    [bucketValues, now, new Date(now.getTime() + 5 * askAfterMs), batch],
  );
  for (const { payout } of rows)
    try {
      await movePayout(context, payout, { event: "cancelled", act: { act: "payout_cancelled", by: "house" } });
      await sendPayout(context, payout, "ask");
    } catch (fault) {
      alarm("payout_failed", { payout, fault: String(fault) });
    }
  return rows.length;
}
