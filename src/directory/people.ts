import type { Tx } from "#db";
import { isUniqueViolation } from "#db";
import { create, type House, mustFind, only, Refusal, refused, write } from "./house.ts";
import { type MembershipRow, membershipView, type PersonRow, personView } from "./rows.ts";
import { isMerchantRole } from "./scopes.ts";
import type { MembershipView, NewMembership, PersonView, RepeatKey, Result } from "./types.ts";

const byId = "select * from people where id = $1";
const again = async (tx: Tx, id: string) => personView(await mustFind<PersonRow>(tx, byId, id, "not_found"));

export async function createPerson(
  house: House,
  input: { name: string },
  repeat: RepeatKey | null,
): Promise<Result<PersonView>> {
  const id = house.ids.next("per");
  return await create(house, { id, repeat, again }, async ({ tx, version, now }) => {
    const rows = await tx.query<PersonRow>(
      `insert into people (id, name, state, created_at, version) values ($1, $2, 'active', $3, $4) returning *`,
      [id, input.name, now, version],
    );
    return personView(only(rows));
  });
}

export async function getPerson(house: House, id: string): Promise<PersonView | null> {
  const [row] = await house.db.read<PersonRow>(byId, [id]);
  return row ? personView(row) : null;
}

/** A disabled person's tokens stop at once. */
export async function setPersonState(
  house: House,
  id: string,
  state: PersonView["state"],
): Promise<Result<PersonView>> {
  return await write(house, async ({ tx, version }) => {
    await mustFind(tx, byId, id, "not_found");
    const rows = await tx.query<PersonRow>("update people set state = $2, version = $3 where id = $1 returning *", [
      id,
      state,
      version,
    ]);
    return personView(only(rows));
  });
}

/**
 * Gives a person a role. House roles (operator, approver, …) stand in a marketplace or in the whole house; merchant
 * roles stand in a merchant or in one of its stores.
 */
export async function addMembership(house: House, by: string, input: NewMembership): Promise<Result<MembershipView>> {
  const { person, marketplace, merchant, store, role } = input;
  if (isMerchantRole(role) !== (merchant !== null)) return refused("parent_unknown", { role });
  const id = house.ids.next("mem");
  try {
    return await write(house, async ({ tx, version, now }) => {
      await mustFind(tx, byId, person, "parent_unknown");
      await mustStand(tx, input);
      const rows = await tx.query<MembershipRow>(
        `insert into memberships (id, person, marketplace, merchant, store, role, created_by, created_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *`,
        [id, person, marketplace, merchant, store, role, by, now, version],
      );
      return membershipView(only(rows));
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refused("duplicate", { person, role });
    throw error;
  }
}

async function mustStand(tx: Tx, input: NewMembership): Promise<void> {
  const { marketplace, merchant, store } = input;
  if (marketplace !== null)
    await mustFind(tx, "select id from marketplaces where id = $1", marketplace, "parent_unknown");
  const found = await tx.query(
    `select 1 from merchants m where ($1::text is null or (m.id = $1 and m.marketplace = $2))
       and ($3::text is null or exists (
         select from stores s where s.id = $3 and s.merchant = $1 and s.marketplace = $2)) limit 1`,
    [merchant, marketplace, store],
  );
  if ((merchant !== null || store !== null) && found.length === 0)
    throw new Refusal("parent_unknown", { merchant, store });
}

export async function endMembership(house: House, id: string): Promise<Result<MembershipView>> {
  return await write(house, async ({ tx, version, now }) => {
    await mustFind(tx, "select id from memberships where id = $1", id, "not_found");
    const rows = await tx.query<MembershipRow>(
      "update memberships set ended_at = coalesce(ended_at, $2), version = $3 where id = $1 returning *",
      [id, now, version],
    );
    return membershipView(only(rows));
  });
}

export async function membershipsOf(house: House, person: string): Promise<readonly MembershipView[]> {
  const rows = await house.db.read<MembershipRow>("select * from memberships where person = $1 order by id", [person]);
  return rows.map(membershipView);
}
