import type { Contacts } from "#directory";

/** Whom to call at partners and participants. */
export type ContactsDoor = Contacts;
