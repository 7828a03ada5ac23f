import type { People } from "#people";

export type { FreshSession, SignedIn } from "#people";

/** What this room needs of whoever keeps sign-in. */
export type PeopleDoor = Omit<People, "firstOperatorLink" | "firstApproverLink">;
