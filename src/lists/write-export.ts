import { bucketValues, isId, type Tx, timeOf } from "#db";
import { byteOrderMark, csvLine, instantIn } from "./csv.ts";
import { type ExportRow, exportColumns } from "./export-rows.ts";
import type { Asker, Cell, Column, ExportSource, Language, ListsNeeds, Page, Words } from "./types.ts";

/** Rows of a part: one statement's worth, and some hundred kilobytes. */
const partRows = 500;
/** A spreadsheet's own limit is a million rows; nobody reads as many. */
export const rowsMax = 200_000;
const keptMs = 3 * 86_400_000;

/** A part that cannot be written so often in a row ends its export. */
const triesMax = 5;

/**
 * Writes the next part of an export, and where the list goes on, in one commit: whoever dies here leaves nothing
 * behind, and the next turn, in whatever process, goes on from there. Another worker passes over a job that is being
 * written, and one that breaks off waits behind the others. Answers how many parts it wrote.
 */
export async function writeExports(needs: ListsNeeds): Promise<number> {
  let taken: ExportRow | undefined;
  try {
    return await needs.db.tx(async (tx) => {
      [taken] = await tx.query<ExportRow>(
        `select ${exportColumns} from export_jobs where bucket = any($1) and ended_at is null
         order by tries, asked_at, id limit 1 for update skip locked`,
        [bucketValues],
      );
      if (!taken) return 0;
      await writePart(needs, tx, taken);
      return 1;
    });
  } catch (fault) {
    if (!taken) throw fault;
    await brokeOff(needs, taken);
    throw fault;
  }
}

async function brokeOff({ db, clock }: ListsNeeds, { bucket, id }: ExportRow): Promise<void> {
  await db.read(
    `update export_jobs set tries = tries + 1, state = case when tries + 1 >= ${triesMax} then 'failed' else state end,
       fault = case when tries + 1 >= ${triesMax} then 'list_refused' end,
       ended_at = case when tries + 1 >= ${triesMax} then $3::timestamptz end
     where bucket = $1 and id = $2 and ended_at is null`,
    [bucket, id, clock.now()],
  );
}

async function writePart(needs: ListsNeeds, tx: Tx, job: ExportRow): Promise<void> {
  const source = needs.sources[job.list];
  const standing = await needs.standing(job);
  if (!source || !standing || !maySee(standing, job, source)) return await fail(needs, tx, job, "forbidden");
  const { marketplace, store, filter, after } = job;
  const page = await source.read({ marketplace, store }, filter, { after, limit: partRows });
  const body = bodyOf(needs, job, source, page);
  const lines = job.lines + BigInt(page.rows.length);
  const cut = page.next !== null && lines >= BigInt(rowsMax);
  const over = page.next === null || cut;
  const now = needs.clock.now();
  await tx.query("insert into export_parts (bucket, job, n, body) values ($1, $2, $3, $4)", [
    ...[job.bucket, job.id, job.parts, body],
  ]);
  await tx.query(
    `update export_jobs set state = $3, after = $4, parts = parts + 1, tries = 0, lines = $5, bytes = bytes + $6,
       share = $7, cut = $8, ended_at = $9, expires_at = $10 where bucket = $1 and id = $2`,
    [
      ...[job.bucket, job.id, over ? "done" : "running", page.next, lines, body.length],
      ...[over ? 10_000 : Math.max(job.share, shareOf(job, page.next, lines)), cut],
      ...(over ? [now, new Date(now.getTime() + keptMs)] : [null, null]),
    ],
  );
}

/** What was asked for may be read today: the membership stands, holds the scope, and reaches as far as it did. */
export function maySee(
  standing: Asker,
  job: { marketplace: string | null; store: string | null },
  source: ExportSource,
) {
  const wide = (own: string | null, asked: string | null): boolean => own === null || own === asked;
  const reaches = wide(standing.marketplace, job.marketplace) && wide(standing.store, job.store);
  return reaches && standing.scopes.includes(source.scope);
}

async function fail({ clock }: ListsNeeds, tx: Tx, job: ExportRow, fault: string): Promise<void> {
  await tx.query("delete from export_parts where bucket = $1 and job = $2", [job.bucket, job.id]);
  await tx.query("update export_jobs set state = 'failed', fault = $3, ended_at = $4 where bucket = $1 and id = $2", [
    ...[job.bucket, job.id, fault, clock.now()],
  ]);
}

function bodyOf(needs: ListsNeeds, job: ExportRow, source: ExportSource, page: Page): Buffer {
  const instant = instantIn(needs.timeZone(job.marketplace));
  const columns = job.columns.flatMap((name) => source.columns[name] ?? []);
  const { language } = job;
  const titles = columns.flatMap(({ title, code }) => [title[language], ...(code ? [codeTitle(title, language)] : [])]);
  const cellsOf = (row: object) => columns.flatMap((column) => cells(column, row as never, language));
  const head = csvLine(titles, instant);
  const lines = page.rows.map((row) => csvLine(cellsOf(row), instant));
  return Buffer.from((job.parts === 0 ? byteOrderMark + head : "") + lines.join(""));
}

const codeTitle = ({ zh, en }: Words, language: Language): string => (language === "zh" ? `${zh}代码` : `${en} code`);

const cells = (column: Column, row: never, language: Language): Cell[] => [
  column.of(row, language),
  ...(column.code ? [column.code(row)] : []),
];

const year = 365 * 86_400_000;

/**
 * How far a list is whose end is not known: by the age of the row that it came to, against a year; and never done
 * before it is. Lists that are not read by ids tell by rows alone.
 */
function shareOf(job: ExportRow, next: string | null, lines: bigint): number {
  const byRows = Number((lines * 10_000n) / BigInt(rowsMax));
  if (next === null || !isId(next)) return Math.min(9900, byRows);
  const age = job.asked_at.getTime() - timeOf(next).getTime();
  return Math.min(9900, Math.max(byRows, Math.floor((age / year) * 10_000)));
}
