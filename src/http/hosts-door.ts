import type { Campaigns } from "#campaigns";
import type { Entries } from "#entries";
import type { Licences } from "#licences";
import type { Started } from "#payments";
import type { Fault } from "./faults.ts";

/** What this room needs of what happens in host apps. */
export type CampaignsDoor = Omit<Campaigns, "follow" | "tick" | "trimClicks">;
export type EntriesDoor = Entries<Started, Fault>;
export type LicencesDoor = Omit<Licences, "refresh">;
