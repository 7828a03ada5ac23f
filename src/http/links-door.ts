import type { Agreements } from "#agreements";
import type { Links } from "#links";

/** What this room needs of links and agreements. */
export type LinksDoor = Omit<Links, "refresh" | "flush" | "followDue">;
export type AgreementsDoor = Omit<Agreements, "tick" | "readInForce" | "vouchersDue">;
