import type { Client } from "./client.ts";
import type { Control } from "./control.ts";
import type { Market } from "./market.ts";

/** Where the story is played. */
export type World = {
  /** The house's public address. */
  url: string;
  /** An operator of the whole house. */
  operator: Client;
  control: Control;
  /** The ledger's own checks over the whole database, each fault a text; null when the house is not ours to open. */
  ledgerFaults: (() => Promise<readonly string[]>) | null;
  /** Every marketplace that the story has made so far. */
  markets: Market[];
};
