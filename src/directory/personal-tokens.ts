import { type House, mustFind, only, Refusal, write } from "./house.ts";
import { type MembershipRow, type TokenRow, tokenView } from "./rows.ts";
import { makeToken } from "./tokens.ts";
import type { Result, TokenView } from "./types.ts";

/**
 * A token for one of a person's memberships; the text is told once. Memberships in a merchant with no store named get
 * none: the API's reach is a house, a marketplace or a store, and a wider one than meant would be a leak.
 */
export async function issueToken(
  house: House,
  input: { membership: string; title: string; expiresAt: Date },
): Promise<Result<{ view: TokenView; token: string }>> {
  const made = makeToken("hp_", house.random);
  const id = house.ids.next("tok");
  return await write(house, async ({ tx, version, now }) => {
    const byId = "select * from memberships where id = $1 and ended_at is null";
    const membership = await mustFind<MembershipRow>(tx, byId, input.membership, "parent_unknown");
    if (membership.merchant !== null && membership.store === null)
      throw new Refusal("store_unknown", { membership: membership.id });
    const rows = await tx.query<TokenRow>(
      `insert into personal_tokens (id, person, membership, title, hash, last4, created_at, expires_at, version, mode)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning *`,
      [
        id,
        membership.person,
        membership.id,
        input.title,
        made.hash,
        made.last4,
        now,
        input.expiresAt,
        version,
        house.mode,
      ],
    );
    return { view: tokenView(only(rows)), token: made.token };
  });
}

export async function revokeToken(house: House, id: string): Promise<Result<TokenView>> {
  return await write(house, async ({ tx, version, now }) => {
    await mustFind(tx, "select id from personal_tokens where id = $1", id, "not_found");
    const rows = await tx.query<TokenRow>(
      "update personal_tokens set revoked_at = coalesce(revoked_at, $2), version = $3 where id = $1 returning *",
      [id, now, version],
    );
    return tokenView(only(rows));
  });
}

export async function tokensOf(house: House, person: string | null): Promise<readonly TokenView[]> {
  const rows = await house.db.read<TokenRow>(
    "select * from personal_tokens where $1::text is null or person = $1 order by id desc",
    [person],
  );
  return rows.map(tokenView);
}
