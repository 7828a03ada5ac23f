import type { Role } from "#directory";
import { invite } from "./invitations.ts";
import { endSessions } from "./sessions.ts";
import { type Parts, type Result, refused, type TeamMember } from "./types.ts";

export type Reach = { marketplace: string | null; store: string | null };
export type Steward = Reach & { kind: string; id: string };

type Facts = { person: string; login: string | null; stepped: boolean };

/** Everybody whose membership stands within the reach (the first 1000), or the one that is named. */
export async function listTeam(
  parts: Parts,
  reach: Reach,
  membership: string | null = null,
): Promise<readonly TeamMember[]> {
  const memberships = await parts.directory.listMemberships(reach, membership);
  const ids = memberships.map((one) => one.person);
  const facts = await parts.db.read<Facts>(
    `select p as person, c.login, coalesce(c.totp_since is not null, false)
       or exists (select from passkeys k where k.person = p and k.removed_at is null) as stepped
     from unnest($1::text[]) p left join credentials c on c.person = p
     where c.person is not null
       or exists (select from identities i where i.person = p and i.ended_at is null)`,
    [ids],
  );
  const seen = await parts.db.read<{ person: string; seen_at: Date }>(
    "select person, max(seen_at) as seen_at from sessions where person = any($1::text[]) group by person",
    [ids],
  );
  return memberships.map((one) => {
    const known = facts.find((fact) => fact.person === one.person);
    return {
      ...{ membership: one.id, person: one.person, name: one.name, role: one.role },
      ...{ marketplace: one.marketplace, store: one.store, login: known?.login ?? null },
      second_step: known?.stepped ?? false,
      state: one.person_state === "disabled" ? "disabled" : known ? "active" : "invited",
      seen_at: seen.find((row) => row.person === one.person)?.seen_at ?? null,
    };
  });
}

const houseRoles: readonly Role[] = ["operator", "approver", "finance", "support", "auditor"];

/** Nobody hands on a wider place than their own: a store's owner gives its roles, a marketplace's operator theirs. */
function mayGrant(by: Steward, role: Role, place: Reach): boolean {
  const ofHouse = houseRoles.includes(role);
  if (by.store !== null) return !ofHouse && place.store === by.store;
  return by.marketplace === null || place.marketplace === by.marketplace;
}

/**
 * Whether the store has an owner who can sign in. From then on its people are its own affair: a marketplace that names
 * its stores' people would vote for them and withdraw their money.
 */
async function hasOwner(parts: Parts, place: { marketplace: string | null; store: string }): Promise<boolean> {
  const { marketplace, store } = place;
  const members = await parts.directory.listMemberships({ marketplace, store });
  const owners = members.filter((one) => one.role === "merchant_owner" && one.person_state === "active");
  const able = await parts.db.read(
    `select 1 from unnest($1::text[]) as o (person) where exists (select from credentials c where c.person = o.person)
       or exists (select from identities i where i.person = o.person and i.ended_at is null) limit 1`,
    [owners.map((one) => one.person)],
  );
  return able.length > 0;
}

export type Invited = { member: TeamMember; token: string; expires_at: Date };

/**
 * A new person with a role and a one-time link for them, told once. The others hear of an approver under the bell;
 * for seven days that approver counts as no second person beside their maker.
 */
export async function inviteToTeam(
  parts: Parts,
  by: Steward,
  input: { name: string; role: Role; marketplace: string | null; store: string | null },
): Promise<Result<Invited>> {
  if (by.kind !== "person") return refused("person_needed");
  const store = input.store === null ? null : parts.directory.snapshot.store(input.store);
  if (input.store !== null && (!store || store.marketplace !== (by.marketplace ?? store.marketplace)))
    return refused("not_found");
  if (houseRoles.includes(input.role) !== (store === null)) return refused("parent_unknown", { role: input.role });
  const marketplace = store?.marketplace ?? input.marketplace;
  if (!mayGrant(by, input.role, { marketplace, store: input.store })) return refused("role_beyond");
  if (by.store === null && store && (await hasOwner(parts, { marketplace: store.marketplace, store: store.id })))
    return refused("role_of_owners");
  const made = await parts.directory.createPerson({ name: input.name }, null);
  if (!made.ok) return refused("duplicate");
  const place = { marketplace, merchant: store?.merchant ?? null, store: input.store };
  const given = await parts.directory.addMembership(by.id, { person: made.value.id, ...place, role: input.role });
  if (!given.ok) return refused("parent_unknown");
  const { id: invitation, ...link } = await invite(parts, { person: made.value.id, kind: "invite", by: by.id });
  const [member] = await listTeam(parts, { marketplace, store: input.store }, given.value.id);
  if (!member) throw new Error("A member who was just made must be in the team.");
  if (member.role === "approver")
    parts.alarm("approver_made", { person: member.person, by: by.id, invitation, marketplace });
  return { ok: true, value: { member, ...link } };
}

async function memberOf(parts: Parts, by: Steward, membership: string): Promise<Result<TeamMember>> {
  if (by.kind !== "person") return refused("person_needed");
  const [member] = await listTeam(parts, { marketplace: by.marketplace, store: by.store }, membership);
  if (!member) return refused("not_found");
  if (!mayGrant(by, member.role, member)) return refused("role_beyond");
  return (await ownAffair(parts, by, member)) ? refused("role_of_owners") : { ok: true, value: member };
}

/**
 * A merchant's people are beyond a marketplace once an owner can sign in. The operator of the whole house stays the way
 * back for an owner who lost everything: the owner notices, and it stands in the chain.
 */
async function ownAffair(parts: Parts, by: Steward, member: Pick<TeamMember, "role" | "store" | "membership">) {
  if (by.store !== null || by.marketplace === null || houseRoles.includes(member.role)) return false;
  const reach = { marketplace: by.marketplace, store: null };
  const [known] = await parts.directory.listMemberships(reach, member.membership);
  const stores = parts.directory.snapshot.storesOf(by.marketplace);
  const store = member.store ?? stores.find((one) => one.merchant === known?.merchant)?.id;
  return store !== undefined && (await hasOwner(parts, { marketplace: by.marketplace, store }));
}

/** The membership ends, and with it every session that goes by it. Nobody ends their own. */
export async function endMember(parts: Parts, by: Steward, membership: string): Promise<Result<TeamMember>> {
  const found = await memberOf(parts, by, membership);
  if (!found.ok) return found;
  if (found.value.person === by.id) return refused("forbidden", { why: "own_membership" });
  const ended = await parts.directory.endMembership(membership);
  if (!ended.ok) return refused("not_found");
  await endSessions(parts, found.value.person, { why: "membership_ended" });
  return found;
}

/**
 * A fresh link for somebody who lost password or phone. It takes effect when it is used. Whoever holds it becomes the
 * person, wherever else that person has a role: only who may give all of these roles gives it. Wherever that person
 * approves the others hear of each link, also where nobody has used one yet: whoever holds it will be the approver.
 */
export async function resetMember(parts: Parts, by: Steward, membership: string): Promise<Result<Invited>> {
  const found = await memberOf(parts, by, membership);
  if (!found.ok) return found;
  const standing = (await parts.directory.membershipsOf(found.value.person)).filter((one) => one.ended_at === null);
  if (!standing.every((one) => mayGrant(by, one.role, one))) return refused("role_beyond");
  for (const one of standing)
    if (await ownAffair(parts, by, { ...one, membership: one.id })) return refused("role_of_owners");
  const kind = found.value.state === "invited" ? "invite" : "reset";
  const { id: invitation, ...link } = await invite(parts, { person: found.value.person, kind, by: by.id });
  for (const { person, marketplace } of standing.filter((one) => one.role === "approver"))
    parts.alarm("approver_reset", { person, by: by.id, invitation, marketplace });
  return { ok: true, value: { member: found.value, ...link } };
}
