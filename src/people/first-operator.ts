import type { Role } from "#directory";
import { invite } from "./invitations.ts";
import type { Parts } from "./types.ts";

/**
 * While nobody who steers the whole house can sign in: a one-time link for the first who will. Whoever can read the
 * house's own output may use it. Null once an operator has a way in: a password, a passkey or a provider's word.
 */
export async function firstOperatorLink(parts: Parts): Promise<string | null> {
  return await firstLink(parts, "operator", "First operator 首位运营");
}

/**
 * The same, as long, for the first who approves what that operator proposes: another person, whom no operator has made,
 * and who therefore counts as a second one from the first minute. Each role is asked for itself: a link that nobody
 * used in time is made anew though the operator is in, and none is made for an approver who is.
 */
export async function firstApproverLink(parts: Parts): Promise<string | null> {
  return await firstLink(parts, "approver", "First approver 首位审批人");
}

const whole = "m.marketplace is null and m.merchant is null and m.store is null and m.ended_at is null";
/** Whoever has a way in is never sent a first link: it would set another password and take the second step away. */
const able = `(exists (select from credentials c where c.person = m.person)
  or exists (select from identities d where d.person = m.person and d.ended_at is null)
  or exists (select from passkeys k where k.person = m.person and k.removed_at is null))`;

async function firstLink(parts: Parts, role: Role, name: string): Promise<string | null> {
  const [someone] = await parts.db.read(
    `select 1 from memberships m join people p on p.id = m.person and p.state = 'active'
     where m.role = $1 and ${whole} and ${able} limit 1`,
    [role],
  );
  if (someone) return null;
  const [waiting] = await parts.db.read<{ person: string }>(
    `select i.person from invitations i where i.kind = 'first' and exists (
       select from memberships m where m.person = i.person and m.role = $1 and ${whole} and not ${able})
     order by i.id limit 1`,
    [role],
  );
  const person = waiting?.person ?? (await make(parts, role, name));
  return (await invite(parts, { person, kind: "first", by: "house" })).token;
}

async function make({ directory }: Parts, role: Role, name: string): Promise<string> {
  const made = await directory.createPerson({ name }, null);
  if (!made.ok) throw new Error(`The first ${role} could not be made: ${made.fault}.`);
  const place = { person: made.value.id, marketplace: null, merchant: null, store: null };
  const given = await directory.addMembership("house", { ...place, role });
  if (!given.ok) throw new Error(`The first ${role} could not be given a role: ${given.fault}.`);
  return made.value.id;
}
