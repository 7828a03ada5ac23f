import type { House } from "./house.ts";
import { type MembershipRow, membershipView } from "./rows.ts";
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
