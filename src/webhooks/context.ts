import type { Clock, Db, Ids, Random } from "#db";
import type { Sealer } from "./secrets.ts";
import type { Send } from "./send.ts";

/** What main hands in. */
export type WebhookNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  sealer: Sealer;
  /** True in the sandbox: endpoints may be on this machine and over http. */
  privateTargets: boolean;
  /** How a message leaves; absent = over the network. Tests and the simulation hand in their own. */
  send?: Send;
  /** Tells of something that a person should look at. */
  alarm?(what: string, about: Readonly<Record<string, unknown>>): void;
  metrics?: { webhookSent(outcome: "delivered" | "failed", seconds: number): void };
};

export type WebhookContext = Omit<WebhookNeeds, "send"> & { send: Send };
