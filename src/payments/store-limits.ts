import { writeEvent } from "#db";
import { type Money, toJson } from "#money";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { addLimit, lockLimits, type NewLimit, yuanOrNull } from "./limit-changes.ts";
import type { Caller } from "./types.ts";

const coolingOffMs = 86_400_000;

export type LimitView = NewLimit & {
  marketplace: string;
  /** Null: the marketplace's own, for all of that role. */
  store: string | null;
  set_by: string;
  set_at: Date;
  approved_by: string | null;
  /** In the future: what held before holds until then. */
  holds_from: Date;
};

type Row = Omit<LimitView, "store" | "per_refund" | "per_day"> & {
  store: string;
  per_refund: bigint | null;
  per_day: bigint | null;
};

const viewOf = ({ store, per_refund, per_day, ...row }: Row): LimitView => ({
  ...{ ...row, store: store === "" ? null : store },
  ...{ per_refund: yuanOrNull(per_refund), per_day: yuanOrNull(per_day) },
});

/**
 * The limits of a marketplace, and those that a store sets beside; without a store, the marketplace's own alone. Of
 * each role what holds now, and what will hold later.
 */
export async function listLimits(
  { needs }: PaymentsContext,
  marketplace: string,
  store: string | null,
): Promise<LimitView[]> {
  const rows = await needs.db.read<Row>(
    `select marketplace, store, role, per_refund, per_day, set_by, set_at, approved_by, holds_from from (
       select l.*, max(n) filter (where holds_from <= $3) over (partition by store, role) as held from refund_limits l
       where marketplace = $1 and store = any($2)
     ) l where n >= coalesce(held, 0) order by store, role, n`,
    [marketplace, store === null ? [""] : ["", store], needs.clock.now()],
  );
  return rows.map(viewOf);
}

/** Whether one limit lets more through than the other. */
const above = (one: Money | null, other: Money | null): boolean =>
  other !== null && (one === null || one.minor > other.minor);

/**
 * A store's owner sets what their own people or keys may send back by themselves. What is stricter holds at once;
 * whatever is easier a day later, so that the store can notice a stranger's. The marketplace's limits hold beside.
 * Nobody else does: a key that could would set its own, and staff sends nothing back at all.
 */
export async function setStoreLimit(
  context: PaymentsContext,
  by: Caller,
  place: { marketplace: string; store: string },
  limit: NewLimit,
): Promise<Result<LimitView>> {
  const owner = by.kind === "person" && by.role === "merchant_owner" && by.store === place.store;
  if (!owner) return refuse("refund_limit_owners_own");
  const { db, clock, ids } = context.needs;
  const now = clock.now();
  const { marketplace, store } = place;
  return await db.tx(async (tx) => {
    // One setter at a time: two who read the same limit must not both find theirs the stricter.
    await lockLimits(tx, marketplace);
    const [row] = await tx.query<Row>(
      `select * from refund_limits where marketplace = $1 and store = $2 and role = $3
         and (holds_from <= $4 or holds_from = set_at)
       order by n desc limit 1`,
      [marketplace, store, limit.role, now],
    );
    const held = row ? viewOf(row) : { per_refund: null, per_day: null };
    const easier = above(limit.per_refund, held.per_refund) || above(limit.per_day, held.per_day);
    const holds_from = easier ? new Date(now.getTime() + coolingOffMs) : now;
    const set = { ...limit, marketplace, set_by: by.id, approved_by: null, holds_from };
    await addLimit(tx, { ...set, store, now });
    const told = { role: limit.role, from: holds_from.toISOString(), store };
    const amounts = {
      per_refund: limit.per_refund && toJson(limit.per_refund),
      per_day: limit.per_day && toJson(limit.per_day),
    };
    const event = { type: "refund_limit.set", version: 1, marketplace, subject: store, data: { ...told, ...amounts } };
    await writeEvent(tx, ids, event, now);
    return ok({ ...set, store, set_at: now });
  });
}
