import type { Clock, Db, Ids, Random } from "#db";
import type { Directory, MembershipView, Role, Scope, Sealer } from "#directory";
import type { Provider } from "./provider.ts";

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
  | "role_of_owners"
  | "parent_unknown"
  | "duplicate"
  | "passkey_challenge_spent"
  | "passkey_unknown"
  | "passkey_refused"
  | "passkeys_many"
  | "second_step_last"
  | "second_step_due"
  | "sign_in_old"
  | "provider_missing"
  | "provider_refused"
  | "provider_unreachable"
  | "identity_unknown"
  | "identity_taken"
  | "sign_in_last";

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
  /** Where people reach the console: what a passkey is bound to. */
  site: Site;
  /** True in production: whose role must have a second step may do nothing until they came with one. */
  strict: boolean;
  /** For how long a second step that was shown is enough for what is decided, in ms; 0: for the whole session. */
  stepUpMs: number;
  /** Where people may sign in instead; null where none is set. */
  provider: Provider | null;
  /** Tells the others what they ought to see. */
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
  /** argon2id's memory in KiB and passes; tests take less. */
  cost?: { memory: number; passes: number };
};

/** `origin`: scheme, host and port of the page. `domain`: its host or a parent of it, which a passkey belongs to. */
export type Site = { name: string; origin: string; domain: string };

/** Where a request came from, kept with sessions and tries. */
export type From = { agent: string; address: string };

/** `link`: by a one-time link, which set a password. */
export type Began = "password" | "passkey" | "provider" | "link";

export type SessionView = {
  id: string;
  person: string;
  second_step: boolean;
  /** When a second step was last shown. */
  stepped_at: Date | null;
  began: Began;
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
  /** The role must have a second step and the session has none: it may do nothing but see to that. */
  due: boolean;
  bearer: {
    kind: "person";
    id: string;
    marketplace: string | null;
    store: string | null;
    scopes: readonly Scope[];
    role: Role;
  };
};

export type FreshSession = { token: string; signedIn: SignedIn };

/** One's own passkey, as its owner sees it. */
export type PasskeyView = { id: string; name: string; synced: boolean; created_at: Date; used_at: Date | null };

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
