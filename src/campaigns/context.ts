import type { makeAccountOpener } from "#ledger";
import type { CampaignsNeeds } from "./types.ts";

export type CampaignsContext = { needs: CampaignsNeeds; accounts: ReturnType<typeof makeAccountOpener> };
