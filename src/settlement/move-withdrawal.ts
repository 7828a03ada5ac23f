import { type Tx, writeEvent } from "#db";
import { type LedgerMove, post } from "#ledger";
import { money, toJson } from "#money";
import type { SettlementContext } from "./context.ts";
import { postings } from "./postings.ts";
import { findWithdrawal, type WithdrawalRow } from "./withdrawal-rows.ts";
import { nextWithdrawal, type WithdrawalEvent, type WithdrawalState } from "./withdrawal-states.ts";

export type Said = { event: WithdrawalEvent; by?: string; walletRef?: string; says?: string; cardLast4?: string };

/**
 * Moves a withdrawal on under its row's lock: state, transfers, the day's total, due row and event in one commit. Any
 * number of times, in any order; what its state does not know changes nothing and answers `moved: false`.
 */
export async function moveWithdrawal(
  context: SettlementContext,
  id: string,
  said: Said,
): Promise<{ moved: boolean; row: WithdrawalRow | null }> {
  return await context.needs.db.tx(async (tx) => {
    const row = await findWithdrawal(tx.query, id, true);
    const to = row && nextWithdrawal(row.state, said.event);
    if (!row || !to) return { moved: false, row };
    const moved = await write(context, tx, row, to, said);
    return { moved: true, row: moved };
  });
}

const ends: readonly WithdrawalState[] = ["paid", "returned", "refused", "cancelled"];

async function write(
  context: SettlementContext,
  tx: Tx,
  row: WithdrawalRow,
  to: WithdrawalState,
  said: Said,
): Promise<WithdrawalRow> {
  const now = context.needs.clock.now();
  const ended = ends.includes(to);
  const [moved] = await tx.query<WithdrawalRow>(
    `update withdrawals set state = $3, confirmed_by = coalesce($4, confirmed_by),
       wallet_ref = coalesce($5, wallet_ref), says = coalesce($6, says), ended_at = $7,
       card_last4 = coalesce($8, card_last4)
     where bucket = $1 and id = $2 returning *`,
    [
      ...[row.bucket, row.id, to, said.by ?? null, said.walletRef ?? null, said.says ?? null, ended ? now : null],
      said.cardLast4 ?? null,
    ],
  );
  const transfers = transfersOf(context, row, to, now);
  if (transfers && (await post(tx, [transfers]))[0] !== "posted")
    throw new Error(`The ledger refused the transfers of ${row.id} to ${to}.`);
  if (to === "refused" || to === "cancelled") await giveDayBack(tx, row);
  if (ended && to !== "paid")
    await tx.query("delete from withdrawal_due where bucket = $1 and withdrawal = $2", [row.bucket, row.id]);
  else
    await tx.query("update withdrawal_due set at = $3 where bucket = $1 and withdrawal = $2", [
      ...[row.bucket, row.id, new Date(now.getTime() + (to === "paid" ? lookAfterMs : askAfterMs))],
    ]);
  const data = { withdrawal: row.id, store: row.store, amount: toJson(money(row.amount, row.currency)), to };
  const about = { type: `withdrawal.${to}`, version: 1, marketplace: row.marketplace, subject: row.id };
  await writeEvent(tx, context.needs.ids, { ...about, data: { ...data, from: row.state } }, now);
  return moved as WithdrawalRow;
}

/** Until the wallet is asked what became of it. */
export const askAfterMs = 60_000;
/** Until it is asked whether the bank has kept it. */
export const lookAfterMs = 86_400_000;

function transfersOf(
  context: SettlementContext,
  row: WithdrawalRow,
  to: WithdrawalState,
  now: Date,
): LedgerMove | null {
  const amount = money(row.amount, row.currency);
  if (to === "refused" || to === "cancelled") return postings.withdrawalBack(row.id, row, amount, now);
  if (to !== "paid" && to !== "returned") return null;
  const parts = { amount, fee: money(row.fee, row.currency), receivable: context.needs.receivable(row) };
  return to === "paid"
    ? postings.withdrawalPaid(row.id, row, parts, now)
    : postings.withdrawalReturned(row.id, row, parts, now);
}

/** What did not leave does not count against its day. */
async function giveDayBack(tx: Tx, row: WithdrawalRow): Promise<void> {
  await tx.query(
    `update withdrawal_days d set total = d.total - w.amount from withdrawals w
     where w.bucket = $1 and w.id = $2 and d.bucket = w.bucket and d.store = w.store
       and d.wallet_account = w.wallet_account and d.currency = w.currency and d.day = w.day`,
    [row.bucket, row.id],
  );
}
