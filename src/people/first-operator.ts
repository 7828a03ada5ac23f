import { invite } from "./invitations.ts";
import type { Parts } from "./types.ts";

/**
 * While nobody who steers the whole house can sign in: a one-time link for the first who will. Whoever can read the
 * house's own output may use it. Null once an operator has a way in: a password, or a provider's word.
 */
export async function firstOperatorLink(parts: Parts): Promise<string | null> {
  const { db, directory } = parts;
  const people = (await directory.listMemberships({ marketplace: null, store: null })).filter(
    (one) => one.role === "operator" && one.marketplace === null,
  );
  const ids = people.map((one) => one.person);
  const able = await db.read(
    `select 1 from unnest($1::text[]) as o (person) where exists (select from credentials c where c.person = o.person)
       or exists (select from identities i where i.person = o.person and i.ended_at is null) limit 1`,
    [ids],
  );
  if (able.length > 0) return null;
  const [waiting] = await db.read<{ person: string }>(
    "select person from invitations where kind = 'first' order by id limit 1",
  );
  const person = waiting?.person ?? (await makeOperator(parts));
  return (await invite(parts, { person, kind: "first", by: "house" })).token;
}

async function makeOperator({ directory }: Parts): Promise<string> {
  const made = await directory.createPerson({ name: "First operator 首位运营" }, null);
  if (!made.ok) throw new Error(`The first operator could not be made: ${made.fault}.`);
  const place = { person: made.value.id, marketplace: null, merchant: null, store: null };
  const given = await directory.addMembership("house", { ...place, role: "operator" });
  if (!given.ok) throw new Error(`The first operator could not be given a role: ${given.fault}.`);
  return made.value.id;
}
