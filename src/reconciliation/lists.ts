import { bucketValues } from "#db";
import { readBreak, toView } from "./break-row.ts";
import type { BreakView, ReconciliationNeeds, RunView } from "./types.ts";

export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };
export type RunFilter = { marketplace: string | null; wallet_account?: string; day?: string };

/** `matched`: lines of the bill that fit in all, whatever became of the others since. */
export type ListedRun = RunView & { matched: bigint };

/** A line may differ in several ways and is counted once; what only we have, and a movement of funds, is no line. */
const matched = `lines - (
  select count(distinct (b.kind, b.subject, b.wallet_ref)) from bill_breaks b
  where b.bucket = any($1) and b.run = bill_runs.id and b.kind <> 'fund' and b.class <> 'ours_only') as matched`;
const runColumns = `${matched}, id, marketplace, wallet, wallet_account, day, state, lines, totals, found, funds, files, imported_at, finished_at`;

export async function getRun(needs: ReconciliationNeeds, id: string): Promise<ListedRun | null> {
  const rows = await needs.db.read<ListedRun>(`select ${runColumns} from bill_runs where id = $2`, [bucketValues, id]);
  return rows[0] ?? null;
}

/** Newest first. */
export async function listRuns(needs: ReconciliationNeeds, filter: RunFilter, page: Page): Promise<Paged<ListedRun>> {
  const rows = await needs.db.read<ListedRun>(
    `select ${runColumns} from bill_runs
     where ($2::text is null or marketplace = $2) and ($3::text is null or wallet_account = $3)
       and ($4::text is null or day = $4) and ($5::text is null or id < $5)
     order by id desc limit $6`,
    [
      ...[bucketValues, filter.marketplace, filter.wallet_account ?? null, filter.day ?? null],
      ...[page.after, page.limit + 1],
    ],
  );
  return paged(rows, page);
}

export async function getBreak(needs: ReconciliationNeeds, id: string): Promise<BreakView | null> {
  const row = await readBreak({ query: needs.db.read }, id);
  return row ? toView(row, needs.clock.now()) : null;
}

export function paged<Row extends { id: string }>(rows: readonly Row[], page: Page): Paged<Row> {
  const data = rows.slice(0, page.limit);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
