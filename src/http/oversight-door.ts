import type { Oversight } from "#oversight";

/** What this room needs of oversight. */
export type OversightDoor = Oversight;
