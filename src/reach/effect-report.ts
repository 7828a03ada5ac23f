import {
  bucketOf,
  bucketValues,
  type Clock,
  claimRepeat,
  type Db,
  type Ids,
  type Random,
  type RepeatKey,
  writeEvent,
} from "#db";
import { type EffectReport, effectOf, type Group } from "./effect.ts";
import { type OrderToGroup, type Pause, readEffectOrders } from "./effect-orders.ts";
import { readHistory } from "./history.ts";
import type { Draw } from "./intervals.ts";

export type EffectAsked = {
  opening: string;
  kind: "pilot" | "stage";
  n: number;
  /** The wallet that was there before. */
  incumbent: string;
  /** When the stage began; null: as its opening has it. */
  start: Date | null;
  before_days: number;
  after_days: number;
};

export type EffectReportView = {
  id: string;
  marketplace: string;
  opening: string;
  asked: Omit<EffectAsked, "start"> & { start: string };
  report: EffectReport & Read;
  created_at: Date;
};

/** What was read. Reports of earlier versions do not say it. */
type Read = { from?: string; to?: string; left_out?: number; paused?: readonly { from: string; to: string }[] };

/** A stage's sticky share of buyers: who is below it is in, the rest is the hold-out. */
export type HoldOut = {
  marketplace: string;
  sides: readonly string[];
  /** When the stage began; null: it has not. */
  start: Date | null;
  /** When a wider stage took over from it, so that nobody of the hold-out was held out any more; null: not yet. */
  end: Date | null;
  /** When the opening was paused: cut out of the span, for both groups. */
  pauses: readonly Pause[];
  /** Null: the stage's other terms (stores, facts, condition) would have let the order in in neither group. */
  groupOf(order: OrderToGroup): Group | null;
};

export type ReachParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  holdOut(opening: string, kind: "pilot" | "stage", n: number): Promise<HoldOut | null>;
};

type Fault =
  | "not_found"
  | "idempotency_key_reused"
  | "effect_no_hold_out"
  | "effect_not_begun"
  | "effect_too_many_orders";
type Result<T> = { ok: true; value: T; repeated?: boolean } | { ok: false; fault: Fault };
type Page = { after: string | null; limit: number };

const dayMs = 86_400_000;
/** They are held in memory while the report is made. */
const mostOrders = 500_000;
const columns = "id, marketplace, opening, asked, report, created_at";

export function createReach(parts: ReachParts) {
  const { db, ids, clock } = parts;
  const find = async (id: string): Promise<EffectReportView | null> => {
    const sql = `select ${columns} from effect_reports where bucket = $1 and id = $2`;
    const [row] = await db.read<EffectReportView>(sql, [bucketOf(id), id]);
    return row ?? null;
  };
  return {
    getReport: find,
    async listReports(
      filter: { marketplace: string | null; opening?: string },
      page: Page,
    ): Promise<{ data: readonly EffectReportView[]; next: string | null }> {
      const rows = await db.read<EffectReportView>(
        `select ${columns} from effect_reports where bucket = any($1) and ($2::text is null or id < $2)
           and ($3::text is null or marketplace = $3) and ($4::text is null or opening = $4) order by id desc limit $5`,
        [bucketValues, page.after, filter.marketplace, filter.opening ?? null, page.limit + 1],
      );
      const data = rows.slice(0, page.limit);
      return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
    },
    /** Works it out from the orders and keeps it. */
    async makeReport(
      who: { id: string },
      asked: EffectAsked,
      repeat: RepeatKey | null,
    ): Promise<Result<EffectReportView>> {
      const held = await parts.holdOut(asked.opening, asked.kind, asked.n);
      if (held === null) return { ok: false, fault: "effect_no_hold_out" };
      const start = asked.start ?? held.start;
      if (start === null || start >= clock.now()) return { ok: false, fault: "effect_not_begun" };
      const span = spanOf(start, asked, held.end, clock.now());
      const read = await readEffectOrders(db, { ...held, ...span }, mostOrders);
      if (read === null) return { ok: false, fault: "effect_too_many_orders" };
      const buyers = [...new Set(read.orders.map((one) => one.buyer))];
      const history = await readHistory(db, { sides: held.sides, buyers, ...span });
      const report = {
        ...effectOf(read.orders, asked.incumbent, drawFrom(parts.random), history),
        ...{ from: span.from.toISOString(), to: span.to.toISOString(), left_out: read.left_out },
        paused: within(held.pauses, span),
      };
      return await db.tx(async (tx) => {
        const id = ids.next("efr");
        const claim = repeat && (await claimRepeat(tx, bucketOf(asked.opening), repeat, id, clock.now()));
        if (claim && !claim.first && !claim.same) return { ok: false, fault: "idempotency_key_reused" };
        if (claim && !claim.first)
          return { ok: true, value: (await find(claim.subject)) as EffectReportView, repeated: true };
        const [row] = await tx.query<EffectReportView>(
          `insert into effect_reports (bucket, id, marketplace, opening, asked, report, created_by, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
          [
            ...[
              bucketOf(id),
              id,
              held.marketplace,
              asked.opening,
              JSON.stringify({ ...asked, start }),
              JSON.stringify(report),
            ],
            ...[who.id, clock.now()],
          ],
        );
        const data = { opening: asked.opening, orders: report.orders };
        const event = { type: "effect_report.made", version: 1, marketplace: held.marketplace, subject: id, data };
        await writeEvent(tx, ids, event, clock.now());
        return { ok: true, value: row as EffectReportView };
      });
    },
  };
}

export type Reach = ReturnType<typeof createReach>;

/** After the start as many days as were asked, but not beyond the hold-out's end, and not beyond now. */
function spanOf(start: Date, asked: EffectAsked, end: Date | null, now: Date): { from: Date; start: Date; to: Date } {
  const wanted = start.getTime() + asked.after_days * dayMs;
  const to = Math.min(wanted, now.getTime(), end !== null && end > start ? end.getTime() : wanted);
  return { from: new Date(start.getTime() - asked.before_days * dayMs), start, to: new Date(to) };
}

/** The parts of pauses that lie in the span. */
function within(pauses: readonly Pause[], { from, to }: { from: Date; to: Date }): { from: string; to: string }[] {
  return pauses.flatMap((pause) => {
    const [first, last] = [Math.max(+pause.from, +from), Math.min(pause.to === null ? +to : +pause.to, +to)];
    return first < last ? [{ from: new Date(first).toISOString(), to: new Date(last).toISOString() }] : [];
  });
}

/** For resampling: xorshift128 (Marsaglia 2003), begun with randomness that is handed in, so that a seed repeats it. */
function drawFrom(random: Random): Draw {
  const seed = random(16);
  const state = Uint32Array.from({ length: 4 }, (_, i) => seed.readUInt32LE(i * 4) | 1);
  return () => {
    let t = state[3] as number;
    const s = state[0] as number;
    state.copyWithin(1, 0, 3);
    t ^= t << 11;
    t ^= t >>> 8;
    state[0] = t ^ s ^ (s >>> 19);
    return (state[0] as number) / 2 ** 32;
  };
}
