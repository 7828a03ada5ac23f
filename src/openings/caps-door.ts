import { createHash } from "node:crypto";
import { bucketFromText, bucketOf, bucketValue, type Db } from "#db";
import { hearWidened, widenLease } from "./cap-late.ts";
import { leaseMore } from "./cap-leases.ts";
import { type CapsParts, lookMs, makeVoid, type StartCaps } from "./cap-parts.ts";
import type { CapPlan } from "./cap-plan.ts";
import { sweepCaps } from "./cap-sweep.ts";
import { type Reason, reason } from "./reasons.ts";

/** Caps where money moves: a buyer's day is reserved first, the rest is counted in the start's own commit. */
export function createCaps(parts: CapsParts) {
  return {
    hold: holdCaps.bind(null, parts),
    lease: (caps: StartCaps, amount: bigint, bucket: number) => leaseMore(parts, caps, amount, bucket),
    release: releaseCaps.bind(null, parts),
    settle: settleCaps.bind(null, parts),
    /** Makes up for what a crash cut off; call it every few seconds. */
    sweep: () => sweepCaps(parts, settleCaps.bind(null, parts)),
  };
}
export type Caps = ReturnType<typeof createCaps>;

type Held = { ok: true; caps: StartCaps } | { ok: false; reasons: Reason[] };

/**
 * What is reserved for. `of`: something that may come again after a death; the number is then its own, so what was
 * reserved for it before is found, not reserved beside it.
 */
type ToHold = { amount: bigint; bucket: number; of?: string };

/** How many numbers of one thing may have been given back before it is refused: each is a start that was not made. */
const numbersMax = 20;

/**
 * Reserves the buyer's day at its home bucket, in a commit of its own, under a number that only this start knows, or
 * that follows from what it is of. The start then carries `caps` into its own commit; whoever does not start
 * after all calls `release`.
 */
async function holdCaps(parts: CapsParts, plan: CapPlan, start: ToHold): Promise<Held> {
  const { opening, day, buyer, store, total } = plan;
  const look_at = new Date(parts.clock.now().getTime() + lookMs);
  const buyerBucket = buyer && bucketValue(bucketFromText(`${opening} ${buyer.name}`));
  const id = await holdBuyer(parts, plan, start, { bucket: buyerBucket, look_at });
  if (id === null) return { ok: false, reasons: buyer ? [reason("over_cap_per_buyer_day", { cap: buyer.limit })] : [] };
  const caps = {
    ...{ id, opening, day, look_at, buyer_bucket: buyerBucket },
    store_limit: store?.minor.toString() ?? null,
    total_limit: total?.minor.toString() ?? null,
  };
  return { ok: true, caps };
}

/** The number under which it is reserved; null where the day has no room for it. */
async function holdBuyer(
  parts: CapsParts,
  { opening, day, buyer }: CapPlan,
  { amount, bucket, of }: ToHold,
  at: { bucket: number | null; look_at: Date },
): Promise<string | null> {
  for (let n = 0; n < numbersMax; n++) {
    const id =
      of === undefined ? parts.random(16).toString("hex") : numberOf(`${of} ${opening} ${day} ${!!buyer} ${n}`);
    if (!buyer) return id;
    const [row] = await parts.db.read<{ held: "held" | "over" | "used" }>(
      `select ${of === undefined ? holdNew : holdOnce} as held`,
      [at.bucket, id, bucket, opening, buyer.name, day, amount, buyer.limit.minor, at.look_at],
    );
    if (row?.held !== "used") return row?.held === "held" ? id : null;
  }
  return null;
}

const holdOnce = "hold_buyer_cap_once($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const holdNew = "case when hold_buyer_cap($1, $2, $3, $4, $5, $6, $7, $8, $9) then 'held' else 'over' end";

const numberOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** The start was not made: its number is made void in the store's bucket, then the buyer's day is given back. */
async function releaseCaps(parts: CapsParts, caps: StartCaps, bucket: number, store: string): Promise<void> {
  if (caps.buyer_bucket === null) return;
  if (await makeVoid(parts, { bucket, id: caps.id, opening: caps.opening, day: caps.day, store }))
    await parts.db.read("select settle_buyer_cap($1, $2, 'returned')", [caps.buyer_bucket, caps.id]);
}

/** The payment of a use has ended. Any number of times; a step that a crash cut off is made up for by the sweep. */
async function settleCaps(
  parts: CapsParts,
  use: { payment: string; id: string },
  end: "paid" | "unpaid",
): Promise<void> {
  const to = end === "paid" ? "kept" : "returned";
  const row = end === "paid" ? await keepUse(parts, use) : await settleUse(parts.db, use, to);
  if (typeof row?.buyer_bucket === "number")
    await parts.db.read("select settle_buyer_cap($1, $2, $3)", [row.buyer_bucket, use.id, to]);
}

type SettledUse = { result: string; buyer_bucket: number | null };

async function settleUse(
  by: Pick<Db, "read">,
  use: { payment: string; id: string },
  to: "kept" | "returned",
): Promise<SettledUse | undefined> {
  const parameters = [bucketOf(use.payment), use.id, to];
  return (await by.read<SettledUse>("select * from settle_cap_use($1, $2, $3)", parameters))[0];
}

/**
 * Where money came after the end and the day's total has no room for it, its lease is widened: it counts as well, and
 * from then on no lease of that day lends by what it was granted before. Whoever repeats it, since somebody may have
 * died, makes up for that too.
 */
async function keepUse(parts: CapsParts, use: { payment: string; id: string }): Promise<SettledUse | undefined> {
  const { row, over } = await parts.db.tx(async (tx) => {
    const settled = await settleUse({ read: tx.query }, use, "kept");
    return { row: settled, over: settled?.result === "exceeded" && (await widenLease(tx, use)) };
  });
  if (over) parts.alarm("cap_exceeded_by_late_payment", { payment: use.payment });
  if (!row || row.result === "kept") return row;
  const [of] = await parts.db.read<{ opening: string; day: string }>(
    "select opening, day from cap_uses where bucket = $1 and id = $2 and in_total",
    [bucketOf(use.payment), use.id],
  );
  if (of) await hearWidened(parts, { home: bucketOf(of.opening), ...of });
  return row;
}
