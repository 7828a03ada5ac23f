import { bare, bucketValues } from "#db";
import { equals, money, subtract, toJson } from "#money";
import type { WithdrawalRequest } from "#wallets/protocol";
import { type CardRow, findCard } from "./bank-cards.ts";
import type { SettlementContext } from "./context.ts";
import { askAfterMs, lookAfterMs, moveWithdrawal } from "./move-withdrawal.ts";
import type { Result, WithdrawalView } from "./types.ts";
import { findWithdrawal, type WithdrawalRow, withdrawalView } from "./withdrawal-rows.ts";
import { isPerson, rulesAt } from "./withdrawal-rules.ts";

/**
 * Two people: whoever asked for it never confirms it, be it by a key, or by another key, that the same person made. The
 * intent commits first, then the wallet is called.
 */
export async function confirmWithdrawal(
  context: SettlementContext,
  by: string,
  id: string,
): Promise<Result<WithdrawalView>> {
  const known = await findWithdrawal(context.needs.db.read, id);
  if (!known) return { ok: false, fault: "not_found" };
  const why = await context.needs.whyNotTwo(known.asked_by, by);
  if (why) return { ok: false, fault: "second_person_needed", detail: why };
  const rules = await rulesAt(context.needs.db.read, known.store, context.needs.clock.now());
  if (rules.two_people && !(isPerson(by) && isPerson(known.asked_by)))
    return { ok: false, fault: "second_person_needed", detail: { two_people: true } };
  const { moved, row } = await moveWithdrawal(context, id, { event: "confirmed", by });
  if (!moved && row?.confirmed_by !== by)
    return { ok: false, fault: "withdrawal_wrong_state", detail: { state: known.state } };
  if (moved) await sendWithdrawal(context, id, "send");
  const after = await findWithdrawal(context.needs.db.read, id);
  return { ok: true, value: withdrawalView(after as WithdrawalRow), ...(moved ? {} : { repeated: true }) };
}

/** Either side may call it off while nobody confirmed it. */
export async function cancelWithdrawal(context: SettlementContext, id: string): Promise<Result<WithdrawalView>> {
  const { row } = await moveWithdrawal(context, id, { event: "cancelled" });
  if (!row) return { ok: false, fault: "not_found" };
  if (row.state !== "cancelled") return { ok: false, fault: "withdrawal_wrong_state", detail: { state: row.state } };
  return { ok: true, value: withdrawalView(row) };
}

/**
 * Sends a confirmed withdrawal, or asks after one that was sent. Safe at any moment and any number of times: its id is
 * the wallet's repeat key. Only the wallet's own word ends it; what is unknown is asked after.
 */
export async function sendWithdrawal(context: SettlementContext, id: string, how: "send" | "ask"): Promise<void> {
  const row = await findWithdrawal(context.needs.db.read, id);
  if (row?.state === "paid") return await lookAgain(context, row);
  if (row?.state !== "sending" && row?.state !== "processing") return;
  const wallet = (await context.needs.wallet(row.wallet_account))?.withdrawals;
  const card = await findCard(context, row.store, row.card);
  if (!wallet || !card) throw new Error(`Withdrawal ${id} cannot be sent: its wallet or bank card is missing.`);
  const request = requestOf(context, row, card);
  const { amount } = request;
  const asked = how === "ask" ? await wallet.ask(request) : null;
  const outcome = asked && asked.kind !== "absent" ? asked : await wallet.send(request);
  if (outcome.kind === "unknown") {
    if (outcome.alarm) context.needs.alarm("wallet_word_unknown", { withdrawal: id, cause: outcome.cause });
    return;
  }
  if (outcome.kind === "paid" && !equals(outcome.amount, amount)) {
    context.needs.alarm("withdrawal_amount_differs", { withdrawal: id, said: toJson(outcome.amount) });
    return;
  }
  const says = outcome.kind === "refused" ? { says: outcome.says } : {};
  const { cardLast4 } = outcome.kind === "paid" ? outcome : {};
  if (cardLast4 !== undefined && cardLast4 !== card.last4)
    context.needs.alarm("withdrawal_card_differs", { withdrawal: id, ours: card.last4, theirs: cardLast4 });
  const last4 = cardLast4 === undefined ? {} : { cardLast4 };
  const ref = outcome.kind === "paid" ? { walletRef: outcome.walletRef, ...last4 } : {};
  const { moved } = await moveWithdrawal(context, id, { event: outcome.kind, ...says, ...ref });
  if (moved && outcome.kind === "refused")
    context.needs.alarm("withdrawal_refused", { withdrawal: id, code: outcome.code, says: outcome.says });
}

/** What the bank card receives is the amount less the house's fee. */
function requestOf(context: SettlementContext, row: WithdrawalRow, card: CardRow): WithdrawalRequest {
  const amount = subtract(money(row.amount, row.currency), money(row.fee, row.currency));
  const number = context.needs.open(card.number_sealed, `bank card of ${row.store}`);
  const { holder, bank } = card;
  const whose = row.sub_merchant === null ? {} : { subMerchant: row.sub_merchant };
  return { withdrawalId: bare(row.id), amount, card: { holder, bank, number }, ...whose };
}

const looksMax = 5;

/** A bank may send back what had arrived: the wallet is asked for some days more, and told nothing. */
async function lookAgain(context: SettlementContext, row: WithdrawalRow): Promise<void> {
  const wallet = (await context.needs.wallet(row.wallet_account))?.withdrawals;
  const card = await findCard(context, row.store, row.card);
  const outcome = wallet && card ? await wallet.ask(requestOf(context, row, card)) : null;
  if (outcome?.kind === "refused") {
    const { moved } = await moveWithdrawal(context, row.id, { event: "refused", says: outcome.says });
    if (moved) context.needs.alarm("withdrawal_returned", { withdrawal: row.id, says: outcome.says });
    return;
  }
  await context.needs.db.tx(async (tx) => {
    const place = [row.bucket, row.id];
    const [{ looks } = { looks: looksMax }] = await tx.query<{ looks: number }>(
      "update withdrawals set looks = looks + 1 where bucket = $1 and id = $2 returning looks",
      place,
    );
    const next = new Date(context.needs.clock.now().getTime() + lookAfterMs);
    if (looks >= looksMax) await tx.query("delete from withdrawal_due where bucket = $1 and withdrawal = $2", place);
    else await tx.query("update withdrawal_due set at = $3 where bucket = $1 and withdrawal = $2", [...place, next]);
  });
}

const batch = 64;

/** Asks after what was sent, and cancels what nobody confirmed within a day; answers how many were taken. */
export async function withdrawalsDue(context: SettlementContext): Promise<number> {
  const { db, clock, alarm } = context.needs;
  const now = clock.now();
  const rows = await db.read<{ withdrawal: string }>(
    `with taken as (
       select bucket, withdrawal from withdrawal_due where bucket = any($1) and at <= $2
       order by at limit $4 for update skip locked
     )
     update withdrawal_due d set at = $3 from taken t where d.bucket = t.bucket and d.withdrawal = t.withdrawal
     returning d.withdrawal`,
    [bucketValues, now, new Date(now.getTime() + 5 * askAfterMs), batch],
  );
  for (const { withdrawal } of rows)
    try {
      await moveWithdrawal(context, withdrawal, { event: "cancelled" });
      await sendWithdrawal(context, withdrawal, "ask");
    } catch (fault) {
      alarm("withdrawal_failed", { withdrawal, fault: String(fault) });
    }
  return rows.length;
}
