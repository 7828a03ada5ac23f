import { makeAccountOpener } from "#ledger";
import { billCampaign, listBills } from "./bill.ts";
import { clickOwner, jump, tellOpened } from "./click.ts";
import { createCampaign, getCampaign, listCampaigns, moveCampaign } from "./create.ts";
import { readFunnel } from "./figures.ts";
import { follow } from "./follow.ts";
import { readJumpTargets, setJumpTargets } from "./targets.ts";
import type { CampaignsNeeds } from "./types.ts";

export { attribute, type Touch } from "./attribute.ts";
export { campaignChecks } from "./checks.ts";
export { clickName } from "./click.ts";
export { exampleCampaigns } from "./examples.ts";
export type {
  AdAsked,
  BillView,
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
    billCampaign: billCampaign.bind(null, context),
    listBills: listBills.bind(null, context),
    follow: follow.bind(null, context),
  };
}

export type Campaigns = ReturnType<typeof createCampaigns>;
