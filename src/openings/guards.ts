import { applyChange } from "./change.ts";
import type { House } from "./create-openings.ts";
import type { OpeningRow } from "./rows.ts";
import type { Guard } from "./types.ts";

/** What came of the payments of a partner on an opening's sides since an instant. */
export type Figures = {
  paid: bigint;
  /** The wallet's own refusals. */
  refused: bigint;
  /** Started long enough ago, and the wallet has not been heard. */
  unknown: bigint;
  /** Of the paid ones, those with a refund under way or done. */
  refunded: bigint;
};

export const guardCaller = "guard";

type Reading = { part: bigint; whole: bigint; breached(part: bigint, limit: bigint): boolean };

/** `part` of `whole` in 10,000ths against the limit. */
const readings: Record<Guard["figure"], (figures: Figures) => Reading> = {
  success_rate: ({ paid, refused }) => ({ part: paid, whole: paid + refused, breached: (rate, limit) => rate < limit }),
  refund_rate: ({ paid, refunded }) => ({ part: refunded, whole: paid, breached: (rate, limit) => rate > limit }),
  unknown_rate: ({ paid, refused, unknown }) => ({
    part: unknown,
    whole: paid + refused + unknown,
    breached: (rate, limit) => rate > limit,
  }),
};

export type Breach = { guard: Guard; part: bigint; whole: bigint };

/** Whether a guard is breached by some figures; null below its minimum count, or when all is well. */
export function breachOf(guard: Guard, figures: Figures): Breach | null {
  const { part, whole, breached } = readings[guard.figure](figures);
  if (whole < BigInt(guard.min_count) || whole === 0n) return null;
  // Multiplied out, so that nothing is rounded to the safe side or the other: part / whole against limit / 10,000.
  return breached(part * 10_000n, BigInt(guard.limit) * whole) ? { guard, part, whole } : null;
}

export function guardFaults(guards: readonly Guard[]): string[] {
  return guards.flatMap(({ limit, window_minutes: minutes, min_count: count }, index) => {
    const whole = (value: number, from: number, to: number) => Number.isInteger(value) && value >= from && value <= to;
    const right = whole(limit, 0, 10_000) && whole(minutes, 1, 1440) && whole(count, 1, 1_000_000);
    const say = "limit in 10,000ths, window_minutes 1 to 1440, min_count from 1";
    return right ? [] : [`guards[${index}]: whole numbers: ${say}`];
  });
}

/**
 * Looks at every guard of what is open or under way, and pauses what breaches one: with the figures as the reason, an
 * alarm, and the event of a move. After a resumption only what came since then counts. Answers how many it paused.
 */
export async function watchGuards(house: House): Promise<number> {
  const watched = await house.db.read<OpeningRow>(
    "select * from openings where guards <> '[]' and state in ('piloting', 'announced', 'opening', 'open') order by id",
  );
  let paused = 0;
  for (const row of watched) {
    const breach = await firstBreach(house, row);
    if (breach && (await pause(house, row, breach))) paused++;
  }
  if (paused > 0) await house.snapshot.refresh();
  return paused;
}

async function firstBreach(house: House, row: OpeningRow): Promise<Breach | null> {
  const now = house.clock.now().getTime();
  for (const guard of row.guards) {
    const since = new Date(Math.max(now - guard.window_minutes * 60_000, row.changed_at.getTime()));
    const breach = breachOf(guard, await house.figuresOf(row.sides, row.partner, since));
    if (breach) return breach;
  }
  return null;
}

async function pause(house: House, row: OpeningRow, { guard, part, whole }: Breach): Promise<boolean> {
  const { figure, limit, window_minutes } = guard;
  const about = { opening: row.id, figure, limit, part: `${part}`, whole: `${whole}`, window_minutes };
  const done = await house.db.tx(async (tx) => {
    const now = house.clock.now();
    // Only as it was when its figures were read: whoever moved it meanwhile knows better.
    const [found] = await tx.query<OpeningRow>("select * from openings where id = $1 and version = $2 for update", [
      row.id,
      row.version,
    ]);
    if (!found) return false;
    const why = `guard: ${figure} ${part} of ${whole} within ${window_minutes} min, limit ${limit} of 10,000`;
    const what = { move: "pause", events: ["pause"], details: { guard: about } } as const;
    await applyChange(house, { tx, found, now }, { by: guardCaller, why }, what);
    return true;
  });
  if (done) house.alarm("opening_paused_by_guard", about);
  return done;
}
