import { bucketValues } from "#db";
import { type BreakAge, breakAges } from "./break-ages.ts";
import { type BreakRow, ourColumns, toView, withOurs } from "./break-row.ts";
import { type Page, type Paged, paged } from "./lists.ts";
import type { BreakView, ReconciliationNeeds } from "./types.ts";

/** `assignee`: whose they are, or "none": nobody's. `age` of one that ended: when it did. */
export type BreakFilter = { marketplace: string | null } & {
  run?: string;
  class?: string;
  state?: string;
  assignee?: string;
  age?: BreakAge;
};

/** Somebody's own are few among all: the record of who was given what leads to them. */
const source = (assignee: string | undefined): string =>
  assignee === undefined || assignee === "none"
    ? "bill_breaks b"
    : `(select distinct break_id from break_assignments where bucket = u.bucket and assignee = $8) a
       join bill_breaks b on b.bucket = u.bucket and b.id = a.break_id`;

/** Newest run first. */
export async function listBreaks(
  needs: ReconciliationNeeds,
  filter: BreakFilter,
  page: Page,
): Promise<Paged<BreakView>> {
  const { marketplace, run = null, class: name = null, state = null, assignee, age } = filter;
  const now = needs.clock.now();
  const days = age === undefined ? null : breakAges[age];
  const rows = await needs.db.read<BreakRow>(
    `select b.*, ${ourColumns} from unnest($1::int[]) as u (bucket) cross join lateral (
       select b.* from ${source(assignee)} where b.bucket = u.bucket and ($2::text is null or b.marketplace = $2)
         and ($3::text is null or b.run = $3) and ($4::text is null or b.class = $4)
         and ($5::text is null or b.state = $5) and ($6::text is null or b.id < $6)
         and ($8::text is null or coalesce(b.assignee, 'none') = $8)
         and ($9::int is null or coalesce(b.closed_at, $10::timestamptz) - b.opened_at >= make_interval(days => $9))
         and ($11::int is null or coalesce(b.closed_at, $10::timestamptz) - b.opened_at < make_interval(days => $11))
       order by b.id desc limit $7
     ) b ${withOurs} order by b.id desc limit $7`,
    [
      ...[bucketValues, marketplace, run, name, state, page.after, page.limit + 1, assignee ?? null],
      ...[days?.from ?? null, now, days?.to == null ? null : days.to + 1],
    ],
  );
  const { data, next } = paged(rows, page);
  return { data: data.map((row) => toView(row, now)), next };
}
