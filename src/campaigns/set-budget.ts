import { accountOf, transferOf } from "#chart";
import { bucketOf, bucketValues, isId, type Tx, writeEvent } from "#db";
import { accountBucket, accountId, post } from "#ledger";
import { type Currency, money, toJson } from "#money";
import { type BudgetRow, lockBudget, readBudget } from "./budget.ts";
import type { CampaignsContext } from "./context.ts";
import { readCampaigns } from "./rows.ts";
import type { BudgetLimits, BudgetView, CampaignView, Result } from "./types.ts";

/** The store's accounts that a campaign of its own moves money between. */
export function heldPlaces(campaign: Pick<CampaignView, "payer" | "wallet_account">, currency: Currency) {
  const { payer, wallet_account } = campaign;
  if (payer === null || wallet_account === null) return null;
  const place = { store: payer, wallet_account, currency };
  const account = (code: "balance" | "ads_held" | "ads_between") => accountOf(code, place);
  return { balance: account("balance"), held: account("ads_held"), between: account("ads_between") };
}

/**
 * Sets what a campaign may spend, from this commit on. Of a store's campaign a larger total is set aside in the same
 * commit, out of the store's balance; of a smaller one the rest is free again. Never below what is spent or billed.
 */
export async function setBudget(
  context: CampaignsContext,
  by: string,
  id: string,
  limits: BudgetLimits,
): Promise<Result<BudgetView>> {
  const { db } = context.needs;
  const [campaign] = isId(id, "cmp") ? await readCampaigns(db.read, "id = $1", [id]) : [];
  if (!campaign) return { ok: false, fault: "not_found" };
  const wrong = wrongLimits(campaign, limits);
  if (wrong !== null) return { ok: false, fault: "campaign_invalid", detail: { field: wrong } };
  const places = heldPlaces(campaign, campaign.currency);
  if (places) await context.accounts.ensure(Object.values(places));
  const change = async (tx: Tx): Promise<Result<true>> => {
    const before = await lockBudget(tx, id);
    const total = limits.total?.minor ?? null;
    const floor = await floorOf(tx, before);
    if (total !== null && total < floor)
      return { ok: false, fault: "budget_too_small", detail: { least: toJson(money(floor, before.currency)) } };
    if (!(await setAside(context, tx, campaign, before, total ?? 0n)))
      return { ok: false, fault: "campaign_balance_short" };
    await write(context, tx, { by, campaign, limits });
    return { ok: true, value: true };
  };
  const done = await db.tx(change).catch((fault: unknown): Result<true> => {
    if (fault instanceof DebtFirst) return { ok: false, fault: "campaign_debt_first" };
    throw fault;
  });
  return done.ok ? { ok: true, value: await readBudget(context, campaign) } : done;
}

/** What is bound already: spent, or taken by bills, approved ones that are on their way between two books included. */
export async function floorOf(tx: Tx, budget: BudgetRow): Promise<bigint> {
  const bound = await boundByBills(tx, budget);
  if (budget.spent > bound) return budget.spent;
  return bound;
}

/** What bills took, and what approved ones on their way will take. */
export async function boundByBills(tx: Tx, { campaign, billed }: BudgetRow): Promise<bigint> {
  const [row] = await tx.query<{ open: bigint }>(
    `select coalesce(sum(b.amount), 0)::bigint as open from campaigns c join campaign_bills b
       on b.campaign = c.id and b.wallet_account = c.wallet_account and b.state = 'approved' and b.amount > 0
         and not exists (select 1 from transfers t where t.book = c.payer and t.bucket = $2 and t.subject = b.id)
     where c.id = $1 and b.bucket = any($3)`,
    [campaign, bucketOf(campaign), bucketValues],
  );
  return billed + (row?.open ?? 0n);
}

/** The field that is wrong, or null. */
export function wrongLimits(campaign: Pick<CampaignView, "payer"> & { currency: Currency }, limits: BudgetLimits) {
  if (campaign.payer !== null && limits.total === null) return "budget.total";
  const bad = [limits.total, limits.day].some(
    (one) => one !== null && (one.minor < 0n || one.currency !== campaign.currency),
  );
  return bad ? "budget" : null;
}

/** Thrown so that nothing of it stays: money came in after the store's debt was looked at, and the debt is first. */
export class DebtFirst extends Error {}

/**
 * Moves the difference between the balance and what is set aside; false where the balance is short. What the store owes
 * the platform comes before its advertising: it is taken first, and throws DebtFirst where some of it is still owed.
 */
export async function setAside(
  context: CampaignsContext,
  tx: Tx,
  campaign: Pick<CampaignView, "id" | "marketplace" | "payer" | "wallet_account">,
  before: Pick<BudgetRow, "total" | "version" | "currency">,
  total: bigint,
): Promise<boolean> {
  const places = heldPlaces(campaign, before.currency);
  const more = total - (before.total ?? 0n);
  if (places === null || more === 0n) return true;
  const amount = money(more < 0n ? -more : more, before.currency);
  const what = { subject: campaign.id, amount, at: context.needs.clock.now(), n: before.version };
  const { balance, held } = places;
  const { book: store, heldAt: wallet_account, currency } = balance;
  if (more > 0n)
    await context.needs.recoverOwed(tx, { marketplace: campaign.marketplace, store, wallet_account, currency });
  const transfer =
    more > 0n
      ? transferOf("ads_set_aside", { debit: balance, credit: held }, what)
      : transferOf("ads_let_go", { debit: held, credit: balance }, what);
  if ((await post(tx, [[transfer]]))[0] !== "posted") return false;
  // Only now, with the balance's row ours until the commit: what is owed can no longer be paid out of it by others.
  if (more > 0n && (await owes(tx, places.balance))) throw new DebtFirst();
  return true;
}

async function owes(tx: Tx, { book: store, heldAt: wallet_account, currency }: Balance): Promise<boolean> {
  const account = accountOf("advances", { store, wallet_account, currency });
  const [row] = await tx.query<{ owed: bigint }>(
    "select debits - credits as owed from accounts where bucket = $1 and id = $2",
    [accountBucket(account), accountId(account)],
  );
  return (row?.owed ?? 0n) > 0n;
}

type Balance = ReturnType<typeof accountOf>;

type Change = { by: string; campaign: CampaignView; limits: BudgetLimits };

async function write(context: CampaignsContext, tx: Tx, { by, campaign, limits }: Change): Promise<void> {
  const { clock, ids, dayOf } = context.needs;
  const [at, { marketplace, id }] = [clock.now(), campaign];
  const day = limits.day?.minor ?? null;
  const place = [bucketOf(id), id];
  await tx.query(
    `update campaign_budgets set total = $3, day_limit = $4, version = version + 1
     where bucket = $1 and campaign = $2`,
    [...place, limits.total?.minor ?? null, day],
  );
  // What is spent already stays spent: a smaller limit holds for what comes.
  await tx.query(
    `update campaign_days set cap = case when $4::bigint is null then null else greatest($4, spent) end
     where bucket = $1 and campaign = $2 and day = $3`,
    [...place, dayOf(marketplace, at), day],
  );
  const told = { total: limits.total && toJson(limits.total), day: limits.day && toJson(limits.day) };
  const data = { campaign: id, payer: campaign.payer, ...told, by };
  await writeEvent(tx, ids, { type: "campaign.budget_set", version: 1, marketplace, subject: id, data }, at);
}
