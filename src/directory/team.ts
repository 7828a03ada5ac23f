import type { House } from "./house.ts";
import { type MembershipRow, membershipView } from "./rows.ts";
import { isMerchantRole, type Role, type Scope, scopesOf } from "./scopes.ts";
import type { MembershipView, PersonView, Reach } from "./types.ts";

export type MemberView = MembershipView & { name: string; person_state: PersonView["state"] };

type Row = MembershipRow & { name: string; person_state: PersonView["state"] };

/**
 * Memberships that stand within a reach, with their people: those in the whole house first, then the oldest first, at
 * most 1000; or the one that is named. A store's reach holds its own and its merchant's.
 */
export async function listMemberships(
  house: House,
  reach: Reach,
  membership: string | null = null,
): Promise<readonly MemberView[]> {
  const rows = await house.db.read<Row>(
    `select m.*, p.name, p.state as person_state from memberships m join people p on p.id = m.person
     where m.ended_at is null and ($1::text is null or m.marketplace = $1) and ($3::text is null or m.id = $3)
       and ($2::text is null or m.store = $2 or (m.store is null and m.merchant = (
         select s.merchant from stores s where s.id = $2)))
     order by m.marketplace is not null, m.id limit 1000`,
    [reach.marketplace, reach.store, membership],
  );
  return rows.map((row) => ({ ...membershipView(row), name: row.name, person_state: row.person_state }));
}

/** Somebody of a marketplace's own people, or (marketplace null) of the whole house's. */
export type PersonWhoMay = { id: string; name: string; role: Role; marketplace: string | null };

/**
 * Active people who may do what takes a scope in a marketplace (null: in any), by role and name; stores' people are
 * never among them. Who may by several memberships is told once, by the widest.
 */
export function peopleWhoMay(house: House, scope: Scope, marketplace: string | null): readonly PersonWhoMay[] {
  const { people, memberships } = house.snapshot.rows;
  const found = new Map<string, PersonWhoMay>();
  for (const { person, marketplace: of, role, ended_at } of memberships.all()) {
    const here = of === null || marketplace === null || of === marketplace;
    if (!here || ended_at !== null || isMerchantRole(role) || !scopesOf(role, of === null).includes(scope)) continue;
    const row = people.get(person);
    if (row?.state !== "active" || found.get(person)?.marketplace === null) continue;
    found.set(person, { id: person, name: row.name, role, marketplace: of });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}
