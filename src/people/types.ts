import type { Clock, Db, Ids, Random } from "#db";
import type { Directory, MembershipView, Role, Scope, Sealer } from "#directory";

export type Fault =
  | "forbidden"
  | "not_found"
  | "sign_in_refused"
  | "sign_in_locked"
  | "second_step_needed"
  | "second_step_wrong"
  | "invitation_spent"
  | "login_taken"
  | "login_invalid"
  | "password_weak"
  | "person_needed"
  | "role_beyond"
  | "parent_unknown"
  | "duplicate";

/** An expected refusal is answered, never thrown. */
export type Result<T> =
  | { ok: true; value: T }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export function refused<T>(fault: Fault, detail?: Readonly<Record<string, unknown>>): Result<T> {
  return detail ? { ok: false, fault, detail } : { ok: false, fault };
}

/** Everything that this room needs; made once. */
export type Parts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  sealer: Pick<Sealer, "seal" | "open">;
  directory: Pick<
    Directory,
    | "getPerson"
    | "membershipsOf"
    | "createPerson"
    | "addMembership"
    | "endMembership"
    | "listMemberships"
    | "getMarketplace"
    | "snapshot"
  >;
  /** argon2id's memory in KiB and passes; tests take less. */
  cost?: { memory: number; passes: number };
};

/** Where a request came from, kept with sessions and tries. */
export type From = { agent: string; address: string };

export type SessionView = {
  id: string;
  person: string;
  second_step: boolean;
  agent: string;
  address: string;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
};

/** Where a person may go: a membership and, for a merchant's, one store of it. */
export type Place = MembershipView;

/** Who signed in, as the API's caller and as the page greets them. */
export type SignedIn = {
  session: SessionView;
  place: Place;
  bearer: { kind: "person"; id: string; marketplace: string | null; store: string | null; scopes: readonly Scope[] };
};

export type FreshSession = { token: string; signedIn: SignedIn };

/** Somebody of a team, as its operators see them. */
export type TeamMember = {
  membership: string;
  person: string;
  name: string;
  role: Role;
  marketplace: string | null;
  store: string | null;
  login: string | null;
  second_step: boolean;
  state: "invited" | "active" | "disabled";
  seen_at: Date | null;
};
