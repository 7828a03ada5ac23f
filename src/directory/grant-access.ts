import { type House, refused } from "./house.ts";
import { getMarketplace } from "./marketplaces.ts";
import { addMembership, createPerson, membershipsOf } from "./people.ts";
import { issueToken } from "./personal-tokens.ts";
import { isMerchantRole, type Role } from "./scopes.ts";
import { getStore } from "./stores.ts";
import type { MembershipView, Result, TokenView } from "./types.ts";

export type Access = {
  /** A known person's id, or the name of a new one. */
  person: { id: string } | { name: string };
  role: Role;
  /** Null: the whole house. */
  marketplace: string | null;
  /** A store's id for the merchant roles, which have their reach there. */
  store: string | null;
  title: string;
  expiresAt: Date;
};

/**
 * From nothing to a token: the person if new, the membership unless it is there, the token. Three commits: what was
 * done stays when a later one is refused, and the next try goes on from there.
 */
export async function grantAccess(
  house: House,
  by: string,
  access: Access,
): Promise<Result<{ membership: MembershipView; view: TokenView; token: string }>> {
  const place = await placeOf(house, access);
  if (!place) return refused("store_unknown", { store: access.store, role: access.role });
  const { marketplace } = place;
  if (marketplace !== null && !(await getMarketplace(house, marketplace)))
    return refused("parent_unknown", { marketplace });
  const person =
    "id" in access.person ? { ok: true as const, value: access.person } : await newPerson(house, access.person);
  if (!person.ok) return person;
  const membership = await mustBeMember(house, by, { person: person.value.id, role: access.role, ...place });
  if (!membership.ok) return membership;
  const { title, expiresAt } = access;
  const issued = await issueToken(house, { membership: membership.value.id, title, expiresAt });
  return issued.ok ? { ok: true, value: { membership: membership.value, ...issued.value } } : issued;
}

const newPerson = (house: House, person: { name: string }) => createPerson(house, person, null);

type Place = { marketplace: string | null; merchant: string | null; store: string | null };

/** A merchant role stands in a store of its merchant; the others stand in a marketplace or the house. */
async function placeOf(house: House, access: Access): Promise<Place | null> {
  if (isMerchantRole(access.role) !== (access.store !== null)) return null;
  if (access.store === null) return { marketplace: access.marketplace, merchant: null, store: null };
  const store = await getStore(house, access.store);
  if (!store || (access.marketplace !== null && access.marketplace !== store.marketplace)) return null;
  return { marketplace: store.marketplace, merchant: store.merchant, store: store.id };
}

async function mustBeMember(
  house: House,
  by: string,
  wanted: Place & { person: string; role: Role },
): Promise<Result<MembershipView>> {
  const names = ["role", "marketplace", "merchant", "store"] as const;
  const known = (await membershipsOf(house, wanted.person)).find(
    (one) => one.ended_at === null && names.every((name) => one[name] === wanted[name]),
  );
  return known ? { ok: true, value: known } : await addMembership(house, by, wanted);
}
