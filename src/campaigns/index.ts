import { makeAccountOpener } from "#ledger";
import { askPayout } from "./ask-payout.ts";
import { getBill, listBills, proposeBills } from "./bill.ts";
import { readBudgets } from "./budget.ts";
import { clickOwner, jump, tellOpened } from "./click.ts";
import { createCampaign, getCampaign, listCampaigns, moveCampaign } from "./create.ts";
import { billsDue, decideBill } from "./decide-bill.ts";
import { readFunnel } from "./figures.ts";
import { follow } from "./follow.ts";
import { letGo } from "./let-go.ts";
import { setPayee } from "./payees.ts";
import { getPayout, listMediaAccounts, listPayouts } from "./payout-rows.ts";
import { cancelPayout, confirmPayout, payoutsDue } from "./send-payout.ts";
import { setBudget } from "./set-budget.ts";
import { readJumpTargets, setJumpTargets } from "./targets.ts";
import { confirmTold, tellPayout } from "./tell-payout.ts";
import { makeClickTrim } from "./trim-clicks.ts";
import type { CampaignsNeeds } from "./types.ts";

export { attribute, type Touch } from "./attribute.ts";
export { campaignChecks } from "./checks.ts";
export { clickName } from "./click.ts";
export { exampleCampaigns } from "./examples.ts";
export { payoutTable } from "./payout-states.ts";
export type { MediaAccountView, PayeeView, PayoutView, PayoutWallet } from "./payout-types.ts";
export type {
  AdAsked,
  BillView,
  BudgetLimits,
  BudgetView,
  CampaignState,
  CampaignsNeeds,
  CampaignView,
  FunnelView,
  NewCampaign,
  NewPlacement,
} from "./types.ts";

/** Advertisements in host apps: placements, clicks, what they are credited for, what is owed for them. */
export function createCampaigns(needs: CampaignsNeeds) {
  const context = { needs, accounts: makeAccountOpener(needs.db) };
  return {
    setJumpTargets: setJumpTargets.bind(null, context),
    readJumpTargets: readJumpTargets.bind(null, context),
    createCampaign: createCampaign.bind(null, context),
    getCampaign: getCampaign.bind(null, context),
    listCampaigns: listCampaigns.bind(null, context),
    moveCampaign: moveCampaign.bind(null, context),
    jump: jump.bind(null, context),
    tellOpened: tellOpened.bind(null, context),
    clickOwner: clickOwner.bind(null, context),
    readFunnel: readFunnel.bind(null, context),
    readBudgets: readBudgets.bind(null, context),
    setBudget: setBudget.bind(null, context),
    proposeBills: proposeBills.bind(null, context),
    decideBill: decideBill.bind(null, context),
    getBill: getBill.bind(null, context),
    listBills: listBills.bind(null, context),
    listMediaAccounts: listMediaAccounts.bind(null, context),
    setPayee: setPayee.bind(null, context),
    askPayout: askPayout.bind(null, context),
    confirmPayout: confirmPayout.bind(null, context),
    cancelPayout: cancelPayout.bind(null, context),
    tellPayout: tellPayout.bind(null, context),
    confirmTold: confirmTold.bind(null, context),
    getPayout: getPayout.bind(null, context),
    listPayouts: listPayouts.bind(null, context),
    follow: follow.bind(null, context),
    trimClicks: makeClickTrim(context),
    /** What is due of bills and payouts, and what stores get back; answers how much it did. */
    tick: async () => (await billsDue(context)) + (await payoutsDue(context)) + (await letGo(context)),
  };
}

export type Campaigns = ReturnType<typeof createCampaigns>;
