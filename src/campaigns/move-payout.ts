import { type PostingKind, platformAccount, transferOf } from "#chart";
import { type Tx, writeEvent } from "#db";
import { type LedgerMove, post } from "#ledger";
import { money, toJson } from "#money";
import { type CampaignAct, writeAct } from "./acts.ts";
import type { CampaignsContext } from "./context.ts";
import { findPayout, type PayoutRow } from "./payout-rows.ts";
import { nextPayout, type PayoutEvent, type PayoutState } from "./payout-states.ts";

export type PayoutSaid = {
  event: PayoutEvent;
  /** Who confirmed it. */
  by?: string;
  reference?: string;
  says?: string;
  /** Only while this person's word of the bank's answer stands, and it is this very one. */
  toldBy?: string;
  /** A person's word that moves it, for the chain of acts. */
  act?: { act: CampaignAct["act"]; by: string };
};

/** Until the wallet is asked what became of it, and whether the bank has kept it. */
export const askAfterMs = 60_000;
export const lookAfterMs = 86_400_000;

/**
 * Moves a payout on under its row's lock: state, transfer, what the host app is owed, due row and event in one commit.
 * Any number of times, in any order; what its state does not know changes nothing and answers `moved: false`.
 */
export async function movePayout(context: CampaignsContext, id: string, said: PayoutSaid): Promise<{ moved: boolean }> {
  return await context.needs.db.tx(async (tx) => {
    const row = await findPayout(tx.query, id, true);
    const to = row && nextPayout(row.state, said.event);
    if (!row || !to || (said.toldBy !== undefined && !standsTold(row, said))) return { moved: false };
    await write(context, tx, row, to, said);
    if (said.act) await writeAct(tx, payoutAct(row, said.act, { to, said }, context.needs.clock.now()));
    return { moved: true };
  });
}

const standsTold = (row: PayoutRow, { toldBy, event, reference, says }: PayoutSaid): boolean =>
  row.told_by === toldBy && row.told_paid === (event === "paid") && row.told_reference === (reference ?? says);

export function payoutAct(
  row: PayoutRow,
  { act, by }: { act: CampaignAct["act"]; by: string },
  { to, said }: { to: PayoutState; said: Pick<PayoutSaid, "reference" | "says"> },
  at: Date,
): CampaignAct {
  const { id: subject, marketplace, host, payee } = row;
  const word = said.reference ?? said.says ?? null;
  const about = { host, payee, amount: toJson(money(row.amount, row.currency)), to, word };
  return { act, marketplace, subject, by, about, at };
}

const ended: readonly PayoutState[] = ["paid", "returned", "refused", "cancelled"];

async function write(
  context: CampaignsContext,
  tx: Tx,
  row: PayoutRow,
  to: PayoutState,
  said: PayoutSaid,
): Promise<void> {
  const now = context.needs.clock.now();
  await tx.query(
    `update media_payouts set state = $3, confirmed_by = coalesce($4, confirmed_by),
       reference = coalesce($5, reference), says = coalesce($6, says), ended_at = $7 where bucket = $1 and id = $2`,
    [
      ...[row.bucket, row.id, to, said.by ?? null, said.reference ?? null, said.says ?? null],
      ended.includes(to) ? now : null,
    ],
  );
  // Before the ledger's accounts, as whoever asks for a payout takes them: so nobody waits in a ring.
  if (to === "refused" || to === "cancelled" || to === "returned") await oweAgain(tx, row);
  const move = moveOf(row, to, now);
  if (move && (await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused ${row.id} to ${to}.`);
  const next = nextLook(row, to);
  if (next === null)
    await tx.query("delete from media_payout_due where bucket = $1 and payout = $2", [row.bucket, row.id]);
  else
    await tx.query("update media_payout_due set at = $3 where bucket = $1 and payout = $2", [
      ...[row.bucket, row.id, new Date(now.getTime() + next)],
    ]);
  const data = { payout: row.id, host: row.host, amount: toJson(money(row.amount, row.currency)), from: row.state, to };
  const about = { type: `media_payout.${to}`, version: 1, marketplace: row.marketplace, subject: row.id };
  await writeEvent(tx, context.needs.ids, { ...about, data }, now);
}

/** What people do at the bank nobody can ask after. */
function nextLook(row: PayoutRow, to: PayoutState): number | null {
  if (row.way === "hand" || (ended.includes(to) && to !== "paid")) return null;
  return to === "paid" ? lookAfterMs : askAfterMs;
}

const kinds: Partial<Record<PayoutState, PostingKind>> = {
  paid: "media_payout_paid",
  refused: "media_payout_back",
  cancelled: "media_payout_back",
  returned: "media_payout_returned",
};

function moveOf(row: PayoutRow, to: PayoutState, at: Date): LedgerMove | null {
  const kind = kinds[to];
  if (kind === undefined) return null;
  const account = (code: "media_due" | "media_payouts" | "receivable") => platformAccount(code, row);
  const debit = account(to === "returned" ? "receivable" : "media_payouts");
  const credit = account(to === "paid" ? "receivable" : "media_due");
  return [transferOf(kind, { debit, credit }, { subject: row.id, amount: money(row.amount, row.currency), at })];
}

/** What did not reach the host app is owed as before; the rule against paying too much holds again as tightly. */
async function oweAgain(tx: Tx, { bucket, wallet_account, host, currency, amount }: PayoutRow): Promise<void> {
  await tx.query(
    `update media_accounts set paid_out = paid_out - $5, over = greatest(0, paid_out - $5 - billed)
     where bucket = $1 and wallet_account = $2 and host = $3 and currency = $4`,
    [bucket, wallet_account, host, currency, amount],
  );
}
