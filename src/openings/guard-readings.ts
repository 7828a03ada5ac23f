import type { House } from "./create-openings.ts";
import type { Reading } from "./guard-figures.ts";
import type { Guard } from "./types.ts";

export type GuardOf = { kind: "opening" | "stage" | "pilot"; n: number };
/** What one look at a guard read. */
export type Read = Reading & { opening: string; of: GuardOf };

const keptMs = 32 * 86_400_000;
const trimEveryMs = 600_000;
/** A figure that does not move is written so often, so that a line can be told from a gap. */
const stillMs = 15 * 60_000;
const minuteMs = 60_000;

type Kept = { minute: number; part: bigint; whole: bigint };

/** What this process wrote last of each guard, so that a guard that stands still costs nothing. */
const written = new WeakMap<House, { last: Map<string, Kept>; trimmedAt: number }>();

const keyOf = ({ opening, of, guard }: Read): string =>
  [opening, of.kind, of.n, guard.figure, guard.window_minutes].join(" ");

/** Keeps what guards read, for people who look at them over time. Of two processes in one minute the last one wins. */
export async function keepReadings(house: House, reads: readonly Read[]): Promise<void> {
  const now = house.clock.now().getTime();
  const minute = Math.floor(now / minuteMs) * minuteMs;
  const state = written.get(house) ?? { last: new Map<string, Kept>(), trimmedAt: Number.NEGATIVE_INFINITY };
  written.set(house, state);
  const news = reads.filter((read) => {
    const last = state.last.get(keyOf(read));
    if (!last || read.breached) return true;
    const moved = last.part !== read.part || last.whole !== read.whole;
    return last.minute !== minute && (moved || minute - last.minute >= stillMs);
  });
  if (news.length > 0) await write(house, news, new Date(minute));
  for (const read of news) state.last.set(keyOf(read), { minute, part: read.part, whole: read.whole });
  if (now - state.trimmedAt < trimEveryMs) return;
  state.trimmedAt = now;
  await house.db.read("delete from guard_readings where minute < $1", [new Date(now - keptMs)]);
}

async function write(house: House, reads: readonly Read[], minute: Date): Promise<void> {
  const rows = new Map(reads.map((read) => [keyOf(read), read]));
  const column = <T>(pick: (read: Read) => T): T[] => [...rows.values()].map(pick);
  await house.db.read(
    `insert into guard_readings as g
       (opening, kind, n, figure, window_minutes, part, whole, limit_at, min_count, breached, minute)
     select r.*, $11 from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::bigint[], $7::bigint[],
       $8::int[], $9::int[], $10::boolean[]) as r order by 1, 2, 3, 4, 5
     on conflict (opening, kind, n, figure, window_minutes, minute) do update set part = excluded.part,
       whole = excluded.whole, limit_at = excluded.limit_at, min_count = excluded.min_count,
       breached = g.breached or excluded.breached`,
    [
      ...[column((read) => read.opening), column((read) => read.of.kind), column((read) => read.of.n)],
      ...[column((read) => read.guard.figure), column((read) => read.guard.window_minutes)],
      ...[column((read) => read.part), column((read) => read.whole), column((read) => read.guard.limit)],
      ...[column((read) => read.guard.min_count), column((read) => read.breached), minute],
    ],
  );
}

/** One guard over time. `points` oldest first; several minutes are drawn together in a long time. */
export type GuardSeries = GuardOf &
  Guard & {
    points: readonly { at: Date; part: string; whole: string; breached: boolean }[];
    /** When it stopped the opening or took its stage back. */
    stopped_at: readonly Date[];
  };

const pointsMax = 300;

type Row = GuardOf & {
  figure: Guard["figure"];
  window_minutes: number;
  limit_at: number;
  min_count: number;
  at: Date;
  part: bigint;
  whole: bigint;
  breached: boolean;
};

/** What the guards of an opening read between two instants, each guard a series; a breach is never drawn away. */
export async function guardSeries(
  house: House,
  opening: string,
  { from, to }: { from: Date; to: Date },
): Promise<readonly GuardSeries[]> {
  const step = Math.max(60, Math.ceil((to.getTime() - from.getTime()) / 1000 / pointsMax));
  const rows = await house.db.read<Row>(
    `select distinct on (kind, n, figure, window_minutes, floor(extract(epoch from minute) / $4))
       kind, n, figure, window_minutes, limit_at, min_count, minute as at, part, whole, breached
     from guard_readings where opening = $1 and minute >= $2 and minute <= $3
     order by kind, n, figure, window_minutes, floor(extract(epoch from minute) / $4), breached desc, minute desc`,
    [opening, from, to, step],
  );
  const stops = await house.db.read<{ at: Date; kind: string | null; n: number | null; figure: string }>(
    `select at, details ->> 'kind' as kind, (details ->> 'n')::int as n, details #>> '{guard,figure}' as figure
     from opening_moves where opening = $1 and at >= $2 and at <= $3 and details ? 'guard' order by at`,
    [opening, from, to],
  );
  const series = new Map<string, Row[]>();
  for (const row of rows) {
    const key = [row.kind, row.n, row.figure, row.window_minutes].join(" ");
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  return [...series.values()].map((points) => {
    const { kind, n, figure, window_minutes, limit_at: limit, min_count } = points.at(-1) as Row;
    const mine = stops.filter((one) => one.figure === figure && (one.n === null ? n < 2 : one.n === n));
    return {
      ...{ kind, n, figure, limit, window_minutes, min_count, stopped_at: mine.map((one) => one.at) },
      points: points.map(({ at, part, whole, breached }) => ({ at, part: `${part}`, whole: `${whole}`, breached })),
    };
  });
}
