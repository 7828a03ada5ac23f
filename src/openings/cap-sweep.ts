import { bucketValues } from "#db";
import { type CapsParts, lookMs, makeVoid } from "./cap-parts.ts";

const batch = 200;
const againMs = 5 * lookMs;

type UseRow = { bucket: number; id: string; payment: string };
type HoldRow = { bucket: number; id: string; use_bucket: number; opening: string; day: string };

/**
 * Makes up for what a crash cut off: uses whose payment has ended, and buyers' holds whose start never came. Answers
 * how many rows were looked at. Several processes may sweep: every step may be repeated.
 */
export async function sweepCaps(
  parts: CapsParts,
  settle: (use: { payment: string; id: string }, end: "paid" | "unpaid") => Promise<void>,
): Promise<number> {
  const now = parts.clock.now();
  const uses = await parts.db.read<UseRow>(
    `select bucket, id, payment from cap_uses
     where bucket = any($1) and state = 'held' and look_at <= $2 order by look_at limit $3`,
    [bucketValues, now, batch],
  );
  const ends = uses.length > 0 ? await parts.endOf(uses.map((use) => use.payment)) : new Map<string, string>();
  for (const use of uses) {
    const end = ends.get(use.payment);
    if (end === "paid" || end === "unpaid") await settle(use, end);
    else await lookLater(parts, "cap_uses", use);
  }
  const holds = await parts.db.read<HoldRow>(
    `select bucket, id, use_bucket, opening, day from cap_holds
     where bucket = any($1) and state = 'held' and look_at <= $2 order by look_at limit $3`,
    [bucketValues, now, batch],
  );
  for (const hold of holds) await sweepHold(parts, hold);
  return uses.length + holds.length;
}

async function sweepHold(parts: CapsParts, hold: HoldRow): Promise<void> {
  const [use] = await parts.db.read<{ state: string }>("select state from cap_uses where bucket = $1 and id = $2", [
    hold.use_bucket,
    hold.id,
  ]);
  if (use?.state === "held") return await lookLater(parts, "cap_holds", hold);
  const to = use?.state === "kept" ? "kept" : "returned";
  const { use_bucket, id, opening, day } = hold;
  // No start has come for this number, and after this none can.
  if (!use && !(await makeVoid(parts, { bucket: use_bucket, id, opening, day, store: "" }))) return;
  await parts.db.read("select settle_buyer_cap($1, $2, $3)", [hold.bucket, hold.id, to]);
}

async function lookLater(parts: CapsParts, table: string, row: { bucket: number; id: string }): Promise<void> {
  const at = new Date(parts.clock.now().getTime() + againMs);
  await parts.db.read(`update ${table} set look_at = $3 where bucket = $1 and id = $2`, [row.bucket, row.id, at]);
}
