import * as acceptance from "./acceptance.ts";
import * as afterRelease from "./after-release.ts";
import * as agreements from "./agreements.ts";
import * as alarms from "./alarms.ts";
import * as alliance from "./alliance.ts";
import * as billFiles from "./bill-files.ts";
import * as calls from "./calls.ts";
import * as campaignMoney from "./campaign-money.ts";
import * as codes from "./codes.ts";
import * as common from "./common.ts";
import * as contacts from "./contacts.ts";
import * as directory from "./directory.ts";
import * as disputes from "./disputes.ts";
import * as dryRuns from "./dry-runs.ts";
import * as expanded from "./expanded.ts";
import * as hosts from "./hosts.ts";
import * as hub from "./hub.ts";
import * as links from "./links.ts";
import * as lists from "./lists.ts";
import * as onboarding from "./onboarding.ts";
import * as openingWatch from "./opening-watch.ts";
import * as openings from "./openings.ts";
import * as openness from "./openness.ts";
import * as oversight from "./oversight.ts";
import * as payments from "./payments.ts";
import * as people from "./people.ts";
import * as programmes from "./programmes.ts";
import * as reach from "./reach.ts";
import * as reconciliation from "./reconciliation.ts";
import * as refunds from "./refunds.ts";
import * as settlement from "./settlement.ts";
import * as told from "./told.ts";
import * as watch from "./watch.ts";
import * as webhooks from "./webhooks.ts";

type Named = { $id: string };

function isNamed(value: unknown): value is Named {
  return typeof value === "object" && value !== null && "$id" in value && typeof value.$id === "string";
}

/** Every schema that has a name: `components.schemas` of the document. */
export const namedSchemas: readonly Named[] = [
  common,
  payments,
  refunds,
  codes,
  directory,
  programmes,
  openings,
  openingWatch,
  dryRuns,
  openness,
  oversight,
  people,
  settlement,
  onboarding,
  disputes,
  expanded,
  hosts,
  campaignMoney,
  alliance,
  reach,
  hub,
  acceptance,
  afterRelease,
  links,
  lists,
  agreements,
  alarms,
  reconciliation,
  billFiles,
  contacts,
  told,
  watch,
  calls,
  webhooks,
]
  .flatMap((file) => Object.values(file) as unknown[])
  .filter(isNamed);

export * from "./acceptance.ts";
export * from "./after-release.ts";
export * from "./agreements.ts";
export * from "./alarms.ts";
export * from "./alliance.ts";
export * from "./bill-files.ts";
export * from "./calls.ts";
export * from "./campaign-money.ts";
export * from "./codes.ts";
export * from "./common.ts";
export * from "./contacts.ts";
export * from "./directory.ts";
export * from "./disputes.ts";
export * from "./dry-runs.ts";
export * from "./expanded.ts";
export * from "./hosts.ts";
export * from "./hub.ts";
export * from "./links.ts";
export * from "./lists.ts";
export * from "./onboarding.ts";
export * from "./opening-watch.ts";
export * from "./openings.ts";
export * from "./openness.ts";
export * from "./oversight.ts";
export * from "./payments.ts";
export * from "./people.ts";
export * from "./programmes.ts";
export * from "./reach.ts";
export * from "./reconciliation.ts";
export * from "./refunds.ts";
export * from "./settlement.ts";
export * from "./told.ts";
export * from "./watch.ts";
export * from "./webhooks.ts";
