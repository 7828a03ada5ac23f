import type { Allowance } from "./allowance.ts";
import type { LinkCounts } from "./counts.ts";
import type { LinkRow } from "./rows.ts";
import type { LinkSnapshot } from "./snapshot.ts";
import type { LinksParts } from "./types.ts";

/** What every verb of this room needs. */
export type House = LinksParts & {
  snapshot: LinkSnapshot;
  counts: LinkCounts;
  allowance: Allowance;
  readCode(code: string): Promise<LinkRow | null>;
};
