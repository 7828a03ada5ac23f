import { bucketOf, type Tx } from "#db";
import { type Currency, money } from "#money";
import type { CampaignsContext } from "./context.ts";
import type { BudgetView, CampaignView, Reason } from "./types.ts";

export type BudgetRow = {
  campaign: string;
  marketplace: string;
  currency: Currency;
  total: bigint | null;
  day_limit: bigint | null;
  spent: bigint;
  billed: bigint;
  version: number;
};
const columns = "campaign, marketplace, currency, total, day_limit, spent, billed, version";

/** Locks a campaign's budget: its spends, its bills and its changes come one after the other. */
export async function lockBudget(tx: Tx, campaign: string): Promise<BudgetRow> {
  const [row] = await tx.query<BudgetRow>(
    `select ${columns} from campaign_budgets where bucket = $1 and campaign = $2 for no key update`,
    [bucketOf(campaign), campaign],
  );
  if (!row) throw new Error(`Campaign ${campaign} has no budget's row.`);
  return row;
}

type Spend = {
  campaign: string;
  /** The marketplace's day of what is paid for. */
  day: string;
  amount: bigint;
  /** `whole`: this much or nothing. `part`: as much of it as is left. */
  how: "whole" | "part";
};

/**
 * Takes a fee out of a campaign's budget in the transaction of what it is for, and answers how much it took: never more
 * than is left of the day and of the total, however many ask at once.
 */
export async function spend(tx: Tx, { campaign, day, amount, how }: Spend): Promise<bigint> {
  if (amount === 0n) return 0n;
  const budget = await lockBudget(tx, campaign);
  const place = [bucketOf(campaign), campaign, day];
  // Under the budget's lock nobody else writes the day.
  const [today] = await tx.query<{ spent: bigint }>(
    "select spent from campaign_days where bucket = $1 and campaign = $2 and day = $3",
    place,
  );
  const left = leftOf(budget, today?.spent ?? 0n);
  const taken = left === null || amount <= left ? amount : how === "part" && left > 0n ? left : 0n;
  if (taken === 0n) return 0n;
  await tx.query("update campaign_budgets set spent = spent + $3 where bucket = $1 and campaign = $2", [
    ...[place[0], campaign, taken],
  ]);
  await tx.query(
    `insert into campaign_days as d (bucket, campaign, day, spent, cap) values ($1, $2, $3, $4, $5)
     on conflict (bucket, campaign, day) do update set spent = d.spent + excluded.spent, cap = excluded.cap`,
    [...place, taken, budget.day_limit],
  );
  return taken;
}

/** A refund took a fee back: it may be spent again, on the day that it was taken from and in the whole. */
export async function giveBack(tx: Tx, campaign: string, day: string, amount: bigint): Promise<void> {
  if (amount <= 0n) return;
  const place = [bucketOf(campaign), campaign];
  await tx.query("update campaign_budgets set spent = spent - $3 where bucket = $1 and campaign = $2", [
    ...[...place, amount],
  ]);
  // What was spent before days were counted is taken off none.
  await tx.query(
    "update campaign_days set spent = greatest(0, spent - $4) where bucket = $1 and campaign = $2 and day = $3",
    [...place, day, amount],
  );
}

/** The smaller of what the total and the day leave; null: no limit. */
function leftOf({ total, spent, day_limit: day }: BudgetRow, today: bigint): bigint | null {
  const ofTotal = total === null ? null : total - spent;
  const ofDay = day === null ? null : day - today;
  if (ofTotal === null || ofDay === null) return ofTotal ?? ofDay;
  if (ofTotal < ofDay) return ofTotal;
  return ofDay;
}

const reasons = {
  total: { code: "budget_spent", zh: "活动预算已用完", en: "The campaign's budget is spent" },
  day: {
    code: "day_budget_spent",
    zh: "今日预算已用完，明日继续",
    en: "Today's budget is spent; it goes on tomorrow",
  },
} as const satisfies Record<string, Reason>;

/** Why a campaign spends nothing more: what is left does not pay for one click, or for a fen of an order's fee. */
export function stoppedBy(budget: BudgetRow, today: bigint, price: bigint): Reason | null {
  const least = price > 0n ? price : 1n;
  if (budget.total !== null && budget.total - budget.spent < least) return reasons.total;
  return budget.day_limit !== null && budget.day_limit - today < least ? reasons.day : null;
}

/** What one click costs; an order's fee may be any fen. */
const clickPrice = ({ pricing, price }: CampaignView): bigint => (pricing === "click" ? (price?.minor ?? 0n) : 0n);

/** The budgets of some campaigns, as they stand now. */
export async function readBudgets(
  { needs }: CampaignsContext,
  campaigns: readonly CampaignView[],
): Promise<ReadonlyMap<string, BudgetView>> {
  const now = needs.clock.now();
  const ids = campaigns.map((one) => one.id);
  const rows = await needs.db.read<BudgetRow & { today: bigint }>(
    `select ${columns.replaceAll(/\w+/g, "b.$&")}, coalesce(d.spent, 0) as today
     from unnest($1::int[], $2::text[], $3::date[]) as w (bucket, id, day)
     join campaign_budgets b on b.bucket = w.bucket and b.campaign = w.id
     left join campaign_days d on d.bucket = w.bucket and d.campaign = w.id and d.day = w.day`,
    [ids.map(bucketOf), ids, campaigns.map((one) => needs.dayOf(one.marketplace, now))],
  );
  const views = rows.flatMap((row) => {
    const campaign = campaigns.find((one) => one.id === row.campaign);
    return campaign ? [[row.campaign, viewOf(row, campaign)] as const] : [];
  });
  return new Map(views);
}

function viewOf(row: BudgetRow & { today: bigint }, campaign: CampaignView): BudgetView {
  const amount = (minor: bigint) => money(minor, row.currency);
  const held = campaign.payer === null ? 0n : (row.total ?? 0n) - row.billed;
  return {
    campaign: row.campaign,
    currency: row.currency,
    total: row.total === null ? null : amount(row.total),
    day: row.day_limit === null ? null : amount(row.day_limit),
    spent: amount(row.spent),
    spent_today: amount(row.today),
    held: amount(held),
    stopped: stoppedBy(row, row.today, clickPrice(campaign)),
    version: row.version,
  };
}

export async function readBudget(context: CampaignsContext, campaign: CampaignView): Promise<BudgetView> {
  const found = (await readBudgets(context, [campaign])).get(campaign.id);
  if (!found) throw new Error(`Campaign ${campaign.id} has no budget's row.`);
  return found;
}
