import { bucketValues } from "#db";
import type { Parts } from "./types.ts";

export const appealsAbout = ["screening", "verdicts"] as const;
export const appealOutcomes = ["granted", "upheld", "open"] as const;

/** Appeals of one kind: how many were raised, how they ended, and the median of hours until somebody decided. */
export type AppealFigures = {
  about: (typeof appealsAbout)[number];
  raised: number;
  granted: number;
  upheld: number;
  open: number;
  hours: number | null;
};

/** Appeals that are alike in all that is told of them: no store, no subject. `hours` until a decision, if any. */
export type ToldAppeals = {
  about: AppealFigures["about"];
  /** When they were raised, a day of Asia/Shanghai. */
  day: string;
  outcome: (typeof appealOutcomes)[number];
  hours: number | null;
  count: number;
};

const told = `to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, word as outcome,
  round(extract(epoch from ended - at) / 3600)::int as hours, count(*)::int as count`;
const alike = "group by 1, 2, 3, 4 order by 1, 2, 3, 4";

/**
 * What stores appealed against since an instant: what the screen or a block keeps out, and verdicts on refunds. As many
 * rows as there are days, outcomes and hours, however many appeals there were.
 */
export async function appealsTold({ db }: Parts, since: Date): Promise<readonly ToldAppeals[]> {
  const screening = db.read<ToldAppeals>(
    `select 'screening' as about, ${told} from (
       select state as word, appealed_at as at, decided_at as ended from screen_appeals
       where bucket = any($1) and appealed_at >= $2) a ${alike}`,
    [bucketValues, since],
  );
  const verdicts = db.read<ToldAppeals>(
    `select 'verdicts' as about, ${told} from (
       select s.at, e.at as ended,
         case e.to_state when 'upheld' then 'upheld' when 'compensating' then 'granted' else 'open' end as word
       from dispute_steps s left join lateral (
         select x.at, x.to_state from dispute_steps x where x.bucket = s.bucket and x.dispute = s.dispute and x.n > s.n
           and x.to_state in ('upheld', 'compensating') order by x.n limit 1
       ) e on true
       where s.bucket = any($1) and s.to_state = 'appealed' and s.from_state <> 'appealed' and s.at >= $2) a ${alike}`,
    [bucketValues, since],
  );
  return (await Promise.all([screening, verdicts])).flat();
}

/** The figures, from nothing but what is told: an outsider gets the same. Of two appeals in the middle, the shorter. */
export function appealFigures(rows: readonly ToldAppeals[]): readonly AppealFigures[] {
  return appealsAbout.map((about) => {
    const mine = rows.filter((one) => one.about === about);
    const sum = (some: readonly ToldAppeals[]) => some.reduce((total, one) => total + one.count, 0);
    const ended = (outcome: ToldAppeals["outcome"]) => sum(mine.filter((one) => one.outcome === outcome));
    const counts = { raised: sum(mine), granted: ended("granted"), upheld: ended("upheld"), open: ended("open") };
    return { about, ...counts, hours: median(mine) };
  });
}

function median(rows: readonly ToldAppeals[]): number | null {
  const decided = rows.flatMap(({ hours, count }) => (hours === null ? [] : [{ hours, count }]));
  const middle = Math.ceil(decided.reduce((total, one) => total + one.count, 0) / 2);
  let passed = 0;
  for (const { hours, count } of decided.sort((a, b) => a.hours - b.hours)) {
    passed += count;
    if (passed >= middle) return hours;
  }
  return null;
}
