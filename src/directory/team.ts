import type { House } from "./house.ts";
import { type MembershipRow, membershipView } from "./rows.ts";
import type { MembershipView, PersonView, Reach } from "./types.ts";

export type MemberView = MembershipView & { name: string; person_state: PersonView["state"] };

type Row = MembershipRow & { name: string; person_state: PersonView["state"] };

/** Memberships within a reach, with their people, oldest first. A store's reach holds its own and its merchant's. */
export async function listMemberships(house: House, reach: Reach): Promise<readonly MemberView[]> {
  const rows = await house.db.read<Row>(
    `select m.*, p.name, p.state as person_state from memberships m join people p on p.id = m.person
     where ($1::text is null or m.marketplace = $1)
       and ($2::text is null or m.store = $2 or (m.store is null and m.merchant = (
         select s.merchant from stores s where s.id = $2)))
     order by m.id limit 1000`,
    [reach.marketplace, reach.store],
  );
  return rows.map((row) => ({ ...membershipView(row), name: row.name, person_state: row.person_state }));
}
