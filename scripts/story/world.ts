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
  /** Someone who may vote for a store; null where only the house's keeper can hand out tokens of merchants. */
  ownerOf: ((store: string) => Promise<Client>) | null;
  /** Every marketplace that the story has made so far. */
  markets: Market[];
};
