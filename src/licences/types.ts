import type { Clock, Db, Ids, RepeatKey } from "#db";

export type Words = { zh: string; en: string };
/** A code for programs, and a sentence for people. */
export type Reason = { code: string } & Words;

/** What a licence lets somebody do with a work: stream it, re-cut it, cut clips out of it. */
export const licenceScopes = ["stream", "recut", "clip"] as const;
export type LicenceScope = (typeof licenceScopes)[number];

export type NewLicence = {
  marketplace: string;
  /** The work's short name, e.g. yuanmeng_star. */
  work: string;
  title: Words;
  /** The host app, as openings name their partner. */
  host: string;
  /** The host app's own name for who streams; null: everybody there. */
  streamer: string | null;
  scopes: readonly LicenceScope[];
  starts_at: Date;
  ends_at: Date | null;
};

export type LicenceView = NewLicence & {
  id: string;
  version: number;
  granted_by: string;
  granted_at: Date;
  revoked_by: string | null;
  revoked_why: string | null;
  revoked_at: Date | null;
};

export type LicenceAsked = Pick<NewLicence, "marketplace" | "work" | "host" | "streamer"> & { scope: LicenceScope };

/** `licence`: under which it may be done; null when it may not. */
export type LicenceAnswer = { open: boolean; reasons: readonly Reason[]; licence: string | null };

export type LicenceUse = LicenceAsked & { id: string; licence: string; begun_at: Date };

export type LicenceFault = "not_found" | "licence_invalid" | "licence_shut" | "idempotency_key_reused";
export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: LicenceFault; detail?: Readonly<Record<string, unknown>> };

export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };
export type { RepeatKey };

export type LicencesNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** The openings' word: is this scope of licences open to this host app at all? */
  decide(asked: LicenceAsked, now: Date): { open: boolean; reasons: readonly Reason[] };
  /** Of the owner of the rights; instants are told to people in it. */
  timeZoneOf(marketplace: string): string;
};
