import type { Tx } from "#db";
import type { House } from "./house.ts";

/** For so long a new account, or a new way into an old one, counts as a hand of whoever made it. */
const handDays = 7;
const handMs = handDays * 86_400_000;

type Row = { why: "same_person" | "same_mailbox" | "same_identity" | "one_hand"; until_since: Date | null };

/**
 * Why two names, of persons or of keys, do not count as two people, or null. A key counts as the person who made it, or
 * made the key that made it. `why` is `approver_is_proposer` (one person), `same_mailbox` or `same_identity` (one human
 * by two names), or `one_hand`: one made the other's account, role or one-time link within seven days, or one maker
 * both; `until` says when that is over. The database reckons it (`not_two_people`), of what it holds at that moment.
 * Inside a transaction its own `query` is handed in.
 */
export async function notTwoPeople(
  house: Pick<House, "db" | "clock">,
  one: string,
  other: string,
  query: Tx["query"] = house.db.read,
): Promise<Readonly<Record<string, unknown>> | null> {
  const since = new Date(house.clock.now().getTime() - handMs);
  const [found] = await query<Row>("select why, until_since from not_two_people($1, $2, $3)", [one, other, since]);
  if (!found) return null;
  if (found.why === "same_person") return { why: "approver_is_proposer" };
  if (found.until_since === null) return { why: found.why };
  return { why: found.why, until: new Date(found.until_since.getTime() + handMs).toISOString() };
}
