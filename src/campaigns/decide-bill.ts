import { accountOf, platformAccount, transferOf } from "#chart";
import { bucketOf, bucketValues, type Tx, writeEvent } from "#db";
import { type LedgerMove, post } from "#ledger";
import { money, toJson } from "#money";
import { type CampaignAct, writeAct } from "./acts.ts";
import { type BillRow, billView, findBill } from "./bill-rows.ts";
import { lockBudget } from "./budget.ts";
import type { CampaignsContext } from "./context.ts";
import { readCampaigns } from "./rows.ts";
import { boundByBills } from "./set-budget.ts";
import type { BillView, Result } from "./types.ts";

/**
 * The second person's word on a bill; whether they may was asked before. Of a platform's campaign the book moves in the
 * same commit. Of a store's the word commits first; then the money goes from the store's book to the platform's, in two
 * local steps that whoever comes next finishes.
 */
export async function decideBill(
  context: CampaignsContext,
  by: string,
  id: string,
  approve: boolean,
): Promise<Result<BillView>> {
  const { db, clock } = context.needs;
  const known = await findBill(db.read, id);
  const payer = known && (await payerOf(context, known.campaign));
  if (!known) return { ok: false, fault: "not_found" };
  await context.accounts.ensure(accountsOf(known, payer));
  const decide = async (tx: Tx): Promise<Result<BillRow>> => {
    const row = await findBill(tx.query, id, true);
    if (row?.state !== "proposed") return { ok: false, fault: "bill_wrong_state", detail: { state: row?.state } };
    if (row.asked_by === by) return { ok: false, fault: "second_person_needed" };
    const at = clock.now();
    if (!approve) {
      await writeAct(tx, actOf(row, "bill_rejected", by, at));
      return { ok: true, value: await move(tx, row, { state: "rejected", by, at }) };
    }
    if (payer !== null && !(await covered(tx, row))) return { ok: false, fault: "campaign_balance_short" };
    await writeAct(tx, actOf(row, "bill_approved", by, at));
    if (payer !== null) return { ok: true, value: await move(tx, row, { state: "approved", by, at }) };
    // Before the ledger's accounts, as whoever asks for a payout takes them: so nobody waits in a ring.
    await owe(tx, row);
    if ((await post(tx, [fromPlatform(row, at)]))[0] !== "posted") throw new FundsShort();
    return { ok: true, value: await end(context, tx, row, { by, at, payer }) };
  };
  const done = await db.tx(decide).catch((fault: unknown): Result<BillRow> => {
    if (fault instanceof FundsShort) return { ok: false, fault: "campaign_funds_short" };
    throw fault;
  });
  if (!done.ok) return done;
  if (done.value.state === "approved") await finishBill(context, id);
  const after = await findBill(db.read, id);
  return { ok: true, value: billView(after ?? done.value) };
}

function actOf(row: BillRow, act: "bill_approved" | "bill_rejected", by: string, at: Date): CampaignAct {
  const { id: subject, marketplace, campaign, host, n, asked_by } = row;
  const about = { campaign, host, n, asked_by, amount: toJson(money(row.amount, row.currency)) };
  return { act, marketplace, subject, by, about, at };
}

/** Under the budget's lock: whoever makes the budget smaller, or approves another bill, afterwards sees this one. */
async function covered(tx: Tx, row: BillRow): Promise<boolean> {
  const budget = await lockBudget(tx, row.campaign);
  return budget.total !== null && (await boundByBills(tx, budget)) + row.amount <= budget.total;
}

/** Thrown so that nothing of a bill stays that the platform has no money for. */
class FundsShort extends Error {}

async function payerOf({ needs }: CampaignsContext, campaign: string): Promise<string | null> {
  return (await readCampaigns(needs.db.read, "id = $1", [campaign]))[0]?.payer ?? null;
}

function accountsOf(bill: BillRow, payer: string | null) {
  const ours = [platformAccount("funds", bill), platformAccount("media_due", bill)];
  if (payer === null) return ours;
  const place = { ...bill, store: payer };
  const theirs = [accountOf("ads_held", place), accountOf("ads_between", place)];
  return [...ours, platformAccount("ads_between", bill), ...theirs];
}

type Moved = { state: BillRow["state"]; by: string | null; at: Date };

async function move(tx: Tx, row: BillRow, to: Moved): Promise<BillRow> {
  await tx.query(
    `update campaign_bills set state = $3, decided_by = coalesce($4, decided_by),
       decided_at = coalesce(decided_at, $5) where bucket = $1 and id = $2`,
    [row.bucket, row.id, to.state, to.by, to.at],
  );
  return { ...row, state: to.state, decided_by: to.by ?? row.decided_by, decided_at: row.decided_at ?? to.at };
}

async function end(
  context: CampaignsContext,
  tx: Tx,
  row: BillRow,
  { by, at, payer }: { by: string | null; at: Date; payer: string | null },
): Promise<BillRow> {
  const done = await move(tx, row, { state: "done", by, at });
  const { id, campaign, host, n, amount, total, marketplace } = billFor(row);
  const data = { bill: id, campaign, payer, host, n, amount: toJson(amount), total: toJson(total) };
  await writeEvent(tx, context.needs.ids, { type: "campaign.billed", version: 1, marketplace, subject: id, data }, at);
  return done;
}

const billFor = (row: BillRow) => ({ ...billView(row), marketplace: row.marketplace });
const amountOf = ({ amount, currency }: BillRow) => money(amount < 0n ? -amount : amount, currency);

function fromPlatform(row: BillRow, at: Date): LedgerMove {
  const [funds, due] = [platformAccount("funds", row), platformAccount("media_due", row)];
  const what = { subject: row.id, amount: amountOf(row), at };
  return row.amount > 0n
    ? [transferOf("ads_billed", { debit: funds, credit: due }, what)]
    : [transferOf("ads_taken_back", { debit: due, credit: funds }, what)];
}

/** What the host app is owed changes with the transfer. What refunds took back beyond it is set against later bills. */
async function owe(tx: Tx, { bucket, wallet_account, host, currency, marketplace, amount }: BillRow): Promise<void> {
  await tx.query(
    `insert into media_accounts as m (bucket, wallet_account, host, currency, marketplace, billed, over)
     values ($1, $2, $3, $4, $5, $6, greatest(0, -$6::bigint))
     on conflict (bucket, wallet_account, host, currency) do update
       set billed = m.billed + excluded.billed, over = greatest(0, m.paid_out - m.billed - excluded.billed)`,
    [bucket, wallet_account, host, currency, marketplace, amount],
  );
}

/**
 * Carries an approved bill of a store's campaign between the two books, each step once whatever dies: first out of the
 * book that gives, then into the one that takes, then the bill is done.
 */
export async function finishBill(context: CampaignsContext, id: string): Promise<void> {
  const { db, clock } = context.needs;
  const bill = await findBill(db.read, id);
  const payer = bill && (await payerOf(context, bill.campaign));
  if (bill?.state !== "approved" || !payer) return;
  await context.accounts.ensure(accountsOf(bill, payer));
  const at = clock.now();
  const store = () => db.tx((tx) => inStore(tx, bill, payer, at));
  const platform = () => db.tx((tx) => inPlatform(tx, bill, at));
  for (const step of bill.amount > 0n ? [store, platform] : [platform, store]) await step();
  await db.tx(async (tx) => {
    const row = await findBill(tx.query, id, true);
    if (row?.state === "approved") await end(context, tx, row, { by: null, at, payer });
  });
}

async function inStore(tx: Tx, bill: BillRow, payer: string, at: Date): Promise<void> {
  const place = { ...bill, store: payer };
  const [held, between] = [accountOf("ads_held", place), accountOf("ads_between", place)];
  const what = { subject: bill.id, amount: amountOf(bill), at };
  const transfer =
    bill.amount > 0n
      ? transferOf("ads_store_billed", { debit: held, credit: between }, what)
      : transferOf("ads_store_returned", { debit: between, credit: held }, what);
  // The budget's lock lets one process in: the second sees the first one's transfer.
  await lockBudget(tx, bill.campaign);
  if (await stands(tx, transfer)) return;
  await tx.query("update campaign_budgets set billed = billed + $3 where bucket = $1 and campaign = $2", [
    ...[bucketOf(bill.campaign), bill.campaign, bill.amount],
  ]);
  if ((await post(tx, [[transfer]]))[0] !== "posted") throw new Error(`${bill.id} found less set aside than it takes.`);
}

async function inPlatform(tx: Tx, bill: BillRow, at: Date): Promise<void> {
  const [between, due] = [platformAccount("ads_between", bill), platformAccount("media_due", bill)];
  const what = { subject: bill.id, amount: amountOf(bill), at };
  const transfer =
    bill.amount > 0n
      ? transferOf("ads_store_arrived", { debit: between, credit: due }, what)
      : transferOf("ads_store_taken_back", { debit: due, credit: between }, what);
  await findBill(tx.query, bill.id, true);
  if (await stands(tx, transfer)) return;
  await owe(tx, bill);
  if ((await post(tx, [[transfer]]))[0] !== "posted") throw new Error(`The ledger refused ${bill.id}.`);
}

async function stands(tx: Tx, transfer: LedgerMove[number]): Promise<boolean> {
  const { book } = transfer.debit;
  const found = await tx.query("select 1 from transfers where bucket = $1 and book = $2 and id = $3", [
    ...[bucketOf(book), book, transfer.id],
  ]);
  return found.length === 1;
}

/** Finishes the bills that somebody died over; answers how many. One that cannot be finished keeps no other up. */
export async function billsDue(context: CampaignsContext): Promise<number> {
  const { db, alarm } = context.needs;
  const rows = await db.read<{ id: string }>(
    "select id from campaign_bills where bucket = any($1) and state = 'approved' limit 64",
    [bucketValues],
  );
  let done = 0;
  for (const { id } of rows)
    try {
      await finishBill(context, id);
      done++;
    } catch (fault) {
      alarm("campaign_bill_failed", { bill: id, fault: String(fault) });
    }
  return done;
}
