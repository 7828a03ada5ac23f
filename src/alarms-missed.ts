import { bucketOf, type Db } from "#db";

type Missed = { endpoint: string; marketplace: string; failing_since: Date };

/** When each was last told of, by its index `alarms_of_endpoints`. */
export const toldOf = `select about ->> 'endpoint' as endpoint, max(last_at) as last_at from alarms
  where bucket = any($1) and what = 'webhook_disabled' and about ->> 'endpoint' = any($2) group by 1`;

/**
 * Endpoints that the house switched off and of which no alarm tells: whoever switched one off died before its alarm was
 * written. One that a person cleared was told; switched on and off again it is to be told again, which is why the alarm
 * has to be younger than the failing.
 */
export async function missedAlarms(db: Pick<Db, "read">): Promise<{ endpoint: string; marketplace: string }[]> {
  const off = await db.read<Missed>(
    `select id as endpoint, marketplace, failing_since from webhook_endpoints
     where state = 'disabled' and disabled_reason in ('failing', 'gone') and failing_since is not null`,
    [],
  );
  if (off.length === 0) return [];
  const told = await db.read<{ endpoint: string; last_at: Date }>(toldOf, [
    [...new Set(off.map((one) => bucketOf(one.marketplace)))],
    off.map((one) => one.endpoint),
  ]);
  const lastTold = new Map(told.map((one) => [one.endpoint, one.last_at]));
  return off
    .filter(({ endpoint, failing_since }) => (lastTold.get(endpoint) ?? new Date(0)) < failing_since)
    .map(({ endpoint, marketplace }) => ({ endpoint, marketplace }));
}
