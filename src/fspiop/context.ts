import type { KeyObject } from "node:crypto";
import type { Clock, Db, Ids } from "#db";
import type { Money } from "#money";
import type { Take, Transfers } from "#transfers";

/**
 * What the openings say of a transfer from one wallet to another; `why` is a sentence when it is shut. `takes`: the
 * opening's limits of a day.
 */
export type Permission = { open: boolean; why: string; takes: readonly Take[] };

/** What the openings are asked. */
export type PermissionAsked = {
  payer: string;
  payee: string;
  /** Null where somebody's name is looked up. */
  amount: Money | null;
  /** The payer's keyed hash in hexadecimal; null until a quote names the payer. */
  person: string | null;
};

/** One call to a participant; rejects on a time-out or a broken connection. */
export type HubHttp = (call: {
  method: string;
  url: string;
  headers: CallHeaders;
  body?: string;
  timeoutMs: number;
}) => Promise<{ status: number }>;

/** The hub's own RSA keys. While one is changed two are published, and all processes sign with the same. */
export type HubKeys = {
  signing(): Promise<KeyObject>;
  /** PEM, of all that may have signed what is still on its way, or will sign next. */
  published(): Promise<readonly string[]>;
};

export type FspiopNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  transfers: Transfers;
  http: HubHttp;
  /** FSPIOP-Source of what the hub itself says. */
  name: string;
  permit(asked: PermissionAsked): Permission;
  /**
   * True: what a participant sends is proven by its signature, unless the participant was told otherwise. False: only
   * of a participant that ever told a key.
   */
  strict: boolean;
  /** Sign what the hub itself says, to whoever wants it signed. */
  keys: HubKeys;
  /** Keys the hash of a person, so that nobody finds a phone number by trying them all. */
  hashPerson(text: string): Buffer;
  /** Called after every accepted call: there may be something to deliver at once. */
  kick(): void;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

/** Headers of a call that are carried on, by their names in lower case. */
export type CallHeaders = Readonly<Record<string, string>>;

/** A call of a participant, as it came and was proven. */
export type Call = {
  source: string;
  destination: string | null;
  /** participants, parties, quotes or transfers. */
  resource: Resource;
  /** "1.0", "1.1" or "2.0". */
  version: string;
  /** As it came, without a query. */
  path: string;
  headers: CallHeaders;
  /** Exactly as it came, for whoever checks the signature. */
  text: string;
  body: Readonly<Record<string, unknown>>;
};

export type Resource = "participants" | "parties" | "quotes" | "transfers";
