import { bucketValues } from "#db";
import type { Parts } from "./types.ts";

/** Appeals of one kind: how many were raised, how they ended, and the median of hours until somebody decided. */
export type AppealFigures = {
  about: "screening" | "verdicts";
  raised: number;
  granted: number;
  upheld: number;
  open: number;
  hours: number | null;
};

const hours = "round(extract(epoch from percentile_cont(0.5) within group (order by ended - at)) / 3600)::int as hours";
const counts = `count(*)::int as raised, (count(*) filter (where word = 'granted'))::int as granted,
  (count(*) filter (where word = 'upheld'))::int as upheld, (count(*) filter (where word = 'open'))::int as open`;

/**
 * What stores appealed against since an instant: what the screen or a block keeps out, and verdicts on refunds. Of
 * appeals that are not decided only the number is known.
 */
export async function appealFigures({ db }: Parts, since: Date): Promise<readonly AppealFigures[]> {
  const screening = db.read<AppealFigures>(
    `select 'screening' as about, ${counts}, ${hours} from (
       select state as word, appealed_at as at, decided_at as ended from screen_appeals
       where bucket = any($1) and appealed_at >= $2) a`,
    [bucketValues, since],
  );
  const verdicts = db.read<AppealFigures>(
    `select 'verdicts' as about, ${counts}, ${hours} from (
       select s.at, e.at as ended,
         case e.to_state when 'upheld' then 'upheld' when 'compensating' then 'granted' else 'open' end as word
       from dispute_steps s left join lateral (
         select x.at, x.to_state from dispute_steps x where x.bucket = s.bucket and x.dispute = s.dispute and x.n > s.n
           and x.to_state in ('upheld', 'compensating') order by x.n limit 1
       ) e on true
       where s.bucket = any($1) and s.to_state = 'appealed' and s.from_state <> 'appealed' and s.at >= $2) a`,
    [bucketValues, since],
  );
  return (await Promise.all([screening, verdicts])).flat();
}
