import { bucketValues } from "#db";
import { ageBounds, type BreakAge, breakAgeNames } from "./break-ages.ts";
import type { BreakClass, Keeper, ReconciliationNeeds } from "./types.ts";

/** Open breaks, counted. What one proposed and another has yet to decide is counted apart. */
export type BreakFigures = {
  open: number;
  proposed: number;
  /** Of the open ones: whoever asks looks after, and nobody does. */
  yours: number;
  nobodys: number;
  /** Only what is not zero. */
  counts: readonly { class: BreakClass; age: BreakAge; open: number }[];
  /** Who may be given breaks, and whoever has an open one although they may no more. */
  people: readonly (Omit<Keeper, "role"> & { role: string | null; open: number })[];
};

type Row = { class: BreakClass; age: number; assignee: string | null; name: string | null; n: number };

/** Counted along the breaks that have not ended, which are few beside all that there ever were. */
export async function breakFigures(
  needs: ReconciliationNeeds,
  asked: { marketplace: string | null; caller: string },
): Promise<BreakFigures> {
  const { marketplace, caller } = asked;
  const values = [bucketValues, marketplace];
  const rows = await needs.db.read<Row>(
    `select b.class, width_bucket(extract(epoch from $3::timestamptz - b.opened_at)::numeric,
         (select array_agg(day * 86400::numeric) from unnest($4::int[]) as d (day))) as age,
       b.assignee, p.name, count(*)::int as n
     from bill_breaks b left join people p on p.id = b.assignee
     where b.bucket = any($1) and b.state <> 'closed' and b.state = 'open' and ($2::text is null or b.marketplace = $2)
     group by 1, 2, 3, 4`,
    [...values, needs.clock.now(), ageBounds],
  );
  const [waits] = await needs.db.read<{ n: number }>(
    `select count(*)::int as n from bill_breaks b where b.bucket = any($1) and b.state <> 'closed'
       and b.state = 'proposed' and ($2::text is null or b.marketplace = $2)`,
    values,
  );
  const sum = (wanted: (row: Row) => boolean): number => rows.filter(wanted).reduce((total, { n }) => total + n, 0);
  return {
    open: sum(() => true),
    proposed: waits?.n ?? 0,
    yours: sum((row) => row.assignee === caller),
    nobodys: sum((row) => row.assignee === null),
    counts: countsOf(rows),
    people: peopleOf(rows, needs.keepers?.(marketplace) ?? []),
  };
}

function countsOf(rows: readonly Row[]): BreakFigures["counts"] {
  const found = new Map<string, BreakFigures["counts"][number]>();
  for (const { class: name, age: at, n } of rows) {
    const age = breakAgeNames[at] ?? "older";
    const known = found.get(`${name} ${age}`);
    found.set(`${name} ${age}`, { class: name, age, open: (known?.open ?? 0) + n });
  }
  return [...found.values()];
}

function peopleOf(rows: readonly Row[], keepers: readonly Keeper[]): BreakFigures["people"] {
  const has = new Map<string, { name: string; open: number }>();
  for (const { assignee, name, n } of rows)
    if (assignee !== null) has.set(assignee, { name: name ?? assignee, open: (has.get(assignee)?.open ?? 0) + n });
  const able = keepers.map((one) => ({ ...one, open: has.get(one.id)?.open ?? 0 }));
  const gone = [...has].filter(([id]) => !keepers.some((one) => one.id === id));
  return [...able, ...gone.map(([id, one]) => ({ id, ...one, role: null, marketplace: null }))];
}
