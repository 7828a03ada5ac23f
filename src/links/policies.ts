import { writeEvent } from "#db";
import type { House } from "./house.ts";
import { type Caller, type NewPolicy, type PolicyView, type Result, raiseLinkState, refused } from "./types.ts";

/**
 * Adds a version of a policy. It holds from `starts_at` (null: now) until a later one starts; one that would have
 * started before the latest is `link_policy_late`: what held once is not rewritten.
 */
export async function addPolicy(house: House, caller: Caller, input: NewPolicy): Promise<Result<PolicyView>> {
  const now = house.clock.now();
  const startsAt = input.starts_at ?? now;
  if (startsAt < now) return refused("link_policy_late", { now: now.toISOString() });
  const { marketplace, partner } = input;
  const done = await house.db.tx(async (tx): Promise<Result<PolicyView>> => {
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 40))", [`${marketplace} ${partner}`]);
    const [last] = await tx.query<{ n: number; starts_at: Date }>(
      `select n, starts_at from link_policies where marketplace = $1 and partner = $2 order by n desc limit 1`,
      [marketplace, partner],
    );
    if (last && startsAt <= last.starts_at)
      return refused("link_policy_late", { latest: last.starts_at.toISOString() });
    const n = (last?.n ?? 0) + 1;
    await tx.query(
      `insert into link_policies (marketplace, partner, n, starts_at, title_zh, title_en, rules, posts, why, set_by,
         set_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[marketplace, partner, n, startsAt, input.title.zh, input.title.en, JSON.stringify(input.rules)],
        ...[JSON.stringify(input.posts), input.why, caller.id, now],
      ],
    );
    await raiseLinkState(tx);
    const data = { partner, n, starts_at: startsAt.toISOString(), by: caller.id };
    await writeEvent(
      tx,
      house.ids,
      { type: "link_policy.set", version: 1, marketplace, subject: marketplace, data },
      now,
    );
    return { ok: true, value: { ...input, n, starts_at: startsAt, set_by: caller.id, set_at: now } };
  });
  await house.snapshot.refresh();
  return done;
}
