import { bucketOf, bucketValues } from "#db";
import { lockBudget } from "./budget.ts";
import type { CampaignsContext } from "./context.ts";
import { readCampaigns } from "./rows.ts";
import { floorOf, heldPlaces, setAside } from "./set-budget.ts";
import type { CampaignView } from "./types.ts";

const batch = 32;

/**
 * Gives stores back what their campaigns that are over did not spend: once nothing can be credited to them any more,
 * that is a window and a day after their end, as a wallet's word about a payment may be late. What refunds take back
 * later comes with the next bill, and is given back too.
 */
export async function letGo(context: CampaignsContext): Promise<number> {
  const { db, clock, alarm } = context.needs;
  const now = clock.now();
  const over = await readCampaigns(
    db.read,
    `payer is not null and (state = 'ended' or ends_at <= $1)
       and (case when state = 'ended' then changed_at else ends_at end)
         + make_interval(secs => window_seconds + 86400) <= $1
       and exists (select 1 from campaign_budgets b where b.bucket = any($2) and b.campaign = campaigns.id
         and b.total > greatest(b.spent, b.billed))
     order by id limit ${batch}`,
    [now, bucketValues],
  );
  let done = 0;
  for (const campaign of over)
    try {
      if (await letGoOne(context, campaign)) done++;
    } catch (fault) {
      alarm("campaign_let_go_failed", { campaign: campaign.id, fault: String(fault) });
    }
  return done;
}

async function letGoOne(context: CampaignsContext, campaign: CampaignView): Promise<boolean> {
  const places = heldPlaces(campaign, campaign.currency);
  if (places) await context.accounts.ensure(Object.values(places));
  return await context.needs.db.tx(async (tx) => {
    const before = await lockBudget(tx, campaign.id);
    const total = await floorOf(tx, before);
    if (before.total === null || before.total <= total) return false;
    if (!(await setAside(context, tx, campaign, before, total)))
      throw new Error(`${campaign.id} holds less than its budget says.`);
    await tx.query(
      "update campaign_budgets set total = $3, version = version + 1 where bucket = $1 and campaign = $2",
      [bucketOf(campaign.id), campaign.id, total],
    );
    return true;
  });
}
