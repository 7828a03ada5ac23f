import type { Tx } from "#db";
import type { House } from "./house.ts";
import { refused } from "./house.ts";
import { notTwoPeople } from "./two-people.ts";
import type { Caller, Result } from "./types.ts";

/**
 * Whether the caller may approve what `proposer` (a person's or a key's id) proposed in a marketplace. Two persons are
 * needed: a key approves nothing, and what a key proposed counts as proposed by the person who made the key.
 * `detail.why` says which rule was broken: `keys_cannot_approve`, `not_an_approver`, or as `notTwoPeople` says. Inside
 * a transaction its own `query` is handed in.
 */
export async function mayApprove(
  house: House,
  caller: Caller,
  marketplace: string,
  proposer: string,
  query?: Tx["query"],
): Promise<Result<{ approver: string }>> {
  if (caller.kind !== "person") return refused("forbidden", { why: "keys_cannot_approve" });
  const { people, memberships } = house.snapshot.rows;
  const standing = memberships.by("person", caller.id).some((row) => {
    const here = row.marketplace === null || row.marketplace === marketplace;
    return row.role === "approver" && row.ended_at === null && here;
  });
  if (!standing || people.get(caller.id)?.state !== "active") return refused("forbidden", { why: "not_an_approver" });
  const not = await notTwoPeople(house, caller.id, proposer, query);
  if (not) return refused("forbidden", not);
  return { ok: true, value: { approver: caller.id } };
}

/** Whether a person may vote for a store: an owner of its merchant, or an owner of this store of it. */
export function mayVote(house: House, person: string, store: string): boolean {
  const { people, memberships, stores } = house.snapshot.rows;
  const merchant = stores.get(store)?.merchant;
  if (merchant === undefined || people.get(person)?.state !== "active") return false;
  return memberships.by("person", person).some((row) => {
    const here = row.merchant === merchant && (row.store === null || row.store === store);
    return here && row.role === "merchant_owner" && row.ended_at === null;
  });
}
