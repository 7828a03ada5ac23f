import type { Clock, Db, Ids } from "#db";

export type Words = { zh: string; en: string };

export type DrillStep = { what: Words; ok: boolean; detail: string; at: Date };

export type DrillView = {
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  state: "running" | "passed" | "failed" | "broken";
  started_by: string;
  started_at: Date;
  ended_at: Date | null;
  steps: readonly DrillStep[];
};

/** What the wallets' fakes let a drill do; only a sandbox hands it in. */
export type SandboxControl = {
  /** Sets the faults of one wallet; null clears them. */
  faults(wallet: string, set: Readonly<Record<string, number | boolean>> | null): Promise<void>;
  /** The pretend phone pays what the code stands for. */
  pay(wallet: string, code: string): Promise<void>;
};

export type DrillOffer = { wallet: string; available: boolean; reasons: readonly string[] };

/** What a drill needs of the other rooms: an order of one cent at the store, and what becomes of it. */
export type DrillNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** The store's marketplace, or null when there is no such store. */
  marketplaceOf(store: string): string | null;
  open(store: string, drill: string): Promise<{ checkout: string }>;
  offers(checkout: string): Promise<readonly DrillOffer[]>;
  /** The payment, and what the phone opens once the wallet gave it; a refusal's code otherwise. */
  start(checkout: string, wallet: string): Promise<{ payment: string; code: string | null } | { fault: string }>;
  stateOf(payment: string): Promise<string>;
  /** Whole minor units that stand in the books for this payment. */
  booked(payment: string): Promise<bigint>;
  degraded(wallet: string): boolean;
  /** Lets real time pass; tests move their clock. */
  wait(ms: number): Promise<void>;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};
