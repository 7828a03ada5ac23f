import type { Clock, Db, Ids, Random, RepeatKey, Tx } from "#db";
import type { Money } from "#money";
import type { Words } from "#wallets/protocol";
import type { FollowNetwork, FollowRule } from "./follow.ts";
import type { ShareHash } from "./share-code.ts";

export type Fault =
  | "not_found"
  | "forbidden"
  | "idempotency_key_reused"
  | "second_person_needed"
  | "rate_limited"
  | "link_gone"
  | "link_target_refused"
  | "link_settings_wrong"
  | "link_policy_late"
  | "link_block_exists"
  | "link_block_wrong_state"
  | "appeal_open"
  | "appeal_decided"
  | "appeal_groundless"
  | "interface_grant_exists"
  | "interface_grant_wrong_state"
  | "picture_unreadable"
  | "link_follow_off"
  | "link_follow_needless";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export type { RepeatKey };
export type Caller = { kind: string; id: string; marketplace: string | null; store: string | null };
export type Reach = { marketplace: string | null; store: string | null };
export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };
/** A code for programs, a sentence for people. */
export type Told = { code: string } & Words;

export const linkKinds = ["store", "product", "live", "order", "friend_pay"] as const;
export type LinkKind = (typeof linkKinds)[number];
/** What a policy tells apart: our own kinds, and any other page. */
export const linkClasses = [...linkKinds, "page"] as const;
export type LinkClass = (typeof linkClasses)[number];
/** Where in a host app a link stands. */
export const surfaces = ["chat", "group", "feed", "search"] as const;
export type Surface = (typeof surfaces)[number];
/** `out`: our link in the host app. `in`: the host app's link in ours. */
export const directions = ["out", "in"] as const;
export type Direction = (typeof directions)[number];
export type Action = "open" | "confirm" | "copy" | "block";

export type LinkView = {
  id: string;
  marketplace: string;
  store: string | null;
  kind: LinkKind;
  /** Where it leads: an address on one of the marketplace's hosts. */
  target: string;
  title: string;
  picture: string | null;
  price: Money | null;
  /** Twelve symbols, as people see them: 8K3M-P7QX-2D5T. */
  code: string;
  state: "live" | "expired" | "revoked";
  made_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
};
export type NewLink = Pick<LinkView, "marketplace" | "store" | "kind" | "target" | "title" | "picture" | "price"> & {
  expires_at: Date | null;
};
/** What whoever pasted a text may see before it jumps. */
export type Preview = Pick<LinkView, "kind" | "title" | "picture" | "price" | "code" | "state"> & { url: string };

export type LinkSettings = {
  marketplace: string;
  /** A link leads to one of these hosts or below it, and nowhere else. */
  hosts: readonly string[];
  /** Apps that open our links by themselves (App Links): SHA-256 of the signing certificates. */
  android: readonly { package: string; fingerprints: readonly string[] }[];
  /** "TEAMID.bundle" (Universal Links). */
  ios: readonly string[];
};

export type Rule = {
  direction?: Direction;
  surfaces?: readonly Surface[];
  classes?: readonly LinkClass[];
  /** Where the opening lets it in. A class of links may be held back there all the same, with the rule's own words. */
  when_open: Action;
  /** Where it does not. */
  when_shut: "copy" | "block";
  words?: Words;
};
/** What sellers may post of a partner: refused, as the link opening says, or allowed. */
export type Posting = "refuse" | "as_opened" | "allow";
export type Posts = { qr_codes: Posting; wallet_ids: Posting; links: Posting };
export type PolicyView = {
  marketplace: string;
  partner: string;
  n: number;
  title: Words;
  starts_at: Date;
  rules: readonly Rule[];
  posts: Posts;
  why: string;
  set_by: string;
  set_at: Date;
};
export type NewPolicy = Pick<PolicyView, "marketplace" | "partner" | "title" | "rules" | "posts" | "why"> & {
  starts_at: Date | null;
};

export type BlockCode = "phishing" | "fraud" | "illegal" | "malware" | "spam";
export type BlockView = {
  id: string;
  marketplace: string;
  host: string;
  code: BlockCode;
  state: "blocked" | "appealed" | "upheld" | "lifted";
  blocked_by: string;
  why: Words;
  blocked_at: Date;
  changed_at: Date;
};
export type StepView = { n: number; event: string; by: string; why: string; at: Date };

/** What a store says against a block, or against what the screen found in a post, and what was decided. */
export type AppealView = {
  id: string;
  marketplace: string;
  store: string;
  kind: "host" | "qr_code" | "wallet_id" | "link";
  /** Of a host: the block. */
  block: string | null;
  /** The host, or what was found, as it stood there. */
  subject: string;
  partner: string | null;
  /** The version of the policy by which it was refused. */
  policy: number | null;
  why: string;
  state: "open" | "granted" | "upheld";
  appealed_by: string;
  appealed_at: Date;
  decided_by: string | null;
  decided: { zh: string; en: string } | null;
  decided_at: Date | null;
};
export type NewAppeal = { marketplace: string; store: string; why: string } & (
  | { kind: "host"; block: string }
  | { kind: "qr_code" | "wallet_id" | "link"; subject: string; partner: string | null; policy: number | null }
);

export type GrantView = {
  id: string;
  marketplace: string;
  partner: string;
  api: string;
  fields: readonly string[];
  agreement: string | null;
  since: Date;
  cut_at: Date | null;
  changed_at: Date;
};
export type NewGrant = Pick<GrantView, "marketplace" | "partner" | "api" | "fields" | "agreement"> & { why: string };

/** May it, by the openings? Their reasons when not. */
export type Permission = { open: boolean; reasons: readonly Told[]; opening: string | null };
export type PermissionAsked = {
  marketplace: string;
  store: string | null;
  capability: "link" | "data";
  partner: string;
  method: string;
  /** A reference that makes a share of people stick; null = nobody known. */
  buyer: string | null;
};

type Approval = { ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> };

export type LinksParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  /** With a key that only makes share codes. */
  hash: ShareHash;
  /** The house's address: short links lie below it. */
  publicUrl: string;
  /** Hosts of the wallets that the house speaks, which others may pose as. */
  walletHosts?: readonly string[];
  /** Who follows strangers' addresses, and how far it may go; null: nobody does. */
  follow?: { network: FollowNetwork; rule: FollowRule } | null;
  /** The openings' decision, from memory. */
  permit(asked: PermissionAsked, now: Date): Permission;
  /** Of these agreements of a marketplace, those in force. */
  agreementsInForce(marketplace: string, ids: readonly string[], now: Date): Promise<readonly string[]>;
  /** Whether a caller may decide on what another did: a person with that role, and not the same one. */
  mayApprove(caller: Caller, marketplace: string, proposer: string, query?: Tx["query"]): Approval | Promise<Approval>;
  /** The openings of links of a marketplace, for the public report. */
  linkOpenings(marketplace: string): Promise<readonly { partner: string; state: string; effective_at: Date | null }[]>;
};

export const refused = (fault: Fault, detail?: Readonly<Record<string, unknown>>) =>
  ({ ok: false, fault, ...(detail === undefined ? {} : { detail }) }) as const;

/** In the commit of whatever processes keep in memory. */
export async function raiseLinkState(tx: Tx): Promise<void> {
  await tx.query("update link_state set version = version + 1");
}
