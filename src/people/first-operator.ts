import type { Role } from "#directory";
import { invite } from "./invitations.ts";
import type { Parts } from "./types.ts";

/**
 * While nobody who steers the whole house can sign in: a one-time link for the first who will. Whoever can read the
 * house's own output may use it. Null once an operator has a way in: a password, or a provider's word.
 */
export async function firstOperatorLink(parts: Parts): Promise<string | null> {
  return await firstLink(parts, "operator", "First operator 首位运营");
}

/**
 * The same, as long, for the first who approves what that operator proposes: another person, whom no operator has made,
 * and who therefore counts as a second one from the first minute.
 */
export async function firstApproverLink(parts: Parts): Promise<string | null> {
  return await firstLink(parts, "approver", "First approver 首位审批人");
}

async function firstLink(parts: Parts, role: Role, name: string): Promise<string | null> {
  if (await operatorIsIn(parts)) return null;
  const [waiting] = await parts.db.read<{ person: string }>(
    `select i.person from invitations i where i.kind = 'first' and exists (
       select from memberships m where m.person = i.person and m.role = $1 and m.ended_at is null)
     order by i.id limit 1`,
    [role],
  );
  const person = waiting?.person ?? (await make(parts, role, name));
  return (await invite(parts, { person, kind: "first", by: "house" })).token;
}

async function operatorIsIn({ db, directory }: Parts): Promise<boolean> {
  const people = (await directory.listMemberships({ marketplace: null, store: null })).filter(
    (one) => one.role === "operator" && one.marketplace === null,
  );
  const able = await db.read(
    `select 1 from unnest($1::text[]) as o (person) where exists (select from credentials c where c.person = o.person)
       or exists (select from identities i where i.person = o.person and i.ended_at is null) limit 1`,
    [people.map((one) => one.person)],
  );
  return able.length > 0;
}

async function make({ directory }: Parts, role: Role, name: string): Promise<string> {
  const made = await directory.createPerson({ name }, null);
  if (!made.ok) throw new Error(`The first ${role} could not be made: ${made.fault}.`);
  const place = { person: made.value.id, marketplace: null, merchant: null, store: null };
  const given = await directory.addMembership("house", { ...place, role });
  if (!given.ok) throw new Error(`The first ${role} could not be given a role: ${given.fault}.`);
  return made.value.id;
}
